"""What Safaricom posts to us, as typed facts, and what we answer.

The bodies are untrusted: Daraja does not sign them. Each parser returns facts or raises MalformedCallback,
nothing else; the raw body is stored before it comes here. Only what makes it impossible to book is malformed:
receipt, amount, result code. Other facts that cannot be told from the body are empty, never guessed, and
named in `doubts`. Source of the shapes: Daraja pages "M-PESA Express" and "Customer To Business".
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from core.money import Cents
from mpesa.daraja.errors import MalformedCallback
from mpesa.daraja.untrusted import (
    Doubts,
    Fields,
    amount_of,
    by_letters,
    letters_of,
    load_object,
    lone,
    malformed,
    moment_of,
    receipt_of,
    signed_amount_of,
    spelt,
    text_of,
    token_of,
)

#: Answered to every callback whose raw body is committed, whatever it says.
CALLBACK_ACK: Final = b'{"ResultCode": 0, "ResultDesc": "Success"}'

_REQUEST_ID = re.compile(r"[!-~]{1,128}")
_RESULT_CODE = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_SHORTCODE = re.compile(r"[0-9]{3,12}")
_MONEY = ("Amount", "MpesaReceiptNumber")
_KNOWN = ("Balance", "TransactionDate", "PhoneNumber")
_NAME_PARTS = ("FirstName", "MiddleName", "LastName")
_ITEM = by_letters("Item", "Name", "Value")
_ITEMS = by_letters(*_MONEY, *_KNOWN)
_OF_STK = by_letters(
    "Body",
    "stkCallback",
    "MerchantRequestID",
    "CheckoutRequestID",
    "ResultCode",
    "ResultDesc",
    "CallbackMetadata",
)
_OF_C2B = by_letters(
    "TransactionType", "TransID", "TransTime", "TransAmount", "BusinessShortCode", "BillRefNumber",
    "OrgAccountBalance", "ThirdPartyTransID", "MSISDN", *_NAME_PARTS,
)  # fmt: skip


class Rejection(StrEnum):
    """Why a C2B validation says no; the customer's money then stays with the customer."""

    BAD_PHONE = "C2B00011"
    BAD_ACCOUNT = "C2B00012"
    BAD_AMOUNT = "C2B00013"
    BAD_KYC = "C2B00014"
    BAD_SHORTCODE = "C2B00015"
    OTHER = "C2B00016"


@dataclass(frozen=True, slots=True)
class StkResult:
    """One STK callback. A success always has amount and receipt; classify the code with `classify_stk`.

    A receipt beside any other code is a contradiction: no failure has one.
    `phone` is as sent: full, masked or hashed, "" when absent. `checkout_request_id` is "" when unreadable.
    """

    merchant_request_id: str
    checkout_request_id: str = field(repr=False)
    result_code: str
    description: str
    amount_cents: Cents | None
    receipt: str | None
    occurred_at: datetime | None
    phone: str = field(repr=False)
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class C2BFacts:
    """One C2B validation or confirmation.

    `account_reference` is what the customer typed, blanks and case kept. `payer` is opaque: a full, masked
    or SHA-256 number. `org_balance_cents` is None where the balance is blank (validation) or unreadable,
    `occurred_at` where there is no such time, and `shortcode` is "" where it is none.
    """

    receipt: str
    amount_cents: Cents
    occurred_at: datetime | None
    shortcode: str
    account_reference: str = field(repr=False)
    transaction_type: str
    payer: str = field(repr=False)
    payer_name: str = field(repr=False)
    org_balance_cents: Cents | None
    third_party_id: str
    doubts: tuple[str, ...] = ()


def parse_stk_callback(body: bytes) -> StkResult:
    """Facts of an STK push callback. Raises MalformedCallback.

    Metadata is read by Name, in any order and number; an item may lack its Value. A result code 0 without
    amount or receipt is malformed: it could not be booked. A failure carries no metadata.
    """
    doubts = Doubts()
    callback = _unwrapped(load_object(body, doubts), doubts)
    code = token_of(callback, "ResultCode", _RESULT_CODE)
    items = _metadata(callback, doubts)
    paid = code == "0"
    return StkResult(
        merchant_request_id=doubts.read(
            token_of, callback, "MerchantRequestID", pattern=_REQUEST_ID, required=False
        )
        or "",
        checkout_request_id=doubts.read(token_of, callback, "CheckoutRequestID", pattern=_REQUEST_ID) or "",
        result_code=code,
        description=(doubts.read(text_of, callback, "ResultDesc", limit=2000) or "").strip()[:300],
        amount_cents=amount_of(items, "Amount") if paid else None,
        receipt=receipt_of(items, "MpesaReceiptNumber") if paid else _contradiction(items),
        occurred_at=doubts.read(moment_of, items, "TransactionDate")
        if _given(items, "TransactionDate")
        else None,
        phone=(doubts.read(text_of, items, "PhoneNumber", limit=100) or "").strip(),
        doubts=doubts.names,
    )


