"""A month of subscriptions: issued on their days, caught up with after a missed day, to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from billing.models import Invoice, Subscription
from ledger.models import Entry, Line
from ledger.reads.selectors import balance_by_code
from tests.billing.subscriptions.landlords import Landlord, billed, line, on, serials, skips
from tests.clock import Clock


def entry_of(invoice: Invoice) -> tuple[str, dict[str, int]]:
    """The accounting day of an invoice's entry, and its lines: debits above zero, credits below."""
    entry = Entry.objects.get(business=invoice.business, reference=f"invoice:{invoice.number}:issue")
    lines = Line.objects.filter(entry=entry).select_related("account")
    return str(entry.effective_on), {each.account.code: each.debit - each.credit for each in lines}


def test_a_month_with_a_missed_day_is_billed_to_the_cent_on_its_own_days(landlord: Landlord, clock: Clock):
    """Rent without VAT; garbage at 16 % inside the price; water every week. On the 8th nothing runs."""
    rent = landlord.plan(
        line("Rent", 15_000_00, "EXEMPT"), line("Garbage", 350_00, "STANDARD"), days_until_due=4
    )
    water = landlord.plan(line("Water", 333_33, "STANDARD"), frequency="WEEKLY")
    flat, tap = landlord.subscribe(rent), landlord.subscribe(water)
    for day in range(1, 31):
        if day in (8, 9):
            continue
        clock.is_day(date(2026, 11, day))
        landlord.run()
    assert billed(flat) == [(1, "2026-11-01", "2026-11-30", 15_350_00)]
    assert billed(tap) == [
        (1, "2026-11-01", "2026-11-07", 333_33),
        (2, "2026-11-08", "2026-11-14", 333_33),
        (3, "2026-11-15", "2026-11-21", 333_33),
        (4, "2026-11-22", "2026-11-28", 333_33),
        (5, "2026-11-29", "2026-12-05", 333_33),
    ]
    bill = flat.periods.get().invoice
    assert (str(bill.issued_on), str(bill.due_on), bill.net, bill.vat) == (
        "2026-11-01",
        "2026-11-05",
        15_301_72,
        48_28,
    )
    # 350.00 holds 48.28 of VAT (350 x 16 / 116 = 48.2759)
    assert entry_of(bill) == ("2026-11-01", {"1200": 15_350_00, "4000": -15_301_72, "2600-output": -48_28})
    missed = tap.periods.get(number=2).invoice
    # 333.33 x 16 / 116 = 45.9765
    assert entry_of(missed) == ("2026-11-08", {"1200": 333_33, "4000": -287_35, "2600-output": -45_98})
    assert str(missed.issued_on) == "2026-11-08"
    assert serials(landlord.business) == [1, 2, 3, 4, 5, 6]
    assert balance_by_code(landlord.business.pk, "1200") == 15_350_00 + 5 * 333_33


def test_after_weeks_away_all_that_was_missed_is_caught_up_with_oldest_first(landlord: Landlord, clock):
    weekly = landlord.plan(line("Water", 100_00), frequency="WEEKLY")
    first, second = landlord.subscribe(weekly), landlord.subscribe(weekly, starts_on=on("2026-11-03"))
    clock.is_day(date(2026, 11, 24))
    run = landlord.run()
    days = [str(each.issued_on) for each in Invoice.objects.order_by("serial_count")]
    assert days == sorted(days) and len(days) == 8
    assert (run.due, run.invoices, run.total, run.skipped, run.state) == (2, 8, 800_00, 0, "DONE")
    assert [row[1] for row in billed(first)] == ["2026-11-01", "2026-11-08", "2026-11-15", "2026-11-22"]
    assert [row[1] for row in billed(second)] == ["2026-11-03", "2026-11-10", "2026-11-17", "2026-11-24"]


def test_a_run_again_bills_nothing_twice(landlord: Landlord):
    row = landlord.subscribe(landlord.plan())
    assert landlord.run().invoices == 1
    assert landlord.run_now().invoices == 0
    assert len(billed(row)) == 1
    assert skips(landlord.run_now()) == []


def test_who_moves_in_and_out_in_the_middle_pays_the_days(landlord: Landlord, clock: Clock):
    """15,000 a month from the 12th to 20 December: 19 days of 30, then 20 of 31."""
    plan = landlord.plan(line("Rent", 15_000_00))
    row = landlord.subscribe(plan, starts_on=on("2026-11-12"), ends_on=on("2026-12-20"), anchor_day=1)
    for day in ("2026-11-12", "2026-12-01", "2026-12-21", "2027-01-01"):
        clock.is_day(on(day))
        landlord.run()
    assert billed(row) == [
        (1, "2026-11-12", "2026-11-30", 9_500_00),
        (2, "2026-12-01", "2026-12-20", 9_677_42),
    ]
    first = row.periods.get(number=1).invoice.lines.get()
    assert first.description == "Rent, 2026-11-12 to 2026-11-30 (19 of 30 days)"
    assert (first.unit_cents, first.discount, first.cents) == (15_000_00, 5_500_00, 9_500_00)
    row.refresh_from_db()
    assert row.state == "CANCELLED"


def test_a_trial_is_not_billed_and_then_it_is(landlord: Landlord, clock: Clock):
    row = landlord.subscribe(landlord.plan(trial_days=14))
    landlord.run()
    assert (row.state, billed(row)) == ("TRIAL", [])
    clock.is_day(date(2026, 11, 15))
    landlord.run()
    row.refresh_from_db()
    assert row.state == "ACTIVE"
    assert billed(row) == [(1, "2026-11-15", "2026-12-14", 15_000_00)]


def test_a_rent_of_its_own_and_several_flats(landlord: Landlord):
    plan = landlord.plan(line("Rent", 15_000_00), line("Garbage", 350_00))
    own = landlord.subscribe(plan, amount=12_345_67)
    two = landlord.subscribe(plan, quantity=Decimal(2))
    landlord.run()
    assert [row[3] for row in (*billed(own), *billed(two))] == [12_695_67, 30_700_00]


def test_a_new_price_is_for_periods_that_begin_from_its_day_on(landlord: Landlord, clock: Clock):
    from billing.subscriptions.plans import change_price
    from users.actors import SYSTEM

    plan = landlord.plan(line("Rent", 15_000_00))
    row = landlord.subscribe(plan, starts_on=on("2026-10-20"))
    landlord.run()
    change_price(plan=plan, lines=[line("Rent", 16_000_00)], actor=SYSTEM)
    clock.is_day(date(2026, 11, 25))
    landlord.run()
    assert [each[3] for each in billed(row)] == [15_000_00, 16_000_00]
    change_price(plan=plan, lines=[line("Rent", 16_000_00)], actor=SYSTEM)
    assert plan.prices.count() == 2
    assert Subscription.objects.get().next_on == date(2026, 12, 20)
