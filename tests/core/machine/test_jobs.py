"""Wake-ups. The rows that need work are heartbeats called `due-...`; working one off deletes it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from core.machine import jobs
from core.machine.jobs import AT_ONCE, OldestFirst, beat, drain_queue, late_heartbeats, wake, wake_all
from core.models import Heartbeat, WakeUp
from tests.core.threads import Running, run_together

DRAIN = "tests.core.machine.test_jobs.work_off"
looked = threading.Event()


def work_off() -> int:
    """One batch: delete what can be locked."""
    looked.set()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM core_heartbeat WHERE name IN (SELECT name FROM core_heartbeat"
            " WHERE name LIKE 'due-%%' LIMIT 3 FOR UPDATE SKIP LOCKED)"
        )
        return cursor.rowcount


def add_row(name: str) -> None:
    Heartbeat.objects.create(name=f"due-{name}", beat_at=timezone.now())


def waiting() -> int:
    return Heartbeat.objects.filter(name__startswith="due-").count()


@pytest.fixture
def rows(db, queue, owner_database) -> str:
    looked.clear()
    owner_database.execute("GRANT DELETE ON core_heartbeat TO hesabu_app")  # the drain's own rows
    return queue(DRAIN)


def add_and_wake(queue: str, name: str) -> None:
    with transaction.atomic():
        add_row(name)
        wake(queue)


def test_wake_belongs_in_a_transaction(rows):
    with pytest.raises(TransactionManagementError):
        wake(rows)
    assert (WakeUp.objects.count(), OrmQ.objects.count()) == (0, 0)


def test_a_rollback_takes_the_job_along(rows):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        wake(rows)
        _ = 1 / 0
    assert (WakeUp.objects.count(), OrmQ.objects.count()) == (0, 0)


def test_one_wake_up_waits_whoever_calls(rows):
    for name in "abc":
        add_and_wake(rows, name)
    assert (WakeUp.objects.count(), OrmQ.objects.count()) == (1, 1)
    assert drain_queue(rows) == 3
    assert (WakeUp.objects.count(), waiting()) == (0, 0)


def test_a_job_delivered_twice_finds_nothing_the_second_time(rows):
    add_and_wake(rows, "a")
    assert [drain_queue(rows), drain_queue(rows)] == [1, 0]


def test_a_wake_up_that_lost_its_job_gets_another_one(rows):
    add_and_wake(rows, "a")
    OrmQ.objects.all().delete()
    WakeUp.objects.using("owner").update(enqueued_at=timezone.now() - jobs.STALE_AFTER - timedelta(seconds=1))
    for _ in range(3):
        with transaction.atomic():
            wake(rows)
    assert (WakeUp.objects.count(), OrmQ.objects.count()) == (2, 1)
    assert drain_queue(rows) == 1
    assert WakeUp.objects.count() == 0


def test_a_long_backlog_goes_back_behind_those_who_wait(rows, queue):
    other = queue(DRAIN, "test.other")
    for name in "abcdefg":
        add_and_wake(rows, name)
    with transaction.atomic():
        wake(other)
    broker = OldestFirst(list_key="core")

    def take() -> str:
        ((job, payload),) = broker.dequeue()
        broker.acknowledge(job)
        return str(SignedPackage.loads(payload)["args"][0])

    assert take() == rows
    assert (drain_queue(rows, within=0), waiting()) == (3, 4)
    assert [take(), take()] == [other, rows]
    assert (drain_queue(rows, within=0), drain_queue(rows), waiting()) == (3, 1, 0)


def test_the_sweep_wakes_every_queue_once(rows, clock):
    """Both within one slot of those that gather."""
    wake_all()
    wake_all()
    assert sorted(WakeUp.objects.values_list("queue", flat=True)) == jobs.queue_names()
    assert OrmQ.objects.count() == len(jobs.queue_names())


def test_later_means_later(rows):
    at = timezone.now() + timedelta(hours=1)
    slot = datetime.fromtimestamp(-(-at.timestamp() // 5) * 5, tz=UTC)
    with transaction.atomic():
        wake(rows, at=at)
        wake(rows, at=slot)
        wake(rows, at=slot + timedelta(seconds=1))
        wake(rows, at=timezone.now() - timedelta(hours=1))
    assert sorted(WakeUp.objects.values_list("due_at", flat=True)) == [
        AT_ONCE,
        slot,
        slot + timedelta(seconds=5),
    ]
    assert sorted(OrmQ.objects.values_list("lock", flat=True))[1:] == [slot, slot + timedelta(seconds=5)]
    drain_queue(rows)
    assert WakeUp.objects.filter(due_at=AT_ONCE).count() == 0 and WakeUp.objects.count() == 2


def test_a_row_that_commits_while_the_drain_runs_is_not_lost(rows):
    """The writer relies on a wake-up whose drain has begun, and commits after the drain's first look."""
    with transaction.atomic():
        wake(rows)
    written, may_commit = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            add_row("late")
            wake(rows)
            written.set()
            assert may_commit.wait(20)

    writer = Running(write)
    assert written.wait(20)
    drain = Running(lambda: drain_queue(rows))
    assert looked.wait(20)
    assert (waiting(), OrmQ.objects.count()) == (0, 1)
    may_commit.set()
    writer.result()
    assert drain.result() == 1
    assert (waiting(), WakeUp.objects.count()) == (0, 0)


