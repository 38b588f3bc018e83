"""Packs whose workbook is not there yet, or cannot be made: the e-mail waits for it, but not for ever."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core.errors import InvalidState
from core.machine.claiming import LEASE
from core.models import Alert
from graphql_api.ids import write_id
from ledger.reads.selectors import balance_by_code
from reports import filing, requesting
from reports.catalogue import daily_pack
from reports.delivering import MOST_TRIES, send_packs
from reports.models import ReportDelivery, ReportFile
from reports.removing import remove_file
from tests.clock import Clock
from tests.conftest import drain_queues
from tests.graphql_api.conftest import House
from tests.reports.test_delivering import SIX, mails, reached, scheduled
from tests.reports.trading import Trading
from users.alerts import close_alert
from users.models import Role

EACH = timedelta(minutes=10)


@pytest.fixture
def trading(house: House, drain, clock) -> Trading:
    made = Trading(house, drain, clock)
    reached(house, Role.OWNER)
    scheduled(house, Role.OWNER)
    clock.at = SIX
    return made


def turn(clock: Clock) -> int:
    """The clock sends packs, and the cluster tries what waits until it gives up; how many were sent."""
    sent, begun = send_packs(), clock.at
    while filing.make_files():
        clock.pass_seconds((LEASE + timedelta(seconds=1)).total_seconds())
    clock.at = begun + EACH
    return sent


def alerts() -> list[tuple[str, bool]]:
    rows = Alert.objects.filter(code="PACK_NOT_MADE").order_by("pk")
    return [(row.detail, row.resolved_at is None) for row in rows]


def test_an_e_mail_waits_for_a_workbook_that_is_being_made(trading: Trading, monkeypatch: Any) -> None:
    with monkeypatch.context() as large:
        large.setattr(requesting, "make_file", lambda file, **_: filing.leave_file(file))
        assert send_packs() == send_packs() == 0
    assert ReportFile.objects.get().state == "QUEUED" and mails() == []
    drain_queues("reports.make")
    assert (send_packs(), send_packs()) == (1, 0)
    assert ReportDelivery.objects.get().file.state == "READY" and "/reports" in mails()[0]["body"]
    assert ReportFile.objects.count() == 1 and alerts() == []


def test_a_workbook_that_the_books_deny_is_tried_again_and_then_told(
    trading: Trading, monkeypatch: Any
) -> None:
    clock, house = trading.clock, trading.house

    def denied(*args: Any, **how: Any) -> int:
        return balance_by_code(*args, **how) + 1

    with monkeypatch.context() as books:
        books.setattr(daily_pack, "balance_by_code", denied)
        assert [turn(clock) for _ in range(MOST_TRIES)] == [0] * MOST_TRIES and mails() == []
        assert [file.problem_code for file in ReportFile.objects.all()] == ["REPORT_NOT_MADE"] * MOST_TRIES
        assert (turn(clock), turn(clock)) == (1, 0)
    (mail,) = mails("report_pack_not_made")
    assert mail["subject"].endswith(", without its workbook")
    assert "Collected: KES 150.00" in mail["body"] and "could not be made" in mail["body"]
    assert "http" not in mail["body"], "there is nothing to fetch"
    delivery = ReportDelivery.objects.get()
    assert (delivery.file.state, ReportFile.objects.count()) == ("FAILED", MOST_TRIES)
    day = delivery.first_day
    assert alerts() == [(f"daily_pack, {day} to {day}: REPORT_NOT_MADE", True)]
    assert Alert.objects.filter(code="WORK_FAILS", resolved_at=None).exists()
    alert = Alert.objects.get(code="PACK_NOT_MADE")
    with pytest.raises(InvalidState, match="ALERT_CAUSE_REMAINS"):
        close_alert(alert=alert, comment="Later", actor=house.people[Role.OWNER])
    shown = "query ($id: ID!) { node(id: $id) { ... on Alert { code subject { __typename } } } }"
    found = house.browser().data(shown, id=write_id("Alert", alert.pk))["node"]
    assert found == {"code": "PACK_NOT_MADE", "subject": None}
    clock.at = SIX + timedelta(days=1)
    assert send_packs() == 1 and [told for _, told in alerts()] == [False]
    assert "Not sent" not in mails()[0]["body"], "the one without a workbook was sent"


def test_one_that_is_made_at_the_second_try_is_whole(trading: Trading, monkeypatch: Any) -> None:
    with monkeypatch.context() as books:
        books.setattr(daily_pack, "balance_by_code", lambda *_, **__: 1)
        assert turn(trading.clock) == 0
    assert (turn(trading.clock), turn(trading.clock)) == (1, 0)
    assert len(mails()) == 1 and mails("report_pack_not_made") == [] and alerts() == []
    assert [file.state for file in ReportFile.objects.order_by("pk")] == ["FAILED", "READY"]


def test_what_its_reader_takes_off_was_not_tried(trading: Trading, monkeypatch: Any) -> None:
    owner = trading.house.people[Role.OWNER]
    with monkeypatch.context() as large:
        large.setattr(requesting, "make_file", lambda file, **_: filing.leave_file(file))
        for _ in range(MOST_TRIES):
            assert send_packs() == 0
            remove_file(file=ReportFile.objects.get(removed_at=None), actor=owner)
    assert (turn(trading.clock), mails("report_pack_not_made"), alerts()) == (1, [], [])
    assert ReportDelivery.objects.get().file.state == "READY"


def test_the_alert_ends_with_the_schedule(trading: Trading, monkeypatch: Any) -> None:
    monkeypatch.setattr(daily_pack, "balance_by_code", lambda *_, **__: 1)
    for _ in range(MOST_TRIES + 1):
        turn(trading.clock)
    assert [told for _, told in alerts()] == [True]
    scheduled(trading.house, Role.OWNER, is_on=False)
    assert [told for _, told in alerts()] == [False]
