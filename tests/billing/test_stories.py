"""Worked stories of bills and what settles them, to the cent, with the journal entries of each step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.customers.credit import credit_of_customers
from billing.invoicing.crediting import Back, credit_invoice
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.opening import Owed, open_receivables
from billing.invoicing.terms import LineInput
from billing.invoicing.voiding import void_invoice
from billing.models import Allocation, Customer, Invoice, Payment, StatementLine
from billing.paying.by_hand import Said, record_payment, take_back_payment
from billing.paying.reallocating import reallocate
from billing.paying.refunding import refund_in_cash
from billing.paying.writing_off import write_off_invoice
from core import days
from core.errors import DomainError
from ledger.models import Entry
from tests.billing.placing import Desk
from tests.billing.reversals.test_taken_back import reverse
from tests.graphql_api.conftest import House
from users.actors import SYSTEM
from users.models import Role

Lines = list[tuple[str, int, int]]


class Story:
    """A customer of the desk, and the entries that were posted since they were last looked at."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.seen = desk, 0
        self.customer: Customer = desk.customer()
        self.count = 0
        self.news()

    def key(self) -> str:
        self.count += 1
        return f"story-{self.count:03}"

    def bill(self, *cents: int, vat: str = "", issued: bool = True, inclusive: bool = True) -> Invoice:
        lines = [
            LineInput(f"Line {place}", Decimal(1), each, vat_code=vat) for place, each in enumerate(cents)
        ]
        draft = create_invoice(
            customer=self.customer,
            lines=lines,
            key=self.key(),
            prices_include_vat=inclusive,
            actor=SYSTEM,
        )
        return issue_invoice(invoice=draft, actor=SYSTEM) if issued else draft

    def by_hand(self, kind: str, cents: int, invoice: Invoice | None = None, **more: Any) -> Payment:
        said = Said(kind, cents, more.pop("on", days.today()), **more)
        return record_payment(
            customer=self.customer, invoice=invoice, said=said, key=self.key(), actor=SYSTEM
        )

    def news(self) -> list[tuple[str, Lines]]:
        """The entries since the last look: kind, and lines as (account, debit, credit)."""
        entries = Entry.objects.filter(pk__gt=self.seen).order_by("pk")
        found = [
            (entry.kind, list(entry.lines.order_by("pk").values_list("account__code", "debit", "credit")))
            for entry in entries
        ]
        self.seen = max([self.seen, *entries.values_list("pk", flat=True)])
        return found

    def stands(self, *invoices: Invoice) -> list[tuple[str, int]]:
        rows = {row.pk: row for row in Invoice.objects.filter(pk__in=[each.pk for each in invoices])}
        return [(rows[each.pk].state, rows[each.pk].due) for each in invoices]

    def credit(self) -> int:
        return credit_of_customers([self.customer.pk]).get(self.customer.pk, 0)

    def owes(self) -> int:
        """What the statement, which is of postings alone, ends with."""
        last = StatementLine.objects.filter(customer=self.customer).order_by("-day", "-pk").first()
        return last.balance if last else 0


@pytest.fixture
def story(house: House, drain: Callable[[], None]) -> Story:
    return Story(Desk(house, drain))


TILL = "1010-600984-utility"


def test_a_bill_is_paid_in_parts(story: Story):
    bill = story.bill(1_000_00)
    assert story.news() == [("INVOICE", [("1200", 1_000_00, 0), ("4000", 0, 1_000_00)])]
    story.desk.pay(300_00, bill.number)
    assert story.news() == [
        ("RECEIPT", [(TILL, 300_00, 0), ("2890", 0, 300_00)]),
        ("ROUTE", [("2890", 300_00, 0), ("1200", 0, 300_00)]),
    ]
    assert story.stands(bill) == [("PARTIALLY_PAID", 700_00)]
    story.by_hand("CASH", 200_00, bill)
    story.by_hand("CHEQUE", 500_00, bill, reference="000123")
    assert story.news() == [
        ("PAYMENT", [("1020", 200_00, 0), ("1200", 0, 200_00)]),
        ("PAYMENT", [("1100", 500_00, 0), ("1200", 0, 500_00)]),
    ]
    assert (story.stands(bill), story.credit(), story.owes()) == ([("PAID", 0)], 0, 0)


