"""What becomes of a payout, and of the money, by what is told of its attempts."""

from __future__ import annotations

import pytest
from django.db import transaction

from core.models import Alert
from ledger.models import Entry
from mpesa.models import Discrepancy, Payout, PayoutAttempt, PayoutFact, PayoutStep
from mpesa.payouts.attempts import begin_attempts
from mpesa.payouts.moves import Moves, lock_payouts
from mpesa.payouts.reserving import reserve_payouts
from tests.mpesa.payouts.offices import Office, receipt, send, tell


def retry(payout: Payout) -> PayoutAttempt:
    with transaction.atomic():
        row, moves = lock_payouts([payout.pk])[payout.pk], Moves()
        reserve_payouts([row], moves)
        moves.save()
    return send(row)


def state(payout: Payout) -> str:
    return Payout.objects.get(pk=payout.pk).state


def test_a_payout_sets_its_money_aside_and_uses_it_once(office: Office):
    payout = office.reserved()
    assert (payout.state, office.balance("5500"), office.balance("2400")) == ("RESERVED", 500_00, 500_00)
    attempt = send(payout)
    assert (state(payout), attempt.state) == ("IN_FLIGHT", "SENDING")
    assert tell(attempt, "SENT") == "sent"
    assert tell(attempt, "PAID", receipt="UKP1", charge=9_00) == "paid"
    assert tell(attempt, "PAID", receipt="UKP1", charge=9_00) == "known"
    assert tell(attempt, "SENT") == "sent"  # its acknowledgement comes late
    assert (state(payout), attempt.state, attempt.receipt) == ("PAID", "PAID", "UKP1")
    assert (office.balance("2400"), office.balance("5500"), office.mpesa()) == (0, 500_00, -500_00)
    assert (office.balance("5100"), office.balance("1010-600555-charges")) == (9_00, -9_00)
    steps = PayoutStep.objects.filter(payout=payout).order_by("pk").values_list("after", flat=True)
    assert list(steps) == ["PENDING_APPROVAL", "APPROVED", "RESERVED", "IN_FLIGHT", "PAID"]


def test_a_failure_gives_the_reserve_back_and_a_retry_takes_it_anew(office: Office):
    payout = office.reserved()
    first = send(payout)
    assert tell(first, "FAILED", code="2040", text="not registered") == "failed 2040"
    assert (state(payout), office.balance("5500"), office.balance("2400")) == ("FAILED", 0, 0)
    assert tell(first, "FAILED", code="2040") == "known"
    second = retry(payout)
    assert (second.number, state(payout), office.balance("5500")) == (2, "IN_FLIGHT", 500_00)
    tell(second, "PAID")
    assert (state(payout), office.mpesa(), office.balance("5500")) == ("PAID", -500_00, 500_00)
    assert Payout.objects.get().reserves == 2


def test_a_success_after_a_failure_is_a_fact(office: Office):
    payout = office.reserved()
    attempt = send(payout)
    tell(attempt, "FAILED", code="14")
    assert tell(attempt, "PAID") == "paid"
    row = Payout.objects.get()
    assert (row.state, row.flagged, attempt.late) == ("PAID", True, True)
    assert (office.balance("5500"), office.balance("2400"), office.mpesa()) == (500_00, 0, -500_00)
    assert not Alert.objects.filter(code="PAYOUT_PAID_TWICE").exists()


@pytest.mark.parametrize(("left", "owed"), [(500_00, 0), (200_00, 300_00), (0, 500_00)])
def test_what_a_wallet_has_spent_since_is_owed(office: Office, left: int, owed: int):
    wallet = office.wallet(500_00)
    payout = office.reserved(wallet=wallet)
    assert office.wallets() == 0
    attempt = send(payout)
    tell(attempt, "FAILED", code="14")
    assert office.wallets() == 500_00
    if left < 500_00:
        office.spend(wallet, 500_00 - left)
    tell(attempt, "PAID")
    assert (office.wallets(), office.balance("1210")) == (0, owed)


def test_a_late_success_uses_the_reserve_of_the_retry_and_nothing_more_is_sent(office: Office):
    payout = office.reserved()
    first = send(payout)
    tell(first, "FAILED", code="14")
    with transaction.atomic():
        row, moves = lock_payouts([payout.pk])[payout.pk], Moves()
        reserve_payouts([row], moves)
        moves.save()
    tell(first, "PAID")
    assert (state(payout), office.balance("2400"), office.mpesa()) == ("PAID", 0, -500_00)
    with pytest.raises(AssertionError), transaction.atomic():
        begin_attempts(list(lock_payouts([payout.pk]).values()))


