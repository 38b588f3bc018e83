"""Callbacks that were kept and could not be worked through (replay_callbacks tries them again)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from core.machine.operations import DeadLetter
from mpesa.models import CallbackWork, WorkState


def dead_callbacks(limit: int) -> Iterator[DeadLetter]:
    """The newest that hold no usable fact, or failed and are tried again."""
    failed = Q(state=WorkState.MALFORMED) | Q(state=WorkState.DUE, claims__gt=0)
    works = CallbackWork.objects.filter(failed).select_related("callback__till")
    for work in works.only(
        "state", "claims", "note", "callback__kind", "callback__received_at", "callback__till__business_id"
    ).order_by("-pk")[:limit]:
        yield DeadLetter(
            what=f"callback {work.callback.kind}",
            number=work.pk,
            business_id=work.callback.till.business_id,
            came_at=work.callback.received_at,
            tries=work.claims,
            is_tried_again=work.state == WorkState.DUE,
            why=work.note.partition(":")[0][:80],
        )
