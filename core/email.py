"""E-mail addresses: one canonical form, and a mask for those who may not read them."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from core.errors import InvalidInput

MAX_LENGTH = 254
_check = EmailValidator()


def canonical_email(raw: str, *, field: str = "email") -> str:
    """The address in lower case without blanks around it.

    Raises InvalidInput BAD_EMAIL (without repeating the address).
    """
    address = raw.strip().lower()
    try:
        if len(address) > MAX_LENGTH or not address.isprintable():
            raise ValidationError("")
        _check(address)
    except ValidationError:
        raise InvalidInput("BAD_EMAIL", field, "Give an e-mail address, like name@example.com.") from None
    return address


def mask_email(address: str) -> str:
    """`a****@example.com`: what a log and a reader without the right see."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}****@{domain}" if name else "****"
