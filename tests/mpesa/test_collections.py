"""Money asked for and money that comes by itself, from the phone to the books, over real HTTP."""

from __future__ import annotations

import itertools
import threading

import pytest
import requests
from django.utils import timezone

from core.errors import Conflict, InvalidState, NotAllowed
from core.machine.alerts import raise_alert
from core.models import PublishedEvent
from ledger.integrity.soundness import LEDGER_BROKEN
from ledger.models import Entry
from ledger.reads.selectors import balance_by_code
from mpesa.collections.requests.querying import query_due
from mpesa.collections.requests.requesting import request_payment
from mpesa.models import Callback, CallbackWork, Discrepancy, Evidence, PaymentRequest, Receipt
from mpesa.tills.accounts import account_code
from tests.core.threads import run_together
from tests.mpesa.shops import STAMP
from users.actors import SYSTEM
from users.models import Membership, Role
from users.people import create_staff

PHONE = "254700000101"
_phones = itertools.count(254700000200)


def ask(
    till, *, amount=200_00, reference="100017", key="request-0001", phone="", actor=SYSTEM, **more
) -> PaymentRequest:
    """Ask a phone that no other test has a prompt open on."""
    phone = phone or str(next(_phones))
    return request_payment(
        till=till, phone=phone, amount=amount, account_reference=reference, key=key, actor=actor, **more
    )


def reloaded(request: PaymentRequest) -> PaymentRequest:
    return PaymentRequest.objects.get(pk=request.pk)


def answer(sandbox, verb: str, request: PaymentRequest) -> None:
    sandbox.post(
        f"/_sandbox/{verb}", {"checkout_request_id": reloaded(request).checkout_request_id}
    ).raise_for_status()
    sandbox.drain()


def test_an_approved_push_is_booked_once(till, sandbox, drain):
    request = ask(till)
    drain()
    assert reloaded(request).state == "PENDING"
    answer(sandbox, "approve", request)
    drain(twice=True)
    paid = reloaded(request)
    assert (paid.state, paid.receipt.amount, paid.receipt.route.state) == ("PAID", 200_00, "SUSPENSE")
    assert balance_by_code(till.business_id, account_code(till)) == 200_00
    assert balance_by_code(till.business_id, "2900") == 200_00
    assert balance_by_code(till.business_id, "2890") == 0


def test_a_cancelled_push_books_nothing(till, sandbox, drain):
    request = ask(till)
    drain()
    answer(sandbox, "cancel", request)
    drain()
    assert (reloaded(request).state, reloaded(request).result_code) == ("CANCELLED", "1032")
    assert Entry.objects.count() == 0


def test_what_is_open_already_is_not_asked_again(till, sandbox, drain):
    first = ask(till, phone=PHONE, key="first")
    outcomes = run_together([lambda: ask(till, phone=PHONE, key="again", reference=" 100017")] * 3)
    assert {(each.code, each.detail.other) for each in outcomes} == {
        ("DUPLICATE_REQUEST", ("PaymentRequest", first.pk))
    }
    drain()  # a phone shows one prompt at a time: the first one's, before the others are sent
    others = (
        ask(till, phone=PHONE, key="a", amount=300_00),
        ask(till, phone=PHONE, key="b", reference="100018"),
        ask(till, key="c"),
    )
    assert PaymentRequest.objects.count() == 4
    drain()
    answer(sandbox, "cancel", first)
    drain()
    assert reloaded(first).state == "CANCELLED"
    assert ask(till, phone=PHONE, key="again").pk not in {first.pk, *(other.pk for other in others)}


def test_of_two_who_ask_the_same_at_once_one_asks(till):
    outcomes = run_together([lambda key=key: ask(till, phone=PHONE, key=key) for key in ("a", "b", "c", "d")])
    refused = [each for each in outcomes if isinstance(each, Conflict)]
    assert len(refused) == 3 and {each.code for each in refused} == {"DUPLICATE_REQUEST"}
    assert PaymentRequest.objects.count() == 1


def test_the_same_key_asks_once(till, drain):
    assert ask(till, phone=PHONE).pk == ask(till, phone=PHONE).pk
    for other in ({"amount": 300_00}, {"description": "Water"}):
        with pytest.raises(Conflict) as refusal:
            ask(till, phone=PHONE, **other)
        assert refusal.value.code == "KEY_REUSED"
    assert PaymentRequest.objects.count() == 1


