"""Recording receipts: one row and one entry per M-Pesa receipt, however many channels report it (P2)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from core.digests import digest
from core.errors import InvalidInput
from core.machine.jobs import wake
from core.money import Cents, display
from core.phone import mask_phone
from core.rows.events import record_event
from ledger.chart.standard import RECEIPTS_TO_ROUTE
from ledger.journal.posting import credit, debit, post_entry
from ledger.models import EntryKind
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.collections.payers import payer_of_phone
from mpesa.models import Callback, Evidence, Receipt, ReceiptRoute, Till
from mpesa.tills.tills import account_code

ROUTE_QUEUE = "mpesa.route"
_REFERENCE = re.compile(r"mpesa:[0-9]+:([A-Z0-9]+):[a-z_]+")
_NUMBER = re.compile(r"[A-Z0-9]{1,20}")


@dataclass(frozen=True)
class ReceiptFacts:
    """What a channel says about a receipt. `payer` is the phone as sent: full, masked, hashed or empty."""

    number: str
    amount: Cents
    occurred_at: datetime
    account_reference: str = ""
    payer: str = field(default="", repr=False)

    def digest(self) -> bytes:
        """What channels must agree on: number and amount. Their times differ by a second."""
        return digest([self.number, self.amount])


def receipt_reference(till: Till, number: str, leg: str) -> str:
    """The deterministic reference of a posting: leg is pay, route, charge, sweep, reversal or opening."""
    return f"mpesa:{till.shortcode}:{number}:{leg}"


def receipt_in(reference: str) -> str:
    """The receipt number in a reference that receipt_reference made; empty for any other."""
    found = _REFERENCE.fullmatch(reference)
    return found[1] if found else ""


def references_of(number: str) -> str:
    """A regular expression for the references of all entries of a receipt. Raises InvalidInput BAD_FILTER."""
    number = number.upper() if number.isascii() else ""
    if not _NUMBER.fullmatch(number):
        raise InvalidInput(
            "BAD_FILTER", "filter.receipt_number", "A receipt number has letters and digits only."
        )
    return rf"^mpesa:[0-9]+:{number}:"


def record_receipt(
    *, till: Till, facts: ReceiptFacts, channel: str, callback: Callback | None = None, source: str = ""
) -> tuple[Receipt, bool]:
    """Book a receipt once, and keep the evidence; returns the receipt and whether it is new.

    New: writes Receipt, posts Dr M-Pesa / Cr 2890 Receipts to route, asks for routing. Known: adds evidence
    of the channel; facts that differ from the first open a Discrepancy and book nothing.
    Idempotent by (till, number). Runs inside the caller's transaction; waits for a parallel recorder.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("record_receipt() belongs in the caller's transaction")
    receipt = Receipt.objects.filter(till=till, number=facts.number).first()
    created = False
    if receipt is None:
        try:
            with transaction.atomic():
                receipt = _create(till, facts, channel)
                created = True
        except IntegrityError:  # somebody else was faster, and has committed
            receipt = Receipt.objects.get(till=till, number=facts.number)
    if created:
        _book(till, receipt)
    _note_evidence(till, receipt, facts, channel, callback, source)
    return receipt, created


def _create(till: Till, facts: ReceiptFacts, channel: str) -> Receipt:
    return Receipt.objects.create(
        business_id=till.business_id,
        till=till,
        number=facts.number,
        amount=facts.amount,
        occurred_at=facts.occurred_at,
        account_reference=facts.account_reference.strip()[:64],
        payer=payer_of_phone(till.business_id, facts.payer),
        payer_masked=mask_phone(facts.payer) if facts.payer else "",
        first_channel=channel,
    )


def _book(till: Till, receipt: Receipt) -> None:
    post_entry(
        business_id=till.business_id,
        kind=EntryKind.RECEIPT,
        reference=receipt_reference(till, receipt.number, "pay"),
        legs=[debit(account_code(till), receipt.amount), credit(RECEIPTS_TO_ROUTE, receipt.amount)],
        occurred_at=receipt.occurred_at,
        description=f"M-Pesa receipt {receipt.number}",
    )
    ReceiptRoute.objects.create(receipt=receipt)
    wake(ROUTE_QUEUE)
    record_event(topic="receipt.recorded", business_id=till.business_id, receipt=receipt.pk)


def _note_evidence(
    till: Till, receipt: Receipt, facts: ReceiptFacts, channel: str, callback: Callback | None, source: str
) -> None:
    agrees = facts.amount == receipt.amount
    evidence = Evidence(
        receipt=receipt,
        channel=channel,
        facts_hash=facts.digest(),
        amount=facts.amount,
        agrees=agrees,
        callback=callback,
        source=source,
    )
    Evidence.objects.bulk_create([evidence], ignore_conflicts=True)
    if not agrees:
        note_discrepancy(
            till=till,
            code="CHANNELS_DIFFER",
            subject=f"receipt {receipt.number} {channel} {display(facts.amount)}",
            detail=f"{channel} reports another amount than {receipt.first_channel}; the first stays booked.",
            receipt=receipt,
        )
