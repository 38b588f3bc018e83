"""What Transaction Status answers, value by value: only Completed, and only to this till, is money."""

from __future__ import annotations

from typing import Any

import pytest

from mpesa.collections.claims import claim_receipt
from mpesa.models import Discrepancy, Enquiry, Receipt, Reversal
from tests.mpesa.shops import PHONES, Shop
from users.actors import SYSTEM

NUMBER = "UKK0000001"
OURS, PAYER = "600100 - Maji", f"{PHONES[0]} - Amina"


def answer(shop: Shop, drain, *, code: Any = 0, **parameters: Any) -> Enquiry:
    """Claim a receipt, and have Safaricom answer so."""
    claim = claim_receipt(till=shop.till, receipt_number=NUMBER, key="claim-0001", actor=SYSTEM)
    result: dict[str, Any] = {"ResultCode": code, "ResultDesc": "words"}
    if parameters:
        result["ResultParameters"] = {
            "ResultParameter": [{"Key": key, "Value": value} for key, value in parameters.items()]
        }
    shop.keep("result", {"Result": result}, f"status/{claim.ref}")
    drain("mpesa.inbox", "mpesa.route")
    return Enquiry.objects.get(pk=claim.pk)


PAID = {"TransactionStatus": "Completed", "Amount": "50.00", "ReceiptNo": NUMBER}


@pytest.mark.parametrize(
    ("said", "state", "verdict"),
    [
        (PAID | {"CreditPartyName": OURS}, "BOOKED", "COMPLETED"),
        (PAID | {"DebitPartyName": PAYER}, "BOOKED", "COMPLETED"),
        (PAID | {"CreditPartyName": "600999 - Other"}, "ANSWERED", "ELSEWHERE"),
        (PAID | {"DebitPartyName": OURS, "CreditPartyName": PAYER}, "ANSWERED", "ELSEWHERE"),
        (PAID | {"DebitPartyName": "no number"}, "ANSWERED", "UNREADABLE"),
        (PAID | {"CreditPartyName": OURS, "Amount": "x"}, "ANSWERED", "UNREADABLE"),
        (PAID | {"CreditPartyName": OURS, "TransactionStatus": "Declined"}, "ANSWERED", "NOT_COMPLETED"),
        (PAID | {"CreditPartyName": OURS, "TransactionStatus": "Expired"}, "ANSWERED", "NOT_COMPLETED"),
        (PAID | {"CreditPartyName": OURS, "TransactionStatus": "Initiated"}, "WAITING", ""),
        (PAID | {"CreditPartyName": OURS, "TransactionStatus": "Anything"}, "WAITING", ""),
        (PAID | {"CreditPartyName": OURS, "ReceiptNo": "UKK0000002"}, "WAITING", ""),
    ],
)
def test_one_answer_one_verdict(house, drain, said, state, verdict):
    shop = Shop(house, "600100")
    done = answer(shop, drain, **said)
    assert (done.state, done.verdict) == (state, verdict)
    booked = list(Receipt.objects.values_list("number", "amount", "first_channel"))
    assert booked == ([(NUMBER, 50_00, "STATUS")] if state == "BOOKED" else [])
    codes = set(Discrepancy.objects.values_list("code", flat=True))
    assert codes == ({"STATUS_UNREADABLE"} if verdict == "UNREADABLE" else
                     {"RESULT_UNEXPECTED"} if said["ReceiptNo"] != NUMBER else set())  # fmt: skip


@pytest.mark.parametrize(
    ("code", "state"),
    [(2033, "WAITING"), (17, "WAITING"), ("777", "WAITING"), (26, "WAITING")],
)
def test_what_decides_nothing_ends_nothing(house, drain, code, state):
    shop = Shop(house, "600100")
    assert answer(shop, drain, code=code).state == state
    assert not Receipt.objects.exists()


def test_a_payment_that_was_taken_back_is_known_as_such(house, drain):
    """Before its receipt is known as well: when that comes, it is booked and taken back."""
    shop = Shop(house, "600100")
    done = answer(shop, drain, **PAID | {"TransactionStatus": "Reversed", "CreditPartyName": OURS})
    assert (done.state, done.verdict, Receipt.objects.count()) == ("ANSWERED", "REVERSED", 0)
    assert (Reversal.objects.get().number, Reversal.objects.get().channel) == (NUMBER, "STATUS")
    shop.confirm(NUMBER, 50_00, "nobody", PHONES[0])
    drain()
    assert Receipt.objects.get().route.state == "REVERSED"
    assert Enquiry.objects.get().state == "BOOKED"


def test_an_answer_of_another_conversation_is_not_believed(house, drain):
    shop = Shop(house, "600100")
    claim = claim_receipt(till=shop.till, receipt_number=NUMBER, key="claim-0001", actor=SYSTEM)
    Enquiry.objects.filter(pk=claim.pk).update(state="ASKING")
    Enquiry.objects.filter(pk=claim.pk).update(state="ASKED", tries=1, conversation_ids=["AG_1"])
    items = [{"Key": key, "Value": value} for key, value in (PAID | {"CreditPartyName": OURS}).items()]
    for conversation in ("AG_2", "AG_1"):
        result = {
            "ResultCode": 0,
            "ConversationID": conversation,
            "ResultParameters": {"ResultParameter": items},
        }
        shop.keep("result", {"Result": result}, f"status/{claim.ref}")
        drain("mpesa.inbox")
        assert Receipt.objects.count() == (conversation == "AG_1")
    assert Discrepancy.objects.get().code == "RESULT_UNEXPECTED"
