"""Receipts that only a statement knows: booked, held, and nobody's before a second source says the same."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import transaction

from core import days
from ledger.closing.checks import Closing, run_closing_checks
from ledger.models import Entry
from ledger.reads.selectors import balance_by_code
from mpesa.asking.enquiries import catch_up_with_receipts
from mpesa.asking.initiators import set_initiator
from mpesa.collections.claims import claim_receipt
from mpesa.collections.discrepancies import open_cases
from mpesa.collections.receipts import ReceiptFacts, Report, record_receipt, record_receipts
from mpesa.collections.requests.settling import settle_without_callback
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.models import Channel, Enquiry, Evidence, PaymentRequest, Receipt, ReceiptRoute
from tests.mpesa.shops import AMOUNTS, PAID_AT, PHONES, Shop
from users.actors import SYSTEM

NUMBER = "UKK0000001"
MASKED = f"{PHONES[0][:5]}****{PHONES[0][-3:]}"
CENTS = AMOUNTS[0]


@pytest.fixture
def shop(house) -> Shop:
    return Shop(house, "600984")


def told(
    shop: Shop, channel: str = Channel.STATEMENT, cents: int = CENTS, at: datetime = PAID_AT, **facts: Any
) -> Receipt:
    """A channel reports the payment of the first bill, as each does it."""
    said = {"account_reference": shop.invoices[0].number, "payer": MASKED} | facts
    with transaction.atomic():
        receipt, is_new = record_receipt(
            till=shop.till, facts=ReceiptFacts(NUMBER, cents, at, **said), channel=channel
        )
        if is_new:
            settle_without_callback(receipt, phone=said["payer"])
    return receipt


def stands(shop: Shop) -> tuple[str, list[int], str, int, str]:
    """Where the money is: route, M-Pesa with 2890, 1200 and 2900, the bill; and what was asked for it."""
    bill, request = shop.invoices[0], shop.requests[0]
    bill.refresh_from_db()
    request.refresh_from_db()
    route = ReceiptRoute.objects.get(receipt__number=NUMBER)
    sums = [balance_by_code(shop.house.business.pk, code) for code in ("1010", "2890", "1200", "2900")]
    return route.state, sums, bill.state, bill.paid, request.state


OWED = 6 * 120_00
HELD = ("HELD", [CENTS, CENTS, OWED, 0], "UNPAID", 0)
PAID = ("ROUTED", [CENTS, 0, OWED - CENTS, 0], "PARTIALLY_PAID", CENTS)


def test_what_a_file_alone_knows_is_booked_and_pays_nobody(shop, drain):
    PaymentRequest.objects.filter(pk=shop.requests[0].pk).update(state="CONFIRMED")
    now = days.now().replace(microsecond=0)
    receipt = told(shop, at=now)
    told(shop, at=now)  # the same row of another file is no second source
    drain(twice=True)
    assert stands(shop) == (*HELD, "CONFIRMED")
    assert receipt.evidence.get().channel == "STATEMENT"
    assert not open_cases().exists()


def test_a_second_source_that_says_the_same_lets_it_go_once(shop, drain):
    PaymentRequest.objects.filter(pk=shop.requests[0].pk).update(state="CONFIRMED")
    now = days.now().replace(microsecond=0)
    told(shop, at=now)
    drain()
    for _ in range(2):
        told(shop, Channel.PULL, at=now)
        drain(twice=True)
        assert stands(shop) == (*PAID, "PAID")
    assert PaymentRequest.objects.get(pk=shop.requests[0].pk).receipt.number == NUMBER
    assert Entry.objects.filter(reference__contains=NUMBER).count() == 2


@pytest.mark.parametrize("is_asked", [True, False])
def test_the_callback_of_the_push_lets_it_go_and_ends_its_request(shop, drain, is_asked):
    told(shop)
    drain()
    assert stands(shop) == (*HELD, "PENDING")
    if is_asked:
        shop.call_back(0, "0", NUMBER, CENTS)
    else:
        shop.confirm(NUMBER, CENTS, shop.invoices[0].number, PHONES[0])
    drain(twice=True)
    assert stands(shop) == (*PAID, "PAID" if is_asked else "PENDING")
    assert not open_cases().exists()


def test_reported_at_once_by_both_it_goes_on_at_once(shop, drain):
    facts = ReceiptFacts(NUMBER, CENTS, PAID_AT, shop.invoices[0].number, MASKED)
    with transaction.atomic():
        booked = record_receipts(
            [Report(shop.till, facts, each) for each in (Channel.STATEMENT, Channel.PULL)]
        )
    drain()
    assert [is_new for _, is_new in booked] == [True, False]
    assert stands(shop) == (*PAID, "PENDING")


def test_another_amount_by_a_second_source_is_a_case_and_it_stays_held(shop, drain):
    told(shop)
    told(shop, Channel.PULL, cents=CENTS - 100)
    drain()
    assert stands(shop) == (*HELD, "PENDING")
    (case,) = open_cases()
    assert (case.code, case.receipt.number) == ("CHANNELS_DIFFER", NUMBER)
    assert list(Evidence.objects.values_list("channel", "agrees").order_by("pk")) == [
        ("STATEMENT", True),
        ("PULL", False),
    ]
    told(shop, Channel.STATUS)  # Safaricom itself says as the file does
    drain()
    assert stands(shop) == (*PAID, "PENDING")
    assert open_cases().get() == case  # what Pull said is still for a person


def test_another_payer_by_a_second_source_lets_nothing_go(shop, drain):
    told(shop)
    told(shop, Channel.PULL, payer="25472****111")
    drain()
    assert stands(shop) == (*HELD, "PENDING")
    assert open_cases().get().code == "CHANNELS_DIFFER"


def test_the_bill_is_the_one_that_the_second_source_names(shop, drain):
    """Whoever edits the account number of a true payment in a file pays no bill of his."""
    mine, theirs = shop.invoices[0], shop.invoices[2]
    told(shop, account_reference=theirs.number)
    shop.confirm(NUMBER, CENTS, mine.number, PHONES[0])
    drain()
    assert stands(shop) == (*PAID, "PENDING")
    theirs.refresh_from_db()
    assert theirs.paid == 0
    assert ReceiptRoute.objects.get().reference == mine.number


def test_the_result_of_a_push_that_was_doubted_for_its_amount_is_a_second_source(shop, drain):
    shop.call_back(1, "0", NUMBER, CENTS)  # 70 were asked for
    drain()
    assert open_cases().get().code == "AMOUNT_DIFFERS" and not Receipt.objects.exists()
    told(shop, payer="")
    drain()
    assert stands(shop) == (*PAID, "PENDING")
    evidence = Receipt.objects.get().evidence.order_by("channel")
    assert [(row.channel, row.agrees) for row in evidence] == [("STATEMENT", True), ("STK", True)]
    (case,) = open_cases()
    assert (case.code, case.receipt.number) == ("AMOUNT_DIFFERS", NUMBER)  # asked for 70, paid 50: a person's


@pytest.mark.parametrize("is_first", [True, False])
def test_it_is_taken_back_while_it_is_held(shop, drain, is_first):
    facts = ReversalFacts(NUMBER, CENTS, PAID_AT + timedelta(hours=1), "UKK0000009")

    def back() -> None:
        with transaction.atomic():
            record_reversals([ReversalReport(shop.till, facts, Channel.STATUS)])
        drain()

    steps = [back, lambda: told(shop)] if is_first else [lambda: told(shop), drain, back]
    for step in steps:
        step()
    drain()
    gone = ("REVERSED", [0, 0, OWED, 0], "UNPAID", 0, "PENDING")
    assert stands(shop) == gone
    told(shop, Channel.PULL)  # it comes too late to let anything go
    drain()
    assert stands(shop) == gone
    lines = Entry.objects.get(reference__endswith=":reversal").lines.values_list(
        "account__code", "debit", "credit"
    )
    assert set(lines) == {("2890", CENTS, 0), ("1010-600984-utility", 0, CENTS)}


def test_what_is_held_does_not_stand_in_the_way_of_a_closing(shop, drain):
    def routed() -> tuple[str, str]:
        (found,) = [each for each in run_closing_checks(closing) if each.name == "receipts_routed"]
        return found.problem, found.note

    day = days.accounting_day(PAID_AT)
    closing = Closing(shop.house.business, day, day)
    told(shop)
    drain()
    note = "1 receipts and reversals, KES 50.00 in all, are held: only a statement knows them. They may stay."
    assert routed() == ("", note)
    facts = ReceiptFacts("UKK0000002", 7_00, PAID_AT, "nobody", PHONES[1])
    with transaction.atomic():
        record_receipt(till=shop.till, facts=facts, channel=Channel.C2B)
    assert routed() == ("Receipts of KES 7.00 are not routed yet.", note)
    told(shop, Channel.PULL)
    drain()
    assert routed() == ("", "")
    told_day = day - timedelta(days=1)
    closing = Closing(shop.house.business, told_day, told_day)
    assert routed() == ("", "")


def test_safaricom_is_asked_about_it_as_soon_as_it_can_be(shop, drain):
    told(shop)
    enquiry = Enquiry.objects.get()
    assert (enquiry.number, enquiry.why, enquiry.state) == (NUMBER, "HELD", "WAITING")
    till = set_initiator(till=shop.till, name="api", password="a-password", actor=SYSTEM)
    enquiry.refresh_from_db()
    assert enquiry.state == "ASKING" and enquiry.due_at is not None
    with transaction.atomic():
        assert catch_up_with_receipts() == 0  # it is in the books, and asked about all the same
    answer(shop, enquiry, ResultParameters={"ResultParameter": listed(
        TransactionStatus="Completed", Amount="50.00", ReceiptNo=NUMBER,
        DebitPartyName=f"{PHONES[0]} - Amina", CreditPartyName=f"{till.shortcode} - Maji",
    )})  # fmt: skip
    drain("mpesa.inbox", "mpesa.route")
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.verdict, enquiry.receipt.number) == ("BOOKED", "COMPLETED", NUMBER)
    assert stands(shop) == (*PAID, "PENDING")


def test_a_receipt_that_safaricom_does_not_know_stays_held_and_is_a_case(shop, drain):
    told(shop)
    set_initiator(till=shop.till, name="api", password="a-password", actor=SYSTEM)
    answer(shop, Enquiry.objects.get(), code=2033)
    drain("mpesa.inbox", "mpesa.route")
    assert stands(shop) == (*HELD, "PENDING")
    (case,) = open_cases()
    assert (case.code, case.receipt.number) == ("STATUS_DENIES", NUMBER)
    assert "booked and held" in case.detail


def test_a_claim_is_no_answer_before_a_second_source_is(shop, drain):
    told(shop)
    claim = claim_receipt(
        till=shop.till, receipt_number=NUMBER, request=shop.requests[0], key="claim-0001", actor=SYSTEM
    )
    assert (claim.state, claim.receipt, Enquiry.objects.count()) == ("WAITING", None, 1)
    assert stands(shop) == (*HELD, "PENDING")
    told(shop, Channel.PULL)
    drain()
    claim.refresh_from_db()
    assert (claim.state, claim.receipt.number) == ("BOOKED", NUMBER)
    assert stands(shop)[0] == "ROUTED"


@pytest.mark.tampers
def test_the_database_lets_no_file_alone_mint_anything(shop, owner_database):
    receipt = told(shop)
    for statement, guard in (
        ("UPDATE mpesa_receiptroute SET state = 'DUE' WHERE receipt_id = %s", "receipt_released_by_source"),
        ("UPDATE mpesa_receiptroute SET state = 'ROUTED' WHERE receipt_id = %s", "receiptroute_state_steps"),
    ):
        with pytest.raises(
            psycopg.errors.CheckViolation, match="|".join(("RELEASED_BY", "ILLEGAL_STEP"))
        ) as no:
            owner_database.execute(statement, [receipt.pk])
        assert guard in no.value.diag.constraint_name
        owner_database.rollback()
    with pytest.raises(psycopg.errors.CheckViolation, match="HELD_BY_STATEMENT"):
        owner_database.execute(
            "WITH fresh AS (INSERT INTO mpesa_receipt (business_id, till_id, number, amount, occurred_at,"
            " account_reference, payer_masked, first_channel, recorded_at) SELECT business_id, till_id, 'X',"
            " amount, occurred_at, '', '', 'STATEMENT', recorded_at FROM mpesa_receipt RETURNING id)"
            " INSERT INTO mpesa_receiptroute (receipt_id, state, owner, note, parts, claims, reference)"
            " SELECT id, 'DUE', '', '', '{}', 0, '' FROM fresh"
        )
    owner_database.rollback()


def listed(**items: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in items.items()]


def answer(shop: Shop, enquiry: Enquiry, code: int = 0, **more: Any) -> None:
    result = {"ResultCode": code, "ResultDesc": "words"} | more
    shop.keep("result", json.dumps({"Result": result}).encode(), f"status/{enquiry.ref}")
