from __future__ import annotations

from functools import partial

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.machine import alerts
from core.machine.alerts import clear_alert, is_open, raise_alert, resolve_alert
from core.models import Alert, Event
from tests.core.threads import run_together

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def heard(monkeypatch) -> list[int]:
    opened: list[int] = []
    monkeypatch.setattr(
        alerts, "_listeners", {"test": lambda alert: alert.resolved_at or opened.append(alert.pk)}
    )
    return opened


def ring(code="SMOKE", business_id=7, detail="in the kitchen", severity="CRITICAL", subject="") -> Alert:
    return raise_alert(code=code, severity=severity, detail=detail, business_id=business_id, subject=subject)


def clear(subject="", business_id=7, comment="") -> bool:
    return clear_alert(code="SMOKE", business_id=business_id, subject=subject, comment=comment)


def test_one_is_open_however_often_it_is_seen(heard):
    first = ring()
    again = ring(detail="in the hall")
    assert (again.pk, again.times_seen, again.detail) == (first.pk, 2, "in the hall")
    assert again.opened_at == first.opened_at < again.last_seen_at
    assert heard == [first.pk]


@pytest.mark.parametrize("business_id", [7, None])
@pytest.mark.parametrize("subject", ["", "till:12"])
def test_threads_open_one(heard, business_id, subject):
    raised = run_together([lambda: ring(business_id=business_id, subject=subject)] * 6)
    assert Alert.objects.get().times_seen == 6
    assert heard == [raised[0].pk]


def test_each_subject_has_its_own(heard):
    for subject in ("till:1", "till:2", "", "till:1"):
        ring(subject=subject)
    assert [each.subject for each in Alert.objects.order_by("pk")] == ["till:1", "till:2", ""]
    assert is_open("SMOKE", 7) and len(heard) == 3
    assert clear("till:1") and not clear("till:1")
    assert set(Alert.objects.filter(resolved_at=None).values_list("subject", flat=True)) == {"till:2", ""}


@pytest.mark.parametrize("subject", ["254712345678", "Wanjiku", "receipt:UKK1AA00A1", "till:", "till:1\n"])
def test_a_subject_is_a_kind_and_a_number(heard, subject):
    with pytest.raises(IntegrityError, match="alert_subject_is_a_thing"):
        ring(subject=subject)
    assert not Alert.objects.exists()


def test_one_whose_cause_is_gone_closes_by_itself_and_says_so(heard, django_assert_num_queries):
    first = ring(subject="till:1")
    assert clear("till:1", comment="Callbacks come again.")
    first.refresh_from_db()
    assert (first.comment, first.cleared_itself) == ("Callbacks come again.", True) and first.resolved_at
    with django_assert_num_queries(1):
        assert clear("till:1") is False
    again = ring(subject="till:1")
    assert again.pk != first.pk and clear("till:1")
    assert Alert.objects.get(pk=again.pk).comment == alerts.CAUSE_GONE
    assert ring(business_id=None) and not clear() and clear(business_id=None)


def test_opening_and_closing_are_events_of_the_business(heard):
    alert = ring(subject="till:1")
    ring(subject="till:1")
    clear("till:1")
    ring(business_id=None)
    resolve_alert(alert=ring(code="WATER"), comment="mopped up")
    told = [(event.topic, event.business_id) for event in Event.objects.order_by("pk")]
    assert told == [("alert.opened", 7), ("alert.resolved", 7)] * 2
    assert Event.objects.earliest("pk").ids == {"alert": alert.pk, "code": "SMOKE"}


def test_what_is_left_to_people_does_not_close_by_itself(heard, monkeypatch):
    monkeypatch.setattr(alerts, "_for_people", {"SMOKE": None})
    alert = ring()
    assert clear() is False and is_open("SMOKE", 7)
    assert resolve_alert(alert=alert, comment="put out")
    assert Alert.objects.get().cleared_itself is False


def test_the_books_and_the_rubbish_at_an_address_are_left_to_people():
    assert alerts.needs_person("LEDGER_BROKEN") and alerts.needs_person("HOOKS_FILLING")
    assert not alerts.needs_person("WORK_FAILS")


def test_raising_beside_clearing_loses_nothing(heard):
    for _ in range(5):
        run_together([partial(ring, subject="till:1"), partial(clear, "till:1")] * 3)
    assert Alert.objects.filter(resolved_at=None).count() <= 1
    assert sum(Alert.objects.values_list("times_seen", flat=True)) == 15
    assert len(heard) == Alert.objects.count()


def test_codes_and_businesses_are_apart(heard):
    for code, business_id in (("SMOKE", 7), ("SMOKE", 8), ("SMOKE", None), ("WATER", 7)):
        ring(code, business_id)
    assert len(heard) == 4
    assert is_open("SMOKE", 7) and is_open("WATER", 7) and not is_open("WATER", 8)
    assert is_open("SMOKE", 99)  # of the whole database


def test_a_resolved_one_stays_and_the_next_is_new(heard):
    first = ring()
    assert resolve_alert(alert=first, comment="put out") is True
    assert resolve_alert(alert=first, comment="once more") is False
    assert not is_open("SMOKE", 7)
    second = ring()
    assert second.pk != first.pk and second.times_seen == 1 and heard == [first.pk, second.pk]
    assert Alert.objects.get(pk=first.pk).comment == "put out"


def test_raising_beside_resolving_loses_nothing(heard):
    for _ in range(5):
        alert = ring()
        run_together([ring, lambda alert=alert: resolve_alert(alert=alert, comment="x")])
    assert Alert.objects.filter(resolved_at=None).count() <= 1
    assert sum(Alert.objects.values_list("times_seen", flat=True)) == 10


def test_a_listener_that_fails_leaves_the_alert(monkeypatch, heard, caplog):
    def fails(alert: Alert) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")

    monkeypatch.setattr(alerts, "_listeners", {"failing": fails, **alerts._listeners})
    assert ring().pk in heard
    assert Alert.objects.count() == 1 and "the alert stays" in caplog.text


def test_a_rollback_takes_the_alert_along(heard):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        ring()
        _ = 1 / 0
    assert Alert.objects.count() == 0


def test_the_database_keeps_its_word(heard):
    resolve_alert(alert=ring(), comment="done")
    for statement in (
        "UPDATE core_alert SET resolved_at = NULL",
        "UPDATE core_alert SET comment = 'other'",
        "DELETE FROM core_alert",
    ):
        with (
            pytest.raises(DatabaseError, match=r"APPEND_ONLY|permission denied"),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    open_one = ring()
    with pytest.raises(IntegrityError, match="one_open_alert"), transaction.atomic():
        Alert.objects.create(
            code="SMOKE",
            severity="INFO",
            business_id=7,
            detail="",
            opened_at=open_one.opened_at,
            last_seen_at=open_one.opened_at,
        )
