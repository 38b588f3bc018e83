"""Receipts that no callback brought, or a doubtful one: what Safaricom confirms is booked."""

from __future__ import annotations

import itertools
import json

import pytest

from core import days
from core.machine.crypto import unseal_bytes
from ledger.reads.selectors import balance_by_code
from mpesa.asking.initiators import set_initiator
from mpesa.callbacks.inbox import body_of
from mpesa.collections.claims import claim_receipt
from mpesa.collections.requests.requesting import request_payment
from mpesa.models import Callback, CallbackWork, Discrepancy, Enquiry, PaymentRequest, Receipt, Till
from mpesa.tills.accounts import account_code
from mpesa.tills.addresses import hook_url
from tests.mpesa.shops import STAMP
from tests.processes import SandboxProcess
from users.actors import SYSTEM

PASSWORD = "Safaricom999!*!"
_phones = itertools.count(254700010000)


@pytest.fixture
def asking(till: Till, sandbox: SandboxProcess) -> Till:
    """The till with the local Daraja's operator; the switches of results are put back afterwards."""
    yield set_initiator(till=till, name="testapi", password=PASSWORD, actor=SYSTEM)
    sandbox.post(
        "/_sandbox/switches",
        {"result_shape": "documented", "result_types": "documented", "timeout_body": "echo",
         "status_not_found": "2033"},
    )  # fmt: skip


def pay(sandbox: SandboxProcess, till: Till, amount: int = 250, reference: str = "nobody") -> str:
    """A customer pays, and the confirmation of it never comes; the receipt."""
    phone = next(_phones)
    sandbox.post("/_sandbox/customers", {"msisdn": str(phone), "name": "AMINA MOHAMED", "balance": "9000"})
    sandbox.post("/_sandbox/faults", {"fault": "lose_callback", "call": "c2b", "times": 1})
    answer = sandbox.post(
        "/_sandbox/pay",
        {"msisdn": str(phone), "shortcode": till.shortcode, "account": reference, "amount": str(amount)},
    )
    answer.raise_for_status()
    sandbox.drain()
    return answer.json()["receipt"]


def claim(till: Till, number: str, key: str = "claim-0001", **more) -> Enquiry:
    return claim_receipt(till=till, receipt_number=number, key=key, actor=SYSTEM, **more)


def settled(sandbox: SandboxProcess, drain, enquiry: Enquiry) -> Enquiry:
    """Asked, answered and worked through."""
    drain("mpesa.ask")
    sandbox.drain()
    drain("mpesa.inbox", "mpesa.route")
    return Enquiry.objects.get(pk=enquiry.pk)


def again(enquiry: Enquiry) -> None:
    """Its next time has come."""
    Enquiry.objects.filter(pk=enquiry.pk).update(due_at=days.now())


@pytest.mark.parametrize("shape", ["documented", "lists", "objects"])
@pytest.mark.parametrize("types", ["strings", "numbers"])
def test_a_lost_payment_is_booked_by_its_sms(asking, sandbox, drain, shape, types):
    sandbox.post("/_sandbox/switches", {"result_shape": shape, "result_types": types}).raise_for_status()
    number = pay(sandbox, asking)
    drain("mpesa.inbox")
    assert not Receipt.objects.exists()
    made = claim(asking, f" {number.lower()} ")
    assert balance_by_code(asking.business_id, account_code(asking)) == 0  # nothing of it can be spent
    done = settled(sandbox, drain, made)
    receipt = Receipt.objects.get()
    assert (done.state, done.verdict, done.receipt, done.tries) == ("BOOKED", "COMPLETED", receipt, 1)
    assert (receipt.number, receipt.amount, receipt.first_channel) == (number, 250_00, "STATUS")
    assert receipt.payer is not None and receipt.evidence.get().channel == "STATUS"
    assert balance_by_code(asking.business_id, account_code(asking)) == 250_00
    assert balance_by_code(asking.business_id, "2900") == 250_00
    assert claim(asking, number, key="once-more").pk == done.pk  # one claim for one receipt
    assert claim(asking, number).pk == done.pk
    assert not Discrepancy.objects.exists()


def test_without_an_initiator_a_claim_waits_for_other_channels(till, sandbox, drain):
    number = pay(sandbox, till)
    made = claim(till, number)
    assert settled(sandbox, drain, made).state == "WAITING"
    assert Callback.objects.filter(kind="result").count() == 0
    made.refresh_from_db()
    set_initiator(till=till, name="testapi", password=PASSWORD, actor=SYSTEM)
    assert settled(sandbox, drain, made).state == "BOOKED"