@pytest.mark.parametrize("end", ["PAID", "FAILED"])
def test_a_late_success_while_a_retry_is_out_there(office: Office, end: str):
    payout = office.reserved()
    first = send(payout)
    tell(first, "FAILED", code="14")
    second = retry(payout)
    tell(first, "PAID")
    row = Payout.objects.get()
    assert (row.state, row.flagged, row.reserve) == ("PAID", True, None)
    assert Alert.objects.get(code="PAYOUT_PAID_TWICE").subject == f"payout:{payout.pk}"
    tell(second, end)
    twice = end == "PAID"
    assert office.mpesa() == (-1_000_00 if twice else -500_00)
    assert office.balance("1210") == (500_00 if twice else 0)
    assert (state(payout), office.balance("5500")) == ("PAID", 500_00)


def test_what_nobody_knows_keeps_the_reserve(office: Office):
    payout = office.reserved()
    attempt = send(payout)
    assert tell(attempt, "UNKNOWN", code="DARAJA_TIMEOUT") == "unknown DARAJA_TIMEOUT"
    assert (state(payout), attempt.state, office.balance("2400")) == ("IN_FLIGHT", "UNKNOWN", 500_00)
    tell(attempt, "SENT")
    assert attempt.state == "UNKNOWN"
    tell(attempt, "PAID")
    assert state(payout) == "PAID"


@pytest.mark.parametrize(
    ("code", "after", "balance"),
    [("8", "HELD", 500_00), ("4", "HELD", 500_00), ("1", "RESERVED", 500_00), ("2001", "RESERVED", 500_00),
     ("8006", "RESERVED", 500_00), ("100000002", "RESERVED", 500_00), ("2051", "FAILED", 0),
     ("777", "FAILED", 0)],
)  # fmt: skip
def test_whose_problem_a_failure_is(office: Office, code: str, after: str, balance: int):
    payout = office.reserved()
    attempt = send(payout)
    tell(attempt, "FAILED", code=code)
    row = Payout.objects.get()
    assert (row.state, row.code, office.balance("2400")) == (after, code, balance)
    assert (row.due_at is not None) == (code in ("4", "8", "100000002"))
    opened = set(Alert.objects.values_list("code", flat=True))
    assert opened == {
        "1": {"PAYOUT_FLOAT_SHORT"},
        "2001": {"PAYOUT_LINE_STOPPED"},
        "8006": {"PAYOUT_LINE_STOPPED"},
    }.get(code, set())


def test_a_contradiction_after_a_success_changes_nothing(office: Office):
    payout = office.reserved()
    attempt = send(payout)
    tell(attempt, "PAID")
    books = Entry.objects.count()
    assert tell(attempt, "FAILED", code="14") == "contradicts a success"
    assert tell(attempt, "PAID") == "doubted"
    assert (state(payout), Entry.objects.count()) == ("PAID", books)
    codes = Discrepancy.objects.order_by("pk").values_list("code", flat=True)
    assert list(codes) == ["PAYOUT_CONTRADICTED", "PAYOUT_SECOND_RECEIPT"]


def test_a_receipt_pays_one_payout_and_only_the_amount_that_was_ordered(office: Office):
    one, other = send(office.reserved()), send(office.reserved())
    number = receipt()
    tell(one, "PAID", receipt=number)
    assert tell(other, "PAID", receipt=number).startswith("unknown")
    assert tell(other, "PAID", amount=499_00).startswith("unknown")
    assert tell(other, "PAID", receipt="").startswith("unknown")
    assert (other.state, office.mpesa()) == ("UNKNOWN", -500_00)
    assert set(Discrepancy.objects.values_list("code", flat=True)) == {
        "PAYOUT_RECEIPT_TAKEN",
        "PAYOUT_AMOUNT_DIFFERS",
    }
    assert PayoutFact.objects.filter(attempt=other).count() == 3


def test_what_a_person_has_booked_by_hand_is_not_booked_twice(office: Office):
    """The row of the statement was corrected onto 5900 before anybody told of the payout."""
    from core import days
    from ledger.journal.posting import credit, debit, post_entry

    payout = office.reserved()
    attempt = send(payout)
    post_entry(
        business_id=payout.business_id,
        kind="CORRECTION",
        reference="mpesa:600555:UKHAND0001:payout",
        legs=[debit("5900", 500_00), credit("1010-600555-utility", 500_00)],
        occurred_at=days.now(),
    )
    tell(attempt, "PAID", receipt="UKHAND0001")
    assert (state(payout), office.mpesa(), office.balance("5900")) == ("PAID", -500_00, 0)
    assert (office.balance("2400"), office.balance("5500")) == (0, 500_00)
