"""Daraja apps: what Safaricom counts. Quota and token belong to the app, whichever of its tills is asked for.

When Safaricom answers that there are too many calls, the app is left alone for a while that grows with each
time in a row, and a little longer by chance, so that not everybody comes back at once. No other app waits.
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Case, F, Min, Q, QuerySet, Value, When
from django.db.models.functions import Least

from core import days
from core.digests import digest
from core.errors import Detail
from core.machine.jobs import wake
from mpesa.daraja.errors import DarajaRefused
from mpesa.models import DarajaApp, Till

logger = logging.getLogger(__name__)

#: How long an app is left alone the first time, and at most: after too many calls at once, and in all.
SPIKE_WAIT: Final = (timedelta(seconds=2), timedelta(minutes=1))
QUOTA_WAIT: Final = (timedelta(minutes=1), timedelta(minutes=15))
#: After so long at work without being told again, the next time is a first time: of too many calls at once
#: an app hears in its next burst, or its pace is right; of a used-up quota only now and then.
SPIKE_FORGOTTEN, QUOTA_FORGOTTEN = timedelta(seconds=5), timedelta(minutes=2)
MOST_STRIKES: Final = 8
#: So much longer by chance, at most.
JITTER: Final = 0.5


def app_of(*, environment: str, consumer_key: str) -> DarajaApp:
    """The app of a consumer key, made when it is new. Its key is not stored here."""
    mark = digest([environment, consumer_key]).hex()
    app, _ = DarajaApp.objects.get_or_create(digest=mark)
    return app


class AppNotes:
    """The watch of a client: what it hears is written down at once, by the thread that heard it."""

    def __init__(self, app_id: int) -> None:
        self._app_id = app_id

    def token_got(self) -> None:
        self._write(lambda app: app.update(token_got_at=days.now()))

    def token_failed(self, code: str) -> None:
        self._write(lambda app: app.update(token_failed_at=days.now(), token_failure=code[:40]))

    def told_to_slow(self, *, quota: bool) -> None:
        self._write(lambda app: slow_down(app, quota=quota))

    def _write(self, write: Callable[[QuerySet[DarajaApp]], Any]) -> None:
        try:
            with transaction.atomic():
                write(DarajaApp.objects.filter(pk=self._app_id))
        except Exception:  # a note is no reason to lose the answer
            logger.exception("what Safaricom said of an app could not be written down")
        finally:
            if threading.current_thread() is not threading.main_thread() and not connection.in_atomic_block:
                connection.close()  # threads of a pool end without closing theirs


def slow_down(app: QuerySet[DarajaApp], *, quota: bool) -> None:
    """Leave an app alone for a while. A burst of refusals is one time: while it is slow nothing is added."""
    now, (first, most) = days.now(), QUOTA_WAIT if quota else SPIKE_WAIT
    forget_after = QUOTA_FORGOTTEN if quota else SPIKE_FORGOTTEN
    hot = app.filter(Q(slow_until=None) | Q(slow_until__lte=now))
    again = Case(When(slow_until__gt=now - forget_after, then=F("strikes")), default=Value(0))
    if not hot.update(strikes=Least(again + 1, Value(MOST_STRIKES))):
        return
    strikes = app.values_list("strikes", flat=True).get()
    wait = min(first * 2 ** (strikes - 1), most) * (1 + random.random() * JITTER)  # noqa: S311
    app.update(slow_until=now + wait)


def not_slow(rows: QuerySet[Any], now: datetime) -> QuerySet[Any]:
    """Those of `rows`, which stand below tills, whose app may be called."""
    return rows.exclude(till__app__slow_until__gt=now)


def require_not_slow(till: Till) -> None:
    """Raises DarajaRefused DARAJA_RATE_LIMITED, saying until when, while the till's app is left alone."""
    slow_until = DarajaApp.objects.values_list("slow_until", flat=True).get(pk=till.app_id)
    if slow_until is not None and slow_until > days.now():
        refusal = DarajaRefused("DARAJA_RATE_LIMITED", "")
        refusal.detail = Detail(retry_at=slow_until)
        raise refusal


def wake_when_not_slow(queue: str, rows: QuerySet[Any]) -> None:
    """Have a queue drained when the first app of `rows`, which wait for theirs, may be called again."""
    at = rows.filter(till__app__slow_until__gt=days.now()).aggregate(at=Min("till__app__slow_until"))["at"]
    if at is not None:
        with transaction.atomic():
            wake(queue, at=at)