def test_a_confirmation_ends_a_claim_that_waits(till, sandbox, drain):
    made = claim(till, "UKK0000001")
    confirm = {"TransID": "UKK0000001", "TransTime": STAMP, "TransAmount": "50.00"}
    sandbox_free_post(till, "c2b/confirmation", confirm)
    drain("mpesa.inbox")
    done = Enquiry.objects.get(pk=made.pk)
    assert (done.state, done.receipt) == ("BOOKED", Receipt.objects.get())
    assert done.settled_at is not None
    at_once = claim(till, "UKK0000001", key="again")
    assert (at_once.pk, at_once.state) == (done.pk, "BOOKED")


def sandbox_free_post(till: Till, kind: str, body: dict) -> None:
    import requests

    assert requests.post(hook_url(till, kind), json=body, timeout=10).status_code == 200


def test_while_safaricom_is_away_a_claim_stays_provisional_and_is_retried(asking, sandbox, drain):
    number = pay(sandbox, asking)
    sandbox.post("/_sandbox/faults", {"fault": "html_503", "call": "status", "times": 1}).raise_for_status()
    made = settled(sandbox, drain, claim(asking, number))
    assert (made.state, made.tries, Receipt.objects.count()) == ("ASKING", 0, 0)
    assert made.due_at > days.now() and made.result_code == "DARAJA_UNREADABLE"
    again(made)
    assert settled(sandbox, drain, made).state == "BOOKED"


@pytest.mark.parametrize("code", ["2033", "R000002"])
def test_not_found_never_decides_at_once(asking, sandbox, drain, code):
    sandbox.post("/_sandbox/switches", {"status_not_found": code}).raise_for_status()
    made = settled(sandbox, drain, claim(asking, "UKK0000009"))
    assert (made.state, made.result_code, made.verdict) == ("ASKED", code, "")
    for _ in range(8):
        again(made)
        made = settled(sandbox, drain, made)
    assert (made.state, made.verdict, made.due_at, made.tries) == ("ANSWERED", "NOT_FOUND", None, 8)
    assert claim(asking, "UKK0000009", key="once-more").state == "ASKING"  # it may be there by now


@pytest.mark.parametrize(
    ("fault", "body"),
    [
        ("queue_timeout", "echo"),
        ("queue_timeout", "result"),
        ("lose_callback", ""),
        ("result_first", ""),
        ("lose_ack", ""),
    ],
)
def test_a_result_that_is_late_lost_or_early_is_had_in_the_end(asking, sandbox, drain, fault, body):
    sandbox.post("/_sandbox/switches", {"timeout_body": body or "echo"}).raise_for_status()
    number = pay(sandbox, asking)
    how = {"how": "dropped"} if fault == "queue_timeout" else {}
    sandbox.post("/_sandbox/faults", {"fault": fault, "call": "status", "times": 1, **how}).raise_for_status()
    made = settled(sandbox, drain, claim(asking, number))
    if fault not in ("result_first", "lose_ack"):
        assert (made.state, Receipt.objects.count()) == ("ASKED", 0)
        again(made)
        made = settled(sandbox, drain, made)
    assert (made.state, Receipt.objects.get().number) == ("BOOKED", number)
    assert not CallbackWork.objects.exclude(state="DONE").exists()
    assert not Discrepancy.objects.exists()
    if body == "echo":
        notice = Callback.objects.get(kind="timeout")
        kept = json.loads(body_of(notice))
        assert (kept["SecurityCredential"], kept["TransactionID"]) == ("****", number)


def test_a_wrong_password_stops_the_asking_before_it_locks_the_operator(asking, sandbox, drain):
    from core.models import Alert

    numbers = [pay(sandbox, asking) for _ in range(2)]
    till = set_initiator(till=asking, name="testapi", password="wrong", actor=SYSTEM)
    first, second = (claim(till, number, key=f"claim-{number}") for number in numbers)
    Enquiry.objects.filter(pk=second.pk).update(due_at=None)
    assert settled(sandbox, drain, first).state == "WAITING"
    assert Enquiry.objects.get(pk=second.pk).state == "WAITING"
    assert Till.objects.get(pk=till.pk).initiator_problem == "2001"
    assert Alert.objects.get(code="INITIATOR_REFUSED", resolved_at=None).business_id == till.business_id
    till = set_initiator(till=Till.objects.get(pk=till.pk), name="testapi", password=PASSWORD, actor=SYSTEM)
    assert settled(sandbox, drain, first).state == "BOOKED"
    assert Enquiry.objects.get(pk=second.pk).state == "BOOKED"
    assert not Alert.objects.filter(code="INITIATOR_REFUSED", resolved_at=None).exists()


