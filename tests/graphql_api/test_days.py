"""Accounting days through the API: what they show, in how many queries, and who may say something of them."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import days
from graphql_api.ids import write_id
from mpesa.models import Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from reconciliation.days.marking import mark_days
from reconciliation.models import ReconciliationDay, ReconciliationDayAccount
from tests.graphql_api.conftest import House
from tests.reconciliation.days.nights import Nights, at
from tests.reconciliation.exceptions.books import PAYMENT, Books
from tests.reconciliation.verified.files import MONDAY, TUESDAY
from users.actors import SYSTEM
from users.models import Role

LIST = """query ($b: ID!, $first: Int, $filter: ReconciliationDayFilter, $order: ReconciliationDayOrder) {
    reconciliationDays(business: $b, first: $first, filter: $filter, orderBy: $order) { totalCount nodes {
    id day state provisional expected actual discrepancy openItems decidedBy { name } decidedAt judgedAt
    till { shortcode } business { code } sources { name amount }
    accounts(first: 5) { nodes { account basis expected actual discrepancy openItems unexplained isProved
        run { fromDay toDay automatic } } }
    notes(last: 20) { nodes { text author { name } } } } } }"""
CALENDAR = """query ($b: ID!, $filter: ReconciliationDayFilter) {
    tills(business: $b, first: 10) { nodes { shortcode daysToJudge
    reconciliationDays(first: 31, filter: $filter) { nodes { day state
        accounts(first: 5) { nodes { account basis discrepancy isProved } } } } } } }"""


@pytest.fixture
def books(house: House, drain) -> Books:
    """Monday is covered, with a payment that the statement lacks; of Tuesday nobody tells."""
    books = Books(house)
    books.call_back("UKK1AA00A1", 500, MONDAY)
    books.show(MONDAY, 9, "UKK1AA00A1", PAYMENT, 500)
    books.call_back("UKK1AA00A2", 200, MONDAY, 10)
    books.call_back("UKK1AA00A3", 40, TUESDAY)
    books.bring(MONDAY, MONDAY)
    books.prove(MONDAY, MONDAY)
    with transaction.atomic():
        mark_days(business_id=house.business.pk, till_id=books.till.pk, days=[TUESDAY])
    drain()
    return books


def listed(books: Books, by: str = Role.ACCOUNTANT, **more: Any) -> list[dict[str, Any]]:
    browser = books.house.browser(by)
    found: list[dict[str, Any]] = browser.data(LIST, b=books.house.id, **more)["reconciliationDays"]["nodes"]
    return found


def act(books: Books, verb: str, by: str = Role.ACCOUNTANT, **input: Any) -> dict[str, Any]:
    asked = f"""mutation ($input: {verb[0].upper()}{verb[1:]}Input!) {{ {verb}(input: $input) {{
        reconciliationDay {{ state decidedBy {{ name }} notes {{ nodes {{ text author {{ name }} }} }} }}
        problems {{ code field }} }} }}"""
    found: dict[str, Any] = books.house.browser(by).data(asked, input=input)[verb]
    return found


def test_a_day_says_what_was_expected_and_what_moved(books):
    tuesday, monday = listed(books)
    assert (monday["day"], monday["state"], monday["provisional"]) == (str(MONDAY), "DISCREPANCY", False)
    shown = [monday[name] for name in ("expected", "actual", "discrepancy", "openItems")]
    assert shown == ["700.00", "500.00", "-200.00", 1]
    assert (monday["till"], monday["business"]) == ({"shortcode": "600984"}, {"code": "maji"})
    (part,) = monday["accounts"]["nodes"]
    assert part == {
        "account": "UTILITY",
        "basis": "STATEMENT",
        "expected": "700.00",
        "actual": "500.00",
        "discrepancy": "-200.00",
        "openItems": 1,
        "unexplained": "0.00",
        "isProved": True,
        "run": {"fromDay": str(MONDAY), "toDay": str(MONDAY), "automatic": False},
    }
    assert (tuesday["state"], tuesday["provisional"], tuesday["actual"]) == ("UNKNOWN", True, None)
    assert tuesday["accounts"]["nodes"][0]["basis"] == "NOTHING"


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ({}, [TUESDAY, MONDAY]),
        ({"states": ["UNKNOWN"]}, [TUESDAY]),
        ({"states": ["MATCHED", "INVESTIGATING"]}, []),
        ({"provisional": False}, [MONDAY]),
        ({"day": {"to": str(MONDAY)}}, [MONDAY]),
        ({"day": {"from": str(TUESDAY), "to": str(TUESDAY)}, "provisional": True}, [TUESDAY]),
    ],
)
def test_they_are_narrowed_down(books, filter, found):
    assert [row["day"] for row in listed(books, filter=filter)] == [str(day) for day in found]


def test_they_are_ordered_and_of_one_till(books, drain):
    other = another(books.house, "600985")
    Nights(other, drain).tell("UKK1AA00Z1", 5, at(MONDAY, 9))
    with transaction.atomic():
        mark_days(business_id=books.house.business.pk, till_id=other.pk, days=[MONDAY])
    drain()
    rows = listed(books, order={"field": "DISCREPANCY", "direction": "ASC"})
    assert [row["discrepancy"] for row in rows] == ["-200.00", None, None]
    rows = listed(books, order={"field": "DAY", "direction": "ASC"})
    assert [row["day"] for row in rows] == [str(MONDAY), str(MONDAY), str(TUESDAY)]
    rows = listed(books, filter={"till": write_id("Till", other.pk)})
    assert [row["till"]["shortcode"] for row in rows] == ["600985"]


def test_people_look_into_a_day_and_clear_it(books):
    tuesday, monday = listed(books)
    refused = act(books, "investigateDay", by=Role.AUDITOR, day=monday["id"], note="asked them")
    assert refused["problems"] == [{"code": "NOT_ALLOWED", "field": []}]
    assert act(books, "clearDay", day=monday["id"], reason="x")["problems"] == [
        {"code": "COMMENT_MISSING", "field": ["reason"]}
    ]
    assert act(books, "clearDay", day=tuesday["id"], reason="a holiday")["problems"] == [
        {"code": "DAY_UNKNOWN", "field": ["day"]}
    ]
    done = act(books, "investigateDay", day=monday["id"], note="asked them")["reconciliationDay"]
    me = {"name": "ACCOUNTANT of maji"}
    assert (done["state"], done["decidedBy"]) == ("INVESTIGATING", me)
    done = act(books, "clearDay", day=monday["id"], reason="a test payment")["reconciliationDay"]
    assert (done["state"], done["decidedBy"]) == ("MATCHED", me)
    assert done["notes"]["nodes"] == [
        {"text": "asked them", "author": me},
        {"text": "a test payment", "author": me},
    ]
    assert listed(books, filter={"states": ["MATCHED"]})[0]["discrepancy"] == "-200.00"


def test_others_see_nothing_of_it(books, other_house: House):
    (row, _) = listed(books)
    stranger = other_house.browser()
    assert stranger.data("query ($id: ID!) { node(id: $id) { id } }", id=row["id"]) == {"node": None}
    mine = stranger.data("{ reconciliationDays(allMine: true) { totalCount } }")
    assert mine == {"reconciliationDays": {"totalCount": 0}}
    cashier = books.house.browser(Role.CASHIER).data(CALENDAR, b=books.house.id)["tills"]["nodes"]
    assert cashier == [{"shortcode": "600984", "daysToJudge": None, "reconciliationDays": None}]


def test_the_calendar_says_what_is_still_to_be_judged(books, clock):
    clock.at = days.now().astimezone(UTC) + timedelta(days=3)
    with transaction.atomic():
        for first in (0, 1):
            wanted = [days.today() - timedelta(days=number) for number in range(first, 3)]
            mark_days(business_id=books.house.business.pk, till_id=books.till.pk, days=wanted)
    (till,) = books.house.browser().data(CALENDAR, b=books.house.id)["tills"]["nodes"]
    assert till["daysToJudge"] == 3
    assert [row["day"] for row in till["reconciliationDays"]["nodes"]] == [str(TUESDAY), str(MONDAY)]


def another(house: House, shortcode: str) -> Till:
    return create_till(
        business=house.business,
        name=f"Shop {shortcode}",
        kind="PAYBILL",
        shortcode=shortcode,
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )


def days_of(house: House, till: Till, first: date, count: int) -> None:
    rows = ReconciliationDay.objects.bulk_create(
        ReconciliationDay(
            business=house.business,
            till=till,
            day=first + timedelta(days=number),
            provisional=True,
            expected=number,
            open_items=0,
            findings="0" * 64,
            judged_at=days.now(),
        )
        for number in range(count)
    )
    ReconciliationDayAccount.objects.bulk_create(
        ReconciliationDayAccount(
            row=row,
            account=account,
            basis="NOTHING",
            expected=0,
            open_items=0,
            unexplained=0,
            is_proved=False,
        )
        for row in rows
        for account in ("utility", "working")
    )


def test_fifty_tills_and_a_year_take_no_more_queries_than_two_tills_and_a_week(house: House):
    browser, counts = house.browser(), []
    asked = {"b": house.id, "filter": {"day": {"from": "2026-10-01", "to": "2026-10-31"}}}
    for shortcode in ("600100", "600199"):
        days_of(house, another(house, shortcode), date(2026, 10, 1), 7)
    for tills in (0, 48):
        for number in range(tills):
            days_of(house, another(house, f"6001{number + 1:02}"), date(2025, 11, 1), 365)
        browser.data(LIST, b=house.id, first=50)
        with CaptureQueriesContext(connection) as queries:
            rows = browser.data(LIST, b=house.id, first=50)["reconciliationDays"]["nodes"]
            calendar = browser.data(CALENDAR, **asked)["tills"]["nodes"]
        assert {len(row["accounts"]["nodes"]) for row in rows} == {2}
        counts.append((len(rows), len(calendar), len(queries)))
    assert counts[0][:2] == (14, 2) and counts[1][:2] == (50, 10)
    assert len(calendar[0]["reconciliationDays"]["nodes"]) == 31
    assert counts[0][2] == counts[1][2], [query["sql"][:200] for query in queries]