def test_only_entitled_roles_may_ask(till):
    auditor = create_staff(username="auditor", password="correct horse battery")
    Membership.objects.create(user=auditor, business=till.business, role=Role.AUDITOR)
    with pytest.raises(NotAllowed):
        ask(till, actor=auditor)
    assert PaymentRequest.objects.count() == 0


@pytest.mark.parametrize("whole_database", [False, True])
def test_while_the_books_do_not_hold_nothing_is_asked_for_and_everything_is_booked(
    till, sandbox, drain, settings, whole_database
):
    """Money that was asked for before, and money that comes by itself, is booked all the same."""
    before = ask(till)
    drain()
    raise_alert(
        code=LEDGER_BROKEN,
        severity="CRITICAL",
        detail="ENTRY_EDITED: 1",
        business_id=None if whole_database else till.business_id,
    )
    with pytest.raises(InvalidState) as refusal:
        ask(till, key="request-0002")
    assert refusal.value.code == "BOOKS_BROKEN"
    assert PaymentRequest.objects.get().pk == before.pk
    answer(sandbox, "approve", before)
    paid = {"msisdn": PHONE, "shortcode": till.shortcode, "amount": "350", "account": "x"}
    sandbox.post("/_sandbox/pay", paid).raise_for_status()
    sandbox.drain()
    drain()
    assert reloaded(before).state == "PAID"
    assert balance_by_code(till.business_id, account_code(till)) == 550_00
    settings.LEDGER_STOP_ON_BREAK = False
    assert ask(till, key="request-0002").state == "INITIATED"


def test_a_request_that_was_made_is_still_found_by_its_key_while_the_books_do_not_hold(till):
    first = ask(till, phone=PHONE)
    raise_alert(code=LEDGER_BROKEN, severity="CRITICAL", detail="x", business_id=till.business_id)
    assert ask(till, phone=PHONE).pk == first.pk


def test_a_payment_with_an_unknown_account_waits_in_suspense(till, sandbox, drain):
    paid = sandbox.post(
        "/_sandbox/pay",
        {"msisdn": PHONE, "shortcode": till.shortcode, "amount": "350", "account": "no such thing"},
    ).json()
    sandbox.drain()
    drain()
    receipt = Receipt.objects.get(number=paid["receipt"])
    assert (receipt.amount, receipt.account_reference, receipt.route.state) == (
        350_00,
        "no such thing",
        "SUSPENSE",
    )
    assert balance_by_code(till.business_id, "2900") == 350_00


def test_stk_and_c2b_of_one_receipt_book_once_with_two_pieces_of_evidence(till, sandbox, drain):
    sandbox.post("/_sandbox/switches", {"stk_confirms_c2b": True}).raise_for_status()
    request = ask(till)
    drain()
    answer(sandbox, "approve", request)
    drain()
    receipt = Receipt.objects.get()
    assert sorted(receipt.evidence.values_list("channel", flat=True)) == ["C2B", "STK"]
    assert reloaded(request).receipt == receipt
    assert balance_by_code(till.business_id, account_code(till)) == 200_00


