"""What is known of bookings beside their receipts: passes by ids, facts and sums match in real runs."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import days
from ledger.journal.posting import credit, debit, post_entry, reverse_entry
from ledger.models import Entry, EntryKind
from mpesa.callbacks.inbox import store_callback
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.collections.requests.pushing import record_answer
from mpesa.collections.requests.requesting import request_payment
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.daraja.answers import StkAccepted
from mpesa.models import Channel, PaymentRequest, Receipt
from mpesa.tills.accounts import account_code
from reconciliation.exceptions.working import tie
from reconciliation.models import ReconciliationException, ReconciliationRun, RunMatch
from reconciliation.runs.identity import inputs_of
from tests.reconciliation.exceptions.books import ODD, PAYMENT, Books, a_week_ago
from tests.reconciliation.staying import assert_runs_stay
from tests.users.approving import code
from users.actors import SYSTEM
from users.models import Role

DAY = a_week_ago()
NEXT = DAY + timedelta(days=1)
PHONE = "254701234111"  # as PAYMENT shows it
HASHED = hashlib.sha256(PHONE.encode()).hexdigest()
OTHER_PAYER = ("Pay Bill from 25471****111 - PAYER ONE Acc. X1", "Pay Utility")
OTHER_ACCOUNT = ("Pay Bill from 25470****111 - PAYER ONE Acc. X2", "Pay Utility")
NAMELESS = ("Pay Bill Reversal", "Pay Bill Reversal")


@pytest.fixture
def books(house) -> Books:
    return Books(house)


def moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC) - timedelta(hours=3)


def by_hand(books: Books, shillings: int, words: str, day: date = DAY, hour: int = 10) -> Entry:
    """Somebody books money on the M-Pesa account in words of their own."""
    own, other, cents = account_code(books.till), "4000", abs(shillings) * 100
    legs = [debit(own, cents), credit(other, cents)]
    if shillings < 0:
        legs = [debit(other, cents), credit(own, cents)]
    return post_entry(
        business_id=books.house.business.pk,
        kind=EntryKind.MANUAL,
        reference=f"voucher:{Entry.objects.count()}",
        legs=legs,
        occurred_at=moment(day, hour),
        description=words,
    )


def paid_before(books: Books, receipt: str, payer: str, account: str = "X1", day: date = DAY) -> None:
    """A payment that came by a callback, and stands on the statement."""
    with transaction.atomic():
        facts = ReceiptFacts(receipt, 7_00, moment(day, 6), account, payer)
        record_receipt(till=books.till, facts=facts, channel=Channel.C2B)
    books.show(day, 6, receipt, PAYMENT, 7)


def rules(run: ReconciliationRun) -> list[tuple[str, str]]:
    """Rule and booking of the pairs that were not found by the receipt."""
    found = RunMatch.objects.filter(run=run).exclude(rule="RECEIPT_LEG_AMOUNT").order_by("pk")
    return list(found.values_list("rule", "reference"))


def items(run: ReconciliationRun) -> list[tuple[str, int]]:
    return [(item.receipt or item.reference, int(item.cents)) for item in run.items.order_by("pk")]


# bookings without a receipt


@pytest.mark.parametrize(
    "words",
    [
        "Cash at the till, customer X1, 25470****111",
        "Paid by 2547 ***** 111 (x1)",
        "0701 234 111 for X1.",
        f"X1 by +{PHONE}",
    ],
)
def test_one_row_is_what_somebody_booked_by_hand(books, words):
    entry = by_hand(books, 500, words)
    books.show(DAY, 9, "UKK1AA00A1", PAYMENT, 500)
    run = books.close(DAY, DAY)
    assert (rules(run), items(run), run.booked_rows) == ([("UNIQUE_FACTS", entry.reference)], [], 0)
    assert (books.balance(), Receipt.objects.count()) == (500_00, 0)
    known = inputs_of(run).sides.known
    assert known["account_reference"].tolist() == ["X1"]
    assert PHONE[3:] not in known.to_csv() and known["payer"].str.contains("*", regex=False).all()
    assert assert_runs_stay() == 1


@pytest.mark.parametrize("payers", [[PHONE], [HASHED, PHONE], ["25470****111"]], ids=len)
def test_a_known_customer_is_known_by_who_paid_for_the_account_before(books, payers):
    for number, payer in enumerate(payers):
        paid_before(books, f"UKK1AA00B{number}", payer)
    entry = by_hand(books, 500, "Cash of customer X1")
    books.show(DAY, 9, "UKK1AA00A1", PAYMENT, 500)
    run = books.close(DAY, DAY)
    assert (rules(run), items(run)) == ([("UNIQUE_FACTS", entry.reference)], [])


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Cash of customer X1", PAYMENT),  # nobody has paid for it before
        ("Cash of 25470****111", PAYMENT),  # a mask alone is nobody
        ("25470****111 for X1", OTHER_PAYER),
        ("25470****111 for X1", OTHER_ACCOUNT),
        ("25470****111 or 25470****112 for X1", PAYMENT),
        ("25470****111 for X1, not UKK9AA00A9", OTHER_PAYER),
    ],
)
def test_what_is_not_certain_is_no_match(books, words, shown):
    entry = by_hand(books, 500, words)
    books.show(DAY, 9, "UKK1AA00A1", shown, 500)
    run = books.close(DAY, DAY)
    assert rules(run) == []
    assert (entry.reference, 500_00) in items(run)
    assert assert_runs_stay() == 1


@pytest.mark.parametrize("payers", [[PHONE, "254709876111"], [PHONE, ""], [HASHED]], ids=len)
def test_an_account_that_several_pay_for_says_nothing_of_the_payer(books, payers):
    for number, payer in enumerate(payers):
        paid_before(books, f"UKK1AA00B{number}", payer)
    by_hand(books, 500, "Cash of customer X1")
    books.show(DAY, 9, "UKK1AA00A1", PAYMENT, 500)
    run = books.close(DAY, DAY)
    assert rules(run) == []


def test_another_days_row_is_believed_only_among_whole_days(books):
    entry = by_hand(books, 500, "25470****111 for X1", day=NEXT)
    last = NEXT + timedelta(days=1)
    books.show(DAY, 9, "UKK1AA00A0", ODD, 1)
    books.show(NEXT, 23, "UKK1AA00A1", ODD, 3)
    books.show(last, 9, "UKK1AA00A2", PAYMENT, 500)
    books.bring(DAY, DAY)
    books.bring(last, last)
    run = books.prove(DAY, last)  # the day between was not brought in
    assert rules(run) == []
    books.bring(NEXT, NEXT)
    assert (run.booked_rows, {row.reference for row in books.open()}) == (0, {"", entry.reference})
    again = books.close(DAY, last, fresh=False)
    assert rules(again) == [("UNIQUE_FACTS", entry.reference)]
    assert {row.reference for row in books.open()} == {""}  # of the odd rows
    assert assert_runs_stay() == 2


def test_a_row_that_a_booking_may_stand_for_is_not_booked_a_second_time(books):
    first, second = (by_hand(books, 500, "25470****111 for X1", hour=hour) for hour in (9, 11))
    books.show(DAY, 9, "UKK1AA00A1", PAYMENT, 500)
    run = books.close(DAY, DAY)
    assert (rules(run), run.booked_rows, Receipt.objects.count()) == ([], 0, 0)
    assert sorted(items(run)) == sorted(
        [("UKK1AA00A1", 500_00), (first.reference, 500_00), (second.reference, 500_00)]
    )
    assert {row.kind for row in books.open()} == {"MISSING_IN_LEDGER", "MISSING_ON_STATEMENT"}


def test_sums_of_one_payer_and_day(books):
    cash = by_hand(books, 500, "25470****111 for X1")
    books.show(DAY, 9, "UKK1AA00A1", PAYMENT, 200)
    books.show(DAY, 10, "UKK1AA00A2", PAYMENT, 300)
    two = [by_hand(books, shillings, "25471****111 for X1") for shillings in (40, 50)]
    books.show(DAY, 11, "UKK1AA00A3", OTHER_PAYER, 90)
    run = books.close(DAY, DAY)
    assert rules(run) == [
        *[("SUM_OF_ROWS", cash.reference)] * 2,
        *[("SUM_OF_BOOKINGS", entry.reference) for entry in two],
    ]
    assert (items(run), run.booked_rows, books.balance()) == ([], 0, 590_00)
    assert assert_runs_stay() == 1


def test_a_receipt_in_the_words_is_an_id(books):
    entry = by_hand(books, 60, "As the portal shows: UKK1AA00A1, by hand")
    by_hand(books, 61, "not this one: UKK1AA00A1")
    books.show(DAY, 9, "UKK1AA00A1", ODD, 60)
    run = books.close(DAY, DAY)
    assert rules(run) == [("ALIAS", entry.reference)]
    assert [cents for _, cents in items(run)] == [61_00]
    assert RunMatch.objects.get(rule="ALIAS").evidence == "alias is the receipt UKK1AA00A1"


def test_what_was_reversed_by_hand_stands_for_no_row(books):
    entry = by_hand(books, 500, "25470****111 for X1")
    reverse_entry(entry=entry, reason="typed twice", occurred_at=moment(DAY, 11))
    books.show(DAY, 9, "UKK1AA00A1", PAYMENT, 500)
    run = books.close(DAY, DAY)
    assert (rules(run), run.booked_rows, books.balance()) == ([], 1, 500_00)


# later runs


def test_later_proofs_know_the_pair_that_an_earlier_one_found(books):
    entry = by_hand(books, 500, "25470****111 for X1")
    books.show(DAY, 9, "UKK1AA00A1", PAYMENT, 500)
    first = books.close(DAY, DAY)
    books.call_back("UKK1AA00B1", 30, NEXT)
    books.show(NEXT, 9, "UKK1AA00B1", PAYMENT, 30)
    later = books.close(NEXT, NEXT)
    assert (items(later), later.matched, rules(later)) == ([], 1, [])
    both = books.close(DAY, NEXT, fresh=False)
    again = books.close(DAY, DAY, fresh=False)
    assert rules(first) == rules(both) == rules(again) == [("UNIQUE_FACTS", entry.reference)]
    assert (books.balance(), Receipt.objects.count(), books.open()) == (530_00, 1, [])
    assert assert_runs_stay() == 4


def test_a_pair_over_midnight_is_whole_in_a_proof_of_either_day(books):
    before = DAY - timedelta(days=1)
    last = NEXT + timedelta(days=1)
    entry = by_hand(books, 500, "25470****111 for X1", day=NEXT)
    for day, receipt in ((before, "UKK1AA00C0"), (DAY, "UKK1AA00C1"), (last, "UKK1AA00C2")):
        books.call_back(receipt, 1, day, hour=8)
        books.show(day, 8, receipt, PAYMENT, 1)
    books.show(DAY, 23, "UKK1AA00A1", PAYMENT, 500)
    books.rows.sort()
    books.bring(before, last)
    whole = books.close(before, last, fresh=False)
    assert (rules(whole), items(whole)) == ([("UNIQUE_FACTS", entry.reference)], [])
    second = books.close(NEXT, NEXT, fresh=False)
    assert items(second) == [] and books.open() == []
    first = books.close(DAY, DAY, fresh=False)  # at its end the row is there and its booking is not yet
    assert (items(first), first.booked_rows) == ([("UKK1AA00A1", 500_00)], 0)
    assert (books.balance(), Receipt.objects.filter(number="UKK1AA00A1").count()) == (503_00, 0)
    assert assert_runs_stay() == 3


def test_a_callback_that_comes_for_a_row_that_was_matched_is_listed(books):
    by_hand(books, 500, "25470****111 for X1")
    books.show(DAY, 9, "UKK1AA00A1", PAYMENT, 500)
    books.close(DAY, DAY)
    books.call_back("UKK1AA00A1", 500, DAY)
    books.call_back("UKK1AA00B1", 1, NEXT)
    books.show(NEXT, 9, "UKK1AA00B1", PAYMENT, 1)
    later = books.close(NEXT, NEXT)
    assert items(later) == [("UKK1AA00A1", 500_00)]
    (row,) = books.open()
    assert row.kind == "MISSING_ON_STATEMENT"
    again = books.close(DAY, DAY, fresh=False)
    assert [cents for _, cents in items(again)] == [500_00]
    assert assert_runs_stay() == 3


def test_who_stands_for_a_row_already_is_tied_to_no_other(books):
    entry = by_hand(books, 500, "25470****111 for X1")
    books.show(DAY, 9, "UKK1AA00A1", PAYMENT, 500)
    books.show(DAY, 10, "UKK1AA00A2", ODD, 500)
    books.close(DAY, DAY)
    (row,) = books.open()
    row = ReconciliationException.objects.select_related("business", "till").get(pk=row.pk)
    actor = books.house.people[Role.ACCOUNTANT]
    assert code(tie, exception=row, entry=entry, comment="is it this?", actor=actor) == "ENTRY_IN_USE"


# bookings under a receipt


def test_a_reversal_that_names_nothing_is_known_by_its_own_number(books):
    books.call_back("UKK1AA00A1", 500, DAY)
    with transaction.atomic():
        told = ReversalFacts("UKK1AA00A1", 500_00, moment(DAY, 12), "UKK1AA00R1")
        record_reversals([ReversalReport(books.till, told, Channel.PULL)])
    books.show(DAY, 9, "UKK1AA00A1", PAYMENT, 500)
    books.show(DAY, 12, "UKK1AA00R1", NAMELESS, -500)
    run = books.close(DAY, DAY)
    assert (rules(run), items(run)) == ([("ALIAS", "mpesa:600984:UKK1AA00A1:reversal")], [])
    books.call_back("UKK1AA00B1", 1, NEXT)
    books.show(NEXT, 9, "UKK1AA00B1", PAYMENT, 1)
    later = books.close(NEXT, NEXT)
    assert (items(later), books.balance()) == ([], 1_00)
    assert assert_runs_stay() == 2


CHECKOUT, MERCHANT = "ws_CO_061020261015123701234111", "29115-34620561-1"


def pushed(books: Books, receipt: str, checkout: str, merchant: str, account: str = "X1") -> None:
    """A push that its result says was paid by a receipt."""
    request = request_payment(
        till=books.till,
        phone=PHONE,
        amount=500_00,
        account_reference=account,
        key=receipt,
        actor=SYSTEM,
    )
    record_answer(request.pk, StkAccepted(merchant, checkout))
    sent = days.now() - timedelta(hours=2)
    PaymentRequest.objects.filter(pk=request.pk).update(sent_at=sent)
    paid = {"Amount": 500, "MpesaReceiptNumber": receipt, "PhoneNumber": int(PHONE)}
    paid["TransactionDate"] = int(days.to_daraja_stamp(moment(DAY, 9)))
    result = {
        "MerchantRequestID": merchant,
        "CheckoutRequestID": checkout,
        "ResultCode": 0,
        "ResultDesc": "done",
        "CallbackMetadata": {"Item": [{"Name": name, "Value": value} for name, value in paid.items()]},
    }
    store_callback(
        till=books.till,
        kind="stk",
        ref=request.ref,
        body=json.dumps({"Body": {"stkCallback": result}}).encode(),
        headers={},
        address=None,
    )


@pytest.mark.parametrize("linked", [CHECKOUT, MERCHANT])
def test_a_push_is_known_by_its_own_ids(books, drain, linked):
    """The receipt that its result named is another than the statement's."""
    pushed(books, "UKK1AA00B1", CHECKOUT, MERCHANT)
    drain()
    books.show(DAY, 9, "UKK1AA00A1", PAYMENT, 500)
    books.linked["UKK1AA00A1"] = linked
    run = books.close(DAY, DAY)
    assert rules(run) == [("ALIAS", "mpesa:600984:UKK1AA00B1:pay")]
    assert (items(run), run.booked_rows) == ([], 0)
    assert PHONE[3:] not in inputs_of(run).sides.known.to_csv()
    assert assert_runs_stay() == 1


