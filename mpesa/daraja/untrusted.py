"""Read JSON that anybody may have written: bounded, exact, and with one kind of error.

Whatever the bytes are, functions here return plain values or raise MalformedCallback. What PostgreSQL or
UTF-8 could not hold (NUL, lone surrogates) is replaced here, so that a stored fact never fails later. What
is wrong beside the money is noted as a doubt, and stops no money: a number that is none, a key given twice,
names in another case, an object in a list of its own, another encoding.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, TypeAlias, TypeVar

from core.days import from_daraja_stamp
from core.errors import InvalidInput
from core.json_reading import BadJson, read_json, texts_in
from core.money import Cents, to_cents
from core.text import as_text, is_text
from mpesa.daraja.errors import MalformedCallback

Fields: TypeAlias = Mapping[str, object]
Value = TypeVar("Value")

MAX_BODY: Final = 64 * 1024
MAX_DEPTH: Final = 16
#: KES 1,000 million. Safaricom's per-transaction limits are far lower and have moved before; a fact from
#: outside is refused only when it can't be one.
MAX_FACT_CENTS: Final[Cents] = 10**11

#: Stands where a value cannot be read; it is neither text nor number nor object.
UNREADABLE: Final = object()
_UTF8: Final = ("utf-8", "utf-8-sig")
#: The currency, before or behind; and thousands that are told apart by blanks.
_CURRENCY = re.compile(r"\A(?:KES|KSHS?\.?)\s*|\s*(?:KES|KSHS?\.?|/=)\Z", re.IGNORECASE)
_BLANKS = re.compile(r"[+-]?[0-9]{1,3}( [0-9]{3})+(\.[0-9]+)?")
_LETTERS = re.compile(r"[^a-z0-9]+")

_RECEIPT = re.compile(r"[A-Z0-9]{6,20}")
_STAMP = re.compile(r"20[0-9]{12}")


def malformed(code: str, field: str, message: str) -> MalformedCallback:
    return MalformedCallback(code, field, message)


class Doubts:
    """What could not be read and is not the money: names of fields, each once, in the order they were met."""

    def __init__(self) -> None:
        self._names: dict[str, None] = {}

    def note(self, name: str) -> None:
        self._names[name] = None

    def read(self, read: Callable[..., Value], fields: Fields, key: str, **options: Any) -> Value | None:
        """What `read` finds under `key`; None, and a doubt, where it raises MalformedCallback."""
        try:
            return read(fields, key, **options)
        except MalformedCallback:
            self.note(key)
            return None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._names)


def load_object(body: bytes, doubts: Doubts) -> Fields:
    """The JSON object in `body`; or in a list of its own, which is a doubt. Fractions are Decimal.

    UTF-8, with or without BOM. UTF-16 and UTF-32 are doubts; what is none of them is read as Latin-1, and
    characters that are none are replaced: doubts too.
    """
    if len(body) > MAX_BODY:
        raise malformed("CALLBACK_TOO_LARGE", "", "The body is too large.")
    try:
        value = read_json(_decoded(body, doubts), max_depth=MAX_DEPTH, unreadable=UNREADABLE)
    except BadJson as error:
        code = "CALLBACK_TOO_LARGE" if error.too_large else "CALLBACK_UNREADABLE"
        raise malformed(code, "", error.message) from None
    if not all(map(is_text, texts_in(value))):
        value = without_no_text(value)
        doubts.note("text")
    found = lone(value, doubts, "list")
    if not isinstance(found, dict):
        raise malformed("CALLBACK_UNREADABLE", "", "The body is not a JSON object.")
    return found


def _decoded(body: bytes, doubts: Doubts) -> str:
    encoding = json.detect_encoding(body)
    if encoding not in _UTF8:
        doubts.note("encoding")
    try:
        return body.decode(encoding).strip("\0 ")
    except UnicodeDecodeError:
        doubts.note("encoding")
        return body.removeprefix(BOM_UTF8).decode("latin-1")


def lone(value: object, doubts: Doubts, name: str) -> object:
    """What is in a list of one object, with a doubt of that name; anything else as it is."""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        doubts.note(name)
        return value[0]
    return value


def spelt(fields: Fields, names: Mapping[str, str], doubts: Doubts) -> Fields:
    """The same, with what is missing under one of `names` taken from where it is spelt otherwise: a doubt.

    `names` is made by by_letters. Where two spellings of a name differ, it cannot be read.
    """
    found = dict(fields)
    for key, value in fields.items():
        name = names.get(letters_of(key), key)
        differs = found.setdefault(name, value) != value
        if differs:
            found[name] = UNREADABLE
        if differs or name not in fields:
            doubts.note(name)
    return found


def by_letters(*names: str) -> dict[str, str]:
    """Each name by its letters in lower case."""
    return {letters_of(name): name for name in names}


def letters_of(name: str) -> str:
    return _LETTERS.sub("", name.lower())


def without_no_text(value: object) -> object:
    """The same with U+FFFD in the place of what is no text."""
    if isinstance(value, str):
        return as_text(value)
    if isinstance(value, dict):
        return {without_no_text(key): without_no_text(part) for key, part in value.items()}
    if isinstance(value, list):
        return [without_no_text(part) for part in value]
    return value


def sub_object(fields: Fields, key: str) -> Fields:
    """The object under `key`, which must be there."""
    value = fields.get(key)
    if not isinstance(value, dict):
        raise malformed("CALLBACK_MISSING", key, "An object is expected here.")
    return value


def text_of(fields: Fields, key: str, *, limit: int, required: bool = False) -> str:
    """Text under `key`, numbers written out; "" when absent or null. Not stripped: as it was sent."""
    value = fields.get(key)
    if value is None:
        value = ""
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else str(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise malformed("CALLBACK_BAD_VALUE", key, "A text or a number is expected here.")
    text = str(value)
    if len(text) > limit:
        raise malformed("CALLBACK_TOO_LARGE", key, "The text is too long.")
    if required and not text.strip():
        raise malformed("CALLBACK_MISSING", key, "This field must not be empty.")
    return text


def token_of(fields: Fields, key: str, pattern: re.Pattern[str], *, required: bool = True) -> str:
    """Stripped text under `key` of the shape that `pattern` asks; "" when absent and not required."""
    text = text_of(fields, key, limit=200, required=required).strip()
    if text and not pattern.fullmatch(text):
        raise malformed("CALLBACK_BAD_VALUE", key, "This does not look like one.")
    return text


def amount_of(fields: Fields, key: str) -> Cents:
    """Positive cents of shillings written as number or text. Anything finer than a cent is refused."""
    cents = signed_amount_of(fields, key)
    if cents <= 0:
        raise malformed("CALLBACK_BAD_VALUE", key, "The amount must be positive.")
    return cents


def signed_amount_of(fields: Fields, key: str) -> Cents:
    """Cents, possibly negative (a balance)."""
    value = fields.get(key)
    if value is None or value == "":
        raise malformed("CALLBACK_MISSING", key, "An amount is expected here.")
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise malformed("CALLBACK_BAD_VALUE", key, "An amount is expected here.")
    if isinstance(value, Decimal) and value.normalize() != value:  # more digits than arithmetic would keep
        raise malformed("CALLBACK_BAD_VALUE", key, "The amount has too many digits.")
    try:
        cents = to_cents(_plain(value) if isinstance(value, str) else value, field=key)
    except InvalidInput:
        raise malformed("CALLBACK_BAD_VALUE", key, "This is no amount in shillings and cents.") from None
    if abs(cents) > MAX_FACT_CENTS:
        raise malformed("CALLBACK_TOO_LARGE", key, "The amount is larger than M-Pesa moves.")
    return cents


def _plain(text: str) -> str:
    """The number in `KES 1 250.00`."""
    text = _CURRENCY.sub("", " ".join(text.split()), count=1).strip()
    return text.replace(" ", "") if _BLANKS.fullmatch(text) else text


def receipt_of(fields: Fields, key: str) -> str:
    """An M-Pesa receipt number in upper case; only its plausibility is checked.

    A number with a fraction or an exponent is none: which digits it had before nobody knows.
    """
    if isinstance(fields.get(key), Decimal):
        raise malformed("CALLBACK_BAD_VALUE", key, "This does not look like a receipt number.")
    text = text_of(fields, key, limit=40, required=True).strip()
    receipt = text.upper() if text.isascii() else ""
    if not _RECEIPT.fullmatch(receipt):
        raise malformed("CALLBACK_BAD_VALUE", key, "This does not look like a receipt number.")
    return receipt


def moment_of(fields: Fields, key: str) -> datetime:
    """UTC moment of a yyyymmddHHMMSS stamp in East African Time, number or text."""
    stamp = text_of(fields, key, limit=40, required=True).strip()
    if not _STAMP.fullmatch(stamp):
        raise malformed("CALLBACK_BAD_VALUE", key, "A time like 20261120081500 is expected here.")
    try:
        return from_daraja_stamp(stamp, field=key)
    except InvalidInput:
        raise malformed("CALLBACK_BAD_VALUE", key, "There is no such time.") from None
