"""M-PESA Express: the push request and the query (reference 2.1, 2.2)."""

import base64
import binascii
import re
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from daraja_sandbox.api.prompts import answer_as_told, close_prompt, open_prompt
from daraja_sandbox.gateway.gate import Ack
from daraja_sandbox.world.codes import stk_texts
from daraja_sandbox.world.errors import Refusal, invalid
from daraja_sandbox.world.faults import QUERY_FAULTS, any_fault, draw_fault
from daraja_sandbox.world.fields import Payload, msisdn_of, shortcode_of, text_of, url_of, whole_shillings_of
from daraja_sandbox.world.receipts import request_id
from daraja_sandbox.world.store import Row, Tx
from daraja_sandbox.world.switches import read_switches
from daraja_sandbox.world.world import World

TYPES = {"CustomerPayBillOnline": "paybill", "CustomerBuyGoodsOnline": "till"}
STAMP = re.compile(r"\d{14}", re.ASCII)
NO_SUCH_MERCHANT = "Merchant does not exist"
WRONG_CREDENTIALS = "[MerchantValidate] - Wrong credentials"
LOCKED = "Unable to lock subscriber, a transaction is already in process for the current subscriber"


def accept_push(world: World, app: str, payload: Payload) -> Ack:
    """Open a prompt on a phone and acknowledge it; the outcome follows by callback.

    Raises Refusal. Two equal requests are two prompts: Daraja has no key against repeats.
    """
    kind = _type_of(payload)
    amount = whole_shillings_of(payload.get("Amount"))
    if amount is None:
        raise invalid("Amount")
    payer, phone = msisdn_of(payload.get("PartyA")), msisdn_of(payload.get("PhoneNumber"))
    receiver = shortcode_of(payload.get("PartyB"))
    for name, value in (("PartyA", payer), ("PartyB", receiver), ("PhoneNumber", phone)):
        if value is None:
            raise invalid(name)
    switches = read_switches(world.store.reads)
    url = url_of(
        payload.get("CallBackURL"),
        words_allowed=not switches["forbidden_url_words"],
        https_only=switches["https_only"],
    )
    if url is None:
        raise invalid("CallBackURL")
    reference = _text(payload, "AccountReference", most=12, required=kind == "paybill")
    _text(payload, "TransactionDesc", most=13, required=False)
    assert payer is not None and phone is not None
    with world.store.transaction("stk.accept") as tx:
        merchant = _merchant(tx, app, payload, receiver=receiver)
        if tx.execute("SELECT 1 FROM prompts WHERE msisdn = ? AND state = 'open'", (phone,)).fetchone():
            raise _refused(LOCKED)
        prompt = open_prompt(
            tx,
            world,
            organisation=merchant,
            msisdn=phone,
            payer=payer,
            amount=amount * 100,
            account_reference=reference if kind == "paybill" else "",
            callback_url=url,
        )
        doom = _doom(tx, merchant, kind=kind, receiver=receiver)
        if doom:
            close_prompt(tx, world, prompt, state="failed", code=doom)
    accepted = "Success. Request accepted for processing"
    return Ack(
        {
            "MerchantRequestID": prompt["merchant_request_id"],
            "CheckoutRequestID": prompt["checkout_request_id"],
            "ResponseCode": "0",
            "ResponseDescription": accepted,
            "CustomerMessage": accepted,
        },
        then=partial(answer_as_told, world, prompt["checkout_request_id"]),
    )


def answer_query(world: World, app: str, payload: Payload) -> Ack:
    """Tell what became of a prompt: string codes, and no receipt even for a success."""
    tx = world.store.reads
    merchant = _merchant(tx, app, payload, receiver=None)
    checkout = payload.get("CheckoutRequestID")
    if not isinstance(checkout, str) or not checkout:
        raise invalid("CheckoutRequestID")
    row = tx.execute("SELECT * FROM prompts WHERE checkout_request_id = ?", (checkout,)).fetchone()
    switches = read_switches(tx)
    if row is None or row["shortcode"] not in _siblings(tx, merchant):
        if switches["query_unknown"] == "400":
            raise invalid("CheckoutRequestID")
        raise _refused("The transaction does not Exist")
    fault = _drawn(world)
    if fault == "early_failure" and row["state"] == "open":
        return Ack(_outcome(row, "1037", stk_texts("1037")[1]))
    if row["state"] == "open" or fault == "processing":
        style = switches["query_in_flight"]
        if style == "500":
            raise _refused("The transaction is being processed")
        if style == "200":
            return Ack({"requestId": request_id(), "errorCode": "500.001.1001", "errorMessage": ""})
        return Ack(_outcome(row, "4999", "The transaction is still under processing"))
    return Ack(_outcome(row, row["result_code"], stk_texts(row["result_code"])[1]))


