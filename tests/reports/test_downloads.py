"""Reports asked for over GraphQL and downloaded: the catalogue, the file, who gets it, and of what size."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from billing.customers.customers import create_customer
from core.machine.turns import WORK_FAILS
from core.models import Alert
from graphql_api.ids import write_id
from ledger.journal.sealing import seal_business
from ledger.models import Account
from reports import filing, keeping, web
from reports.catalogue.contents import REPORTS
from reports.models import ReportPart
from reports.sheets.description import TotalsDiffer
from tests.conftest import drain_queues
from tests.graphql_api.conftest import House
from tests.ledger.books import post
from tests.reports.asking import NOVEMBER, ask, files, path_of
from tests.reports.made import lines_of, made
from users.actors import SYSTEM
from users.models import AuditEntry, Role

CATALOGUE = """query ($business: ID!, $language: Language) {
    reports(business: $business, language: $language) {
        key title answers needs takes periods { preset fromDay toDay } } }"""

ASKED = """mutation ($input: RequestReportInput!) {
    requestReport(input: $input) { reportFile { id } problems { code field } } }"""


@pytest.fixture
def books(house: House) -> House:
    for number in range(3):
        post(house.business, f"r{number}", 500 + number)
    seal_business(house.business.pk)
    return house


def test_the_catalogue_says_what_there_is(house: House, clock) -> None:
    clock.at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    browser = house.browser(Role.OWNER)
    browser.data(CATALOGUE, business=house.id)
    with CaptureQueriesContext(connection) as queries:
        found = browser.data(CATALOGUE, business=house.id)["reports"]
    assert [each["key"] for each in found] == [key.upper() for key in REPORTS]
    first = found[0]
    assert (first["title"], first["needs"], first["takes"]) == ("Trial balance", ["PERIOD"], ["SEAL"])
    days = {each["preset"]: (each["fromDay"], each["toDay"]) for each in first["periods"]}
    assert days["LAST_MONTH"] == ("2026-10-01", "2026-10-31") and len(days) == 10
    ageing = next(each for each in found if each["key"] == "RECEIVABLES_AGEING")
    assert (ageing["needs"], ageing["periods"]) == ([], [])
    assert len(queries) < 12, [each["sql"] for each in queries]
    swahili = browser.data(CATALOGUE, business=house.id, language="SWAHILI")["reports"]
    assert swahili[0]["title"] == "Urari wa majaribio"


def test_a_report_comes_down_as_each_kind_of_file(books: House) -> None:
    browser = books.browser(Role.AUDITOR)
    given = browser.client.get(path_of(books, browser, "TRIAL_BALANCE"))
    name = 'attachment; filename="trial_balance-maji-2026-11-01-2026-11-30.xlsx"'
    assert (given.status_code, given["Content-Disposition"]) == (200, name)
    page = load_workbook(io.BytesIO(given.content), data_only=True)["Trial balance"]
    assert lines_of(page)["Total"][4:6] == [15.03, 15.03]
    table = browser.client.get(path_of(books, browser, "TRIAL_BALANCE", format="CSV_FOR_EXCEL"))
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert {row["code"]: row["closing_debit"] for row in rows}["1020"] == "15.03"
    path = path_of(books, browser, "BALANCE_SHEET", format="JSON", compare="PREVIOUS")
    told = browser.client.get(path).json()
    assert told["title"] == "Balance sheet" and told["basis"] == "Ledger up to seal 3"
    cash = Account.objects.get(business=books.business, code="1020")
    path = path_of(
        books, browser, "ACCOUNT_STATEMENT", format="CSV", account=write_id("Account", cash.pk), seal=2
    )
    rows = list(csv.DictReader(io.StringIO(browser.client.get(path).content.decode())))
    assert [row["balance"] for row in rows] == ["0.00", "5.00", "10.01"]
    entries = AuditEntry.objects.filter(action="report.download").order_by("pk")
    assert {entry.actor for entry in entries} == {books.people[Role.AUDITOR]} and len(entries) == 4
    assert entries[0].details == {
        "report": "trial_balance",
        "format": "XLSX",
        "file": "trial_balance-maji-2026-11-01-2026-11-30.xlsx",
    }
    asked = AuditEntry.objects.filter(action="report.request").order_by("pk")
    assert [entry.details["format"] for entry in asked] == ["XLSX", "CSV_FOR_EXCEL", "JSON", "CSV"]


def test_a_file_says_what_it_is(books: House, clock) -> None:
    clock.at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    browser = books.browser(Role.AUDITOR)
    file = ask(books, browser, "GENERAL_LEDGER", format="JSON")
    path = file.pop("download")
    content = browser.client.get(path["path"]).content
    assert path["expiresAt"] == "2026-11-20T09:10:00+00:00"
    assert file.pop("id").startswith("rpf_")
    assert file == {
        "report": "GENERAL_LEDGER",
        "title": "General ledger",
        "about": "",
        "compare": "NONE",
        "seal": None,
        "format": "JSON",
        "state": "READY",
        "fromDay": "2026-11-01",
        "toDay": "2026-11-30",
        "rowCount": 8,  # two accounts, each with an opening balance and three lines
        "expectedRows": None,
        "problem": None,
        "fileName": "general_ledger-maji-2026-11-01-2026-11-30.json",
        "size": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
        "requestedAt": "2026-11-20T09:00:00+00:00",
        "madeAt": "2026-11-20T09:00:00+00:00",
        "expiresAt": "2026-11-27T09:00:00+00:00",
    }


def test_a_large_one_comes_in_parts_and_is_the_same(books: House, monkeypatch) -> None:
    browser = books.browser(Role.AUDITOR)
    whole = browser.client.get(path_of(books, browser, "GENERAL_LEDGER", format="CSV")).content
    for module in (keeping, web):
        monkeypatch.setattr(module, "PART", 100)
    post(books.business, "more", 1)  # else it is the same file
    path = path_of(books, browser, "GENERAL_LEDGER", format="CSV", seal=3)
    parts = list(browser.client.get(path).streaming_content)
    assert b"".join(parts) == whole and len(parts) == -(-len(whole) // 100) > 2
    assert [part.position for part in ReportPart.objects.order_by("pk")] == [0, *range(len(parts))]
    assert not any(whole[:20] in bytes(part.sealed) for part in ReportPart.objects.all())


def test_what_is_wrong_is_told_at_once(house: House) -> None:
    browser = house.browser(Role.OWNER)
    assert ask(house, browser, "TRIAL_BALANCE", toDay=None)["code"] == "BAD_PERIOD"
    assert ask(house, browser, "TRIAL_BALANCE", fromDay="2026-12-02")["code"] == "BAD_PERIOD"
    assert ask(house, browser, "TRIAL_BALANCE", fromDay="1820-11-02")["code"] == "BAD_DAY"
    assert ask(house, browser, "TRIAL_BALANCE", seal="9")["code"] == "BAD_SEAL"
    assert ask(house, browser, "ACCOUNT_STATEMENT")["code"] == "NOT_FOUND"
    several = {
        ("BAD_PERIOD:toDay", "BAD_SEAL:seal"): {"fromDay": "2026-12-02", "seal": "9"},
        ("BAD_NUMBER:seal", "BAD_PERIOD:toDay"): {"fromDay": "2026-12-02", "seal": "abc"},
        ("BAD_PERIOD:fromDay", "BAD_PERIOD:toDay"): {"fromDay": None, "toDay": None},
        ("BAD_PERIOD:compare", "BAD_SEAL:seal"): {"fromDay": "2024-01-01", "compare": "MONTHS", "seal": "9"},
        ("BAD_DAY:fromDay", "NOT_FOUND:account"): {"report": "ACCOUNT_STATEMENT", "fromDay": "1950-11-02"},
    }
    for told, wish in several.items():
        wanted = {"business": house.id, "report": "INCOME_STATEMENT", **NOVEMBER, **wish}
        answer = browser.data(ASKED, input=wanted)["requestReport"]
        found = [f"{each['code']}:{'.'.join(each['field'])}" for each in answer["problems"]]
        assert sorted(found) == list(told) and answer["reportFile"] is None
    assert files(house, browser) == [] and not AuditEntry.objects.filter(action="report.request").exists()


@pytest.mark.parametrize("format", ["XLSX", "CSV", "JSON"])
def test_too_many_rows_are_refused(books: House, monkeypatch, format: str) -> None:
    monkeypatch.setattr(filing, "AT_ONCE", 7)
    monkeypatch.setattr(filing, "MOST_ROWS", 7)
    browser = books.browser(Role.OWNER)
    assert ask(books, browser, "GENERAL_LEDGER", format=format)["state"] == "QUEUED"
    drain_queues("reports.make")
    (file,) = files(books, browser)
    assert (file["state"], file["problem"]["code"], file["download"]) == ("FAILED", "REPORT_TOO_LARGE", None)
    assert file["problem"]["message"] == "A report has at most 7 rows; ask for fewer days."
    assert not ReportPart.objects.exists()
    monkeypatch.setattr(filing, "MOST_ROWS", 8)
    assert ask(books, browser, "GENERAL_LEDGER", format=format)["state"] == "QUEUED"
    drain_queues("reports.make")
    assert files(books, browser)[0]["state"] == "READY"


def test_no_file_of_sums_that_the_books_deny(books: House, monkeypatch) -> None:
    from ledger.reads import general_ledger as reads

    lines = reads.Ledger.lines
    monkeypatch.setattr(reads.Ledger, "lines", lambda ledger: lines(ledger).exclude(debit=501))
    with pytest.raises(TotalsDiffer):
        made(books.business, "general_ledger", SYSTEM)
    browser = books.browser(Role.OWNER)
    assert ask(books, browser, "GENERAL_LEDGER")["state"] == "QUEUED"
    (alert,) = Alert.objects.filter(code=WORK_FAILS, resolved_at=None)
    assert alert.detail.startswith("reports.make, report file of") and alert.detail.endswith("TotalsDiffer")
    assert not ReportPart.objects.exists()


def test_a_file_says_of_what_it_is(books: House) -> None:
    """Statements of two customers, of the same days, have names of their own, in the list and when saved."""
    browser = books.browser(Role.ACCOUNTANT)
    customers = [
        create_customer(business=books.business, name=name, actor=SYSTEM)
        for name in ("Corner Bakery", "Dairy")
    ]
    for customer in customers:
        file = ask(books, browser, "CUSTOMER_STATEMENT", customer=write_id("Customer", customer.pk))
        assert (file["about"], file["compare"], file["seal"]) == (customer.account_number, "NONE", None)
        assert file["fileName"] == (
            f"customer_statement-maji-{customer.account_number}-2026-11-01-2026-11-30.xlsx"
        )
    assert [each["about"] for each in files(books, browser, "about")] == [
        customer.account_number for customer in reversed(customers)
    ]
    whole = ask(books, browser, "INCOME_STATEMENT", compare="LAST_YEAR", seal=2)
    assert (whole["about"], whole["compare"], whole["seal"]) == ("", "LAST_YEAR", "2")
    assert whole["fileName"] == "income_statement-maji-2026-11-01-2026-11-30.xlsx"


def test_more_months_than_a_page_is_wide_are_refused_at_once(books: House) -> None:
    browser = books.browser(Role.ACCOUNTANT)
    years = {"fromDay": "2024-01-01", "toDay": "2026-11-30", "compare": "MONTHS"}
    for report in ("INCOME_STATEMENT", "BALANCE_SHEET"):
        problem = ask(books, browser, report, **years)
        assert (problem["code"], problem["field"]) == ("BAD_PERIOD", ["compare"])
    assert files(books, browser, "id") == []
    assert ask(books, browser, "TRIAL_BALANCE", **years)["state"] == "READY", "it compares nothing"
