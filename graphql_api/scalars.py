"""Scalars of the schema. Money and 64-bit numbers travel as text, so that no client rounds them.

A value that a scalar cannot be comes out of it as a BadValue: the field that takes it tells of all of them,
with their places, in the words of everybody else's refusals (graphql_api/gates/clean.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, DecimalException
from typing import Any, Final, NewType

import strawberry
import strawberry_django
from strawberry.schema.types.base_scalars import DateDefinition, DateTimeDefinition, DecimalDefinition
from strawberry.types.scalar import ScalarDefinition

from core.days import LAST_DAY
from core.errors import InvalidInput
from core.money import to_cents, to_shillings
from core.phone import canonical_phone

#: Cents inside, a decimal string of shillings outside.
Money = NewType("Money", int)
#: A whole number beyond 32 bits, as a string.
BigInt = NewType("BigInt", int)
#: In canonical form inside; outside also masked, for who may not read it.
Phone = NewType("Phone", str)

_BIG_INT_DIGITS = 19
_MAX_LENGTH = 100
#: Days of people who live and of books that are kept. Sums over days near the ends of the calendar overflow.
FIRST_DAY: Final = date(1900, 1, 1)
_SCHEMA: Final = "https://www.w3.org/TR/xmlschema-2/#"
_RFC_3339: Final = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"


@dataclass(frozen=True)
class BadValue:
    """Stands where a value was given that its scalar cannot be."""

    code: str
    message: str

    def error(self) -> InvalidInput:
        return InvalidInput(self.code, "", self.message)


def _or_bad(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def parse(value: Any) -> Any:
        try:
            return read(value)
        except InvalidInput as error:
            return BadValue(error.code, error.message)

    return parse


def _text(value: Any, code: str, message: str) -> str:
    if not isinstance(value, str) or len(value) > _MAX_LENGTH:
        raise InvalidInput(code, "", message)
    return value


def money_or_none(cents: int | None) -> Money | None:
    """Cents that may be unknown, as the schema has them."""
    return None if cents is None else Money(cents)


def money_column(column: str, description: str) -> Any:
    """A field that shows a column of cents of its row."""

    def shown(root: Any) -> Money:
        return Money(getattr(root, column))

    return strawberry_django.field(resolver=shown, only=[column], description=description)


def _money(value: Any) -> Money:
    return Money(to_cents(_text(value, "BAD_AMOUNT", 'Give money as text in shillings, like "1250.50".')))


def _big_int(value: Any) -> BigInt:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _BIG_INT_DIGITS):
        raise InvalidInput("BAD_NUMBER", "", 'Give a whole number as text, like "1019".')
    number = int(text)
    if abs(number) >= 2**63:
        raise InvalidInput("BAD_NUMBER", "", "The number is too large.")
    return BigInt(number)


def _decimal(value: Any) -> Decimal:
    if (
        isinstance(value, str | int | float)
        and not isinstance(value, bool)
        and len(str(value)) <= _MAX_LENGTH
    ):
        try:
            number = Decimal(str(value))
            if number.is_finite():
                return number
        except DecimalException:
            pass
    raise InvalidInput("BAD_NUMBER", "", 'Give a number as text, like "2.5".')


def _phone(value: Any) -> Phone:
    return Phone(canonical_phone(_text(value, "BAD_PHONE", "Give a Kenyan mobile number as text.")))


def _day(value: Any) -> date:
    try:
        day = date.fromisoformat(_text(value, "BAD_DAY", 'Give a day as text, like "2026-11-28".'))
    except ValueError:
        raise InvalidInput("BAD_DAY", "", 'There is no such day; write one like "2026-11-28".') from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise InvalidInput("BAD_DAY", "", f"Give a day between {FIRST_DAY.year} and {LAST_DAY.year}.")
    return day


def _moment(value: Any) -> datetime:
    try:
        moment: datetime = DateTimeDefinition.parse_value(  # type: ignore[misc]
            _text(value, "BAD_TIME", 'Give a time as text, like "2026-11-28T09:00:00+03:00".')
        )
    except Exception:
        raise InvalidInput("BAD_TIME", "", "There is no such time; write it in ISO 8601.") from None
    if moment.tzinfo is None or not FIRST_DAY.year < moment.year < LAST_DAY.year:
        raise InvalidInput("BAD_TIME", "", "Give a time with its zone, near enough to ours.")
    return moment


def _scalar(
    name: str, description: str, read: Callable[[Any], Any], write: Any, url: str
) -> ScalarDefinition:
    return strawberry.scalar(
        name=name,
        description=description,
        serialize=write,
        parse_value=_or_bad(read),
        specified_by_url=url,
    )


SCALARS: dict[object, ScalarDefinition] = {
    Money: _scalar(
        "Money",
        'Kenyan shillings as exact decimal text with two places, "1250.50"; never a number. What is given may'
        ' have fewer places and commas for thousands: "1,250". Refused with BAD_AMOUNT.',
        _money,
        to_shillings,
        f"{_SCHEMA}decimal",
    ),
    BigInt: _scalar(
        "BigInt",
        "A whole number of up to 64 bits as text. Refused with BAD_NUMBER.",
        _big_int,
        str,
        f"{_SCHEMA}long",
    ),
    Phone: _scalar(
        "Phone",
        'A Kenyan mobile number. What is given may be written in any usual way, "0712 345 678"; what comes'
        ' back is "254712345678", or "25471****678" for who may not read it, or empty when there is none.'
        " Refused with BAD_PHONE.",
        _phone,
        str,
        "https://www.itu.int/rec/T-REC-E.164",
    ),
    Decimal: _scalar(
        "Decimal",
        'An exact decimal number as text: "2.5". Refused with BAD_NUMBER.',
        _decimal,
        DecimalDefinition.serialize,
        f"{_SCHEMA}decimal",
    ),
    date: _scalar(
        "Date",
        f'A day of the calendar in East African Time (UTC+3), "2026-11-28", from {FIRST_DAY.year} to'
        f" {LAST_DAY.year}. Refused with BAD_DAY.",
        _day,
        DateDefinition.serialize,
        _RFC_3339,
    ),
    datetime: _scalar(
        "DateTime",
        "A moment with its zone in ISO 8601; what comes back is in UTC. Refused with BAD_TIME.",
        _moment,
        DateTimeDefinition.serialize,
        _RFC_3339,
    ),
}