def test_a_drain_leaves_a_long_transaction_to_another_job(rows, monkeypatch):
    monkeypatch.setattr(jobs, "PATIENCE", 2)
    monkeypatch.setattr(jobs, "HOLD_WAIT", "10ms")
    add_and_wake(rows, "seen")
    written, may_commit = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            add_row("long")
            wake(rows)
            written.set()
            assert may_commit.wait(20)

    writer = Running(write)
    assert written.wait(20)
    OrmQ.objects.all().delete()
    assert drain_queue(rows) == 1
    assert (WakeUp.objects.count(), OrmQ.objects.count()) == (1, 1)
    assert OrmQ.objects.get().lock > timezone.now()
    may_commit.set()
    writer.result()
    assert drain_queue(rows) == 1
    assert WakeUp.objects.count() == 0


def test_a_drain_whose_turn_is_over_leaves_a_job_for_a_wake_up_that_is_held(rows, monkeypatch):
    """That wake-up's own job is the one that ends: found waiting, it would bring no other."""
    monkeypatch.setattr(jobs, "HOLD_WAIT", "10ms")
    add_and_wake(rows, "seen")
    written, may_commit = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            add_row("held")
            wake(rows)
            written.set()
            assert may_commit.wait(20)

    writer = Running(write)
    assert written.wait(20)
    OrmQ.objects.all().delete()  # this job
    assert drain_queue(rows, within=0) == 1
    may_commit.set()
    writer.result()
    assert (waiting(), OrmQ.objects.count()) == (1, 1)
    assert (drain_queue(rows), WakeUp.objects.count()) == (1, 0)


def test_nobody_waits_for_a_wake_up_that_is_not_committed(rows):
    """Else a posting that holds a wallet and one that holds the wake-up would wait for each other."""
    with transaction.atomic():
        wake(rows)
        Running(lambda: add_and_wake(rows, "other")).result()
        assert waiting() == 1
    assert (WakeUp.objects.count(), OrmQ.objects.count()) == (2, 2)
    assert drain_queue(rows) == 1
    assert WakeUp.objects.count() == 0


def test_two_drains_at_once_work_each_row_off_once(rows):
    for number in range(30):
        add_and_wake(rows, str(number))
    assert sum(run_together([lambda: drain_queue(rows)] * 4)) == 30


def test_no_wake_up_is_lost_under_writers_and_drains(rows):
    """Six writers and a cluster that only ever runs the jobs that are in the queue."""
    writers_left = [6]
    done = threading.Lock()

    def write(writer: int) -> None:
        for number in range(15):
            add_and_wake(rows, f"{writer}-{number}")
        with done:
            writers_left[0] -= 1

    def cluster() -> int:
        handled = 0
        while writers_left[0]:
            handled += run_jobs(OrmQ.objects.filter(lock__lte=timezone.now()))
        while OrmQ.objects.exists():
            handled += run_jobs(OrmQ.objects.all())
        return handled

    def run_jobs(due) -> int:
        return sum(drain_queue(rows) for job in due if OrmQ.objects.filter(pk=job.pk).delete()[0])

    results = run_together([cluster, *[lambda writer=writer: write(writer) for writer in range(6)]])
    assert results == [90, *[None] * 6]
    assert (waiting(), WakeUp.objects.count()) == (0, 0)


def test_a_drain_is_a_heartbeat_of_its_cluster(rows):
    drain_queue(rows)
    beat("reconciliation")
    Heartbeat.objects.filter(name="reconciliation").update(beat_at=timezone.now() - timedelta(minutes=5))
    names = ["core", "reconciliation", "never"]
    assert late_heartbeats(names, within=timedelta(minutes=1)) == ["never", "reconciliation"]
    assert late_heartbeats(names, within=timedelta(minutes=9)) == ["never"]


def test_a_drain_in_no_module_is_refused_at_once():
    with pytest.raises(ImportError):
        jobs.register_queue("typo", cluster="core", drain="core.no_such_module.drain")
    assert "typo" not in jobs.queue_names()


def test_every_queue_leads_to_a_drain():
    assert all(callable(jobs.drain_of(name)) for name in jobs.queue_names())
