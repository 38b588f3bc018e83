"""Questions to Safaricom: begun once for each receipt, and ended by its answer or by a faster channel."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from core import days
from core.machine.alerts import clear_alert, raise_alert
from core.machine.jobs import wake
from core.models import Alert, Severity
from core.money import Cents
from core.rows.events import record_events
from core.rows.locks import lock_row, lock_rows
from core.rows.states import take_step
from mpesa.daraja.results import AsyncResult
from mpesa.models import (
    Callback,
    Enquiry,
    EnquiryKind,
    EnquiryState,
    PaymentRequest,
    PayoutAttempt,
    Receipt,
    RouteState,
    Till,
)
from mpesa.models.asking import ASKED_ABOUT

ASK_QUEUE: Final = "mpesa.ask"
ENQUIRY_UNANSWERED: Final = "ENQUIRY_UNANSWERED"
#: `why` of a question that a person's claim began; callbacks that are doubted have the code of their doubt.
CLAIM: Final = "CLAIM"
#: `why` of a question about a receipt, or its reversal, that only a statement knows
#: (mpesa/collections/holding.py).
HELD: Final = "HELD"
#: `why` of a question about a payout that nobody has answered for.
PAYOUT: Final = "PAYOUT"


def who_decides(till: Till) -> str:
    """Of what is in doubt, for people: a clause without an end."""
    return "Safaricom is asked" if till.can_ask else "the statement will decide"


def ask_about(
    *,
    till: Till,
    receipt: str,
    why: str,
    request: PaymentRequest | None = None,
    callback: Callback | None = None,
    said_amount: Cents | None = None,
    said_reference: str = "",
) -> Enquiry:
    """Begin to ask Safaricom what became of a receipt; the call leaves after commit.

    `why` is a code; `request` the payment request that it would pay, `callback` the doubtful report with what
    it says. Where the till cannot ask, the question waits (EnquiryState.WAITING). Idempotent by (till,
    receipt); one that has ended is asked anew, but not about the same callback, which may be replayed. In the
    caller's transaction; locks the question.
    """
    wanted = Enquiry(
        business_id=till.business_id,
        till=till,
        kind=EnquiryKind.STATUS,
        ref=secrets.token_hex(16),
        number=receipt,
        why=why,
        state=EnquiryState.WAITING,
        begun_at=days.now(),
        request=request,
        callback=callback,
        said_amount=said_amount,
        said_reference=said_reference.strip()[:64],
    )
    Enquiry.objects.bulk_create([wanted], ignore_conflicts=True)
    enquiry = lock_row(Enquiry.objects.filter(till=till, number=receipt, kind=EnquiryKind.STATUS))
    assert enquiry is not None
    if enquiry.ref == wanted.ref:
        return _begin(enquiry, till)
    ended = enquiry.state not in ASKED_ABOUT
    if callback is not None and enquiry.callback_id == callback.pk and ended:
        return enquiry
    is_doubt = callback is not None or why == HELD
    if enquiry.state == EnquiryState.BOOKED and not (is_doubt and till.can_ask):
        return enquiry  # what is in the books is asked about only to look at a doubt
    if enquiry.callback_id is None:
        enquiry.callback, enquiry.said_amount = callback, said_amount
        enquiry.said_reference = wanted.said_reference
    enquiry.request_id = enquiry.request_id or (request.pk if request else None)
    if ended:
        enquiry.why, enquiry.tries, enquiry.verdict = why, 0, ""
        enquiry.settled_at = None
        return _begin(enquiry, till)
    enquiry.save(update_fields=_SAVED)
    return enquiry


def ask_about_booked(receipts: Collection[Receipt], *, why: str) -> None:
    """As ask_about, of many receipts that were just booked, in a handful of statements: their questions go on
    until another channel knows them. In the caller's transaction."""
    if not receipts:
        return
    now = days.now()
    by_key = {(receipt.till_id, receipt.number): receipt for receipt in receipts}
    known = Enquiry.objects.filter(
        kind=EnquiryKind.STATUS,
        till__in={till for till, _ in by_key},
        number__in=[number for _, number in by_key],
    )
    asked = {(row.till_id, row.number): row for row in known}
    begun = Enquiry.objects.bulk_create(
        [
            Enquiry(
                business_id=receipt.business_id,
                till=receipt.till,
                kind=EnquiryKind.STATUS,
                ref=secrets.token_hex(16),
                number=receipt.number,
                why=why,
                state=EnquiryState.ASKING if receipt.till.can_ask else EnquiryState.WAITING,
                begun_at=now,
                due_at=now if receipt.till.can_ask else None,
            )
            for key, receipt in by_key.items()
            if key not in asked
        ],
        ignore_conflicts=True,
    )
    if any(enquiry.due_at for enquiry in begun):
        wake(ASK_QUEUE)
    for key, enquiry in asked.items():
        if key in by_key and enquiry.state not in ASKED_ABOUT:
            ask_about(till=by_key[key].till, receipt=enquiry.number, why=why)


