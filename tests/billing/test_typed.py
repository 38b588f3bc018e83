"""What payers type on their phones finds its bill, where it can only be that one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from billing.models import Allocation, Invoice
from mpesa.models import ReceiptRoute
from tests.billing.placing import Desk
from tests.graphql_api.conftest import House


@pytest.fixture
def desk(house: House, drain: Callable[[], None]) -> Desk:
    return Desk(house, drain)


def paid(desk: Desk, typed: str, cents: int = 50_00) -> ReceiptRoute:
    return ReceiptRoute.objects.get(receipt=desk.pay(cents, typed))


def test_words_around_a_number_do_not_matter(desk: Desk):
    customer = desk.customer()
    account = customer.account_number
    for typed in (f"A/C {account}", f"{account}/Nov", account.replace("0", "O"), f"rent {account}."):
        invoice = desk.invoice(customer, 50_00)
        route = paid(desk, typed)
        assert route.state == "ROUTED", typed
        assert Allocation.objects.get(payment__receipt_id=route.pk).invoice_id == invoice.pk, typed
    invoice = desk.invoice(customer, 50_00)
    short = invoice.number.removeprefix("INV-").lstrip("0")
    assert paid(desk, f"#INV-{short}", 20_00).owner == f"invoice {invoice.number}"
    assert paid(desk, f"inv {short} thank you", 30_00).owner == f"invoice {invoice.number}"
    assert Invoice.objects.get(pk=invoice.pk).state == "PAID"


def test_of_two_that_fit_neither_is_guessed_unless_one_alone_wants_money(desk: Desk):
    first, second = (desk.invoice(desk.customer(f"25471234567{count}"), 50_00) for count in range(2))
    both = f"{first.number} and {second.number}"
    assert paid(desk, both).state == "SUSPENSE"
    assert paid(desk, first.number).state == "ROUTED"
    assert paid(desk, both).owner == f"invoice {second.number}"
    assert paid(desk, both).state == "SUSPENSE"


def test_a_bill_that_a_receipt_before_it_in_the_batch_has_paid_wants_no_money(
    desk: Desk, drain: Callable[[], None]
):
    first, second = (desk.invoice(desk.customer(f"25471234567{count}"), 50_00) for count in range(2))
    desk.drain = lambda: None
    desk.pay(50_00, first.number)
    last = desk.pay(50_00, f"{first.number} and {second.number}")
    drain()
    assert ReceiptRoute.objects.get(receipt=last).owner == f"invoice {second.number}"


def test_a_number_of_another_business_names_nobody(desk: Desk, other_house: House, drain: Callable[[], None]):
    theirs = Desk(other_house, drain, shortcode="600985")
    for _ in range(3):
        invoice = theirs.invoice(theirs.customer(), 50_00)
    assert paid(desk, f"for {invoice.number}").state == "SUSPENSE"
    assert Invoice.objects.get(pk=invoice.pk).state == "UNPAID"