def test_what_was_paid_too_much_pays_the_next_bill_by_itself(story: Story):
    bill = story.bill(400_00)
    story.desk.pay(1_000_00, bill.number)
    story.news()
    assert (story.stands(bill), story.credit(), story.owes()) == ([("PAID", 0)], 600_00, -600_00)
    second = story.bill(250_50)
    assert story.news() == [
        ("INVOICE", [("1200", 250_50, 0), ("4000", 0, 250_50)]),
        ("ALLOCATION", [("2100", 250_50, 0), ("1200", 0, 250_50)]),
    ]
    third = story.bill(500_00)
    assert story.news()[1:] == [("ALLOCATION", [("2100", 349_50, 0), ("1200", 0, 349_50)])]
    assert story.stands(second, third) == [("PAID", 0), ("PARTIALLY_PAID", 150_50)]
    assert (story.credit(), story.owes()) == (0, 150_50)


def test_an_account_pays_five_bills_oldest_first(story: Story):
    bills = [story.bill(cents) for cents in (100_00, 80_00, 60_00, 40_00, 20_00)]
    story.news()
    story.desk.pay(250_00, story.customer.account_number)
    assert story.news()[1] == ("ROUTE", [("2890", 250_00, 0), ("1200", 0, 250_00)])
    assert story.stands(*bills) == [
        ("PAID", 0), ("PAID", 0), ("PAID", 0), ("PARTIALLY_PAID", 30_00), ("UNPAID", 20_00),
    ]  # fmt: skip
    # a payment for one of them pays that first, and what is over the oldest that is open
    story.desk.pay(35_00, bills[4].number)
    assert story.stands(*bills[3:]) == [("PARTIALLY_PAID", 15_00), ("PAID", 0)]
    story.desk.pay(65_00, bills[4].serial_number)
    assert story.news()[-1] == ("ROUTE", [("2890", 65_00, 0), ("1200", 0, 15_00), ("2100", 0, 50_00)])
    assert (story.stands(bills[3]), story.credit(), story.owes()) == ([("PAID", 0)], 50_00, -50_00)


def test_a_credit_note_after_the_payment_becomes_credit_and_goes_back_in_cash(story: Story):
    bill = story.bill(116_00, 58_00, vat="STANDARD")
    assert story.news() == [
        ("INVOICE", [("1200", 174_00, 0), ("4000", 0, 150_00), ("2600-output", 0, 24_00)])
    ]
    story.desk.pay(100_00, bill.number)
    story.news()
    note = credit_invoice(
        invoice=bill, lines=[Back(0, 116_00)], reason="Sent back", key=story.key(), actor=SYSTEM
    )
    # 74.00 were open; 42.00 were paid already, and are the customer's now
    assert story.news() == [
        (
            "CREDIT_NOTE",
            [("4010", 100_00, 0), ("2600-output", 16_00, 0), ("1200", 0, 74_00), ("2100", 0, 42_00)],
        )
    ]
    assert (str(note)[:7], note.net, note.vat) == (f"CN-{days.today().year}", 100_00, 16_00)
    assert (story.stands(bill), story.credit(), story.owes()) == ([("PAID", 0)], 42_00, -42_00)
    refund_in_cash(customer=story.customer, amount=42_00, reason="Wanted it", key=story.key(), actor=SYSTEM)
    assert story.news() == [("REFUND", [("2100", 42_00, 0), ("1020", 0, 42_00)])]
    assert (story.credit(), story.owes()) == (0, 0)
    with pytest.raises(DomainError, match="OVER_INVOICE"):
        credit_invoice(invoice=bill, amount=58_01, reason="Too much", key=story.key(), actor=SYSTEM)
    credit_invoice(invoice=bill, reason="All of it", key=story.key(), actor=SYSTEM)
    assert story.news()[0][1][:2] == [("4010", 50_00, 0), ("2600-output", 8_00, 0)]
    bill.refresh_from_db()
    assert (bill.credited, bill.total) == (174_00, 174_00)


