"""Sending what is queued to the control unit: claim, commit, call, record.

One document of a business at a time, in the order in which they were queued, so that their numbers come in
order and without gaps. What was sent and not answered is UNKNOWN and goes first: it is asked for by its
number, and sent again under the same one only when the unit does not know it. Until the unit has said so, no
refusal and no lost call makes it certain that it was not taken.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Max, When

from billing.etims.bodies import BRANCH, body_of
from billing.etims.queueing import QUEUE
from billing.etims.unit import Outcome, Signed, Verdict, save_sale, select_sale
from billing.models import FiscalDocument, FiscalState
from core import days
from core.machine.jobs import wake
from core.machine.turns import worked
from core.rows.events import record_event
from core.rows.locks import lock_free_rows, lock_row
from core.rows.states import take_step
from users.letterheads import letterheads_of
from users.models import Letterhead

logger = logging.getLogger(__name__)

BATCH: Final = 8
_LOOK_AT: Final = 200
#: 30 s, 1 min, 2 min ... up to a quarter of an hour, for as long as it takes: KRA wants every bill.
FIRST_DELAY, MAX_DELAY = timedelta(seconds=30), timedelta(minutes=15)
#: Longer than any call may take: who has not written down an outcome by then has died.
ABANDONED_AFTER: Final = timedelta(minutes=3)
#: The unit cannot be asked by number: it is sent again under the same one, which KRA takes only once.
_CANNOT_ASK: Final = frozenset({"HTTP_404", "HTTP_405", "KRA_912"})
#: The unit has the number already: nobody behind waits for the signature of the document that has it.
_TAKEN: Final = ("KRA_994", "KRA_899", "OTHER_BILL")
_NOT_OURS: Final = "NUMBER_TAKEN"
_PORTAL, _TRIAL_PORTAL = "https://etims.kra.go.ke", "https://etims-sbx.kra.go.ke"
_RECEIPT: Final = "/common/link/etims/receipt/indexEtimsReceiptData?Data="
_WRITTEN: Final = ("state", "reason", "told", "number", "perhaps_taken", "settled_at", "due_at")
_SETTLED: Final = (
    *("state", "reason", "told", "settled_at", "control_unit", "receipt_number"),
    *("internal_data", "signature", "signed_at", "qr_text"),
)


@dataclass(frozen=True)
class _Order:
    """What a thread needs to know: it does not touch the database."""

    pk: int
    business_id: int
    claims: int
    body: Mapping[str, Any]
    was_sent: bool


def send_documents() -> int:
    """Drain of billing.etims: one batch of what is due; what becomes of each is a transaction of its own."""
    if not settings.ETIMS_URL:
        return 0
    now = days.now()
    abandoned = _give_up_on(now)
    orders, put_off = _claim(now)
    if orders:
        with ThreadPoolExecutor(max_workers=len(orders)) as pool:
            for order, outcome in zip(orders, pool.map(_attempt, orders), strict=True):
                _record(order.pk, order.business_id, order.claims, outcome)
    return len(orders) + put_off + abandoned


def _claim(now: datetime) -> tuple[list[_Order], int]:
    """Due documents, the first of each business, marked as begun and committed before anything leaves; and
    how many were put off instead, so that those behind them have their turn."""
    orders: list[_Order] = []
    put_off = 0
    in_doubt = FiscalDocument.objects.filter(state=FiscalState.UNKNOWN, due_at__gt=now)
    busy = FiscalDocument.objects.filter(state=FiscalState.SENT)
    due = (
        FiscalDocument.objects.filter(state__in=(FiscalState.QUEUED, FiscalState.UNKNOWN), due_at__lte=now)
        .exclude(business__in=busy.values("business"))
        .exclude(business__in=in_doubt.exclude(reason__in=_TAKEN).values("business"))
        .order_by(Case(When(perhaps_taken=True, then=0), default=1), "due_at", "pk")
    )
    with transaction.atomic():
        first: dict[int, FiscalDocument] = {}
        for row in lock_free_rows(due, limit=_LOOK_AT):
            first.setdefault(row.business_id, row)
        for row in list(first.values())[:BATCH]:
            begin = partial(_begin, row, now, orders)
            if not worked(begin, what=QUEUE, business_id=row.business_id, about=row):
                row.due_at = now + MAX_DELAY
                row.save(update_fields=["due_at"])
        begun = {order.pk for order in orders}
        chosen = [row.pk for row in list(first.values())[:BATCH] if row.pk not in begun]
        put_off = FiscalDocument.objects.filter(pk__in=chosen, due_at__gt=now).count() if chosen else 0
    return orders, put_off


def _begin(row: FiscalDocument, now: datetime, orders: list[_Order]) -> None:
    document = FiscalDocument.objects.select_related(
        "invoice__customer__data_key", "credit_note__invoice__customer__data_key"
    ).get(pk=row.pk)
    original, waits_for = _original_of(document)
    # Its lock lets one drain at a time draw a number.
    letterhead = lock_row(Letterhead.objects.filter(business=document.business_id))
    if waits_for or letterhead is None or not letterhead.kra_pin:
        _put_off(document, waits_for or "KRA_PIN_MISSING", now)
        return
    of_business = FiscalDocument.objects.filter(business=document.business_id)
    if of_business.filter(state=FiscalState.SENT).exists():
        return  # another drain was faster; this one has its turn after it
    # The number of what may have been taken stays; where it is somebody else's, ours never had it.
    if document.number is None or document.reason == _NOT_OURS:
        document.number = (of_business.aggregate(last=Max("number"))["last"] or 0) + 1
    take_step(document, FiscalState.SENT)
    document.claims += 1
    document.begun_at = now
    document.save(update_fields=["state", "number", "claims", "begun_at"])
    body = body_of(document, tin=letterhead.kra_pin, original=original)
    orders.append(_Order(document.pk, document.business_id, document.claims, body, document.perhaps_taken))


def _original_of(document: FiscalDocument) -> tuple[int, str]:
    """Of a credit note: the number of its invoice, and why it has to wait; nothing of an invoice."""
    if document.credit_note is None:
        return 0, ""
    known = FiscalDocument.objects.filter(invoice=document.credit_note.invoice_id).first()
    if known is None or known.state != FiscalState.SIGNED:
        return 0, "WAITS_FOR_INVOICE"
    return known.number or 0, ""


def _put_off(document: FiscalDocument, reason: str, now: datetime) -> None:
    document.claims += 1
    document.reason, document.due_at = reason, now + delay_after(document.claims)
    document.save(update_fields=["claims", "reason", "due_at"])
    wake(QUEUE, at=document.due_at)


def delay_after(claims: int) -> timedelta:
    """How long to wait after so many attempts."""
    return min(FIRST_DELAY * 2 ** min(max(claims - 1, 0), 10), MAX_DELAY)


def _attempt(order: _Order) -> Outcome:
    """In a thread. Whatever goes wrong is an outcome."""
    try:
        if not order.was_sent:
            return _if_answers(save_sale(order.body), order)
        found = select_sale(tin=order.body["tin"], branch=BRANCH, number=order.body["invcNo"])
        if found.verdict is Verdict.SIGNED:
            return _if_ours(found, order)
        if found.verdict is not Verdict.ABSENT and found.code not in _CANNOT_ASK:
            return found
        saved = _if_answers(save_sale(order.body), order)
        if saved.verdict is Verdict.REFUSED and found.verdict is not Verdict.ABSENT:
            return Outcome(Verdict.UNKNOWN, saved.code, saved.told)  # the first one may have been taken
        return saved
    except Exception as error:  # its text may hold the customer: only its kind is told
        logger.error("fiscal document %s: sending ended in %s", order.pk, type(error).__name__)
        return Outcome(Verdict.UNKNOWN, "CRASHED")


def _if_ours(found: Outcome, order: _Order) -> Outcome:
    """What the unit has under our number must be our bill, and say so."""
    theirs = found.signed.trader_number if found.signed else ""
    if theirs and theirs != order.body["trdInvcNo"]:
        return Outcome(Verdict.REFUSED, _NOT_OURS, f"Number {order.body['invcNo']} is {theirs} there.")
    if not theirs or _differs(found, order):
        return Outcome(Verdict.UNKNOWN, "OTHER_BILL", "The unit does not say that it is ours.")
    return found


def _if_answers(saved: Outcome, order: _Order) -> Outcome:
    """A signature counts unless its answer names another bill; then the number is asked for."""
    return Outcome(Verdict.UNKNOWN, "OTHER_ANSWER") if _differs(saved, order) else saved


def _differs(outcome: Outcome, order: _Order) -> bool:
    """Whether what an answer says of numbers and the total, if anything, is not what was sent."""
    if outcome.signed is None:
        return False
    told = {
        "trdInvcNo": outcome.signed.trader_number or None,
        "invcNo": outcome.signed.number,
        "totAmt": outcome.signed.total,
    }
    return any(said is not None and said != order.body[name] for name, said in told.items())


def _record(pk: int, business_id: int, claims: int, outcome: Outcome) -> bool:
    return worked(partial(record_outcome, pk, claims, outcome), what=QUEUE, business_id=business_id)


@transaction.atomic
def record_outcome(pk: int, claims: int, outcome: Outcome) -> None:
    """Write down what became of attempt number `claims`. Locks the document; idempotent.

    A signature that is told late still counts while the document is not settled otherwise.
    """
    document = lock_row(FiscalDocument.objects.filter(pk=pk))
    if document is None or document.state == FiscalState.SIGNED:
        return
    if outcome.signed is not None:
        if document.state in (FiscalState.SENT, FiscalState.UNKNOWN):
            _sign(document, outcome.signed)
        return
    if document.claims != claims or document.state != FiscalState.SENT:
        return
    document.reason, document.told = outcome.code[:40], outcome.told[:200]
    if outcome.verdict is Verdict.REFUSED:
        take_step(document, FiscalState.REFUSED)
        if not document.perhaps_taken:
            document.number = None
        document.settled_at = days.now()
        logger.warning("fiscal document %s was refused: %s", pk, outcome.code)
    else:
        again = outcome.verdict is Verdict.AGAIN and not document.perhaps_taken
        take_step(document, FiscalState.QUEUED if again else FiscalState.UNKNOWN)
        document.number = None if again else document.number
        document.perhaps_taken = not again
        document.due_at = days.now() + delay_after(document.claims)
        wake(QUEUE, at=document.due_at)
    document.save(update_fields=_WRITTEN)
    _tell(document)


def _sign(document: FiscalDocument, signed: Signed) -> None:
    take_step(document, FiscalState.SIGNED)
    document.reason = document.told = ""
    document.settled_at = days.now()
    document.control_unit, document.receipt_number = signed.control_unit, signed.receipt_number
    document.internal_data, document.signature = signed.internal_data, signed.signature
    document.signed_at, document.qr_text = (
        signed.signed_at,
        signed.qr_text or _receipt_address(document, signed),
    )
    document.save(update_fields=_SETTLED)
    _tell(document)


def _tell(document: FiscalDocument) -> None:
    """Pages that show the invoice look again."""
    bill = document.invoice if document.credit_note is None else document.credit_note.invoice
    assert bill is not None
    record_event(topic="invoice.changed", business_id=document.business_id, invoice=bill.pk, state=bill.state)


def _receipt_address(document: FiscalDocument, signed: Signed) -> str:
    """KRA's page of a receipt: PIN, branch and signature one after the other."""
    portal = _TRIAL_PORTAL if "sbx" in settings.ETIMS_URL else _PORTAL
    letterhead = letterheads_of([document.business_id]).get(document.business_id)
    pin = letterhead.kra_pin if letterhead else ""
    return f"{portal}{_RECEIPT}{pin}{BRANCH}{signed.signature}"


def _give_up_on(now: datetime) -> int:
    """Documents whose sender died: nobody knows whether they were taken."""
    begun = FiscalDocument.objects.filter(state=FiscalState.SENT, begun_at__lt=now - ABANDONED_AFTER)
    given = 0
    for row in begun.order_by("pk").only("pk", "claims", "business_id")[:BATCH]:
        given += _record(row.pk, row.business_id, row.claims, Outcome(Verdict.UNKNOWN, "OUTCOME_UNKNOWN"))
    return given