def parse_c2b(body: bytes) -> C2BFacts:
    """Facts of a C2B validation or confirmation, which share one payload. Raises MalformedCallback."""
    doubts = Doubts()
    fields = spelt(load_object(body, doubts), _OF_C2B, doubts)

    def text(key: str, limit: int = 100) -> str:
        return doubts.read(text_of, fields, key, limit=limit) or ""

    return C2BFacts(
        receipt=receipt_of(fields, "TransID"),
        amount_cents=amount_of(fields, "TransAmount"),
        occurred_at=doubts.read(moment_of, fields, "TransTime"),
        shortcode=doubts.read(token_of, fields, "BusinessShortCode", pattern=_SHORTCODE) or "",
        account_reference=text("BillRefNumber", limit=255),
        transaction_type=text("TransactionType").strip(),
        payer=text("MSISDN").strip(),
        payer_name=" ".join(" ".join(map(text, _NAME_PARTS)).split()),
        org_balance_cents=_balance(fields),
        third_party_id=text("ThirdPartyTransID").strip(),
        doubts=doubts.names,
    )


def callback_ack() -> bytes:
    """The JSON body that tells Safaricom we have it (HTTP 200). A confirmation cannot be refused."""
    return CALLBACK_ACK


def validation_accept(third_party_id: str = "") -> bytes:
    """Answer of a C2B validation that lets the payment through; the id returns in the confirmation."""
    reply = {"ResultCode": "0", "ResultDesc": "Accepted"}
    if third_party_id:
        reply["ThirdPartyTransID"] = third_party_id
    return json.dumps(reply).encode()


def validation_reject(reason: Rejection = Rejection.OTHER) -> bytes:
    """Answer of a C2B validation that stops the payment."""
    return json.dumps({"ResultCode": reason.value, "ResultDesc": "Rejected"}).encode()


def _unwrapped(fields: Fields, doubts: Doubts) -> Fields:
    """The object with the result: inside Body and stkCallback, or with one or both of them left out."""
    fields = spelt(fields, _OF_STK, doubts)
    for key in ("Body", "stkCallback"):
        inner = lone(fields.get(key), doubts, key)
        if isinstance(inner, dict):
            fields = spelt(inner, _OF_STK, doubts)
        else:
            doubts.note(key)
    return fields


def _metadata(callback: Fields, doubts: Doubts) -> Fields:
    """CallbackMetadata.Item as a mapping by Name; items without a Value are left out.

    Raises MalformedCallback where the money is given twice with different values.
    """
    listed = callback.get("CallbackMetadata")
    if isinstance(listed, dict):
        listed = spelt(listed, _ITEM, doubts)
        if "Item" in listed or not listed:
            listed = listed.get("Item")
        else:
            doubts.note("Item")
            listed = [{"Name": name, "Value": value} for name, value in listed.items()]
    elif listed is not None:
        doubts.note("CallbackMetadata")
    found: dict[str, object] = {}
    twice = set()
    for item in listed if isinstance(listed, list) else [] if listed is None else [listed]:
        item = spelt(item, _ITEM, doubts) if isinstance(item, dict) else {}
        if not isinstance(said := item.get("Name"), str):
            doubts.note("Item")
            continue
        name, value = _ITEMS.get(letters_of(said), said), item.get("Value")
        if name != said:
            doubts.note(name)
        if value is not None and found.setdefault(name, value) != value:
            twice.add(name)
    for name in sorted(twice):
        if name in _MONEY:
            raise malformed("CALLBACK_BAD_VALUE", "Item", "An item is given twice with different values.")
        doubts.note(name if name in _KNOWN else "Item")
        del found[name]
    return found


def _contradiction(items: Fields) -> str | None:
    """The receipt that a failure names, if it can be read."""
    try:
        return receipt_of(items, "MpesaReceiptNumber")
    except MalformedCallback:
        return None


def _given(items: Fields, name: str) -> bool:
    return items.get(name, "") != ""


def _balance(fields: Fields) -> Cents | None:
    """The organisation's balance where it can be read: it only informs, so rubbish in it spoils nothing."""
    try:
        return signed_amount_of(fields, "OrgAccountBalance")
    except MalformedCallback:
        return None
