"""A bill from its draft to the statement, as a person at the desk writes it: two lines, edited, issued, paid
in part in cash, the rest credited."""

from __future__ import annotations

import os
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from billing.customers.customers import create_customer
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from billing.models import Customer, Invoice
from core import days
from graphql_api.ids import write_id
from tests.console.browser import Browser
from tests.console.test_settings_in_the_browser import enter
from tests.graphql_api.conftest import House
from users.actors import SYSTEM
from users.letterheads import set_letterhead
from users.models import Role

pytestmark = pytest.mark.slow

FITS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture
def customer(house: House) -> Customer:
    set_letterhead(
        business=house.business,
        postal_address="",
        phone="",
        email="",
        kra_pin="P051365947M",
        vat_registered=True,
        actor=SYSTEM,
    )
    return create_customer(business=house.business, name="Amina Otieno", phone="0712345678", actor=SYSTEM)


def look(browser: Browser, name: str) -> None:
    """Both widths hold the page; pictures for whoever asks (`PICTURES` names a folder)."""
    for width, height in ((360, 800), (1366, 900)):
        browser.resize(width, height)
        assert browser.run(FITS), f"{name} at {width}"
        if folder := os.environ.get("PICTURES"):
            browser.picture(Path(folder) / f"{name}-{width}.png")


def test_a_bill_from_its_draft_to_the_statement(
    hook_server: str, browser: Browser, house: House, customer: Customer
) -> None:
    enter(
        browser, hook_server, house.people[Role.ACCOUNTANT], f"/customers/{write_id('Customer', customer.pk)}"
    )
    browser.press("New invoice", within="main")
    browser.fill("New invoice", **{"lines.0.description": "Water", "lines.0.unitPrice": "116"})
    browser.press("Add a line", within="dialog")
    second = {"description": "Delivery", "quantity": "2", "unitPrice": "60", "discount": "4"}
    browser.fill("New invoice", **{f"lines.1.{name}": value for name, value in second.items()})
    browser.sees("232.00", within="dialog .bill-total")
    browser.sees("32.00", within="dialog .bill-total")
    look(browser, "draft")
    browser.press("Make a draft", within="dialog")
    browser.sees("Draft", within="main .page-head")
    browser.sees("nobody owes or can pay it", within="main")
    assert "Pay to the PayBill" not in browser.text("main")
    invoice = Invoice.objects.get()
    assert (invoice.state, invoice.total, invoice.vat) == ("DRAFT", 232_00, 32_00)

    browser.press("Edit", within="main")
    title = f"Edit draft {invoice.number}"
    browser.fill(title, **{"lines.1.quantity": "three"})
    browser.press("Save the draft", within="dialog")
    browser.wait_for("document.querySelector('dialog [aria-invalid=true]')?.name === 'lines.1.quantity'")
    browser.fill(title, **{"lines.1.quantity": "3", "note": "Paid on delivery"})
    browser.sees("292.00", within="dialog .bill-total")
    browser.press("Save the draft", within="dialog")
    browser.sees("292.00", within="main")

    browser.press("Issue it", within="main")
    browser.press("Issue it", within="dialog")
    browser.sees("Unpaid", within="main .page-head")
    invoice.refresh_from_db()
    assert (invoice.state, invoice.total, invoice.serial_count) == ("UNPAID", 292_00, 1)
    browser.sees(invoice.serial_number, within="main h1")
    browser.sees(invoice.number, within="main .facts")
    look(browser, "issued")

    browser.press("Record a payment", within="main")
    browser.fill(f"Record a payment for {invoice.serial_number}", amount="192")
    look(browser, "pay")
    browser.press("Record it", within="dialog")
    browser.sees("Partly paid", within="main .page-head")

    browser.press("Credit note", within="main")
    browser.sees("What is due (100.00) will be settled, and 192.00 become", within="dialog")
    browser.run(
        "(way => { way.value = 'AMOUNT'; way.dispatchEvent(new Event('change', { bubbles: true })); })"
        "(document.querySelector('dialog [name=way]'))"
    )
    browser.fill("Credit note", amount="100", reason="Too little came")
    browser.sees("100.00 less will be due", within="dialog")
    look(browser, "credit")
    browser.press("Issue the credit note", within="dialog")
    browser.sees("Paid", within="main .page-head")
    browser.sees("CN-", within="main")
    invoice.refresh_from_db()
    assert (invoice.state, invoice.paid, invoice.credited) == ("PAID", 292_00, 100_00)
    look(browser, "settled")

    browser.press("Amina Otieno", within="main .facts")
    browser.sees("Statement", within="main")
    for said in (f"Invoice {invoice.serial_number}", "Cash", "Credit note CN-", "Owed after"):
        browser.sees(said, within="main")
    look(browser, "customer")
    browser.go(f"{hook_server}/customers/owing")
    browser.sees("Nobody owes anything", within="main")
    other = create_customer(business=house.business, name="Baraka Mwangi", actor=SYSTEM)
    line = LineInput("Rent", Decimal(1), 1_250_000_50)
    late = create_invoice(customer=other, lines=[line], key="rent", actor=SYSTEM)
    issue_invoice(invoice=late, issued_on=days.today() - timedelta(days=45), actor=SYSTEM)
    browser.go(f"{hook_server}/customers/owing")
    browser.sees("1,250,000.50", within="main tfoot")
    browser.sees("1200 Receivables", within="main")
    look(browser, "owing")
    browser.go(f"{hook_server}/invoices")
    browser.sees(invoice.serial_number, within="main")
    look(browser, "invoices")
