"""The PIN that the Kenya Revenue Authority knows a taxpayer by: a letter, nine digits and a letter."""

from __future__ import annotations

from stdnum.exceptions import ValidationError
from stdnum.ke import pin

from core.errors import InvalidInput


def checked_kra_pin(text: str, *, field: str = "kra_pin") -> str:
    """The PIN in capitals without blanks; empty stays empty. Raises InvalidInput BAD_KRA_PIN.

    A for people and P for others, and its form: the authority has not published how its last letter is made.
    """
    try:
        return str(pin.validate("".join(text.split()))) if text.strip() else ""
    except ValidationError:
        raise InvalidInput("BAD_KRA_PIN", field, "A KRA PIN is like P051365947M.") from None


def mask_kra_pin(pin: str) -> str:
    """`A****678Z`: what a reader without the right to a person's data sees."""
    return f"{pin[:1]}****{pin[-4:]}"
