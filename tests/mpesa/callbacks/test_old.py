"""Callbacks of a time long past or yet to come: booked, flagged, and asked about until evidence decides."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from core import days
from core.money import Cents
from ledger.models import Entry
from ledger.reads.selectors import balance_by_code
from mpesa.asking.initiators import set_initiator
from mpesa.callbacks.replaying import replay_callbacks
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.models import (
    Channel,
    Discrepancy,
    DiscrepancyClosing,
    Enquiry,
    Evidence,
    PaymentRequest,
    Receipt,
    Till,
)
from mpesa.tills.accounts import account_code
from tests.mpesa.shops import PHONES, Shop
from users.actors import SYSTEM

NUMBER = "UKK0000001"
NOW = days.now().replace(microsecond=0)
OLD, AHEAD, RECENT = NOW - timedelta(days=3, hours=1), NOW + timedelta(hours=2), NOW - timedelta(days=2)


@pytest.fixture
def shop(house) -> Shop:
    return Shop(house, "600100")


@pytest.fixture
def asking(shop: Shop) -> Till:
    return set_initiator(till=shop.till, name="testapi", password="a-password", actor=SYSTEM)


def confirm(shop: Shop, drain, at=OLD, number: str = NUMBER, cents: Cents = 50_00, turn: int = 0) -> None:
    shop.stamp = days.to_daraja_stamp(at)
    shop.confirm(number, cents, "nobody", PHONES[0], turn)
    drain("mpesa.inbox", "mpesa.route")


def answered(
    shop: Shop, drain, status: str = "Completed", *, at=OLD, receiver: str = "600100 - Maji"
) -> None:
    """Safaricom says of the receipt so."""
    said = {"TransactionStatus": status, "Amount": "50.00", "ReceiptNo": NUMBER, "CreditPartyName": receiver}
    said["DebitPartyName"] = f"{PHONES[0]} - Amina"
    said["FinalisedTime"] = days.to_daraja_stamp(at)
    items = [{"Key": key, "Value": value} for key, value in said.items()]
    result: dict[str, Any] = {"ResultCode": 0, "ResultParameters": {"ResultParameter": items}}
    shop.keep("result", {"Result": result}, f"status/{Enquiry.objects.get(number=NUMBER).ref}")
    drain("mpesa.inbox", "mpesa.route")


def told(code: str = "TIME_DOUBTED") -> list[tuple[str, bool]]:
    """Receipts in cases of a code, and whether these are open."""
    cases = Discrepancy.objects.filter(code=code).order_by("pk").select_related("receipt", "closing")
    return [(case.receipt.number, not hasattr(case, "closing")) for case in cases]


def test_the_money_of_an_old_announcement_is_booked_and_asked_about(shop, asking, drain):
    confirm(shop, drain)
    receipt = Receipt.objects.get()
    assert (receipt.occurred_at, receipt.amount) == (OLD, 50_00)
    assert balance_by_code(shop.till.business_id, account_code(shop.till)) == 50_00
    assert told() == [(NUMBER, True)]
    assert "Safaricom is asked" in Discrepancy.objects.get().detail
    enquiry = Enquiry.objects.get()
    assert (enquiry.state, enquiry.why, enquiry.number) == ("ASKING", "TIME_DOUBTED", NUMBER)
    answered(shop, drain)
    assert told() == [(NUMBER, False)]
    closing = DiscrepancyClosing.objects.get()
    assert closing.person is None and NUMBER in closing.comment
    assert set(Evidence.objects.values_list("channel", "agrees")) == {("C2B", True), ("STATUS", True)}
    assert (Enquiry.objects.get().state, Receipt.objects.count()) == ("BOOKED", 1)


@pytest.mark.parametrize("channel", [Channel.STATEMENT, Channel.PULL])
def test_where_nobody_can_be_asked_the_statement_or_pull_decides(shop, drain, channel):
    confirm(shop, drain)
    assert told() == [(NUMBER, True)] and "the statement will decide" in Discrepancy.objects.get().detail
    with transaction.atomic():
        facts = ReceiptFacts(NUMBER, 50_00, OLD, "nobody", PHONES[0])
        record_receipt(till=shop.till, facts=facts, channel=channel)
    assert told() == [(NUMBER, False)]
    assert balance_by_code(shop.till.business_id, account_code(shop.till)) == 50_00


def test_an_announcement_of_a_time_yet_to_come_closes_by_the_same_evidence(shop, asking, drain):
    confirm(shop, drain, AHEAD)
    receipt = Receipt.objects.get()
    assert receipt.occurred_at <= days.now() and told() == [(NUMBER, True)]
    answered(shop, drain, at=receipt.occurred_at)
    assert told() == [(NUMBER, False)] and Discrepancy.objects.count() == 1


@pytest.mark.parametrize("at", [RECENT, NOW - timedelta(days=2, hours=23), NOW])
def test_what_is_only_late_is_not_doubted(shop, asking, drain, at):
    confirm(shop, drain, at)
    assert Receipt.objects.get().occurred_at == at
    assert not Discrepancy.objects.exists() and not Enquiry.objects.exists()


@pytest.mark.parametrize("stamp", ["20061231101500", "20240229101500"])
def test_a_time_of_years_ago_puts_no_money_into_the_books_of_then(shop, asking, drain, stamp):
    shop.stamp = stamp
    shop.confirm(NUMBER, 50_00, "nobody", PHONES[0])
    drain("mpesa.inbox", "mpesa.route")
    receipt = Receipt.objects.get()
    assert receipt.occurred_at >= NOW - timedelta(minutes=1) and told() == [(NUMBER, True)]
    assert set(Entry.objects.values_list("effective_on", flat=True)) == {
        days.accounting_day(receipt.occurred_at)
    }
    answered(shop, drain, at=receipt.occurred_at)
    assert told() == [(NUMBER, False)] and Discrepancy.objects.count() == 1


def test_an_old_result_pays_its_request_and_is_asked_about(shop, asking, drain):
    shop.stamp = days.to_daraja_stamp(OLD)
    shop.call_back(0, "0", NUMBER, shop.requests[0].amount)
    drain("mpesa.inbox")
    request = PaymentRequest.objects.get(pk=shop.requests[0].pk)
    assert (request.state, request.receipt.number) == ("PAID", NUMBER)
    assert told() == [(NUMBER, True)] and Enquiry.objects.get().request == request


def test_what_a_surer_channel_told_before_is_not_doubted(shop, asking, drain):
    with transaction.atomic():
        facts = ReceiptFacts(NUMBER, 50_00, OLD, "nobody", PHONES[0])
        record_receipt(till=shop.till, facts=facts, channel=Channel.PULL)
    confirm(shop, drain)
    assert not Discrepancy.objects.exists() and not Enquiry.objects.exists()


def test_repeating_and_replaying_asks_once_and_opens_one_case(shop, asking, drain):
    for turn in range(3):
        confirm(shop, drain, turn=turn)  # three bodies of one receipt
    replay_callbacks(business=shop.till.business, since=NOW - timedelta(days=1), actor=SYSTEM)
    drain("mpesa.inbox")
    assert told() == [(NUMBER, True)] and Enquiry.objects.count() == 1
    answered(shop, drain)
    replay_callbacks(business=shop.till.business, since=NOW - timedelta(days=1), actor=SYSTEM)
    drain("mpesa.inbox")
    assert told() == [(NUMBER, False)] and Enquiry.objects.get().state == "BOOKED"


@pytest.mark.parametrize(
    ("status", "receiver"), [("Declined", "600100 - Maji"), ("Completed", "600999 - Another")]
)
def test_booked_money_that_safaricom_denies_is_a_case_for_a_person(shop, asking, drain, status, receiver):
    confirm(shop, drain)
    answered(shop, drain, status, receiver=receiver)
    assert told("STATUS_DENIES") == [(NUMBER, True)]
    assert told() == [(NUMBER, False)], "one case is enough"
    assert Receipt.objects.count() == 1, "nothing is taken back by an answer"


def test_an_answer_of_another_amount_leaves_both_to_a_person(shop, asking, drain):
    confirm(shop, drain, cents=90_00)
    answered(shop, drain)
    assert told() == [(NUMBER, True)] and told("CHANNELS_DIFFER") == [(NUMBER, True)]
    assert Receipt.objects.get().amount == 90_00
