"""A receipt that M-Pesa takes back leaves the books from where its money is, once, whoever tells of it."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from billing.models import Allocation, Invoice, StatementLine
from core.models import Event
from ledger.models import Entry
from ledger.reads.selectors import balance_by_code
from mpesa.collections.discrepancies import close_discrepancy, open_cases
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.models import Channel, Discrepancy, Receipt, ReceiptRoute, Reversal, ReversalEvidence
from tests.billing.placing import AT, PHONE, Desk
from tests.graphql_api.conftest import House
from users.models import Role

LATER = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
TILL = "1010-600984-utility"
CODES = ("1010", "1200", "2100", "2890", "2900")


@pytest.fixture
def desk(house: House, drain: Callable[[], None]) -> Desk:
    return Desk(house, drain)


def books(desk: Desk, *more: str) -> list[int]:
    return [balance_by_code(desk.house.business.pk, code) for code in (*CODES, *more)]


def told(desk: Desk, number: str, cents: int | None, own: str = "UKL0000001", **given) -> ReversalReport:
    facts = ReversalFacts(number, cents, given.get("at", LATER), own)
    return ReversalReport(desk.till, facts, given.get("channel", Channel.STK), source="row")


def reverse(desk: Desk, receipt: Receipt, cents: int | None = None, **given) -> Reversal | None:
    with transaction.atomic():
        return record_reversals([told(desk, receipt.number, cents, **given)])[0]


def entry_of(number: str) -> list[tuple[str, int, int]]:
    entry = Entry.objects.get(reference=f"mpesa:600984:{number}:reversal")
    assert (entry.kind, entry.occurred_at) == ("TAKEN_BACK", LATER)
    return list(entry.lines.order_by("pk").values_list("account__code", "debit", "credit"))


def route(receipt: Receipt) -> tuple[str, str]:
    row = ReceiptRoute.objects.get(receipt=receipt)
    return row.state, row.owner


def test_an_invoice_is_owed_again_and_credit_is_gone(desk: Desk):
    customer = desk.customer()
    first, second = desk.invoice(customer, 100_00), desk.invoice(customer, 200_00)
    kept = desk.pay(30_00, second.number)
    receipt = desk.pay(300_00, customer.account_number)
    assert books(desk) == [330_00, 0, 30_00, 0, 0]
    reversal = reverse(desk, receipt, 300_00)
    assert reversal and (reversal.receipt, reversal.taken_back) == (receipt, 300_00)
    assert books(desk) == [30_00, 270_00, 0, 0, 0]
    assert entry_of(receipt.number) == [
        ("1200", 270_00, 0), ("2100", 30_00, 0), (TILL, 0, 300_00)
    ]  # fmt: skip
    assert list(Invoice.objects.order_by("pk").values_list("state", "paid")) == [
        ("UNPAID", 0), ("PARTIALLY_PAID", 30_00)
    ]  # fmt: skip
    assert sorted(Allocation.objects.values_list("payment__receipt_id", "cents")) == [
        (kept.pk, 30_00),
        *((receipt.pk, cents) for cents in (-170_00, -100_00, 100_00, 170_00)),
    ]  # fmt: skip
    assert route(receipt) == ("REVERSED", f"account {customer.account_number}")
    lines = StatementLine.objects.filter(customer=customer).order_by("at", "id")
    # by when it happened: both payments, the reversal, and the bills, which are of today
    assert [(line.debit, line.credit) for line in lines] == [
        (0, 30_00), (0, 300_00), (300_00, 0), (100_00, 0), (200_00, 0),
    ]  # fmt: skip
    assert lines.last().balance == 270_00
    topics = set(Event.objects.values_list("topic", flat=True))
    assert {"receipt.reversed", "invoice.changed"} <= topics
    assert Event.objects.get(topic="receipt.reversed").ids == {"receipt": receipt.pk}
    desk.pay(100_00, first.number)
    first.refresh_from_db()
    assert (first.state, first.paid) == ("PAID", 100_00)


def test_what_nobody_has_leaves_from_where_it_waits(desk: Desk):
    with transaction.atomic():
        due, _ = record_receipt(
            till=desk.till, facts=ReceiptFacts("UKKDUE0001", 50_00, AT, "x", PHONE), channel=Channel.C2B
        )
    reverse(desk, due)
    assert entry_of(due.number) == [("2890", 50_00, 0), (TILL, 0, 50_00)]
    waiting = desk.pay(70_00)
    assert route(waiting) == ("SUSPENSE", "")
    reverse(desk, waiting, own="UKL0000002")
    assert entry_of(waiting.number) == [("2900", 70_00, 0), (TILL, 0, 70_00)]
    desk.drain()
    assert books(desk) == [0, 0, 0, 0, 0]
    assert route(due) == route(waiting) == ("REVERSED", "")


def test_what_was_placed_is_taken_from_where_it_went(desk: Desk):
    invoice = desk.invoice(desk.customer(), 60_00)
    paid, banked = desk.pay(80_00), desk.pay(90_00)
    desk.yes(desk.asked(paid, accountReference=invoice.number))
    desk.yes(desk.asked(banked, accountCode="1100", comment="the owner's own"))
    assert books(desk, "1100") == [170_00, 0, 20_00, 0, 0, -90_00]
    with transaction.atomic():
        record_reversals([told(desk, paid.number, None), told(desk, banked.number, 90_00, "UKL0000002")])
    assert entry_of(banked.number) == [("1100", 90_00, 0), (TILL, 0, 90_00)]
    assert books(desk, "1100") == [0, 60_00, 0, 0, 0, 0]
    invoice.refresh_from_db()
    assert (invoice.state, invoice.paid) == ("UNPAID", 0)
    assert route(banked) == ("REVERSED", "1100 Bank")
    assert ReceiptRoute.objects.get(receipt=banked).approval is not None


def test_a_placing_that_was_asked_for_finds_nothing_in_suspense(desk: Desk):
    receipt = desk.pay(80_00)
    approval = desk.asked(receipt, accountCode="1100", comment="the owner's own")
    reverse(desk, receipt)
    with pytest.raises(Exception, match="NOT_IN_SUSPENSE"):
        desk.yes(approval)
    assert books(desk, "1100") == [0, 0, 0, 0, 0, 0]


def test_a_reversal_that_comes_first_waits_for_its_receipt(desk: Desk):
    invoice = desk.invoice(desk.customer(), 60_00)
    with transaction.atomic():
        record_reversals([told(desk, "UKK0000002", 60_00)])
    waiting = Reversal.objects.get()
    assert (waiting.receipt, waiting.taken_back) == (None, 0) and not Entry.objects.filter(kind="TAKEN_BACK")
    receipt = desk.pay(60_00, invoice.number)
    assert receipt.number == "UKK0000002"
    assert entry_of(receipt.number) == [("2890", 60_00, 0), (TILL, 0, 60_00)]
    assert route(receipt) == ("REVERSED", "") and not Allocation.objects.exists()
    assert books(desk) == [0, 60_00, 0, 0, 0]


def test_told_again_it_is_evidence_and_another_one_is_a_case(desk: Desk):
    receipt = desk.pay(60_00)
    first = reverse(desk, receipt, 60_00, own="")
    for _ in range(2):
        assert reverse(desk, receipt, None, channel=Channel.C2B) == first
    assert not Discrepancy.objects.exists()
    assert reverse(desk, receipt, 50_00) == first
    assert list(Discrepancy.objects.values_list("code", "receipt")) == [("REVERSALS_DIFFER", receipt.pk)]
    evidence = ReversalEvidence.objects.order_by("pk")
    assert list(evidence.values_list("channel", "amount", "own_number", "agrees")) == [
        ("STK", 60_00, "", True),
        ("C2B", None, "UKL0000001", True),
        ("STK", 50_00, "UKL0000001", False),
    ]  # fmt: skip
    assert books(desk) == [0, 0, 0, 0, 0]


def test_a_part_is_owed_and_touches_no_bill(desk: Desk):
    invoice = desk.invoice(desk.customer(), 60_00)
    receipt = desk.pay(60_00, invoice.number)
    reverse(desk, receipt, 20_00)
    assert entry_of(receipt.number) == [("1210", 20_00, 0), (TILL, 0, 20_00)]
    assert books(desk) == [40_00, 0, 0, 0, 0]
    assert route(receipt)[0] == "ROUTED" and Invoice.objects.get().state == "PAID"
    assert Reversal.objects.get().taken_back == 20_00
    assert list(Discrepancy.objects.values_list("code", "receipt")) == [("REVERSAL_IN_PART", receipt.pk)]


@pytest.mark.parametrize("first", [True, False])
def test_more_than_was_paid_is_a_case_alone(desk: Desk, first):
    if first:
        with transaction.atomic():
            record_reversals([told(desk, "UKK0000001", 70_00)])
    receipt = desk.pay(60_00)
    if not first:
        reverse(desk, receipt, 70_00)
    assert books(desk) == [60_00, 0, 0, 0, 60_00]
    assert route(receipt)[0] == "SUSPENSE"
    assert list(Discrepancy.objects.values_list("code", "receipt")) == [("REVERSAL_TOO_LARGE", receipt.pk)]
    assert not Entry.objects.filter(kind="TAKEN_BACK").exists()
    assert Reversal.objects.values_list("receipt", "taken_back").get() == (receipt.pk, 0)


RECEIPT = "receipt"


@pytest.mark.parametrize("order", list(itertools.permutations([70_00, 60_00, RECEIPT])), ids=str)
def test_the_right_one_is_booked_whenever_the_wrong_one_came(desk: Desk, order):
    invoice = desk.invoice(desk.customer(), 60_00)
    for what in order:
        if what == RECEIPT:
            desk.pay(60_00, invoice.number)
        else:
            with transaction.atomic():
                record_reversals([told(desk, "UKK0000002", what, f"UKL{what:07}")])
    receipt = Receipt.objects.get()
    assert books(desk, "1210") == [0, 60_00, 0, 0, 0, 0]
    assert route(receipt)[0] == "REVERSED" and Invoice.objects.get().state == "UNPAID"
    assert Reversal.objects.get().taken_back == 60_00
    assert list(Discrepancy.objects.values_list("code", "receipt")) == [("REVERSAL_TOO_LARGE", receipt.pk)]


@pytest.mark.parametrize("whole", [60_00, None])
@pytest.mark.parametrize("order", list(itertools.permutations(["part", "whole", RECEIPT])), ids="-".join)
def test_a_part_and_the_whole_are_the_whole(desk: Desk, order, whole):
    invoice = desk.invoice(desk.customer(), 60_00)
    for what in order:
        if what == RECEIPT:
            desk.pay(60_00, invoice.number)
        else:
            channel, cents = (Channel.STATUS, whole) if what == "whole" else (Channel.STK, 20_00)
            with transaction.atomic():
                record_reversals([told(desk, "UKK0000002", cents, channel=channel)])
    receipt = Receipt.objects.get()
    assert books(desk, "1210") == [0, 60_00, 0, 0, 0, 0]
    assert route(receipt)[0] == "REVERSED" and Invoice.objects.get().state == "UNPAID"
    assert list(open_cases().values_list("code", "receipt")) == [("REVERSALS_DIFFER", receipt.pk)]


@pytest.mark.parametrize("parts", [(20_00, 40_00), (20_00, 20_00)], ids=str)
@pytest.mark.parametrize("late", [0, 1, 2])
def test_parts_with_numbers_of_their_own_add_up(desk: Desk, late, parts):
    """Two reversals are two movements of money: each leaves, and all of it once."""
    invoice, receipt = desk.invoice(desk.customer(), 60_00), None
    for place, cents in enumerate((*parts, None)):
        if place == late:
            receipt = desk.pay(60_00, invoice.number)
        if cents:
            for channel in (Channel.PULL, Channel.STK):
                with transaction.atomic():
                    record_reversals([told(desk, "UKK0000002", cents, f"UKL{place:07}", channel=channel)])
    assert receipt is not None
    gone = sum(parts)
    is_whole = gone == 60_00
    assert books(desk, "1210") == [60_00 - gone, gone * is_whole, 0, 0, 0, 0 if is_whole else gone]
    assert Reversal.objects.get().taken_back == gone
    assert route(receipt)[0] == ("REVERSED" if is_whole else "ROUTED")
    assert list(open_cases().values_list("code", flat=True)) == ([] if is_whole else ["REVERSAL_IN_PART"])


def test_the_rest_of_what_a_person_has_decided_is_a_case(desk: Desk):
    receipt = desk.pay(60_00)
    reverse(desk, receipt, 20_00)
    case = Discrepancy.objects.get()
    close_discrepancy(discrepancy=case, comment="Owed by the payer", actor=desk.house.people[Role.ACCOUNTANT])
    reverse(desk, receipt, 40_00, own="UKL0000002")
    assert books(desk, "1210") == [0, 0, 0, 0, 0, 0]
    assert list(open_cases().values_list("code", "subject")) == [
        ("REVERSALS_DIFFER", f"receipt {receipt.number} rest")
    ]


def test_however_many_are_told_again_as_few_statements(desk: Desk):
    numbers = [desk.pay(50_00).number for _ in range(6)]

    def statements(count: int, channel: str) -> int:
        reports = [
            told(desk, number, 50_00, f"UKL{number[3:]}", channel=channel) for number in numbers[:count]
        ]
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            record_reversals(reports)
        return len(queries)

    statements(6, Channel.STK)
    assert statements(2, Channel.PULL) == statements(6, Channel.PULL) == statements(6, Channel.STATUS)
    assert ReversalEvidence.objects.count() == 18 and not Discrepancy.objects.exists()


def test_people_see_how_much_went_back_and_each_entry_of_it(desk: Desk):
    desk.pay(50_00)
    refused, parted = desk.pay(60_00), desk.pay(70_00)
    reverse(desk, refused, 61_00, own="UKL0000001")
    reverse(desk, parted, 20_00, own="UKL0000002")
    reverse(desk, parted, 50_00, own="UKL0000003")
    asked = """query ($back: Boolean) { receipts(allMine: true, first: 5, filter: {reversed: $back}) { nodes {
        number reversal { takenBack } entries(first: 9) { nodes { reference } } } } }"""
    browser = desk.house.browser(Role.ACCOUNTANT)
    (back,) = browser.data(asked, back=True)["receipts"]["nodes"]
    assert (back["number"], back["reversal"]) == (parted.number, {"takenBack": "70.00"})
    legs = [entry["reference"].rpartition(":")[2] for entry in back["entries"]["nodes"]]
    assert legs == ["pay", "route", "reversal", "reversal_2"]
    others = browser.data(asked, back=False)["receipts"]["nodes"]
    assert [row["reversal"] for row in others if row["number"] == refused.number] == [{"takenBack": "0.00"}]
    assert len(others) == 2
