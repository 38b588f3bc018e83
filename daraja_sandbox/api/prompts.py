"""STK prompts on phones: opened by a push, ended once by an answer, a refusal or the clock."""

from typing import Any

from daraja_sandbox.api.c2b_messages import owe_confirmation
from daraja_sandbox.bank.books import Moment
from daraja_sandbox.bank.customers import PIN_TRIES, customer_of, shown_msisdn
from daraja_sandbox.bank.payments import Unpayable, take_payment
from daraja_sandbox.gateway.wire_json import number, to_json
from daraja_sandbox.world.clock import Milliseconds
from daraja_sandbox.world.codes import stk_texts
from daraja_sandbox.world.errors import ControlError
from daraja_sandbox.world.faults import CHANNEL_FAULTS, RESULT_FAULTS, draw_fault
from daraja_sandbox.world.fields import msisdn_of
from daraja_sandbox.world.money import Cents, plain
from daraja_sandbox.world.receipts import checkout_request_id, request_id
from daraja_sandbox.world.store import Row, Tx
from daraja_sandbox.world.switches import message_stamp, milliseconds, read_switches
from daraja_sandbox.world.world import World

WRONG_PIN, PIN_LOCKED = "2001", "8006"


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


def approve_prompt(world: World, checkout: str, pin: str | None = None) -> str | None:
    """The customer enters the PIN (none given: the right one): money moves, or a result tells why not.

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
            forced = draw_fault(tx, among=RESULT_FAULTS, call="stk")
            code = forced["how"] if forced is not None else _judge_pin(tx, prompt["payer"], pin)
            if code is not None:
                raise Unpayable(code)
            paid = take_payment(
                tx,
                organisation=organisation,
                channel="stk",
                msisdn=prompt["payer"],
                amount=prompt["amount_cents"],
                account_no=prompt["account_reference"],
                when=Moment(prompt["opened_at"], at),
            )
        except Unpayable as refused:
            close_prompt(tx, world, prompt, state="failed", code=refused.code)
            return None
        close_prompt(tx, world, prompt, state="paid", code="0", receipt=paid.receipt, at=at)
        twice = draw_fault(tx, among=CHANNEL_FAULTS, call="stk") is not None
        if twice or read_switches(tx)["stk_confirms_c2b"]:
            owe_confirmation(tx, world, receipt=paid.receipt, balance=paid.account_balance)
        return paid.receipt


def _judge_pin(tx: Tx, msisdn: str, pin: str | None) -> str | None:
    """The result code of a PIN that is wrong, or locked after too many wrong ones."""
    customer = customer_of(tx, msisdn)
    if customer["pin_failures"] >= PIN_TRIES:
        return PIN_LOCKED
    if pin is None or pin == customer["pin"]:
        if customer["pin_failures"]:
            tx.execute("UPDATE customers SET pin_failures = 0 WHERE msisdn = ?", (msisdn,))
        return None
    tx.execute("UPDATE customers SET pin_failures = pin_failures + 1 WHERE msisdn = ?", (msisdn,))
    return WRONG_PIN


def cancel_prompt(world: World, checkout: str) -> None:
    """Raises ControlError if the prompt is not open any more."""
    with world.store.transaction() as tx:
        close_prompt(tx, world, _open_one(tx, checkout), state="cancelled", code="1032")


def expire_prompt(world: World, checkout: str) -> None:
    """Nobody answers: the prompt ends before its time. Raises ControlError if it is not open."""
    with world.store.transaction() as tx:
        close_prompt(tx, world, _open_one(tx, checkout), state="expired", code="1037")


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
        "ResultDesc": stk_texts(code)[0],
    }
    if receipt is not None:
        result["CallbackMetadata"] = {"Item": _metadata(tx, prompt, receipt, at)}
    body = to_json({"Body": {"stkCallback": result}})
    world.outbox.enqueue(tx, kind="stk", url=prompt["callback_url"], body=body)


def _metadata(tx: Tx, prompt: Row, receipt: str, at: Milliseconds) -> list[dict[str, Any]]:
    switches = read_switches(tx)
    phone = shown_msisdn(prompt["payer"], switches["stk_phone_style"])
    items: list[dict[str, Any]] = [
        {"Name": "Amount", "Value": number(prompt["amount_cents"])},
        {"Name": "MpesaReceiptNumber", "Value": receipt},
        {"Name": "Balance"},
        {"Name": "TransactionDate", "Value": int(message_stamp(tx, at))},
        {"Name": "PhoneNumber", "Value": int(phone) if phone.isdecimal() else phone},
    ]
    if switches["stk_balance_item"] == "map":
        left = customer_of(tx, prompt["payer"])["balance_cents"]
        worth = f"CurrencyCode=KES, MinimumAmount={left}, BasicAmount={plain(left)}"
        items[2]["Value"] = f"{{Amount={{{worth}}}}}"
    return [item for item in items if item["Name"] != "Balance" or switches["stk_balance_item"] != "absent"]


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
