"""Reports asked for over GraphQL and downloaded: the catalogue, the file, who gets it, and of what size."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from graphql_api.ids import write_id
from ledger.journal.sealing import seal_business
from ledger.models import Account
from reports import web
from reports.catalogue.contents import REPORTS
from reports.sheets.description import TotalsDiffer
from tests.graphql_api.conftest import Browser, House
from tests.ledger.books import post
from tests.reports.made import lines_of, made
from users.actors import SYSTEM
from users.models import AuditEntry, Role

CATALOGUE = """query ($business: ID!, $language: Language) {
    reports(business: $business, language: $language) {
        key title answers needs takes periods { preset fromDay toDay } } }"""
FILE = """query ($business: ID!, $report: ReportKey!, $format: ReportFormat! = XLSX, $from: Date, $to: Date,
    $account: ID, $compare: Boolean! = false, $seal: BigInt) {
    reportFile(business: $business, report: $report, format: $format, fromDay: $from, toDay: $to,
        account: $account, compare: $compare, seal: $seal) { path expiresAt } }"""
NOVEMBER = {"from": "2026-11-01", "to": "2026-11-30"}


@pytest.fixture
def books(house: House) -> House:
    for number in range(3):
        post(house.business, f"r{number}", 500 + number)
    seal_business(house.business.pk)
    return house


def address(house: House, browser: Browser, report: str, **more: Any) -> str:
    asked = {"business": house.id, "report": report, **NOVEMBER} | more
    return browser.data(FILE, **asked)["reportFile"]["path"]


def test_the_catalogue_says_what_there_is(house: House, clock) -> None:
    clock.at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    browser = house.browser(Role.AUDITOR)
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
    assert swahili[0]["title"] == "Mizania"


def test_a_report_comes_down_as_each_kind_of_file(books: House) -> None:
    browser = books.browser(Role.AUDITOR)
    given = browser.client.get(address(books, browser, "TRIAL_BALANCE"))
    name = 'attachment; filename="trial_balance-maji-2026-11-01-2026-11-30.xlsx"'
    assert (given.status_code, given["Content-Disposition"]) == (200, name)
    page = load_workbook(io.BytesIO(given.content), data_only=True)["Trial balance"]
    assert lines_of(page)["Total"][4:6] == [15.03, 15.03]
    table = browser.client.get(address(books, browser, "TRIAL_BALANCE", format="CSV_FOR_EXCEL"))
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert {row["code"]: row["closing_debit"] for row in rows}["1020"] == "15.03"
    told = browser.client.get(address(books, browser, "BALANCE_SHEET", format="JSON", compare=True)).json()
    assert told["title"] == "Balance sheet" and told["basis"] == "Ledger up to seal 3"
    cash = Account.objects.get(business=books.business, code="1020")
    path = address(
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


def test_a_large_one_comes_in_parts_and_is_the_same(books: House, monkeypatch) -> None:
    browser = books.browser(Role.AUDITOR)
    path = address(books, browser, "GENERAL_LEDGER", format="CSV")
    whole = browser.client.get(path).content
    monkeypatch.setattr(web, "PART", 100)
    parts = list(browser.client.get(path).streaming_content)
    assert b"".join(parts) == whole and len(parts) == -(-len(whole) // 100) > 2


def test_an_address_is_good_for_who_asked_and_while_they_may(books: House, other_house: House) -> None:
    accountant = books.browser(Role.ACCOUNTANT)
    path = address(books, accountant, "GENERAL_LEDGER")
    for other in (books.browser(Role.OWNER), other_house.browser(Role.ACCOUNTANT), Browser()):
        assert other.client.get(path).status_code in (401, 404)
    assert accountant.client.get(path[:-3] + "abc").status_code == 404
    books.people[Role.ACCOUNTANT].memberships.all().delete()
    assert accountant.client.get(path).status_code == 404
    assert not AuditEntry.objects.filter(action="report.download").exists()


def test_what_is_wrong_is_told_with_the_address(house: House) -> None:
    browser = house.browser(Role.OWNER)
    asked = {"business": house.id, "report": "TRIAL_BALANCE"}
    assert browser.refusal(FILE, **asked) == "BAD_PERIOD"
    assert browser.refusal(FILE, **asked, **{"from": "2026-11-02", "to": "2026-11-01"}) == "BAD_PERIOD"
    assert browser.refusal(FILE, **asked, **{"from": "1820-11-02", "to": "2026-11-01"}) == "BAD_DAY"
    assert browser.refusal(FILE, **asked, **NOVEMBER, seal=9) == "BAD_SEAL"
    statement = asked | {"report": "ACCOUNT_STATEMENT"} | NOVEMBER
    assert browser.refusal(FILE, **statement) == "NOT_FOUND"


@pytest.mark.parametrize("format", ["XLSX", "CSV", "JSON"])
def test_too_many_rows_are_refused(books: House, monkeypatch, format: str) -> None:
    browser = books.browser(Role.OWNER)
    path = address(books, browser, "GENERAL_LEDGER", format=format)
    monkeypatch.setattr(web, "MOST_ROWS", 7)
    refused = browser.client.get(path)
    assert refused.status_code == 413
    assert refused.json()["errors"][0]["extensions"]["code"] == "REPORT_TOO_LARGE"
    assert not AuditEntry.objects.filter(action="report.download").exists()
    monkeypatch.setattr(web, "MOST_ROWS", 8)  # two accounts, each with an opening balance and three lines
    assert browser.client.get(path).status_code == 200


def test_no_file_of_sums_that_the_books_deny(books: House, monkeypatch) -> None:
    from ledger.reads import general_ledger as reads

    lines = reads.Ledger.lines
    monkeypatch.setattr(reads.Ledger, "lines", lambda ledger: lines(ledger).exclude(debit=501))
    with pytest.raises(TotalsDiffer):
        made(books.business, "general_ledger", SYSTEM)
