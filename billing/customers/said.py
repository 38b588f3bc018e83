"""What is said of a customer, by a person or a row of a file: checked, and what is wrong named at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, TypedDict, cast

from core.email import canonical_email
from core.errors import Detail, Findings, InvalidInput
from core.kra import checked_kra_pin
from core.money import MAX_CENTS, Cents, display
from core.phone import canonical_phone
from core.text import checked_name, one_line

MAX_PHONES: Final = 5
MAX_TAGS: Final = 10
_TAG = re.compile(r"[^\W_](?:[\w .&/-]{0,22}[^\W_])?")
_REFERENCE = re.compile(r"[\w][\w ./#&-]{0,39}")


class Said(TypedDict, total=False):
    """What is left out is not said: of a new customer it is unknown, of another it stays as it is.

    Empty text is "none". `phone` is the number that they are reached on, `other_phones` the rest.
    """

    name: str
    phone: str
    other_phones: Sequence[str]
    kra_pin: str
    email: str
    external_ref: str
    tags: Sequence[str]
    #: In cents; None for as much as they like.
    credit_limit: Cents | None


def checked(said: Said, found: Findings) -> Said:
    """The same as it is stored. Notes NAME_MISSING, BAD_PHONE, TOO_MANY_PHONES, BAD_KRA_PIN, BAD_EMAIL,
    BAD_EXTERNAL_REF, BAD_TAG and BAD_AMOUNT; then what it gives is of no use."""
    kept: dict[str, object] = {}
    for name, check in _CHECKS.items():
        if name in said:
            with found.noting():
                kept[name] = check(said[name])  # type: ignore[literal-required]
    return cast("Said", kept)


def numbers_of(said: Said, known: Sequence[str]) -> list[str]:
    """All numbers as they are to stand, each once, the first one first; `known` are those until now.

    Where the first one goes and the others stay, the next takes its place. Raises InvalidInput
    TOO_MANY_PHONES.
    """
    first = said["phone"] if "phone" in said else "".join(known[:1])
    others = said["other_phones"] if "other_phones" in said else known[1:]
    numbers = list(dict.fromkeys(filter(None, (first, *others))))
    if len(numbers) > MAX_PHONES:
        raise _too_many_phones()
    return numbers


def _too_many_phones() -> InvalidInput:
    most = Detail(count=MAX_PHONES)
    return InvalidInput("TOO_MANY_PHONES", "other_phones", f"Keep at most {MAX_PHONES} numbers.", detail=most)


def _phones(raw: Sequence[str]) -> list[str]:
    found, numbers = Findings(), []
    if len(raw) >= MAX_PHONES:
        raise _too_many_phones()
    for place, text in enumerate(raw):
        with found.noting():
            numbers.append(canonical_phone(text, field=f"other_phones.{place}"))
    found.settle()
    return numbers


def _external_ref(raw: str) -> str:
    text = one_line(raw)
    if text and not _REFERENCE.fullmatch(text):
        raise InvalidInput(
            "BAD_EXTERNAL_REF", "external_ref", "Use at most 40 letters, digits, blanks and . / # & -"
        )
    return text


def _tags(raw: Sequence[str]) -> list[str]:
    tags = list(dict.fromkeys(one_line(tag).lower() for tag in raw))
    if len(tags) > MAX_TAGS or not all(_TAG.fullmatch(tag) for tag in tags):
        raise InvalidInput(
            "BAD_TAG",
            "tags",
            f"Give at most {MAX_TAGS} tags of 1 to 24 letters, digits and blanks.",
            detail=Detail(count=MAX_TAGS),
        )
    return sorted(tags)


def _limit(cents: Cents | None) -> Cents | None:
    if cents is not None and not 0 <= cents <= MAX_CENTS:
        raise InvalidInput(
            "BAD_AMOUNT",
            "credit_limit",
            f"A limit is between {display(0)} and {display(MAX_CENTS)}.",
            detail=Detail(limit=MAX_CENTS),
        )
    return cents


def _if_said(check: Callable[[str], str]) -> Callable[[str], str]:
    return lambda raw: check(raw) if raw.strip() else ""


_CHECKS: Final[dict[str, Callable[..., object]]] = {
    "name": checked_name,
    "phone": _if_said(canonical_phone),
    "other_phones": _phones,
    "kra_pin": checked_kra_pin,
    "email": _if_said(canonical_email),
    "external_ref": _external_ref,
    "tags": _tags,
    "credit_limit": _limit,
}
