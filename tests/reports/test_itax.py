"""Sales as KRA's workbook imports them: who is listed, who is in the total, and what iTax would refuse."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.customers.customers import update_customer
from billing.invoicing.crediting import credit_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.voiding import void_invoice
from billing.models import Customer, Invoice
from billing.paying.by_hand import Said, record_payment
from ledger.vouchers.vat import vat_return
from reports.formats import Format
from tests.billing.bills import MIXED, PIN, customer_of, draft, fresh_key, head, line
from tests.billing.etims.control_unit import ControlUnit, control_unit
from tests.clock import Clock
from tests.graphql_api.conftest import House
from tests.ledger.vouching import alone_up_to, cr, dr, member, write
from tests.reports.asking import ask
from tests.reports.made import cents, cover_of, json_tables, lines_of, made, workbook
from users.actors import SYSTEM
from users.models import AuditEntry, Business, Role

NOV, LAST = date(2026, 11, 1), date(2026, 11, 30)
NOVEMBER = {"first_day": NOV, "last_day": LAST}
BUYER, EVIL = "A004416331M", "=cmd|' /C calc'!A0"
KEYS = {
    "STANDARD": "itax_general_sales",
    "ZERO_RATED": "itax_zero_rated_sales",
    "EXEMPT": "itax_exempt_sales",
}


@pytest.fixture
def kra(settings) -> Iterator[ControlUnit]:
    with control_unit() as server:
        settings.ETIMS_URL = server.url
        yield server


@pytest.fixture
def buyer(business: Business) -> Customer:
    head(business)
    return customer_of(business, name=EVIL, kra_pin=BUYER)


def bill_on(customer: Customer, day: date, *lines: Any) -> Invoice:
    return issue_invoice(invoice=draft(customer, *lines), issued_on=day, actor=SYSTEM)


def file_of(business: Business, key: str, format: Format = Format.CSV) -> list[list[str]]:
    """The rows of the file as they stand in it."""
    text = made(business, key, SYSTEM, format=format, **NOVEMBER)[1].decode("utf-8-sig")
    return [*csv.reader(io.StringIO(text, newline=""))]


def wrongs(business: Business, key: str = "itax_general_sales") -> list[tuple[str, str]]:
    rows = json_tables(business, key, SYSTEM, **NOVEMBER)["exceptions"]
    return [(row["what"], row["document"]) for row in rows]


@pytest.fixture
def signed(buyer: Customer, kra: ControlUnit, clock: Clock, drain) -> Business:
    """A bill of each code, signed, and a credit note on it, signed too."""
    clock.is_day(date(2026, 11, 10))
    first = bill_on(buyer, date(2026, 11, 10), *MIXED)
    drain("billing.etims")
    credit_invoice(invoice=first, reason="Less water", amount=100_00, key=fresh_key(), actor=SYSTEM)
    drain("billing.etims")
    return buyer.business


def test_the_file_begins_with_its_first_line_and_has_the_columns_of_the_sheet(signed: Business) -> None:
    bill, note = file_of(signed, "itax_general_sales")
    assert bill == [
        BUYER, f"'{EVIL}", "KRACU0400001074", "10/11/2026", "KRACU0400001074/1", "2026-00001", "241.38", "",
        "", "",
    ]  # fmt: skip
    assert note[:6] == [
        BUYER, f"'{EVIL}", "KRACU0400001074", "10/11/2026", "KRACU0400001074/2", "CN-2026-00001",
    ]  # fmt: skip
    assert note[6].startswith("-") and note[7:] == ["", "KRACU0400001074/1", "10/11/2026"]
    assert file_of(signed, "itax_general_sales", Format.CSV_FOR_EXCEL) == [bill, note]
    for key, columns in (("itax_zero_rated_sales", 10), ("itax_exempt_sales", 7)):
        rows = file_of(signed, key)
        assert {len(row) for row in rows} == {columns} and len(rows) == 2, key
    assert file_of(signed, "itax_zero_rated_sales")[0] == [
        "Local", BUYER, f"'{EVIL}", "KRACU0400001074", "10/11/2026", "KRACU0400001074/1", "2026-00001", "",
        "", "50.00",
    ]  # fmt: skip
    assert file_of(signed, "itax_exempt_sales")[0][4:] == ["KRACU0400001074/1", "2026-00001", "30.00"]


def test_what_is_signed_and_known_is_no_exception(signed: Business) -> None:
    assert wrongs(signed) == []
    place = "Takes back a bill that the file has no column for"
    for key in ("itax_zero_rated_sales", "itax_exempt_sales"):
        assert wrongs(signed, key) == [(place, "CN-2026-00001")]


@pytest.fixture
def november(buyer: Customer, kra: ControlUnit, clock: Clock, drain) -> Business:
    """All that iTax would not take: each has a bill or more."""
    business = buyer.business
    clock.is_day(date(2026, 10, 20))
    kra.refusals = [("910", "Request parameter error [custTin]")] * 9
    old = bill_on(buyer, date(2026, 10, 20), line("Old", 116_00))
    drain("billing.etims")
    clock.is_day(date(2026, 11, 10))
    void_invoice(invoice=old, reason="Twice", actor=SYSTEM)
    void_invoice(invoice=bill_on(buyer, NOV, line("Twice", 116_00)), reason="Twice", actor=SYSTEM)
    unsigned = bill_on(buyer, date(2026, 11, 2), line("Water", 232_00))
    drain("billing.etims")
    credit_invoice(invoice=unsigned, reason="Less", amount=58_00, key=fresh_key(), actor=SYSTEM)
    bill_on(customer_of(business, name="Ourselves", kra_pin=PIN), date(2026, 11, 3), line("Own", 11_60))
    bill_on(customer_of(business, name="Nobody"), date(2026, 11, 4), line("Water", 34_80))
    agent = customer_of(business, name="Agent")
    taxed = bill_on(agent, date(2026, 11, 5), line("Water", 1_160_00))
    withheld = Said("VAT_WITHHELD", 20_00, date(2026, 11, 10), reference="KRAWH1")
    record_payment(customer=agent, said=withheld, invoice=taxed, key=fresh_key(), actor=SYSTEM)
    alone_up_to(business, 1_000_000_00)
    clerk = member(business, "ACCOUNTANT", "clerk")
    write(business, clerk, dr("1020", 58_00), cr("4000", 58_00, "STANDARD"), day=date(2026, 11, 9))
    write(business, clerk, dr("1020", 7_00), cr("4000", 7_00, "EXEMPT"), day=date(2026, 11, 9))
    return business


def test_only_customers_with_a_pin_are_listed_and_all_others_are_one_total(november: Business) -> None:
    rows = file_of(november, "itax_general_sales")
    assert [(row[0], row[3], row[5], row[6]) for row in rows] == [
        (BUYER, "02/11/2026", "2026-00003", "200.00"),
        (PIN, "03/11/2026", "2026-00004", "10.00"),
        (BUYER, "10/11/2026", "2026-00001", "-100.00"),
        (BUYER, "10/11/2026", "CN-2026-00001", "-50.00"),
    ]
    known = vat_return(november, NOV)
    book = workbook(november, "itax_general_sales", SYSTEM, **NOVEMBER)
    totals = lines_of(book["Totals"])
    assert [cents(value) for value in totals["Bills and credit notes"]] == [1_030_00, 164_80, 164_80]
    assert [cents(value) for value in totals["Vouchers with this VAT code"]] == [50_00, 8_00, 8_00]
    assert [cents(value) for value in totals["Sales of the section"][:2]] == [
        known.sales["STANDARD"],
        known.output_vat,
    ]
    cover = cover_of(book)
    assert [cover[name] for name in cover if " less " in name] == [0, 0, 0]
    exempt = lines_of(workbook(november, "itax_exempt_sales", SYSTEM, **NOVEMBER)["Totals"])
    assert cents(exempt["Total to all others"][0]) == 7_00 == known.sales["EXEMPT"]


def test_each_thing_that_itax_would_refuse_is_named(november: Business) -> None:
    assert wrongs(november) == [
        ("No control unit number", "2026-00003"),
        ("Customer has your own KRA PIN", "2026-00004"),
        ("No control unit number", "2026-00004"),
        ("Voided after its month, and never signed", "2026-00001"),
        ("No control unit number", "CN-2026-00001"),
        ("The bill that it takes back has no control unit number", "CN-2026-00001"),
        ("Withheld VAT, but no KRA PIN is known", "2026-00006"),
    ]
    page = workbook(november, "itax_general_sales", SYSTEM, values=False, **NOVEMBER)["Exceptions"]
    assert all(row[1].value for row in page.iter_rows(min_row=2))
    assert {cell.data_type for cell in page["F"][1:]} == {"s"}


def test_a_customer_whose_pin_becomes_known_moves_from_the_total_into_the_file(november: Business) -> None:
    agent = Customer.objects.get(business=november, all_payments__kind="VAT_WITHHELD")
    update_customer(customer=agent, kra_pin="P051365999Z", actor=SYSTEM)
    assert "P051365999Z" in {row[0] for row in file_of(november, "itax_general_sales")}
    assert "Withheld VAT, but no KRA PIN is known" not in {what for what, _ in wrongs(november)}


def test_other_days_than_a_month_and_an_unset_head_are_told(business: Business) -> None:
    days = {"first_day": NOV, "last_day": date(2026, 11, 29)}
    for key in KEYS.values():
        rows = json_tables(business, key, SYSTEM, **days)["exceptions"]
        assert [row["what"] for row in rows] == ["Not one calendar month", "Not registered for VAT"]
        assert file_of(business, key) == []


def test_many_bills_take_as_many_queries(buyer: Customer, clock: Clock) -> None:
    clock.is_day(date(2026, 11, 10))
    counts = []
    for _ in range(2):
        for number in range(3):
            bill_on(buyer, date(2026, 11, 10), *MIXED)
            bill_on(customer_of(buyer.business, name=f"No {number}"), date(2026, 11, 10), *MIXED)
        with CaptureQueriesContext(connection) as queries:
            for key in KEYS.values():
                made(buyer.business, key, SYSTEM, **NOVEMBER)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_whole_pins_want_both_rights_and_are_audited(house: House) -> None:
    """An auditor reads the books and no whole PINs, a cashier whole PINs and no books: neither gets it."""
    file = ask(house, house.browser(Role.ACCOUNTANT), "ITAX_GENERAL_SALES", format="CSV")
    assert file["state"] == "READY"
    asked = AuditEntry.objects.filter(action="report.request", business=house.business)
    assert [entry.details["report"] for entry in asked] == ["itax_general_sales"]
    for role in (Role.AUDITOR, Role.CASHIER):
        refused = ask(house, house.browser(role), "ITAX_GENERAL_SALES", format="CSV")
        assert refused["code"] == "NOT_FOUND"
