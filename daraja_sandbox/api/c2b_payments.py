"""A customer pays from the phone menu: asked for, validated, booked, confirmed.

An attempt is a row from the moment the customer asks. One left open by a killed process is
taken up again at the next start, under the same receipt.
"""

import asyncio
from dataclasses import dataclass

from daraja_sandbox.api.c2b_messages import c2b_message, owe_confirmation
from daraja_sandbox.bank.books import Moment
from daraja_sandbox.bank.customers import customer_of
from daraja_sandbox.bank.organisations import find_organisation
from daraja_sandbox.bank.payments import DAY_LIMIT, NO_FUNDS, Unpayable, note_failed, take_payment
from daraja_sandbox.world.faults import CALLBACK_FAULTS, draw_fault
from daraja_sandbox.world.fields import parse_object, text_of
from daraja_sandbox.world.money import Cents
from daraja_sandbox.world.receipts import issue_receipt
from daraja_sandbox.world.store import Row, Tx
from daraja_sandbox.world.switches import milliseconds, read_switches
from daraja_sandbox.world.wire import Answer, BrokenAnswer, post_json
from daraja_sandbox.world.world import World

NO_ANSWER = "C2B00016"
WHY = {NO_FUNDS: "INSUFFICIENT_BALANCE", DAY_LIMIT: "DAILY_LIMIT"}
VALIDATION_FAULTS = {name: CALLBACK_FAULTS[name] for name in ("lose_callback", "delay_callback")}


@dataclass(frozen=True)
class Verdict:
    """What validation said: a rejection code or none, and the receiver's own id for the payment."""

    rejected: str | None = None
    third_party_id: str = ""


def open_attempt(
    tx: Tx, world: World, *, organisation: Row, msisdn: str, amount: Cents, account_no: str
) -> str:
    """Write down that a customer pays; answers the receipt it will carry."""
    now = world.clock.now()
    customer_of(tx, msisdn)
    receipt = issue_receipt(tx, at=now)
    tx.execute(
        "INSERT INTO attempts (receipt, shortcode, msisdn, amount_cents, account_no, state, initiated_at)"
        " VALUES (?, ?, ?, ?, ?, 'open', ?)",
        (receipt, organisation["shortcode"], msisdn, amount, account_no, now),
    )
    return receipt


async def finish_attempt(world: World, receipt: str) -> str | None:
    """Validate and book one attempt; answers the code it was rejected with, or None when paid.

    The money, the attempt's end and the owed confirmation are one transaction.
    """
    reads = world.store.reads
    attempt = reads.execute("SELECT * FROM attempts WHERE receipt = ?", (receipt,)).fetchone()
    if attempt["state"] != "open":
        return attempt["outcome"]  # type: ignore[no-any-return]
    organisation = reads.execute(
        "SELECT * FROM organisations WHERE shortcode = ?", (attempt["shortcode"],)
    ).fetchone()
    verdict = Verdict()
    if organisation["validation"] and organisation["validation_url"]:
        verdict = await _validate(world, organisation, attempt)
    if verdict.rejected is not None:
        return _reject(world, receipt, verdict.rejected)
    try:
        with world.store.transaction("payment") as tx:
            at = world.clock.now()
            paid = take_payment(
                tx,
                organisation=organisation,
                channel="c2b",
                msisdn=attempt["msisdn"],
                amount=attempt["amount_cents"],
                account_no=attempt["account_no"],
                when=Moment(attempt["initiated_at"], at),
                receipt=receipt,
            )
            tx.execute("UPDATE attempts SET state = 'paid' WHERE receipt = ?", (receipt,))
            owe_confirmation(
                tx,
                world,
                receipt=receipt,
                balance=paid.account_balance,
                third_party_id=verdict.third_party_id,
            )
    except Unpayable as refused:
        return _reject(world, receipt, WHY.get(refused.code, "ACCOUNT_SUSPENDED"))
    return None


def resume_attempts(world: World) -> None:
    """Take up what a killed process left open."""
    rows = world.store.reads.execute("SELECT receipt FROM attempts WHERE state = 'open' ORDER BY id")
    for (receipt,) in rows.fetchall():
        world.spawn(finish_attempt(world, receipt))


def _reject(world: World, receipt: str, code: str) -> str:
    with world.store.transaction() as tx:
        attempt = tx.execute(
            "UPDATE attempts SET state = 'rejected', outcome = ? WHERE receipt = ? RETURNING *",
            (code, receipt),
        ).fetchall()[0]
        organisation = find_organisation(tx, attempt["shortcode"])
        assert organisation is not None
        note_failed(
            tx,
            organisation=organisation,
            msisdn=attempt["msisdn"],
            amount=attempt["amount_cents"],
            account_no=attempt["account_no"],
            receipt=receipt,
            when=Moment(attempt["initiated_at"], world.clock.now()),
        )
    return code


async def _validate(world: World, organisation: Row, attempt: Row) -> Verdict:
    """Ask the receiver. No usable answer in time means what its ResponseType says."""
    with world.store.transaction() as tx:
        fault = draw_fault(tx, among=VALIDATION_FAULTS, call="validation")
        body = c2b_message(
            tx,
            organisation=organisation,
            customer=customer_of(tx, attempt["msisdn"]),
            receipt=attempt["receipt"],
            at=attempt["initiated_at"],
            amount=attempt["amount_cents"],
            account_no=attempt["account_no"],
        )
        seconds = milliseconds(read_switches(tx), "validation_seconds") / 1000
    answer: Verdict | None = None
    if fault is None or fault["fault"] == "delay_callback":
        try:
            async with asyncio.timeout(seconds):
                if fault is not None:
                    await asyncio.sleep(fault["milliseconds"] / 1000)
                reply = await post_json(organisation["validation_url"], body)
            answer = _read_reply(reply)
        except (BrokenAnswer, OSError, ValueError):
            answer = None
    if answer is not None:
        return answer
    return Verdict(rejected=None if organisation["response_type"] == "Completed" else NO_ANSWER)


def _read_reply(reply: Answer) -> Verdict | None:
    if reply.status != 200:
        return None
    try:
        said = parse_object(reply.content)
    except ValueError:
        return None
    code = text_of(said.get("ResultCode"))
    if not code:
        return None
    if code.strip("0") == "":
        return Verdict(third_party_id=(text_of(said.get("ThirdPartyTransID")) or "")[:100])
    return Verdict(rejected=code[:40])
