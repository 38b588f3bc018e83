"""What a cashier cannot do alone: take cash, and leave no trace of it where it is counted."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing.customers.customers import create_customer
from billing.invoicing.crediting import credit_invoice
from billing.invoicing.voiding import void_invoice
from billing.models import Allocation, Payment, Sale
from billing.paying.by_hand import Said, record_payment, take_back_payment
from billing.paying.reallocating import reallocate
from billing.paying.refunding import refund_in_cash
from billing.pos.cash import take_cash
from billing.pos.selling import Item, ring_up_sale
from core import days
from core.errors import DomainError
from ledger.models import Entry
from tests.billing.pos.shops import Shop
from users.actors import SYSTEM


@pytest.fixture
def sale(shop: Shop) -> Sale:
    """A sale of 200.00, paid in cash in an open shift."""
    shift = shop.shift(1_000_00)
    item = Item(quantity=Decimal(1), description="Flour", price=200_00)
    made = ring_up_sale(shift=shift, items=[item], key="rung-up", actor=shop.cashier)
    take_cash(sale=made, shift=shift, tendered=200_00, key="cash", actor=shop.cashier)
    made.refresh_from_db()
    return made


def refused(act) -> str:
    before = Entry.objects.count()
    with pytest.raises(DomainError) as caught:
        act()
    assert Entry.objects.count() == before
    return caught.value.code


def test_a_cash_sale_is_not_undone_outside_of_a_shift(shop: Shop, sale: Sale):
    paid = Payment.objects.get(kind="CASH")
    for actor, code in ((shop.cashier, "NOT_ALLOWED"), (shop.owner, "DRAWER_MONEY")):
        assert refused(lambda: take_back_payment(payment=paid, reason="A slip", actor=actor)) == code  # noqa: B023
    for actor in (shop.cashier, shop.owner):
        code = refused(lambda: void_invoice(invoice=sale.invoice, reason="A slip", actor=actor))  # noqa: B023
        assert code == "HAS_PAYMENTS"


def test_nor_is_a_credit_note_turned_into_the_cash_of_a_drawer(shop: Shop, sale: Sale):
    note = credit_invoice(invoice=sale.invoice, reason="Came back", key="note", actor=shop.cashier)
    given = {
        "customer": sale.invoice.customer,
        "amount": 200_00,
        "reason": "Wants it",
        "payment": note.payment,
    }
    for account in ("1020", "1020-1"):
        code = refused(
            lambda: refund_in_cash(account_code=account, key="back", actor=shop.cashier, **given)  # noqa: B023
        )
        assert code == "NOT_ALLOWED"
    back = refused(lambda: refund_in_cash(account_code="1020-1", key="back", actor=shop.owner, **given))
    assert back == "DRAWER_MONEY"


def test_nor_is_cash_written_into_a_drawer_by_hand(shop: Shop, sale: Sale):
    said = Said("CASH", 50_00, days.today(), account_code="1020-1")
    whose = sale.invoice.customer
    code = refused(lambda: record_payment(customer=whose, said=said, key="by-hand", actor=shop.cashier))
    assert code == "DRAWER_MONEY"


def test_nor_does_what_one_paid_at_the_counter_pay_for_another(shop: Shop, sale: Sale):
    item = Item(quantity=Decimal(1), description="Oil", price=200_00)
    other = ring_up_sale(shift=sale.shift, items=[item], key="another", actor=shop.cashier)
    allocation = Allocation.objects.get(invoice=sale.invoice)
    for to in (other.invoice, None):
        code = refused(
            lambda: reallocate(allocation=allocation, to=to, reason="Meant that", actor=shop.owner)  # noqa: B023
        )
        assert code == "SALE_STAYS_PAID"


def test_nor_is_a_sale_on_account_made_void_when_its_goods_are_gone(shop: Shop):
    whose = create_customer(business=shop.house.business, name="Amina", actor=SYSTEM)
    item = Item(quantity=Decimal(1), description="Flour", price=200_00)
    made = ring_up_sale(
        shift=shop.shift(), items=[item], customer=whose, on_account=True, key="later", actor=shop.cashier
    )
    code = refused(lambda: void_invoice(invoice=made.invoice, reason="A slip", actor=shop.cashier))
    assert code == "SALE_IS_REFUNDED"
