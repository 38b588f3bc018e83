"""Kenyan phone numbers: one canonical form, `2547XXXXXXXX` or `2541XXXXXXXX`."""

from __future__ import annotations

import re

import phonenumbers

from core.errors import InvalidInput

_CANONICAL = re.compile(r"254[17]\d{8}")
_TYPED = re.compile(r"(\+|00)?[0-9 ().\u00a0-]{9,24}")
_HASHED = re.compile(r"[0-9a-fA-F]{64}")


def canonical_phone(raw: str, *, field: str = "phone") -> str:
    """The canonical form of a Kenyan mobile number typed in any usual way.

    Understands 07.., 01.., 7.., 1.., +254.., 254.., 00254.. with spaces, dots, dashes or brackets; a number
    inside other text is not a number. Numbering blocks that the metadata of phonenumbers does not know yet
    pass when their shape is right.
    Raises InvalidInput BAD_PHONE (without repeating the number).
    """
    text = raw.strip()
    number = ""
    if _TYPED.fullmatch(text):
        try:
            parsed = phonenumbers.parse(re.sub(r"^(00)?254", "+254", text), "KE")
            number = f"{parsed.country_code}{parsed.national_number}"
        except phonenumbers.NumberParseException:
            pass
    if not _CANONICAL.fullmatch(number):
        raise InvalidInput("BAD_PHONE", field, "Give a Kenyan mobile number, like 0712 345 678.")
    return number


def is_phone(raw: str) -> bool:
    """Whether canonical_phone understands the text."""
    try:
        canonical_phone(raw)
    except InvalidInput:
        return False
    return True


def is_canonical(raw: str) -> bool:
    """Whether the text is a full number in canonical form (masked and hashed ones are not)."""
    return _CANONICAL.fullmatch(raw) is not None


def is_hashed(raw: str) -> bool:
    """Whether the text is a SHA-256 in hex, as some C2B callbacks carry."""
    return _HASHED.fullmatch(raw) is not None


def _ends(phone: str) -> tuple[str, str] | None:
    """The digits before and after the mask, or of a whole number its first five and last three."""
    compact = re.sub(r"[\s-]", "", phone)
    if compact.isdigit() and not is_canonical(compact):
        try:
            compact = canonical_phone(compact)
        except InvalidInput:
            return None
    if is_canonical(compact):
        return compact[:5], compact[-3:]
    masked = re.fullmatch(r"(254\d{1,2})\*+(\d{2,3})", compact)
    return (masked[1], masked[2]) if masked else None


def mask_phone(phone: str) -> str:
    """`25470****149`: what a log, a statement and a reader without the right see. Masked stays masked."""
    ends = _ends(phone)
    return f"{ends[0]}****{ends[1]}" if ends else "****"


def masks_agree(one: str, other: str) -> bool:
    """Whether two numbers, each possibly masked, could be the same: a suggestion, never a proof.

    Masks hide differently (`25470****149`, `2547 ***** 149`): the digits that both show must agree.
    """
    return _are_one(_ends(one), _ends(other)) is True


def masks_contradict(one: str, other: str) -> bool:
    """Whether two numbers, each possibly masked, cannot be the same. Never of what is no such number."""
    return _are_one(_ends(one), _ends(other)) is False


def _are_one(ends: tuple[str, str] | None, others: tuple[str, str] | None) -> bool | None:
    if ends is None or others is None:
        return None
    heads, tails = sorted((ends[0], others[0]), key=len), sorted((ends[1], others[1]), key=len)
    return heads[1].startswith(heads[0]) and tails[1].endswith(tails[0])