def test_fifty_deliveries_by_eight_threads_book_once(till, hook_server, drain):
    body = (
        '{"TransactionType": "Pay Bill", "TransID": "UKK1AA00Z9", "TransTime": '
        f'"{STAMP}", "TransAmount": "75.00", "BusinessShortCode": "{till.shortcode}", "BillRefNumber": "x",'
        ' "OrgAccountBalance": "75.00", "MSISDN": "25470****101", "FirstName": "PAYER"}'
    )
    url = f"{hook_server}/hooks/{till.hook_token}/c2b/confirmation"
    answers: list[int] = []
    lock = threading.Lock()

    def deliver(count: int) -> None:
        for _ in range(count):
            status = requests.post(url, data=body, timeout=10).status_code
            with lock:
                answers.append(status)

    threads = [threading.Thread(target=deliver, args=(7 if index < 2 else 6,)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 50
    drains = [threading.Thread(target=drain) for _ in range(2)]
    for thread in drains:
        thread.start()
    for thread in drains:
        thread.join()
    assert (Callback.objects.count(), Receipt.objects.count(), Evidence.objects.count()) == (1, 1, 1)
    assert not CallbackWork.objects.exclude(state="DONE").exists()
    assert balance_by_code(till.business_id, account_code(till)) == 75_00


def test_a_lost_callback_is_confirmed_by_query_and_books_nothing(till, sandbox, drain):
    sandbox.post("/_sandbox/faults", {"fault": "lose_callback", "call": "stk", "times": 1}).raise_for_status()
    request = ask(till)
    drain()
    answer(sandbox, "approve", request)
    PaymentRequest.objects.update(next_query_at=timezone.now())
    assert query_due() == 1
    assert reloaded(request).state == "CONFIRMED"
    assert Entry.objects.count() == 0


def test_a_lost_answer_is_never_sent_again_and_the_callback_still_joins(till, sandbox, drain):
    sandbox.post("/_sandbox/faults", {"fault": "lose_ack", "call": "stkpush", "times": 1}).raise_for_status()
    request = ask(till)
    drain()
    assert reloaded(request).state == "UNKNOWN"
    prompts = [
        prompt
        for prompt in sandbox.get("/_sandbox/state").json()["prompts"]
        if prompt["shortcode"] == till.shortcode
    ]
    assert len(prompts) == 1
    sandbox.post(
        "/_sandbox/approve", {"checkout_request_id": prompts[0]["checkout_request_id"]}
    ).raise_for_status()
    sandbox.drain()
    drain()
    assert reloaded(request).state == "PAID"


def test_another_amount_than_asked_is_not_booked(till, hook_server, drain):
    request = ask(till)
    drain()
    body = {
        "Body": {
            "stkCallback": {
                "MerchantRequestID": reloaded(request).merchant_request_id,
                "CheckoutRequestID": reloaded(request).checkout_request_id,
                "ResultCode": 0,
                "ResultDesc": "ok",
                "CallbackMetadata": {
                    "Item": [
                        {"Name": "Amount", "Value": 1.00},
                        {"Name": "MpesaReceiptNumber", "Value": "UKK1AA00Y8"},
                        {"Name": "TransactionDate", "Value": int(STAMP)},
                        {"Name": "PhoneNumber", "Value": 254700000101},
                    ]
                },
            }
        }
    }
    url = f"{hook_server}/hooks/{till.hook_token}/stk/{request.ref}"
    assert requests.post(url, json=body, timeout=10).status_code == 200
    drain()
    assert Entry.objects.count() == 0
    assert Discrepancy.objects.get().code == "AMOUNT_DIFFERS"


def test_malformed_and_foreign_bodies_are_kept_and_book_nothing(till, hook_server, drain):
    base = f"{hook_server}/hooks/{till.hook_token}"
    request = ask(till)
    drain()
    for path, body in (
        ("c2b/confirmation", b"\x00\xff not json"),
        ("c2b/confirmation", b'{"TransID": "UKK1AA00A1"}'),
        (
            f"stk/{request.ref}",
            b'{"Body": {"stkCallback": {"CheckoutRequestID": "ws_CO_other", "ResultCode": 1032}}}',
        ),
        (
            f"stk/{'0' * 32}",
            b'{"Body": {"stkCallback": {"CheckoutRequestID": "ws_CO_other", "ResultCode": 0}}}',
        ),
    ):
        assert requests.post(f"{base}/{path}", data=body, timeout=10).status_code == 200
    drain()
    assert Callback.objects.count() == 4
    assert sorted(CallbackWork.objects.values_list("state", flat=True)) == [
        "DONE",
        "MALFORMED",
        "MALFORMED",
        "MALFORMED",
    ]
    assert (Entry.objects.count(), reloaded(request).state) == (0, "PENDING")


def test_hooks_refuse_strangers(till, hook_server, settings):
    good = f"{hook_server}/hooks/{till.hook_token}/c2b/confirmation"
    assert (
        requests.post(f"{hook_server}/hooks/{'f' * 32}/c2b/confirmation", data=b"{}", timeout=10).status_code
        == 404
    )
    assert requests.get(good, timeout=10).status_code == 405
    assert requests.post(good, data=b"x" * 70_000, timeout=10).status_code == 413
    settings.CALLBACK_IP_ALLOWLIST = ["196.201.214.200"]
    assert requests.post(good, data=b"{}", timeout=10).status_code == 403
    assert Callback.objects.count() == 0


def test_events_are_numbered_in_order(till, sandbox, drain):
    request = ask(till)
    drain()
    answer(sandbox, "approve", request)
    drain()
    rows = PublishedEvent.objects.order_by("number").values_list("number", "event__topic")
    assert [number for number, _ in rows] == list(range(1, len(rows) + 1))
    assert {topic for _, topic in rows} == {"payment_request.changed", "receipt.recorded", "receipt.routed"}
