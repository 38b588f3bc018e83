"""Money given back to who paid it, payments on a day, and last month's batch once more."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from billing.invoicing.crediting import credit_invoice
from billing.models import Allocation
from core import days
from core.errors import DomainError
from core.machine.jobs import drain_queue
from core.models import Alert
from ledger.models import Entry
from mpesa.collections.receipts import ROUTE_QUEUE
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.collections.trail import trails_of_receipts
from mpesa.models import Channel, Discrepancy, Payout, Receipt
from mpesa.payouts.batches.repeating import repeat_batch
from mpesa.payouts.claiming import claim_payouts, may_be_sent
from mpesa.payouts.refundable import refundable_of
from mpesa.payouts.refunding import refund_receipt
from mpesa.payouts.requesting import cancel_payout
from mpesa.payouts.retrying import retry_payout
from mpesa.payouts.rules import set_payout_limits
from tests.billing.placing import PHONE, Desk
from tests.mpesa.payouts.offices import Office, send, tell
from tests.mpesa.payouts.test_batches import approved, ask, states, yes


@pytest.fixture
def desk(office: Office) -> Desk:
    """With the till of the office."""
    return Desk(office.house, drain=partial(drain_queue, ROUTE_QUEUE), shortcode="600111")


@pytest.fixture
def receipt(office: Office, desk: Desk) -> Receipt:
    """A payment of KES 1,000 that paid a bill."""
    desk.till = office.till
    return desk.pay(1_000_00, desk.invoice(desk.customer(), 1_000_00).number)


def refund(office: Office, receipt: Receipt, amount: int, key: str = "back-001") -> Payout:
    given = {"account_code": "4010", "comment": "The goods came back.", "actor": office.clerk}
    return refund_receipt(receipt=receipt, amount=amount, key=key, **given)


def refusal(office: Office, receipt: Receipt, amount: int, key: str = "back-009") -> str:
    books = Entry.objects.count()
    with pytest.raises(DomainError) as caught:
        refund(office, receipt, amount, key)
    assert Entry.objects.count() == books
    return caught.value.code


def test_a_refund_goes_to_who_paid_and_all_of_them_are_at_most_the_payment(office: Office, receipt: Receipt):
    first = refund(office, receipt, 600_00)
    assert refund(office, receipt, 600_00).pk == first.pk, "the same key is the same refund"
    assert (first.state, first.refunds, first.till) == ("PENDING_APPROVAL", receipt, receipt.till)
    assert first.payee == receipt.payer and first.description == f"Refund of {receipt.number}"
    assert office.approve(first).state == "RESERVED"
    assert office.balance("4010") == -600_00
    assert refusal(office, receipt, 400_01 + 99) == "OVER_RECEIPT"
    second = refund(office, receipt, 400_00, "back-002")
    assert refusal(office, receipt, 10_00) == "OVER_RECEIPT"
    cancel_payout(payout=second, reason="a mistake", actor=office.clerk)
    assert refund(office, receipt, 400_00, "back-003").state == "PENDING_APPROVAL"


def taken_back(receipt: Receipt, channel: str, cents: int) -> None:
    facts = ReversalFacts(receipt.number, cents, days.now(), "ULK0000009")
    with transaction.atomic():
        record_reversals([ReversalReport(receipt.till, facts, channel)])


@pytest.mark.parametrize("channel", [Channel.PULL, Channel.STATEMENT])
def test_what_mpesa_took_back_is_not_given_back_once_more(office: Office, receipt: Receipt, channel: str):
    taken_back(receipt, channel, 600_00)
    assert refusal(office, receipt, 401_00) == "OVER_RECEIPT"
    assert refund(office, receipt, 400_00).state == "PENDING_APPROVAL"


def test_nor_what_it_took_back_since_it_was_asked_for(office: Office, receipt: Receipt):
    first, second = refund(office, receipt, 600_00), refund(office, receipt, 400_00, "back-002")
    tell(send(office.approve(second)), "FAILED", code="14")
    taken_back(receipt, Channel.PULL, 1_000_00)
    with pytest.raises(DomainError, match="RECEIPT_NOT_PLACED"):
        office.approve(first)
    with pytest.raises(DomainError, match="RECEIPT_NOT_PLACED"):
        retry_payout(payout=second, actor=office.clerk)
    assert office.balance("2400") == 0


@pytest.mark.parametrize("again", [400_00, 600_00])
def test_a_refund_that_is_paid_after_another_took_its_place_is_told(
    office: Office, receipt: Receipt, again: int
):
    first = office.approve(refund(office, receipt, 600_00))
    attempt = send(first)
    tell(attempt, "FAILED", code="14")
    cancel_payout(payout=first, reason="the phone is off", actor=office.clerk)
    office.approve(refund(office, receipt, again, "back-002"))
    tell(attempt, "PAID")
    first.refresh_from_db()
    assert (first.state, first.flagged) == ("PAID", True)
    cases = Discrepancy.objects.filter(code="REFUND_PAID_TWICE", receipt=receipt)
    alerts = Alert.objects.filter(code="REFUND_PAID_TWICE", subject=f"payout:{first.pk}")
    if again == 400_00:  # together they are the payment
        assert not cases.exists() and not alerts.exists()
        return
    tell(attempt, "PAID")
    assert "KES 200.00 more is given back" in cases.get().detail and alerts.get().times_seen == 1


def test_money_without_an_owner_is_not_refunded(office: Office, desk: Desk):
    desk.till = office.till
    assert refusal(office, desk.pay(500_00), 500_00) == "RECEIPT_NOT_PLACED"


def test_nor_to_a_number_that_is_known_in_part(office: Office, desk: Desk):
    desk.till = office.till
    invoice = desk.invoice(desk.customer(), 500_00)
    masked = desk.pay(500_00, invoice.number, phone=f"{PHONE[:5]}****{PHONE[-3:]}")
    assert refusal(office, masked, 500_00) == "PAYER_UNKNOWN"


def test_a_payment_on_a_day_is_set_aside_now_and_sent_then(office: Office, clock):
    day = days.today() + timedelta(days=3)
    payout = office.reserved(pay_on=day)
    assert (payout.state, office.balance("2400")) == ("RESERVED", 500_00)
    assert not may_be_sent().exists()
    clock.at = days.day_bounds(day)[0] + timedelta(seconds=1)
    assert may_be_sent().get() == payout
    for odd in (day - timedelta(days=1), day + timedelta(days=400)):
        with pytest.raises(DomainError, match="BAD_DAY"):
            office.ask(pay_on=odd)


def test_a_batch_once_more_is_a_new_draft_for_another_day(office: Office):
    batch, day = approved(office), days.today() + timedelta(days=30)
    again = repeat_batch(batch=batch, name="June", pay_on=day, actor=office.clerk)
    assert repeat_batch(batch=batch, name="June", pay_on=day, actor=office.clerk) == again
    assert (again.state, again.rows, again.amount) == ("DRAFT", batch.rows, batch.amount)
    columns = ("payee", "amount", "source", "description")
    rows = Payout.objects.order_by("pk").values_list(*columns)
    assert list(rows.filter(batch=batch)) == list(rows.filter(batch=again))
    yes(office, ask(office, again, key="b-2"))
    assert states(again) == ["RESERVED"] * 3
    assert set(may_be_sent().values_list("batch", flat=True)) == {batch.pk}
    with pytest.raises(DomainError, match="BATCH_MOVED_ON"):
        draft = repeat_batch(batch=batch, name="July", pay_on=None, actor=office.clerk)
        repeat_batch(batch=draft, name="August", pay_on=None, actor=office.clerk)


def test_each_row_asks_for_the_cents_that_are_not_paid_once_more(office: Office):
    batch = approved(office, "phone,amount\n0700000311,402.50\n0700000312,300\n")
    again = repeat_batch(batch=batch, name="June", pay_on=None, actor=office.clerk)
    rows = Payout.objects.filter(batch=again).order_by("pk").values_list("amount", "residue")
    assert (again.amount, list(rows)) == (702_00, [(402_00, 50), (300_00, 0)])


def test_but_for_whom_it_was_taken_back_from(office: Office):
    batch = approved(office)
    first, *others = Payout.objects.filter(batch=batch).order_by("pk")
    cancel_payout(payout=first, reason="left us", actor=office.clerk)
    again = repeat_batch(batch=batch, name="June", pay_on=None, actor=office.clerk)
    assert (again.rows, again.amount) == (len(others), batch.amount - first.amount)
    for other in others:
        cancel_payout(payout=other, reason="closed", actor=office.clerk)
    with pytest.raises(DomainError, match="BATCH_MOVED_ON"):
        repeat_batch(batch=batch, name="July", pay_on=None, actor=office.clerk)


@pytest.mark.parametrize("limit", ["batch_limit", "transaction_limit"])
def test_and_keeps_to_the_limits_of_its_day(office: Office, limit: str):
    batch = approved(office)
    set_payout_limits(business=batch.business, limits={limit: 1_000_00}, actor=office.owner)
    with pytest.raises(DomainError, match=f"OVER_{limit.upper()}"):
        repeat_batch(batch=batch, name="June", pay_on=None, actor=office.clerk)


def offered(receipt: Receipt) -> tuple[int, str, str]:
    """How much may be given back, from which account, and why it may not."""
    found = refundable_of([receipt.pk])[receipt.pk]
    return found.left, found.account_code, found.problem.code if found.problem else ""


def test_it_is_offered_from_where_the_payment_was_placed(office: Office, desk: Desk, receipt: Receipt):
    customer = desk.customer("254712345679", "Baraka")
    credit = desk.pay(640_00, customer.account_number)
    masked = desk.pay(50_00, customer.account_number, phone=f"{PHONE[:5]}****{PHONE[-3:]}")
    assert offered(receipt) == (0, "2100", "CREDIT_NOTE_FIRST")
    bill = Allocation.objects.get(payment__receipt_id=receipt.pk).invoice
    credit_invoice(invoice=bill, reason="The goods came back.", key="note-001", actor=office.clerk)
    assert offered(receipt) == (1_000_00, "2100", "")
    assert offered(credit) == (640_00, "2100", "")
    assert offered(masked) == (50_00, "2100", "PAYER_UNKNOWN")
    assert offered(desk.pay(70_00))[2] == "RECEIPT_NOT_PLACED"
    back = {"account_code": "2100", "comment": "The goods came back.", "actor": office.clerk}
    refund_receipt(receipt=receipt, amount=1_000_00, key="back-001", **back)
    assert offered(receipt) == (0, "2100", "OVER_RECEIPT")
    with CaptureQueriesContext(connection) as asked:
        assert len(refundable_of(Receipt.objects.values_list("pk", flat=True))) == 4
    assert len(asked) == 5


def test_the_trail_of_the_payment_says_what_was_given_back(office: Office, receipt: Receipt):
    first, second = refund(office, receipt, 600_00), refund(office, receipt, 400_00, "back-002")
    tell(send(office.approve(first)), "PAID", receipt="UKPBACK001", amount=600_00)
    steps = [step for step in trails_of_receipts([receipt.pk])[receipt.pk] if step.kind.startswith("REFUND")]
    assert [(step.kind, step.what, step.amount, step.thing) for step in steps] == [
        ("REFUND_ASKED", "PAID", 600_00, ("Payout", first.pk)),
        ("REFUND_ASKED", "PENDING_APPROVAL", 400_00, ("Payout", second.pk)),
        ("REFUNDED", "PAID", 600_00, ("Payout", first.pk)),
    ]
    assert steps[0].person == office.clerk


def test_what_m_pesa_took_back_meanwhile_is_not_given_back_as_well(office: Office, receipt: Receipt):
    payout = office.approve(refund(office, receipt, 1_000_00))
    taken_back(receipt, Channel.PULL, 1_000_00)
    assert claim_payouts(10) == ([], 1)
    payout.refresh_from_db()
    assert (payout.state, payout.code) == ("HELD", "OVER_RECEIPT")


def test_a_refund_that_was_on_its_way_then_is_told(office: Office, receipt: Receipt):
    attempt = send(office.approve(refund(office, receipt, 1_000_00)))
    taken_back(receipt, Channel.PULL, 1_000_00)
    tell(attempt, "PAID")
    assert Alert.objects.filter(code="REFUND_PAID_TWICE").exists()
    assert Discrepancy.objects.filter(code="REFUND_PAID_TWICE").exists()
