"""Payments whose callback never came are found by a pull, and booked once whatever else reports them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from core import days
from ledger.reads.selectors import balance_by_code
from mpesa.collections.requests.requesting import request_payment
from mpesa.models import Discrepancy, Evidence, PaymentRequest, PullPage, PullRun, Receipt
from mpesa.pulling.recording import rows_of
from mpesa.pulling.registering import register_pull, shown_number
from mpesa.pulling.windows import begin_pulls, pull_now
from mpesa.tills.accounts import account_code
from users.actors import SYSTEM


def begin(drain, twice: bool = False) -> PullRun:
    begin_pulls()
    drain(twice=twice)
    return PullRun.objects.latest("pk")


@pytest.mark.parametrize("key", ["ResponseStatus", "Response Status"])
def test_a_till_is_registered_and_again(till, sandbox, key):
    sandbox.post("/_sandbox/switches", {"pull_status_key": key})
    for _ in range(2):
        register_pull(till=till, nominated_number="0700000001", actor=SYSTEM)
    till.refresh_from_db()
    assert till.pull_registered_at is not None and shown_number(till) == "25470****001"
    assert b"254700000001" not in bytes(till.nominated_number_sealed)
    sandbox.post("/_sandbox/switches", {"pull_status_key": "ResponseStatus"})


@pytest.mark.parametrize("zone", ["eat", "utc"])
def test_a_payment_whose_callback_was_lost_is_booked_once(pulling, sandbox, drain, pay, zone):
    sandbox.post("/_sandbox/switches", {"pull_zone": zone})
    known, lost = pay("100", fault=""), pay("350", "INV-7")
    drain()
    assert Receipt.objects.get().number == known
    run = begin(drain, twice=True)
    assert (run.state, run.found, run.added, run.offset, run.tries) == ("DONE", 2, 1, 2, 0)
    receipt = Receipt.objects.get(number=lost)
    assert (receipt.amount, receipt.first_channel, receipt.account_reference) == (350_00, "PULL", "INV-7")
    # Its neighbour, of which the callback said when it was, tells what the Z means.
    assert abs((receipt.occurred_at - days.now()).total_seconds()) < 60
    assert receipt.payer.phone_masked and receipt.route.state == "SUSPENSE"
    assert balance_by_code(pulling.business_id, account_code(pulling)) == 450_00
    said = Evidence.objects.filter(channel="PULL").order_by("receipt__amount")
    assert [(each.receipt.number, each.agrees, each.source) for each in said] == [
        (known, True, f"pull:{run.pk}"),
        (lost, True, f"pull:{run.pk}"),
    ]
    (page,) = PullPage.objects.filter(run=run)
    assert [row["transactionId"] for row in rows_of(page)] == [known, lost]
    assert lost.encode() not in bytes(page.rows_sealed)
    assert list(Discrepancy.objects.values_list("code", "detail")) == []


def test_what_was_pulled_before_is_neither_booked_nor_kept_again(pulling, drain, pay):
    pay()
    begin(drain)
    again = begin(drain)
    assert (again.state, again.found, again.added) == ("DONE", 1, 0)
    assert PullPage.objects.count() == Receipt.objects.count() == Evidence.objects.count() == 1


@pytest.mark.parametrize("fault", ["repeat_callback", "delay_callback"])
def test_callbacks_and_pulls_in_any_order_book_once(pulling, sandbox, drain, pay, fault):
    sandbox.post("/_sandbox/faults", {"fault": fault, "call": "c2b", "seconds": 0.3})
    receipt = pay(fault="")
    begin(drain)
    sandbox.drain()
    drain(twice=True)
    begin(drain)
    assert Receipt.objects.get().number == receipt
    assert balance_by_code(pulling.business_id, account_code(pulling)) == 350_00
    assert set(Evidence.objects.values_list("channel", "agrees")) == {("C2B", True), ("PULL", True)}
    assert list(Discrepancy.objects.values_list("code", "detail")) == []


def ask(till, phone: str, key: str = "request-0001", amount: int = 200_00) -> PaymentRequest:
    return request_payment(
        till=till, phone=phone, amount=amount, account_reference="100017", key=key, actor=SYSTEM
    )


def approve(sandbox, request: PaymentRequest, *faults: dict[str, object]) -> None:
    request.refresh_from_db()
    for fault in faults:
        sandbox.post("/_sandbox/faults", fault).raise_for_status()
    asked = {"checkout_request_id": request.checkout_request_id}
    sandbox.post("/_sandbox/approve", asked).raise_for_status()
    sandbox.drain()


LOST = {"fault": "lose_callback", "call": "stk"}


def test_a_request_whose_callback_was_lost_is_paid_by_the_pull(pulling, sandbox, drain, phone):
    request = ask(pulling, phone)
    drain()
    approve(sandbox, request, LOST)
    PaymentRequest.objects.filter(pk=request.pk).update(state="CONFIRMED")
    begin(drain, twice=True)
    request.refresh_from_db()
    assert (request.state, request.receipt.first_channel) == ("PAID", "PULL")
    assert balance_by_code(pulling.business_id, account_code(pulling)) == 200_00


def test_also_when_the_pull_came_before_hope_was_lost(pulling, sandbox, drain, phone):
    """While a callback may still come the receipt is booked and waits; the query joins the two."""
    request = ask(pulling, phone)
    drain()
    approve(sandbox, request, LOST)
    begin(drain)
    request.refresh_from_db()
    assert (request.state, Receipt.objects.count()) == ("PENDING", 1)
    PaymentRequest.objects.filter(pk=request.pk).update(next_query_at=days.now())
    drain("mpesa.query")
    request.refresh_from_db()
    assert (request.state, request.receipt) == ("PAID", Receipt.objects.get())


def test_of_two_requests_that_fit_none_is_taken_for_paid(pulling, sandbox, drain, phone):
    first = ask(pulling, phone)
    drain()
    approve(sandbox, first, LOST)
    PaymentRequest.objects.update(state="UNKNOWN")
    twin = PaymentRequest.objects.get()
    twin.pk, twin.ref, twin.key, twin.checkout_request_id = None, "t" * 32, "request-0002", None
    twin.save(force_insert=True)
    begin(drain)
    assert set(PaymentRequest.objects.values_list("state", flat=True)) == {"UNKNOWN"}
    assert Receipt.objects.get().amount == 200_00


def test_a_payment_on_all_channels_is_one_receipt(pulling, sandbox, drain, phone):
    request = ask(pulling, phone)
    drain()
    approve(sandbox, request, {"fault": "both_channels", "call": "stk"})
    begin(drain)
    drain()
    begin(drain)
    receipt = Receipt.objects.get()
    assert set(receipt.evidence.values_list("channel", flat=True)) == {"STK", "C2B", "PULL"}
    assert PaymentRequest.objects.get().receipt == receipt
    assert list(Discrepancy.objects.values_list("code", "detail")) == []


def test_a_window_by_hand_takes_all_that_there_is(pulling, drain, pay):
    pay()
    run = pull_now(till=pulling, actor=SYSTEM)
    assert pull_now(till=pulling, actor=SYSTEM).pk == run.pk
    drain()
    run.refresh_from_db()
    assert (run.state, run.scheduled, run.added) == ("DONE", False, 1)
    assert pull_now(till=pulling, actor=SYSTEM).pk != run.pk


def test_the_commands_do_the_same(till, sandbox, pay, capsys):
    with pytest.raises(CommandError, match="not registered"):
        call_command("pull_transactions", "--till", till.shortcode)
    call_command("register_pull", "--till", till.shortcode, "--number", "0700000001")
    lost = pay()
    since = (days.now() - timedelta(hours=1)).isoformat()
    call_command("pull_transactions", "--till", till.shortcode, "--from", since)
    assert Receipt.objects.get().number == lost
    assert "1 payment found, 1 of them new." in capsys.readouterr().out
    with pytest.raises(CommandError, match="48 hours"):
        old = (days.now() - timedelta(hours=50)).isoformat()
        call_command("pull_transactions", "--till", till.shortcode, "--from", old)


def test_many_pages_are_read_to_the_end(pulling, drain, pay):
    for _ in range(103):
        pay("1")
    run = begin(drain)
    assert (run.state, run.found, run.added) == ("DONE", 103, 103)
    assert list(PullPage.objects.order_by("pk").values_list("offset", flat=True)) == [0, 100]
    assert balance_by_code(pulling.business_id, account_code(pulling)) == 103_00
