"""What was kept and could not be worked through, for who runs the machine: callbacks, and receipts that could
not be routed.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from core.machine.operations import DeadLetter
from core.machine.traces import subject_of, traces_of
from mpesa.models import CallbackWork, ReceiptRoute, RouteState, WorkState


def dead_callbacks(limit: int) -> Iterator[DeadLetter]:
    """The newest that hold no usable fact, or failed, tried again or not."""
    failed = Q(state__in=(WorkState.MALFORMED, WorkState.DEAD)) | Q(state=WorkState.DUE, claims__gt=0)
    works = list(CallbackWork.objects.filter(failed).select_related("callback__till").order_by("-pk")[:limit])
    traces = traces_of([subject_of(work.callback) for work in works])
    for work in works:
        trace = traces.get(subject_of(work.callback))
        yield DeadLetter(
            what=f"callback {work.callback.kind}",
            number=work.pk,
            business_id=work.callback.till.business_id,
            came_at=work.callback.received_at,
            tries=work.claims,
            is_tried_again=work.state == WorkState.DUE,
            why=trace.kind if trace else work.note.partition(":")[0][:80],
            trace=trace.trace if trace else "",
        )


def dead_routings(limit: int) -> Iterator[DeadLetter]:
    """The newest receipts whose owner fails."""
    failed = ReceiptRoute.objects.filter(state=RouteState.DUE, claims__gt=0).select_related("receipt")
    routes = list(failed.order_by("-pk")[:limit])
    traces = traces_of([subject_of(route.receipt) for route in routes])
    for route in routes:
        trace = traces.get(subject_of(route.receipt))
        yield DeadLetter(
            what="receipt",
            number=route.pk,
            business_id=route.receipt.business_id,
            came_at=route.receipt.recorded_at,
            tries=route.claims,
            is_tried_again=route.due_at is not None,
            why=trace.kind if trace else "",
            trace=trace.trace if trace else "",
        )
