"""Wake-ups: the queue is only an alarm clock; rows are the truth.

`wake(queue)` asks that the queue's drain runs soon. At most one wake-up waits per queue. A drain works
through whatever is due in its own table until nothing is left, so a job that is lost, late, doubled or
killed changes nothing: the minute's sweep wakes every queue again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.brokers.orm import ORM
from django_q.models import OrmQ
from django_q.tasks import async_task

from core.models import Heartbeat, WakeUp

AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
#: A waiting wake-up older than this lost its job; the next caller enqueues it again.
STALE_AFTER = timedelta(seconds=30)
#: Wake-ups for later are gathered into slots, so that one job serves all that fall due together.
SLOT_SECONDS = 5


@dataclass(frozen=True)
class Queue:
    """A table that needs draining: where its job runs, and the dotted name of its drain.

    The drain takes no arguments and returns how many rows it handled in one batch; 0 means done.
    """

    name: str
    cluster: str
    drain: str


_queues: dict[str, Queue] = {}


def register_queue(name: str, *, cluster: str, drain: str) -> None:
    """Make a queue known. Called from config/wiring.py only; resolves the dotted name at once."""
    import_string(drain)
    _queues[name] = Queue(name, cluster, drain)


def queue_names() -> list[str]:
    return sorted(_queues)


class _DueBroker(ORM):  # type: ignore[misc]
    """Django-Q's ORM broker, with a time before which the job stays invisible."""

    def __init__(self, cluster: str, due_at: datetime) -> None:
        super().__init__(cluster)
        self.due_at = due_at

    def enqueue(self, task: str) -> int:
        return int(OrmQ.objects.create(key=self.list_key, payload=task, lock=self.due_at).pk)


def _slot(at: datetime | None) -> datetime:
    if at is None or at <= timezone.now():
        return AT_ONCE
    return datetime.fromtimestamp(-(-at.timestamp() // SLOT_SECONDS) * SLOT_SECONDS, tz=UTC)


def wake(queue: str, *, at: datetime | None = None) -> None:
    """Have `queue` drained soon, or at `at`. Part of the running transaction; refused outside one.

    Locks the queue's waiting wake-up row FOR KEY SHARE until commit: the drain that is about to start
    waits for this transaction, so it cannot miss the row that the caller has just written.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("wake() belongs in the transaction that writes the row")
    target = _queues[queue]
    due_at = _slot(at)
    now = timezone.now()
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "INSERT INTO core_wakeup (queue, due_at, enqueued_at) VALUES (%s, %s, %s)"
                " ON CONFLICT (queue, due_at) DO NOTHING RETURNING id",
                [queue, due_at, now],
            )
            if cursor.fetchone():
                break
            cursor.execute(
                "SELECT enqueued_at FROM core_wakeup WHERE queue = %s AND due_at = %s FOR KEY SHARE",
                [queue, due_at],
            )
            row = cursor.fetchone()
            if row is None:
                continue
            if now - max(row[0], due_at) < STALE_AFTER:
                return
            cursor.execute(
                "UPDATE core_wakeup SET enqueued_at = %s WHERE queue = %s AND due_at = %s AND enqueued_at = %s",
                [now, queue, due_at, row[0]],
            )
            if not cursor.rowcount:
                return
            break
    async_task("core.tasks.drain", queue, broker=_DueBroker(target.cluster, max(due_at, now)))


def drain_queue(queue: str) -> int:
    """Run a queue's drain until it has nothing left; returns the rows handled. Safe to run twice at once."""
    target = _queues[queue]
    with transaction.atomic():
        WakeUp.objects.filter(queue=queue, due_at__lte=timezone.now()).delete()
    beat(target.cluster)
    drain: Callable[[], int] = import_string(target.drain)
    handled = 0
    while batch := drain():
        handled += batch
    return handled


def wake_all() -> None:
    """The minute's sweep: wake every queue, so that a lost job costs a minute and nothing else."""
    for queue in queue_names():
        with transaction.atomic():
            wake(queue)


def beat(name: str) -> None:
    """Note that a cluster is alive."""
    now = timezone.now()
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": now})


def late_heartbeats(names: list[str], *, within: timedelta) -> list[str]:
    """Clusters that have not beaten `within` the time."""
    fresh = Heartbeat.objects.filter(Q(name__in=names), beat_at__gte=timezone.now() - within)
    return sorted(set(names) - set(fresh.values_list("name", flat=True)))
