"""Pausing, resuming, cancelling and changing: what is billed, credited and left, to the cent."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from billing.customers.archiving import archive_customer, unarchive_customer
from billing.customers.customers import update_customer
from billing.customers.walk_in import walk_in_customer
from billing.invoicing.voiding import void_invoice
from billing.models import CreditNote, Invoice, Subscription
from billing.subscriptions.changing import change_subscription, foresee_change
from billing.subscriptions.foreseeing import foresee_next, foresee_run
from billing.subscriptions.plans import archive_plan, change_price, create_plan, edit_plan, restore_plan
from billing.subscriptions.steps import cancel_subscription, pause_subscription, resume_subscription
from core import days
from core.errors import DomainError
from ledger.reads.selectors import balance_by_code
from tests.billing.subscriptions.landlords import Landlord, billed, line, on, serials, skips
from tests.clock import Clock
from users.actors import SYSTEM
from users.models import AuditEntry


def code(verb, **given) -> str:
    """What refuses; nothing is billed or credited."""
    before = Invoice.objects.count(), CreditNote.objects.count(), Subscription.objects.count()
    with pytest.raises(DomainError) as refusal:
        verb(**given)
    assert before == (Invoice.objects.count(), CreditNote.objects.count(), Subscription.objects.count())
    return refusal.value.code


def test_a_pause_leaves_out_what_begins_in_it_and_the_rest_is_billed_by_days(
    landlord: Landlord, clock: Clock
):
    row = landlord.subscribe(landlord.plan(line("Rent", 30_000_00)))
    landlord.run()
    clock.is_day(date(2026, 11, 20))
    pause_subscription(subscription=row, reason="Away", actor=SYSTEM)
    for day in ("2026-12-01", "2027-01-01"):
        clock.is_day(on(day))
        landlord.run()
    clock.is_day(date(2027, 1, 22))
    row = resume_subscription(subscription=row, actor=SYSTEM)
    assert (row.state, row.next_on, row.reason) == ("ACTIVE", date(2027, 1, 22), "")
    landlord.run()
    # 10 of the 31 days of January: 30,000 x 10 / 31 = 9,677.42
    assert billed(row) == [
        (1, "2026-11-01", "2026-11-30", 30_000_00),
        (2, "2027-01-22", "2027-01-31", 9_677_42),
    ]
    assert resume_subscription(subscription=row, actor=SYSTEM).state == "ACTIVE"


def test_a_pause_after_a_downtime_bills_first_what_had_begun(landlord: Landlord, clock: Clock):
    row = landlord.subscribe(landlord.plan(line("Rent", 30_000_00)))
    clock.is_day(date(2026, 12, 5))
    pause_subscription(subscription=row, reason="Away", actor=SYSTEM)
    assert [each[1] for each in billed(row)] == ["2026-11-01", "2026-12-01"]


def test_a_cancellation_at_the_period_s_end_bills_to_it_and_can_be_taken_back(
    landlord: Landlord, clock: Clock
):
    row = landlord.subscribe(landlord.plan())
    landlord.run()
    row = cancel_subscription(subscription=row, reason="Moves out", actor=SYSTEM)
    assert (row.state, row.ends_on) == ("ACTIVE", date(2026, 11, 30))
    row = resume_subscription(subscription=row, actor=SYSTEM)
    assert row.ends_on is None
    row = cancel_subscription(subscription=row, reason="Moves out", actor=SYSTEM)
    clock.is_day(date(2026, 12, 1))
    landlord.run()
    row.refresh_from_db()
    assert (row.state, len(billed(row))) == ("CANCELLED", 1)
    assert foresee_next([row.pk]) == {}
    assert code(resume_subscription, subscription=row, actor=SYSTEM) == "SUBSCRIPTION_MOVED_ON"
    assert code(pause_subscription, subscription=row, reason="x", actor=SYSTEM) == "SUBSCRIPTION_MOVED_ON"


def test_ended_today_the_days_after_are_credited(landlord: Landlord, clock: Clock):
    row = landlord.subscribe(landlord.plan(line("Rent", 30_000_00)))
    landlord.run()
    clock.is_day(date(2026, 11, 18))
    row = cancel_subscription(subscription=row, when="NOW", reason="Moves out", actor=SYSTEM)
    assert (row.state, row.ends_on) == ("CANCELLED", date(2026, 11, 18))
    note = CreditNote.objects.get()
    assert (note.total, note.reason) == (12_000_00, "Unused days: Moves out")
    assert balance_by_code(landlord.business.pk, "1200") == 18_000_00
    assert cancel_subscription(subscription=row, when="NOW", reason="again", actor=SYSTEM) == row
    assert CreditNote.objects.count() == 1


def test_ended_today_without_giving_back_nothing_is_credited(landlord: Landlord, clock: Clock):
    row = landlord.subscribe(landlord.plan())
    landlord.run()
    cancel_subscription(subscription=row, when="NOW", give_back=False, reason="Left", actor=SYSTEM)
    assert CreditNote.objects.count() == 0


def test_another_plan_in_the_middle_credits_the_rest_and_bills_it_anew(landlord: Landlord, clock: Clock):
    """On the 16th: 15 of 30 days of 15,000 go back, and 15 of 30 days of 20,000 are billed."""
    row = landlord.subscribe(landlord.plan(line("Rent", 15_000_00)))
    larger = landlord.plan(line("Two rooms", 20_000_00))
    landlord.run()
    clock.is_day(date(2026, 11, 16))
    change = foresee_change(subscription=row, plan=larger, when="NOW")
    assert (change.from_on, change.given_back, change.bill.total) == (on("2026-11-16"), 7_500_00, 10_000_00)
    row = change_subscription(subscription=row, plan=larger, when="NOW", actor=SYSTEM)
    assert billed(row) == [
        (1, "2026-11-01", "2026-11-30", 15_000_00),
        (2, "2026-11-16", "2026-11-30", 10_000_00),
    ]
    assert CreditNote.objects.get().total == 7_500_00
    assert balance_by_code(landlord.business.pk, "1200") == 17_500_00
    assert change_subscription(subscription=row, plan=larger, when="NOW", actor=SYSTEM) == row
    clock.is_day(date(2026, 12, 1))
    landlord.run()
    assert billed(row)[2] == (3, "2026-12-01", "2026-12-31", 20_000_00)
    assert serials(landlord.business) == [1, 2, 3]


def test_a_change_from_the_next_period_on_touches_nothing_before(landlord: Landlord, clock: Clock):
    row = landlord.subscribe(landlord.plan(line("Rent", 15_000_00)), amount=14_000_00)
    landlord.run()
    clock.is_day(date(2026, 11, 16))
    change_subscription(subscription=row, quantity=Decimal(2), actor=SYSTEM)
    change_subscription(subscription=row, amount=13_000_00, actor=SYSTEM)
    assert CreditNote.objects.count() == 0
    clock.is_day(date(2026, 12, 1))
    landlord.run()
    assert [each[3] for each in billed(row)] == [14_000_00, 26_000_00]
    change_subscription(subscription=row, plan_price=True, actor=SYSTEM)
    assert foresee_next([row.pk])[row.pk].bill.total == 30_000_00


def test_a_plan_of_other_days_begins_anew_where_the_old_period_ends(landlord: Landlord, clock: Clock):
    row = landlord.subscribe(landlord.plan(line("Water", 1_000_00), frequency="WEEKLY"))
    monthly = landlord.plan(line("Water", 4_000_00))
    landlord.run()
    change_subscription(subscription=row, plan=monthly, actor=SYSTEM)
    clock.is_day(date(2026, 11, 8))
    landlord.run()
    assert billed(row)[1] == (2, "2026-11-08", "2026-12-07", 4_000_00)


def test_the_walk_in_customer_is_not_billed_again_and_again(landlord: Landlord):
    plan = landlord.plan()
    nobody = walk_in_customer(landlord.business)
    assert code(landlord.subscribe, plan=plan, customer=nobody) == "WALK_IN_STAYS"


def test_what_cannot_be_billed_is_listed_stops_nobody_and_is_caught_up_with(landlord: Landlord, clock: Clock):
    plan, gone = landlord.plan(), landlord.plan()
    limited = landlord.tenant(credit_limit=10_000_00)
    rows = [
        landlord.subscribe(plan),
        landlord.subscribe(gone),
        landlord.subscribe(plan, limited),
        landlord.subscribe(plan),
    ]
    archive_plan(plan=gone, actor=SYSTEM)
    archive_customer(customer=rows[3].customer, actor=SYSTEM)
    forecast = foresee_run(landlord.business)
    assert (forecast.subscriptions, forecast.invoices, forecast.total) == (4, 1, 15_000_00)
    assert dict(forecast.skipped) == {"PLAN_ARCHIVED": 1, "CUSTOMER_ARCHIVED": 1, "OVER_CREDIT_LIMIT": 1}
    run = landlord.run()
    assert run is not None
    assert (run.due, run.invoices, run.total, run.skipped) == (4, 1, 15_000_00, 3)
    assert skips(run) == [
        (rows[1].pk, "2026-11-01", "PLAN_ARCHIVED"),
        (rows[2].pk, "2026-11-01", "OVER_CREDIT_LIMIT"),
        (rows[3].pk, "2026-11-01", "CUSTOMER_ARCHIVED"),
    ]
    assert landlord.run() == run, "what was skipped today waits for somebody, or for tomorrow"
    restore_plan(plan=gone, actor=SYSTEM)
    unarchive_customer(customer=rows[3].customer, actor=SYSTEM)
    update_customer(customer=limited, credit_limit=None, actor=SYSTEM)
    clock.is_day(date(2026, 12, 1))
    run = landlord.run()
    assert run is not None
    assert (run.invoices, run.skipped) == (7, 0)
    assert all([each[1] for each in billed(row)] == ["2026-11-01", "2026-12-01"] for row in rows)


def test_of_one_customer_as_much_is_billed_as_the_limit_allows(landlord: Landlord):
    tenant = landlord.tenant(credit_limit=20_000_00)
    first, second = (landlord.subscribe(landlord.plan(), tenant) for _ in range(2))
    assert dict(foresee_run(landlord.business).skipped) == {"OVER_CREDIT_LIMIT": 1}
    landlord.run()
    assert (len(billed(first)), len(billed(second))) == (1, 0)


def test_a_forecast_of_weeks_counts_every_period(landlord: Landlord):
    landlord.subscribe(landlord.plan(line("Water", 100_00), frequency="WEEKLY"))
    landlord.subscribe(landlord.plan(line("Rent", 1_000_00)), ends_on=on("2026-11-15"))
    forecast = foresee_run(landlord.business, on("2026-12-01"))
    assert (forecast.invoices, forecast.total) == (6, 5 * 100_00 + 500_00)
    with pytest.raises(DomainError, match="BAD_DAY"):
        foresee_run(landlord.business, days.today() + timedelta(days=32))


def test_plans_refuse_what_makes_no_sense_all_at_once(landlord: Landlord):
    with pytest.raises(DomainError) as refusal:
        create_plan(
            business=landlord.business,
            name=" ",
            frequency="MONTHLY",
            every=0,
            lines=[line("", 0)],
            trial_days=-1,
            key="",
            actor=SYSTEM,
        )
    assert {(each.code, each.field) for each in refusal.value.each} >= {
        ("NAME_MISSING", "name"),
        ("BAD_KEY", "key"),
        ("BAD_PLAN", "every"),
        ("BAD_PLAN", "trial_days"),
        ("DESCRIPTION_MISSING", "lines.0.description"),
        ("BAD_AMOUNT", "lines.0.unit_price"),
    }
    plan = landlord.plan(name="Rent")
    assert code(landlord.plan, name="Rent") == "PLAN_NAME_TAKEN"
    assert (
        code(change_price, plan=plan, lines=[line("x", 1)], from_on=on("2026-10-31"), actor=SYSTEM)
        == "BAD_DAY"
    )
    archive_plan(plan=plan, actor=SYSTEM)
    assert code(landlord.subscribe, plan=plan) == "PLAN_ARCHIVED"
    tenant = landlord.tenant()
    archive_customer(customer=tenant, actor=SYSTEM)
    assert code(landlord.subscribe, plan=landlord.plan(), customer=tenant) == "CUSTOMER_ARCHIVED"
    landlord.plan(name="Rent")
    assert code(restore_plan, plan=plan, actor=SYSTEM) == "PLAN_NAME_TAKEN"
    assert code(edit_plan, plan=plan, name="Other", days_until_due=1, actor=SYSTEM) == "PLAN_ARCHIVED"


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"quantity": Decimal(0)}, "BAD_QUANTITY"),
        ({"amount": 0}, "BAD_AMOUNT"),
        ({"starts_on": on("2025-10-01")}, "BAD_DAY"),
        ({"ends_on": on("2026-10-31")}, "BAD_DAY"),
        ({"anchor_day": 30}, "BAD_DAY"),
        ({"trial_days": 400}, "BAD_PLAN"),
        ({"quantity": Decimal(999_999_999), "amount": 10**15}, "BAD_AMOUNT"),
    ],
)
def test_subscriptions_refuse_what_makes_no_sense(landlord: Landlord, given, refused):
    assert code(landlord.subscribe, plan=landlord.plan(), **given) == refused


def test_the_same_key_starts_one_subscription(landlord: Landlord):
    plan, tenant = landlord.plan(), landlord.tenant()
    first = landlord.subscribe(plan, tenant, key="same")
    assert landlord.subscribe(plan, tenant, key="same") == first
    assert code(landlord.subscribe, plan=plan, customer=tenant, key="same", amount=5) == "KEY_REUSED"
    assert AuditEntry.objects.filter(action="subscription.create").count() == 1


def test_a_subscription_whose_bill_is_void_ends_at_once(landlord: Landlord, clock: Clock):
    row = landlord.subscribe(landlord.plan())
    landlord.run()
    void_invoice(invoice=Invoice.objects.get(), reason="Wrong tenant", actor=SYSTEM)
    clock.is_day(date(2026, 11, 12))
    assert foresee_change(subscription=row, quantity=Decimal(2), when="NOW").given_back == 0
    row = cancel_subscription(subscription=row, reason="Moves out", when="NOW", actor=SYSTEM)
    assert row.state == "CANCELLED" and not CreditNote.objects.exists()
