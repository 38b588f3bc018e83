"""The journal as QuickBooks and Xero import it: their heads, days and signs, and every journal in balance."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.chart.standard import open_sub_account
from ledger.journal.posting import credit, debit, post_entry
from ledger.journal.sealing import seal_business
from tests.reports.made import cents, cover_of, csv_rows, made, workbook
from users.actors import SYSTEM
from users.models import Business

EVIL = "=cmd|' /C calc'!A0"


def post(business: Business, reference: str, *legs) -> None:
    post_entry(
        business_id=business.pk, kind="MANUAL", reference=reference, description=EVIL, legs=legs,
        occurred_at=datetime(2026, 11, 20, 9, tzinfo=UTC), effective_on=date(2026, 11, 20),
    )  # fmt: skip


@pytest.fixture
def books(business: Business) -> Business:
    open_sub_account(business_id=business.pk, parent_code="1020", suffix="1", name="Front: drawer")
    post(business, "one", debit("1020-1", 116_00), credit("4000", 100_00), credit("2600", 16_00))
    post(business, "two", debit("1100", 16_00), credit("1020-1", 16_00))
    seal_business(business.pk)
    post(business, "late", debit("1100", 7), credit("4000", 7))
    return business


def test_quickbooks_gets_a_journal_for_each_entry(books: Business) -> None:
    rows = csv_rows(books, "journal_quickbooks", SYSTEM)
    assert list(rows[0]) == ["Journal No", "Journal Date", "Account Name", "Description", "Debits", "Credits"]
    assert [tuple(row.values()) for row in rows] == [
        ("1", "20/11/2026", "Cash:Front drawer", f"'{EVIL}", "116.00", ""),
        ("1", "20/11/2026", "Sales", f"'{EVIL}", "", "100.00"),
        ("1", "20/11/2026", "VAT payable", f"'{EVIL}", "", "16.00"),
        ("2", "20/11/2026", "Bank", f"'{EVIL}", "16.00", ""),
        ("2", "20/11/2026", "Cash:Front drawer", f"'{EVIL}", "", "16.00"),
    ]
    cover = cover_of(workbook(books, "journal_quickbooks", SYSTEM))
    assert (cents(cover["Debits"]), cover["Debits less credits"]) == (132_00, 0)


def test_xero_gets_a_journal_for_each_day(books: Business) -> None:
    rows = csv_rows(books, "journal_xero", SYSTEM)
    assert list(rows[0]) == ["*Narration", "*Date", "Description", "*AccountCode", "*TaxRate", "*Amount"]
    assert [(row["*AccountCode"], row["*Amount"]) for row in rows] == [
        ("1020-1", "100.00"),
        ("1100", "16.00"),
        ("2600", "-16.00"),
        ("4000", "-100.00"),
    ]
    said = {(row["*Narration"], row["*Date"], row["*TaxRate"]) for row in rows}
    assert said == {("Journal of 20 Nov 2026", "20/11/2026", "Tax Exempt")}
    assert cover_of(workbook(books, "journal_xero", SYSTEM))["Debits less credits"] == 0


def test_a_long_journal_takes_as_many_queries(books: Business) -> None:
    for key in ("journal_quickbooks", "journal_xero"):
        counts = []
        for batch in range(2):
            for number in range(3):
                post(books, f"{key}{batch}{number}", debit("1100", 5_00), credit("4000", 5_00))
            seal_business(books.pk)
            with CaptureQueriesContext(connection) as queries:
                made(books, key, SYSTEM)
            counts.append(len(queries))
        assert counts[0] == counts[1]
