"""The chart, the general ledger and the financial statements over GraphQL."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from graphql_api.ids import write_id
from ledger.chart.standard import open_sub_account
from ledger.closing.periods import close_period
from ledger.closing.years import close_year
from ledger.journal.posting import credit, debit, post_entry
from ledger.journal.sealing import seal_business
from ledger.journal.turnovers import fold_turnovers
from ledger.models import Account
from tests.graphql_api.conftest import Browser, House
from users.models import Role

NOVEMBER = 'business: $business, fromDay: "2024-11-01", toDay: "2024-11-30"'
SECTION = "{ total previousTotal figures { nodes { account { code } amount previous } } }"


def put(house: House, reference: str, cents: int, day: date, *, by: str, to: str) -> None:
    post_entry(
        business_id=house.business.pk,
        kind="MANUAL",
        reference=reference,
        legs=[debit(by, cents), credit(to, cents)],
        occurred_at=datetime(2024, 12, 9, tzinfo=UTC),
        effective_on=day,
    )


@pytest.fixture
def books(house: House) -> House:
    """October: 1,000 of capital and a sale of 200. November: receipts, a charge, money to the bank."""
    till = open_sub_account(business_id=house.business.pk, parent_code="1010", suffix="600100", name="Till")
    put(house, "capital", 100_000, date(2024, 10, 2), by="1100", to="3000")
    put(house, "sale", 20_000, date(2024, 10, 31), by="1020", to="4000")
    seal_business(house.business.pk)
    fold_turnovers()
    put(house, "pay1", 30_000, date(2024, 11, 2), by=till.code, to="2890")
    put(house, "route1", 30_000, date(2024, 11, 2), by="2890", to="1200")
    put(house, "pay2", 500, date(2024, 11, 30), by=till.code, to="2890")
    seal_business(house.business.pk)
    put(house, "invoice", 45_000, date(2024, 11, 1), by="1200", to="4000")
    put(house, "charge", 700, date(2024, 11, 3), by="5100", to=till.code)
    put(house, "sweep", 10_000, date(2024, 11, 4), by="1100", to=till.code)
    put(house, "december", 1_100, date(2024, 12, 1), by="1020", to="4000")
    return house


def ask(books: House, query: str, **variables: Any) -> Any:
    text = f"query ($business: ID!) {{ {query} }}"
    (found,) = books.browser(Role.AUDITOR).data(text, business=books.id, **variables).values()
    return found


def figures(*rows: tuple[str, str, str]) -> dict[str, Any]:
    return {
        "nodes": [
            {"account": {"code": code}, "amount": amount, "previous": previous}
            for code, amount, previous in rows
        ]
    }


def test_the_chart_is_a_tree(books: House):
    found = ask(books, """chart(business: $business, day: "2024-11-30") {
        day accounts(first: 3) { totalCount pageInfo { hasNextPage endCursor }
            nodes { account { code name kind parent { code } } depth balance total } } }""")  # fmt: skip
    accounts = found["accounts"]
    assert (found["day"], accounts["totalCount"], accounts["pageInfo"]["hasNextPage"]) == (
        "2024-11-30", 35, True,
    )  # fmt: skip
    assert [[*row["account"].values(), *[*row.values()][1:]] for row in accounts["nodes"]] == [
        ["1010", "M-Pesa", "ASSET", None, 0, "0.00", "198.00"],
        ["1010-600100", "Till", "ASSET", {"code": "1010"}, 1, "198.00", "198.00"],
        ["1020", "Cash", "ASSET", None, 0, "200.00", "200.00"],
    ]


def test_figures_page_by_cursor_either_way(books: House):
    browser = books.browser(Role.AUDITOR)
    query = """query ($business: ID!, $first: Int, $last: Int, $after: String, $before: String) {
        chart(business: $business) { accounts(first: $first, last: $last, after: $after, before: $before) {
        edges { cursor node { account { code } } } pageInfo { hasNextPage hasPreviousPage } } } }"""

    def page(**asked: Any) -> tuple[list[str], list[str], list[bool]]:
        found = browser.data(query, business=books.id, **asked)["chart"]["accounts"]
        edges = found["edges"]
        codes = [edge["node"]["account"]["code"] for edge in edges]
        return codes, [edge["cursor"] for edge in edges], list(found["pageInfo"].values())

    codes, cursors, _ = page(first=100)
    assert page(first=2)[::2] == (codes[:2], [True, False])
    assert page(first=2, after=cursors[1])[0] == codes[2:4]
    assert page(last=2)[::2] == (codes[-2:], [False, True])
    assert page(last=2, before=cursors[3])[0] == codes[1:3]
    assert page(first=3, last=1)[0] == codes[2:3]
    assert page(first=5, after=cursors[-1])[::2] == ([], [False, False])
    assert page(first=0)[0] == []
    lines = "query ($b: ID!) { journalEntries(business: $b, first: 1) { pageInfo { endCursor } } }"
    foreign = browser.data(lines, b=books.id)["journalEntries"]["pageInfo"]["endCursor"]
    for bad in ("x", foreign, cursors[0][:-3]):
        assert browser.refusal(query, business=books.id, after=bad) == "BAD_CURSOR", bad


def test_a_trial_balance_of_a_month(books: House):
    found = ask(books, """trialBalance(business: $business, fromDay: "2024-11-01", day: "2024-11-30") {
        fromDay totalDebit totalCredit
        rows { nodes { account { code } opening debit credit balance } } }""")  # fmt: skip
    rows = found["rows"]["nodes"]
    moved = {row["account"]["code"]: [*row.values()][1:] for row in rows if row["balance"] != "0.00"}
    assert moved == {
        "1010-600100": ["0.00", "305.00", "107.00", "198.00"],
        "1020": ["200.00", "0.00", "0.00", "200.00"],
        "1100": ["1000.00", "100.00", "0.00", "1100.00"],
        "1200": ["0.00", "450.00", "300.00", "150.00"],
        "2890": ["0.00", "300.00", "305.00", "5.00"],
        "3000": ["1000.00", "0.00", "0.00", "1000.00"],
        "4000": ["200.00", "0.00", "450.00", "650.00"],
        "5100": ["0.00", "7.00", "0.00", "7.00"],
    }
    assert found["totalDebit"] == found["totalCredit"] == "1162.00" and found["fromDay"] == "2024-11-01"


LINES = """lines(first: 10) { nodes {
    entry { effectiveOn reference number isLate } debit credit balance } }"""


def shown(lines: dict[str, Any]) -> list[tuple[str, str]]:
    return [(line["entry"]["reference"], line["balance"]) for line in lines["nodes"]]


def test_the_general_ledger_runs_from_opening_to_closing(books: House):
    rows = f"accounts(first: 9) {{ nodes {{ account {{ code }} opening debit credit closing {LINES} }} }}"
    found = ask(books, f"generalLedger({NOVEMBER}) {{ {rows} }}")["accounts"]["nodes"]
    assert [row["account"]["code"] for row in found] == [
        "1010-600100", "1020", "1100", "1200", "2890", "3000", "4000", "5100",
    ]  # fmt: skip
    till, cash = found[0], found[1]
    assert shown(till["lines"]) == [
        ("pay1", "300.00"), ("charge", "293.00"), ("sweep", "193.00"), ("pay2", "198.00"),
    ]  # fmt: skip
    assert till["closing"] == till["lines"]["nodes"][-1]["balance"]
    assert (cash["opening"], cash["closing"], shown(cash["lines"])) == ("200.00", "200.00", [])
    assert shown(found[6]["lines"])[0][1] == "650.00"  # a credit account: positive on its own side


def test_a_statement_of_account_pages_with_its_running_balance(books: House):
    till = write_id("Account", Account.objects.get(business=books.business, code="1010-600100").pk)
    query = """query ($id: ID!, $from: Date, $seal: BigInt, $after: String) { node(id: $id) { ... on Account {
        statement(fromDay: $from, seal: $seal) { opening closing account { code }
        lines(first: 2, after: $after) { totalCount pageInfo { endCursor }
        nodes { entry { reference number } balance } } } } } }"""
    browser = books.browser(Role.AUDITOR)

    def told(**asked: Any) -> dict[str, Any]:
        return browser.data(query, id=till, **asked)["node"]["statement"]

    first = told(**{"from": "2024-11-03"})
    assert (first["opening"], first["closing"], first["account"]["code"]) == (
        "300.00", "198.00", "1010-600100",
    )  # fmt: skip
    assert (shown(first["lines"]), first["lines"]["totalCount"]) == (
        [("charge", "293.00"), ("sweep", "193.00")], 3,
    )  # fmt: skip
    second = told(**{"from": "2024-11-03", "after": first["lines"]["pageInfo"]["endCursor"]})
    assert second["lines"]["nodes"] == [{"entry": {"reference": "pay2", "number": "5"}, "balance": "198.00"}]
    sealed = told(seal="4")
    assert (sealed["opening"], sealed["closing"], shown(sealed["lines"])) == (
        "0.00", "300.00", [("pay1", "300.00")],
    )  # fmt: skip


def test_an_income_statement_beside_the_month_before(books: House):
    fields = f"result previousResult previousFromDay previousToDay income {SECTION} expenses {SECTION}"
    assert ask(books, f"incomeStatement({NOVEMBER}, compare: true) {{ {fields} }}") == {
        "result": "443.00", "previousResult": "200.00",
        "previousFromDay": "2024-10-01", "previousToDay": "2024-10-31",
        "income": {"total": "450.00", "previousTotal": "200.00",
                   "figures": figures(("4000", "450.00", "200.00"))},
        "expenses": {"total": "7.00", "previousTotal": "0.00",
                     "figures": figures(("5100", "7.00", "0.00"))},
    }  # fmt: skip
    week = 'business: $business, fromDay: "2024-11-04", toDay: "2024-11-05", compare: true'
    found = ask(books, f"incomeStatement({week}) {{ previousFromDay previousToDay previousResult }}")
    assert list(found.values()) == ["2024-11-02", "2024-11-03", "-7.00"]
    whole = ask(books, f"incomeStatement(business: $business) {{ {fields} }}")
    assert (whole["result"], whole["previousResult"]) == ("654.00", None)
    browser = books.browser(Role.AUDITOR)
    query = "query ($business: ID!) { incomeStatement(business: $business, compare: true) { result } }"
    assert browser.refusal(query, business=books.id) == "BAD_PERIOD"


def test_a_balance_sheet_before_and_after_the_year_is_closed(books: House):
    fields = (
        f"assets {SECTION} liabilities {SECTION} equity {SECTION} currentResult previousResult difference"
    )
    query = f'balanceSheet(business: $business, day: "2024-11-30", compareDay: "2024-10-31") {{ {fields} }}'
    before = ask(books, query)
    assert before["assets"] == {
        "total": "1648.00", "previousTotal": "1200.00",
        "figures": figures(("1010", "198.00", "0.00"), ("1020", "200.00", "200.00"),
                           ("1100", "1100.00", "1000.00"), ("1200", "150.00", "0.00")),
    }  # fmt: skip
    assert (before["currentResult"], before["previousResult"], before["difference"]) == (
        "643.00", "200.00", "0.00",
    )  # fmt: skip
    put(books, "route2", 500, date(2024, 11, 30), by="2890", to="2100")
    owner = books.people[Role.OWNER]
    close_period(business=books.business, last_day=date(2024, 11, 30), actor=owner)
    close_year(business=books.business, last_day=date(2024, 11, 30), actor=owner)
    after = ask(books, query)
    assert after["assets"] == before["assets"]
    assert (after["currentResult"], after["difference"], after["equity"]["total"]) == (
        "0.00", "0.00", "1643.00",
    )  # fmt: skip
    closed = ask(books, f"incomeStatement({NOVEMBER}, compare: true) {{ result previousResult }}")
    assert closed == {"result": "443.00", "previousResult": "200.00"}


def test_a_cash_flow_shows_receipts_where_they_were_routed(books: House):
    fields = "opening received paid closing lines { nodes { account { code } received paid } }"
    assert ask(books, f"cashFlow({NOVEMBER}) {{ {fields} }}") == {
        "opening": "1200.00", "received": "305.00", "paid": "7.00", "closing": "1498.00",
        "lines": {"nodes": [{"account": {"code": "1200"}, "received": "300.00", "paid": "0.00"},
                            {"account": {"code": "2890"}, "received": "5.00", "paid": "0.00"},
                            {"account": {"code": "5100"}, "received": "0.00", "paid": "7.00"}]},
    }  # fmt: skip


ACCOUNT = "account { code balance business { code } parent { code parent { code } } }"
COUNTED = [
    f"generalLedger({NOVEMBER}) {{ accounts(first: $rows) {{ nodes {{ {ACCOUNT} {LINES} }} }} }}",
    f"chart(business: $business) {{ accounts(first: $rows) {{ nodes {{ {ACCOUNT} total }} }} }}",
    f"trialBalance(business: $business) {{ rows(first: $rows) {{ nodes {{ {ACCOUNT} balance }} }} }}",
    f"incomeStatement({NOVEMBER}) {{ income {{ figures(first: $rows) {{ nodes {{ {ACCOUNT} }} }} }} }}",
    f"balanceSheet(business: $business) {{ assets {{ figures(first: $rows) {{ nodes {{ {ACCOUNT} }} }} }} }}",
    f"cashFlow({NOVEMBER}) {{ lines(first: $rows) {{ nodes {{ {ACCOUNT} }} }} }}",
    f"accounts(business: $business, first: $rows) {{ nodes {{ statement {{ closing {LINES} }} }} }}",
]


@pytest.mark.parametrize("asked", COUNTED)
def test_more_rows_take_no_more_queries(books: House, asked: str):
    browser = books.browser(Role.AUDITOR)
    counts = []
    for rows in (3, 9):
        with CaptureQueriesContext(connection) as queries:
            browser.data(f"query ($business: ID!, $rows: Int!) {{ {asked} }}", business=books.id, rows=rows)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 24, counts


CALLS = [
    "chart(business: $business{seal}) {{ day }}",
    "generalLedger({days}{seal}) {{ fromDay }}",
    "incomeStatement({days}{seal}) {{ result }}",
    "balanceSheet(business: $business{seal}) {{ difference }}",
    "cashFlow({days}{seal}) {{ closing }}",
    'trialBalance(business: $business, fromDay: "2024-11-02", day: "2024-11-01"{seal}) {{ totalDebit }}',
]


@pytest.mark.parametrize("call", CALLS)
def test_what_is_refused(books: House, other_house: House, call: str):
    def told(browser: Browser, days: str = NOVEMBER, seal: str = "") -> str:
        text = f"query ($business: ID!) {{ {call.format(days=days, seal=seal)} }}"
        return browser.refusal(text, business=books.id)

    auditor = books.browser(Role.AUDITOR)
    assert told(Browser()) == "SIGN_IN_REQUIRED"
    assert told(books.browser(Role.CASHIER)) == "NOT_ALLOWED"
    assert told(other_house.browser(Role.OWNER)) == "NOT_FOUND"
    assert told(auditor, seal=', seal: "99"') == "BAD_SEAL"
    if "{days}" in call:
        assert told(auditor, days='business: $business, fromDay: "2024-11-02", toDay: "2024-11-01"') == (
            "BAD_PERIOD"
        )
    if "trialBalance" in call:
        assert told(auditor) == "BAD_PERIOD"


def test_a_statement_of_an_account_refuses_what_statements_refuse(books: House):
    id = write_id("Account", Account.objects.get(business=books.business, code="1020").pk)
    for asked, code in (
        ('fromDay: "2024-11-02", toDay: "2024-11-01"', "BAD_PERIOD"),
        ('seal: "99"', "BAD_SEAL"),
    ):
        statement = f"... on Account {{ statement({asked}) {{ closing }} }}"
        query = f"query ($id: ID!) {{ node(id: $id) {{ {statement} }} }}"
        assert books.browser(Role.AUDITOR).refusal(query, id=id) == code
