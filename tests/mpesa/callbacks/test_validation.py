"""The question before a payment: answered with the right code and in time, posting nothing."""

from __future__ import annotations

import threading
from typing import Any

import psycopg
import pytest

from core import days
from ledger.models import Entry
from mpesa.callbacks import validating
from mpesa.models import Callback, CallbackWork, Discrepancy, Evidence, Receipt, Till
from tests.databases import address
from tests.graphql_api.conftest import House
from tests.mpesa.callbacks.callers import C2B, call, paid, post
from tests.mpesa.shops import Shop

QUESTION = "c2b/validation"


def asked(till: Till, **more: Any) -> dict[str, Any]:
    """What a till answers to a question about KES 7."""
    answer = call(f"/hooks/{till.hook_token}/{QUESTION}", paid(till, "UKK0000001", **more))
    assert answer.status == 200
    return answer.says


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({}, "0"),
        ({"BusinessShortCode": None}, "0"),
        ({"BusinessShortCode": "600999"}, "C2B00015"),
        ({"TransAmount": "seven"}, "C2B00013"),
        ({"TransAmount": "-7"}, "C2B00013"),
        ({"TransAmount": "250000.00"}, "0"),
        ({"TransAmount": "250000.01"}, "C2B00013"),
        ({"TransID": "?"}, "C2B00016"),
        ({"MSISDN": ["254712345678"]}, "C2B00011"),
        ({"MSISDN": "25471****678"}, "0"),
        ({"MSISDN": "f" * 64}, "0"),
        ({"MSISDN": None}, "0"),
        ({"BillRefNumber": "nobody knows this"}, "0"),
        ({"FirstName": "A\x00"}, "0"),
    ],
)
def test_the_answer_says_why(shop: Till, drain, more, code):
    said = asked(shop, **more)
    assert said["ResultCode"] == code
    assert said["ResultDesc"] == ("Accepted" if code == "0" else "Rejected")
    drain()
    assert Callback.objects.get().kind == QUESTION
    assert not Receipt.objects.exists() and not Entry.objects.exists() and not CallbackWork.objects.exists()


def test_rubbish_is_no_payment(shop: Till):
    assert call(f"/hooks/{shop.hook_token}/{QUESTION}", b"rubbish").says["ResultCode"] == "C2B00016"


def test_a_till_may_refuse_accounts_that_nobody_has(house: House, drain):
    shop = Shop(house, "600100")
    bill, customer = shop.invoices[0].number, shop.invoices[0].customer.account_number
    names = [bill, customer, f"A/C {customer}", bill.lower(), "nobody", "", "999999"]
    assert {asked(shop.till, BillRefNumber=name)["ResultCode"] for name in names} == {"0"}
    done = house.browser().act(
        "setUnknownAccounts", "till { refusesUnknownAccounts }", till=_id(shop), refuse=True
    )
    assert done["till"] == {"refusesUnknownAccounts": True}
    shop.till.refresh_from_db()
    codes = [asked(shop.till, BillRefNumber=name)["ResultCode"] for name in names]
    assert codes == ["0"] * 4 + ["C2B00012"] * 3
    refused = house.browser("CASHIER").act("setUnknownAccounts", till=_id(shop), refuse=False)
    assert refused["code"] == "NOT_ALLOWED"
    # What was paid all the same is booked: a question is no promise, and no threat.
    assert post(shop.till, C2B, paid(shop.till, "UKK0000001", BillRefNumber="nobody")) == 200
    drain("mpesa.inbox", "mpesa.route")
    assert Receipt.objects.get().route.state == "SUSPENSE"


def _id(shop: Shop) -> str:
    from graphql_api.ids import write_id

    return write_id("Till", shop.till.pk)


def test_our_mark_comes_back_in_the_confirmation(shop: Till, drain):
    mark = asked(shop)["ThirdPartyTransID"]
    assert mark == asked(shop)["ThirdPartyTransID"] and mark.isalnum() and len(mark) == 23
    for receipt, amount, brought in (
        ("UKK0000001", "7.00", mark),
        ("UKK0000002", "7.00", ""),
        ("UKK0000003", "7.00", "somebody-elses"),
        ("UKK0000004", "7.00", mark),  # of another receipt
    ):
        post(shop, C2B, paid(shop, receipt, TransAmount=amount, ThirdPartyTransID=brought))
    drain("mpesa.inbox", "mpesa.route")
    sources = dict(Evidence.objects.values_list("receipt__number", "source"))
    assert sources == {"UKK0000001": "validated", "UKK0000002": "", "UKK0000003": "", "UKK0000004": ""}
    case = Discrepancy.objects.get()
    assert (case.code, case.receipt.number) == ("FIELD_UNREADABLE", "UKK0000004")
    assert "ThirdPartyTransID" in case.detail


def test_a_slow_database_answers_in_time_and_lets_the_payment_through(
    shop: Till, database: str, monkeypatch, drain
):
    """Somebody holds the tills: it is answered as the till was registered, and the thread comes free."""
    monkeypatch.setattr(validating, "ANSWER_WITHIN", 0.5)
    monkeypatch.setattr(validating, "DATABASE_WITHIN", "700ms")
    before = threading.active_count()
    with psycopg.connect(address(database, user="hesabu_owner")) as other:
        other.execute("LOCK TABLE mpesa_till IN ACCESS EXCLUSIVE MODE")
        began = days.now()
        assert asked(shop)["ResultCode"] == "0"
        assert (days.now() - began).total_seconds() < 4
    assert asked(shop)["ResultCode"] == "0" and Callback.objects.count() == 1
    assert threading.active_count() <= before + 1


def test_what_falls_over_lets_the_payment_through(shop: Till, monkeypatch, caplog):
    def crash(*_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(validating, "parse_c2b", crash)
    assert asked(shop) == {"ResultCode": "0", "ResultDesc": "Accepted"}
    assert "RuntimeError" in caplog.text
