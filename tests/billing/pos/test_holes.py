"""What a dishonest cashier tries at the till, and what keeps him from it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from billing.customers.archiving import archive_customer
from billing.customers.customers import create_customer
from billing.models import DrawerMove, Invoice, Sale, SaleRefund
from billing.pos.cash import take_cash
from billing.pos.claiming import claim_for_sale
from billing.pos.refunding import BackLine, Ways, refund_sale
from billing.pos.registers import open_register
from billing.pos.selling import Item, ring_up_sale
from billing.pos.shifts import close_shift, move_cash, open_shift
from core import days
from core.errors import InvalidInput, InvalidState, NotAllowed, NotFound
from ledger.journal.posting import credit, debit, post_entry
from ledger.models import Entry
from mpesa.asking.initiators import set_initiator
from tests.billing.pos.shops import Shop
from users.actors import SYSTEM
from users.models import Role
from users.people import create_business

ONE = [BackLine(0, Decimal(1))]


def rung(shop: Shop, shift, price: int = 100_00, **more) -> Sale:
    item = Item(quantity=Decimal(1), description="Tea", price=price, discount=more.pop("discount", 0))
    sale = ring_up_sale(shift=shift, items=[item], key=shop.key(), actor=more.pop("by", shop.cashier), **more)
    sale.refresh_from_db()
    return sale


def test_cash_moved_between_shifts_stands_in_the_next_report(shop: Shop):
    close_shift(shift=shop.shift(100_00), counted=100_00, actor=shop.cashier)
    post_entry(
        business_id=shop.house.business.pk, kind="MANUAL", reference="by night", occurred_at=days.now(),
        legs=[debit("3000", 40_00), credit("1020-1", 40_00)], description="Fetched",
    )  # fmt: skip
    shift = shop.shift(60_00)
    assert (shift.between, shift.moves.get().cents) == (-40_00, 0)
    post_entry(
        business_id=shop.house.business.pk, kind="MANUAL", reference="by day", occurred_at=days.now(),
        legs=[debit("1020-1", 5_00), credit("3000", 5_00)], description="Brought",
    )  # fmt: skip
    report = close_shift(shift=shift, counted=65_00, actor=shop.cashier).report
    assert (report["cash"]["between"], report["cash"]["other"]) == (-40_00, 5_00)
    assert [(row["reference"], row["cents"]) for row in report["outside"]] == [
        ("by night", -40_00), ("by day", 5_00)
    ]  # fmt: skip
    calm = close_shift(shift=shop.shift(65_00), counted=65_00, actor=shop.cashier).report
    assert (calm["cash"]["between"], calm["outside"]) == (0, [])


def test_cash_gives_back_no_more_than_cash_paid(shop: Shop, landed):
    """A stranger's payment is claimed for a sale of no goods, which is then refunded out of the drawer."""
    shift = shop.shift(500_00)
    sale = rung(shop, shift)
    claim_for_sale(sale=sale, shift=shift, receipt=landed(100_00, ""), actor=shop.cashier)
    before = Entry.objects.count()
    with pytest.raises(InvalidInput, match="OVER_CREDIT") as refused:
        refund_sale(
            sale=sale, shift=shift, lines=ONE, ways=Ways(cash=100_00), reason="Not liked", key="steal",
            actor=shop.cashier,
        )  # fmt: skip
    assert refused.value.field == "cash" and Entry.objects.count() == before
    assert not SaleRefund.objects.exists()
    kept = refund_sale(
        sale=sale, shift=shift, lines=ONE, ways=Ways(), reason="Not liked", key="kept", actor=shop.cashier
    )
    assert (kept.cash, shop.balance("2100", "1020-1")) == (0, {"2100": 100_00, "1020-1": 500_00})


def test_cash_goes_where_cash_goes(shop: Shop):
    shift = shop.shift(500_00)
    back = open_register(business=shop.house.business, name="Back", actor=shop.owner)

    def out(code: str, by=shop.cashier) -> DrawerMove:
        return move_cash(shift=shift, cents=-1_00, account_code=code, reason="Out", key=shop.key(), actor=by)

    entries = Entry.objects.count()
    for code in ("1200", "2100", "2000", "4000", back.account.code, "5900", "5000", "3000", "1300"):
        with pytest.raises(InvalidInput, match="NOT_FOR_DRAWER"):
            out(code)
    assert Entry.objects.count() == entries
    for code in ("5500", "5400", "1100", "1020"):
        out(code)
    out("3000", by=shop.owner)


