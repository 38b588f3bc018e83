"""What the books, or a channel, are wrong about where the statement is right; and what is only late."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.reconciliation.corpus.building import (
    B2C_TARIFF,
    PAY_BILL_TARIFF,
    charge_for,
    charge_of,
    payment,
    payout,
    reversal_of,
    sweep,
)
from tests.reconciliation.corpus.claims import days_of
from tests.reconciliation.corpus.file_faults import changed, cycle, make_receipt
from tests.reconciliation.corpus.history import SETTLEMENT, UTILITY, WORKING, Leg, Row, told_of
from tests.reconciliation.corpus.stories import Level, Making, Named, Run, Story, kind


def added(make: Making, *rows: Row) -> None:
    make.history = make.history.with_rows(*rows)


def some(make: Making, day: int = 2) -> Row:
    return make.payment_of(days_of(make.history, day))


def new_payment(make: Making, *, cents: int, day: int = 2, hour: int = 5, second: int = 0) -> Row:
    at = make.history.start_of(day) + timedelta(hours=hour, seconds=second)
    return payment(make.random, make_receipt(make, make.history.of_day(day)[0].receipt), at, cents=cents)


@kind(
    Level.PROOF,
    "a payment that no channel told",
    "booked from the statement once, into Receipts to route: the receipt is named",
)
def dropped_callback(make: Making) -> Story:
    row = some(make)
    told = tuple(each for each in make.told() if each.receipt != row.receipt)
    run = Run(1, 3, names=(Named((row.receipt,), row.cents, booked=True),))
    return make.story(make.true(1, 3), run, told=told, kept_back=(row.receipt,))


@kind(Level.HARMLESS, "a payment that two channels tell, one of them twice", "booked once")
def doubled_callback(make: Making) -> Story:
    row = some(make)
    again = told_of(row, make.masked, "C2B")
    return make.story(make.true(1, 3), Run(1, 3), told=(*make.told(), again, again))


@kind(Level.PROOF, "a channel told 50.00 more than the statement has",
      "an item names the receipt and the difference")  # fmt: skip
def edited_callback(make: Making) -> Story:
    row = some(make)
    told = tuple(
        replace(each, cents=each.cents + 50_00) if each.receipt == row.receipt else each
        for each in make.told()
    )
    return make.story(make.true(1, 3), Run(1, 3, names=(Named((row.receipt,), 50_00),)), told=told)


@kind(Level.PROOF, "a channel told a payment that never was",
      "an item names the receipt as not on the statement")  # fmt: skip
def ghost_callback(make: Making) -> Story:
    ghost = new_payment(make, cents=321_00)
    told = (*make.told(), told_of(ghost, make.masked))
    return make.story(make.true(1, 3), Run(1, 3, names=(Named((ghost.receipt,), 321_00),)), told=told)


@kind(Level.PROOF, "two rows exchange their receipts: no balance and no total sees it",
      "items name both receipts and the difference to what was told")  # fmt: skip
def swapped_rows(make: Making) -> Story:
    claim = days_of(make.history, 2)
    one = make.payment_of(claim)
    other = make.payment_of(claim, but=(one,))
    names = tuple(Named((row.receipt,), abs(one.cents - other.cents)) for row in (one, other))
    claim = changed(claim, one, replace(one, receipt=other.receipt))
    claim = changed(claim, other, replace(other, receipt=one.receipt))
    return make.story(make.true(1), make.upload(claim, is_true=False), Run(1, 2, names=names))


@kind(Level.PROOF, "a payment and its reversal are left out of a file without totals",
      "cannot be by this file; an item names the payment, which a channel told")  # fmt: skip
def removed_cycle_without_totals(make: Making) -> Story:
    paid, back = cycle(make)
    claim = days_of(make.history, 2)
    claim = claim.with_rows([row for row in claim.rows if row.receipt not in (paid.receipt, back.receipt)])
    came = make.upload(claim, style=replace(make.style, totals=False), is_true=False)
    return make.story(make.true(1), came, Run(1, 2, names=(Named((paid.receipt,), paid.cents),)))


@kind(Level.PROOF, "a payment of the first day is taken back on the third",
      "booked once as taken back: receipt and amount are named")  # fmt: skip
def late_reversal(make: Making) -> Story:
    row = some(make, 1)
    at = make.history.start_of(3) + timedelta(hours=5)
    back = reversal_of(row, make_receipt(make, make.history.of_day(3)[0].receipt), at)
    added(make, back)
    named = Named((row.receipt, back.receipt), row.cents, booked=True)
    return make.story(make.true(1), Run(1, 1), make.true(2, 3), Run(2, 3, names=(named,)))


@kind(Level.PROOF, "a reversal that names no payment", "an item names its receipt and amount")
def nameless_reversal(make: Making) -> Story:
    row = some(make, 1)
    at = make.history.start_of(2) + timedelta(hours=5)
    back = reversal_of(row, make_receipt(make, make.history.of_day(2)[0].receipt), at)
    back = replace(back, linked="", words="Pay Bill Reversal")
    added(make, back)
    return make.story(make.true(1, 3), Run(1, 3, names=(Named((back.receipt,), row.cents),)))


@kind(Level.PROOF, "two equal payments of one person in one second, of which one was told",
      "the other one is booked from the statement, the told one is not touched")  # fmt: skip
def twin_payments(make: Making) -> Story:
    one = new_payment(make, cents=70_00)
    added(make, one)
    other = replace(one, receipt=make_receipt(make, one.receipt))
    added(make, other)
    told = tuple(each for each in make.told() if each.receipt != other.receipt)
    named = Named((other.receipt,), other.cents, booked=True)
    return make.story(make.true(1, 3), Run(1, 3, names=(named,), silent=(one.receipt,)), told=told)


@kind(Level.PROOF, "two equal charges under one receipt", "each is booked once, or an item names it")
def twin_charges(make: Making) -> Story:
    row = charged(make)
    extra = charge_of(row, charge_for(row.cents, PAY_BILL_TARIFF))
    added(make, extra)
    named = Named((row.receipt,), -extra.cents, booked=True)
    return make.story(make.true(1, 3), Run(1, 3, names=(named,)))


@kind(
    Level.PROOF,
    "a second, other charge under one receipt",
    "booked once by its own amount, or an item names it",
)
def second_charge(make: Making) -> Story:
    row = charged(make)
    added(make, charge_of(row, 3_00))
    return make.story(make.true(1, 3), Run(1, 3, names=(Named((row.receipt,), 3_00, booked=True),)))


def charged(make: Making) -> Row:
    """A payment of the second day that has its charge."""
    fits = [row for row in make.history.payments(2) if charge_for(row.cents, PAY_BILL_TARIFF)]
    if fits:
        return make.random.choice(fits)
    row = new_payment(make, cents=640_00)
    added(make, row, charge_of(row, charge_for(row.cents, PAY_BILL_TARIFF)))
    return row


@kind(Level.PROOF, "a charge without the payment that it is for", "an item names its receipt and amount")
def orphan_charge(make: Making) -> Story:
    like = charged(make)
    orphan = charge_of(like, 34_00, make_receipt(make, like.receipt))
    added(make, orphan)
    return make.story(make.true(1, 3), Run(1, 3, names=(Named((orphan.receipt,), 34_00),)))


@kind(Level.PROOF, "a charge 10.00 above the tariff", "an item names its receipt and the difference")
def overcharge(make: Making) -> Story:
    row = charged(make)
    usual = next(
        each for each in make.history.of_day(2) if each.receipt == row.receipt and each.leg is Leg.CHARGE
    )
    make.history = make.history.without(usual)
    added(make, replace(usual, cents=usual.cents - 10_00))
    return make.story(make.true(1, 3), Run(1, 3, names=(Named((row.receipt,), 10_00),)))


@kind(Level.PROOF, "a payment begun before midnight and completed after it",
      "on the first day an item names it as not on the statement, on the second none does")  # fmt: skip
def cut_off_straddle(make: Making) -> Story:
    row = new_payment(make, cents=90_00, hour=0, second=2)
    row = replace(row, initiated=row.completed - timedelta(seconds=6))
    added(make, row)
    first = Run(1, 1, names=(Named((row.receipt,), row.cents),))
    return make.story(make.true(1), first, make.true(2), Run(2, 2, silent=(row.receipt,)))


@kind(Level.PROOF, "a sweep that leaves one account before midnight and reaches the other after it",
      "on the first day an item of the other account has it in flight, on the second none")  # fmt: skip
def sweep_straddle(make: Making) -> Story:
    at = make.history.end_of(1)
    out, into = sweep(make_receipt(make, make.history.of_day(1)[0].receipt), at, UTILITY, SETTLEMENT, 500_00)
    added(make, out, replace(into, completed=at + timedelta(seconds=2)))
    flying = Run(1, 1, SETTLEMENT, names=(Named((out.receipt,), 500_00),))
    landed = Run(2, 2, SETTLEMENT, silent=(out.receipt,))
    return make.story(
        make.true(1), make.true(1, account=SETTLEMENT), Run(1, 1), flying,
        make.true(2), make.true(2, account=SETTLEMENT), Run(2, 2), landed,
    )  # fmt: skip


@kind(Level.HARMLESS, "a sweep in the files of both accounts, under one receipt", "booked once, not income")
def sweep_pair(make: Making) -> Story:
    files = [make.true(1, 3, account) for account in (UTILITY, SETTLEMENT, WORKING)]
    return make.story(*files, *(Run(1, 3, account) for account in (UTILITY, SETTLEMENT, WORKING)))


@kind(Level.PROOF, "a payout that the books do not know", "an item names its receipt and amount")
def payout_of_others(make: Making) -> Story:
    at = make.history.start_of(2) + timedelta(hours=5)
    row = payout(make.random, make_receipt(make, make.history.of_day(2)[0].receipt), at)
    fee = charge_for(-row.cents, B2C_TARIFF)
    added(make, row, *([charge_of(row, fee)] if fee else []))
    return make.story(make.true(1, 3), Run(1, 3, names=(Named((row.receipt,), -row.cents),)))
