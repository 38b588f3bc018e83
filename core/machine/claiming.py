"""Claiming long work: a committed claim with a lease, renewed as the work gets on.

A claim whose lease ran out belonged to a process that died, and is taken up again. Should the first worker
be alive after all, both do the same idempotent work; the first to end it has the last word (`lock_unended`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar

from django.db import models
from django.db.models import Q

from core import days
from core.fields import MomentField
from core.machine.jobs import wake
from core.machine.turns import work_through
from core.rows.locks import lock_row
from core.rows.states import StateMachine, take_step

LEASE = timedelta(seconds=30)
MAX_CLAIMS = 5


class LongWork(StateMachine):
    """A row that stands for work of more than a transaction."""

    claims = models.IntegerField(default=0)
    claimed_at = MomentField(null=True)

    class Meta:
        abstract = True

    @property
    def is_ended(self) -> bool:
        """Whether nothing is left to do for who claimed it."""
        return self.is_final


Work = TypeVar("Work", bound=LongWork)


def claim_next(waiting: models.QuerySet[Work], *, began: str, queue: str) -> Work | None:
    """Claim the oldest of `waiting` that nobody holds: state `began`, claims + 1, committed.

    Asks for a wake-up after the lease, in case this process dies. None when nothing can be claimed.
    """
    now = days.now()

    def begin(work: Work) -> None:
        take_step(work, began)
        work.claims += 1
        work.claimed_at = now
        work.save(update_fields=["state", "claims", "claimed_at"])
        wake(queue, at=now + LEASE)

    free = waiting.filter(Q(claimed_at=None) | Q(claimed_at__lt=now - LEASE)).order_by("pk")
    return next(iter(work_through(free, begin, what=queue, limit=1)), None)


def lock_unended(work: LongWork) -> bool:
    """Lock claimed work and read its state anew. False when somebody else ended it: then all is read anew."""
    found = lock_row(type(work)._default_manager.filter(pk=work.pk))
    if found is None or found.is_ended:
        work.refresh_from_db()
        return False
    work.refresh_from_db(fields=["state"])
    return True


def renew(work: LongWork, **progress: int) -> None:
    """Commit progress and lengthen the lease. What somebody else has ended meanwhile stays so."""
    known = type(work)._default_manager.filter(Q(state=work.state), pk=work.pk)
    known.update(claimed_at=days.now(), **progress)
    for name, value in progress.items():
        setattr(work, name, value)
