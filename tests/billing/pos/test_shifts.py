"""Drawers and shifts: what is counted, put in and taken out is in the books, and one person stands at one
drawer."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from billing.models import DrawerMove, Shift
from billing.pos.registers import edit_register, open_register
from billing.pos.shifts import close_shift, move_cash
from core.digests import digest
from core.errors import Conflict, InvalidInput, InvalidState, NotAllowed, Problems
from ledger.models import Entry
from tests.billing.pos.shops import Shop, lines_of
from tests.core.threads import run_together
from users.models import Role


def test_a_shift_from_float_to_count(shop: Shop):
    drawer = shop.register.account.code
    assert drawer == "1020-1"
    shift = shop.shift(2_000_00)
    (opening,) = shift.moves.all()
    assert lines_of(opening.reference) == [("1020-1", 2_000_00, 0), ("5900", 0, 2_000_00)]
    put = move_cash(
        shift=shift, cents=500_00, account_code="1100", reason="Change from the bank", key="in",
        actor=shop.cashier,
    )  # fmt: skip
    assert lines_of(put.reference) == [("1020-1", 500_00, 0), ("1100", 0, 500_00)]
    out = move_cash(
        shift=shift, cents=-120_50, account_code="5500", reason="Soap", key="out", actor=shop.cashier
    )
    assert lines_of(out.reference) == [("1020-1", 0, 120_50), ("5500", 120_50, 0)]
    closed = close_shift(
        shift=shift, denominations={"100000": 2, "20000": 1, "5000": 3, "1000": 2, "50": 2},
        actor=shop.cashier,
    )  # fmt: skip
    assert (closed.closing_counted, closed.closing_expected) == (2_371_00, 2_379_50)
    assert lines_of(f"shift:{shift.pk}:4") == [("1020-1", 0, 8_50), ("5900", 8_50, 0)]
    assert shop.balance(drawer, "1020") == {drawer: 2_371_00, "1020": 2_371_00}
    assert closed.report["cash"] == {
        "between": 0, "opening": 2_000_00, "sales": 0, "refunds": 0, "put_in": 500_00, "taken_out": 120_50,
        "other": 0,
        "expected": 2_379_50, "counted": 2_371_00, "over_short": -8_50,
    }  # fmt: skip
    assert bytes(closed.report_digest) == digest(closed.report)
    again = close_shift(shift=shift, counted=1, actor=shop.cashier)
    assert again.closing_counted == 2_371_00, "what it was closed with stays"
    next_one = shop.shift(2_371_00)
    assert (next_one.number, next_one.moves.get().cents) == (2, 0)
    assert Entry.objects.filter(kind="DRAWER").count() == 4


def test_one_shift_at_a_drawer_and_of_a_cashier(shop: Shop):
    second = open_register(business=shop.house.business, name="Back", actor=shop.owner)
    accountant = shop.house.people[Role.ACCOUNTANT]
    at_once = run_together(
        [
            lambda: shop.shift(),
            lambda: shop.shift(by=accountant),
            lambda: shop.shift(register=second),
            lambda: shop.shift(register=second, by=accountant),
        ]
    )
    refused = {error.code for error in at_once if isinstance(error, InvalidState)}
    assert refused <= {"REGISTER_BUSY", "SHIFT_OPEN"}
    opened = list(Shift.objects.all())
    assert len({shift.register_id for shift in opened}) == len(opened)
    assert len({shift.cashier_id for shift in opened}) == len(opened)
    assert len(opened) + sum(isinstance(each, Exception) for each in at_once) == 4
    with pytest.raises(NotAllowed):
        shop.shift(by=shop.house.people[Role.AUDITOR])


def test_asked_twice_it_happens_once(shop: Shop):
    shift = shop.shift(100_00)

    def out(cents: int) -> DrawerMove:
        return move_cash(
            shift=shift, cents=cents, account_code="5500", reason="Soap", key="out", actor=shop.cashier
        )

    assert len({move.pk for move in run_together([lambda: out(-10_00)] * 4)}) == 1
    with pytest.raises(Conflict, match="KEY_REUSED"):
        out(-11_00)
    closed = run_together([lambda: close_shift(shift=shift, counted=90_00, actor=shop.cashier)] * 3)
    assert {shift.report_digest for shift in closed if isinstance(shift, Shift)}.__len__() == 1
    assert shop.balance("1020") == {"1020": 90_00}
    with pytest.raises(InvalidState, match="SHIFT_CLOSED"):
        move_cash(shift=shift, cents=1, account_code="5500", reason="Late", key="late", actor=shop.cashier)


def test_a_voucher_on_the_drawer_stands_in_the_report(shop: Shop):
    from core import days
    from ledger.journal.posting import credit, debit, post_entry

    shift = shop.shift(100_00)
    post_entry(
        business_id=shop.house.business.pk, kind="MANUAL", reference="by hand", occurred_at=days.now(),
        legs=[debit("1020-1", 7_00), credit("3000", 7_00)],
    )  # fmt: skip
    report = close_shift(shift=shift, counted=107_00, actor=shop.cashier).report
    assert (report["cash"]["other"], report["cash"]["over_short"]) == (7_00, 0)


def test_what_is_refused_moves_nothing(shop: Shop):
    shift = shop.shift()
    other = shop.house.people[Role.ACCOUNTANT]
    moves = DrawerMove.objects.count(), Entry.objects.count()
    with pytest.raises(Problems) as refused:
        move_cash(shift=shift, cents=0, account_code="1010", reason="", key="", actor=shop.cashier)
    assert [each.code for each in refused.value.each] == [
        "BAD_AMOUNT", "REASON_MISSING", "SYSTEM_ACCOUNT", "BAD_KEY"
    ]  # fmt: skip
    with pytest.raises(InvalidInput, match="SAME_ACCOUNT"):
        move_cash(shift=shift, cents=1, account_code="1020-1", reason="Round", key="k", actor=shop.cashier)
    with pytest.raises(InvalidInput, match="BAD_DENOMINATION"):
        close_shift(shift=shift, denominations={"300": 1}, actor=shop.cashier)
    with pytest.raises(InvalidInput, match="BAD_AMOUNT"):
        close_shift(shift=shift, actor=shop.cashier)
    assert moves == (DrawerMove.objects.count(), Entry.objects.count())
    closed = close_shift(shift=shift, counted=0, actor=other)
    assert closed.closed_by == other, "who answers for the books may close another's"
    theirs = shop.shift(by=other)
    with pytest.raises(InvalidState, match="SHIFT_OF_ANOTHER"):
        close_shift(shift=theirs, counted=0, actor=shop.cashier)


def test_the_database_keeps_a_closed_shift(shop: Shop):
    shift = shop.shift()
    with pytest.raises(IntegrityError, match="shift_open_once_per_register"), transaction.atomic():
        Shift.objects.create(
            business=shop.house.business, register=shop.register, cashier=shop.owner, number=9,
            opened_at=shift.opened_at, opening_counted=0, opening_expected=0, key="x", key_hash=b"x",
        )  # fmt: skip
    close_shift(shift=shift, counted=0, actor=shop.cashier)
    with pytest.raises(DatabaseError, match="SHIFT_FIXED"), transaction.atomic():
        Shift.objects.filter(pk=shift.pk).update(report={"cash": {}})
    with pytest.raises(IntegrityError, match="SHIFT_CLOSED"), transaction.atomic():
        DrawerMove.objects.create(
            shift=shift, business=shop.house.business, kind="IN", cents=1, key="y", key_hash=b"y"
        )


def test_registers_have_names_of_their_own(shop: Shop):
    assert open_register(business=shop.house.business, name=" Front ", actor=shop.owner) == shop.register
    second = open_register(business=shop.house.business, name="Back", actor=shop.owner)
    with pytest.raises(InvalidInput, match="REGISTER_DIFFERS"):
        edit_register(register=second, name="Front", till=None, actor=shop.owner)
    edit_register(register=second, name="Side", till=None, actor=shop.owner)
    with pytest.raises(InvalidInput, match="REGISTER_DIFFERS"):
        open_register(business=shop.house.business, name="Back", actor=shop.owner)
    with pytest.raises(NotAllowed):
        open_register(business=shop.house.business, name="Till 3", actor=shop.cashier)
