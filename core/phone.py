"""Kenyan phone numbers: one canonical form, `2547XXXXXXXX` or `2541XXXXXXXX`."""

from __future__ import annotations

import re

import phonenumbers

from core.errors import InvalidInput

_CANONICAL = re.compile(r"254[17]\d{8}")
_HASHED = re.compile(r"[0-9a-fA-F]{64}")


def canonical_phone(raw: str, *, field: str = "phone") -> str:
    """The canonical form of a Kenyan mobile number typed in any usual way.

    Understands 07.., 01.., 7.., 1.., +254.., 254.. with spaces or dashes. Numbering blocks that the
    metadata of phonenumbers does not know yet pass when their shape is right.
    Raises InvalidInput BAD_PHONE (without repeating the number).
    """
    try:
        text = raw.strip()
        if text.startswith("254"):
            text = "+" + text
        parsed = phonenumbers.parse(text, "KE")
        number = f"{parsed.country_code}{parsed.national_number}"
    except phonenumbers.NumberParseException:
        number = ""
    if not _CANONICAL.fullmatch(number):
        raise InvalidInput("BAD_PHONE", field, "Give a Kenyan mobile number, like 0712 345 678.")
    return number


def is_canonical(raw: str) -> bool:
    """Whether the text is a full number in canonical form (masked and hashed ones are not)."""
    return _CANONICAL.fullmatch(raw) is not None


def is_hashed(raw: str) -> bool:
    """Whether the text is a SHA-256 in hex, as some C2B callbacks carry."""
    return _HASHED.fullmatch(raw) is not None


def _ends(phone: str) -> tuple[str, str] | None:
    compact = re.sub(r"[\s-]", "", phone)
    if not re.fullmatch(r"\d{5}[\d*]*\d{3}", compact):
        return None
    return compact[:5], compact[-3:]


def mask_phone(phone: str) -> str:
    """`25470****149`: what a log, a statement and a reader without the right see. Masked stays masked."""
    ends = _ends(phone)
    return f"{ends[0]}****{ends[1]}" if ends else "****"


def masks_agree(one: str, other: str) -> bool:
    """Whether two numbers, each possibly masked, could be the same: a suggestion, never a proof."""
    ends = _ends(one)
    return ends is not None and ends == _ends(other)
