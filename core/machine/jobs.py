"""Wake-ups: a job in the queue only says that a table may have work; the work itself is rows of that table.

`wake(queue)` asks that the queue's drain runs soon. One waiting wake-up per queue serves all who find it;
only transactions that overlap its birth write their own. A drain works through whatever is due in its own
table until nothing is left, so a job that is lost, late, doubled or killed changes nothing: the minute's
sweep wakes every queue again. Jobs have their turns: one with a long backlog goes back behind those that wait
after SLICE_SECONDS, so that no customer waits for his prompt behind an evening's callbacks.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.util import find_spec

from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.db.transaction import TransactionManagementError
from django.utils.module_loading import import_string
from django_q.brokers.orm import ORM
from django_q.models import OrmQ
from django_q.tasks import async_task
from psycopg.errors import LockNotAvailable

from core import days
from core.machine.turns import worked
from core.models import Heartbeat, WakeUp
from core.registry import Registry

AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
#: A waiting wake-up older than this lost its job; the next caller enqueues it again.
STALE_AFTER = timedelta(seconds=30)
#: Wake-ups for later are gathered into slots, so that one job serves all that fall due together.
SLOT_SECONDS = 5
#: How often a cluster that is alive says so, and when one that does not is late.
BEAT_EVERY, HEARTBEAT_LIMIT = timedelta(seconds=15), timedelta(seconds=60)
#: How often a drain waits, and how long each time, for a transaction that holds a wake-up; then a job does.
PATIENCE, HOLD_WAIT = 10, "100ms"
COME_BACK_AFTER = timedelta(seconds=2)
#: How long a job drains before the others have their turn.
SLICE_SECONDS = 0.25


@dataclass(frozen=True)
class Queue:
    """A table that needs draining: where its job runs, and the dotted name of its drain.

    The drain takes no arguments and returns how many rows it handled in one batch; 0 means done. What comes
    within `gather` seconds has one wake-up, at their end, and after a batch that is no `backlog` the drain
    leaves what has come meanwhile to the next one: a batch of two costs almost as much as one of fifty.
    """

    name: str
    cluster: str
    drain: str
    gather: float = 0
    backlog: int = 0


_queues: Registry[Queue] = Registry("queue")


def register_queue(name: str, *, cluster: str, drain: str, gather: float = 0, backlog: int = 0) -> None:
    """Make a queue known. Called from config/wiring only; raises ValueError for a name that is taken.

    The module of the dotted name must exist (ImportError); it is imported by the cluster that drains, so
    that the others need not load pandas for it.
    """
    if find_spec(drain.rpartition(".")[0]) is None:
        raise ImportError(f"the drain of {name} is in no module: {drain}")
    _queues.register(name, Queue(name, cluster, drain, gather, backlog))


def queue_names() -> list[str]:
    return sorted(_queues)


def queues() -> list[Queue]:
    """By name."""
    return [_queues[name] for name in queue_names()]


def drain_of(name: str) -> Callable[[], int]:
    """The drain of a queue. Raises ImportError when its dotted name leads nowhere."""
    drain: Callable[[], int] = import_string(_queues[name].drain)
    return drain


class OldestFirst(ORM):  # type: ignore[misc]
    """Django-Q's ORM broker, which takes jobs in no order at all, in the order in which they fell due."""

    @staticmethod
    def get_connection(list_key: str | None = None) -> QuerySet[OrmQ]:
        jobs: QuerySet[OrmQ] = ORM.get_connection(list_key).order_by("lock", "id")
        return jobs


class DueBroker(OldestFirst):
    """Django-Q's ORM broker, with a time before which the job stays invisible."""

    def __init__(self, cluster: str, due_at: datetime) -> None:
        super().__init__(cluster)
        self.due_at = due_at

    def enqueue(self, task: str) -> int:
        return int(OrmQ.objects.create(key=self.list_key, payload=task, lock=self.due_at).pk)


def _slot(at: datetime | None, gather: float) -> datetime:
    now = days.now()
    if at is not None and at > now:
        return _end_of_slot(at, SLOT_SECONDS)
    return _end_of_slot(now, gather) if gather else AT_ONCE


