"""A paid sale as a text message: sent once for each key, three times at most, and only when it is paid."""

from __future__ import annotations

from decimal import Decimal

import pytest

from billing.pos.cash import take_cash
from billing.pos.selling import Item, ring_up_sale
from billing.pos.telling import tell_sale
from core.errors import InvalidState, Problems
from messaging.models import Message
from tests.billing.pos.shops import Shop


def test_a_receipt_by_sms(shop: Shop):
    shift = shop.shift()
    bag = Item(quantity=Decimal(1), description="Bag", price=10_00)
    sale = ring_up_sale(shift=shift, items=[bag], key="sale", actor=shop.cashier)

    def tell(key: str, phone: str = "0712 345 678") -> None:
        tell_sale(sale=sale, phone=phone, key=key, actor=shop.cashier)

    with pytest.raises(InvalidState, match="NOT_PAID"):
        tell("one")
    take_cash(sale=sale, shift=shift, tendered=10_00, key="cash", actor=shop.cashier)
    with pytest.raises(Problems):
        tell("", "12")
    for key in ("one", "one", "two", "three"):
        tell(key)
    with pytest.raises(InvalidState, match="TOLD_ENOUGH"):
        tell("four")
    tell("three")
    assert Message.objects.filter(template="sale_receipt").count() == 3
