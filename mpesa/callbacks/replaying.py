"""Replay: have stored callbacks worked through again, and dead routings tried again.

What they say was written by whoever called; replaying adds nothing to it, and books nothing twice. The rows
are put in line; the drains take them in batches, and what is left in line is the progress.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Least

from core import days
from core.errors import InvalidInput
from core.machine.jobs import wake
from core.rows.locks import lock_free_rows
from mpesa.collections.receipts import ROUTE_QUEUE
from mpesa.collections.refused import INBOX_QUEUE
from mpesa.models import Callback, CallbackWork, ReceiptRoute, RouteState, Till, WorkState
from mpesa.tills.rotating import reopen_hook_token
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit
from users.models import Business

RIGHT: Final = Right.TILL_MANAGE
#: So many are put in line at once; the rest by asking again.
MOST: Final = 10_000


@dataclass(frozen=True)
class Replayed:
    """How many callbacks and routings were put in line, and how many callbacks are left for another time.

    Where a time was asked for and some are left, asking again from `next_since` goes on behind these.
    """

    callbacks: int
    routings: int
    left: int
    next_since: datetime | None


@transaction.atomic
def replay_callbacks(
    *,
    business: Business,
    actor: Actor,
    callbacks: Collection[int] = (),
    since: datetime | None = None,
    unprocessed: bool = False,
) -> Replayed:
    """Put callbacks of a business in line again: those named, those since a time, or what is not worked off
    (malformed ones, dead letters, what waits for its next try; dead routings too). Audited.

    Needs the right till.manage. Idempotent. What is being worked through just now is left to whoever does it.
    At most MOST: since a time, the oldest first; else those first that were due longest ago, so that asking
    again takes others. Raises InvalidInput WHICH_CALLBACKS unless exactly one of the three is asked for.
    """
    require_right(actor, business, RIGHT)
    if (bool(callbacks) + (since is not None) + unprocessed) != 1:
        raise InvalidInput(
            "WHICH_CALLBACKS", "", "Name callbacks, or a time, or what is not worked off: one of the three."
        )
    works = CallbackWork.objects.filter(callback__till__business=business)
    if callbacks:
        works = works.filter(pk__in=callbacks)
    elif since is not None:
        works = works.filter(callback__received_at__gte=since)
    else:
        works = works.exclude(state=WorkState.DONE)
    total = works.count()
    put = due_again(works.order_by("pk" if since else "due_at", "pk"), limit=MOST)
    left, routings, next_since = max(0, total - MOST), 0, None
    if since and left:
        next_since = Callback.objects.get(pk=max(put)).received_at if put else since
    if unprocessed:
        routings = routes_due_again(ReceiptRoute.objects.filter(receipt__business=business))
    asked = {"since": since.isoformat()} if since else {"named" if callbacks else "unprocessed": True}
    record_audit(
        actor=actor,
        business=business,
        action="callbacks.replay",
        subject=business,
        details={**asked, "callbacks": len(put), "routings": routings},
    )
    return Replayed(len(put), routings, left=left, next_since=next_since)


@transaction.atomic
def reopen_address(*, till: Till, actor: Actor) -> Till:
    """Believe the last retired address of a till again, and put in line what was announced there meanwhile:
    it is booked, and its cases close. Quiet when there is none.

    Needs the right till.manage; audited. Raises InvalidState ROTATION_OPEN. Locks the till.
    """
    former = till.former_tokens.order_by("-pk").first()
    believed = reopen_hook_token(till=till, actor=actor)
    if former is not None and former.retired_at is not None:
        came = CallbackWork.objects.filter(
            callback__former_token=former, callback__received_at__gte=former.retired_at
        )
        # As many as there are: the room of the address bounds them (hook_limits.py).
        due_again(came.order_by("pk"), limit=came.count())
    return believed


def due_again(works: QuerySet[CallbackWork], *, limit: int) -> list[int]:
    """Put the first of these in line; returns their keys. In the caller's transaction."""
    rows = lock_free_rows(works, limit=limit)
    CallbackWork.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=WorkState.DUE, due_at=days.now(), claims=Least(F("claims"), 1)
    )
    wake(INBOX_QUEUE)
    return [row.pk for row in rows]


def routes_due_again(routes: QuerySet[ReceiptRoute]) -> int:
    """As due_again, for receipts whose owner failed."""
    failed = routes.filter(state=RouteState.DUE, claims__gt=0)
    rows = lock_free_rows(failed.order_by("pk"), limit=MOST)
    ReceiptRoute.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=days.now(), claims=1)
    wake(ROUTE_QUEUE)
    return len(rows)