def test_two_pushes_of_one_second_are_not_told_apart(books, drain):
    for number in (1, 2):
        pushed(
            books,
            f"UKK1AA00B{number}",
            f"{CHECKOUT[:20]}{number}70123411{number}",
            f"{number}-1-1",
            f"X{number}",
        )
    drain()
    books.show(DAY, 9, "UKK1AA00A1", PAYMENT, 500)
    books.linked["UKK1AA00A1"] = CHECKOUT
    run = books.close(DAY, DAY)
    assert (rules(run), len(items(run))) == ([], 2)


# how much it costs


def test_as_many_queries_however_much_is_known(books):
    def asked(run: ReconciliationRun) -> int:
        with CaptureQueriesContext(connection) as queries:
            inputs_of(run)
        return len(queries)

    paid_before(books, "UKK1AA00B0", PHONE)
    counts = []
    for day, number in ((DAY, 1), (NEXT, 2), (NEXT + timedelta(days=1), 30)):
        for shillings in range(100, 100 + number):
            by_hand(books, shillings, "Cash of customer X1", day=day)
            books.show(day, 9, f"UK{day.day % 10}{number:02}00{shillings}", PAYMENT, shillings)
        run = books.close(day, day)
        assert len(rules(run)) == number
        counts.append(asked(run))
    assert counts[1] == counts[2]
