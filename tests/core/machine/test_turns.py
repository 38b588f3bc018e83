"""What raises for one stops nobody else, is told without its text, and is forgotten when it is over."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from psycopg.errors import DeadlockDetected, LockNotAvailable

from core.days import EAT
from core.errors import Conflict, InvalidState
from core.machine import jobs
from core.machine.turns import QUIET_AFTER, WORK_FAILS, alone, let_go_of_quiet, work_through, worked
from core.models import Alert, Event, WakeUp
from core.tasks import sweep


def failing(error: BaseException):
    def work() -> None:
        raise error

    return work


def as_django(cause: Exception) -> OperationalError:
    error = OperationalError("SECRET")
    error.__cause__ = cause
    return error


@pytest.fixture
def rows(db, clock) -> list[int]:
    """Rows of some table, each taken for one of a business."""
    made = [WakeUp(queue=f"row {number}", due_at=clock.now(), enqueued_at=clock.now()) for number in range(7)]
    return [row.pk for row in WakeUp.objects.bulk_create(made)]


def test_the_alert_counts_and_tells_the_kind_only(business, clock, caplog):
    for _ in range(3):
        assert (
            alone(failing(ValueError("KES 5 of 254712345678")), what="x.y", business_id=business.pk) is None
        )
    assert worked(failing(InvalidState("BAD_STEP", "", "KES 5")), what="x.z", business_id=None) is False
    mine, whole = Alert.objects.order_by("pk")
    assert (mine.code, mine.business_id, mine.times_seen) == (WORK_FAILS, business.pk, 3)
    assert (mine.detail, whole.detail, whole.business_id) == ("x.y: ValueError", "x.z: BAD_STEP", None)
    assert len([record for record in caplog.records if record.exc_info]) == 2  # once for each alert
    assert "KES 5" not in "".join(record.getMessage() for record in caplog.records)


def test_the_alert_says_what_it_is_about_for_people_and_the_log_for_operators(business, clock, caplog):
    row = Alert.objects.create(
        code="X", severity="INFO", detail="x", opened_at=clock.now(), last_seen_at=clock.now()
    )
    row.created_at = clock.now()
    assert not worked(failing(ValueError("x")), what="x.y", business_id=business.pk, about=row)
    alert = Alert.objects.get(code=WORK_FAILS)
    since = clock.now().astimezone(EAT)
    assert alert.detail == f"x.y, alert of {since:%Y-%m-%d %H:%M:%S} EAT: ValueError"
    assert f"x.y, alert {row.pk} of business" in caplog.text


def test_what_the_database_refuses_is_told_by_its_constraint(business):
    assert not worked(
        lambda: Alert.objects.create(code="X", severity="LOUD"), what="x.y", business_id=business.pk
    )
    detail = Alert.objects.get().detail
    assert "23" in detail and "LOUD" not in detail


@pytest.mark.parametrize(
    "error", [Conflict("TRY_AGAIN", "", ""), as_django(DeadlockDetected()), as_django(LockNotAvailable())]
)
def test_what_is_only_not_possible_just_now_is_no_alert(db, error, caplog):
    with caplog.at_level(logging.INFO):
        assert alone(failing(error), what="x.y", business_id=7) is None
    assert not Alert.objects.exists() and "is tried again" in caplog.text


def test_a_database_that_is_gone_is_raised(db, superuser_database):
    def cut_off() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            superuser_database.execute("SELECT pg_terminate_backend(%s, 5000)", cursor.fetchone())
            cursor.execute("SELECT 1")

    with pytest.raises(OperationalError):
        alone(cut_off, what="x.y", business_id=7)
    connection.close()
    assert not Alert.objects.exists()


def test_what_it_wrote_before_is_put_back_and_what_is_around_stays(rows):
    def half() -> None:
        WakeUp.objects.filter(pk=rows[0]).delete()
        raise ValueError

    with transaction.atomic():
        WakeUp.objects.filter(pk=rows[1]).delete()
        assert not worked(half, what="x.y", business_id=7)
    assert set(WakeUp.objects.filter(pk__in=rows).values_list("pk", flat=True)) == {rows[0], *rows[2:]}


def test_a_batch_that_fails_as_a_whole_lets_the_next_one_pass(rows):
    seen: list[int] = []

    def work(row: WakeUp) -> None:
        seen.append(row.pk)
        if row.pk in rows[:5]:
            raise ValueError
        WakeUp.objects.filter(pk=row.pk).delete()

    def drain() -> int:
        due = WakeUp.objects.filter(pk__in=rows).order_by("pk")
        return len(
            work_through(due, work, what="x.y", business=lambda row: 7, limit=2, after_failure=note_failure)
        )

    def note_failure(row: WakeUp, error: Exception) -> None:
        assert isinstance(error, ValueError)
        failed.append(row)

    failed: list[WakeUp] = []
    assert drain() == 1 and seen == rows[:6]
    assert drain() == 1 and drain() == 0
    assert list(WakeUp.objects.filter(pk__in=rows).order_by("pk").values_list("pk", flat=True)) == rows[:5]
    assert len(failed) == 15
    assert Alert.objects.get().times_seen == 15
    assert not connection.in_atomic_block


def test_an_alert_closes_by_itself_when_it_was_quiet(business, clock):
    assert alone(failing(ValueError()), what="x.y", business_id=business.pk) is None
    clock.pass_seconds(QUIET_AFTER.total_seconds() - 60)
    assert alone(failing(ValueError()), what="x.y", business_id=business.pk) is None
    clock.pass_seconds(120)
    assert let_go_of_quiet() == 0
    clock.pass_seconds(QUIET_AFTER.total_seconds())
    sweep()
    alert = Alert.objects.get()
    assert alert.resolved_at == clock.now() and "three hours" in alert.comment
    assert Event.objects.filter(topic="alert.resolved", business_id=business.pk).exists()
    assert timedelta(hours=3) == QUIET_AFTER


def test_a_queue_that_cannot_be_woken_leaves_the_others_awake(db, monkeypatch):
    wake = jobs.wake

    def wake_but_one(queue: str) -> None:
        if queue == jobs.queue_names()[0]:
            raise ValueError
        wake(queue)

    monkeypatch.setattr(jobs, "wake", wake_but_one)
    sweep()
    assert sorted(WakeUp.objects.values_list("queue", flat=True)) == jobs.queue_names()[1:]
    assert Alert.objects.get().detail == f"{jobs.queue_names()[0]}: ValueError"
