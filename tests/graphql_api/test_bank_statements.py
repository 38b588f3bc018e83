"""A bank's statement through the API: brought in for its account, and shown with it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from graphql_api.ids import write_id
from ledger.models import Account
from reconciliation.models import SettlementChoice, Statement
from reconciliation.verified.importing import import_statements
from tests.graphql_api.conftest import House
from tests.reconciliation.bank.books import BANK, BankBooks
from tests.reconciliation.bank.files import Line, money_in_out
from users.models import AuditEntry, Role

FRIDAY = date(2026, 11, 20)
LINES = [Line(FRIDAY, "CASH DEPOSIT", 1_250_50), Line(FRIDAY, "LEDGER FEE", -150_00)]
UPLOAD = """mutation ($input: UploadStatementInput!) { uploadStatement(input: $input) {
    path problems { code field } } }"""
RECONCILE = """mutation ($input: ReconcileInput!) { reconcile(input: $input) {
    reconciliationRun { account bankAccount { code } } problems { code field } } }"""
FILES = """query ($business: ID!, $first: Int!) { statements(business: $business, first: $first) { nodes {
    account bankAccount { code name } till { shortcode } state rows { nodes { account bankAccount { code }
    receiptNumber details paidIn withdrawn balance } } } } }"""


@pytest.fixture
def books(house: House) -> BankBooks:
    return BankBooks(house)


def account_id(house: House, code: str = BANK) -> str:
    return write_id("Account", Account.objects.get(business=house.business, code=code).pk)


def test_a_bank_statement_is_brought_in_and_shown(house, books):
    browser = house.browser(Role.ACCOUNTANT)
    answer = browser.data(UPLOAD, input={"bankAccount": account_id(house), "fileName": "equity.csv"})
    path, data = answer["uploadStatement"]["path"], money_in_out(LINES, 10_000_00)
    token = browser.client.cookies["csrftoken"].value
    answer = browser.client.post(path, data, content_type="text/csv", headers={"X-CSRFToken": token})
    assert answer.status_code == 201, answer.content
    import_statements()
    (node,) = browser.data(FILES, business=house.id, first=5)["statements"]["nodes"]
    rows = node.pop("rows")["nodes"]
    assert node == {
        "account": "BANK",
        "bankAccount": {"code": BANK, "name": "Equity"},
        "till": {"shortcode": "600984"},
        "state": "ADMITTED",
    }
    assert [(row["account"], row["bankAccount"]["code"], row["details"]) for row in rows] == [
        ("BANK", BANK, "CASH DEPOSIT"),
        ("BANK", BANK, "LEDGER FEE"),
    ]
    assert [(row["paidIn"], row["withdrawn"], row["balance"]) for row in rows] == [
        ("1250.50", "0.00", "11250.50"),
        ("0.00", "150.00", "11100.50"),
    ]
    assert all(row["receiptNumber"].startswith("261120-") for row in rows)


@pytest.mark.parametrize("query", [UPLOAD, RECONCILE])
def test_a_file_and_a_proof_are_of_a_till_or_of_a_bank_account(house, other_house, books, query):
    more = {"fileName": "x.csv"} if query is UPLOAD else {"fromDay": "2026-11-20", "toDay": "2026-11-20"}
    name = "uploadStatement" if query is UPLOAD else "reconcile"
    till = write_id("Till", books.till.pk)
    browser = house.browser(Role.ACCOUNTANT)

    def said(**given: str) -> list[dict[str, str]]:
        return browser.data(query, input=more | given)[name]["problems"]

    which = [{"code": "WHICH_STATEMENT", "field": ["till"]}]
    assert said() == which
    assert said(till=till, bankAccount=account_id(house)) == which
    assert said(bankAccount=account_id(house), account="UTILITY") == which
    assert said(bankAccount=account_id(house, "1020")) == [
        {"code": "ACCOUNT_UNKNOWN", "field": ["bankAccount"]}
    ]
    theirs = account_id(other_house, "1100")
    assert said(bankAccount=theirs) == [{"code": "NOT_FOUND", "field": ["bankAccount"]}]
    lone = other_house.browser(Role.OWNER).data(query, input=more | {"bankAccount": theirs})[name]
    assert lone["problems"] == [{"code": "NO_TILL", "field": ["account"]}]
    assert not Statement.objects.exists()


def test_who_may_only_read_brings_nothing_in(house, books):
    for role in (Role.CASHIER, Role.AUDITOR, Role.APPROVER):
        answer = house.browser(role).data(UPLOAD, input={"bankAccount": account_id(house), "fileName": "x"})
        (problem,) = answer["uploadStatement"]["problems"]
        assert problem["code"] in ("NOT_ALLOWED", "NOT_FOUND"), role


def test_many_files_take_no_more_queries_than_few(house, books):
    second = books.open_bank("Co-op")
    for at in range(5):
        data = money_in_out([Line(FRIDAY.replace(day=20 + at), "x", 100 + at)], at * 100)
        books.take(data, f"{at}.csv", account=(BANK, second)[at % 2])
    browser, counts = house.browser(Role.AUDITOR), []
    for first in (2, 5):
        with CaptureQueriesContext(connection) as queries:
            nodes = browser.data(FILES, business=house.id, first=first)["statements"]["nodes"]
        assert len(nodes) == first and {node["account"] for node in nodes} == {"BANK"}
        counts.append(len(queries))
    assert counts[0] == counts[1], counts


CHOOSE = """mutation ($input: ChooseSettlementAccountInput!) { chooseSettlementAccount(input: $input) {
    till { settlesInto { code name } } problems { code field } } }"""


def test_where_a_till_settles_is_chosen_and_shown(house, other_house, books):
    till = write_id("Till", books.till.pk)
    browser = house.browser(Role.ACCOUNTANT)
    shown = "query ($id: ID!) { node(id: $id) { ... on Till { settlesInto { code } } } }"
    assert browser.data(shown, id=till) == {"node": {"settlesInto": None}}
    for _ in range(2):
        answer = browser.data(CHOOSE, input={"till": till, "bankAccount": account_id(house)})
        assert answer["chooseSettlementAccount"] == {
            "till": {"settlesInto": {"code": BANK, "name": "Equity"}},
            "problems": [],
        }
    assert SettlementChoice.objects.count() == 1
    assert AuditEntry.objects.filter(action="reconciliation.settlement").count() == 1
    assert browser.data(shown, id=till) == {"node": {"settlesInto": {"code": BANK}}}

    def said(role: Role, account: str) -> str:
        answer = house.browser(role).data(CHOOSE, input={"till": till, "bankAccount": account})
        return answer["chooseSettlementAccount"]["problems"][0]["code"]

    assert said(Role.OWNER, account_id(house, "1020")) == "ACCOUNT_UNKNOWN"
    assert said(Role.OWNER, account_id(other_house, "1100")) == "NOT_FOUND"
    assert said(Role.AUDITOR, account_id(house)) == "NOT_ALLOWED"
    assert house.browser(Role.CASHIER).data(shown, id=till) == {"node": {"settlesInto": None}}
