"""What runs on this machine, for who runs it: jobs by the clock and queues, clusters, failures, dead letters.

A job is one that has a name here: a schedule (config/schedules.py) or a queue (core/machine/jobs.py). When it
last ended well is noted; of failures Django-Q keeps a row. Who may see this is decided above.
"""

from __future__ import annotations

import io
import logging
import pickle
import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Min, Q, TextField
from django.db.models.functions import Cast
from django_q.models import OrmQ, Schedule, Task
from django_q.tasks import async_task

from core import days
from core.errors import NotFound
from core.machine.jobs import HEARTBEAT_LIMIT, DueBroker, queues, wake
from core.models import Heartbeat, WakeUp
from core.registry import Registry

logger = logging.getLogger(__name__)

_RAN = "job:"
_DRAIN = "core.tasks.drain"
#: So many failures and dead letters are shown at most.
MOST = 100
_KIND = re.compile(r"^(?:\w+\.)*(\w+)(?::|$)")
_PLACE = re.compile(r'File "[^"]*?((?:\w+/){0,3}\w+\.py)", line ([0-9]+)')


@dataclass(frozen=True)
class ScheduledJob:
    """A dotted function with at most one text argument that runs every so many minutes on a cluster."""

    name: str
    function: str
    minutes: int
    cluster: str
    argument: str = ""


@dataclass(frozen=True)
class Job:
    """A job as it stands. `every` is None for a queue, which runs when it is woken; `waiting` counts its
    wake-ups and jobs that are due, `waiting_since` is of the oldest of them."""

    name: str
    cluster: str
    every: timedelta | None
    next_run: datetime | None
    last_run: datetime | None
    waiting: int = 0
    waiting_since: datetime | None = None


@dataclass(frozen=True)
class Cluster:
    """`due` jobs wait for a worker since `oldest_due`, `later` ones for their time."""

    name: str
    beat_at: datetime | None
    is_late: bool
    due: int
    later: int
    oldest_due: datetime | None


@dataclass(frozen=True)
class Failure:
    """A job that ended badly: the kind of error and the line of code, never its text."""

    job: str
    cluster: str
    started_at: datetime
    stopped_at: datetime
    why: str


@dataclass(frozen=True)
class DeadLetter:
    """Something that came in and could not be worked through. `why` is a code or a kind of error, `trace` the
    lines of code that led there (core/machine/traces.py)."""

    what: str
    number: int
    business_id: int | None
    came_at: datetime
    tries: int
    is_tried_again: bool
    why: str
    trace: str = ""


#: Gives the newest dead letters of a domain, at most so many.
DeadLetters: TypeAlias = Callable[[int], Iterable[DeadLetter]]
_dead_letters: Registry[DeadLetters] = Registry("dead letters")
_scheduled: Registry[ScheduledJob] = Registry("scheduled job")


def register_dead_letters(name: str, read: DeadLetters) -> None:
    """Have them shown. Called from config/wiring only."""
    _dead_letters.register(name, read)


def register_scheduled_job(job: ScheduledJob) -> None:
    """Make a schedule known by its name. Called from config/wiring only."""
    _scheduled.register(job.name, job)


def jobs() -> list[Job]:
    """The schedules, then the queues, by name."""
    now = days.now()
    ran = {
        beat.name.removeprefix(_RAN): beat.beat_at for beat in Heartbeat.objects.filter(name__startswith=_RAN)
    }
    next_runs = dict(Schedule.objects.values_list("name", "next_run"))
    woken = {
        row["queue"]: row
        for row in WakeUp.objects.values("queue").annotate(
            due=Count("pk", filter=Q(due_at__lte=now)),
            since=Min("enqueued_at", filter=Q(due_at__lte=now)),
            next=Min("due_at", filter=Q(due_at__gt=now)),
        )
    }
    by_clock = [
        Job(
            each.name,
            each.cluster,
            timedelta(minutes=each.minutes),
            next_runs.get(each.name),
            ran.get(each.name),
        )
        for each in sorted(_scheduled.values(), key=lambda each: each.name)
    ]
    by_waking = []
    for queue in queues():
        row: Mapping[str, Any] = woken.get(queue.name, {"next": None, "due": 0, "since": None})
        last = ran.get(queue.name)
        by_waking.append(Job(queue.name, queue.cluster, None, row["next"], last, row["due"], row["since"]))
    return by_clock + by_waking


