"""Payments of the past: for a business that begins with a day behind it."""

from typing import Any

from daraja_sandbox.api.c2b import LONGEST_ACCOUNT
from daraja_sandbox.api.c2b_messages import owe_confirmation
from daraja_sandbox.bank.books import Moment
from daraja_sandbox.bank.organisations import organisation_named
from daraja_sandbox.bank.payments import Unpayable, take_payment
from daraja_sandbox.control.calls import Given, amount_given, entries_of, only
from daraja_sandbox.world.clock import Milliseconds, from_iso
from daraja_sandbox.world.errors import ControlError
from daraja_sandbox.world.fields import msisdn_of, text_of
from daraja_sandbox.world.receipts import issue_receipt
from daraja_sandbox.world.store import Tx
from daraja_sandbox.world.world import World

LONGEST_HISTORY = 500


async def pay_history(world: World, given: Given) -> dict[str, Any]:
    """Customers have paid from the phone menu, oldest first, each at its `at`; all or nothing.

    Nobody was asked for validation; each is confirmed as if it happened now, with the time of then.
    """
    entries = entries_of(given)
    if not 1 <= len(entries) <= LONGEST_HISTORY:
        raise ControlError("INVALID", None, f"1 to {LONGEST_HISTORY} payments")
    with world.store.transaction("payment") as tx:
        (newest,) = tx.execute("SELECT max(completed_at) FROM movements").fetchone()
        before, receipts = newest or 0, []
        for entry in entries:
            only(entry, "msisdn", "shortcode", "amount", "account", "at")
            at = from_iso(entry.get("at"))
            if at is None or not before <= at <= world.clock.now():
                raise ControlError("INVALID", "at", "a moment in ISO 8601, after the one before, until now")
            receipts.append(_book(tx, world, entry, at))
            before = at
    world.alarm.set()
    return {"receipts": receipts}


def _book(tx: Tx, world: World, entry: Given, at: Milliseconds) -> str:
    msisdn, amount = msisdn_of(entry.get("msisdn")), amount_given(entry.get("amount"))
    account_no = text_of(entry.get("account", ""))
    if msisdn is None or account_no is None or len(account_no) > LONGEST_ACCOUNT:
        raise ControlError("INVALID", "msisdn", f"twelve digits, and an account of at most {LONGEST_ACCOUNT}")
    organisation = organisation_named(tx, entry.get("shortcode"))
    receipt = issue_receipt(tx, at=at)
    try:
        paid = take_payment(
            tx,
            organisation=organisation,
            channel="c2b",
            msisdn=msisdn,
            amount=amount,
            account_no=account_no if organisation["kind"] == "paybill" else "",
            when=Moment(at, at),
            receipt=receipt,
        )
    except Unpayable as refused:
        raise ControlError(refused.code, "amount", "the customer could not have paid this") from None
    owe_confirmation(tx, world, receipt=receipt, balance=paid.account_balance)
    return receipt
