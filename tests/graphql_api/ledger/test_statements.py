"""The chart, the general ledger and the financial statements over GraphQL."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.chart.standard import open_sub_account
from ledger.closing.periods import close_period
from ledger.closing.years import close_year
from ledger.journal.posting import credit, debit, post_entry
from ledger.journal.sealing import seal_business
from ledger.journal.turnovers import fold_turnovers
from tests.graphql_api.conftest import Browser, House
from users.models import Role

NOVEMBER = 'business: "maji", fromDay: "2024-11-01", toDay: "2024-11-30"'
SECTION = "{ total previousTotal figures { code amount previous } }"


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
    (found,) = books.browser(Role.AUDITOR).data(f"{{ {query} }}", **variables).values()
    return found


def test_the_chart_is_a_tree(books: House):
    found = ask(books, """chart(business: "maji", day: "2024-11-30") {
        totalAccounts accounts(limit: 3) { code name kind depth balance total } }""")  # fmt: skip
    assert found["totalAccounts"] == 31
    assert [list(row.values()) for row in found["accounts"]] == [
        ["1010", "M-Pesa", "ASSET", 0, "0.00", "198.00"],
        ["1010-600100", "Till", "ASSET", 1, "198.00", "198.00"],
        ["1020", "Cash", "ASSET", 0, "200.00", "200.00"],
    ]


def test_a_trial_balance_of_a_month(books: House):
    found = ask(books, """trialBalance(business: "maji", fromDay: "2024-11-01", day: "2024-11-30") {
        fromDay totalDebit totalCredit rows { code opening debit credit balance } }""")  # fmt: skip
    moved = {row["code"]: [*row.values()][1:] for row in found["rows"] if row["balance"] != "0.00"}
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


LINES = "lines(limit: 10) { effectiveOn reference debit credit balance number isLate }"


def test_the_general_ledger_runs_from_opening_to_closing(books: House):
    found = ask(books, f"generalLedger({NOVEMBER}, limit: 9) {{ code opening debit credit closing {LINES} }}")
    assert [row["code"] for row in found] == [
        "1010-600100", "1020", "1100", "1200", "2890", "3000", "4000", "5100",
    ]  # fmt: skip
    till, cash = found[0], found[1]
    assert [(line["reference"], line["balance"]) for line in till["lines"]] == [
        ("pay1", "300.00"), ("charge", "293.00"), ("sweep", "193.00"), ("pay2", "198.00"),
    ]  # fmt: skip
    assert till["closing"] == till["lines"][-1]["balance"]
    assert (cash["opening"], cash["closing"], cash["lines"]) == ("200.00", "200.00", [])
    assert found[6]["lines"][0]["balance"] == "650.00"  # a credit account: positive on its own side


def test_a_statement_of_account_pages_with_its_running_balance(books: House):
    query = 'accountStatement(business: "maji", code: "1010-600100"{more}) {{ opening closing {lines} }}'
    second = "lines(limit: 2, offset: 1) { reference balance number }"
    assert ask(books, query.format(more=', fromDay: "2024-11-03"', lines=second)) == {
        "opening": "300.00", "closing": "198.00",
        "lines": [{"reference": "sweep", "balance": "193.00", "number": None},
                  {"reference": "pay2", "balance": "198.00", "number": "5"}],
    }  # fmt: skip
    sealed = ask(books, query.format(more=', seal: "4"', lines="lines { reference }"))
    assert sealed == {"opening": "0.00", "closing": "300.00", "lines": [{"reference": "pay1"}]}


def test_an_income_statement_beside_the_month_before(books: House):
    fields = f"result previousResult previousFromDay previousToDay income {SECTION} expenses {SECTION}"
    assert ask(books, f"incomeStatement({NOVEMBER}, compare: true) {{ {fields} }}") == {
        "result": "443.00", "previousResult": "200.00",
        "previousFromDay": "2024-10-01", "previousToDay": "2024-10-31",
        "income": {"total": "450.00", "previousTotal": "200.00",
                   "figures": [{"code": "4000", "amount": "450.00", "previous": "200.00"}]},
        "expenses": {"total": "7.00", "previousTotal": "0.00",
                     "figures": [{"code": "5100", "amount": "7.00", "previous": "0.00"}]},
    }  # fmt: skip
    week = 'business: "maji", fromDay: "2024-11-04", toDay: "2024-11-05", compare: true'
    found = ask(books, f"incomeStatement({week}) {{ previousFromDay previousToDay previousResult }}")
    assert list(found.values()) == ["2024-11-02", "2024-11-03", "-7.00"]
    whole = ask(books, f'incomeStatement(business: "maji") {{ {fields} }}')
    assert (whole["result"], whole["previousResult"]) == ("654.00", None)
    browser = books.browser(Role.AUDITOR)
    assert browser.refusal('{ incomeStatement(business: "maji", compare: true) { result } }') == "BAD_PERIOD"


def test_a_balance_sheet_before_and_after_the_year_is_closed(books: House):
    fields = (
        f"assets {SECTION} liabilities {SECTION} equity {SECTION} currentResult previousResult difference"
    )
    query = f'balanceSheet(business: "maji", day: "2024-11-30", compareDay: "2024-10-31") {{ {fields} }}'
    before = ask(books, query)
    assert before["assets"] == {
        "total": "1648.00", "previousTotal": "1200.00",
        "figures": [{"code": "1010", "amount": "198.00", "previous": "0.00"},
                    {"code": "1020", "amount": "200.00", "previous": "200.00"},
                    {"code": "1100", "amount": "1100.00", "previous": "1000.00"},
                    {"code": "1200", "amount": "150.00", "previous": "0.00"}],
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
    fields = "opening received paid closing lines { code received paid }"
    assert ask(books, f"cashFlow({NOVEMBER}) {{ {fields} }}") == {
        "opening": "1200.00", "received": "305.00", "paid": "7.00", "closing": "1498.00",
        "lines": [{"code": "1200", "received": "300.00", "paid": "0.00"},
                  {"code": "2890", "received": "5.00", "paid": "0.00"},
                  {"code": "5100", "received": "0.00", "paid": "7.00"}],
    }  # fmt: skip


COUNTED = [
    f"generalLedger({NOVEMBER}, limit: $rows) {{ {LINES} }}",
    'chart(business: "maji") { accounts(limit: $rows) { code total } }',
    f"incomeStatement({NOVEMBER}, compare: true) {{ income {{ figures(limit: $rows) {{ name }} }} }}",
    'balanceSheet(business: "maji") { assets { figures(limit: $rows) { code } } }',
    f"cashFlow({NOVEMBER}) {{ lines(limit: $rows) {{ name }} }}",
    'accountStatement(business: "maji", code: "1010-600100") { lines(limit: $rows) { number } }',
]


@pytest.mark.parametrize("asked", COUNTED)
def test_more_rows_take_no_more_queries(books: House, asked: str):
    browser = books.browser(Role.AUDITOR)
    counts = []
    for rows in (1, 9):
        with CaptureQueriesContext(connection) as queries:
            browser.data(f"query ($rows: Int!) {{ {asked} }}", rows=rows)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 17


CALLS = [
    'chart(business: "maji"{seal}) {{ totalAccounts }}',
    "generalLedger({days}{seal}) {{ code }}",
    'accountStatement({days}{seal}, code: "1020") {{ code }}',
    "incomeStatement({days}{seal}) {{ result }}",
    'balanceSheet(business: "maji"{seal}) {{ difference }}',
    "cashFlow({days}{seal}) {{ closing }}",
    'trialBalance(business: "maji", fromDay: "2024-11-02", day: "2024-11-01"{seal}) {{ totalDebit }}',
]


@pytest.mark.parametrize("call", CALLS)
def test_what_is_refused(books: House, other_house: House, call: str):
    def told(browser: Browser, days: str = NOVEMBER, seal: str = "") -> str:
        return browser.refusal(f"{{ {call.format(days=days, seal=seal)} }}")

    auditor = books.browser(Role.AUDITOR)
    assert told(Browser()) == "SIGN_IN_REQUIRED"
    assert told(books.browser(Role.CASHIER)) == "NOT_ALLOWED"
    assert told(other_house.browser(Role.OWNER)) == "NOT_FOUND"
    assert told(auditor, seal=', seal: "99"') == "BAD_SEAL"
    if "{days}" in call:
        assert told(auditor, days='business: "maji", fromDay: "2024-11-02", toDay: "2024-11-01"') == (
            "BAD_PERIOD"
        )
    if "trialBalance" in call:
        assert told(auditor) == "BAD_PERIOD"
    if "accountStatement" in call:
        unknown = 'accountStatement(business: "maji", code: "9") { code }'
        assert auditor.refusal(f"{{ {unknown} }}") == "NOT_FOUND"
