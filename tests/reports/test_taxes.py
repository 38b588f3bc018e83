"""VAT and the tax pack: what is payable is what moved on the accounts of taxes, document by document."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.invoicing.crediting import credit_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.voiding import void_invoice
from billing.models import Customer, Invoice
from core import days
from ledger.journal.posting import credit, debit, post_entry
from ledger.models import EntryKind
from ledger.reads.selectors import balance_by_code
from ledger.vouchers.vat import vat_return
from tests.billing.bills import MIXED, customer_of, draft, fresh_key, line
from tests.clock import Clock
from tests.ledger.vouching import alone_up_to, cr, dr, member, write
from tests.reports.made import cents, cover_of, csv_rows, json_tables, lines_of, made, rows_of, workbook
from users.actors import SYSTEM
from users.models import Business

NOV, LAST = date(2026, 11, 1), date(2026, 11, 30)
NOVEMBER = {"first_day": NOV, "last_day": LAST}
EVIL = "=cmd|' /C calc'!A0"


@pytest.fixture
def customer(business: Business) -> Customer:
    return customer_of(business, name=EVIL)


def bill_on(customer: Customer, day: date, *lines) -> Invoice:
    return issue_invoice(invoice=draft(customer, *lines), issued_on=day, actor=SYSTEM)


@pytest.fixture
def november(customer: Customer, clock: Clock) -> Business:
    """Bills, one credited and one void, vouchers both ways, and a payment to KRA."""
    business = customer.business
    alone_up_to(business, 1_000_000_00)
    clerk = member(business, "ACCOUNTANT", "clerk")
    clock.is_day(date(2026, 11, 10))
    first = bill_on(customer, date(2026, 11, 10), *MIXED)
    credit_invoice(invoice=first, reason="Less water", amount=100_00, key=fresh_key(), actor=SYSTEM)
    void_invoice(
        invoice=bill_on(customer, date(2026, 11, 3), line("Twice", 116_00)), reason="Twice", actor=SYSTEM
    )
    write(business, clerk, dr("1020", 116_00), cr("4000", 116_00, "STANDARD"), day=date(2026, 11, 9))
    write(business, clerk, dr("5500", 58_00, "STANDARD"), cr("1020", 58_00), day=date(2026, 11, 8))
    write(business, clerk, dr("5500", 9_00, "EXEMPT"), cr("1020", 9_00), day=date(2026, 11, 8))
    write(business, clerk, dr("2600", 3_00), cr("1020", 3_00), day=date(2026, 11, 10))
    return business


def test_vat_is_the_return_of_the_month(november: Business) -> None:
    known = vat_return(november, NOV)
    book = workbook(november, "vat", SYSTEM, **NOVEMBER)
    lines = lines_of(book["VAT return"])
    for code, title in (("STANDARD", "Standard rate"), ("ZERO_RATED", "Zero-rated"), ("EXEMPT", "Exempt")):
        shown = [cents(row[1]) for row in rows_of(book["VAT return"]) if row[0] == title]
        assert shown == [known.sales[code], known.purchases[code]]
    assert cents(lines["Output VAT"][1]) == known.output_vat
    assert cents(lines["Input VAT"][1]) == known.input_vat == 8_00
    assert cents(lines["VAT payable"][1]) == known.payable
    assert known.owed == balance_by_code(november.pk, "2600", day=LAST)
    owed = lines_of(book["Owed to KRA"])
    assert (
        cents(owed["Owed at the end"][0]) == known.owed and cents(owed["Paid to KRA, or opened"][0]) == -3_00
    )
    cover = cover_of(book)
    assert [cover[name] for name in cover if " less " in name] == [0, 0, 0]
    assert cents(lines_of(book["Accounts of VAT"])["Total"][5]) == known.owed


def test_vat_names_every_document(november: Business) -> None:
    tables = json_tables(november, "vat", SYSTEM, **NOVEMBER)
    known = vat_return(november, NOV)
    sales = tables["sales"]
    assert [(row["day"], row["code"], row["vat"]) for row in sales if row["document"] == "2026-00002"] == [
        ("2026-11-03", "Standard rate", "16.00"),
        ("2026-11-10", "Standard rate", "-16.00"),
    ]
    assert sum(cents(row["vat"]) for row in sales) == known.output_vat
    assert sum(cents(row["taxable_value"]) for row in sales) == sum(known.sales.values())
    assert [row["day"] for row in sales] == sorted(row["day"] for row in sales)
    assert {row["customer"] for row in sales if row["document"].startswith("CN-")} == {EVIL}
    assert [(row["code"], row["taxable_value"], row["vat"]) for row in tables["purchases"]] == [
        ("Standard rate", "50.00", "8.00"),
        ("Exempt", "9.00", "0.00"),
    ]
    page = workbook(november, "vat", SYSTEM, values=False, **NOVEMBER)["Sales"]
    assert all(cell.data_type == "s" for cell in page["D"][1:-1] if cell.value)


def test_vat_of_many_bills_takes_as_many_queries(customer: Customer, clock: Clock) -> None:
    clock.is_day(date(2026, 11, 10))
    counts = []
    for _ in range(2):
        for _ in range(3):
            bill_on(customer, date(2026, 11, 10), *MIXED)
        with CaptureQueriesContext(connection) as queries:
            made(customer.business, "vat", SYSTEM, **NOVEMBER)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_days_without_vat_are_a_report_too(business: Business) -> None:
    assert cover_of(workbook(business, "vat", SYSTEM))["VAT payable"] == 0


def taxed(business: Business, reference: str, day: date, *legs, kind: str = EntryKind.ROUTE) -> None:
    post_entry(
        business_id=business.pk, kind=kind, reference=reference, legs=legs, description=EVIL,
        occurred_at=days.now(), effective_on=day,
    )  # fmt: skip


@pytest.fixture
def bookmaker(business: Business, clock: Clock) -> Business:
    clock.is_day(date(2026, 11, 25))
    first, second = date(2026, 11, 20), date(2026, 11, 21)
    taxed(business, "one", first, debit("2890", 100_00), credit("4100", 95_00), credit("2500", 5_00))
    taxed(business, "two", first, debit("2890", 7_00), credit("2510", 7_00))
    taxed(business, "back", second, debit("2500", 2_00), credit("2890", 2_00), kind=EntryKind.TAKEN_BACK)
    taxed(business, "fee", second, debit("4100", 2_25), credit("2520", 2_25))
    taxed(business, "paid", second, debit("2500", 1_00), credit("1100", 1_00), kind=EntryKind.MANUAL)
    taxed(business, "before", date(2026, 10, 31), debit("2890", 4_00), credit("2500", 4_00))
    return business


def test_the_tax_pack_is_what_the_accounts_of_taxes_moved(bookmaker: Business) -> None:
    book = workbook(bookmaker, "tax_pack", SYSTEM, **NOVEMBER)
    assert [(row[0].day if row[0] != "Total" else 0, *row[1:]) for row in rows_of(book["By day"])] == [
        (20, 5, 7, 0, 12),
        (21, -2, 0, 2.25, 0.25),
        (0, 3, 7, 2.25, 12.25),
    ]
    lines = lines_of(book["By tax and day"])
    assert lines["Total excise on deposits"][1:] == [5, 2, 3, -1, 2]
    accounts = lines_of(book["Accounts of taxes"])
    for code, cents_of in (("2500", 6_00), ("2510", 7_00), ("2520", 2_25)):
        assert cents(accounts[code][5]) == balance_by_code(bookmaker.pk, code) == cents_of
    cover = cover_of(book)
    assert (cover["Excise on deposits"], cover["Tax on market fees"]) == (3, 2.25)
    assert {cover[name] for name in cover if " less " in name} == {0}
    entries = json_tables(bookmaker, "tax_pack", SYSTEM, **NOVEMBER)["entries"]
    assert [
        (row["tax"], row["reference"], row["charged"], row["taken_back"], row["by_hand"]) for row in entries
    ] == [
        ("2500", "one", "5.00", "0.00", "0.00"),
        ("2500", "back", "0.00", "2.00", "0.00"),
        ("2500", "paid", "0.00", "0.00", "-1.00"),
        ("2510", "two", "7.00", "0.00", "0.00"),
        ("2520", "fee", "2.25", "0.00", "0.00"),
    ]
    assert {row["description"] for row in entries} == {EVIL}
    assert csv_rows(bookmaker, "tax_pack", SYSTEM, **NOVEMBER)[0]["day"] == "2026-11-20"


def test_no_taxes_are_a_report_too(business: Business) -> None:
    assert cover_of(workbook(business, "tax_pack", SYSTEM))["Excise on deposits"] == 0
