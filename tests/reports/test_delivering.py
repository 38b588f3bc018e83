"""Packs by e-mail: each once to each who may have it at that moment, with what happened in its days."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection

from core import days
from core.machine.crypto import unseal
from core.machine.turns import WORK_FAILS
from core.models import Alert
from messaging.models import Message
from messaging.outbox import CONTENT_PURPOSE
from reports import delivering
from reports.delivering import send_pack, send_packs
from reports.models import Pack, ReportDelivery, ReportFile, ReportSchedule, ReportScheduleMember
from reports.scheduling import due_at, newest_period, periods_missed, set_report_schedule
from tests.graphql_api.conftest import House
from tests.reports.trading import FIRST, SECOND, Trading
from users.alert_recipients import set_recipient
from users.languages import choose_language
from users.models import AuditEntry, Membership, Role
from users.people import remove_member

SIX = days.day_bounds(SECOND)[0] + timedelta(hours=6)
MAIL = "wanjiku@example.com"


@pytest.fixture
def trading(house: House, drain, clock) -> Trading:
    return Trading(house, drain, clock)


def member(house: House, role: str) -> Membership:
    return Membership.objects.get(user=house.people[role], business=house.business, role=role)


def reached(house: House, *roles: str) -> None:
    for role in roles:
        set_recipient(
            business=house.business, user=house.people[role], channel="email", address=MAIL,
            actor=house.people[Role.OWNER],
        )  # fmt: skip


def scheduled(house: House, *roles: str, pack: str = Pack.DAILY, is_on: bool = True) -> ReportSchedule:
    return set_report_schedule(
        business=house.business,
        pack=pack,
        members={member(house, role).pk for role in roles},
        is_on=is_on,
        actor=house.people[Role.OWNER],
    )


def mails(template: str = "report_pack") -> list[dict[str, str]]:
    rows = Message.objects.filter(template=template).order_by("pk").select_related("data_key")
    return [json.loads(unseal(row.data_key, row.content_sealed, purpose=CONTENT_PURPOSE)) for row in rows]


def test_a_pack_is_sent_once_when_its_day_is_over(trading: Trading) -> None:
    house, owner = trading.house, trading.house.people[Role.OWNER]
    reached(house, Role.OWNER, Role.AUDITOR)
    scheduled(house, Role.OWNER, Role.AUDITOR)
    trading.clock.at = SIX - timedelta(seconds=1)
    assert send_packs() == 0
    trading.clock.at = SIX
    assert (send_packs(), send_packs()) == (2, 0)
    mine, _ = mails()
    assert mine["to"] == MAIL
    assert mine["subject"] == f"Daily pack of {house.business.name}, {days.display_day(FIRST)}"
    assert mine["body"].splitlines()[2:6] == [
        "Collected: KES 150.00, by 2 payments",
        "Payments that succeeded: 50.0 % (at least 95.0 %)",
        "Callbacks that were lost: 50.0 % (under 2.0 %)",
        "Needs a look: too few payments succeed; too many callbacks are lost; payouts that failed: 1",
    ]
    assert mine["body"].endswith("/reports") and "/files/" not in mine["body"]
    assert "2547" not in mine["body"] and "Not sent" not in mine["body"]
    delivery = ReportDelivery.objects.get(user=owner)
    assert (delivery.first_day, delivery.last_day, delivery.missed) == (FIRST, FIRST, 0)
    file = delivery.file
    assert (file.requester_id, file.report, file.state, file.first_day) == (
        owner.pk, "daily_pack", "READY", FIRST,
    )  # fmt: skip
    assert AuditEntry.objects.filter(action="report.request", actor=owner).count() == 1
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("DELETE FROM reports_reportdelivery")


def test_the_right_is_looked_at_when_it_is_sent(trading: Trading) -> None:
    house = trading.house
    reached(house, Role.ACCOUNTANT, Role.AUDITOR, Role.CASHIER)
    scheduled(house, Role.ACCOUNTANT, Role.AUDITOR, Role.CASHIER)
    remove_member(membership=member(house, Role.AUDITOR), actor=house.people[Role.OWNER])
    Membership.objects.filter(pk=member(house, Role.ACCOUNTANT).pk).update(role=Role.CASHIER)
    trading.clock.at = SIX
    assert send_packs() == 0 and mails() == []
    assert not ReportFile.objects.exists() and not Alert.objects.filter(code=WORK_FAILS).exists()
    assert AuditEntry.objects.get(action="report.schedule_left").actor is None
    left = set(ReportScheduleMember.objects.values_list("user", flat=True))
    assert left == {house.people[role].pk for role in (Role.ACCOUNTANT, Role.CASHIER)}
    Membership.objects.filter(user=house.people[Role.ACCOUNTANT], business=house.business).update(
        role=Role.ACCOUNTANT
    )
    assert (send_packs(), send_packs()) == (1, 0)


def test_without_an_address_it_waits_for_one(trading: Trading) -> None:
    scheduled(trading.house, Role.OWNER)
    trading.clock.at = SIX
    assert send_packs() == 0 and not ReportFile.objects.exists()
    reached(trading.house, Role.OWNER)
    assert (send_packs(), send_packs()) == (1, 0)


def test_after_days_without_it_the_newest_alone_is_sent_and_says_so(trading: Trading) -> None:
    reached(trading.house, Role.OWNER)
    scheduled(trading.house, Role.OWNER)
    trading.clock.at = SIX
    assert send_packs() == 1
    trading.clock.at = SIX + timedelta(days=4, hours=3)
    assert (send_packs(), send_packs()) == (1, 0)
    assert "Not sent before this one: 3. Ask for them on the page." in mails()[1]["body"]
    newest = ReportDelivery.objects.latest("pk")
    assert (newest.first_day, newest.missed) == (SECOND + timedelta(days=3), 3)


def test_what_breaks_off_is_sent_once_later(trading: Trading, monkeypatch: Any) -> None:
    reached(trading.house, Role.OWNER)
    scheduled(trading.house, Role.OWNER)
    trading.clock.at = SIX
    chosen = ReportScheduleMember.objects.select_related("user", "schedule__business").get()
    with monkeypatch.context() as broken:
        broken.setattr(delivering.ReportDelivery.objects, "create", _dies)
        with pytest.raises(RuntimeError):
            send_pack(chosen, SIX)
    assert mails() == [] and not ReportDelivery.objects.exists()
    assert send_pack(chosen, SIX) and not send_pack(chosen, SIX)
    assert len(mails()) == 1 and ReportFile.objects.count() == 1


def _dies(**_: Any) -> None:
    raise RuntimeError("killed")


def test_nothing_is_sent_that_was_due_before_it_was_turned_on(trading: Trading) -> None:
    house, clock = trading.house, trading.clock
    reached(house, Role.OWNER, Role.AUDITOR)
    scheduled(house, Role.OWNER, is_on=False)
    clock.at = SIX + timedelta(hours=1)
    assert send_packs() == 0
    scheduled(house, Role.OWNER)
    assert send_packs() == 0
    clock.at = SIX + timedelta(days=1, hours=1)
    scheduled(house, Role.OWNER, Role.AUDITOR)  # who is added now gets the next one
    assert send_packs() == 1
    scheduled(house, Role.OWNER, Role.AUDITOR, is_on=False)
    clock.at = SIX + timedelta(days=2)
    assert send_packs() == 0
    assert ReportDelivery.objects.get().missed == 0


def test_in_swahili_and_of_a_day_without_payments(house: House, clock) -> None:
    clock.at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    owner = house.people[Role.OWNER]
    reached(house, Role.OWNER)
    choose_language(language="sw", user=owner, actor=owner)
    scheduled(house, Role.OWNER, pack=Pack.MONTHLY)
    clock.at = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
    assert send_packs() == 1
    (mail,) = mails()
    assert mail["subject"] == f"Ripoti za mwezi, {house.business.name}, 1 Nov 2026 hadi 30 Nov 2026"
    assert "Malipo yaliyofaulu: hakuna ombi la malipo lililoisha (angalau 95.0 %)" in mail["body"]
    assert "Majibu yaliyopotea: hakuna lililotarajiwa (chini ya 2.0 %)" in mail["body"]
    assert "Ya kuangalia: hakuna" in mail["body"]


def test_periods_of_packs() -> None:
    monday = datetime(2026, 11, 30, 3, 0, tzinfo=UTC)  # 06:00 in Nairobi
    for pack, now, period in (
        (Pack.DAILY, monday, (date(2026, 11, 29), date(2026, 11, 29))),
        (Pack.DAILY, monday - timedelta(seconds=1), (date(2026, 11, 28), date(2026, 11, 28))),
        (Pack.WEEKLY, monday, (date(2026, 11, 23), date(2026, 11, 29))),
        (Pack.WEEKLY, monday - timedelta(seconds=1), (date(2026, 11, 16), date(2026, 11, 22))),
        (Pack.MONTHLY, monday + timedelta(days=1), (date(2026, 11, 1), date(2026, 11, 30))),
        (Pack.MONTHLY, monday, (date(2026, 10, 1), date(2026, 10, 31))),
    ):
        assert newest_period(pack, now) == period
        assert due_at(period[1]) <= now < due_at(period[1]) + timedelta(days=31)
    week = newest_period(Pack.WEEKLY, monday)
    since = monday - timedelta(days=21)
    assert periods_missed(Pack.WEEKLY, week, since=since, last=None) == 3
    assert periods_missed(Pack.WEEKLY, week, since=since + timedelta(seconds=1), last=None) == 2
    assert periods_missed(Pack.WEEKLY, week, since=since, last=date(2026, 11, 9)) == 1
    assert periods_missed(Pack.WEEKLY, week, since=monday, last=None) == 0
