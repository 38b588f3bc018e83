"""Products and their stock, with the entries that they leave."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from billing.models import Product, StockMove
from billing.pos.products import ProductTerms, archive_product, create_product, edit_product
from billing.pos.stock import PaidFrom, count_stock, receive_stock
from core.errors import Conflict, InvalidInput, InvalidState, NotAllowed, Problems
from ledger.models import Entry
from tests.billing.pos.shops import Shop, lines_of
from tests.core.threads import run_together


def test_goods_come_in_and_are_counted(shop: Shop):
    sugar = shop.product(is_stocked=True)
    first = receive_stock(
        product=sugar, quantity=Decimal(10), cost=1_500_00, paid_from=PaidFrom.OPENING_BALANCE,
        key="open", actor=shop.owner,
    )  # fmt: skip
    assert lines_of(first.reference) == [("1300", 1_500_00, 0), ("3900", 0, 1_500_00)]
    second = receive_stock(product=sugar, quantity=Decimal("2.5"), cost=400_00, key="came", actor=shop.owner)
    assert lines_of(second.reference) == [("1300", 400_00, 0), ("2000", 0, 400_00)]
    paid = receive_stock(
        product=sugar, quantity=Decimal("0.5"), cost=80_00, paid_from=PaidFrom.CASH, key="paid",
        actor=shop.owner,
    )  # fmt: skip
    assert lines_of(paid.reference) == [("1020", 0, 80_00), ("1300", 80_00, 0)]
    sugar.refresh_from_db()
    assert (sugar.on_hand, sugar.stock_cents, sugar.cost) == (13, 1_980_00, 160_00)
    missing = count_stock(product=sugar, found=Decimal(12), note="A torn bag", key="count", actor=shop.owner)
    assert lines_of(missing.reference) == [("1300", 0, 152_31), ("5000", 152_31, 0)]
    sugar.refresh_from_db()
    assert (sugar.on_hand, sugar.stock_cents) == (12, 1_827_69)
    assert shop.balance("1300") == {"1300": 1_827_69}
    same = count_stock(product=sugar, found=Decimal(12), key="again", actor=shop.owner)
    assert (same.quantity, same.cents) == (0, 0) and not lines_of(same.reference)


def test_asked_twice_it_comes_once(shop: Shop):
    sugar = shop.product(is_stocked=True)

    def come(quantity: int) -> StockMove:
        return receive_stock(
            product=sugar, quantity=Decimal(quantity), cost=100_00, key="k", actor=shop.owner
        )

    assert len({move.pk for move in run_together([lambda: come(3)] * 4)}) == 1
    with pytest.raises(Conflict, match="KEY_REUSED"):
        come(4)
    assert Product.objects.get().on_hand == 3
    assert Entry.objects.filter(kind="STOCK").count() == 1


def test_many_at_once_make_one_sum(shop: Shop):
    sugar = shop.product(is_stocked=True)
    done = run_together(
        [
            lambda key=key: receive_stock(  # type: ignore[misc]
                product=sugar, quantity=Decimal(1), cost=10_00, key=f"k{key}", actor=shop.owner
            )
            for key in range(6)
        ]
    )
    assert all(isinstance(each, StockMove) for each in done), done
    sugar.refresh_from_db()
    assert (sugar.on_hand, sugar.stock_cents, shop.balance("1300")) == (6, 60_00, {"1300": 60_00})


def test_everything_that_is_wrong_is_said_at_once(shop: Shop):
    terms = ProductTerms(name=" ", price=0, cost=-1, code="x" * 41, income_code="2000")
    with pytest.raises(Problems) as refused:
        create_product(business=shop.house.business, terms=terms, key="", actor=shop.owner)
    assert [(each.code, each.field) for each in refused.value.each] == [
        ("BAD_KEY", "key"),
        ("NAME_MISSING", "name"),
        ("BAD_AMOUNT", "price"),
        ("BAD_AMOUNT", "cost"),
        ("BAD_PRODUCT_CODE", "code"),
        ("BAD_ACCOUNT_KIND", "income_account"),
    ]
    assert not Product.objects.exists()
    plain = shop.product()
    with pytest.raises(InvalidState, match="PRODUCT_NOT_STOCKED"):
        count_stock(product=plain, found=Decimal(1), key="k", actor=shop.owner)
    with pytest.raises(Problems):
        receive_stock(product=plain, quantity=Decimal("0.0001"), cost=-1, key="k", actor=shop.owner)
    with pytest.raises(NotAllowed):
        receive_stock(product=plain, quantity=Decimal(1), cost=1, key="k", actor=shop.cashier)
    assert not StockMove.objects.exists() and not Entry.objects.exists()


def test_a_code_is_one_products_while_it_is_for_sale(shop: Shop):
    first = shop.product(code="616")
    with pytest.raises(InvalidInput, match="PRODUCT_CODE_TAKEN"):
        shop.product("Other", code="616")
    first = archive_product(product=first, actor=shop.owner)
    with pytest.raises(InvalidState, match="PRODUCT_ARCHIVED"):
        edit_product(product=first, terms=ProductTerms(name="Sugar", price=1), actor=shop.owner)
    other = shop.product("Other", code="616")
    with pytest.raises(InvalidInput, match="PRODUCT_CODE_TAKEN"):
        archive_product(product=first, archived=False, actor=shop.owner)
    edited = edit_product(
        product=other, terms=ProductTerms(name="Salt", price=50_00, is_stocked=True), actor=shop.owner
    )
    assert (edited.name, edited.code, edited.is_stocked) == ("Salt", "", True)
    archive_product(product=first, archived=False, actor=shop.owner)
    receive_stock(product=edited, quantity=Decimal(1), cost=0, key="k", actor=shop.owner)
    with pytest.raises(InvalidState, match="PRODUCT_HAS_STOCK"):
        edit_product(product=edited, terms=ProductTerms(name="Salt", price=50_00), actor=shop.owner)


def test_the_database_holds_stock_to_its_moves(shop: Shop):
    sugar = shop.product(is_stocked=True)
    receive_stock(product=sugar, quantity=Decimal(2), cost=10_00, key="k", actor=shop.owner)
    with pytest.raises(IntegrityError, match="STOCK_WITHOUT_MOVES"), transaction.atomic():
        Product.objects.filter(pk=sugar.pk).update(on_hand=3)
    with pytest.raises(IntegrityError, match="STOCK_NOT_FOLLOWING"), transaction.atomic():
        StockMove.objects.create(
            product=sugar, kind="RECEIVED", quantity=1, cents=1, on_hand=1, stock_cents=1, reference="x"
        )
    with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("UPDATE billing_stockmove SET cents = 1")
