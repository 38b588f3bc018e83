"""Whatever is billed, paid, credited, moved, given back or taken back, and in whatever order: what a customer
owes in the books is what their bills and their credit say, and printed numbers have no holes.

`make slow AREA=billing` tries many more; ARGS=--hypothesis-seed=N repeats a run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from billing.invoicing.crediting import credit_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.voiding import void_invoice
from billing.models import Allocation, CreditNote, Invoice, Payment
from billing.paying.by_hand import take_back_payment
from billing.paying.reallocating import reallocate
from billing.paying.refunding import refund_in_cash
from core.errors import DomainError
from ledger.integrity.verifying import broken_books
from mpesa.models import Receipt
from tests.billing.placing import Desk
from tests.billing.reversals.test_taken_back import reverse
from tests.billing.test_stories import Story
from tests.graphql_api.conftest import House
from users.actors import SYSTEM

#: What a person may be told no for; anything else is a fault.
REFUSALS = {
    *("HAS_PAYMENTS", "NOT_ISSUED", "OVER_INVOICE", "OVER_CREDIT", "OVER_DUE", "NOTHING_OPEN", "NOT_CREDIT"),
    *("CREDIT_GIVEN_BACK", "OVER_WITHHOLDING", "NOT_BY_HAND", "NOT_A_DRAFT", "ILLEGAL_STEP", "NOT_ITS_BILL"),
}
_some = st.integers(0, 40)
_cents = st.integers(1, 300).map(lambda number: number * 37)


class Bills(RuleBasedStateMachine):
    """A customer for each example, at one desk."""

    desk: Desk
    turns = 0

    @initialize()
    def begin(self) -> None:
        Bills.turns += 1
        self.story = Story(self.desk)
        self.story.count = Bills.turns * 1000
        self.receipts: list[Receipt] = []

    def bill_at(self, place: int) -> Invoice | None:
        bills = list(Invoice.objects.filter(customer=self.story.customer).order_by("pk"))
        return bills[place % len(bills)] if bills else None

    def payment_at(self, place: int) -> Payment | None:
        rows = list(Payment.objects.filter(customer=self.story.customer).order_by("pk"))
        return rows[place % len(rows)] if rows else None

    def tried(self, act: Callable[[], Any]) -> None:
        try:
            act()
        except DomainError as error:
            assert error.code in REFUSALS, error

    @rule(cents=_cents, more=_cents, vat=st.sampled_from(["", "STANDARD", "EXEMPT"]), issued=st.booleans())
    def write_a_bill(self, cents: int, more: int, vat: str, issued: bool) -> None:
        self.story.bill(cents, more, vat=vat, issued=issued)

    @rule(place=_some)
    def issue_one(self, place: int) -> None:
        if bill := self.bill_at(place):
            self.tried(lambda: issue_invoice(invoice=bill, actor=SYSTEM))

    @rule(place=_some, cents=_cents, by=st.sampled_from(["number", "serial_number", "account"]))
    def pay_by_mpesa(self, place: int, cents: int, by: str) -> None:
        bill = self.bill_at(place)
        reference = self.story.customer.account_number
        if bill is not None and by != "account":
            reference = getattr(bill, by)
        self.receipts.append(self.story.desk.pay(cents, reference or "nobody"))

    @rule(
        place=_some, cents=_cents, kind=st.sampled_from(["CASH", "BANK", "VAT_WITHHELD"]), named=st.booleans()
    )
    def pay_by_hand(self, place: int, cents: int, kind: str, named: bool) -> None:
        bill = self.bill_at(place) if named or kind == "VAT_WITHHELD" else None
        if kind == "VAT_WITHHELD" and bill is None:
            return
        self.tried(lambda: self.story.by_hand(kind, cents, bill, reference="R1"))

    @rule(place=_some, cents=st.none() | _cents)
    def credit(self, place: int, cents: int | None) -> None:
        if bill := self.bill_at(place):
            key = self.story.key()
            self.tried(
                lambda: credit_invoice(invoice=bill, amount=cents, reason="Goods back", key=key, actor=SYSTEM)
            )

    @rule(place=_some)
    def void(self, place: int) -> None:
        if bill := self.bill_at(place):
            self.tried(lambda: void_invoice(invoice=bill, reason="A slip", actor=SYSTEM))

    @rule(place=_some)
    def take_a_payment_back(self, place: int) -> None:
        if payment := self.payment_at(place):
            self.tried(lambda: take_back_payment(payment=payment, reason="Bounced", actor=SYSTEM))

    @rule(place=_some)
    def reverse_a_receipt(self, place: int) -> None:
        if self.receipts:
            receipt = self.receipts[place % len(self.receipts)]
            reverse(self.story.desk, receipt, receipt.amount, own=f"UKL{receipt.number[3:]}")

    @rule(place=_some, to=_some, away=st.booleans())
    def move(self, place: int, to: int, away: bool) -> None:
        rows = list(Allocation.objects.filter(invoice__customer=self.story.customer, takes_back=None))
        if rows:
            row, target = rows[place % len(rows)], None if away else self.bill_at(to)
            self.tried(lambda: reallocate(allocation=row, to=target, reason="Meant that", actor=SYSTEM))

    @rule(cents=_cents)
    def give_back_in_cash(self, cents: int) -> None:
        key = self.story.key()
        self.tried(
            lambda: refund_in_cash(
                customer=self.story.customer, amount=cents, reason="Asked", key=key, actor=SYSTEM
            )
        )

    @invariant()
    def what_is_owed_is_what_the_bills_say(self) -> None:
        if not hasattr(self, "story"):
            return
        bills = Invoice.objects.filter(customer=self.story.customer)
        assert self.story.owes() == sum(bill.due for bill in bills) - self.story.credit() + self.spent()

    def spent(self) -> int:
        """What refunds gave back of receipts that M-Pesa took back afterwards: it is owed, on no bill."""
        gone = Payment.objects.filter(customer=self.story.customer, taken_back__gt=0)
        return sum(part.cents for payment in gone for part in payment.refunded_by.all())

    def teardown(self) -> None:
        if hasattr(self, "story"):
            assert broken_books(self.desk.house.business.pk) == []
            for rows in (Invoice.objects.exclude(issued_at=None), CreditNote.objects.all()):
                counts = sorted(rows.values_list("serial_count", flat=True))
                assert counts == list(range(1, len(counts) + 1))


def tried(desk: Desk, examples: int, steps: int) -> None:
    Bills.desk = desk
    run_state_machine_as_test(
        Bills,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.explicit, Phase.generate, Phase.shrink),
        ),
    )


@pytest.fixture
def desk(house: House, drain: Callable[[], None]) -> Desk:
    return Desk(house, drain)


def test_in_whatever_order_the_books_say_what_the_bills_say(desk: Desk):
    tried(desk, 6, 20)


@pytest.mark.slow
def test_in_very_many_orders(desk: Desk):
    tried(desk, 400, 60)
