"""What Safaricom posts to a ResultURL or a QueueTimeOutURL, as typed facts.

One reader for all asynchronous APIs, as lenient as their bodies differ: ResultParameter and ReferenceItem are
an object or a list, a Value may be missing, a Key may stand there twice, codes are numbers or text, and the
wrapper may be left out. It raises MalformedCallback and nothing else. Decide by codes: ResultCode 0 says only
that the question was answered; what became of the transaction is its TransactionStatus.
Source: Daraja pages "Transaction Status" and "Account Balance".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from core.errors import InvalidInput
from core.money import Cents, to_cents
from mpesa.daraja.codes import CodeClass, TransactionFate, classify_async, fate_of
from mpesa.daraja.errors import MalformedCallback
from mpesa.daraja.untrusted import (
    Doubts,
    Fields,
    Value,
    amount_of,
    load_object,
    moment_of,
    receipt_of,
    signed_amount_of,
    text_of,
    token_of,
)

_ID = re.compile(r"[!-~]{1,128}")
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_STAMP = re.compile(r"20[0-9]{12}")
_DOTTED = re.compile(r"([0-3][0-9])\.([01][0-9])\.(20[0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2})")
_PARTY = re.compile(r"\s*([0-9*]{3,20})(?![0-9*])(?:\s*-\s*(.*))?", re.DOTALL)
_CREDENTIAL = re.compile(rb'("\s*security_?credential\s*"\s*:\s*")(?:[^"\\]|\\.)*(")?', re.IGNORECASE)
#: A credential wherever else it stands: encrypted with RSA and written in base64, UTF-16 and `\\/` as well.
_ENCRYPTED = re.compile(rb"(?:(?:[A-Za-z0-9+/]|\\\x00?/)\x00?)+")
_ENCRYPTED_BYTES: Final = 160
_LONG: Final = 2000
MAX_LINES: Final = 40
#: What a request has and no result: the notice of a queue timeout repeats the request.
_OF_REQUESTS: Final = ("CommandID", "SecurityCredential", "QueueTimeOutURL")


@dataclass(frozen=True, slots=True)
class AsyncResult:
    """One result, or the notice that a request was not taken from its queue in time (`code` is "" then).

    `parameters` are the pairs of ResultParameters in their order; what has no Value is left out. The ids are
    "" where they cannot be read: the address says whose result it is.
    """

    code: str
    description: str
    conversation_id: str
    originator_conversation_id: str
    transaction_id: str
    parameters: tuple[tuple[str, object], ...] = field(default=(), repr=False)
    is_request: bool = False
    doubts: tuple[str, ...] = ()

    def values(self, key: str) -> list[object]:
        """All values under a key, in their order."""
        return [value for name, value in self.parameters if name == key]

    def fields(self) -> Fields:
        """The first value of each key."""
        found: dict[str, object] = {}
        for name, value in self.parameters:
            found.setdefault(name, value)
        return found

    @property
    def kind(self) -> CodeClass:
        """Class of the code; UNKNOWN of a notice."""
        return classify_async(self.code).kind if self.code else CodeClass.UNKNOWN


@dataclass(frozen=True, slots=True)
class Party:
    """Who paid or was paid: `600310 - Acme`. The number is a shortcode or a phone, whole or masked."""

    number: str = field(default="", repr=False)
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class TransactionFacts:
    """What Transaction Status tells of a transaction. `amount_cents` and `occurred_at` are None where they
    cannot be read, `receipt` is "" then."""

    fate: TransactionFate
    status: str
    receipt: str
    amount_cents: Cents | None
    occurred_at: datetime | None
    payer: Party
    receiver: Party
    reason: str
    originator_id: str = ""
    charge_cents: Cents | None = None


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """What a successful result of an order tells of the payment. `receipt` is "" and the others None where
    they cannot be read; `funds_cents` is what the paying account holds after it."""

    receipt: str
    amount_cents: Cents | None
    occurred_at: datetime | None
    receiver: Party
    funds_cents: Cents | None
    charge_cents: Cents | None = None


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """One account of a shortcode, in cents; None where Safaricom's line is too short or not to be read."""

    name: str
    currency: str
    current: Cents | None
    available: Cents | None
    reserved: Cents | None
    uncleared: Cents | None


