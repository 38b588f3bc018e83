"""Lists: filters, orders, cursors that stay where they are, counts on demand, and lists below rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.customers.customers import create_customer
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from billing.models import Customer, Invoice
from core import days
from graphql_api import reading
from graphql_api.filters import DayPresets, preset_days
from graphql_api.ids import write_id
from tests.graphql_api.conftest import Browser, House
from users.models import Role
from users.people import add_member

LIST = """query ($b: ID, $all: Boolean = false, $filter: InvoiceFilter, $order: InvoiceOrder, $first: Int,
    $after: String, $last: Int, $before: String) {
  invoices(business: $b, allMine: $all, filter: $filter, orderBy: $order, first: $first, after: $after,
      last: $last, before: $before) {
    nodes { number total } edges { cursor node { number } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }"""
BELOW = """query ($b: ID!, $n: Int!) {
  customers(business: $b, first: $n, orderBy: {field: ACCOUNT_NUMBER, direction: ASC}) {
    nodes { accountNumber invoices(first: 2, orderBy: {field: TOTAL}) {
    totalCount nodes { total lines { totalCount nodes { description } } customer { accountNumber } }
    pageInfo { hasNextPage endCursor } } } } }"""


def make(house: House, *totals: int, name: str = "Amina", phone: str = "") -> Customer:
    """A customer with a draft of each total, in shillings."""
    owner = house.people[Role.OWNER]
    customer = create_customer(business=house.business, name=name, phone=phone, actor=owner)
    for total in totals:
        create_invoice(
            customer=customer,
            lines=[LineInput("water", Decimal(1), total * 100), LineInput("meter", Decimal(1), 100)],
            key=f"{customer.pk}-{total}-{Invoice.objects.count()}",
            actor=owner,
        )
    return customer


def ask(browser: Browser, house: House, **variables: Any) -> dict[str, Any]:
    return browser.data(LIST, b=write_id("Business", house.business.pk), **variables)["invoices"]


def totals(page: dict[str, Any]) -> list[int]:
    return [int(node["total"].removesuffix(".00")) - 1 for node in page["nodes"]]


@pytest.fixture
def owner(house: House) -> Browser:
    return house.browser()


def test_one_business_or_all_of_mine_and_nothing_else(house: House, other_house: House, owner: Browser):
    make(house, 10)
    make(other_house, 20)
    both = {"code": "WHICH_BUSINESS", "field": ["business"]}
    for given in ({}, {"b": write_id("Business", house.business.pk), "all": True}):
        (error,) = owner.ask(LIST, **given)["errors"]
        assert error["extensions"] == both, given
    assert totals(owner.data(LIST, all=True)["invoices"]) == [10]
    add_member(
        business=other_house.business, user=house.people[Role.OWNER], role=Role.AUDITOR,
        actor=other_house.people[Role.OWNER],
    )  # fmt: skip
    assert totals(owner.data(LIST, all=True)["invoices"]) == [20, 10]
    assert totals(ask(owner, other_house)) == [20]
    absent = owner.ask(LIST, b=write_id("Business", 10**9))["errors"]
    assert absent == owner.ask(LIST, b="maji")["errors"] == owner.ask(LIST, b="biz_x")["errors"]
    assert absent[0]["extensions"] == {"code": "NOT_FOUND", "field": ["business"]}


def test_the_business_of_several_lists_is_looked_for_once_and_each_right_is_judged(house: House):
    where = write_id("Business", house.business.pk)
    lists = "invoices(business: $b) { nodes { id } } customers(business: $b) { nodes { id } }"
    with CaptureQueriesContext(connection) as captured:
        house.browser().data(f"query ($b: ID!) {{ {lists} }}", b=where)
    assert len([each for each in captured if 'FROM "users_business"' in each["sql"]]) == 1
    cashier = house.browser(Role.CASHIER)
    answer = cashier.ask(
        f"query ($b: ID!) {{ {lists} auditEntries(business: $b) {{ nodes {{ id }} }} }}", b=where
    )
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["NOT_ALLOWED"]


def test_an_order_and_its_cursors_stay_when_rows_come_in(house: House, owner: Browser):
    make(house, 30, 10, 20, 20, 40)
    for order, expected in (
        (None, [40, 20, 20, 10, 30]),
        ({"field": "TOTAL"}, [40, 30, 20, 20, 10]),
        ({"field": "TOTAL", "direction": "ASC"}, [10, 20, 20, 30, 40]),
        ({"field": "CREATED_AT", "direction": "ASC"}, [30, 10, 20, 20, 40]),
        ({"field": "DUE_ON"}, [40, 20, 20, 10, 30]),  # none has one: then the newest first
    ):
        seen, after = [], None
        for _ in range(3):
            page = ask(owner, house, order=order, first=2, after=after)
            assert [edge["node"]["number"] for edge in page["edges"]] == [
                node["number"] for node in page["nodes"]
            ]
            seen += totals(page)
            after = page["pageInfo"]["endCursor"]
        assert seen == expected and not page["pageInfo"]["hasNextPage"], order
        back = ask(owner, house, order=order, last=2, before=page["pageInfo"]["startCursor"])
        assert totals(back) == expected[2:4] and back["pageInfo"]["hasPreviousPage"], order
        assert totals(ask(owner, house, order=order, last=1)) == expected[-1:]
        assert totals(ask(owner, house, order=order, first=3, last=2)) == expected[1:3]
    page = ask(owner, house, order={"field": "TOTAL"}, first=2)
    make(house, 50, 35)
    rest = ask(owner, house, order={"field": "TOTAL"}, first=9, after=page["pageInfo"]["endCursor"])
    assert totals(rest) == [20, 20, 10]


def test_a_cursor_of_another_order_is_refused_or_a_place(house: House, owner: Browser):
    make(house, 30, 10)
    cursor = ask(owner, house, first=1)["pageInfo"]["endCursor"]
    answer = owner.ask(
        LIST, b=write_id("Business", house.business.pk), order={"field": "TOTAL"}, after=cursor
    )
    assert answer["errors"][0]["extensions"] == {"code": "BAD_CURSOR", "field": ["after"]}


def test_filters_hold_at_once(house: House, owner: Browser):
    amina, brian = make(house, 10, 200, phone="0712 345 678"), make(house, 30, name="Brian")
    issue_invoice(invoice=Invoice.objects.get(total=20100), actor=house.people[Role.OWNER])
    number = Invoice.objects.get(total=3100).number
    for filter, expected in (
        ({}, [30, 200, 10]),
        ({"states": ["UNPAID"]}, [200]),
        ({"states": ["UNPAID", "DRAFT"]}, [30, 200, 10]),
        ({"states": []}, []),
        ({"amount": {"min": "11.00", "max": "31"}}, [30, 10]),
        ({"amount": {"min": "11.01"}}, [30, 200]),
        ({"phone": "+254712345678"}, [200, 10]),
        ({"phone": "0712345679"}, []),
        ({"customer": write_id("Customer", brian.pk)}, [30]),
        ({"text": number.lower()[4:]}, [30]),
        ({"text": amina.account_number[:5]}, [200, 10]),
        ({"text": "%"}, []),
        ({"day": {"preset": "TODAY"}}, [30, 200, 10]),
        ({"day": {"preset": "YESTERDAY"}}, []),
        ({"day": {"to": str(days.today())}, "states": ["DRAFT"], "phone": "0712345678"}, [10]),
        ({"day": {"from": str(days.today() + timedelta(days=1))}}, []),
        ({"day": None, "amount": None, "text": None}, [30, 200, 10]),
    ):
        page = ask(owner, house, filter=filter)
        assert (totals(page), page["totalCount"]) == (expected, len(expected)), filter


@pytest.mark.parametrize(
    ("filter", "code", "field"),
    [
        ({"day": {"preset": "TODAY", "to": "2026-11-20"}}, "BAD_FILTER", ["filter", "day", "preset"]),
        ({"day": {"from": "2026-11-21", "to": "2026-11-20"}}, "BAD_FILTER", ["filter", "day", "to"]),
        ({"day": {"from": "2026-02-30"}}, "BAD_DAY", ["filter", "day", "from"]),
        ({"amount": {"min": "2", "max": "1"}}, "BAD_FILTER", ["filter", "amount", "max"]),
        ({"amount": {"min": "1.001"}}, "BAD_AMOUNT", ["filter", "amount", "min"]),
        ({"phone": "12"}, "BAD_PHONE", ["filter", "phone"]),
        ({"text": " "}, "BAD_FILTER", ["filter", "text"]),
        ({"text": "x" * 101}, "BAD_FILTER", ["filter", "text"]),
        ({"text": "a\x00"}, "BAD_TEXT", ["filter", "text"]),
        ({"customer": "x"}, "NOT_FOUND", ["filter", "customer"]),
    ],
)
def test_a_filter_that_says_nothing_is_refused_in_its_place(
    house: House, owner: Browser, filter, code, field
):
    answer = owner.ask(LIST, b=write_id("Business", house.business.pk), filter=filter)
    assert [error["extensions"] for error in answer["errors"]] == [{"code": code, "field": field}]


def test_presets_are_days_in_nairobi(monkeypatch):
    late = datetime(2026, 11, 29, 21, 30, tzinfo=UTC)  # half past midnight of Monday the 30th there
    monkeypatch.setattr(days, "_ask", lambda: late)
    shown = {preset: tuple(map(str, preset_days(preset))) for preset in DayPresets}
    assert shown == {
        "TODAY": ("2026-11-30", "2026-11-30"),
        "YESTERDAY": ("2026-11-29", "2026-11-29"),
        "THIS_WEEK": ("2026-11-30", "2026-12-06"),
        "LAST_WEEK": ("2026-11-23", "2026-11-29"),
        "THIS_MONTH": ("2026-11-01", "2026-11-30"),
        "LAST_MONTH": ("2026-10-01", "2026-10-31"),
    }


def test_a_list_below_rows_that_can_hold_nothing_is_counted_too(house: House, owner: Browser):
    for name in ("One", "Two"):
        make(house, 10, name=name)
    asked = """query ($b: ID!) { customers(business: $b) { nodes {
        none: invoices(filter: {states: []}) { totalCount nodes { id } } all: invoices { totalCount } } } }"""
    found = owner.data(asked, b=write_id("Business", house.business.pk))["customers"]["nodes"]
    assert found == [{"none": {"totalCount": 0, "nodes": []}, "all": {"totalCount": 1}}] * 2


def test_a_list_below_rows_is_read_at_once(house: House, owner: Browser):
    for count in range(5):
        make(house, *range(10, 10 + 10 * (count + 1), 10), name=f"Customer {count}")
    where = write_id("Business", house.business.pk)
    queries = []
    for rows in (2, 5):
        with CaptureQueriesContext(connection) as captured:
            found = owner.data(BELOW, b=where, n=rows)["customers"]["nodes"]
        queries.append(len(captured))
    assert queries[0] == queries[1], [query["sql"][:200] for query in captured]
    assert [node["invoices"]["totalCount"] for node in found] == [1, 2, 3, 4, 5]
    assert [[each["total"] for each in node["invoices"]["nodes"]] for node in found] == [
        ["11.00"], ["21.00", "11.00"], ["31.00", "21.00"], ["41.00", "31.00"], ["51.00", "41.00"],
    ]  # fmt: skip
    assert [node["invoices"]["pageInfo"]["hasNextPage"] for node in found] == [False] * 2 + [True] * 3
    for node in found:
        for invoice in node["invoices"]["nodes"]:
            assert invoice["customer"] == {"accountNumber": node["accountNumber"]}
            assert invoice["lines"] == {
                "totalCount": 2, "nodes": [{"description": "water"}, {"description": "meter"}],
            }  # fmt: skip
    # The next page of one of them, as of one alone.
    last = found[-1]
    one = Customer.objects.get(account_number=last["accountNumber"])
    query = """query ($id: ID!, $after: String) { node(id: $id) { ... on Customer {
        invoices(first: 2, after: $after, orderBy: {field: TOTAL}) { nodes { total } } } } }"""
    after = last["invoices"]["pageInfo"]["endCursor"]
    page = owner.data(query, id=write_id("Customer", one.pk), after=after)["node"]["invoices"]
    assert page == {"nodes": [{"total": "31.00"}, {"total": "21.00"}]}


def test_what_a_role_may_not_read_below_a_business_is_null(house: House, other_house: House):
    make(house, 10, phone="0712 345 678")
    query = """{ businesses { nodes { code invoices { totalCount nodes { total } }
        customers(filter: {phone: "0712 345 678"}) { totalCount nodes { phone } } } } }"""
    assert house.browser().data(query)["businesses"]["nodes"] == [
        {
            "code": "maji",
            "invoices": {"totalCount": 1, "nodes": [{"total": "11.00"}]},
            "customers": {"totalCount": 1, "nodes": [{"phone": "254712345678"}]},
        }
    ]
    (seen,) = house.browser(Role.MARKET_OPERATOR).data(query)["businesses"]["nodes"]
    assert seen == {"code": "maji", "invoices": None, "customers": None}
    (theirs,) = other_house.browser().data(query)["businesses"]["nodes"]
    assert theirs["invoices"] == {"totalCount": 0, "nodes": []}


def test_a_count_is_made_on_demand_and_ends(house: House, owner: Browser, monkeypatch):
    make(house, 10, 20, 30, 40)
    where = write_id("Business", house.business.pk)
    with CaptureQueriesContext(connection) as captured:
        owner.data("query ($b: ID) { invoices(business: $b) { nodes { id } } }", b=where)
    assert not [query for query in captured if "COUNT(" in query["sql"].upper()]
    with CaptureQueriesContext(connection) as captured:
        owner.data("query ($b: ID) { invoices(business: $b) { totalCount } }", b=where)
    assert len([query for query in captured if "billing_invoice" in query["sql"]]) == 1
    monkeypatch.setattr(reading, "MAX_COUNT", 3)
    monkeypatch.setattr("graphql_api.pages.MAX_COUNT", 3)
    assert ask(owner, house)["totalCount"] == 3
    below = "query ($b: ID) { customers(business: $b) { nodes { invoices { totalCount } } } }"
    assert owner.data(below, b=where)["customers"]["nodes"] == [{"invoices": {"totalCount": 3}}]
