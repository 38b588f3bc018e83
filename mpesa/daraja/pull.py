"""What Pull Transactions answers: what customers paid to a shortcode in the last 48 hours.

Source: Daraja page "Pull Transactions". Rows come in a list inside a list, with keys in mixed case. A row
that cannot be read costs no other: each is judged alone, and one with a readable receipt and amount is never
lost. The `Z` at the end of trxDate is doubtful, since every other stamp of Daraja is East African Time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from core.days import EAT, is_kept
from core.machine.scrub import scrub
from core.money import Cents
from core.text import one_line
from mpesa.daraja.answers import error_of
from mpesa.daraja.codes import Call, classify_sync
from mpesa.daraja.errors import DarajaUnknown, MalformedCallback
from mpesa.daraja.transport import Answer
from mpesa.daraja.untrusted import (
    Doubts,
    Fields,
    amount_of,
    letters_of,
    malformed,
    receipt_of,
    signed_amount_of,
    text_of,
    without_no_text,
)

#: Safaricom looks back so far, and no further.
REACH: Final = timedelta(hours=48)
#: What trxDate is off by where its Z should not be believed.
ZONE: Final = timedelta(hours=3)
#: A page of rows is longer than any other answer of Daraja.
MAX_PAGE: Final = 8 * 1024 * 1024
_FOUND, _NONE = frozenset({"1000", "0", "200"}), "1001"
_DEPTH: Final = 4
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|[+-]00:?00)?", re.IGNORECASE)
_EAT_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?\+03:?00")
_PAYMENT = re.compile(r"c2b-(?:pay-?bill|buy-?goods)(?:-online)?(?:-debit)?")
_REVERSAL = re.compile(r"(?:.*-)?revers(?:al|ed|e)(?:-.*)?")


class PulledKind(StrEnum):
    """What a row is. The set of types is open: whatever is not known to be a payment is none."""

    PAYMENT = "PAYMENT"
    REVERSAL = "REVERSAL"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class PullRegistration:
    """Safaricom will answer pulls of this shortcode; `already` when it did so before."""

    already: bool
    description: str


@dataclass(frozen=True, slots=True)
class PulledRow:
    """One row. `occurred_at` reads trxDate as East African Time, and is None where it is no time; `is_zoned`
    when the row itself says that zone. `payer` is as sent: full, masked or hashed."""

    receipt: str
    amount_cents: Cents
    occurred_at: datetime | None
    is_zoned: bool
    kind: PulledKind
    type_said: str
    account_reference: str = field(repr=False)
    payer: str = field(repr=False)
    said: Fields = field(repr=False)
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadableRow:
    """A row without a receipt or without an amount: what is wrong, and what it said."""

    code: str
    place: str
    said: object = field(repr=False)


@dataclass(frozen=True, slots=True)
class PulledPage:
    """Rows in their order; none at all means that the window is at its end."""

    rows: tuple[PulledRow | UnreadableRow, ...]

    def __len__(self) -> int:
        return len(self.rows)


def pull_registered(answer: Answer, secrets: tuple[str, ...]) -> PullRegistration:
    """The status stands under `ResponseStatus` or `Response Status`: 1000 registered, 1001 it was already.

    Raises DarajaRefused and DarajaUnknown.
    """
    fields = _fields_of(answer, secrets)
    status = _text(fields, "responsestatus") or _text(fields, "responsecode")
    said = one_line(scrub(_text(fields, "responsedescription"), *secrets))[:300]
    if status not in (*_FOUND, _NONE):
        raise DarajaUnknown("DARAJA_UNDECIDED", said, answer.status)
    return PullRegistration(status == _NONE, said)


def pulled_page(answer: Answer, secrets: tuple[str, ...]) -> PulledPage:
    """One page. Raises DarajaRefused, and DarajaUnknown where it cannot be told what was found."""
    fields: Mapping[str, object] = _lower(answer.payload or {})
    if _text(fields, "responsecode") != _NONE or answer.error is not None:  # none, whatever the status
        fields = _fields_of(answer, secrets)
        if _text(fields, "responsecode") not in _FOUND:
            said = one_line(scrub(_text(fields, "responsemessage"), *secrets))[:300]
            raise DarajaUnknown("DARAJA_UNDECIDED", said, answer.status)
        if not isinstance(fields.get("response"), list):
            raise DarajaUnknown("DARAJA_UNREADABLE", "Found, and no list of what.", answer.status)
    return PulledPage(tuple(_row(item) for item in _items(fields.get("response"))))


def _fields_of(answer: Answer, secrets: tuple[str, ...]) -> Mapping[str, object]:
    if answer.payload is None:
        message = f"Safaricom answered HTTP {answer.status}, {answer.trouble}."
        raise DarajaUnknown("DARAJA_UNREADABLE", message, answer.status)
    if answer.error is not None:
        code, message = answer.error
        raise error_of(classify_sync(code, message, Call.PULL), answer, code, message, secrets)
    if not 200 <= answer.status < 300:
        raise DarajaUnknown("DARAJA_UNDECIDED", f"Safaricom answered HTTP {answer.status}.", answer.status)
    return _lower(answer.payload)


def _lower(fields: Mapping[str, object]) -> dict[str, object]:
    """By the letters of their keys: `transactionId`, `Response Status`. The first of two counts."""
    found: dict[str, object] = {}
    for key, value in fields.items():
        found.setdefault(letters_of(key), value)
    return found


def _text(fields: Mapping[str, object], key: str) -> str:
    value = fields.get(key)
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _items(value: object, depth: int = 0) -> Iterator[object]:
    """What is in lists, however they are nested; an empty object or null is nothing."""
    if isinstance(value, list) and depth < _DEPTH:
        for item in value:
            yield from _items(item, depth + 1)
    elif value not in (None, {}, [], ""):
        yield value


def _row(said: object) -> PulledRow | UnreadableRow:
    said, doubts = without_no_text(said), Doubts()
    if not isinstance(said, dict):
        return UnreadableRow("CALLBACK_UNREADABLE", "", said)
    fields = _lower(said)
    type_said = one_line(doubts.read(text_of, fields, "transactiontype", limit=100) or "")
    kind = kind_of_type(type_said)
    try:
        receipt = receipt_of(fields, "transactionid")
        # Money that went back may stand below zero, as it does on a statement.
        read_amount = signed_amount_of if kind == PulledKind.REVERSAL else amount_of
        amount = abs(read_amount(fields, "amount"))
        if not amount:
            raise malformed("CALLBACK_BAD_VALUE", "amount", "The amount must not be nothing.")
    except MalformedCallback as error:
        return UnreadableRow(error.code, error.field, said)
    moment = doubts.read(_moment, fields, "trxdate")
    return PulledRow(
        receipt=receipt,
        amount_cents=amount,
        occurred_at=moment[0] if moment else None,
        is_zoned=bool(moment and moment[1]),
        kind=kind,
        type_said=type_said,
        account_reference=doubts.read(text_of, fields, "billreference", limit=255) or "",
        payer=(doubts.read(text_of, fields, "msisdn", limit=100) or "").strip(),
        said=said,
        doubts=doubts.names,
    )


def kind_of_type(said: str) -> PulledKind:
    """What a transactiontype means. Neither `debit` nor `credit` decides: whose account is not said."""
    words = "-".join(re.findall(r"[a-z0-9]+", said.lower()))
    if _PAYMENT.fullmatch(words):
        return PulledKind.PAYMENT
    return PulledKind.REVERSAL if _REVERSAL.fullmatch(words) else PulledKind.OTHER


def _moment(fields: Fields, key: str) -> tuple[datetime, bool]:
    text = text_of(fields, key, limit=40, required=True).strip()
    plain, zoned = _TIME.fullmatch(text), _EAT_TIME.fullmatch(text)
    found = plain or zoned
    try:
        if found is None:
            raise ValueError
        moment = datetime.strptime(f"{found[1]} {found[2]}", "%Y-%m-%d %H:%M:%S")
        if not is_kept(moment):
            raise ValueError
    except ValueError:
        raise malformed("CALLBACK_BAD_VALUE", key, "A time like 2026-11-20T08:15:00Z is expected.") from None
    return moment.replace(tzinfo=EAT).astimezone(UTC), zoned is not None
