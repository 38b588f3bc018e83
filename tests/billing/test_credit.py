"""What customers paid beyond their bills: by receipt, and what is left of it."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.customers.credit import credit_of_customers
from billing.models import Customer, Payment
from core.machine.jobs import drain_queue
from graphql_api.ids import write_id
from ledger.reads.selectors import balance_by_code
from mpesa.collections.receipts import ROUTE_QUEUE
from mpesa.models import Receipt
from mpesa.payouts.refunding import refund_receipt
from mpesa.payouts.requesting import cancel_payout
from tests.billing.placing import Desk
from tests.billing.reversals.test_taken_back import reverse
from tests.graphql_api.conftest import House
from tests.mpesa.payouts.offices import Office
from users.models import Role

PAGE = """query ($id: ID!) { node(id: $id) { ... on Customer {
    credit payments(first: 10) { nodes { receiptNumber amount left } } } } }"""


@pytest.fixture
def office(house: House, settings) -> Office:
    settings.BASE_URL = "http://127.0.0.1:9"
    return Office(house)


@pytest.fixture
def desk(office: Office) -> Desk:
    made = Desk(office.house, drain=partial(drain_queue, ROUTE_QUEUE), shortcode="600111")
    made.till = office.till
    return made


def credit(desk: Desk, customer: Customer) -> tuple[str, list[tuple[str, str, str]]]:
    shown = desk.house.browser(Role.CASHIER).data(PAGE, id=write_id("Customer", customer.pk))["node"]
    rows = shown["payments"]["nodes"]
    return shown["credit"], [(row["receiptNumber"], row["amount"], row["left"]) for row in rows]


def test_what_no_bill_took_is_the_customers_until_it_goes_back(office: Office, desk: Desk):
    customer, other = desk.customer(), desk.customer("254712345679", "Baraka")
    assert credit(desk, customer) == ("0.00", [])
    invoice = desk.invoice(customer, 100_00)
    over, whole, twice = (
        desk.pay(cents, number)
        for cents, number in (
            (130_00, invoice.number),
            (640_00, customer.account_number),
            (7_00, invoice.number),
        )
    )
    desk.pay(9_00, other.account_number)
    assert balance_by_code(desk.house.business.pk, "2100") == 686_00
    rows = [(twice, "7.00", "7.00"), (whole, "640.00", "640.00"), (over, "130.00", "30.00")]
    assert credit(desk, customer) == ("677.00", [(row.number, *said) for row, *said in rows])

    back = partial(refund_receipt, receipt=whole, amount=600_00, comment="Moved away.", actor=office.clerk)
    asked = back(account_code="4010", key="back-000")
    assert credit(desk, customer)[0] == "677.00", "paid from elsewhere, the credit stays"
    cancel_payout(payout=asked, reason="The wrong account.", actor=office.clerk)
    office.approve(back(account_code="2100", key="back-001"))
    reverse(desk, over, 130_00)
    rows = [(twice, "7.00", "7.00"), (whole, "640.00", "40.00"), (over, "130.00", "0.00")]
    assert credit(desk, customer) == ("47.00", [(row.number, *said) for row, *said in rows])
    assert balance_by_code(desk.house.business.pk, "2100") == 47_00 + 9_00
    with CaptureQueriesContext(connection) as asked_of:
        assert credit_of_customers([customer.pk, other.pk]) == {customer.pk: 47_00, other.pk: 9_00}
    assert len(asked_of) == 1
    assert Payment.objects.count() == 4 and Receipt.objects.count() == 4
