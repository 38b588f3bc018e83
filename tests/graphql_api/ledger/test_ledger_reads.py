"""Searching the journal, the lines of an account, and balances as of a day and a seal, over GraphQL."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from graphql_api.ids import write_id
from ledger.chart.standard import open_sub_account
from ledger.journal.posting import credit, debit, post_entry
from ledger.journal.sealing import seal_business
from ledger.journal.turnovers import fold_turnovers
from ledger.models import Account, Line
from tests.graphql_api.conftest import Browser, House
from tests.graphql_api.walk.rows import AT
from users.models import Role

SEARCH = """query ($business: ID, $mine: Boolean! = false, $filter: JournalEntryFilter) {
    journalEntries(business: $business, allMine: $mine, filter: $filter) {
        totalCount edges { node { reference } } } }"""
LINES = """query ($account: ID!, $day: DayRange, $order: AccountLineOrder, $first: Int, $after: String) {
    node(id: $account) { ... on Account {
        lines(filter: {day: $day}, orderBy: $order, first: $first, after: $after) {
            totalCount pageInfo { endCursor hasNextPage }
            edges { node { debit credit account { code } entry { reference effectiveOn number } } } } } } }"""
OLDEST = {"field": "POSTED_AT", "direction": "ASC"}
BALANCE = """query ($id: ID!, $day: Date, $seal: BigInt) {
    node(id: $id) { ... on Account { code balance(day: $day, seal: $seal) } } }"""


def put(house: House, reference: str, cents: int, day: int, **more: Any) -> None:
    fields = {"by": "1020", "to": "4000", "kind": "MANUAL"} | more
    legs = [debit(fields.pop("by"), cents), credit(fields.pop("to"), cents)]
    post_entry(
        business_id=house.business.pk,
        reference=reference,
        legs=legs,
        occurred_at=AT,
        effective_on=date(2026, 11, day),
        **fields,
    )


@pytest.fixture
def journal(house: House) -> Browser:
    """Six entries from the 2nd to the 6th; the first three are sealed, the first two folded."""
    till = open_sub_account(business_id=house.business.pk, parent_code="1010", suffix="600100", name="Till")
    receipt = {"by": till.code, "to": "2890", "kind": "RECEIPT"}
    put(house, "mpesa:600100:TKA1:pay", 20_000, 2, **receipt, description="Maji ya Wanjiku")
    put(house, "invoice:INV-7:issue", 50_000, 3, by="1200", kind="INVOICE", description="Invoice INV-7")
    seal_business(house.business.pk)
    while fold_turnovers():
        pass
    put(house, "mpesa:600100:TKA1:route", 20_000, 2, by="2890", to="1200", kind="ROUTE")
    seal_business(house.business.pk)
    put(house, "mpesa:600100:TKA12:pay", 5, 6, **receipt)
    put(house, "cash-100%", 700, 4, description="mixed CASE_1")
    put(house, "split", 100, 5, by="1010")
    return house.browser(Role.AUDITOR)


def account_id(house: House, code: str) -> str:
    return write_id("Account", Account.objects.get(business=house.business, code=code).pk)


PAY1, ISSUE, ROUTE, PAY2, CASH, SPLIT = (
    "mpesa:600100:TKA1:pay", "invoice:INV-7:issue", "mpesa:600100:TKA1:route", "mpesa:600100:TKA12:pay",
    "cash-100%", "split",
)  # fmt: skip


FOUND: list[tuple[Any, list[str]]] = [
    (None, [SPLIT, CASH, PAY2, ROUTE, ISSUE, PAY1]),
    ({}, [SPLIT, CASH, PAY2, ROUTE, ISSUE, PAY1]),
    ({"day": {"from": "2026-11-04"}}, [SPLIT, CASH, PAY2]),
    ({"day": {"to": "2026-11-02"}}, [ROUTE, PAY1]),
    ({"day": {"from": "2026-11-03", "to": "2026-11-04"}}, [CASH, ISSUE]),
    ({"account": "1010"}, [SPLIT, PAY2, PAY1]),
    ({"account": "1010-600100"}, [PAY2, PAY1]),
    ({"account": "5100"}, []),
    ({"amount": {"min": "200"}}, [ROUTE, ISSUE, PAY1]),
    ({"amount": {"max": "1.00"}}, [SPLIT, PAY2]),
    ({"amount": {"min": "7", "max": "7"}}, [CASH]),
    ({"text": "maji"}, [PAY1]),
    ({"text": "  INV-7 "}, [ISSUE]),
    ({"text": "case_1"}, [CASH]),
    ({"text": "case%1"}, []),
    ({"text": "100%"}, [CASH]),
    ({"kinds": ["RECEIPT"]}, [PAY2, PAY1]),
    ({"kinds": ["RECEIPT", "ROUTE"]}, [PAY2, ROUTE, PAY1]),
    ({"kinds": []}, []),
    ({"reference": "mpesa:600100:"}, [PAY2, ROUTE, PAY1]),
    ({"reference": "mpesa:_"}, []),
    ({"receiptNumber": "tka1"}, [ROUTE, PAY1]),
    ({"receiptNumber": "600100"}, []),
    ({"receiptNumber": "TKA1", "kinds": ["ROUTE"], "day": {"to": "2026-11-30"}, "account": "1200"}, [ROUTE]),
]


def by_id(house: House, matching: Any) -> Any:
    """The filter with the id of its account instead of the code."""
    if matching and "account" in matching:
        return matching | {"account": account_id(house, matching["account"])}
    return matching


def test_entries_are_found_by_what_they_have(house: House, journal: Browser):
    for matching, expected in FOUND:
        asked = by_id(house, matching)
        found = journal.data(SEARCH, business=house.id, filter=asked)["journalEntries"]
        assert [edge["node"]["reference"] for edge in found["edges"]] == expected, matching
        assert found["totalCount"] == len(expected), matching


REFUSED: list[tuple[Any, str, str]] = [
    ({"day": {"from": "2026-11-04", "to": "2026-11-03"}}, "BAD_FILTER", "day.to"),
    ({"amount": {"min": "2", "max": "1.99"}}, "BAD_FILTER", "amount.max"),
    ({"amount": {"min": "-1"}}, "BAD_FILTER", "amount.min"),
    ({"amount": {"max": "-0.01"}}, "BAD_FILTER", "amount.max"),
    ({"amount": {"min": "1.001"}}, "BAD_AMOUNT", "amount.min"),
    ({"text": " "}, "BAD_FILTER", "text"),
    ({"text": "x" * 121}, "BAD_FILTER", "text"),
    ({"text": "\x00"}, "BAD_TEXT", "text"),
    ({"reference": ""}, "BAD_FILTER", "reference"),
    ({"receiptNumber": "TKA1:"}, "BAD_FILTER", "receiptNumber"),
    ({"receiptNumber": ""}, "BAD_FILTER", "receiptNumber"),
    ({"account": "9999"}, "NOT_FOUND", "account"),
    ({"kinds": ["GIFT"]}, "BAD_QUERY", "kinds"),
    ({"day": {"from": "yesterday"}}, "BAD_DAY", "day.from"),
]


def test_a_search_that_cannot_be_met_is_one_clear_error(house: House, journal: Browser):
    for matching, code, field in REFUSED:
        errors = journal.ask(SEARCH, business=house.id, filter=matching)["errors"]
        told = [(error["extensions"]["code"], error["extensions"]["field"]) for error in errors]
        if code == "BAD_QUERY":
            assert [each[0] for each in told] == [code]
        else:
            assert told == [(code, ["filter", *field.split(".")])], matching


def test_a_search_ends_at_the_walls_of_the_business(house: House, journal: Browser, other_house: House):
    put(other_house, "theirs", 700, 4, description="maji")
    for matching in ({"text": "theirs"}, {"amount": {"min": "7", "max": "7"}}, None):
        found = journal.data(SEARCH, mine=True, filter=matching)["journalEntries"]["edges"]
        assert "theirs" not in [edge["node"]["reference"] for edge in found]
    theirs = {"account": account_id(other_house, "1020")}
    assert journal.refusal(SEARCH, business=house.id, filter=theirs) == "NOT_FOUND"
    assert journal.refusal(SEARCH) == "WHICH_BUSINESS"


def test_the_lines_of_an_account_either_way_and_by_days(house: House, journal: Browser):
    id = account_id(house, "1200")
    newest = journal.data(LINES, account=id)["node"]["lines"]
    assert newest["totalCount"] == 2
    assert [edge["node"] for edge in newest["edges"]] == [
        {"debit": "0.00", "credit": "200.00", "account": {"code": "1200"},
         "entry": {"reference": ROUTE, "effectiveOn": "2026-11-02", "number": "3"}},
        {"debit": "500.00", "credit": "0.00", "account": {"code": "1200"},
         "entry": {"reference": ISSUE, "effectiveOn": "2026-11-03", "number": "2"}},
    ]  # fmt: skip
    oldest = journal.data(LINES, account=id, order=OLDEST)["node"]["lines"]["edges"]
    assert oldest == newest["edges"][::-1]
    for days, expected in (
        ({"from": "2026-11-03"}, [ISSUE]),
        ({"to": "2026-11-02"}, [ROUTE]),
        ({"from": "2026-11-04", "to": "2026-11-09"}, []),
    ):
        found = journal.data(LINES, account=id, day=days)["node"]["lines"]["edges"]
        assert [edge["node"]["entry"]["reference"] for edge in found] == expected
    backwards = {"from": "2026-11-03", "to": "2026-11-02"}
    errors = journal.ask(LINES, account=id, day=backwards)["errors"]
    assert [error["extensions"] for error in errors] == [
        {"code": "BAD_FILTER", "field": ["filter", "day", "to"]}
    ]


def test_nobody_reads_the_lines_of_an_account(house: House, journal: Browser):
    id = account_id(house, "1200")
    assert Browser().refusal(LINES, account=id) == "SIGN_IN_REQUIRED"
    assert house.browser(Role.CASHIER).data(LINES, account=id) == {"node": None}
    assert journal.data(LINES, account=write_id("Wallet", 1)) == {"node": None}


@pytest.mark.parametrize("order", [None, OLDEST])
def test_the_lines_of_an_account_page_by_cursor(house: House, journal: Browser, order: Any):
    id = account_id(house, "4000")
    whole = journal.data(LINES, account=id, order=order)["node"]["lines"]["edges"]
    paged, cursor = [], None
    for _ in range(3):
        page = journal.data(LINES, account=id, order=order, first=1, after=cursor)["node"]["lines"]
        paged += page["edges"]
        cursor = page["pageInfo"]["endCursor"]
    assert paged == whole and len(whole) == 3 and not page["pageInfo"]["hasNextPage"]
    assert journal.refusal(LINES, account=id, first=101) == "BAD_PAGE"
    assert journal.refusal(LINES, account=id, after="x") == "BAD_CURSOR"
    with CaptureQueriesContext(connection) as queries:
        journal.data(LINES, account=id)
    assert any("ORDER BY" in query["sql"] and "LIMIT" in query["sql"] for query in queries)


def test_balances_as_of_a_day_and_of_a_seal(house: House, journal: Browser):
    id = account_id(house, "1200")

    def balance(**until: str) -> str:
        return journal.data(BALANCE, id=id, **until)["node"]["balance"]

    assert (balance(), balance(day="2026-11-02"), balance(day="2026-11-01")) == ("300.00", "-200.00", "0.00")
    assert [balance(seal=str(number)) for number in range(4)] == ["0.00", "0.00", "500.00", "300.00"]
    assert balance(day="2026-11-02", seal="2") == "0.00"
    for bad in ("4", "-1"):
        errors = journal.ask(BALANCE, id=id, seal=bad)["errors"]
        assert [error["extensions"] for error in errors] == [{"code": "BAD_SEAL", "field": ["seal"]}]
        assert "the newest is 3" in errors[0]["message"]


def test_trial_balances_as_of_a_day_and_of_a_seal(house: House, journal: Browser):
    query = """query ($business: ID!, $day: Date, $seal: BigInt) {
        trialBalance(business: $business, day: $day, seal: $seal) {
        day seal totalDebit totalCredit rows(first: 100) { nodes { account { code } debit credit } } } }"""

    def told(**until: str) -> dict[str, Any]:
        found = journal.data(query, business=house.id, **until)["trialBalance"]
        assert found["totalDebit"] == found["totalCredit"]
        rows = found.pop("rows")["nodes"]
        rows = {row["account"]["code"]: (row["debit"], row["credit"]) for row in rows}
        return found | {code: sides for code, sides in rows.items() if sides != ("0.00", "0.00")}

    assert told(seal="1") == {
        "day": None, "seal": "1", "totalDebit": "200.00", "totalCredit": "200.00",
        "1010-600100": ("200.00", "0.00"), "2890": ("0.00", "200.00"),
    }  # fmt: skip
    assert told(day="2026-11-02", seal="3")["2890"] == ("200.00", "200.00")
    assert "1200" not in told(day="2026-11-02", seal="2")
    assert told()["totalDebit"] == "908.05" and told(seal="3")["totalDebit"] == "900.00"
    assert journal.refusal(query, business=house.id, seal="4") == "BAD_SEAL"


COUNTED = [
    "accounts(business: $business, first: $rows) { edges { node { code balance } } }",
    'accounts(allMine: true, first: $rows) { nodes { balance old: balance(day: "2026-11-03", seal: "1") } }',
    "accounts(business: $business, first: $rows) { nodes {"
    " children { nodes { balance parent { code } } } } }",
    "journalEntries(business: $business, first: $rows) { edges { node { lines { nodes {"
    ' account { code balance(day: "2026-11-04") business { code } parent { code balance } } } } } } }',
    "node(id: $account) { ... on Account { lines(first: $rows) { edges { node {"
    " account { balance } entry { lines { nodes { account { balance } } } } } } } } }",
    "accounts(business: $business, first: $rows) { nodes { lines(first: 2) { totalCount nodes {"
    " entry { number } } } } }",
]


@pytest.mark.parametrize("asked", COUNTED)
def test_more_balances_take_no_more_queries(house: House, journal: Browser, asked: str):
    counts = []
    for rows in (1, 3, 20):
        names = {
            "$business": f'"{house.id}"',
            "$rows": str(rows),
            "$account": f'"{account_id(house, "4000")}"',
        }
        query = asked
        for name, value in names.items():
            query = query.replace(name, value)
        with CaptureQueriesContext(connection) as queries:
            journal.data(f"{{ {query} }}")
        counts.append(len(queries))
        assert not [each for each in queries if "SUM(" in each["sql"]], "balances come from turnovers"
    assert counts[1] == counts[2] and counts[0] <= counts[1], counts


def test_a_balance_in_a_list_is_the_balance_of_its_own_account(journal: Browser):
    listed = journal.data("{ accounts(allMine: true, first: 50) { edges { node { id code balance } } } }")[
        "accounts"
    ]
    for edge in listed["edges"]:
        alone = journal.data(BALANCE, id=edge["node"]["id"])["node"]
        assert alone == {"code": edge["node"]["code"], "balance": edge["node"]["balance"]}
    moved = {edge["node"]["code"]: edge["node"]["balance"] for edge in listed["edges"]}
    assert (moved["1010-600100"], moved["2890"], moved["4000"]) == ("200.05", "0.05", "508.00")


def test_a_line_is_found_by_its_id(journal: Browser, house: House):
    line = Line.objects.filter(account__code="1200").order_by("pk")[0]
    query = "query ($id: ID!) { node(id: $id) { ... on AccountLine { debit entry { reference } } } }"
    found = journal.data(query, id=write_id("AccountLine", line.pk))["node"]
    assert found == {"debit": "500.00", "entry": {"reference": ISSUE}}
