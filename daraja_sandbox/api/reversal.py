"""Reversal of what a customer paid (reference 2.10)."""

from daraja_sandbox.api.b2b import balance_line
from daraja_sandbox.api.operations import (
    Api,
    Job,
    amount_of,
    check_amount,
    check_command,
    check_party,
    check_text,
)
from daraja_sandbox.api.results import Done
from daraja_sandbox.bank.books import balance_of
from daraja_sandbox.bank.organisations import COLLECTING
from daraja_sandbox.bank.payments import Unpayable
from daraja_sandbox.bank.transfers import give_back
from daraja_sandbox.world.errors import invalid
from daraja_sandbox.world.fields import Payload, text_of
from daraja_sandbox.world.money import plain
from daraja_sandbox.world.store import Tx
from daraja_sandbox.world.switches import message_stamp

ALREADY, UNKNOWN, WRONG_FORMAT = "R000001", "R000002", "25"


def _check(payload: Payload) -> None:
    check_command(payload, "TransactionReversal")
    check_text(payload, "TransactionID", least=1, most=20)
    check_amount(payload)
    check_party(payload, "ReceiverParty")
    # sic; the documents say 11, and older clients send 4.
    if text_of(payload.get("RecieverIdentifierType")) not in ("11", "4"):
        raise invalid("RecieverIdentifierType")
    check_text(payload, "Remarks", least=2)
    check_text(payload, "Occasion")


def _handle(tx: Tx, job: Job) -> Done:
    """Only customers' payments, whole, once."""
    organisation, receipt = job.organisation, str(job.request["TransactionID"])
    payment = tx.execute(
        "SELECT * FROM payments WHERE receipt = ? AND shortcode = ?", (receipt, organisation["shortcode"])
    ).fetchone()
    if payment is None:
        raise Unpayable(UNKNOWN)
    if payment["reversed_by"] is not None:
        raise Unpayable(ALREADY)
    if amount_of(job.request) != payment["amount_cents"]:
        raise Unpayable(WRONG_FORMAT, "Amount")
    done = give_back(tx, organisation=organisation, payment=payment, operation=job.number, when=job.when)
    account = COLLECTING[organisation["kind"]]
    left = balance_of(tx, organisation["shortcode"], account)
    return Done(
        done.receipt,
        [
            ("DebitAccountBalance", balance_line(account, left)),
            ("Amount", plain(done.amount)),
            ("TransCompletedTime", message_stamp(tx, done.at)),
            ("OriginalTransactionID", receipt),
            ("Charge", "0"),
            ("CreditPartyPublicName", done.credit_party),
            ("DebitPartyPublicName", done.debit_party),
        ],
    )


REVERSAL = Api("reversal", "Initiator", "ReceiverParty", _check, lambda payload: "reversal", _handle)
