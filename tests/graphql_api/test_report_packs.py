"""A pack of reports before the clock sends it, over /graphql: its e-mail, one to oneself, what was sent."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import days
from messaging.models import Message
from reports import filing, requesting
from reports.catalogue import daily_pack
from reports.delivering import send_packs
from reports.models import Pack, ReportDelivery, ReportFile
from tests.core.threads import run_together
from tests.graphql_api.conftest import House
from tests.graphql_api.test_report_schedules import listed, membership
from tests.reports.test_delivering import MAIL, SIX, mails, reached, scheduled
from tests.reports.trading import FIRST, Trading
from users.languages import choose_language
from users.models import AuditEntry, Role

OUTLOOK = """query ($business: ID!, $pack: ReportPack!) { reportPack(business: $business, pack: $pack) {
    pack fromDay toDay nextAt mail { subject text }
    staff { person { name } membership { id role } address problem sentAt } } }"""
SENT = "to fromDay toDay reportFile { report state fromDay }"
STATE = "{ reportSchedules(business: $business) { nodes { pack isOn reaches nextAt lastSent %s } } }"
LAST = "{ fromDay toDay at count withoutWorkbook }"


@pytest.fixture
def trading(house: House, drain, clock) -> Trading:
    made = Trading(house, drain, clock)
    clock.at = SIX
    return made


def now(house: House, role: str = Role.OWNER, **more: Any) -> dict[str, Any]:
    """What was sent, or what is wrong."""
    return house.browser(role).act("sendReportPack", SENT, **{"business": house.id, "pack": "DAILY"} | more)


def outlook(house: House, role: str = Role.OWNER, pack: str = "DAILY") -> dict[str, Any]:
    return house.browser(role).data(OUTLOOK, business=house.id, pack=pack)["reportPack"]


def state(house: House) -> list[dict[str, Any]]:
    query = f"query ($business: ID!) {STATE % LAST}"
    return house.browser().data(query, business=house.id)["reportSchedules"]["nodes"]


def test_the_e_mail_is_seen_as_it_is_sent(trading: Trading) -> None:
    house = trading.house
    reached(house, Role.OWNER)
    trading.clock.pass_seconds(1)
    scheduled(house, Role.OWNER)
    choose_language(language="sw", user=house.people[Role.OWNER], actor=house.people[Role.OWNER])
    trading.clock.at = SIX + timedelta(days=1)
    seen = outlook(house)
    assert send_packs() == 1
    (mail,) = mails()
    assert seen["mail"] == {"subject": mail["subject"], "text": mail["body"]}
    assert mail["subject"].startswith("Ripoti za siku") and seen["fromDay"] == str(FIRST + timedelta(days=1))
    assert seen["nextAt"] == (SIX + timedelta(days=2)).isoformat()
    other = outlook(house, Role.ACCOUNTANT)
    assert other["mail"]["subject"].startswith("Daily pack of") and other["staff"] is None
    assert ReportFile.objects.count() == 1, "looking makes nothing"


def test_of_each_of_the_staff_is_said_what_keeps_them_from_it(house: House) -> None:
    reached(house, Role.AUDITOR, Role.CASHIER)
    staff = {each["membership"]["role"]: each for each in outlook(house, pack="MONTHLY")["staff"]}
    assert {role: (each["address"], each["problem"]) for role, each in staff.items()} == {
        "OWNER": (None, "NO_ADDRESS"),
        "ACCOUNTANT": (None, "NO_RIGHT"),
        "CASHIER": ("w****@example.com", "NO_RIGHT"),
        "APPROVER": (None, "NO_RIGHT"),
        "MARKET_OPERATOR": (None, "NO_RIGHT"),
        "AUDITOR": ("w****@example.com", None),
    }
    assert staff["OWNER"]["membership"]["id"] == membership(house, Role.OWNER)
    assert all(each["sentAt"] is None for each in staff.values())


def test_one_is_sent_to_who_asks_and_the_clock_sends_its_own(trading: Trading) -> None:
    house = trading.house
    reached(house, Role.OWNER, Role.ACCOUNTANT)
    trading.clock.pass_seconds(1)
    scheduled(house, Role.OWNER)
    trading.clock.at = SIX + timedelta(days=1)
    sent = now(house)
    assert (sent["to"], sent["fromDay"]) == ("w****@example.com", str(FIRST + timedelta(days=1)))
    assert sent["reportFile"] == {"report": "DAILY_PACK", "state": "READY", "fromDay": sent["fromDay"]}
    assert not ReportDelivery.objects.exists() and state(house)[0]["lastSent"] is None
    assert (send_packs(), send_packs()) == (1, 0)
    first, second = mails()
    assert first == second and first["to"] == MAIL
    audited = AuditEntry.objects.get(action="report.pack_now")
    assert (audited.actor, audited.details["pack"]) == (house.people[Role.OWNER], "DAILY")
    # by the right of the report, without a schedule and without business.manage
    assert now(house, Role.ACCOUNTANT, pack="WEEKLY")["to"] == "w****@example.com"


def test_it_is_sent_once_in_five_minutes(trading: Trading) -> None:
    house, clock = trading.house, trading.clock
    reached(house, Role.OWNER, Role.AUDITOR)
    now(house)
    clock.pass_seconds(5 * 60 - 1)
    refused = now(house)
    assert (refused["code"], refused["field"]) == ("TOO_OFTEN", ["pack"])
    assert len(mails()) == 1 and AuditEntry.objects.filter(action="report.pack_now").count() == 1
    now(house, pack="WEEKLY")
    now(house, Role.AUDITOR)
    assert len(mails()) == 3
    clock.pass_seconds(1)
    assert now(house)["fromDay"] == str(FIRST) and len(mails()) == 4


def test_two_at_once_send_one(house: House) -> None:
    reached(house, Role.OWNER)
    answers = run_together([partial(now, house)] * 2)
    assert sorted(each.get("code", "") for each in answers) == ["", "TOO_OFTEN"]
    # where the other one makes the workbook meanwhile, the e-mail says that it is being made
    assert Message.objects.filter(template__startswith="report_pack").count() == 1
    assert AuditEntry.objects.filter(action="report.pack_now").count() == 1


def test_who_may_not_or_has_no_address_gets_none(trading: Trading, other_house: House) -> None:
    house = trading.house
    reached(house, Role.CASHIER, Role.ACCOUNTANT)
    assert now(house)["code"] == "NO_EMAIL"
    for role, pack in ((Role.CASHIER, "DAILY"), (Role.ACCOUNTANT, "MONTHLY"), (Role.PLAYER, "DAILY")):
        assert (now(house, role, pack=pack)["code"], now(house, role, pack=pack)["field"]) == (
            "NOT_FOUND",
            ["business"],
        )
        assert house.browser(role).refusal(OUTLOOK, business=house.id, pack=pack) == "NOT_FOUND"
    assert now(other_house, business=house.id)["code"] == "NOT_FOUND"
    assert not Message.objects.filter(template__startswith="report_pack").exists()
    assert (
        not ReportFile.objects.exists() and not AuditEntry.objects.filter(action="report.pack_now").exists()
    )


def test_one_whose_workbook_is_in_the_making_says_so(trading: Trading, monkeypatch: Any) -> None:
    house = trading.house
    reached(house, Role.OWNER)
    monkeypatch.setattr(requesting, "make_file", lambda file, **_: filing.leave_file(file))
    assert now(house)["reportFile"]["state"] == "QUEUED"
    (mail,) = mails("report_pack_in_making")
    assert "is being made" in mail["body"] and mail["body"].endswith("/reports")


def test_one_whose_workbook_cannot_be_made_is_not_sent(trading: Trading, monkeypatch: Any) -> None:
    reached(trading.house, Role.OWNER)
    monkeypatch.setattr(filing, "AT_ONCE", 0)
    monkeypatch.setattr(filing, "TOO_LARGE", "another")  # as if it had more rows than any report
    refused = now(trading.house)
    assert refused["code"] == "REPORT_TOO_LARGE" and refused["message"].startswith("A report has at most")
    assert mails() == [] and ReportFile.objects.get().state == "FAILED"


def test_a_schedule_says_what_was_sent_and_whom_it_reaches(trading: Trading, monkeypatch: Any) -> None:
    house, clock = trading.house, trading.clock
    reached(house, Role.AUDITOR)
    clock.at = SIX - timedelta(hours=1)
    scheduled(house, Role.OWNER, Role.AUDITOR, Role.CASHIER)
    scheduled(house, Role.CASHIER, pack=Pack.WEEKLY)
    weekly, daily = state(house)
    assert (daily["reaches"], daily["lastSent"], daily["nextAt"]) == (1, None, SIX.isoformat())
    assert (weekly["isOn"], weekly["reaches"]) == (True, 0)
    clock.at = SIX
    assert send_packs() == 1
    reached(house, Role.OWNER)
    clock.pass_seconds(600)
    assert send_packs() == 1
    daily = state(house)[1]
    assert daily["reaches"] == 2 and daily["nextAt"] == (SIX + timedelta(days=1)).isoformat()
    days_of = {"fromDay": str(FIRST), "toDay": str(FIRST)}
    told = {"at": clock.at.isoformat(), "count": 2, "withoutWorkbook": 0}
    assert daily["lastSent"] == days_of | told
    clock.at = SIX + timedelta(days=1)
    monkeypatch.setattr(daily_pack, "balance_by_code", lambda *_, **__: 1)
    for _ in range(4):
        send_packs()
        ReportFile.objects.filter(state="QUEUED").update(
            state="FAILED", problem_code="REPORT_NOT_MADE", problem="It was begun often."
        )
    last = state(house)[1]["lastSent"]
    assert (last["count"], last["withoutWorkbook"]) == (2, 2)
    scheduled(house, Role.OWNER, is_on=False)
    assert state(house)[1]["nextAt"] is None


def test_more_schedules_and_staff_take_as_many_queries(trading: Trading) -> None:
    house = trading.house
    counts = []
    for roles in ((Role.OWNER,), (Role.OWNER, Role.AUDITOR, Role.ACCOUNTANT)):
        reached(house, *roles)
        for pack in (Pack.DAILY, Pack.WEEKLY)[: len(roles)]:
            scheduled(house, *roles, pack=pack)
        trading.clock.at += timedelta(days=8)
        assert send_packs() == len(roles) * min(len(roles), 2)
        browser = house.browser()
        with CaptureQueriesContext(connection) as queries:
            query = f"query ($business: ID!) {STATE % LAST}"
            assert len(browser.data(query, business=house.id)["reportSchedules"]["nodes"]) == len(roles[:2])
        with CaptureQueriesContext(connection) as more:
            browser.data(OUTLOOK, business=house.id, pack="DAILY")
        counts.append((len(queries), len(more)))
    assert counts[0] == counts[1]
    assert len(listed(house)) == 2 and days.now() == trading.clock.at
