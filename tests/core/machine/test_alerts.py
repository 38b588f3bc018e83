from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core.machine import alerts
from core.machine.alerts import is_open, raise_alert, resolve_alert
from core.models import Alert
from tests.core.threads import run_together

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def heard(monkeypatch) -> list[int]:
    opened: list[int] = []
    monkeypatch.setattr(alerts, "_listeners", {"test": lambda alert: opened.append(alert.pk)})
    return opened


def ring(code="SMOKE", business_id=7, detail="in the kitchen", severity="CRITICAL") -> Alert:
    return raise_alert(code=code, severity=severity, detail=detail, business_id=business_id)


def test_one_is_open_however_often_it_is_seen(heard):
    first = ring()
    again = ring(detail="in the hall")
    assert (again.pk, again.times_seen, again.detail) == (first.pk, 2, "in the hall")
    assert again.opened_at == first.opened_at < again.last_seen_at
    assert heard == [first.pk]


@pytest.mark.parametrize("business_id", [7, None])
def test_threads_open_one(heard, business_id):
    raised = run_together([lambda: ring(business_id=business_id)] * 6)
    assert Alert.objects.get().times_seen == 6
    assert heard == [raised[0].pk]


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
