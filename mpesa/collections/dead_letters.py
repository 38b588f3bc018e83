"""What fails again and again: tried at growing intervals, then a dead letter that waits for a person.

Callbacks that cannot be worked through and receipts whose owner fails go the same way. Nothing of them is
lost: a callback is kept as it came, and the money of a receipt that cannot be routed stays in 2890.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from django.db.models import Exists, OuterRef

from core import days
from core.machine.alerts import clear_alert, raise_alert
from core.machine.traces import forget_traces, keep_trace, subject_of
from core.machine.turns import is_temporary, kind_of
from core.models import Alert, DataKey, Severity
from mpesa.models import Callback, CallbackWork, Receipt, ReceiptRoute, RouteState, Till, WorkState

DEAD_LETTER: Final = "DEAD_LETTER"
RETRY_AFTER: Final = timedelta(seconds=30)
#: A minute at first, twice as long each time, then every 64 minutes: about five hours.
MOST_TRIES: Final = 10

Thing: TypeAlias = Callback | Receipt


def after_failure(thing: Thing, till: Till, error: Exception, *, tries: int) -> datetime | None:
    """Keep why something failed; when it is tried again, None when it is given up, with an alert of its own.

    What is only not possible just now is never given up. Part of the running transaction.
    """
    keep_trace(subject_of(thing), error)
    if tries < MOST_TRIES or is_temporary(error):
        return days.now() + RETRY_AFTER * (1 << min(tries, 7))
    raise_alert(
        code=DEAD_LETTER,
        severity=Severity.CRITICAL,
        business_id=till.business_id,
        subject=subject_of(thing),
        detail=f"{_named(thing)} at till {till.shortcode} failed {tries} times and is not tried again:"
        f" {kind_of(error)}.",
    )
    return None


def is_dead(alert: Alert) -> bool:
    """Whether what a DEAD_LETTER is about is still given up. Of a body whose key was erased nothing can be
    worked off any more: a person may close that."""
    kind, _, pk = alert.subject.partition(":")
    if kind == "callback":
        keys = DataKey.objects.filter(pk=OuterRef("callback__data_key"))
        return CallbackWork.objects.filter(Exists(keys), pk=int(pk), state=WorkState.DEAD).exists()
    given_up = ReceiptRoute.objects.filter(pk=int(pk), state=RouteState.DUE, due_at=None, claims__gt=0)
    return given_up.exists()


def worked_off(things: Iterable[tuple[Thing, Till]]) -> None:
    """Forget why these had failed, and close their alerts. One query where none had."""
    tills = {subject_of(thing): till for thing, till in things}
    for subject in forget_traces(tills):
        clear_alert(
            code=DEAD_LETTER,
            business_id=tills[subject].business_id,
            subject=subject,
            comment="It was worked off.",
        )


def _named(thing: Thing) -> str:
    return f"A callback ({thing.kind})" if isinstance(thing, Callback) else "The routing of a receipt"
