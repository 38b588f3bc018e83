"""Sales: rung up, paid in cash and by M-Pesa, claimed, given up and given back, to the cent and once."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from billing.models import Allocation, CounterClaim, DrawerMove, Invoice, Payment, Sale, SaleRefund, StockMove
from billing.pos.cash import take_cash
from billing.pos.claiming import claim_for_sale, claimable_receipts
from billing.pos.refunding import BackLine, Ways, refund_sale
from billing.pos.selling import Item, abandon_sale, ring_up_sale
from billing.pos.shifts import close_shift
from billing.pos.stock import receive_stock
from core import days
from core.errors import Conflict, InvalidInput, InvalidState, Problems
from ledger.models import Entry, Line
from mpesa.asking.initiators import set_initiator
from mpesa.models import ReceiptRoute
from mpesa.payouts.refunding import refund_receipt
from tests.billing.pos.shops import Shop, lines_of
from tests.core.threads import run_together
from users.actors import SYSTEM
from users.models import Role


@pytest.fixture
def sugar(shop: Shop):
    product = shop.product(price=116_00, is_stocked=True)
    receive_stock(product=product, quantity=Decimal(10), cost=600_00, key="came", actor=shop.owner)
    return product


def sold(shop: Shop, shift, *items: Item, key: str = "", **more) -> Sale:
    sale = ring_up_sale(shift=shift, items=items, key=key or shop.key(), actor=shop.cashier, **more)
    sale.refresh_from_db()
    return sale


def entries_of(invoice: Invoice) -> set[str]:
    return set(
        Line.objects.filter(entry__reference__contains=invoice.number).values_list(
            "entry__reference", flat=True
        )
    )


def test_a_cash_sale_leaves_its_entries(shop: Shop, sugar):
    shift = shop.shift(1_000_00)
    sale = sold(shop, shift, Item(quantity=Decimal(2), product=sugar))
    bill = sale.invoice
    assert (bill.kind, bill.state, bill.total, bill.vat, sale.goods_at) == (
        "SALE",
        "UNPAID",
        232_00,
        32_00,
        None,
    )
    assert lines_of(f"invoice:{bill.number}:issue") == [
        ("1200", 232_00, 0), ("2600-output", 0, 32_00), ("4000", 0, 200_00)
    ]  # fmt: skip
    move = take_cash(sale=sale, shift=shift, tendered=500_00, key="cash", actor=shop.cashier)
    assert (move.cents, move.tendered, move.tendered - move.cents) == (232_00, 500_00, 268_00)
    assert lines_of(move.reference) == [("1020-1", 232_00, 0), ("1200", 0, 232_00)]
    assert lines_of(f"sale:{bill.number}:goods") == [("1300", 0, 120_00), ("5000", 120_00, 0)]
    sale.refresh_from_db()
    sugar.refresh_from_db()
    assert sale.invoice.state == "PAID" and sale.goods_at
    assert (sugar.on_hand, sugar.stock_cents) == (8, 480_00)
    assert shop.balance("1020-1", "1200", "2600", "1300", "5000") == {
        "1020-1": 1_232_00, "1200": 0, "2600": 32_00, "1300": 480_00, "5000": 120_00,
    }  # fmt: skip
    with pytest.raises(InvalidState, match="NOTHING_OPEN"):
        take_cash(sale=sale, shift=shift, tendered=1_00, key="more", actor=shop.cashier)


def test_sent_again_nobody_is_charged_twice(shop: Shop, sugar):
    """The answer was lost with the network: the same keys come again, also at the same instant."""
    shift = shop.shift()
    basket = Item(quantity=Decimal(1), product=sugar)
    sales = run_together([lambda: sold(shop, shift, basket, key="sale") for _ in range(3)])
    assert len({sale.pk for sale in sales}) == 1
    (sale,) = Sale.objects.all()
    moves = run_together(
        [
            lambda: take_cash(sale=sale, shift=shift, tendered=200_00, key="cash", actor=shop.cashier)
            for _ in range(3)
        ]
    )
    assert len({move.pk for move in moves}) == 1
    assert (Invoice.objects.count(), Payment.objects.count(), DrawerMove.objects.count()) == (1, 1, 2)
    assert StockMove.objects.filter(kind="SOLD").count() == 1
    with pytest.raises(Conflict, match="KEY_REUSED"):
        sold(shop, shift, Item(quantity=Decimal(2), product=sugar), key="sale")
    with pytest.raises(Conflict, match="KEY_REUSED"):
        take_cash(sale=sale, shift=shift, tendered=300_00, key="cash", actor=shop.cashier)


def test_two_cashiers_take_cash_for_one_sale(shop: Shop, sugar):
    from billing.pos.registers import open_register

    other = shop.house.people[Role.ACCOUNTANT]
    second = open_register(business=shop.house.business, name="Back", actor=shop.owner)
    mine, theirs = shop.shift(), shop.shift(by=other, register=second)
    sale = sold(shop, mine, Item(quantity=Decimal(1), product=sugar))
    done = run_together(
        [
            lambda: take_cash(sale=sale, shift=mine, tendered=116_00, key="a", actor=shop.cashier),
            lambda: take_cash(sale=sale, shift=theirs, tendered=116_00, key="b", actor=other),
        ]
    )
    assert sorted(type(each).__name__ for each in done) == ["DrawerMove", "InvalidState"]
    bill = Invoice.objects.get()
    assert (bill.state, bill.paid, Payment.objects.count()) == ("PAID", 116_00, 1)
    assert StockMove.objects.filter(kind="SOLD").count() == 1


def test_a_split_tender_and_its_refund(shop: Shop, sugar, landed):
    """Part by M-Pesa under the number of the sale, the rest in cash; then one of two is given back."""
    shift = shop.shift(100_00)
    sale = sold(
        shop,
        shift,
        Item(quantity=Decimal(2), product=sugar),
        Item(quantity=Decimal(1), description="Bag", price=10_00),
    )
    receipt = landed(150_00, sale.invoice.number)
    assert ReceiptRoute.objects.get(receipt=receipt).state == "ROUTED"
    sale.refresh_from_db()
    assert (sale.invoice.state, sale.invoice.due, sale.goods_at) == ("PARTIALLY_PAID", 92_00, None)
    take_cash(sale=sale, shift=shift, tendered=100_00, key="cash", actor=shop.cashier)
    refund = refund_sale(
        sale=sale, shift=shift, lines=[BackLine(0, Decimal(1))], ways=Ways(cash=92_00), reason="A torn bag",
        key="back", actor=shop.cashier,
    )  # fmt: skip
    assert (refund.note.total, refund.note.vat, refund.cash) == (116_00, 16_00, 92_00)
    assert lines_of(f"payment:{refund.note.payment_id}") == [
        ("2100", 0, 116_00), ("2600-output", 16_00, 0), ("4010", 100_00, 0)
    ]  # fmt: skip
    assert lines_of(f"refund:{refund.cash_refund_id}") == [("1020-1", 0, 92_00), ("2100", 92_00, 0)]
    assert lines_of(f"sale-refund:{refund.pk}:goods") == [("1300", 60_00, 0), ("5000", 0, 60_00)]
    owner = shop.owner
    again = refund_sale(
        sale=sale, shift=shift, lines=[BackLine(0, Decimal(1))], ways=Ways(cash=92_00), reason="A torn bag",
        key="back", actor=shop.cashier,
    )  # fmt: skip
    assert again == refund
    assert shop.balance("2100", "1020-1", "1300") == {"2100": 24_00, "1020-1": 100_00, "1300": 540_00}
    receipt.till = set_initiator(till=receipt.till, name="api", password="of-nobody", actor=SYSTEM)
    payout = refund_receipt(
        receipt=receipt, amount=24_00, account_code="2100", key="rest", comment="The rest", actor=owner
    )
    assert payout.amount == 24_00
    with pytest.raises(InvalidInput, match="BAD_QUANTITY"):
        refund_sale(
            sale=sale, shift=shift, lines=[BackLine(0, Decimal(2))], ways=Ways(), reason="More", key="more",
            actor=shop.cashier,
        )  # fmt: skip
    with pytest.raises(InvalidInput, match="OVER_CREDIT"):
        refund_sale(
            sale=sale, shift=shift, lines=[BackLine(1, Decimal(1))], ways=Ways(cash=10_01), reason="More",
            key="over", actor=shop.cashier,
        )  # fmt: skip
    assert SaleRefund.objects.count() == 1


def test_the_z_report_is_the_ledger(shop: Shop, sugar, landed):
    shift = shop.shift(500_00)
    exempt = shop.product("Milk", 50_00, vat_code="EXEMPT")
    first = sold(shop, shift, Item(quantity=Decimal(3), product=sugar, discount=8_00))
    take_cash(sale=first, shift=shift, tendered=400_00, key="c1", actor=shop.cashier)
    second = sold(shop, shift, Item(quantity=Decimal("1.5"), product=exempt))
    landed(75_00, second.invoice.number)
    third = sold(shop, shift, Item(quantity=Decimal(1), product=sugar))
    abandon_sale(sale=third, reason="Walked off", actor=shop.cashier)
    waiting = sold(shop, shift, Item(quantity=Decimal(1), product=sugar))
    take_cash(sale=waiting, shift=shift, tendered=16_00, key="c2", actor=shop.cashier)
    refund_sale(
        sale=first, shift=shift, lines=[BackLine(0, Decimal(1))], ways=Ways(cash=50_00), goods_back=False,
        reason="Not liked", key="back", actor=shop.cashier,
    )  # fmt: skip
    report = close_shift(shift=shift, counted=806_00, actor=shop.cashier).report
    sold_, cash = report["sold"], report["cash"]
    assert (sold_["count"], sold_["gross"], sold_["discounts"], sold_["abandoned"]) == (3, 531_00, 8_00, 1)
    assert (sold_["posted"], sold_["posted_vat"]) == (sold_["gross"], sold_["vat"])
    assert sold_["paid"] == {"CASH": 356_00, "MPESA": 75_00} and sold_["due"] == 100_00
    assert sum(sold_["paid"].values()) + sold_["due"] == sold_["gross"]
    assert sold_["first_serial"].endswith("-00001") and sold_["last_serial"].endswith("-00004")
    assert (cash["sales"], cash["refunds"], cash["expected"], cash["over_short"]) == (
        356_00,
        50_00,
        806_00,
        0,
    )
    assert cash["expected"] == shop.balance("1020-1")["1020-1"]
    assert report["returned"]["total"] == 113_33 and report["returned"]["credit"] == 63_33
    taxed = {row["code"]: row for row in report["taxed"]}
    assert taxed["EXEMPT"] == {"code": "EXEMPT", "net": 75_00, "vat": 0}
    vat = shop.balance("2600")["2600"]
    assert taxed["STANDARD"]["vat"] == vat, "what is owed to KRA of this shift"


def test_goods_leave_when_m_pesa_has_paid(shop: Shop, sugar, landed, drain):
    sale = sold(shop, shop.shift(), Item(quantity=Decimal(12), product=sugar))
    landed(1_392_00, sale.invoice.number)
    drain()
    sale.refresh_from_db()
    sugar.refresh_from_db()
    assert sale.goods_at and (sugar.on_hand, sugar.stock_cents) == (-2, -120_00)
    assert lines_of(f"sale:{sale.invoice.number}:goods") == [("1300", 0, 720_00), ("5000", 720_00, 0)]


def test_a_sale_on_account_is_a_bill(shop: Shop, sugar):
    from billing.customers.customers import create_customer

    shift = shop.shift()
    basket = Item(quantity=Decimal(1), product=sugar)
    with pytest.raises(InvalidInput, match="CUSTOMER_MISSING"):
        sold(shop, shift, basket, on_account=True)
    customer = create_customer(business=shop.house.business, name="Amina", actor=shop.owner)
    sale = sold(shop, shift, basket, customer=customer, on_account=True)
    assert (sale.invoice.kind, sale.invoice.state, bool(sale.goods_at)) == ("INVOICE", "UNPAID", True)
    with pytest.raises(InvalidState, match="SALE_ON_ACCOUNT"):
        abandon_sale(sale=sale, reason="Never mind", actor=shop.cashier)


def test_a_payment_without_a_reference_is_claimed_once(shop: Shop, sugar, landed):
    shift = shop.shift()
    sale = sold(shop, shift, Item(quantity=Decimal(1), product=sugar))
    receipt = landed(116_00, "")
    other = landed(115_00, "")
    assert list(claimable_receipts(sale, shift)) == [receipt]
    second = sold(shop, shift, Item(quantity=Decimal(1), product=sugar))
    done = run_together(
        [
            lambda sale=each: claim_for_sale(sale=sale, shift=shift, receipt=receipt, actor=shop.cashier)  # type: ignore[misc]
            for each in (sale, second)
        ]
    )
    assert sorted(type(each).__name__ for each in done) == ["CounterClaim", "InvalidState"], done
    claim = CounterClaim.objects.get()
    again = claim_for_sale(sale=claim.sale, shift=shift, receipt=receipt, actor=shop.cashier)
    assert again == claim
    route = ReceiptRoute.objects.get(receipt=receipt)
    assert (route.state, route.owner) == ("ROUTED", f"invoice {claim.sale.invoice.number}")
    assert Allocation.objects.get().cents == 116_00 and shop.balance("2900") == {"2900": 115_00}
    left = Sale.objects.exclude(pk=claim.sale_id).get()
    with pytest.raises(InvalidState, match="NOT_AT_COUNTER"):
        claim_for_sale(sale=left, shift=shift, receipt=other, actor=shop.cashier)
    with pytest.raises(InvalidState, match="NOT_IN_SUSPENSE"):
        claim_for_sale(sale=left, shift=shift, receipt=receipt, actor=shop.cashier)
    report = close_shift(shift=shift, counted=0, actor=shop.cashier).report
    assert report["claims"] == [receipt.number]


def test_what_may_not_be_claimed(shop: Shop, sugar, landed, clock):
    old = landed(116_00, "")
    named = landed(116_00, "KAMAU")
    clock.pass_seconds(30 * 60)
    shift = shop.shift()
    sale = sold(shop, shift, Item(quantity=Decimal(1), product=sugar))
    for receipt in (old, named):
        with pytest.raises(InvalidState, match="NOT_AT_COUNTER"):
            claim_for_sale(sale=sale, shift=shift, receipt=receipt, actor=shop.cashier)
    mine = landed(116_00, "")
    with pytest.raises(InvalidState, match="SHIFT_OF_ANOTHER"):
        claim_for_sale(sale=sale, shift=shift, receipt=mine, actor=shop.owner)
    clock.pass_seconds(2 * 60 * 60)
    with pytest.raises(InvalidState, match="NOT_AT_COUNTER"):
        claim_for_sale(sale=sale, shift=shift, receipt=mine, actor=shop.cashier)
    with pytest.raises(IntegrityError, match="ROUTED_OUT_OF_SUSPENSE"), transaction.atomic():
        ReceiptRoute.objects.filter(receipt=mine).update(state="ROUTED", owner="invoice x")
    assert not CounterClaim.objects.exists() and shop.balance("2900") == {"2900": 348_00}


def test_what_is_wrong_with_a_basket(shop: Shop, sugar):
    shift = shop.shift()
    entries = Entry.objects.count()
    with pytest.raises(Problems) as refused:
        sold(shop, shift, Item(quantity=Decimal(0), product=sugar), Item(quantity=Decimal(1), price=0))
    codes = [each.code for each in refused.value.each]
    assert codes == ["BAD_QUANTITY", "DESCRIPTION_MISSING", "BAD_AMOUNT"]
    with pytest.raises(InvalidState, match="SHIFT_OF_ANOTHER"):
        theirs = shop.house.people[Role.ACCOUNTANT]
        from billing.pos.registers import open_register

        second = open_register(business=shop.house.business, name="Back", actor=shop.owner)
        ring_up_sale(
            shift=shop.shift(by=theirs, register=second), items=[Item(quantity=Decimal(1), product=sugar)],
            key="k", actor=shop.cashier,
        )  # fmt: skip
    assert not Sale.objects.exists() and not Invoice.objects.exists() and Entry.objects.count() == entries
    assert days.today()
