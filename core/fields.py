"""Columns that hold only what can be read back: the database itself refuses the rest, whoever writes.

A day or moment outside of core.days' window (infinity and years BC among it), an amount that money cannot
be, a kind that is none of the choices, JSON of another shape or depth than its readers know: each is a check
of its column, `<table>_<column>_check`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

from core.days import END_DAY, FIRST_DAY
from core.money import MAX_CENTS, Cents

#: What no sum of amounts goes beyond: as many of the largest as there can be rows.
MAX_SUM: Cents = MAX_CENTS * 2**63
_SUM_DIGITS = len(str(MAX_SUM))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


class _Checked(models.Field):  # type: ignore[type-arg]
    """A column with a check of its own.

    `by_trigger`: a statement trigger of the table looks instead. PostgreSQL reads and plans a check anew at
    every statement, a quarter of the time of a posting; the plans of a trigger are kept.
    """

    def __init__(self, *args: Any, by_trigger: bool = False, **options: Any) -> None:
        self.by_trigger = by_trigger
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, options | ({"by_trigger": True} if self.by_trigger else {})

    def condition(self) -> str:
        """The check, `{}` in the place of the column."""
        raise NotImplementedError

    def db_check(self, connection: Any) -> str | None:
        return (
            None
            if self.by_trigger
            else self.condition().replace("{}", connection.ops.quote_name(self.column))
        )


# A checker of types takes them for what they extend: it knows what goes in and comes out there.
if TYPE_CHECKING:
    DayField, MomentField, KindField = models.DateField, models.DateTimeField, models.CharField
    CentsField = CentsSumField = models.BigIntegerField
    FactsField = TextsField = LinesField = models.JSONField
else:

    class DayField(_Checked, models.DateField):
        """An accounting day, or another day of a calendar."""

        def condition(self) -> str:
            return f"{{}} >= '{FIRST_DAY}' AND {{}} < '{END_DAY}'"

    class MomentField(_Checked, models.DateTimeField):
        """A moment, of an accounting day as DayField has them."""

        def condition(self) -> str:
            return f"{{}} >= '{FIRST_DAY} 00:00:00+03' AND {{}} < '{END_DAY} 00:00:00+03'"

    class CentsField(_Checked, models.BigIntegerField):
        """One amount in cents, of either sign."""

        def condition(self) -> str:
            return f"{{}} BETWEEN -{MAX_CENTS} AND {MAX_CENTS}"

    class CentsSumField(_Checked, models.DecimalField):
        """A sum of amounts in cents, an int like they are: too large for 64 bits, if somebody wants it so."""

        def __init__(self, *args: Any, **options: Any) -> None:
            options.setdefault("max_digits", _SUM_DIGITS)
            options.setdefault("decimal_places", 0)
            super().__init__(*args, **options)

        def deconstruct(self) -> Any:
            name, path, args, options = super().deconstruct()
            for derived in ("max_digits", "decimal_places"):
                del options[derived]
            return name, path, args, options

        def condition(self) -> str:
            return f"{{}} BETWEEN -{MAX_SUM} AND {MAX_SUM}"

        def from_db_value(self, value: Decimal | None, *_: Any) -> Cents | None:
            return None if value is None else int(value)

    class KindField(_Checked, models.CharField):
        """One of its choices; with `blank` also none of them."""

        non_db_attrs = tuple(
            name for name in models.CharField.non_db_attrs if name not in ("blank", "choices")
        )

        def condition(self) -> str:
            known = [str(value) for value, _ in self.flatchoices] + ([""] if self.blank else [])
            return f"{{}} IN ({', '.join(map(_quoted, known))})"

    class FactsField(_Checked, models.JSONField):
        """An object of names and plain values: no list, no object, no number too long to read back."""

        def condition(self) -> str:
            inside = 'strict $.* ? (@.type() == "object" || @.type() == "array" || @ > 1e18 || @ < -1e18)'
            return f"jsonb_typeof({{}}) = 'object' AND NOT jsonb_path_exists({{}}, '{inside}')"

    class TextsField(_Checked, models.JSONField):
        """A list of texts."""

        def condition(self) -> str:
            other = 'strict $[*] ? (@.type() != "string")'
            return f"jsonb_typeof({{}}) = 'array' AND NOT jsonb_path_exists({{}}, '{other}')"

    class LinesField(_Checked, models.JSONField):
        """A list of lines: each an account, its cents of debit and credit, and a code of VAT or none."""

        def condition(self) -> str:
            other = 'strict $[*] ? (@.type() != "object")'
            unknown = " && ".join(f'@ != "{name}"' for name in ("account", "debit", "credit", "vat"))
            texts = '@.account.type() == "string" && @.vat.type() == "string"'
            cents = " && ".join(
                f"@.{side} >= 0 && @.{side} <= {MAX_CENTS} && @.{side}.floor() == @.{side}"
                for side in ("debit", "credit")
            )
            wrong = f"!({texts}) || !({cents}) || ({cents}) is unknown"
            return (
                f"jsonb_typeof({{}}) = 'array' AND NOT jsonb_path_exists({{}}, '{other}')"
                f" AND NOT jsonb_path_exists({{}}, '$[*].keyvalue().key ? ({unknown})')"
                f" AND NOT jsonb_path_exists({{}}, '$[*] ? ({wrong})')"
            )
