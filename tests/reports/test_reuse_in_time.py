"""What changes what a report says without an entry, an event or an act, or is committed after what was
written later: the file that was made before it is not given out again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import transaction

from core import days
from reports import making
from reports.formats import Format
from reports.keeping import content_of
from reports.making import check_report
from reports.models import ReportFile
from tests.core.threads import Running
from tests.graphql_api.conftest import House
from tests.ledger.books import post
from tests.reports.test_packs import said
from tests.reports.trading import FIRST, Trading
from tests.reports.wishes import wish
from users.audit import record_audit
from users.models import Role

SECONDS = 20


def sheets(file: ReportFile) -> Any:
    assert file.state == "READY", file.problem
    return json.loads(b"".join(content_of(file)))["tables"]


def pack(house: House) -> ReportFile:
    return wish(house, "daily_pack", format=Format.JSON, first_day=FIRST, last_day=FIRST)


def late_callback(trading: Trading) -> None:
    """Of the request that had ended without one."""
    trading.shop.call_back(3, "1", "", 50_00)
    trading.drain()


def balance(trading: Trading) -> None:
    end = days.day_bounds(FIRST)[1] - timedelta(hours=1)
    said(trading.house.business, trading.office.till, end, "Utility Account", "utility", 1_00)


@pytest.mark.parametrize("happens", [late_callback, balance])
def test_what_comes_without_an_event_makes_a_new_file(
    house: House, drain: Callable[[], None], clock: Any, happens: Callable[[Trading], None]
) -> None:
    trading = Trading(house, drain, clock)
    trading.drain()
    first = pack(house)
    assert pack(house).pk == first.pk
    happens(trading)
    second = pack(house)
    assert second.pk != first.pk and sheets(second) != sheets(first)


@pytest.mark.parametrize("kind", ["act", "entry"])
def test_a_lower_number_that_is_committed_later_makes_a_new_file(house: House, kind: str) -> None:
    """Numbers are drawn before they are committed."""
    owner, business = house.people[Role.OWNER], house.business
    written, may_end = Event(), Event()

    def write(name: str) -> None:
        if kind == "act":
            record_audit(actor=owner, business=business, action=f"test.{name}")
        else:
            post(business, name, 100)

    def slowly() -> None:
        with transaction.atomic():
            write("slow")
            written.set()
            assert may_end.wait(SECONDS)

    post(business, "first", 100)
    slow = Running(slowly)
    assert written.wait(SECONDS)
    write("quick")
    first = wish(house, "general_ledger")
    assert wish(house, "general_ledger").pk == first.pk
    may_end.set()
    slow.result()
    assert wish(house, "general_ledger").pk != first.pk


def test_what_is_made_over_midnight_is_not_kept(house: House, clock: Any, monkeypatch: Any) -> None:
    clock.at = days.day_bounds(days.today())[1] - timedelta(seconds=1)

    def at_midnight(**given: Any) -> Any:
        checked = check_report(**given)
        clock.pass_seconds(2)
        return checked

    with monkeypatch.context() as slow:
        slow.setattr(making, "check_report", at_midnight)
        first = wish(house, "receivables_ageing")
    assert first.last_day < days.today()
    assert wish(house, "receivables_ageing").last_day == days.today()
