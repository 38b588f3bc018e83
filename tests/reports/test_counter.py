"""Statement of a customer and Z-report: what the customer owes, and what a shift sold, to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.customers.statements import keep_statements
from billing.invoicing.voiding import void_invoice
from billing.models import Product, Receivable, Shift
from billing.paying.by_hand import Said, record_payment
from billing.pos.cash import take_cash
from billing.pos.selling import Item, abandon_sale, ring_up_sale
from billing.pos.shifts import close_shift, move_cash
from core import days
from ledger.reads.selectors import balance_by_code
from tests.billing.bills import customer_of
from tests.billing.placing import Desk
from tests.billing.pos.shops import Shop
from tests.clock import Clock
from tests.graphql_api.conftest import House
from tests.reports.made import cents, cover_of, csv_rows, json_tables, lines_of, made, rows_of, workbook
from users.actors import SYSTEM

EVIL = "=cmd|' /C calc'!A0"
NOVEMBER = {"first_day": date(2026, 11, 1), "last_day": date(2026, 11, 30)}


@pytest.fixture
def desk(house: House, drain, clock: Clock) -> Desk:
    clock.is_day(date(2026, 11, 20))
    return Desk(house, drain)


def test_a_statement_is_what_the_customer_owes(desk: Desk, clock: Clock) -> None:
    customer = desk.customer(name=EVIL)
    clock.is_day(date(2026, 10, 20))
    desk.invoice(customer, 50_00)
    clock.is_day(date(2026, 11, 20))
    bill = desk.invoice(customer, 120_01)
    desk.pay(70_00, bill.number)
    desk.invoice(customer, 5_00)
    clock.is_day(date(2026, 12, 2))
    desk.invoice(customer, 9_00)
    book = workbook(desk.house.business, "customer_statement", SYSTEM, customer=customer, **NOVEMBER)
    rows = rows_of(book["Statement"])
    assert [tuple(cents(each or 0) for each in row[2:]) for row in rows[1:]] == [
        (0, 0, 50_00),
        (120_01, 0, 170_01),
        (0, 70_00, 100_01),
        (5_00, 0, 105_01),
        (125_01, 70_00, 105_01),
    ]
    known = keep_statements([customer.pk], date(2026, 11, 1), date(2026, 11, 30))[customer.pk]
    cover = cover_of(book)
    assert cents(cover["Closing balance"]) == known.closing == 105_01
    assert (cover["Customer"], cover["Statement less summary"]) == (EVIL, 0)
    owed = Receivable.objects.get(customer=customer)
    assert (
        cents(cover["Owed today"])
        == owed.balance
        == 114_01
        == balance_by_code(desk.house.business.pk, "1200")
    )
    bills = lines_of(book["Open bills"])
    assert cents(bills["Total"][4]) == owed.due
    assert [row["billed"] for row in csv_rows(
        desk.house.business, "customer_statement", SYSTEM, customer=customer, **NOVEMBER
    )] == ["0.00", "120.01", "0.00", "5.00"]  # fmt: skip


def test_credit_of_a_customer_is_below_zero(desk: Desk) -> None:
    customer = desk.customer()
    record_payment(
        customer=customer, said=Said("CASH", 30_00, days.today(), reference=""), key="p", actor=SYSTEM
    )
    cover = cover_of(
        workbook(desk.house.business, "customer_statement", SYSTEM, customer=customer, **NOVEMBER)
    )
    assert (cover["Closing balance"], cover["Owed today"]) == (-30, -30)


def test_a_long_statement_takes_as_many_queries(desk: Desk) -> None:
    customer, counts = desk.customer(), []
    for _ in range(2):
        for _ in range(3):
            desk.invoice(customer, 10_00)
        with CaptureQueriesContext(connection) as queries:
            made(desk.house.business, "customer_statement", SYSTEM, customer=customer, **NOVEMBER)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.fixture
def shift(house: House, clock: Clock) -> Shift:
    """Three sales: paid in cash, on account, given up; a little over in the drawer."""
    clock.is_day(date(2026, 11, 20))
    shop = Shop(house)
    product = shop.product(price=116_00)
    shift = shop.shift(1_000_00)

    def sell(**more):
        items = [Item(quantity=Decimal(1), product=product)]
        return ring_up_sale(shift=shift, items=items, key=shop.key(), actor=shop.cashier, **more)

    take_cash(sale=sell(), shift=shift, tendered=200_00, key="cash", actor=shop.cashier)
    sell(customer=customer_of(house.business, name=EVIL), on_account=True)
    abandon_sale(sale=sell(), reason="Changed their mind", actor=shop.cashier)
    move_cash(shift=shift, cents=-16_00, account_code="5500", reason=EVIL, key="out", actor=shop.cashier)
    return shift


def test_a_z_report_is_the_drawer_and_the_bills(house: House, shift: Shift) -> None:
    closed = close_shift(shift=shift, counted=1_101_50, actor=shift.cashier)
    book = workbook(house.business, "z_report", SYSTEM, session=closed)
    cover = cover_of(book)
    assert (cover["Sold"], cover["Expected in the drawer"], cover["Counted"]) == (232, 1_100, 1_101.5)
    assert cents(cover["Over or (short)"]) == 1_50 == balance_by_code(house.business.pk, "1020-1") - 1_100_00
    assert {cover[name] for name in cover if " less " in name} == {0}
    assert [(row[0], row[1]) for row in rows_of(book["Sales by method"])] == [
        ("Cash", 116),
        ("Not paid yet", 116),
        ("Sold", 232),
    ]
    assert [
        row["total"] for row in json_tables(house.business, "z_report", SYSTEM, session=closed)["bills"]
    ] == [
        "116.00",
        "116.00",
    ]
    assert lines_of(book["VAT"])["Standard rate"] == [200, 32]


def test_a_bill_that_is_void_later_stays_on_its_z_report(house: House, shift: Shift, clock: Clock) -> None:
    waiting = ring_up_sale(
        shift=shift,
        items=[Item(quantity=Decimal(1), product=Product.objects.get())],
        key="waits",
        actor=shift.cashier,
    )
    closed = close_shift(shift=shift, counted=1_100_00, actor=shift.cashier)
    clock.at += timedelta(days=1)
    void_invoice(invoice=waiting.invoice, reason="Never came back", actor=SYSTEM)
    cover = cover_of(workbook(house.business, "z_report", SYSTEM, session=closed))
    assert (cover["Sold"], cover["Methods less bills"]) == (348, 0)


def test_a_shift_that_runs_has_its_report(house: House, shift: Shift) -> None:
    cover = cover_of(workbook(house.business, "z_report", SYSTEM, session=shift))
    assert (cover["Sold"], cover["Expected in the drawer"]) == (232, 1_100)
    assert "Counted" not in cover and cover["Methods less bills"] == 0