def _drawn(world: World) -> str | None:
    if not any_fault(world.store.reads):
        return None
    with world.store.transaction() as tx:
        fault = draw_fault(tx, among=QUERY_FAULTS, call="stkquery")
    return None if fault is None else str(fault["fault"])


def _refused(message: str) -> Refusal:
    """The code that means many things: only its message tells them apart (reference 3.3)."""
    return Refusal(500, "500.001.1001", message)


def _outcome(prompt: Row, code: str, description: str) -> dict[str, Any]:
    return {
        "ResponseCode": "0",
        "ResponseDescription": "The service request has been accepted successsfully",  # sic
        "MerchantRequestID": prompt["merchant_request_id"],
        "CheckoutRequestID": prompt["checkout_request_id"],
        "ResultCode": code,
        "ResultDesc": description,
    }


def _merchant(tx: Tx, app: str, payload: Payload, *, receiver: str | None) -> Row:
    """The organisation behind BusinessShortCode, its password checked.

    A till is asked for by its store number; a store may own several tills, then PartyB picks one.
    """
    business = shortcode_of(payload.get("BusinessShortCode"))
    if business is None:
        raise invalid("BusinessShortCode")
    stamp, password = payload.get("Timestamp"), payload.get("Password")
    if not _is_stamp(stamp):
        raise invalid("Timestamp")
    if not isinstance(password, str) or not password:
        raise invalid("Password")
    rows = tx.execute(
        "SELECT * FROM organisations WHERE (shortcode = ? OR store_number = ?) AND consumer_key = ?"
        " ORDER BY shortcode = ? DESC, shortcode",
        (business, business, app, receiver),
    ).fetchall()
    if not rows:
        raise _refused(NO_SUCH_MERCHANT)
    named = [row for row in rows if (row["store_number"] or row["shortcode"]) == business]
    try:
        given = base64.b64decode(password, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise _refused(WRONG_CREDENTIALS) from None
    for row in named:
        if given == f"{business}{row['passkey']}{stamp}":
            return row  # type: ignore[no-any-return]
    raise _refused(WRONG_CREDENTIALS)


def _siblings(tx: Tx, merchant: Row) -> set[str]:
    if merchant["store_number"] is None:
        return {merchant["shortcode"]}
    rows = tx.execute(
        "SELECT shortcode FROM organisations WHERE store_number = ?", (merchant["store_number"],)
    )
    return {row[0] for row in rows}


def _doom(tx: Tx, merchant: Row, *, kind: str, receiver: str | None) -> str | None:
    """The result code of a push that is accepted and cannot be paid (reference trap 27)."""
    if kind == merchant["kind"] and receiver == merchant["shortcode"]:
        return None
    known = tx.execute("SELECT 1 FROM organisations WHERE shortcode = ?", (receiver,)).fetchone()
    return "2028" if known else "SFC_IC0003"


def _type_of(payload: Payload) -> str:
    if shortcode_of(payload.get("BusinessShortCode")) is None:
        raise invalid("BusinessShortCode")
    if not isinstance(payload.get("Password"), str) or not payload["Password"]:
        raise invalid("Password")
    if not _is_stamp(payload.get("Timestamp")):
        raise invalid("Timestamp")
    kind = payload.get("TransactionType")
    if not isinstance(kind, str) or kind not in TYPES:
        raise invalid("TransactionType")
    return TYPES[kind]


def _is_stamp(value: object) -> bool:
    """Any zone: clients send UTC and EAT, and no check of skew is documented."""
    text = text_of(value)
    return text is not None and STAMP.fullmatch(text) is not None and _is_moment(text)


@lru_cache(maxsize=1000)
def _is_moment(text: str) -> bool:
    try:
        datetime.strptime(text, "%Y%m%d%H%M%S")
    except ValueError:
        return False
    return True


def _text(payload: Payload, name: str, *, most: int, required: bool) -> str:
    value = payload.get(name)
    if value is None and not required:
        return ""
    text = text_of(value)
    if text is None or len(text) > most or (required and not text.strip()):
        raise invalid(name)
    return text
