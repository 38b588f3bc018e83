"""Customers are told of bills and payments once each, in their language, where the business wants it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from billing.models import Invoice
from billing.reminders import writing
from billing.reminders.settings import set_contact_preference, set_reminders
from core.errors import DomainError
from tests.billing.reminders.streets import PHONE, Street, catch, pay
from tests.clock import Clock
from users.actors import SYSTEM
from users.models import AuditEntry


def test_nobody_is_told_unless_the_business_wants_it(street: Street, clock: Clock):
    customer = street.customer()
    street.invoice(customer, 500_00)
    pay(customer, 100_00)
    assert street.tell() == []
    clock.pass_seconds(1)
    street.switch(tells_issued=True, tells_paid=True)
    assert street.tell() == [], "what was before it was switched on is not told"


def test_a_bill_and_a_payment_are_told_once_with_how_to_pay_and_the_new_balance(street: Street, monkeypatch):
    street.switch(tells_issued=True, tells_paid=True)
    written = catch(monkeypatch)
    customer = street.customer()
    invoice = street.invoice(customer, 1_500_50, date(2026, 11, 20))
    assert street.tell() == [("SMS", "SENT", "")]
    assert written == [
        (
            PHONE,
            f"Maji Safi: invoice {invoice.number} for KES 1,500.50, to be paid by 20.11.2026."
            f" M-Pesa PayBill 600111, account {invoice.number}.",
        )
    ]
    pay(customer, 600_00, reference="till 4")
    assert street.tell() == [("SMS", "SENT", "")] * 2
    assert written[1] == (PHONE, "Maji Safi has received KES 600.00, till 4. Your balance: KES 900.50.")
    pay(customer, 1_000_00)
    assert len(street.tell()) == 3
    assert written[2][1] == "Maji Safi has received KES 1,000.00, Cash. Your balance: KES 99.50 in credit."
    assert len(street.tell()) == 3


def test_in_their_language_by_their_way_or_not_at_all(street: Street, monkeypatch):
    street.switch(tells_issued=True)
    written = catch(monkeypatch)
    swahili, mailed, silent, unreachable = (
        street.customer(),
        street.customer(email="amina@example.com"),
        street.customer(),
        street.customer(phone=""),
    )
    set_contact_preference(customer=swahili, language="sw", actor=SYSTEM)
    set_contact_preference(customer=mailed, by_email=True, actor=SYSTEM)
    set_contact_preference(customer=silent, opted_out=True, actor=SYSTEM)
    bills = [street.invoice(each, 100_00) for each in (swahili, mailed, silent, unreachable)]
    assert street.tell() == [
        ("SMS", "SENT", ""),
        ("EMAIL", "SENT", ""),
        ("SMS", "SKIPPED", "OPTED_OUT"),
        ("SMS", "SKIPPED", "NO_PHONE"),
    ]
    assert written[0][1].startswith(f"Maji Safi: ankara {bills[0].number} ya KES 100.00")
    assert written[1][0] == "amina@example.com"
    assert AuditEntry.objects.filter(action="customer.contact").count() == 3


def test_bills_wait_for_the_end_of_the_night_and_receipts_do_not(street: Street, clock: Clock):
    street.switch(tells_issued=True, tells_paid=True)
    clock.at = clock.at.replace(hour=19, minute=30)  # half past ten in Nairobi
    customer = street.customer()
    street.invoice(customer, 500_00)
    pay(customer, 100_00)
    assert street.tell() == [("SMS", "SENT", "")]
    clock.pass_seconds(9.5 * 3600)
    assert len(street.tell()) == 2


def test_what_is_old_is_no_news(street: Street, clock: Clock):
    street.switch(tells_issued=True)
    street.invoice(street.customer(), 500_00)
    clock.at += timedelta(days=1, minutes=1)
    assert street.tell() == []


def test_a_message_that_fails_stops_no_money_and_nobody_else(street: Street, monkeypatch):
    street.switch(tells_paid=True)
    customer = street.customer()

    def broken(**given):
        raise RuntimeError("no outbox")

    monkeypatch.setattr(writing, "send_sms", broken)
    invoice = street.invoice(customer, 500_00)
    pay(customer, 500_00)
    assert street.tell() == []
    assert Invoice.objects.get(pk=invoice.pk).state == "PAID"


@pytest.mark.parametrize("minute", [-1, 24 * 60])
def test_quiet_hours_are_of_a_day(street: Street, minute: int):
    with pytest.raises(DomainError) as refusal:
        set_reminders(business=street.business, quiet_from=minute, actor=SYSTEM)
    assert refusal.value.code == "BAD_TIME"


def test_switching_is_audited_once(street: Street):
    for _ in range(2):
        street.switch(reminds=True, quiet_from=0)
    (entry,) = AuditEntry.objects.filter(action="reminders.set")
    assert entry.details == {
        "reminds": True,
        "reminds_before": False,
        "quiet_from": 0,
        "quiet_from_before": 1200,
    }
