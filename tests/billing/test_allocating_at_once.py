"""Many receipts in a batch, and many people at one bill in the same instant: never more than there is."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from billing.invoicing.crediting import credit_invoice
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.routing import INVOICES_AND_ACCOUNTS
from billing.invoicing.terms import LineInput
from billing.models import Invoice, Payment
from billing.paying.by_hand import Said, record_payment
from billing.paying.refunding import refund_in_cash
from core import days
from core.errors import DomainError
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.models import Channel, Receipt, ReceiptRoute
from tests.billing.placing import AT, PHONE, Desk
from tests.core.threads import run_together
from tests.graphql_api.conftest import House
from users.actors import SYSTEM


@pytest.fixture
def desk(house: House, drain: Callable[[], None]) -> Desk:
    return Desk(house, drain)


def recorded(desk: Desk, count: int, reference: str, cents: int = 10_00) -> list[Receipt]:
    """Receipts that are booked and not routed yet."""
    found = []
    for _ in range(count):
        desk.count += 1
        facts = ReceiptFacts(f"UKK{desk.count:07}", cents, AT, reference, PHONE)
        with transaction.atomic():
            found.append(record_receipt(till=desk.till, facts=facts, channel=Channel.C2B)[0])
    return found


def statements_of(receipts: list[Receipt], reference: str) -> int:
    """How many statements allocate them: all that billing does for a batch, its locks and events as well."""
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        placed = INVOICES_AND_ACCOUNTS.place([(receipt, reference) for receipt in receipts])
        assert all(placed)
        INVOICES_AND_ACCOUNTS.settle([(r, p) for r, p in zip(receipts, placed, strict=True) if p])
        transaction.set_rollback(True)
    return len(asked)


def test_a_batch_is_allocated_in_a_handful_of_statements_whatever_its_size(desk: Desk):
    customer = desk.customer()
    bills = [desk.invoice(customer, 35_00) for _ in range(4)]
    receipts = recorded(desk, 12, customer.account_number)
    by_account = [statements_of(receipts[:count], customer.account_number) for count in (1, 12)]
    by_number = [statements_of(receipts[:count], bills[2].number) for count in (1, 12)]
    assert by_account[0] == by_account[1] and by_number[0] == by_number[1]
    assert max(by_account + by_number) <= 12, (by_account, by_number)


def test_eight_cashiers_at_one_bill_take_no_more_than_is_due(desk: Desk):
    customer = desk.customer()
    bill, other = desk.invoice(customer, 100_00), desk.invoice(customer, 30_00)

    def pay(place: int) -> Payment:
        said = Said("CASH", 40_00, days.today())
        return record_payment(
            customer=customer, invoice=bill, said=said, key=f"at-once-{place}", actor=SYSTEM
        )

    outcomes = run_together([lambda place=place: pay(place) for place in range(8)])  # type: ignore[misc]
    paid = dict(Invoice.objects.values_list("pk", "paid"))
    assert paid == {bill.pk: 100_00, other.pk: 20_00}, "the third pays 20.00 of the bill, and of the next"
    made = [each for each in outcomes if isinstance(each, Payment)]
    assert all(isinstance(each, Payment) or each.code == "NOTHING_OPEN" for each in outcomes)
    assert len(made) == 3 and sum(Payment.objects.values_list("allocated", flat=True)) == 120_00


def test_two_receipts_for_one_bill_in_two_batches_at_once(desk: Desk):
    bill = desk.invoice(desk.customer(), 50_00)
    recorded(desk, 2, bill.number, 50_00)
    run_together([desk.drain, desk.drain])
    desk.drain()
    bill.refresh_from_db()
    assert (bill.state, bill.paid) == ("PAID", 50_00)
    assert sorted(Payment.objects.values_list("amount", "allocated")) == [(50_00, 0), (50_00, 50_00)]
    assert set(ReceiptRoute.objects.values_list("state", flat=True)) == {"ROUTED"}


def test_credit_that_is_given_back_pays_no_bill_that_is_issued_in_the_same_instant(desk: Desk):
    customer = desk.customer()
    for turn in range(4):
        desk.pay(100_00, customer.account_number)
        draft = desk.draft(customer, 100_00)
        run_together(
            [
                lambda draft=draft: issue_invoice(invoice=draft, actor=SYSTEM),  # type: ignore[misc]
                lambda turn=turn: refund_in_cash(  # type: ignore[misc]
                    customer=customer, amount=100_00, reason="Asked", key=f"back-{turn:04}", actor=SYSTEM
                ),
            ]
        )
        draft.refresh_from_db()
        left = sum(Payment.objects.values_list(F("amount") - F("allocated"), flat=True))
        given = customer.refunds.count() * 100_00
        assert left - given == 0 or draft.due == 0
        if draft.due:
            credit_invoice(invoice=draft, reason="Start anew", key=f"note-{turn:04}", actor=SYSTEM)


def test_eight_who_issue_at_once_leave_no_hole_in_the_numbers(desk: Desk):
    customers = [desk.customer(f"2547123456{number:02}") for number in range(8)]

    def issue(place: int) -> list[str]:
        numbers = []
        for turn in range(3):
            line = LineInput("Water", Decimal(1), 100_00)
            draft = create_invoice(
                customer=customers[place], lines=[line], key=f"at-once-{place}-{turn}", actor=SYSTEM
            )
            if turn == 1:  # a draft that nobody issues takes no printed number
                continue
            numbers.append(issue_invoice(invoice=draft, actor=SYSTEM).serial_number)
        return numbers

    outcomes = run_together([lambda place=place: issue(place) for place in range(8)])  # type: ignore[misc]
    assert not [each for each in outcomes if isinstance(each, BaseException)], outcomes
    year = days.today().year
    assert sorted(number for numbers in outcomes for number in numbers) == [
        f"{year}-{count:05d}" for count in range(1, 17)
    ]


def test_credit_notes_at_once_are_never_more_than_the_bill(desk: Desk):
    bill = desk.invoice(desk.customer(), 100_00)

    def note(place: int) -> int:
        made = credit_invoice(
            invoice=bill, amount=30_00, reason="Sent back", key=f"note-{place:04}", actor=SYSTEM
        )
        return int(made.total)

    outcomes = run_together([lambda place=place: note(place) for place in range(8)])  # type: ignore[misc]
    assert sorted(each for each in outcomes if isinstance(each, int)) == [30_00] * 3
    assert {each.code for each in outcomes if isinstance(each, DomainError)} == {"OVER_INVOICE"}
    bill.refresh_from_db()
    assert (bill.credited, bill.due) == (90_00, 10_00)
