"""Claiming long work: a committed claim with a lease, renewed as the work gets on.

A claim whose lease ran out belonged to a process that died, and is taken up again. Should the first worker
be alive after all, both do the same idempotent work; nothing is counted twice.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from core.jobs import wake

LEASE = timedelta(seconds=30)
MAX_CLAIMS = 5

Work = TypeVar("Work", bound=models.Model)


def claim_next(waiting: models.QuerySet[Work], *, began: str, queue: str) -> Work | None:
    """Claim the oldest of `waiting` that nobody holds: state `began`, claims + 1, committed.

    Asks for a wake-up after the lease, in case this process dies. None when nothing can be claimed.
    """
    now = timezone.now()
    with transaction.atomic():
        free = waiting.filter(Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE)).order_by("pk")
        work = free.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
        if work is None:
            return None
        type(work)._default_manager.filter(pk=work.pk).update(
            state=began, claims=models.F("claims") + 1, claimed_at=now
        )
        work.refresh_from_db()
        wake(queue, at=now + LEASE)
    return work


def renew(work: models.Model, **progress: int) -> None:
    """Commit progress and lengthen the lease."""
    type(work)._default_manager.filter(pk=work.pk).update(claimed_at=timezone.now(), **progress)
    for name, value in progress.items():
        setattr(work, name, value)
