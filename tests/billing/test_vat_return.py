"""What is billed counts in the VAT return, by code and by the days of the entries, and ties to the books."""

from __future__ import annotations

from datetime import date

import pytest

from billing.invoicing.crediting import credit_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.voiding import void_invoice
from billing.models import Customer, Invoice
from ledger.reads.selectors import balance_by_code
from ledger.vouchers.vat import vat_return
from tests.billing.bills import MIXED, customer_of, draft, fresh_key, line
from tests.clock import Clock
from tests.graphql_api.conftest import PASSWORD
from tests.ledger.vouching import alone_up_to, cr, dr, member, write
from users.actors import SYSTEM
from users.models import Business
from users.people import create_business, create_staff

OCT, NOV, DEC = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)


@pytest.fixture
def customer(business: Business) -> Customer:
    return customer_of(business)


def bill_on(customer: Customer, day: date, *lines, **more) -> Invoice:
    return issue_invoice(invoice=draft(customer, *lines, **more), issued_on=day, actor=SYSTEM)


def test_a_month_of_invoices_alone_explains_its_whole_output(customer, clock: Clock):
    clock.is_day(date(2026, 11, 30))
    draft(customer)  # in no books
    bill_on(customer, date(2026, 11, 3), *MIXED)
    bill_on(customer, date(2026, 11, 30), line("Water", 100_00, quantity="3"), prices_include_vat=False)
    bill_on(customer, date(2026, 11, 5), line("Gift", 70_00, ""))  # a business without VAT on it
    month = vat_return(customer.business, NOV)
    # 280.00 with VAT is 241.38 and 38.62
    assert month.sales == {"STANDARD": 241_38 + 300_00, "ZERO_RATED": 50_00, "EXEMPT": 30_00}
    assert (month.output_vat, month.other_output) == (38_62 + 48_00, 0)
    assert month.owed == balance_by_code(customer.business_id, "2600", day=date(2026, 11, 30)) == 86_62
    assert vat_return(customer.business, OCT).output_vat == vat_return(customer.business, DEC).output_vat == 0


def test_vouchers_credit_notes_and_voids_count_on_their_own_days(customer, clock: Clock):
    business = customer.business
    alone_up_to(business, 1_000_000_00)
    clerk = member(business, "ACCOUNTANT", "clerk")
    clock.is_day(date(2026, 11, 10))
    write(business, clerk, dr("1020", 116_00), cr("4000", 116_00, "STANDARD"), day=date(2026, 11, 9))
    first, second = (
        bill_on(customer, date(2026, 11, 10), *MIXED),
        bill_on(customer, date(2026, 11, 10), *MIXED),
    )
    note = credit_invoice(invoice=first, reason="Less water", amount=100_00, key=fresh_key(), actor=SYSTEM)
    third = bill_on(customer, date(2026, 11, 10), line("Twice", 116_00))
    void_invoice(invoice=third, reason="Twice", actor=SYSTEM)  # in the same month: nothing is left of it
    november = vat_return(business, NOV)
    assert november.other_output == 0
    assert november.output_vat == 16_00 + 2 * 38_62 - note.vat
    assert sum(november.sales.values()) == 100_00 + 2 * 321_38 - note.net
    clock.is_day(date(2026, 12, 2))
    void_invoice(invoice=second, reason="Not theirs", actor=SYSTEM)
    assert vat_return(business, NOV) == november
    december = vat_return(business, DEC)
    assert (december.output_vat, december.other_output) == (-38_62, 0)
    assert december.sales == {"STANDARD": -241_38, "ZERO_RATED": -50_00, "EXEMPT": -30_00}
    assert december.owed == balance_by_code(business.pk, "2600", day=date(2026, 12, 31))
    assert december.brought_forward + december.payable - december.settled == december.owed


def test_what_was_owed_when_the_books_were_opened_is_no_sale_of_them(customer, clock: Clock):
    clock.is_day(date(2026, 11, 10))
    bill_on(customer, date(2026, 11, 1), line("From before", 116_00), kind="OPENING")
    month = vat_return(customer.business, NOV)
    assert (month.output_vat, month.other_output, sum(month.sales.values())) == (0, 0, 0)


def test_one_business_knows_nothing_of_another(customer, clock: Clock):
    other_business = create_business(
        code="duka", name="Duka", owner=create_staff(username="o", password=PASSWORD)
    )
    clock.is_day(date(2026, 11, 10))
    bill_on(customer, date(2026, 11, 10), *MIXED)
    other = vat_return(other_business, NOV)
    assert (other.output_vat, sum(other.sales.values())) == (0, 0)
