"""STK prompts on phones: opened by a push, ended once by an answer, a refusal or the clock."""

import json
from typing import Any

from .books import InsufficientFunds, take_payment
from .c2b_messages import owe_confirmation
from .clock import Milliseconds, daraja_stamp
from .customers import customer_of
from .errors import ControlError
from .fields import msisdn_of
from .money import Cents, plain
from .receipts import checkout_request_id, request_id
from .store import Row, Tx
from .switches import milliseconds, read_switches
from .world import World

# code -> (text of the callback, text of the query); the two differ at Safaricom too.
RESULTS = {
    "0": ("The service request is processed successfully.",) * 2,
    "1": (
        "The balance is insufficient for the transaction.",
        "The balance is insufficient for the transaction",
    ),
    "1032": ("Request canceled by user.", "Request cancelled by user"),
    "1037": ("No response from user.", "DS timeout user cannot be reached."),
    "2028": ("The request is not permitted according to product assignment.",) * 2,
    "SFC_IC0003": ("The operator does not exist.",) * 2,
}
AMOUNT = "@amount@"


def open_prompt(
    tx: Tx,
    world: World,
    *,
    organisation: Row,
    msisdn: str,
    payer: str,
    amount: Cents,
    account_reference: str,
    callback_url: str,
) -> Row:
    customer_of(tx, msisdn)
    now = world.clock.now()
    expires_at = now + milliseconds(read_switches(tx), "prompt_seconds")
    checkout = checkout_request_id(tx, at=now, msisdn=msisdn)
    row: Row = tx.execute(
        "INSERT INTO prompts (checkout_request_id, merchant_request_id, msisdn, payer, shortcode,"
        " amount_cents, account_reference, callback_url, state, opened_at, expires_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?) RETURNING *",
        (
            *(checkout, request_id(), msisdn, payer, organisation["shortcode"]),
            *(amount, account_reference, callback_url, now, expires_at),
        ),
    ).fetchall()[0]
    return row


def approve_prompt(world: World, checkout: str) -> str | None:
    """The customer enters the PIN: money moves, or result 1 for want of it.

    Answers the receipt. The prompt's end, the movements and the callback are one transaction.
    Raises ControlError if the prompt is not open any more.
    """
    with world.store.transaction("payment") as tx:
        prompt = _open_one(tx, checkout)
        organisation = tx.execute(
            "SELECT * FROM organisations WHERE shortcode = ?", (prompt["shortcode"],)
        ).fetchone()
        at = world.clock.now()
        try:
            paid = take_payment(
                tx,
                organisation=organisation,
                channel="stk",
                msisdn=prompt["payer"],
                amount=prompt["amount_cents"],
                account_no=prompt["account_reference"],
                at=at,
                initiated_at=prompt["opened_at"],
            )
        except InsufficientFunds:
            close_prompt(tx, world, prompt, state="failed", code="1")
            return None
        close_prompt(tx, world, prompt, state="paid", code="0", receipt=paid.receipt, at=at)
        if read_switches(tx)["stk_confirms_c2b"]:
            owe_confirmation(tx, world, receipt=paid.receipt, balance=paid.account_balance)
        return paid.receipt


def cancel_prompt(world: World, checkout: str) -> None:
    """Raises ControlError if the prompt is not open any more."""
    with world.store.transaction() as tx:
        close_prompt(tx, world, _open_one(tx, checkout), state="cancelled", code="1032")


def expire_prompts(world: World) -> Milliseconds | None:
    """End the prompts whose time is over; the moment at which the next one is."""
    due = "SELECT * FROM prompts WHERE state = 'open' AND expires_at <= ?"
    now = world.clock.now()
    if world.store.reads.execute(f"{due} LIMIT 1", (now,)).fetchone():
        with world.store.transaction() as tx:
            for prompt in tx.execute(due, (now,)).fetchall():
                close_prompt(tx, world, prompt, state="expired", code="1037")
    later = world.store.reads.execute("SELECT min(expires_at) FROM prompts WHERE state = 'open'").fetchone()
    return None if later[0] is None else int(later[0])


def close_prompt(
    tx: Tx,
    world: World,
    prompt: Row,
    *,
    state: str,
    code: str,
    receipt: str | None = None,
    at: Milliseconds = 0,
) -> None:
    """End an open prompt and owe its callback."""
    tx.execute(
        "UPDATE prompts SET state = ?, result_code = ?, receipt = ? WHERE id = ? AND state = 'open'",
        (state, code, receipt, prompt["id"]),
    )
    result: dict[str, Any] = {
        "MerchantRequestID": prompt["merchant_request_id"],
        "CheckoutRequestID": prompt["checkout_request_id"],
        "ResultCode": int(code) if code.isdecimal() else code,
        "ResultDesc": RESULTS[code][0],
    }
    if receipt is not None:
        result["CallbackMetadata"] = {
            "Item": [
                {"Name": "Amount", "Value": AMOUNT},
                {"Name": "MpesaReceiptNumber", "Value": receipt},
                {"Name": "Balance"},
                {"Name": "TransactionDate", "Value": int(daraja_stamp(at))},
                {"Name": "PhoneNumber", "Value": int(prompt["payer"])},
            ]
        }
    # Amount is a JSON fraction (100.00) without ever being a float here.
    body = json.dumps({"Body": {"stkCallback": result}}).replace(f'"{AMOUNT}"', plain(prompt["amount_cents"]))
    world.outbox.enqueue(tx, kind="stk", url=prompt["callback_url"], body=body)


async def answer_as_told(world: World, checkout: str) -> None:
    """Answer a prompt if its customer answers on their own; nothing otherwise."""
    row = world.store.reads.execute(
        "SELECT c.answer FROM prompts p JOIN customers c USING (msisdn)"
        " WHERE p.checkout_request_id = ? AND p.state = 'open'",
        (checkout,),
    ).fetchone()
    if row is not None and row[0] == "approve":
        approve_prompt(world, checkout)
    elif row is not None and row[0] == "cancel":
        cancel_prompt(world, checkout)


async def answer_all_as_told(world: World) -> None:
    """Prompts left open by a restart, or by a customer who has only now been told how to answer."""
    rows = world.store.reads.execute(
        "SELECT checkout_request_id FROM prompts JOIN customers USING (msisdn)"
        " WHERE state = 'open' AND answer IS NOT NULL"
    )
    for (checkout,) in rows.fetchall():
        await answer_as_told(world, checkout)


def prompt_named(tx: Tx, given: dict[str, Any]) -> str:
    """The open prompt a control call means, by id or by phone. Raises ControlError."""
    checkout, msisdn = given.get("checkout_request_id"), msisdn_of(given.get("msisdn"))
    if isinstance(checkout, str):
        return str(_open_one(tx, checkout)["checkout_request_id"])
    row = tx.execute(
        "SELECT checkout_request_id FROM prompts WHERE msisdn = ? AND state = 'open'", (msisdn,)
    ).fetchone()
    if row is None:
        raise ControlError("NO_OPEN_PROMPT", "msisdn", "no prompt is open on this phone")
    return str(row[0])


def _open_one(tx: Tx, checkout: str) -> Row:
    row: Row | None = tx.execute(
        "SELECT * FROM prompts WHERE checkout_request_id = ?", (checkout,)
    ).fetchone()
    if row is None:
        raise ControlError("UNKNOWN_PROMPT", "checkout_request_id", "no such prompt")
    if row["state"] != "open":
        raise ControlError("NO_OPEN_PROMPT", "checkout_request_id", f"this prompt is {row['state']}")
    return row
