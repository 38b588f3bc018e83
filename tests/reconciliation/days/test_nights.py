"""The nightly engine: every day of every till, by the batch, each till alone, after an outage too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import days
from core.machine.jobs import drain_queue
from core.machine.turns import WORK_FAILS
from core.models import Alert
from mpesa.models import Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from reconciliation.days import nights as engine
from reconciliation.days.beginning import begin_nights
from reconciliation.days.marking import NIGHTS_QUEUE, mark_days
from reconciliation.days.nights import BATCH, judge_nights
from reconciliation.models import DayMark, NightWatch
from reconciliation.tasks import begin_nights as by_the_clock
from tests.core.threads import Running, run_together
from tests.reconciliation.days.nights import Nights, at
from tests.reconciliation.verified.files import MONDAY, TUESDAY, file_of, moves
from users.actors import SYSTEM

DAY = moves(MONDAY, 1000, 300, 700, 50)


@pytest.fixture
def early(clock, business, drain) -> Nights:
    """The till exists since Monday at noon, and the clock stands still there."""
    clock.at = at(MONDAY, 12).astimezone(UTC)
    return Nights(another(business, "600984"), drain)


def another(business, shortcode: str = "600985") -> Till:
    return create_till(
        business=business,
        name="Other",
        kind="PAYBILL",
        shortcode=shortcode,
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )


def span(first: date, count: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(count)]


def test_a_day_is_judged_when_it_is_over_in_nairobi(early, clock):
    early.tell("UKK1AA00A1", 300, at(MONDAY, 9))
    clock.at = datetime(2026, 11, 16, 20, 59, tzinfo=UTC)
    early.pass_()
    assert early.days() == []
    clock.at = datetime(2026, 11, 16, 21, 0, tzinfo=UTC)  # midnight EAT
    assert by_the_clock() == 1
    early.drain()
    assert early.days() == [MONDAY]
    assert early.shown(MONDAY) == ("UNKNOWN", True, 300, None, None, 0)


def test_after_an_outage_all_that_was_missed_is_made_up_for_by_the_batch(early, clock, monkeypatch):
    clock.pass_seconds(100 * 86_400)
    begin_nights()
    (mark,) = DayMark.objects.all()
    assert (mark.from_day, mark.to_day) == (MONDAY, MONDAY + timedelta(days=99))
    judged: list[list[date]] = []
    judge = engine.judge_days

    def and_note(till: Till, wanted: set[date]) -> Any:
        judged.append(sorted(wanted))
        return judge(till, wanted)

    monkeypatch.setattr(engine, "judge_days", and_note)
    drain_queue(NIGHTS_QUEUE)
    assert [len(each) for each in judged] == [BATCH, BATCH, BATCH, 7]
    assert judged[0][-1] == MONDAY + timedelta(days=99)  # the newest first
    assert early.days() == span(MONDAY, 100)
    assert not DayMark.objects.exists()
    begin_nights()  # nothing is missing; the last days are looked at once more
    assert sum((mark.to_day - mark.from_day).days + 1 for mark in DayMark.objects.all()) == 3


def test_what_was_done_before_it_was_killed_stays_done(early, clock, monkeypatch):
    clock.pass_seconds(70 * 86_400)
    begin_nights()
    write, calls = engine.write_days, []

    def killed_at_the_second(till, judged):
        calls.append(len(judged))
        if len(calls) == 2:
            raise SystemExit
        return write(till, judged)

    monkeypatch.setattr(engine, "write_days", killed_at_the_second)
    with pytest.raises(SystemExit):
        drain_queue(NIGHTS_QUEUE)
    assert early.days() == span(MONDAY, 70)[-BATCH:]
    drain_queue(NIGHTS_QUEUE)
    assert early.days() == span(MONDAY, 70)
    assert calls == [31, 31, 31, 8]


def test_a_till_that_fails_stops_no_other_and_comes_again(early, clock, business, monkeypatch):
    other = Nights(another(business), early.drain)
    clock.pass_seconds(86_400)
    begin_nights()
    facts, fails = engine.facts_of, [True]

    def facts_of(till, wanted):
        if till == early.till and fails:
            raise RuntimeError("KES 1,234.56")
        return facts(till, wanted)

    monkeypatch.setattr(engine, "facts_of", facts_of)
    drain_queue(NIGHTS_QUEUE)
    assert (early.days(), other.days()) == ([], [MONDAY])
    alert = Alert.objects.get(code=WORK_FAILS)
    assert (alert.business_id, "1,234" in alert.detail) == (business.pk, False)
    watch = NightWatch.objects.get(till=early.till)
    assert (watch.failures, watch.not_before) == (1, days.now() + timedelta(minutes=1))
    clock.pass_seconds(61)
    assert judge_nights() == 0
    assert NightWatch.objects.get(till=early.till).not_before == days.now() + timedelta(minutes=2)
    fails.clear()
    assert judge_nights() == 0  # not yet
    clock.pass_seconds(121)
    drain_queue(NIGHTS_QUEUE)
    assert early.days() == [MONDAY]
    watch.refresh_from_db()
    assert (watch.failures, watch.not_before) == (0, None)


def test_beginning_a_night_of_one_till_stops_no_other(early, clock, business, monkeypatch):
    other = Nights(another(business), early.drain)
    clock.pass_seconds(86_400)
    from reconciliation.days import beginning

    head = beginning.ledger_head
    monkeypatch.setattr(beginning, "begin_night", failing_for(early.till, beginning.begin_night))
    assert (begin_nights(), head(business.pk)) == (1, 0)
    early.drain()
    assert (early.days(), other.days()) == ([], [MONDAY])
    assert Alert.objects.get(code=WORK_FAILS).business_id == business.pk


def failing_for(till: Till, verb) -> Any:
    def fails(one: Till, *more: Any) -> None:
        if one == till:
            raise RuntimeError
        verb(one, *more)

    return fails


def test_two_engines_judge_each_day_once(early, clock, business):
    others = [Nights(another(business, f"60098{number}"), early.drain) for number in (5, 6)]
    clock.pass_seconds(40 * 86_400)
    begin_nights()
    assert all(isinstance(done, int) for done in run_together([lambda: drain_queue(NIGHTS_QUEUE)] * 3))
    for each in (early, *others):
        assert each.days() == span(MONDAY, 40)
    assert not DayMark.objects.exists()


def test_nobody_waits_for_a_till_that_somebody_judges(early, clock, business):
    other = Nights(another(business), early.drain)
    clock.pass_seconds(86_400)
    begin_nights()
    with transaction.atomic():
        NightWatch.objects.select_for_update(no_key=True).get(till=early.till)
        assert Running(judge_nights).result() == 1
        assert Running(judge_nights).result() == 0
        mark_while_locked = Running(lambda: mark(early.till, MONDAY))
        mark_while_locked.result()
        assert Running(begin_nights).result() == 2
    assert (early.days(), other.days()) == ([], [MONDAY])
    drain_queue(NIGHTS_QUEUE)
    assert early.days() == [MONDAY]


def mark(till: Till, *wanted: date) -> None:
    with transaction.atomic():
        mark_days(business_id=till.business_id, till_id=till.pk, days=wanted)


def test_what_changes_while_it_is_judged_is_judged_again(early, clock, monkeypatch):
    clock.pass_seconds(86_400)
    begin_nights()
    facts = engine.facts_of

    def and_then_a_callback(till, wanted):
        found = facts(till, wanted)
        monkeypatch.setattr(engine, "facts_of", facts)
        Running(lambda: (early.tell("UKK1AA00A1", 300, at(MONDAY, 9)), mark(till, MONDAY))).result()
        return found

    monkeypatch.setattr(engine, "facts_of", and_then_a_callback)
    assert judge_nights() == 1
    assert early.shown(MONDAY)[2] == 0
    assert DayMark.objects.count() == 1
    early.drain()
    assert early.shown(MONDAY)[2] == 300


def test_marks_that_overlap_are_one_judgement(early, clock, monkeypatch):
    clock.pass_seconds(60 * 86_400)
    for first, count in ((0, 60), (10, 3), (11, 45), (58, 2)):
        mark(early.till, *span(MONDAY + timedelta(days=first), count))
    judged: list[int] = []
    judge = engine.judge_days

    def and_note(till: Till, wanted: set[date]) -> Any:
        judged.append(len(wanted))
        return judge(till, wanted)

    monkeypatch.setattr(engine, "judge_days", and_note)
    drain_queue(NIGHTS_QUEUE)
    assert (judged, early.days()) == ([31, 29], span(MONDAY, 60))


def test_an_older_statement_begins_the_days_of_a_till_earlier(early, clock):
    clock.pass_seconds(2 * 86_400)
    early.pass_()
    assert early.days() == [MONDAY, TUESDAY]
    older = MONDAY - timedelta(days=5)
    early.bring(file_of(moves(older, 500, 20), older))
    assert early.days() == [older, MONDAY, TUESDAY]
    early.pass_()
    assert early.days() == span(older, 7)
    assert early.shown(older + timedelta(days=2))[0] == "UNKNOWN"


def test_a_till_that_was_given_up_has_no_later_days(early, clock):
    clock.pass_seconds(86_400)
    Till.objects.update(deactivated_at=clock.at)
    clock.pass_seconds(10 * 86_400)
    early.pass_()
    assert early.days() == [MONDAY, TUESDAY]


def test_late_facts_are_looked_for_once(early, clock):
    clock.pass_seconds(30 * 86_400)
    early.pass_()
    early.tell("UKK1AA00A1", 300, at(MONDAY, 9))
    early.tell("UKK1AA00A2", 200, days.now())
    early.drain()
    begin_nights()
    assert MONDAY in {mark.from_day for mark in DayMark.objects.all()}
    early.drain()
    assert early.shown(MONDAY)[2] == 300
    begin_nights()
    assert MONDAY not in {mark.from_day for mark in DayMark.objects.all()}


def test_balances_tell_of_a_night_without_a_statement(early, clock):
    early.tell("UKK1AA00A1", 300, at(TUESDAY, 9))
    early.snapshot(at(MONDAY, 23, 40), 1000)
    early.snapshot(at(TUESDAY, 23, 40), 1300)
    clock.at = at(TUESDAY + timedelta(days=1), 0, 30).astimezone(UTC)
    early.pass_()
    assert early.shown(MONDAY) == ("UNKNOWN", True, 0, None, None, 0)
    assert early.shown(TUESDAY) == ("MATCHED", True, 300, 300, 0, 0)
    assert early.accounts(TUESDAY) == {"utility": ("BALANCES", 300, 300, False)}
    # A snapshot that comes later is nearer to midnight, and tells of money that nobody reported.
    early.snapshot(at(TUESDAY + timedelta(days=1), 0, 10), 1350)
    early.pass_()
    assert early.shown(TUESDAY) == ("DISCREPANCY", True, 300, 350, 50, 0)
    early.bring(file_of(moves(TUESDAY, 1000, 350), TUESDAY))
    assert early.shown(TUESDAY)[:2] == ("DISCREPANCY", False)


def test_pull_tells_of_a_night_without_a_statement(early, clock):
    early.tell("UKK1AA00A1", 300, at(MONDAY, 9))
    early.tell("UKK1AA00A1", 300, at(MONDAY, 9), channel="PULL")
    early.pulled(MONDAY, MONDAY)
    clock.pass_seconds(86_400)
    early.pass_()
    assert early.shown(MONDAY) == ("MATCHED", True, 300, 300, 0, 0)
    assert early.accounts(MONDAY) == {"utility": ("PULL", 300, 300, False)}
    early.tell("UKK1AA00A2", 70, at(MONDAY, 10))  # a callback of a payment that Safaricom does not show
    early.pass_()
    assert early.shown(MONDAY) == ("DISCREPANCY", True, 370, 300, -70, 0)


def test_many_days_take_no_more_statements_than_few(early, clock):
    """A batch is a fixed number of queries, whatever is known of its days."""
    for number, day in enumerate(span(MONDAY, 25)):
        early.tell(f"UKK1AA{number:04}", 10 + number, at(day, 9))
        early.snapshot(at(day, 23, 50), 1000)
    clock.pass_seconds(30 * 86_400)
    early.pass_()
    counts = []
    for wanted in (span(MONDAY, 2), span(MONDAY, 20)):
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            engine.judge_days(early.till, wanted)
        counts.append(len(queries))
    assert counts[0] == counts[1]