def test_a_shift_of_another_business_sells_nothing(shop: Shop, landed):
    owner = shop.owner
    there = create_business(code="other", name="Other", owner=owner)
    place = open_register(business=there, name="Front", actor=owner)
    shift = open_shift(register=place, counted=0, key="there", actor=owner)
    here = shop.shift(by=owner)
    sale = rung(shop, here, by=owner)
    entries = Entry.objects.count()
    with pytest.raises(NotFound):
        take_cash(sale=sale, shift=shift, tendered=100_00, key="c", actor=owner)
    receipt = landed(100_00, "")
    with pytest.raises(NotFound):
        claim_for_sale(sale=sale, shift=shift, receipt=receipt, actor=owner)
    take_cash(sale=sale, shift=here, tendered=100_00, key="d", actor=owner)
    with pytest.raises(NotFound):
        refund_sale(sale=sale, shift=shift, lines=ONE, ways=Ways(cash=1), reason="Back", key="r", actor=owner)
    assert DrawerMove.objects.filter(shift=shift, invoice__isnull=False).count() == 0 and entries
    with pytest.raises(IntegrityError, match="OTHER_BUSINESS"), transaction.atomic():
        DrawerMove.objects.create(
            shift=shift, business=there, kind="SALE", cents=1, tendered=1, invoice=sale.invoice, key="y",
            key_hash=b"y",
        )  # fmt: skip


def test_no_key_of_a_client_keeps_a_shift_open(shop: Shop):
    shift = shop.shift(100_00)
    move_cash(
        shift=shift, cents=-1_00, account_code="5500", reason="Soap", key=f"shift:{shift.pk}:close",
        actor=shop.cashier,
    )  # fmt: skip
    move_cash(
        shift=shift, cents=-1_00, account_code="5500", reason="Soap", key=f"shift:{shift.pk + 1}:open",
        actor=shop.cashier,
    )  # fmt: skip
    closed = close_shift(shift=shift, counted=98_00, actor=shop.cashier)
    assert closed.closing_expected == closed.report["cash"]["expected"] == 98_00
    assert shop.shift(98_00).moves.get().key is None


def test_m_pesa_can_pay_every_sale(shop: Shop, landed, drain):
    shift = shop.shift()
    sale = rung(shop, shift, 402_40)
    assert (sale.invoice.total, sale.invoice.lines.get().discount) == (402_00, 40)
    claim_for_sale(sale=sale, shift=shift, receipt=landed(402_00, ""), actor=shop.cashier)
    sale.refresh_from_db()
    assert sale.invoice.state == "PAID"
    many = ring_up_sale(
        shift=shift, items=[Item(quantity=Decimal(1), description="Sweet", price=45)] * 3, key="many",
        actor=shop.cashier,
    )  # fmt: skip
    assert many.invoice.total == 1_00
    assert rung(shop, shift, 45).invoice.total == 45, "less than a shilling is paid in cash"


def test_a_refund_finds_the_receipt_that_can_give_it(shop: Shop, landed):
    shift = shop.shift(by=shop.owner)
    sale = rung(shop, shift, 100_00, by=shop.owner)
    first = landed(80_00, sale.invoice.number)
    landed(20_00, sale.invoice.number)
    set_initiator(till=first.till, name="api", password="of-nobody", actor=SYSTEM)
    with pytest.raises(InvalidInput, match="OVER_RECEIPT"):
        refund_sale(
            sale=sale,
            shift=shift,
            lines=ONE,
            ways=Ways(mpesa=90_00),
            reason="Torn",
            key="a",
            actor=shop.owner,
        )
    refund = refund_sale(
        sale=sale, shift=shift, lines=ONE, ways=Ways(mpesa=60_00), reason="Torn", key="b", actor=shop.owner
    )
    assert refund.payout and refund.payout.refunds == first and refund.payout.amount == 60_00


def test_who_was_put_away_buys_nothing(shop: Shop):
    shift = shop.shift()
    customer = create_customer(business=shop.house.business, name="Amina", actor=shop.owner)
    archive_customer(customer=customer, actor=shop.owner)
    with pytest.raises(InvalidState, match="CUSTOMER_ARCHIVED"):
        rung(shop, shift, customer=customer, on_account=True)
    assert not Invoice.objects.exists()


def test_a_large_discount_is_not_a_cashiers(shop: Shop):
    shift = shop.shift()
    rung(shop, shift, discount=20_00)
    with pytest.raises(NotAllowed):
        rung(shop, shift, discount=20_01)
    assert Sale.objects.count() == 1
    close_shift(shift=shift, counted=0, actor=shop.cashier)
    other = shop.house.people[Role.ACCOUNTANT]
    assert rung(shop, shop.shift(by=other), discount=90_00, by=other).invoice.total == 10_00