@dataclass(frozen=True, slots=True)
class Balances:
    """`stamp` is BOCompletedTime as it came, all fourteen digits; 0 when there is none."""

    accounts: tuple[AccountBalance, ...]
    stamp: int
    at: datetime | None


def redact_credential(body: bytes) -> bytes:
    """A body without the SecurityCredential that the notice of a queue timeout repeats, in whatever form."""
    return _ENCRYPTED.sub(_hidden_if_long, _CREDENTIAL.sub(rb"\1****\2", body))


def _hidden_if_long(found: re.Match[bytes]) -> bytes:
    """Runs are matched whole and measured here: a pattern that counts would try again from every byte."""
    return found[0] if len(found[0]) < _ENCRYPTED_BYTES else re.sub(rb"[^\x00]", b"*", found[0])


def parse_result(body: bytes) -> AsyncResult:
    """Facts of a result or of a notice of a queue timeout. Raises MalformedCallback."""
    doubts = Doubts()
    fields = load_object(body, doubts)
    wrapped = fields.get("Result")
    if isinstance(wrapped, dict):
        fields = wrapped
    elif "ResultCode" not in fields and any(key in fields for key in _OF_REQUESTS):
        return AsyncResult("", "", "", "", "", is_request=True, doubts=doubts.names)
    else:
        doubts.note("Result")

    def identifier(key: str) -> str:
        return doubts.read(token_of, fields, key, pattern=_ID, required=False) or ""

    return AsyncResult(
        code=token_of(fields, "ResultCode", _CODE),
        description=(doubts.read(text_of, fields, "ResultDesc", limit=_LONG) or "").strip()[:300],
        conversation_id=identifier("ConversationID"),
        originator_conversation_id=identifier("OriginatorConversationID")
        or identifier("OriginatorCoversationID"),
        transaction_id=identifier("TransactionID"),
        parameters=_pairs(fields.get("ResultParameters"), "ResultParameter", doubts),
        doubts=doubts.names,
    )


def transaction_of(result: AsyncResult) -> TransactionFacts:
    """The transaction that a successful Transaction Status result is about. Never raises."""
    fields = result.fields()
    status = _text(fields, "TransactionStatus")
    senders = [value for value in result.values("DebitPartyName") if isinstance(value, str)]
    # The documents' sample names the receiver in a second DebitPartyName.
    receivers = [value for value in result.values("CreditPartyName") if isinstance(value, str)] or senders[1:]
    return TransactionFacts(
        fate=fate_of(status),
        status=status[:40],
        receipt=_told(receipt_of, fields, "ReceiptNo") or "",
        amount_cents=_told(amount_of, fields, "Amount"),
        occurred_at=_told(moment_of, fields, "FinalisedTime") or _told(moment_of, fields, "InitiatedTime"),
        payer=_party(senders[0] if senders else ""),
        receiver=_party(receivers[0] if receivers else ""),
        reason=_text(fields, "ReasonType")[:100],
        originator_id=_text(fields, "OriginatorConversationID")[:128],
        charge_cents=_charges(_text(fields, "DebitPartyCharges")),
    )


def payment_of(result: AsyncResult) -> PaymentFacts:
    """The payment that a successful B2C result is about. Never raises."""
    fields = result.fields()
    return PaymentFacts(
        receipt=_told(receipt_of, fields, "TransactionReceipt") or "",
        amount_cents=_told(amount_of, fields, "TransactionAmount"),
        occurred_at=_dotted(_text(fields, "TransactionCompletedDateTime")),
        receiver=_party(_text(fields, "ReceiverPartyPublicName")),
        funds_cents=_told(signed_amount_of, fields, "B2CUtilityAccountAvailableFunds"),
    )


