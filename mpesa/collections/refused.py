"""Callbacks that did not fit their request: kept, in a case, and looked at again when more is known of it."""

from __future__ import annotations

from core import days
from core.machine.alerts import raise_alert
from core.machine.jobs import wake
from core.models import Severity
from mpesa.collections.discrepancies import close_by_evidence, note_discrepancy, open_cases
from mpesa.models import Callback, CallbackWork, Discrepancy, PaymentRequest, Receipt, WorkState

INBOX_QUEUE = "mpesa.inbox"
CALLBACK_FOREIGN = "CALLBACK_FOREIGN"
ADDRESS_RETIRED = "ADDRESS_RETIRED"
RETIRED_ADDRESS_USED = "RETIRED_ADDRESS_USED"
_OF_CALLBACK = "callback "


def case_of(callback: Callback | CallbackWork) -> str:
    """The subject of the cases that a callback opens by itself."""
    return f"{_OF_CALLBACK}{callback.pk}"


def refuse(callback: Callback, request: PaymentRequest | None) -> None:
    """Open the case of a result that is not of the request in its address, or of none of ours."""
    note_discrepancy(
        till=callback.till,
        code=CALLBACK_FOREIGN,
        subject=case_of(callback),
        detail="The body does not belong to the request in its address; nothing is booked from it.",
        request=request,
    )


def note_unexpected(callback: Callback) -> None:
    """Open the case of a result that nothing of ours waits for, or that is of another conversation."""
    note_discrepancy(
        till=callback.till,
        code="RESULT_UNEXPECTED",
        subject=case_of(callback),
        detail=f"A {callback.kind} came that no question of ours waits for; it is kept.",
    )


def doubt_retired_address(callback: Callback, receipt: str) -> None:
    """Open the case of an announcement at a retired address of a till, and an alert: it is not booked.

    Somebody else may know that address: Pull, the statement or Safaricom's own answer say if it is money, and
    close the case.
    """
    till = callback.till
    note_discrepancy(
        till=till,
        code=ADDRESS_RETIRED,
        subject=_at_retired(callback, receipt),
        detail="A payment was announced at a retired address of this till; it is kept, not booked.",
    )
    raise_alert(
        code=RETIRED_ADDRESS_USED,
        severity=Severity.CRITICAL,
        business_id=till.business_id,
        subject=f"till:{till.pk}",
        detail=f"Till {till.shortcode}: payments are announced at a retired address; they wait as cases.",
    )


def believe_again(callback: Callback, receipt: Receipt) -> None:
    """Close the case of an announcement at a retired address: a person believes that address again, and it is
    booked."""
    doubted = open_cases().filter(
        till=callback.till_id, code=ADDRESS_RETIRED, subject=_at_retired(callback, receipt.number)
    )
    close_by_evidence(doubted, "The address is believed again; the payment is booked.")


def _at_retired(callback: Callback, receipt: str) -> str:
    return f"{case_of(callback)} receipt {receipt}"


def look_again(request: PaymentRequest) -> None:
    """Safaricom's own answer names another id than a callback did that came before it: have those callbacks
    looked at that were refused since. Part of the running transaction, which locks the request."""
    note_discrepancy(
        till=request.till,
        code="ANSWER_DIFFERS",
        subject=f"request {request.ref}",
        detail="A callback came before Safaricom had answered, and named another id than the answer does.",
        request=request,
    )
    refused = Discrepancy.objects.filter(request=request, code=CALLBACK_FOREIGN).values_list(
        "subject", flat=True
    )
    works = [int(subject.removeprefix(_OF_CALLBACK)) for subject in refused]
    CallbackWork.objects.filter(pk__in=works, state=WorkState.DONE).update(
        state=WorkState.DUE, due_at=days.now()
    )
    wake(INBOX_QUEUE)