def _end_of_slot(at: datetime, seconds: float) -> datetime:
    return datetime.fromtimestamp(-(-at.timestamp() // seconds) * seconds, tz=UTC)


def wake(queue: str, *, at: datetime | None = None) -> None:
    """Have `queue` drained soon, or at `at`. Part of the running transaction; refused outside one.

    A wake-up that waits already serves this transaction too: its row is locked FOR KEY SHARE until commit,
    and a drain that cannot delete it comes back (see drain_queue), so it cannot miss the row that the caller
    has just written. Where none is to be had at once (absent, stale, or not committed yet) a new one is
    written: a caller never waits here, so wake-ups cannot deadlock with the locks of the books.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("wake() belongs in the transaction that writes the row")
    arguments = waiting_arguments(queue, at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT core_wake_up_waits(%s, %s, %s)", arguments)
        waiting = cursor.fetchone()[0]
    if not waiting:
        now, due_at = days.now(), arguments[1]
        WakeUp.objects.create(queue=queue, due_at=due_at, enqueued_at=now)
        _enqueue(_queues[queue], max(due_at, now))


def waiting_arguments(queue: str, at: datetime | None = None) -> tuple[str, datetime, datetime]:
    """The arguments of core_wake_up_waits (sql/wake_up_waits.sql): queue, when it is due, how old it may be.

    It says whether a wake-up waits, and holds it until commit. A statement that writes the row may ask in
    passing and spare `wake` its own round trip; when the answer is false, `wake` must follow.
    """
    return queue, _slot(at, _queues[queue].gather), days.now() - STALE_AFTER


def _enqueue(target: Queue, due_at: datetime) -> None:
    async_task("core.tasks.drain", target.name, broker=DueBroker(target.cluster, due_at))


def drain_queue(queue: str, *, within: float = math.inf) -> int:
    """Run a queue's drain until it has nothing left; returns the rows handled. Safe to run twice at once.

    The due wake-ups are deleted first: what commits later finds none and writes its own. While a running
    transaction holds one, the queue is drained all the same and the deletion tried again; a transaction
    that outlasts PATIENCE is left to another job. So is what is left after `within` seconds.
    """
    target = _queues[queue]
    drain = drain_of(queue)
    beat(target.cluster)
    handled, ends = 0, time.monotonic() + within
    for _ in range(PATIENCE):
        alone = _take_wake_ups(queue)
        while batch := drain():
            handled += batch
            if within < math.inf and (batch < target.backlog or time.monotonic() >= ends):
                if alone:
                    _wake_alone(queue)
                else:  # the wake-up that is held has no job but this one, which ends: `wake` would find it
                    _enqueue_alone(target, days.now())
                return handled
        if alone:
            return handled
    _enqueue_alone(target, days.now() + COME_BACK_AFTER)
    return handled


def _take_wake_ups(queue: str) -> bool:
    """Delete the due wake-ups of a queue; False when a transaction holds one for longer than HOLD_WAIT."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{HOLD_WAIT}'")
            cursor.execute(
                "DELETE FROM core_wakeup WHERE id IN (SELECT id FROM core_wakeup"
                " WHERE queue = %s AND due_at <= %s ORDER BY id FOR UPDATE)",
                [queue, days.now()],
            )
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return False
        raise
    return True


def wake_all() -> None:
    """The minute's sweep: wake every queue, so that a lost job costs a minute and nothing else."""
    for queue in queue_names():
        worked(partial(_wake_alone, queue), what=queue, business_id=None)


def _wake_alone(queue: str) -> None:
    with transaction.atomic():
        wake(queue)


def _enqueue_alone(target: Queue, due_at: datetime) -> None:
    with transaction.atomic():
        _enqueue(target, due_at)


def beat(name: str) -> None:
    """Note that a cluster is alive."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_heartbeat (name, beat_at) VALUES (%s, %s)"
            " ON CONFLICT (name) DO UPDATE SET beat_at = excluded.beat_at",
            [name, days.now()],
        )


def late_heartbeats(names: list[str], *, within: timedelta) -> list[str]:
    """Clusters that have not beaten `within` the time."""
    fresh = Heartbeat.objects.filter(Q(name__in=names), beat_at__gte=days.now() - within)
    return sorted(set(names) - set(fresh.values_list("name", flat=True)))


def start_beating(cluster: str) -> None:
    """Ask a cluster for a heartbeat now, unless one waits already. Part of the running transaction."""
    _beat_at(cluster, days.now())


def beat_again(cluster: str) -> None:
    """A cluster's own heartbeat, and the next one in BEAT_EVERY.

    The minute's schedule starts the chain anew when it broke; the wake-up row keeps it from becoming two.
    """
    beat(cluster)
    with transaction.atomic():
        WakeUp.objects.filter(queue=_beat_queue(cluster), due_at__lte=days.now()).delete()
        _beat_at(cluster, days.now() + BEAT_EVERY)


def _beat_queue(cluster: str) -> str:
    return f"heartbeat.{cluster}"


def _beat_at(cluster: str, at: datetime) -> None:
    waiting = WakeUp.objects.filter(queue=_beat_queue(cluster), due_at__gt=at - STALE_AFTER - BEAT_EVERY)
    if not waiting.exists():
        WakeUp.objects.create(queue=_beat_queue(cluster), due_at=at, enqueued_at=days.now())
        async_task("core.tasks.beat", cluster, broker=DueBroker(cluster, at))