def test_prices_with_vat_and_odd_cents_split_to_the_cent(story: Story):
    bill = story.bill(33_33, 33_33, 33_34, vat="STANDARD")
    # 100.00 hold 13.79 of VAT: split over the lines by largest remainder
    lines = list(bill.lines.order_by("position").values_list("net", "vat", "cents"))
    assert lines == [(28_73, 4_60, 33_33), (28_74, 4_59, 33_33), (28_74, 4_60, 33_34)]
    assert story.news()[0][1] == [("1200", 100_00, 0), ("4000", 0, 86_21), ("2600-output", 0, 13_79)]
    on_top = story.bill(33_33, 33_33, 33_34, vat="STANDARD", inclusive=False)
    assert (on_top.net, on_top.vat, on_top.total) == (100_00, 16_00, 116_00)
    parts = [
        credit_invoice(invoice=bill, amount=cents, reason="A part", key=story.key(), actor=SYSTEM)
        for cents in (1, 33_33, 66_66)
    ]
    assert [sum(getattr(each, name) for each in parts) for name in ("net", "vat", "total")] == [
        86_21, 13_79, 100_00,
    ]  # fmt: skip


def test_tax_that_the_customer_withheld_settles_the_rest(story: Story):
    bill = story.bill(116_000_00, vat="STANDARD")
    story.desk.pay(111_000_00, bill.number)
    story.news()
    vat = story.by_hand("VAT_WITHHELD", 2_000_00, bill, reference="KRAWHV0001")
    story.by_hand("INCOME_TAX_WITHHELD", 3_000_00, bill, reference="KRAWHT0001")
    assert story.news() == [
        ("PAYMENT", [("2600-withheld", 2_000_00, 0), ("1200", 0, 2_000_00)]),
        ("PAYMENT", [("1220", 3_000_00, 0), ("1200", 0, 3_000_00)]),
    ]
    assert story.stands(bill) == [("PAID", 0)]
    with pytest.raises(DomainError, match="NOTHING_OPEN"):
        story.by_hand("VAT_WITHHELD", 1, bill, reference="KRAWHV0002")
    take_back_payment(payment=vat, reason="Another bill's", actor=SYSTEM)
    assert story.stands(bill) == [("PARTIALLY_PAID", 2_000_00)]
    with pytest.raises(DomainError, match="OVER_DUE"):
        story.by_hand("VAT_WITHHELD", 2_000_01, bill, reference="KRAWHV0003")
    other = story.bill(116_000_00, vat="STANDARD")
    for kind, most in (("VAT_WITHHELD", 2_000_00), ("INCOME_TAX_WITHHELD", 20_000_00)):
        with pytest.raises(DomainError, match="OVER_WITHHOLDING"):  # 2 % and at most 20 % of what is taxed
            story.by_hand(kind, most + 1, other, reference="KRAWHV0004")


def test_a_cheque_bounces_after_its_rest_paid_another_bill(story: Story):
    first = story.bill(100_00)
    cheque = story.by_hand("CHEQUE", 150_00, first, reference="000124")
    second = story.bill(80_00)
    story.news()
    assert story.stands(first, second) == [("PAID", 0), ("PARTIALLY_PAID", 30_00)]
    take_back_payment(payment=cheque, reason="It bounced", actor=SYSTEM)
    assert story.news() == [("PAYMENT", [("1200", 150_00, 0), ("1100", 0, 150_00)])]
    assert story.stands(first, second) == [("UNPAID", 100_00), ("UNPAID", 80_00)]
    assert (story.credit(), story.owes()) == (0, 180_00)
    take_back_payment(payment=cheque, reason="Once more", actor=SYSTEM)
    assert story.news() == []


