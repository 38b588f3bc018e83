"""Which windows are asked about, and how a run behaves when Safaricom does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import days
from core.errors import Conflict, InvalidInput, InvalidState, NotAllowed
from mpesa.models import Discrepancy, PullRun, Receipt, Till
from mpesa.pulling import running
from mpesa.pulling.running import pull_due, record_page
from mpesa.pulling.windows import OVERLAP, begin_pulls, begin_window, earliest, pull_now
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.mpesa.daraja.conftest import FakeDaraja, http
from tests.mpesa.daraja.test_daraja_pull import QUERY, ROW, page
from users.actors import SYSTEM
from users.models import Membership, Role
from users.people import create_staff

BROKEN = http(500, {"errorCode": "500.003.02", "errorMessage": "System is busy"})


@pytest.fixture
def shop(business, clock, daraja: FakeDaraja, settings) -> Till:
    settings.DARAJA_SANDBOX_URL = daraja.url
    till = create_till(
        business=business,
        name="Water",
        kind="PAYBILL",
        shortcode="600100",
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )
    till.pull_registered_at = clock.at - timedelta(days=3)
    till.save(update_fields=["pull_registered_at"])
    shows(daraja)
    return till


def shows(daraja, *pages: Any) -> None:
    """The pages that it shows, and then none."""
    none = http(200, page(code="1001"))
    daraja.says(QUERY, *(each if isinstance(each, bytes) else http(200, each) for each in pages), none)


def rows(*numbers: int, **more: Any) -> dict[str, Any]:
    return page(*(ROW | {"transactionId": f"UKK{number:07}"} | more for number in numbers))


def last() -> PullRun:
    return PullRun.objects.latest("pk")


def read(shop: Till) -> PullRun:
    begin_window(shop)
    while pull_due():
        pass
    return last()


def test_only_tills_that_are_registered_are_asked_about(shop, business, daraja, clock):
    Till.objects.update(pull_registered_at=None)
    assert begin_pulls() == 0 and not PullRun.objects.exists()
    shop.refresh_from_db()
    with pytest.raises(InvalidState) as refusal:
        pull_now(till=shop, actor=SYSTEM)
    assert refusal.value.code == "PULL_NOT_REGISTERED"


def test_windows_overlap_and_leave_nothing_out(shop, daraja, clock):
    first = read(shop)
    assert (first.from_at, first.to_at) == (earliest(clock.at), clock.at)
    clock.pass_seconds(600)
    second = read(shop)
    assert (second.from_at, second.to_at) == (first.to_at - OVERLAP, clock.at)
    clock.pass_seconds(30 * 3600)
    third = read(shop)
    assert (third.from_at, third.to_at) == (second.to_at - OVERLAP, clock.at)
    assert not Discrepancy.objects.exists()


def test_what_lies_further_back_than_safaricom_looks_is_named(shop, daraja, clock):
    before = read(shop).to_at
    clock.pass_seconds(60 * 3600)
    for _ in range(2):
        run = read(shop)
        assert run.from_at >= earliest(clock.at)
    case = Discrepancy.objects.get()
    assert case.code == "PULL_GAP" and days.display_moment(before) in case.detail


def test_one_window_at_a_time(shop, daraja, clock):
    shows(daraja, BROKEN)
    begin_window(shop)
    assert begin_window(shop) is None
    assert begin_pulls() == 1 and PullRun.objects.count() == 1


def test_what_fails_waits_longer_each_time_and_goes_on(shop, daraja, clock):
    shows(daraja, BROKEN)
    daraja.says(QUERY, BROKEN)
    begin_window(shop)
    pauses = []
    for _ in range(6):
        assert pull_due() == 1
        run = last()
        assert (run.state, run.error_code) == ("DUE", "DARAJA_RATE_LIMITED")
        pauses.append(run.due_at - clock.at)
        assert pull_due() == 0
        clock.at = run.due_at
    assert [pause // timedelta(minutes=1) for pause in pauses] == [2, 4, 8, 16, 32, 32]
    shows(daraja, rows(1))
    while pull_due():
        pass
    assert (last().state, last().tries, last().error_code, last().added) == ("DONE", 0, "", 1)


def test_a_run_goes_on_at_the_page_that_was_not_kept(shop, daraja, clock):
    shows(daraja, rows(1, 2), BROKEN)
    begin_window(shop)
    pull_due()
    assert (last().offset, last().found, last().state) == (2, 2, "DUE")
    clock.at = last().due_at
    shows(daraja, rows(3))
    while pull_due():
        pass
    assert (last().state, last().found, Receipt.objects.count()) == ("DONE", 3, 3)
    asked = [heard.json["OffSetValue"] for heard in daraja.calls(QUERY)]
    assert asked == ["0", "2", "2", "3"]


def test_a_run_that_outlasts_its_window_begins_anew_behind_it_and_then_ends(shop, daraja, clock):
    shows(daraja, rows(1, 2), BROKEN)
    begin_window(shop)
    pull_due()
    clock.pass_seconds(3600)
    daraja.says(QUERY, BROKEN)
    pull_due()
    assert (last().from_at, last().offset, last().state) == (earliest(clock.at), 0, "DUE")
    assert Discrepancy.objects.get().code == "PULL_GAP"
    clock.pass_seconds(50 * 3600)
    pull_due()
    assert last().state == "FAILED" and last().done_at == clock.at


@pytest.mark.parametrize("point", ["pull.before_commit", "pull.after_commit"])
def test_who_dies_at_a_page_books_no_row_twice_and_none_is_missing(
    shop,
    daraja,
    clock,
    monkeypatch,
    point,
):
    class Killed(BaseException):
        pass

    def die(name: str) -> None:
        if name == point:
            monkeypatch.setattr(running, "reach", lambda name: None)
            raise Killed

    monkeypatch.setattr(running, "reach", die)
    shows(daraja, rows(1, 2), rows(3) if point == "pull.after_commit" else rows(1, 2), rows(3))
    if point == "pull.after_commit":
        shows(daraja, rows(1, 2), rows(3))
    begin_window(shop)
    with pytest.raises(Killed):
        pull_due()
    assert last().offset == (2 if point == "pull.after_commit" else 0)
    assert pull_due() == 0
    clock.at = last().due_at
    while pull_due():
        pass
    assert (last().state, last().found, last().added) == ("DONE", 3, 3)
    assert Receipt.objects.count() == 3


def test_two_who_read_one_page_keep_it_once(shop, daraja, clock):
    shows(daraja, rows(1))
    begin_window(shop)
    run = last()
    shown = running._ask(running.client_for(shop), run)
    assert record_page(run.pk, shown, offset=0).added == 1
    assert record_page(run.pk, shown, offset=0) is None
    assert last().found == 1


def test_a_safaricom_that_does_not_count_rows_ends_the_run(shop, daraja, clock):
    daraja.says(QUERY, http(200, rows(1, 2)))
    run = read(shop)
    assert (run.state, run.added, Receipt.objects.count()) == ("DONE", 2, 2)
    assert Discrepancy.objects.get().code == "PULL_REPEATS"


def test_windows_by_hand(shop, daraja, clock):
    with pytest.raises(InvalidInput) as refusal:
        pull_now(till=shop, since=clock.at - timedelta(hours=49), actor=SYSTEM)
    assert refusal.value.code == "PULL_TOO_OLD"
    for since, until in ((1, 2), (2, 2), (-1, -2)):
        with pytest.raises(InvalidInput) as refusal:
            pull_now(
                till=shop,
                since=clock.at - timedelta(hours=since),
                until=clock.at - timedelta(hours=until),
                actor=SYSTEM,
            )
        assert refusal.value.code == "BAD_PERIOD"
    auditor = create_staff(username="auditor", password="correct horse battery")
    Membership.objects.create(user=auditor, business=shop.business, role=Role.AUDITOR)
    with pytest.raises(NotAllowed):
        pull_now(till=shop, actor=auditor)
    assert not PullRun.objects.exists()
    run = pull_now(till=shop, since=clock.at - timedelta(hours=2), actor=SYSTEM)
    inside = clock.at - timedelta(hours=1)
    assert pull_now(till=shop, since=inside, actor=SYSTEM).pk == run.pk
    with pytest.raises(Conflict) as conflict:
        pull_now(till=shop, actor=SYSTEM)
    assert conflict.value.code == "PULL_UNDER_WAY"


def test_a_page_takes_as_many_statements_as_a_row(shop, daraja, clock):
    counts = []
    for first, number in ((0, 1), (10, 2), (20, 12)):
        shows(daraja, rows(*range(first, first + number)))
        begin_window(shop)
        run = last()
        shown = running._ask(running.client_for(shop), run)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            record_page(run.pk, shown, offset=0)
        PullRun.objects.update(state="DONE")
        counts.append(len(queries))
    assert counts[1] == counts[2] and Receipt.objects.count() == 15