def ask_about_payouts(
    attempts: Collection[PayoutAttempt], *, receipts: Mapping[int, str] | None = None
) -> None:
    """Begin to ask what became of orders that nobody has answered for, by their own ids; once each. An order
    without an id is asked about by its receipt, or by the one that `receipts` says it has, and while there is
    none not at all. In the caller's transaction, which has the attempts locked and has them with their
    tills."""
    told = {attempt.pk: attempt.receipt for attempt in attempts} | dict(receipts or {})
    now = days.now()
    begun = [
        Enquiry(
            business_id=attempt.business_id,
            till=attempt.till,
            kind=EnquiryKind.PAYOUT,
            ref=secrets.token_hex(16),
            attempt=attempt,
            number="" if attempt.originator_id else told[attempt.pk],
            why=PAYOUT,
            state=EnquiryState.ASKING if attempt.till.can_ask else EnquiryState.WAITING,
            begun_at=now,
            due_at=now if attempt.till.can_ask else None,
        )
        for attempt in attempts
        if attempt.originator_id or told[attempt.pk]
    ]
    Enquiry.objects.bulk_create(begun, ignore_conflicts=True)
    if any(enquiry.due_at for enquiry in begun):
        wake(ASK_QUEUE)


def ask_again(enquiry: Enquiry, *, number: str = "") -> None:
    """Ask once more what became of an order, from the beginning; by a receipt that may be its own, where one
    is known. In the caller's transaction; locks the question."""
    row = lock_row(Enquiry.objects.filter(pk=enquiry.pk).select_related("till"))
    assert row is not None
    row.number = number or row.number
    row.tries, row.verdict, row.settled_at = 0, "", None
    row.begun_at, row.result_code, row.result_text = days.now(), "", ""
    if row.state in ASKED_ABOUT:
        row.due_at = days.now() if row.till.can_ask else None
        row.save(update_fields=[*_SAVED, "number"])
        wake(ASK_QUEUE)
    else:
        row.save(update_fields=["number"])
        _begin(row, row.till)


def ids_agree(enquiry: Enquiry, result: AsyncResult) -> bool:
    """Whether a result is of a conversation that Safaricom acknowledged.

    The result may come before the acknowledgement, or that was lost: then the address alone says it, which
    nobody else knows.
    """
    acknowledged = len(enquiry.conversation_ids) == enquiry.tries and all(enquiry.conversation_ids)
    known = result.conversation_id in ("", *enquiry.conversation_ids)
    return known or not acknowledged


_SAVED: Final = (
    "state", "why", "request", "callback", "said_amount", "said_reference", "tries", "due_at", "verdict",
    "result_code", "result_text", "receipt", "begun_at", "settled_at",
)  # fmt: skip


def _begin(enquiry: Enquiry, till: Till) -> Enquiry:
    state = EnquiryState.ASKING if till.can_ask else EnquiryState.WAITING
    take_step(enquiry, state)
    enquiry.begun_at = days.now()
    enquiry.due_at = enquiry.begun_at if till.can_ask else None
    enquiry.save(update_fields=_SAVED)
    if till.can_ask:
        wake(ASK_QUEUE)
    publish([enquiry])
    return enquiry


def settle(
    enquiry: Enquiry,
    state: str,
    *,
    verdict: str = "",
    code: str = "",
    text: str = "",
    receipt: Receipt | None = None,
) -> None:
    """Take a locked question to a state and write down why; an end has no next time. Raises InvalidState.

    Being there already only refreshes the words. What is booked stays booked.
    """
    if enquiry.state == EnquiryState.BOOKED and state != EnquiryState.BOOKED:
        state = EnquiryState.BOOKED
    moved = take_step(enquiry, state)
    enquiry.verdict = verdict or enquiry.verdict
    enquiry.result_code, enquiry.result_text = code[:40], text[:200]
    enquiry.receipt = receipt or enquiry.receipt
    if state not in (EnquiryState.ASKING, EnquiryState.ASKED):
        enquiry.due_at = None
    if moved and state not in ASKED_ABOUT:
        enquiry.settled_at = days.now()
    enquiry.save(update_fields=_SAVED)
    publish([enquiry])
    if state in (EnquiryState.ANSWERED, EnquiryState.FAILED, EnquiryState.BOOKED):
        _clear_when_answered(enquiry)


