"""The figures of dashboards: each by hand, by every span, equal to the reports, and read by indexes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from graphql_api.ids import write_id
from mpesa.measuring.spans import By
from mpesa.models import PaymentRequest, Receipt
from reports.metrics.measuring import measure
from tests.graphql_api.conftest import Browser, House
from tests.reports.made import cents, json_tables
from tests.reports.trading import FIRST, NOON, SECOND, Trading
from users.actors import SYSTEM
from users.models import Role

ASK = """query ($business: ID!, $from: Date!, $to: Date!, $by: MetricsBy! = DAY, $till: ID) {
  metrics(business: $business, from: $from, to: $to, by: $by, till: $till) {
    fromDay toDay successTarget lossTarget total { ...Span } spans { ...Span till { shortcode } }
    failures { state code message { en sw } requests { count amount } } } }
  fragment Span on MetricsSpan { day hour collected { count amount } takenBack { count amount }
    paidOut { count amount } payoutsFailed { count amount }
    requests { asked { count amount } succeeded failed successRate callbacksDue callbacksLost callbackLoss
               meanSeconds p95Seconds } }"""
DAYS = {"from": str(FIRST), "to": str(SECOND)}
NOTHING = {"count": 0, "amount": "0.00"}


@pytest.fixture
def trading(house: House, drain, clock) -> Trading:
    return Trading(house, drain, clock)


def asked(house: House, role: str = Role.OWNER, **given: Any) -> dict[str, Any]:
    return house.browser(role).data(ASK, business=house.id, **(DAYS | given))["metrics"]


def figure(count: int, amount: str) -> dict[str, Any]:
    return {"count": count, "amount": amount}


def test_each_figure_by_day(trading: Trading) -> None:
    found = asked(trading.house)
    first, second = found["spans"]
    assert (first["day"], first["hour"], first["till"]) == (str(FIRST), None, None)
    assert (first["collected"], first["takenBack"]) == (figure(2, "150.00"), NOTHING)
    assert (second["collected"], second["takenBack"]) == (figure(1, "7.00"), figure(1, "100.00"))
    assert (first["paidOut"], first["payoutsFailed"]) == (figure(1, "500.00"), figure(1, "200.00"))
    assert (second["paidOut"], second["payoutsFailed"]) == (NOTHING, NOTHING)
    assert first["requests"] == {
        "asked": figure(6, "360.00"),
        "succeeded": 2,
        "failed": 2,
        "successRate": "0.5000",
        "callbacksDue": 4,
        "callbacksLost": 2,
        "callbackLoss": "0.5000",
        "meanSeconds": "14.000",
        "p95Seconds": "20.000",
    }
    assert second["requests"]["asked"] == NOTHING
    rates = ("successRate", "callbackLoss", "meanSeconds", "p95Seconds")
    assert [second["requests"][name] for name in rates] == [None] * 4
    assert found["total"]["requests"] == first["requests"]
    assert found["total"]["collected"] == figure(3, "157.00") and found["total"]["day"] is None
    assert (found["successTarget"], found["lossTarget"]) == ("0.95", "0.02")
    assert [(each["state"], each["code"], each["requests"]) for each in found["failures"]] == [
        ("CANCELLED", "1032", figure(1, "50.00")),
        ("FAILED", "1", figure(1, "70.00")),
    ]
    assert all(each["message"]["en"] != each["message"]["sw"] for each in found["failures"])


def test_the_same_by_hour_and_by_till(trading: Trading) -> None:
    by_hour = asked(trading.house, by="HOUR")
    assert [(each["day"], each["hour"]) for each in by_hour["spans"]] == [
        (day, hour) for day in (str(FIRST), str(SECOND)) for hour in range(24)
    ]
    came = {(each["day"], each["hour"]): each["collected"]["amount"] for each in by_hour["spans"]}
    assert {span: amount for span, amount in came.items() if amount != "0.00"} == {
        (str(FIRST), 12): "50.00",
        (str(FIRST), 23): "100.00",
        (str(SECOND), 0): "7.00",
    }
    by_till = asked(trading.house, by="TILL")
    assert [(each["till"]["shortcode"], each["collected"]["amount"]) for each in by_till["spans"]] == [
        ("600555", "7.00"),
        ("600984", "150.00"),
    ]
    assert by_till["spans"][0]["paidOut"] == figure(1, "500.00")
    assert by_hour["total"] == by_till["total"] == asked(trading.house)["total"]
    only = asked(trading.house, till=write_id("Till", trading.office.till.pk))
    assert only["total"]["collected"] == figure(1, "7.00") and only["total"]["requests"]["succeeded"] == 0


def test_the_figures_are_those_of_the_report_of_collections(trading: Trading) -> None:
    rows = json_tables(
        trading.house.business,
        "collections",
        SYSTEM,
        first_day=FIRST,
        last_day=SECOND,
    )["by_day"]
    spans = asked(trading.house)["spans"]
    assert [
        (row["day"], row["receipts"], cents(row["received"]), cents(row["taken_back"])) for row in rows
    ] == [
        (
            each["day"],
            each["collected"]["count"],
            cents(each["collected"]["amount"]),
            cents(each["takenBack"]["amount"]),
        )
        for each in spans
    ]
    today = trading.house.browser().data(
        "query ($id: ID!) { today(business: $id) { received { count amount } hours { today { amount } } } }",
        id=trading.house.id,
    )["today"]
    first = asked(trading.house, to=str(FIRST))["total"]["collected"]
    assert today["received"] == first == figure(2, "150.00")


def test_the_reasons_are_those_of_the_report_of_failed_payments(trading: Trading) -> None:
    rows = json_tables(trading.house.business, "failed_payments", SYSTEM, first_day=FIRST, last_day=SECOND)[
        "reasons"
    ]
    assert [(row["code"], row["requests"], cents(row["amount"])) for row in rows] == [
        (each["code"], each["requests"]["count"], cents(each["requests"]["amount"]))
        for each in asked(trading.house)["failures"]
    ]


def test_who_may_and_what_may_be_asked(trading: Trading, other_house: House) -> None:
    house = trading.house
    cashier = asked(house, Role.CASHIER)
    assert cashier["total"]["collected"] == figure(3, "157.00")
    assert (cashier["total"]["paidOut"], cashier["spans"][0]["payoutsFailed"]) == (None, None)
    whole = {"business": house.id} | DAYS
    for browser, code in (
        (house.browser(Role.PLAYER), "NOT_ALLOWED"),
        (other_house.browser(), "NOT_FOUND"),
        (Browser(), "SIGN_IN_REQUIRED"),
    ):
        assert browser.ask(ASK, **whole)["errors"][0]["extensions"]["code"] == code
    theirs = write_id("Till", trading.shop.till.pk)
    for given, code in (
        ({"from": str(SECOND + timedelta(days=1))}, "BAD_PERIOD"),
        ({"from": str(SECOND - timedelta(days=400))}, "BAD_PERIOD"),
        ({"from": str(SECOND - timedelta(days=31)), "by": "HOUR"}, "BAD_PERIOD"),
        ({"from": "1999-12-31"}, "BAD_DAY"),
    ):
        assert house.browser().ask(ASK, **(whole | given))["errors"][0]["extensions"]["code"] == code
    mine = {"business": other_house.id, "till": theirs}
    answer = other_house.browser().ask(ASK, **(whole | mine))
    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert len(asked(house, **{"from": str(SECOND - timedelta(days=399))})["spans"]) == 400


def test_an_empty_business_has_figures(house: House) -> None:
    found = asked(house, by="TILL")
    assert found["spans"] == [] and found["total"]["collected"] == NOTHING and found["failures"] == []


def test_many_rows_of_others_are_not_read(trading: Trading, other_house: House) -> None:
    """Fixed queries, each by an index, where another business and other days have thousands of rows."""
    crowd(trading, other_house)
    business = trading.house.business
    for by in By:
        with CaptureQueriesContext(connection) as queries:
            measure(
                business=business,
                actor=SYSTEM,
                by=by,
                first_day=FIRST,
                last_day=SECOND,
            )
        asked_for = [each["sql"] for each in queries if each["sql"].lstrip().startswith(("SELECT", "WITH"))]
        assert len(asked_for) == 4 + (by is By.TILL), asked_for
        plans = "\n".join(plan_of(sql) for sql in asked_for)
        for table in ("mpesa_receipt", "mpesa_paymentrequest", "mpesa_callback", "mpesa_payoutattempt"):
            assert f"Seq Scan on {table} " not in plans, plans


def test_each_range_has_its_index(house: House) -> None:
    ranges = {
        "receipt_by_moment": "(business_id, occurred_at)",
        "reversal_by_moment": "(business_id, occurred_at)",
        "request_by_moment": "(business_id, created_at)",
        "callback_last": "(till_id, kind, received_at) INCLUDE (ref)",
        "request_step_confirmed": "(request_id) INCLUDE (at) WHERE ((after)::text = 'CONFIRMED'::text)",
        "entry_by_people": "(business_id, posted_at) WHERE",
        "attempt_paid": "(business_id, paid_at)",
        "payout_failed": "(business_id, settled_at)",
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [list(ranges)])
        found = dict(cursor.fetchall())
    assert all(columns in found[name] for name, columns in ranges.items()), found


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        # Tests may not ANALYZE: without statistics a small table would be read whole.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())


def crowd(trading: Trading, other_house: House) -> None:
    """Rows of another business on these days, and of this one in another year."""
    stranger = Trading(other_house, trading.drain, trading.clock, ("600986", "600556"))
    for business, place, at in (
        (other_house.business, stranger.shop, NOON),
        (trading.house.business, trading.shop, NOON - timedelta(days=300)),
    ):
        Receipt.objects.bulk_create(
            Receipt(
                business=business,
                till=place.till,
                number=f"UKX{count:07}",
                amount=100,
                occurred_at=at + timedelta(seconds=count),
                first_channel="C2B",
            )
            for count in range(2_000)
        )
        trading.clock.at = at
        PaymentRequest.objects.bulk_create(
            PaymentRequest(
                business=business,
                till=place.till,
                ref=f"{business.pk}-{count}",
                key=f"crowd-{count}",
                key_hash=b"x" * 32,
                payer=place.requests[0].payer,
                amount=100,
                account_reference="x",
                state="FAILED",
            )
            for count in range(2_000)
        )
