"""Lists of the point of sale cost the same queries, however many rows they have; and who sells reads them."""

from __future__ import annotations

from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.pos.cash import take_cash
from billing.pos.refunding import BackLine, Ways, refund_sale
from billing.pos.selling import Item, ring_up_sale
from billing.pos.shifts import close_shift
from billing.pos.stock import receive_stock
from tests.billing.pos.shops import Shop
from users.models import Role

ALL = """query ($business: ID!) {
  products(business: $business) { totalCount nodes { name onHand
    moves(first: 5) { nodes { kind by { name } } } } }
  registers(business: $business) { nodes { name accountCode till { name } } }
  shifts(business: $business) { nodes { number cashier { name } closedBy { name } report { cash { counted } }
    register { name } moves(first: 5) { nodes { amount by { name } } }
    sales(first: 5) { nodes {
      invoice { number total due customer { name } lines(first: 5) { nodes { amount } } }
      items(first: 5) { nodes { quantity product { name } } }
      refunds(first: 5) { nodes { creditNote total reason by { name } } } } } } }
}"""


def a_day(shop: Shop) -> None:
    product = shop.product(is_stocked=True)
    receive_stock(product=product, quantity=Decimal(5), cost=100_00, key=shop.key(), actor=shop.owner)
    shift = shop.shift()
    sale = ring_up_sale(
        shift=shift, items=[Item(quantity=Decimal(2), product=product)], key=shop.key(), actor=shop.cashier
    )
    take_cash(sale=sale, shift=shift, tendered=500_00, key=shop.key(), actor=shop.cashier)
    refund_sale(
        sale=sale, shift=shift, lines=[BackLine(0, Decimal(1))], ways=Ways(cash=200_00), reason="Torn",
        key=shop.key(), actor=shop.cashier,
    )  # fmt: skip
    close_shift(shift=shift, counted=0, actor=shop.cashier)


def test_more_rows_take_no_more_queries(shop: Shop):
    browser = shop.house.browser(Role.CASHIER)
    a_day(shop)
    a_day(shop)  # below one row a list is read in one query, below several in two

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            data = browser.data(ALL, business=shop.house.id)
        (sale,) = data["shifts"]["nodes"][0]["sales"]["nodes"]
        assert sale["refunds"]["nodes"][0]["total"] == "200.00" and sale["invoice"]["due"] == "0.00"
        return len(found)

    asked()  # what is read once in a process
    first = asked()
    a_day(shop)
    a_day(shop)
    assert asked() == first