def _clear_when_answered(enquiry: Enquiry) -> None:
    if not _unanswered(enquiry.till_id).exists():
        clear_alert(
            code=ENQUIRY_UNANSWERED, business_id=enquiry.business_id, subject=f"till:{enquiry.till_id}"
        )


def _unanswered(till: int) -> QuerySet[Enquiry]:
    """Receipts of a till of which nobody has said what became of them, and nobody asks any more."""
    return Enquiry.objects.filter(
        till=till, kind=EnquiryKind.STATUS, state=EnquiryState.UNANSWERED, receipt=None
    )


def is_unanswered(alert: Alert) -> bool:
    """Whether an ENQUIRY_UNANSWERED is still true. The next balance is asked for by the clock anyhow."""
    return _unanswered(int(alert.subject.partition(":")[2])).exists()


def tell_unanswered(enquiry: Enquiry) -> None:
    """Open the alert of a till whose question nobody answered. It closes when each is: the receipt came, or
    was claimed anew and answered."""
    raise_alert(
        code=ENQUIRY_UNANSWERED,
        severity=Severity.WARNING,
        business_id=enquiry.business_id,
        subject=f"till:{enquiry.till_id}",
        detail=f"Till {enquiry.till.shortcode}: {EnquiryKind(enquiry.kind).label} was asked"
        f" {enquiry.tries} times and not answered. The statement will decide;"
        " what only a statement knows stays held.",
    )


def note_booked(receipts: Collection[Receipt]) -> None:
    """End the questions about receipts that were just booked; those about a doubtful callback go on, for the
    evidence. In the caller's transaction; locks the questions."""
    if not receipts:
        return
    by_number = {(receipt.till_id, receipt.number): receipt for receipt in receipts}
    about = Enquiry.objects.filter(
        kind=EnquiryKind.STATUS,
        till__in={till for till, _ in by_number},
        number__in=[number for _, number in by_number],
        receipt=None,
    )
    for enquiry in lock_rows(about):
        if receipt := by_number.get((enquiry.till_id, enquiry.number)):
            _book(enquiry, receipt)


def catch_up_with_receipts() -> int:
    """End open questions about receipts that are in the books: one that was booked while the question was
    being written saw nothing of it."""
    booked = Receipt.objects.filter(till=OuterRef("till"), number=OuterRef("number")).exclude(
        Q(route__state=RouteState.HELD) | Q(reversal__held__gt=0)
    )
    missed = Enquiry.objects.filter(
        Exists(booked), kind=EnquiryKind.STATUS, state__in=ASKED_ABOUT, receipt=None
    )
    found = lock_rows(missed)
    for enquiry in found:
        _book(enquiry, Receipt.objects.get(till=enquiry.till_id, number=enquiry.number))
    return len(found)


def _book(enquiry: Enquiry, receipt: Receipt) -> None:
    if enquiry.callback_id is None or enquiry.state == EnquiryState.WAITING:
        settle(enquiry, EnquiryState.BOOKED, receipt=receipt)
    else:
        enquiry.receipt = receipt
        enquiry.save(update_fields=["receipt"])
        _clear_when_answered(enquiry)


def wake_waiting(till: Till) -> int:
    """Ask what waited for an initiator, now that the till has one. In the caller's transaction."""
    waiting = lock_rows(Enquiry.objects.filter(till=till, state=EnquiryState.WAITING))
    for enquiry in waiting:
        _begin(enquiry, till)
    return len(waiting)


def wait_for_initiator(till: Till) -> int:
    """Let the questions of a till wait: its initiator was refused, and asking on would lock it. In the
    caller's transaction. Scheduled balances are dropped: the next schedule asks anew."""
    open_ones = lock_rows(
        Enquiry.objects.filter(till=till, state__in=(EnquiryState.ASKING, EnquiryState.ASKED))
    )
    for enquiry in open_ones:
        if enquiry.kind == EnquiryKind.BALANCE:
            settle(enquiry, EnquiryState.FAILED, code=till.initiator_problem)
        else:
            settle(enquiry, EnquiryState.WAITING, code=till.initiator_problem)
    return len(open_ones)


def publish(enquiries: Iterable[Enquiry]) -> None:
    """Tell of claims; questions that nobody claimed are nobody's news."""
    record_events(
        ("claim.changed", enquiry.business_id, {"claim": enquiry.pk, "state": str(enquiry.state)})
        for enquiry in enquiries
        if enquiry.claimed_at is not None
    )