def clusters() -> list[Cluster]:
    """The clusters, what waits for each, and when each last said that it is alive."""
    now = days.now()
    beats = dict(Heartbeat.objects.values_list("name", "beat_at"))
    due = Q(lock__lte=now) | Q(lock=None)
    waiting = {
        row["key"]: row
        for row in OrmQ.objects.values("key").annotate(
            due=Count("pk", filter=due), all=Count("pk"), oldest=Min("lock", filter=due)
        )
    }
    found = []
    served: Mapping[str, Any] = settings.Q_CLUSTER
    for name in (served["name"], *served["ALT_CLUSTERS"]):
        row = waiting.get(name, {"due": 0, "all": 0, "oldest": None})
        beat = beats.get(name)
        is_late = beat is None or beat < now - HEARTBEAT_LIMIT
        found.append(Cluster(name, beat, is_late, row["due"], row["all"] - row["due"], row["oldest"]))
    return found


def failures(limit: int = MOST) -> list[Failure]:
    """The newest jobs that ended badly."""
    failed = Task.objects.filter(success=False).defer("result", "args", "kwargs")
    rows = failed.annotate(raw=Cast("result", TextField()), arguments=Cast("args", TextField()))
    return [
        Failure(
            name_of({"group": row.group, "func": row.func, "args": _plain(row.arguments)}),
            row.cluster or "",
            row.started,
            row.stopped,
            _why(_plain(row.raw)),
        )
        for row in rows.order_by("-stopped", "pk")[: min(limit, MOST)]
    ]


def dead_letters(limit: int = MOST) -> list[DeadLetter]:
    """The newest of every domain."""
    limit = min(limit, MOST)
    found = [letter for read in _dead_letters.values() for letter in read(limit)]
    return sorted(found, key=lambda letter: letter.came_at, reverse=True)[:limit]


def run_job(name: str) -> Job:
    """Have a job of ours run now: a queue is woken, a schedule's function enqueued beside its next run.

    Safe to repeat: what runs twice at once changes nothing (core/machine/jobs.py). Part of the running
    transaction. Raises NotFound for a name that is no job's.
    """
    if name in {queue.name for queue in queues()}:
        wake(name)
    elif name in _scheduled:
        job = _scheduled[name]
        arguments = [job.argument] if job.argument else []
        with transaction.atomic():
            async_task(job.function, *arguments, group=job.name, broker=DueBroker(job.cluster, days.now()))
    else:
        raise NotFound("job", "job")
    return next(job for job in jobs() if job.name == name)


def name_of(task: Mapping[str, Any]) -> str:
    """The name of the job that a task of Django-Q is of: its schedule, its queue, or else its function."""
    function, arguments = str(task.get("func") or ""), task.get("args")
    if task.get("group"):
        return str(task["group"])
    if function == _DRAIN and isinstance(arguments, tuple | list) and arguments:
        return str(arguments[0])
    return function


def note_run(task: Mapping[str, Any], **_: Any) -> None:
    """Note when a job ended well. Listens to Django-Q (core/apps.py); never raises: the worker goes on."""
    try:
        name = name_of(task)
        if task.get("success") and (name in _scheduled or name in {queue.name for queue in queues()}):
            now = days.now()
            Heartbeat.objects.update_or_create(name=f"{_RAN}{name}", defaults={"beat_at": now})
    except Exception:
        logger.exception("the end of a job could not be noted")


class _TextOnly(pickle.Unpickler):
    """Reads texts, numbers and tuples; whatever would call something is refused."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name}")


def _plain(stored: str | None) -> Any:
    """What Django-Q stored, when it is plain; None for anything else."""
    try:
        return _TextOnly(io.BytesIO(b64decode(stored or ""))).load()
    except Exception:
        return None


def _why(result: Any) -> str:
    """`OperationalError at core/machine/jobs.py:155`, of a traceback as text."""
    lines = str(result or "").strip().splitlines()
    kind = _KIND.match(lines[-1]) if lines else None
    places = _PLACE.findall(str(result or ""))
    return (kind[1] if kind else "unknown") + (f" at {places[-1][0]}:{places[-1][1]}" if places else "")
