"""What Safaricom itself says of a receipt decides the cases that a doubtful callback has opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import Q

from core.money import display
from mpesa.collections.discrepancies import close_by_evidence, note_discrepancy, open_cases
from mpesa.collections.requests.settling import Settlement
from mpesa.collections.requests.steps import lock_request
from mpesa.models import Channel, Discrepancy, Enquiry, Receipt, ReceiptRoute, RouteState

#: Channels that are asked, not told: what they say of a receipt counts.
DECISIVE: Final = frozenset({Channel.STATEMENT, Channel.STATUS, Channel.PULL})
#: Cases about a receipt that was not booked, since nobody else knew it yet.
_UNDECIDED: Final = ("AMOUNT_DIFFERS", "RESULT_CONTRADICTS", "ADDRESS_RETIRED", "SHORTCODE_DIFFERS")
#: About a receipt that is booked, and was announced long after the time that it names, or before it.
TIME_DOUBTED: Final = "TIME_DOUBTED"


def decide_cases(told: Mapping[tuple[int, str], tuple[Receipt, str]]) -> None:
    """Close the cases of receipts that a decisive channel reports, by till and number: (receipt, channel).

    The payment request of a case gets the receipt; where its amount is not what was asked for, that is a case
    of the receipt, for a person. Locks the requests.
    """
    if not told:
        return
    tills = {till for till, _ in told}
    unbooked = Q(code__in=_UNDECIDED, receipt=None)
    doubted = Q(code=TIME_DOUBTED, receipt__in=[receipt.pk for receipt, _ in told.values()])
    for case in open_cases().filter(unbooked | doubted, till__in=tills).order_by("pk"):
        if found := told.get((case.till_id, _receipt_of(case))):
            receipt, channel = found
            if case.receipt_id is None:
                _settle(case, receipt)
            says = f"{Channel(channel).label} reports {receipt.number} of {display(receipt.amount)}."
            close_by_evidence([case], f"{says} It is booked.")


def note_denied(enquiry: Enquiry, says: str) -> None:
    """Safaricom denies a payment: where it is booked all the same, that is a case, in the place of the doubt
    about its time. Nothing is taken back by it: a person decides."""
    receipt = Receipt.objects.filter(till=enquiry.till_id, number=enquiry.number).first()
    if receipt is None:
        return
    is_held = ReceiptRoute.objects.filter(pk=receipt.pk, state=RouteState.HELD).exists()
    note_discrepancy(
        till=enquiry.till,
        code="STATUS_DENIES",
        subject=f"receipt {receipt.number}",
        detail=f"{says} The receipt is booked{' and held' if is_held else ''}.",
        receipt=receipt,
        request=enquiry.request,
    )
    close_by_evidence(open_cases().filter(code=TIME_DOUBTED, receipt=receipt), says)


def _receipt_of(case: Discrepancy) -> str:
    return case.subject.rpartition(" receipt ")[2]


def _settle(case: Discrepancy, receipt: Receipt) -> None:
    request = lock_request(pk=case.request_id) if case.request_id else None
    if request is None or request.receipt_id is not None:
        return
    settlement = Settlement([receipt])
    settlement.settle(request, receipt)
    settlement.save()
