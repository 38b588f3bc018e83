"""Which windows Safaricom is asked about: by the clock, so that all time is covered, or on demand."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.db import transaction

from core import days
from core.errors import Conflict, InvalidInput, InvalidState
from core.machine.jobs import wake
from core.machine.turns import worked
from core.rows.locks import AdvisoryLock
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.daraja.pull import REACH, ZONE
from mpesa.models import PullRun, PullState, Till
from users.access import Right, require_right
from users.actors import SYSTEM, Actor, person
from users.audit import record_audit

PULL_QUEUE = "mpesa.pull"
_windows = AdvisoryLock("mpesa.pulling")
#: Each window begins so long before the end of the last: a payment may be listed late, and the zone of the
#: window is as doubtful as that of the rows.
OVERLAP: Final = ZONE + timedelta(hours=1)
#: What is asked last must still be within Safaricom's reach when its last page is read.
MARGIN: Final = timedelta(minutes=15)
#: Two who ask within this ask the same.
SAME: Final = timedelta(minutes=1)


def earliest(now: datetime) -> datetime:
    """How far back it is of use to ask."""
    return now - REACH + MARGIN


def begin_pulls() -> int:
    """Begin the next window of each till that pulls, unless its last one still runs; how many tills that are.

    Called by the clock. After an outage the window goes back to where the last one ended, at most 48 hours:
    what lies before is named in a case, and the statement will tell.
    """
    tills = Till.objects.filter(pull_registered_at__isnull=False).select_related("business").order_by("pk")
    return sum(
        worked(partial(begin_window, till), what=PULL_QUEUE, business_id=till.business_id, about=till)
        for till in tills
    )


@transaction.atomic
def begin_window(till: Till) -> PullRun | None:
    """The till's next window by the clock; None while the last one runs. Locks the till's windows."""
    _windows.take(till.pk)
    runs = PullRun.objects.filter(till=till, scheduled=True)
    if runs.filter(state=PullState.DUE).exists():
        wake(PULL_QUEUE)
        return None
    now = days.now()
    last = runs.filter(state=PullState.DONE).order_by("-to_at").first()
    since = earliest(now)
    if last is not None:
        if last.to_at < since:
            note_gap(till, last.to_at, since)
        since = max(since, last.to_at - OVERLAP)
    return _begin(till, since, now, scheduled=True, actor=SYSTEM)


def pull_now(
    *, till: Till, since: datetime | None = None, until: datetime | None = None, actor: Actor
) -> PullRun:
    """Ask about a window now: by default all that Safaricom still has. Needs the right ledger.write.

    While such a run is under way the same question gets that one, and another window is a Conflict
    PULL_UNDER_WAY. Raises InvalidState PULL_NOT_REGISTERED, InvalidInput PULL_TOO_OLD / BAD_PERIOD. Locks
    the till's windows.
    """
    require_right(actor, till.business, Right.LEDGER_WRITE)
    if till.pull_registered_at is None:
        raise InvalidState(
            "PULL_NOT_REGISTERED", "till", "This till is not registered for Pull Transactions: do that first."
        )
    now = days.now()
    if since is not None and since < now - REACH:
        raise InvalidInput(
            "PULL_TOO_OLD", "since", "Safaricom shows the last 48 hours; what is older is on the statement."
        )
    begins, ends = max(since or earliest(now), earliest(now)), min(until or now, now)
    if begins >= ends:
        raise InvalidInput("BAD_PERIOD", "until", "A window ends after it begins, and not before 48 hours.")
    with transaction.atomic():
        _windows.take(till.pk)
        under_way = PullRun.objects.filter(till=till, scheduled=False, state=PullState.DUE).first()
        if under_way is None:
            run = _begin(till, begins, ends, scheduled=False, actor=actor)
            record_audit(actor=actor, business=till.business, action="till.pull", subject=till)
            return run
        if under_way.from_at - SAME <= begins and ends <= under_way.to_at + SAME:
            wake(PULL_QUEUE)
            return under_way
    raise Conflict("PULL_UNDER_WAY", "till", "Another window of this till is being read; wait for its end.")


def _begin(till: Till, since: datetime, until: datetime, *, scheduled: bool, actor: Actor) -> PullRun:
    run = PullRun.objects.create(
        business_id=till.business_id,
        till=till,
        from_at=since,
        to_at=until,
        scheduled=scheduled,
        requested_by=person(actor),
        due_at=days.now(),
    )
    wake(PULL_QUEUE)
    return run


def note_gap(till: Till, since: datetime, until: datetime) -> None:
    """A stretch that Safaricom does not show any more, as far as the till was registered then."""
    since = max(since, till.pull_registered_at or since)
    if since >= until:
        return
    shown = f"{days.display_moment(since)} to {days.display_moment(until)}"
    note_discrepancy(
        till=till,
        code="PULL_GAP",
        subject=f"pull {since:%Y-%m-%d %H:%M}",
        detail=f"Nobody could ask in time about {shown}: a payment whose callback was lost then is found on"
        " the statement only.",
    )
