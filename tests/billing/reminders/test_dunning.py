"""Dunning: each rule acts once on its day, what it leaves out says why, and no phone is asked twice."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from billing.models import CustomerNotice, DunningRule
from billing.reminders import dunning
from billing.reminders.settings import add_rule, remove_rule, set_contact_preference
from core import days
from core.errors import DomainError
from mpesa.collections.requests.pausing import pause_requests, resume_requests
from mpesa.models import PaymentRequest
from tests.billing.reminders.streets import Street, catch, notices, pay
from tests.clock import Clock
from tests.core.threads import run_together
from users.actors import SYSTEM

DUE = date(2026, 11, 15)


def days_of_rules(street: Street) -> list[int]:
    rules = DunningRule.objects.filter(business=street.business, removed_at=None)
    return sorted(rules.values_list("days", flat=True))


def stk_only(street: Street, after: int = 0) -> DunningRule:
    DunningRule.objects.filter(business=street.business).update(removed_at=days.now())
    return add_rule(business=street.business, after=after, action="STK", actor=SYSTEM)


def test_a_business_begins_with_five_rules_and_reminds_nobody(street: Street, clock: Clock):
    assert days_of_rules(street) == [-7, -3, 0, 3, 7]
    street.invoice(street.customer(), 500_00, DUE)
    clock.is_day(DUE)
    assert street.remind() == []


def test_each_rule_acts_once_on_its_day_until_it_is_paid(street: Street, clock: Clock, monkeypatch):
    street.switch(reminds=True)
    written = catch(monkeypatch)
    customer = street.customer()
    invoice = street.invoice(customer, 500_00, DUE)
    acted = []
    for day in range(1, 30):
        clock.is_day(date(2026, 11, day))
        before = len(notices())
        if len(street.remind()) > before:
            acted.append(day)
        street.remind()
        if day == 18:
            pay(customer, 500_00)
    assert acted == [8, 12, 15, 18]
    how = f"M-Pesa PayBill 600111, account {invoice.number}."
    assert (
        written[2][1]
        == f"Maji Safi: KES 500.00 of invoice {invoice.number} is to be paid by 15.11.2026. {how}"
    )
    assert written[3][1] == (
        f"Maji Safi: KES 500.00 of invoice {invoice.number} was to be paid by 15.11.2026."
        f" Please pay it now. {how}"
    )


def test_rules_before_the_bill_was_there_do_not_act(street: Street, clock: Clock):
    street.switch(reminds=True)
    clock.is_day(date(2026, 11, 13))
    street.invoice(street.customer(), 500_00, DUE)
    assert street.remind() == []
    clock.is_day(DUE)
    assert street.remind() == [("SMS", "SENT", "")]


def test_what_is_left_out_says_why(street: Street, clock: Clock):
    street.switch(reminds=True)
    add_rule(business=street.business, after=0, action="EMAIL", actor=SYSTEM)
    silent, unreachable = street.customer(), street.customer(phone="")
    set_contact_preference(customer=silent, opted_out=True, actor=SYSTEM)
    for each in (silent, unreachable):
        street.invoice(each, 500_00, date(2026, 11, 2))
    clock.is_day(date(2026, 11, 2))
    assert sorted(street.remind()) == [
        ("EMAIL", "SKIPPED", "NO_EMAIL"),
        ("EMAIL", "SKIPPED", "OPTED_OUT"),
        ("SMS", "SKIPPED", "NO_PHONE"),
        ("SMS", "SKIPPED", "OPTED_OUT"),
    ]


def test_after_a_downtime_the_newest_rule_acts_and_the_others_are_listed(street: Street, clock: Clock):
    street.switch(reminds=True)
    street.invoice(street.customer(), 500_00, DUE)
    clock.is_day(date(2026, 11, 16))
    assert street.remind() == [
        ("SMS", "SENT", ""),
        ("SMS", "SKIPPED", "TOO_LATE"),
        ("SMS", "SKIPPED", "TOO_LATE"),
    ]


def test_nobody_is_reminded_at_night(street: Street, clock: Clock):
    street.switch(reminds=True)
    street.invoice(street.customer(), 500_00, DUE)
    clock.is_day(DUE)
    clock.at = clock.at.replace(hour=18)  # nine in the evening in Nairobi
    assert street.remind() == []
    clock.pass_seconds(11 * 3600)
    assert ("SMS", "SENT", "") in street.remind()


def test_a_phone_is_asked_once_while_a_request_is_open(street: Street, clock: Clock):
    street.switch(reminds=True)
    stk_only(street)
    add_rule(business=street.business, after=1, action="STK", actor=SYSTEM)
    invoice = street.invoice(street.customer(), 500_40, date(2026, 11, 2))
    clock.is_day(date(2026, 11, 2))
    assert street.remind() == [("STK", "SENT", "")]
    request = PaymentRequest.objects.get()
    assert (request.amount, request.account_reference) == (500_00, invoice.number)
    assert CustomerNotice.objects.get().request == request
    clock.is_day(date(2026, 11, 3))
    assert street.remind()[1:] == [("STK", "WAITING", "REQUEST_OPEN")]
    PaymentRequest.objects.update(state="FAILED")
    assert street.remind()[1:] == [("STK", "WAITING", "REQUEST_OPEN")], "it is tried again after a while"
    clock.pass_seconds(15 * 60)
    assert street.remind()[1:] == [("STK", "SENT", "")]
    assert PaymentRequest.objects.count() == 2


def test_a_phone_rings_for_one_bill_at_a_time(street: Street, clock: Clock):
    street.switch(reminds=True)
    stk_only(street)
    customer = street.customer()
    for cents in (500_00, 600_00, 700_00):
        street.invoice(customer, cents, date(2026, 11, 2))
    clock.is_day(date(2026, 11, 2))
    asked = [("STK", "SENT", ""), *[("STK", "WAITING", "REQUEST_OPEN")] * 2]
    assert street.remind() == asked
    clock.pass_seconds(15 * 60)
    assert street.remind() == asked and PaymentRequest.objects.count() == 1
    PaymentRequest.objects.update(state="FAILED")
    clock.pass_seconds(15 * 60)
    assert sorted(street.remind()) == [asked[0], asked[0], asked[1]]
    assert PaymentRequest.objects.count() == 2


def test_a_notice_that_fails_takes_no_other_along_and_holds_no_lock(
    street: Street, clock: Clock, monkeypatch
):
    from mpesa.collections.requests.requesting import _asking

    street.switch(reminds=True)
    stk_only(street)
    for count in range(3):
        street.invoice(street.customer(f"2547000001{count:02}"), 500_00 + count * 100, date(2026, 11, 2))
    clock.is_day(date(2026, 11, 2))
    free: list[bool] = []
    asks = dunning.request_payment

    def failing(*, amount: int, **more):
        with transaction.atomic():
            (is_free,) = run_together([partial(_try, _asking, street.business.pk)])
        free.append(is_free)
        made = asks(amount=amount, **more)
        if amount == 501_00:
            raise ZeroDivisionError
        return made

    monkeypatch.setattr(dunning, "request_payment", failing)
    assert street.remind() == [
        ("STK", "SENT", ""),
        ("STK", "WAITING", "NOT_POSSIBLE"),
        ("STK", "SENT", ""),
    ]
    assert free == [True] * 3, "nobody who asks for money waits for the whole run"
    assert sorted(PaymentRequest.objects.values_list("amount", flat=True)) == [500_00, 502_00]
    monkeypatch.setattr(dunning, "request_payment", asks)
    clock.pass_seconds(15 * 60)
    assert street.remind() == [("STK", "SENT", "")] * 3


def _try(lock, business: int) -> bool:
    with transaction.atomic():
        return lock.try_take(business)


def test_what_waited_and_was_paid_meanwhile_is_left_out(street: Street, clock: Clock):
    street.switch(reminds=True)
    stk_only(street)
    customer = street.customer()
    street.invoice(customer, 500_00, date(2026, 11, 2))
    clock.is_day(date(2026, 11, 2))
    pause_requests(business=street.business, reason="Line down", actor=SYSTEM)
    assert street.remind() == [("STK", "WAITING", "REQUESTS_PAUSED")]
    pay(customer, 500_00)
    resume_requests(business=street.business, actor=SYSTEM)
    clock.pass_seconds(15 * 60)
    assert street.remind() == [("STK", "SKIPPED", "PAID_MEANWHILE")]
    assert PaymentRequest.objects.count() == 0


def test_what_waits_too_long_is_left_out_with_its_reason(street: Street, clock: Clock):
    street.switch(reminds=True)
    stk_only(street)
    street.invoice(street.customer(), 500_00, date(2026, 11, 2))
    clock.is_day(date(2026, 11, 2))
    pause_requests(business=street.business, reason="Line down", actor=SYSTEM)
    street.remind()
    clock.is_day(date(2026, 11, 4))
    assert street.remind() == [("STK", "SKIPPED", "REQUESTS_PAUSED")]


def test_more_than_m_pesa_asks_for_is_left_out(street: Street, clock: Clock):
    street.switch(reminds=True)
    stk_only(street)
    street.invoice(street.customer(), 300_000_00, date(2026, 11, 2))
    clock.is_day(date(2026, 11, 2))
    assert street.remind() == [("STK", "SKIPPED", "BAD_AMOUNT")]


def test_two_workers_remind_each_once(street: Street, clock: Clock):
    from billing.reminders.dunning import remind_customers

    street.switch(reminds=True)
    for count in range(20):
        street.invoice(street.customer(f"2547000001{count:02}"), 500_00, date(2026, 11, 2))
    clock.is_day(date(2026, 11, 2))
    run_together([remind_customers] * 2)
    assert street.remind() == [("SMS", "SENT", "")] * 20


def test_the_database_itself_knows_a_rule_once_for_an_invoice(street: Street, clock: Clock):
    street.switch(reminds=True)
    street.invoice(street.customer(), 500_00, date(2026, 11, 2))
    clock.is_day(date(2026, 11, 2))
    street.remind()
    notice = CustomerNotice.objects.get()
    notice.pk = None
    with pytest.raises(IntegrityError, match="notice_of_rule_once"):
        notice.save(force_insert=True)


def test_rules_are_added_once_and_removed(street: Street):
    first = add_rule(business=street.business, after=1, action="SMS", actor=SYSTEM)
    assert add_rule(business=street.business, after=1, action="SMS", actor=SYSTEM) == first
    remove_rule(rule=first, actor=SYSTEM)
    remove_rule(rule=first, actor=SYSTEM)
    assert days_of_rules(street) == [-7, -3, 0, 3, 7]
    with pytest.raises(DomainError) as refusal:
        add_rule(business=street.business, after=367, action="SMS", actor=SYSTEM)
    assert refusal.value.code == "BAD_RULE"