def test_a_receipt_is_reversed_after_it_paid_three_bills(story: Story):
    bills = [story.bill(100_00), story.bill(50_00)]
    receipt = story.desk.pay(180_00, story.customer.account_number)
    bills.append(story.bill(20_00))  # out of the credit of 30.00
    story.news()
    assert story.stands(*bills) == [("PAID", 0)] * 3 and story.credit() == 10_00
    reverse(story.desk, receipt, 180_00)
    assert story.news() == [("TAKEN_BACK", [("1200", 170_00, 0), ("2100", 10_00, 0), (TILL, 0, 180_00)])]
    assert story.stands(*bills) == [("UNPAID", 100_00), ("UNPAID", 50_00), ("UNPAID", 20_00)]
    assert (story.credit(), story.owes()) == (0, 170_00)
    taken = Allocation.objects.filter(takes_back__isnull=False).values_list("cents", flat=True)
    assert sorted(taken) == [-100_00, -50_00, -20_00]


def test_what_went_to_the_wrong_bill_is_moved_by_its_mirror(story: Story):
    wrong, right = story.bill(100_00), story.bill(100_00)
    story.desk.pay(100_00, wrong.number)
    story.news()
    allocation = Allocation.objects.get(invoice=wrong)
    moved = reallocate(allocation=allocation, to=right, reason="They meant May", actor=SYSTEM)
    assert moved == 100_00 and story.stands(wrong, right) == [("UNPAID", 100_00), ("PAID", 0)]
    assert story.news() == [
        ("ALLOCATION", [("1200", 100_00, 0), ("2100", 0, 100_00)]),
        ("ALLOCATION", [("2100", 100_00, 0), ("1200", 0, 100_00)]),
    ]
    assert reallocate(allocation=allocation, to=right, reason="Once more", actor=SYSTEM) == 0
    assert story.owes() == 100_00


def test_a_void_bill_leaves_the_books_and_keeps_its_number(story: Story):
    bill, next_one = story.bill(70_00), story.bill(30_00)
    void_invoice(invoice=bill, reason="A slip", actor=SYSTEM)
    assert story.news()[-1] == ("REVERSAL", [("1200", 0, 70_00), ("4000", 70_00, 0)])
    assert (story.stands(bill), story.owes()) == ([("VOID", 0)], 30_00)
    bill.refresh_from_db()
    assert next_one.serial_count == (bill.serial_count or 0) + 1
    story.desk.pay(100_00, bill.number)  # who pays a void bill pays what is open
    assert (story.stands(next_one), story.credit()) == ([("PAID", 0)], 70_00)
    with pytest.raises(DomainError, match="HAS_PAYMENTS"):
        void_invoice(invoice=next_one, reason="Too late", actor=SYSTEM)


def test_what_was_owed_at_the_opening_is_paid_like_any_bill(story: Story):
    day = days.today()
    owed = [Owed(story.customer.pk, 900_00, "opening-1", due_on=date(2026, 1, 31))]
    for _ in range(2):
        open_receivables(business=story.customer.business, owed=owed, opened_on=day, actor=SYSTEM)
    assert story.news() == [("OPENING", [("1200", 900_00, 0), ("3900", 0, 900_00)])]
    newer = story.bill(50_00)
    story.desk.pay(900_00, story.customer.account_number)
    assert story.stands(newer) == [("UNPAID", 50_00)], "what was due first is paid first"


def test_two_people_give_a_debt_up_and_a_late_payment_is_credit(story: Story):
    bill = story.bill(500_00)
    story.desk.pay(120_00, bill.number)
    story.news()
    people = story.desk.house.people
    approval = write_off_invoice(
        invoice=bill, key="bad-0001", comment="They moved away", actor=people[Role.ACCOUNTANT]
    )
    assert story.stands(bill) == [("PARTIALLY_PAID", 380_00)]
    story.desk.yes(approval)
    assert story.news() == [("WRITE_OFF", [("5200", 380_00, 0), ("1200", 0, 380_00)])]
    assert story.stands(bill) == [("PAID", 0)]
    story.desk.pay(380_00, bill.number)
    assert (story.credit(), story.owes()) == (380_00, -380_00)
