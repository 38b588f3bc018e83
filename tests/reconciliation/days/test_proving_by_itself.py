"""After an upload the days are proved by the system itself: each once, however many files come."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction

from core.rows.locks import lock_rows
from reconciliation.models import ReconciliationRun
from reconciliation.restating.changing import accept_restatement, withdraw_statement
from reconciliation.runs.queueing import queue_proofs
from reconciliation.runs.running import start_run
from reconciliation.verified.changes import Span, spans_of
from tests.core.threads import Running
from tests.reconciliation.verified.files import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    Move,
    bring,
    file_of,
    moves,
    name_of_b,
    with_row,
)
from tests.reconciliation.verified.test_several_accounts import export
from users.actors import SYSTEM
from users.approvals.approving import Proof, approve
from users.models import AuditEntry, Membership, Role, User
from users.people import create_staff

WEEK = [MONDAY + timedelta(days=number) for number in range(7)]
DAY = moves(MONDAY, 1000, 300, -5, 700, 50)


def a_week() -> dict[date, list[Move]]:
    found, balance = {}, 1000
    for day in WEEK:
        found[day] = moves(day, balance, 300, -5, 20)
        balance = found[day][-1].balance
    return found


def runs(**only) -> list[tuple[date, date, str, bool]]:
    rows = ReconciliationRun.objects.filter(**only).order_by("account", "from_day", "pk")
    return [(run.from_day, run.to_day, run.state, run.automatic) for run in rows]


def waits(first: date, last: date | None = None) -> tuple[date, date, str, bool]:
    return first, last or first, "QUEUED", True


def test_what_is_admitted_is_proved(shop, drain):
    assert bring(shop, file_of(DAY, MONDAY)).state == "ADMITTED"
    assert runs() == [waits(MONDAY)]
    drain()
    run = ReconciliationRun.objects.get()
    assert (run.state, run.unexplained, run.ledger, run.started_by) == ("DONE", 0, 2045_00, None)
    assert list(AuditEntry.objects.filter(action="reconciliation.start").values_list("actor", flat=True)) == [
        None
    ]


@pytest.mark.parametrize(
    "order",
    [range(7), pytest.param(range(6, -1, -1), marks=pytest.mark.slow), (0, 2, 4, 6, 5, 3, 1)],
    ids=str,
)
def test_many_files_in_a_row_are_one_proof_of_each_day(shop, drain, order):
    days = a_week()
    for place in order:
        assert bring(shop, file_of(days[WEEK[place]], WEEK[place])).state == "ADMITTED"
    waiting = ReconciliationRun.objects.all()
    proved = [day for run in waiting for day in Span(run.from_day, run.to_day).days()]
    assert sorted(proved) == WEEK
    if list(order) == sorted(order):
        assert runs() == [waits(WEEK[0], WEEK[-1])]
    drain()
    assert {(run.state, run.unexplained) for run in ReconciliationRun.objects.all()} == {("DONE", 0)}


def test_days_that_are_not_covered_are_not_proved(shop):
    days = a_week()
    bring(shop, file_of(days[WEEK[0]], WEEK[0]))
    bring(shop, file_of(days[WEEK[3]], WEEK[3]))
    assert runs() == [waits(WEEK[0]), waits(WEEK[3])]


def test_what_changes_nothing_is_proved_once(shop, drain):
    bring(shop, file_of(DAY, MONDAY))
    drain()
    again = bring(shop, file_of(DAY, MONDAY) + b"\r\n")
    older = bring(shop, file_of(DAY[:2], MONDAY) + b"\r\n")
    assert (again.state, older.state) == ("ADMITTED", "ADMITTED")
    assert [run[2] for run in runs()] == ["DONE"]


def test_a_file_that_goes_on_in_the_day_has_the_day_proved_again(shop, drain):
    bring(shop, file_of(DAY[:2], MONDAY).replace(b"23:59:59", b"09:30:00"))
    drain()
    bring(shop, file_of(DAY, MONDAY))
    assert [run[:3] for run in runs()] == [(MONDAY, MONDAY, "DONE"), (MONDAY, MONDAY, "QUEUED")]
    drain()
    assert ReconciliationRun.objects.latest("pk").ledger == 2045_00


def test_what_is_not_admitted_is_proved_when_it_is(shop):
    tuesday = moves(TUESDAY, DAY[-1].balance, 40)
    broken = bring(shop, file_of(DAY[:1] + DAY[2:], MONDAY))
    hanging = bring(shop, file_of(tuesday, TUESDAY))
    other = bring(shop, file_of(moves(WEDNESDAY, 1, 2), WEDNESDAY))
    assert [file.state for file in (broken, hanging, other)] == ["QUARANTINED", "ADMITTED", "QUARANTINED"]
    assert runs() == [waits(TUESDAY)]
    bring(shop, file_of(DAY, MONDAY))
    assert runs() == [waits(MONDAY, TUESDAY)]
    late = bring(shop, file_of(with_row(DAY, 2, "UKLATE0001", 777), MONDAY))
    assert (late.state, runs()) == ("RESTATED", [waits(MONDAY, TUESDAY)])


def test_what_two_people_accept_is_proved(shop, business, drain):
    bring(shop, file_of(DAY, MONDAY))
    drain()
    late = bring(shop, file_of(with_row(DAY, 2, "UKLATE0001", 777), MONDAY))
    second = create_staff(username="second", password="correct horse battery")
    Membership.objects.create(business=business, user=second, role=Role.APPROVER)
    asked = accept_restatement(
        statement=late, key="accept-0001", comment="asked them", actor=User.objects.get(username="owner")
    )
    assert [run[2] for run in runs()] == ["DONE"]
    approve(approval=asked, checker=second, digest=asked.digest, proof=Proof())
    assert runs(state="QUEUED") == [waits(MONDAY)]
    drain()
    run = ReconciliationRun.objects.latest("pk")
    assert (run.unexplained, run.ledger, run.booked_rows) == (0, 2822_00, 1)


def test_after_a_withdrawal_what_others_still_cover_is_proved(shop):
    owner = User.objects.get(username="owner")
    bring(shop, file_of(DAY[:2], MONDAY).replace(b"23:59:59", b"09:30:00"))
    both = bring(shop, file_of([*DAY, *moves(TUESDAY, DAY[-1].balance, 40)], MONDAY, TUESDAY))
    ReconciliationRun.objects.update(state="FAILED")
    withdraw_statement(statement=both, key="withdraw-01", comment="a test", actor=owner)
    assert runs(state="QUEUED") == [waits(MONDAY)]


def test_each_account_of_a_file_is_proved(shop, drain):
    bring(shop, export().data(), name_of_b(MONDAY))
    assert [run.account for run in ReconciliationRun.objects.order_by("account")] == [
        "settlement",
        "utility",
        "working",
    ]
    drain()
    assert {(run.state, run.unexplained) for run in ReconciliationRun.objects.all()} == {("DONE", 0)}


def test_whoever_asks_for_the_days_that_wait_takes_their_run(shop, business):
    owner = User.objects.get(username="owner")
    days = a_week()
    bring(shop, file_of(days[MONDAY], MONDAY))
    run = start_run(till=shop, from_day=MONDAY, to_day=WEDNESDAY, actor=owner)
    assert runs() == [(MONDAY, WEDNESDAY, "QUEUED", False)]
    assert (run.started_by, run.automatic) == (owner, False)
    bring(shop, file_of(days[TUESDAY], TUESDAY))  # they wait for it already
    assert runs() == [(MONDAY, WEDNESDAY, "QUEUED", False)]
    bring(shop, file_of([*days[WEDNESDAY], *days[WEEK[3]]], WEDNESDAY, WEEK[3]))
    assert runs() == [(MONDAY, WEDNESDAY, "QUEUED", False), waits(WEEK[3])]


def test_whoever_asks_for_fewer_days_gets_his_own_proof(shop, business):
    days = a_week()
    bring(shop, file_of([*days[MONDAY], *days[TUESDAY]], MONDAY, TUESDAY))
    start_run(till=shop, from_day=TUESDAY, to_day=TUESDAY, actor=SYSTEM)
    assert runs() == [waits(MONDAY, TUESDAY), (TUESDAY, TUESDAY, "QUEUED", False)]


def test_a_run_that_has_begun_does_not_grow(shop):
    days = a_week()
    bring(shop, file_of(days[MONDAY], MONDAY))
    ReconciliationRun.objects.update(state="RUNNING", claims=1)
    bring(shop, file_of(days[TUESDAY], TUESDAY))
    assert runs() == [(MONDAY, MONDAY, "RUNNING", True), waits(TUESDAY)]


def test_a_run_that_somebody_begins_at_this_moment_is_not_waited_for(shop):
    bring(shop, file_of(DAY, MONDAY))
    with transaction.atomic():
        (held,) = lock_rows(ReconciliationRun.objects.all())

        def queue():
            with transaction.atomic():
                return queue_proofs(shop, held.account, [MONDAY, TUESDAY])

        assert len(Running(queue).result()) == 1
    assert runs() == [waits(MONDAY), waits(MONDAY, TUESDAY)]


def test_more_than_a_year_is_several_proofs():
    first = date(2024, 1, 1)
    days = [first + timedelta(days=number) for number in range(800)]
    spans = spans_of(days, longest=366)
    assert [len(span) for span in spans] == [366, 366, 68]
    assert [span.first for span in spans] == [days[0], days[366], days[732]]
    assert spans_of([], longest=366) == []


def test_a_run_grows_to_a_year_at_most(shop):
    with transaction.atomic():
        queue_proofs(shop, "utility", [MONDAY - timedelta(days=number) for number in range(366)])
        queue_proofs(shop, "utility", [MONDAY, TUESDAY])
    assert runs() == [waits(MONDAY - timedelta(days=365), MONDAY), waits(TUESDAY)]