def ask(till: Till, amount: int, phone: str = "") -> PaymentRequest:
    return request_payment(
        till=till, phone=phone or str(next(_phones)), amount=amount, account_reference="100017", key="ask-1",
        actor=SYSTEM,
    )  # fmt: skip


def test_an_stk_amount_that_was_not_asked_for_is_booked_when_safaricom_confirms_it(asking, sandbox, drain):
    number = pay(sandbox, asking, amount=250)
    request = ask(asking, 200_00)
    items = [{"Name": "Amount", "Value": 250}, {"Name": "MpesaReceiptNumber", "Value": number}]
    result = {"ResultCode": 0, "ResultDesc": "", "CallbackMetadata": {"Item": items}}
    sandbox_free_post(asking, f"stk/{request.ref}", {"Body": {"stkCallback": result}})
    drain("mpesa.inbox")
    assert not Receipt.objects.exists()
    case = Discrepancy.objects.get(code="AMOUNT_DIFFERS")
    assert case.detail.endswith("Safaricom is asked.")
    enquiry = Enquiry.objects.get()
    assert (enquiry.why, enquiry.said_amount, enquiry.request) == ("AMOUNT_DIFFERS", 250_00, request)
    assert settled(sandbox, drain, enquiry).state == "BOOKED"
    receipt = Receipt.objects.get()
    assert (receipt.amount, receipt.first_channel) == (250_00, "STATUS")
    assert sorted(receipt.evidence.values_list("channel", "agrees")) == [("STATUS", True), ("STK", True)]
    request.refresh_from_db()
    assert (request.flagged, request.receipt) == (True, None)
    assert {each.detail for each in Discrepancy.objects.filter(receipt=receipt)} >= set()


def test_a_forged_success_changes_nothing(asking, sandbox, drain):
    """Its receipt was never paid: Safaricom does not know it."""
    request = ask(asking, 200_00)
    items = [{"Name": "Amount", "Value": 1}, {"Name": "MpesaReceiptNumber", "Value": "UKK0000077"}]
    result = {"ResultCode": 0, "ResultDesc": "", "CallbackMetadata": {"Item": items}}
    for ref in (request.ref, "f" * 32):
        sandbox_free_post(asking, f"stk/{ref}", {"Body": {"stkCallback": result}})
    drain("mpesa.inbox")
    assert settled(sandbox, drain, Enquiry.objects.get()).state == "ASKED"
    assert (Receipt.objects.count(), balance_by_code(asking.business_id, account_code(asking))) == (0, 0)


def test_a_failure_that_names_a_receipt_is_paid_when_safaricom_says_so(asking, sandbox, drain):
    number = pay(sandbox, asking, amount=200)
    request = ask(asking, 200_00)
    items = [{"Name": "Amount", "Value": 200}, {"Name": "MpesaReceiptNumber", "Value": number}]
    result = {"ResultCode": 1032, "ResultDesc": "", "CallbackMetadata": {"Item": items}}
    sandbox_free_post(asking, f"stk/{request.ref}", {"Body": {"stkCallback": result}})
    drain("mpesa.inbox")
    assert settled(sandbox, drain, Enquiry.objects.get()).state == "BOOKED"
    assert Receipt.objects.get().amount == 200_00


def test_a_result_that_nobody_asked_for_is_kept_and_changes_nothing(asking, drain):
    body = {"Result": {"ResultCode": 0, "ConversationID": "AG_x", "ResultParameters": {"ResultParameter": [
        {"Key": "TransactionStatus", "Value": "Completed"}, {"Key": "Amount", "Value": 9000},
        {"Key": "ReceiptNo", "Value": "UKK0000088"},
    ]}}}  # fmt: skip
    sandbox_free_post(asking, f"result/status/{'a' * 32}", body)
    drain("mpesa.inbox")
    assert not Receipt.objects.exists()
    assert Discrepancy.objects.get().code == "RESULT_UNEXPECTED"
    kept = Callback.objects.get(kind="result")
    assert json.loads(unseal_bytes(kept.data_key, kept.body_sealed, purpose="callback.body")) == body