def transfer_of(result: AsyncResult) -> PaymentFacts:
    """The payment that a successful B2B result is about. Never raises."""
    fields = result.fields()
    line = _account(_text(fields, "DebitPartyAffectedAccountBalance"))
    return PaymentFacts(
        receipt=_told(receipt_of, {"id": result.transaction_id}, "id") or "",
        amount_cents=_told(amount_of, fields, "Amount"),
        occurred_at=_told(moment_of, fields, "TransCompletedTime"),
        receiver=_party(_text(fields, "ReceiverPartyPublicName")),
        funds_cents=None if line is None or line.available is None else line.available,
        charge_cents=_charges(_text(fields, "DebitPartyCharges")),
    )


def _dotted(text: str) -> datetime | None:
    """`06.07.2024 22:48:52` in East African Time, as this API alone writes it; or as all others do."""
    found = _DOTTED.fullmatch(text)
    stamp = "".join(found.group(3, 2, 1, 4, 5, 6)) if found else text
    return _told(moment_of, {"time": stamp}, "time")


def _charges(text: str) -> Cents | None:
    """`Fee For B2C Payment|KES|22.40`, several joined by `&`; None where none is named."""
    fees = [_cents(part.rsplit("|", 1)[-1]) for part in text.split("&") if "|" in part]
    told = [fee for fee in fees if fee is not None]
    return sum(told) if told and len(told) == len(fees) else None


def balances_of(result: AsyncResult) -> Balances:
    """The accounts of a successful Account Balance result: those that can be read. Never raises."""
    fields = result.fields()
    text = _text(fields, "AccountBalance", limit=8 * _LONG)
    accounts = [line for part in text.split("&")[:MAX_LINES] if (line := _account(part))]
    stamp = _text(fields, "BOCompletedTime")
    return Balances(
        tuple(accounts),
        int(stamp) if _STAMP.fullmatch(stamp) else 0,
        _told(moment_of, fields, "BOCompletedTime"),
    )


def _pairs(group: object, name: str, doubts: Doubts) -> tuple[tuple[str, object], ...]:
    listed = group.get(name) if isinstance(group, dict) else group
    found = []
    for item in listed if isinstance(listed, list) else [] if listed is None else [listed]:
        if not isinstance(item, dict) or not isinstance(item.get("Key"), str):
            doubts.note(name)
        elif item.get("Value") is not None:
            found.append((item["Key"].strip(), item["Value"]))
    return tuple(found)


def _account(part: str) -> AccountBalance | None:
    """`Working Account|KES|346568.83|6186.83|340382.00|0.00`; what stands behind may be missing."""
    name, *rest = (piece.strip() for piece in part.split("|"))
    if not name:
        return None
    currency = rest[0] if rest and not _is_amount(rest[0]) else ""
    figures = [_cents(piece) for piece in (rest[1:] if currency or not rest else rest)]
    current, available, reserved, uncleared, *_ = [*figures, None, None, None, None]
    return AccountBalance(name[:80], currency[:8], current, available, reserved, uncleared)


def _is_amount(text: str) -> bool:
    return _cents(text) is not None


def _cents(text: str) -> Cents | None:
    try:
        return to_cents(text.replace(",", ""), field="AccountBalance")
    except InvalidInput:
        return None


def _party(text: str) -> Party:
    found = _PARTY.fullmatch(text)
    if found is None:
        return Party("", " ".join(text.split())[:100])
    return Party(found[1], " ".join((found[2] or "").split())[:100])


def _text(fields: Fields, key: str, limit: int = _LONG) -> str:
    return (_told(text_of, fields, key, limit=limit) or "").strip()


def _told(read: Callable[..., Value], fields: Fields, key: str, **options: Any) -> Value | None:
    """What is there, or None."""
    try:
        return read(fields, key, **options)
    except MalformedCallback:
        return None
