"""What is looked at by the clock: raised while its cause is there, cleared when it is gone."""

from __future__ import annotations

import pytest

from core.machine import watching
from core.machine.alerts import resolve_alert
from core.machine.watching import Condition, Finding, look_around
from core.models import Alert
from tests.core.threads import run_together

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def found(monkeypatch) -> list[Finding]:
    """What two conditions find; the second of them raises while the first one's list holds a 13."""
    findings: list[Finding] = []
    conditions = {
        "SMOKE": Condition("SMOKE", "WARNING", lambda: list(findings), "The air is clear."),
        "WATER": Condition(
            "WATER", "INFO", lambda: [1 // (each.business_id - 13) for each in findings] and [], ""
        ),
    }
    monkeypatch.setattr(watching, "_conditions", conditions)
    return findings


def still_open() -> set[tuple[int | None, str]]:
    return set(Alert.objects.filter(resolved_at=None, code="SMOKE").values_list("business_id", "subject"))


def test_each_subject_opens_and_clears_by_itself(found):
    found[:] = [Finding(7, "till:1", "FAILED: 3"), Finding(7, "till:2", "x"), Finding(8, "", "x")]
    assert look_around() == 3 and still_open() == {(7, "till:1"), (7, "till:2"), (8, "")}
    found[:] = [Finding(7, "till:1", "FAILED: 4")]
    assert look_around() == 2 and still_open() == {(7, "till:1")}
    alert = Alert.objects.get(subject="till:1")
    assert (alert.times_seen, alert.detail, alert.severity) == (2, "FAILED: 4", "WARNING")
    cleared = Alert.objects.get(subject="till:2")
    assert cleared.cleared_itself and cleared.comment == "The air is clear."
    assert look_around() == 0


def test_one_that_a_person_closed_opens_anew_while_its_cause_is_there(found):
    found[:] = [Finding(7, "till:1", "x")]
    look_around()
    assert resolve_alert(alert=Alert.objects.get(), comment="seen")
    assert look_around() == 1 and Alert.objects.count() == 2 and still_open() == {(7, "till:1")}


def test_one_condition_that_fails_stops_no_other(found):
    found[:] = [Finding(13, "", "x")]
    assert look_around() == 1 and still_open() == {(13, "")}
    told = Alert.objects.get(code="WORK_FAILS")
    assert (told.business_id, told.detail) == (None, "watch WATER: ZeroDivisionError")


def test_no_more_are_opened_than_say_something(found, monkeypatch):
    monkeypatch.setattr(watching, "MOST", 3)
    found[:] = [Finding(7, f"till:{number}", "x") for number in range(5)]
    assert look_around() == 3 and look_around() == 0 and len(still_open()) == 3


def test_looks_at_once_open_one_each(found):
    for turn in range(4):
        found[:] = [Finding(7, f"till:{number}", "x") for number in range(turn % 2, 4)]
        run_together([look_around] * 4)
        assert still_open() == {(7, each.subject) for each in found}
    assert Alert.objects.filter(code="WORK_FAILS").count() == 0
