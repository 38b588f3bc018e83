"""What Safaricom itself says of a receipt decides the cases that a doubtful callback has opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.money import display
from mpesa.collections.discrepancies import close_by_evidence, open_cases
from mpesa.collections.requests.settling import Settlement
from mpesa.collections.requests.steps import lock_request
from mpesa.models import Channel, Discrepancy, Receipt

#: Channels that are asked, not told: what they say of a receipt counts.
DECISIVE: Final = frozenset({Channel.STATEMENT, Channel.STATUS, Channel.PULL})
#: Cases about a receipt that was not booked, since nobody else knew it yet.
_UNDECIDED: Final = ("AMOUNT_DIFFERS", "RESULT_CONTRADICTS")


def decide_cases(told: Mapping[tuple[int, str], tuple[Receipt, str]]) -> None:
    """Close the cases of receipts that a decisive channel reports, by till and number: (receipt, channel).

    The payment request of a case gets the receipt; where its amount is not what was asked for, that is a case
    of the receipt, for a person. Locks the requests.
    """
    if not told:
        return
    tills = {till for till, _ in told}
    cases = open_cases().filter(till__in=tills, code__in=_UNDECIDED, receipt=None).order_by("pk")
    for case in cases:
        if found := told.get((case.till_id, _receipt_of(case))):
            receipt, channel = found
            _settle(case, receipt)
            says = f"{Channel(channel).label} reports {receipt.number} of {display(receipt.amount)}."
            close_by_evidence([case], f"{says} It is booked.")


def _receipt_of(case: Discrepancy) -> str:
    return case.subject.rpartition(" receipt ")[2]


def _settle(case: Discrepancy, receipt: Receipt) -> None:
    request = lock_request(pk=case.request_id) if case.request_id else None
    if request is None or request.receipt_id is not None:
        return
    settlement = Settlement([receipt])
    settlement.settle(request, receipt)
    settlement.save()
