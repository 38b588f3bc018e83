"""The day so far: midnight in Nairobi, the same hour of yesterday, what waits, what is in Suspense."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from graphql_api.ids import write_id
from mpesa.collections.requests.requesting import request_payment
from mpesa.models import Receipt
from tests.billing.placing import PHONE, Desk
from tests.graphql_api.conftest import House
from users.actors import SYSTEM
from users.models import Role

ASK = """query ($id: ID, $all: Boolean! = false) { today(business: $id, allMine: $all) { day at
    received { count amount } yesterdayByNow { count amount } yesterday { count amount }
    waiting { count amount } inSuspense { count amount }
    hours { hour today { count amount } yesterday { amount } } } }"""


@pytest.fixture
def desk(house: House, drain: Callable[[], None], clock) -> Desk:
    clock.at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)  # 12:30 in Nairobi
    return Desk(house, drain)


def asked(desk: Desk, role: str = Role.CASHIER) -> dict:
    return desk.house.browser(role).data(ASK, id=write_id("Business", desk.house.business.pk))["today"]


def figure(count: int, amount: str) -> dict:
    return {"count": count, "amount": amount}


def test_the_day_against_yesterday_until_the_same_hour(desk: Desk, other_house: House):
    midnight = datetime(2026, 11, 19, 21, 0, tzinfo=UTC)
    account = desk.customer().account_number
    for at, cents, reference in (
        (midnight - timedelta(days=1, seconds=1), 1_00, account),  # the day before yesterday
        (midnight - timedelta(days=1), 2_00, account),
        (datetime(2026, 11, 19, 9, 30, tzinfo=UTC), 4_00, account),
        (datetime(2026, 11, 19, 9, 30, 1, tzinfo=UTC), 8_00, account),
        (midnight - timedelta(seconds=1), 16_00, "?"),
        (midnight, 32_00, account),
        (datetime(2026, 11, 20, 9, 29, tzinfo=UTC), 64_00, "?"),
    ):
        desk.pay(cents, reference, at=at)
    Desk(other_house, desk.drain, "600985").pay(1_000_00)
    with transaction.atomic():
        request_payment(
            till=desk.till, phone=PHONE, amount=500_00, account_reference="x", key="request-1", actor=SYSTEM
        )
    found = asked(desk)
    hours = found.pop("hours")
    assert found == {
        "day": "2026-11-20",
        "at": "2026-11-20T09:30:00+00:00",
        "received": figure(2, "96.00"),
        "yesterdayByNow": figure(2, "6.00"),
        "yesterday": figure(4, "30.00"),
        "waiting": figure(1, "500.00"),
        "inSuspense": figure(2, "80.00"),
    }
    assert [each["hour"] for each in hours] == list(range(24))
    assert {each["hour"]: each["today"]["amount"] for each in hours if each["today"]["count"]} == {
        0: "32.00",
        12: "64.00",
    }
    assert [each["yesterday"]["amount"] for each in hours if each["yesterday"]["amount"] != "0.00"] == [
        "2.00",
        "12.00",
        "16.00",
    ]
    every = desk.house.browser(Role.OWNER).data(ASK, all=True)["today"]
    assert every["received"] == figure(2, "96.00")


def test_ten_thousand_receipts_are_two_queries_by_an_index(desk: Desk):
    noon = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    Receipt.objects.bulk_create(
        Receipt(
            business=desk.house.business,
            till=desk.till,
            number=f"UKT{count:07}",
            amount=100,
            occurred_at=noon - timedelta(seconds=count * 8),
            first_channel="C2B",
        )
        for count in range(20_000)
    )
    with CaptureQueriesContext(connection) as queries:
        found = asked(desk)
    about = [each["sql"] for each in queries if "mpesa_receipt" in each["sql"]]
    assert len(about) == 2 and sum(each["today"]["count"] for each in found["hours"]) == 5_401
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {about[0]}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "receipt_by_moment" in plan, plan
