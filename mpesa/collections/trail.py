"""The audit trail of a payment: every change of it, when, what, and who or what caused it.

Nothing is kept for it: it is read from the rows that the changes themselves have left (evidence, entries,
steps, answers, approvals, reversals, cases, the audit log). At most EACH of a kind for a payment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeAlias

from ledger.models import Entry, EntryKind
from mpesa.collections.holding import is_of_a_file
from mpesa.collections.receipts import LEGS, receipt_reference
from mpesa.collections.trail_steps import TrailKind, TrailStep
from mpesa.models import (
    Discrepancy,
    Evidence,
    PaymentRequest,
    PaymentRequestStep,
    Payout,
    PayoutState,
    Receipt,
    ReceiptRoute,
    ReversalEvidence,
    StatusAnswer,
    StepCause,
)
from users.access import Right
from users.models import Approval, ApprovalState, AuditEntry

#: What is read of a kind for one payment, at most.
EACH: Final = 100


_ORDER = {kind: place for place, kind in enumerate(TrailKind)}
Trails: TypeAlias = dict[int, list[TrailStep]]
_Found: TypeAlias = Iterator[tuple[int, TrailStep]]


def trails_of_receipts(keys: Sequence[int]) -> Trails:
    """The trails of receipts by their keys, the oldest step first: ten queries for however many, and
    one more where statements told of some."""
    receipts = Receipt.objects.filter(pk__in=keys).select_related("till").in_bulk()
    return _ordered(receipts, (step for read in _OF_RECEIPTS for step in read(receipts)))


def trails_of_requests(keys: Sequence[int]) -> Trails:
    """The trails of payment requests, and of the receipts that paid them."""
    requests = PaymentRequest.objects.filter(pk__in=keys).select_related("requested_by").in_bulk()
    paid = {row.receipt_id: row.pk for row in requests.values() if row.receipt_id is not None}
    steps = [step for read in _OF_REQUESTS for step in read(requests)]
    for receipt, trail in (trails_of_receipts(list(paid)) if paid else {}).items():
        steps += ((paid[receipt], step) for step in trail)
    return _ordered(requests, steps)


def _ordered(keys: Iterable[int], steps: Iterable[tuple[int, TrailStep]]) -> Trails:
    """By their moments; but money is taken after it was asked for, though Safaricom's moments are whole
    seconds of a clock of its own."""
    found: defaultdict[int, dict[str, TrailStep]] = defaultdict(dict)
    for key, step in steps:
        found[key].setdefault(step.key, step)
    return {key: _in_order(found[key].values()) for key in keys}


def _in_order(steps: Collection[TrailStep]) -> list[TrailStep]:
    asked = max((step.at for step in steps if _is_asking(step)), default=None)

    def place(step: TrailStep) -> tuple[datetime, int, str]:
        if step.kind is TrailKind.TAKEN and asked is not None and step.at <= asked:
            return asked, len(_ORDER), step.key
        return step.at, _ORDER[step.kind], step.key

    return sorted(steps, key=place)


def _is_asking(step: TrailStep) -> bool:
    return step.kind in (TrailKind.ASKED, TrailKind.SENT) or step.cause == StepCause.PUSH


def _taken(receipts: Mapping[int, Receipt]) -> _Found:
    for receipt in receipts.values():
        yield (
            receipt.pk,
            TrailStep(
                key=f"taken:{receipt.pk}",
                at=receipt.occurred_at,
                kind=TrailKind.TAKEN,
                amount=receipt.amount,
                text=receipt.number,
                thing=("Receipt", receipt.pk),
            ),
        )


def _reported(receipts: Mapping[int, Receipt]) -> _Found:
    rows = Evidence.objects.filter(receipt__in=receipts).select_related("callback").order_by("pk")
    for row in rows[: EACH * len(receipts)]:
        yield (
            row.receipt_id,
            TrailStep(
                key=f"evidence:{row.pk}",
                at=row.at,
                kind=TrailKind.REPORTED,
                what=row.channel,
                text=row.source,
                amount=row.amount,
                agrees=row.agrees,
                callback=row.callback,
            ),
        )


_ENTRIES: Final = {
    EntryKind.RECEIPT: TrailKind.BOOKED,
    EntryKind.ROUTE: TrailKind.ROUTED,
    EntryKind.SUSPENSE: TrailKind.SUSPENDED,
    EntryKind.TAKEN_BACK: TrailKind.TAKEN_BACK,
}


def _entries(receipts: Mapping[int, Receipt]) -> _Found:
    whose = {
        (receipt.business_id, receipt_reference(receipt.till, receipt.number, leg)): (receipt.pk, leg)
        for receipt in receipts.values()
        for leg in LEGS
    }
    rows = Entry.objects.filter(
        business__in={business for business, _ in whose}, reference__in=[name for _, name in whose]
    )
    for row in rows.select_related("actor").order_by("pk"):
        if found := whose.get((row.business_id, row.reference)):
            pk, leg = found
            kind = TrailKind.PLACED if leg == "place" and row.actor_id else _ENTRIES.get(EntryKind(row.kind))
            if kind is not None:
                yield (
                    pk,
                    TrailStep(
                        key=f"entry:{row.pk}",
                        at=row.posted_at,
                        kind=kind,
                        text=row.description,
                        person=row.actor,
                        thing=("JournalEntry", row.pk),
                        right_of_thing=Right.LEDGER_READ,
                    ),
                )


def _approvals(receipts: Mapping[int, Receipt]) -> _Found:
    """That they were placed, each by its own; and released, by that of their statement."""
    whose = {f"receipt:{pk}": pk for pk in receipts}
    rows = Approval.objects.filter(subject__in=whose).select_related("maker", "checker").order_by("pk")
    found = [(whose[row.subject], row) for row in rows[: EACH * len(receipts)]]
    of_files = [pk for pk, receipt in receipts.items() if is_of_a_file(receipt)]
    released = ReceiptRoute.objects.filter(pk__in=of_files, release__isnull=False)
    for route in released.select_related("release__maker", "release__checker") if of_files else ():
        if route.release is not None:
            found.append((route.pk, route.release))
    for pk, row in found:
        thing, right = ("Approval", row.pk), Right.APPROVAL_READ
        yield (
            pk,
            TrailStep(
                key=f"approval:{row.pk}",
                at=row.created_at,
                kind=TrailKind.APPROVAL_ASKED,
                what=row.kind,
                text=row.comment,
                person=row.maker,
                thing=thing,
                right=right,
            ),
        )
        if row.state != ApprovalState.PENDING and row.decided_at is not None:
            yield (
                pk,
                TrailStep(
                    key=f"approval:{row.pk}:end",
                    at=row.decided_at,
                    kind=TrailKind.APPROVAL_DECIDED,
                    what=row.state,
                    person=row.checker,
                    thing=thing,
                    right=right,
                ),
            )


def _reversals(receipts: Mapping[int, Receipt]) -> _Found:
    rows = ReversalEvidence.objects.filter(reversal__receipt__in=receipts).select_related(
        "reversal", "callback"
    )
    for row in rows.order_by("pk")[: EACH * len(receipts)]:
        if row.reversal.receipt_id is not None:
            yield (
                row.reversal.receipt_id,
                TrailStep(
                    key=f"reversal:{row.pk}",
                    at=row.at,
                    kind=TrailKind.REVERSAL_TOLD,
                    what=row.channel,
                    text=row.source,
                    amount=row.amount,
                    agrees=row.agrees,
                    callback=row.callback,
                ),
            )


def _refunds(receipts: Mapping[int, Receipt]) -> _Found:
    """What of them is given back by payouts, and was."""
    rows = Payout.objects.filter(refunds__in=receipts).select_related("requested_by").order_by("pk")
    for row in rows[: EACH * len(receipts)]:
        if row.refunds_id is None:
            continue
        asked = TrailStep(
            key=f"refund:{row.pk}",
            at=row.created_at,
            kind=TrailKind.REFUND_ASKED,
            what=row.state,
            amount=row.amount,
            text=row.ref,
            person=row.requested_by,
            thing=("Payout", row.pk),
            right_of_thing=Right.PAYOUT_READ,
        )
        yield row.refunds_id, asked
        if row.state == PayoutState.PAID and row.settled_at is not None:
            yield (
                row.refunds_id,
                replace(
                    asked,
                    key=f"refund:{row.pk}:end",
                    at=row.settled_at,
                    kind=TrailKind.REFUNDED,
                    person=None,
                ),
            )


def _cases(by: str, keys: Mapping[int, object]) -> _Found:
    rows = Discrepancy.objects.filter(**{f"{by}__in": keys}).select_related("closing__person").order_by("pk")
    for row in rows[: EACH * len(keys)]:
        whose, thing = getattr(row, f"{by}_id"), ("Discrepancy", row.pk)
        yield (
            whose,
            TrailStep(
                key=f"case:{row.pk}",
                at=row.created_at,
                kind=TrailKind.CASE_OPENED,
                what=row.code,
                text=row.detail,
                thing=thing,
            ),
        )
        if closing := getattr(row, "closing", None):
            yield (
                whose,
                TrailStep(
                    key=f"case:{row.pk}:end",
                    at=closing.at,
                    kind=TrailKind.CASE_CLOSED,
                    what=row.code,
                    text=closing.comment,
                    person=closing.person,
                    thing=thing,
                ),
            )


def _acts(subjects: Mapping[str, int]) -> _Found:
    """What the audit log knows of them: replays of their callbacks too."""
    rows = AuditEntry.objects.filter(subject__in=subjects).select_related("actor").order_by("pk")
    for row in rows[: EACH * len(subjects)]:
        yield (
            subjects[row.subject],
            TrailStep(
                key=f"act:{row.pk}",
                at=row.at,
                kind=TrailKind.ACT,
                what=row.action,
                person=row.actor,
                right=Right.AUDIT_READ,
            ),
        )


def _acts_on_receipts(receipts: Mapping[int, Receipt]) -> _Found:
    told = Evidence.objects.filter(receipt__in=receipts, callback__isnull=False)
    callbacks = dict(told.values_list("callback", "receipt")[: EACH * len(receipts)])
    return _acts({f"receipt:{pk}": pk for pk in receipts} | _of_callbacks(callbacks))


def _of_callbacks(whose: Mapping[int, int]) -> dict[str, int]:
    return {f"{name}:{pk}": key for pk, key in whose.items() for name in ("callback", "callbackwork")}


def _asked(requests: Mapping[int, PaymentRequest]) -> _Found:
    for request in requests.values():
        thing = ("PaymentRequest", request.pk)
        yield (
            request.pk,
            TrailStep(
                key=f"asked:{request.pk}",
                at=request.created_at,
                kind=TrailKind.ASKED,
                amount=request.amount,
                person=request.requested_by,
                thing=thing,
            ),
        )
        if request.sent_at is not None:
            yield (
                request.pk,
                TrailStep(key=f"sent:{request.pk}", at=request.sent_at, kind=TrailKind.SENT, thing=thing),
            )


def _steps(requests: Mapping[int, PaymentRequest]) -> _Found:
    rows = PaymentRequestStep.objects.filter(request__in=requests).select_related("callback", "person")
    for row in rows.order_by("pk")[: EACH * len(requests)]:
        yield (
            row.request_id,
            TrailStep(
                key=f"step:{row.pk}",
                at=row.at,
                kind=TrailKind.STEP,
                what=row.after,
                cause=StepCause(row.cause),
                text=row.code,
                callback=row.callback,
                person=row.person,
            ),
        )


def _queried(requests: Mapping[int, PaymentRequest]) -> _Found:
    rows = StatusAnswer.objects.filter(request__in=requests).order_by("pk")
    for row in rows[: EACH * len(requests)]:
        step = TrailStep(
            key=f"answer:{row.pk}", at=row.at, kind=TrailKind.QUERIED, what=row.state, text=row.code
        )
        yield row.request_id, step


def _acts_on_requests(requests: Mapping[int, PaymentRequest]) -> _Found:
    told = PaymentRequestStep.objects.filter(request__in=requests, callback__isnull=False)
    callbacks = dict(told.values_list("callback", "request")[: EACH * len(requests)])
    return _acts({f"paymentrequest:{pk}": pk for pk in requests} | _of_callbacks(callbacks))


_OF_RECEIPTS: Sequence[Callable[[Mapping[int, Receipt]], _Found]] = (
    _taken,
    _reported,
    _entries,
    _approvals,
    _reversals,
    _refunds,
    lambda receipts: _cases("receipt", receipts),
    _acts_on_receipts,
)
_OF_REQUESTS: Sequence[Callable[[Mapping[int, PaymentRequest]], _Found]] = (
    _asked,
    _steps,
    _queried,
    lambda requests: _cases("request", requests),
    _acts_on_requests,
)
