"""Reversals that race: with each other, with the payment that they take back, and with who places it."""

from __future__ import annotations

import threading

import pytest
from django.db import transaction

from billing.models import Allocation, Invoice
from core.machine.jobs import drain_queue
from core.models import WakeUp
from ledger.models import Entry
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.collections.reversals import record_reversals
from mpesa.collections.routing import route_receipts
from mpesa.models import Channel, Discrepancy, Receipt, ReceiptRoute, Reversal, ReversalEvidence
from tests.billing.placing import AT, PHONE, Desk
from tests.billing.reversals.test_taken_back import books, desk, told
from tests.core.threads import Running, run_together

__all__ = ["desk"]
SENT = (Channel.STK, Channel.STATUS, Channel.PULL, Channel.STK)


def tell(desk: Desk, number: str, channel: str, cents: int | None) -> int:
    with transaction.atomic():
        (reversal,) = record_reversals([told(desk, number, cents, channel=channel)])
    return reversal.pk


def gone(desk: Desk, receipt: Receipt, owed: int) -> None:
    """It has left once, from wherever it was, and nobody's bill is paid by it."""
    assert books(desk) == [0, owed, 0, 0, 0]
    assert Entry.objects.filter(kind="TAKEN_BACK").count() == 1
    assert ReceiptRoute.objects.get(receipt=receipt).state == "REVERSED"
    assert Reversal.objects.values_list("taken_back", flat=True).get() == receipt.amount
    assert sum(Allocation.objects.values_list("cents", flat=True)) == 0


def test_four_who_record_one_reversal_at_once_book_it_once(desk: Desk):
    invoice = desk.invoice(desk.customer(), 60_00)
    receipt = desk.pay(60_00, invoice.number)
    told_by = run_together(
        [lambda channel=channel: tell(desk, receipt.number, channel, 60_00) for channel in SENT]
    )
    assert set(told_by) == {Reversal.objects.get().pk}
    gone(desk, receipt, 60_00)
    assert sorted(ReversalEvidence.objects.values_list("channel", flat=True)) == [
        "PULL",
        "STATUS",
        "STK",
    ]
    assert not Discrepancy.objects.exists()


def test_parts_that_are_told_at_once_add_up(desk: Desk):
    receipt = desk.pay(60_00, desk.invoice(desk.customer(), 60_00).number)

    def part(own: str) -> None:
        with transaction.atomic():
            record_reversals([told(desk, receipt.number, 20_00, own)])

    owns = ["UKL0000001", "UKL0000002", "UKL0000003"]
    assert run_together([lambda own=own: part(own) for own in owns]) == [None, None, None]
    assert books(desk, "1210") == [0, 60_00, 0, 0, 0, 0]
    assert Reversal.objects.get().taken_back == 60_00


@pytest.mark.parametrize("turn", range(3))
def test_two_drains_and_a_reversal_race_with_routing(desk: Desk, turn):
    invoice = desk.invoice(desk.customer(), 60_00)
    facts = ReceiptFacts("UKKDUE0001", 60_00, AT, invoice.number, PHONE)
    with transaction.atomic():
        receipt, _ = record_receipt(till=desk.till, facts=facts, channel=Channel.C2B)
    outcomes = run_together(
        [
            route_receipts,
            lambda: tell(desk, receipt.number, Channel.STK, 60_00),
            lambda: tell(desk, receipt.number, Channel.STATUS, None),
            route_receipts,
        ]
    )
    assert not [each for each in outcomes if isinstance(each, Exception)]
    desk.drain()
    gone(desk, receipt, 60_00)
    assert Invoice.objects.get().state == "UNPAID"


@pytest.mark.parametrize("turn", range(3))
def test_a_reversal_races_with_who_places_the_money(desk: Desk, turn):
    invoice = desk.invoice(desk.customer(), 60_00)
    receipt = desk.pay(60_00)
    approval = desk.asked(receipt, accountReference=invoice.number)
    placed, reversed_ = run_together(
        [lambda: desk.yes(approval), lambda: tell(desk, receipt.number, Channel.STK, 60_00)]
    )
    assert isinstance(reversed_, int), reversed_
    assert not isinstance(placed, Exception) or getattr(placed, "code", "") == "NOT_IN_SUSPENSE", placed
    gone(desk, receipt, 60_00)
    assert Invoice.objects.get().state == "UNPAID"


def test_a_reversal_and_its_receipt_that_do_not_see_each_other_meet_afterwards(desk: Desk):
    """Whichever commits last: its alarm clock finds the other, and nothing else has to come."""
    invoice = desk.invoice(desk.customer(), 60_00)
    is_told, may_end = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            record_reversals([told(desk, "UKK0000002", 60_00)])
            is_told.set()
            assert may_end.wait(20)

    teller = Running(slowly)
    assert is_told.wait(20)
    receipt = desk.pay(60_00, invoice.number)
    assert books(desk) == [60_00, 0, 0, 0, 0]
    may_end.set()
    teller.result()
    assert WakeUp.objects.filter(queue="mpesa.route").exists()
    assert drain_queue("mpesa.route") == 1
    gone(desk, receipt, 60_00)
