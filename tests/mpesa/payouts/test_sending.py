"""Payouts through the local Safaricom: each is ordered once, and whatever it does, the books say the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from core import days
from core.models import Alert, WakeUp
from mpesa.models import (
    Callback,
    CallbackWork,
    Discrepancy,
    Enquiry,
    Payout,
    PayoutAttempt,
    PayoutFact,
    PayoutLine,
)
from tests.mpesa.payouts.conftest import Paying
from tests.mpesa.payouts.offices import PAYEE


def go(paying: Paying, drain, *queues: str) -> None:
    """Sent, answered and worked through."""
    drain("payouts.send", *queues)
    paying.sandbox.drain()
    drain("mpesa.inbox")


def look(paying: Paying, drain) -> None:
    """A minute has passed: what nobody answered is asked about."""
    PayoutAttempt.objects.filter(look_at__isnull=False).update(look_at=days.now())
    drain("payouts.look", "mpesa.ask")
    paying.sandbox.drain()
    drain("mpesa.inbox")


def test_an_order_is_paid_and_booked_with_what_safaricom_says(paying: Paying, drain):
    payout = paying.reserved(402_50)
    assert (payout.amount, payout.residue) == (402_00, 50)
    go(paying, drain)
    attempt = PayoutAttempt.objects.get()
    payout.refresh_from_db()
    assert (payout.state, attempt.state, attempt.decided_by, payout.flagged) == (
        "PAID",
        "PAID",
        "RESULT",
        False,
    )
    (order,) = paying.orders()
    assert (order["originator_id"], order["receipt"]) == (attempt.originator_id, attempt.receipt)
    assert attempt.conversation_id == order["conversation_id"] and attempt.sent_at is not None
    assert paying.receivers() == {PAYEE: 402_00}
    assert (paying.mpesa(), paying.balance("5500"), paying.balance("2400")) == (-402_00, 402_00, 0)
    fact = PayoutFact.objects.get(source="RESULT")
    assert (fact.receipt, fact.amount, fact.callback) == (attempt.receipt, 402_00, Callback.objects.get())
    line = PayoutLine.objects.get()
    assert line.proved_at is not None and line.funds == 999_598_00
    drain("payouts.send", "mpesa.inbox", twice=True)
    assert len(paying.orders()) == 1


@pytest.mark.parametrize("shape", ["documented", "lists", "objects"])
@pytest.mark.parametrize("types", ["strings", "numbers"])
def test_in_whatever_shape_the_result_comes(paying: Paying, drain, shape: str, types: str):
    paying.switch(result_shape=shape, result_types=types)
    paying.reserved()
    go(paying, drain)
    assert (Payout.objects.get().state, paying.mpesa()) == ("PAID", -500_00)


@pytest.mark.parametrize(
    ("fault", "more"),
    [
        ("lose_ack", {"how": "close"}),
        ("lose_ack", {"how": "html"}),
        ("lose_ack", {"how": "error"}),
        ("result_first", {}),
        ("repeat_callback", {}),
        ("drip", {"seconds": "0"}),
    ],
)
def test_paid_once_although_the_acknowledgement_is_lost_late_or_doubled(paying, drain, fault, more):
    payout = paying.reserved()
    paying.fault(fault, **more)
    go(paying, drain)
    assert Payout.objects.get(pk=payout.pk).state == "PAID"
    assert (len(paying.orders()), paying.receivers()) == (1, {PAYEE: 500_00})
    assert not CallbackWork.objects.exclude(state="DONE").exists() and not Discrepancy.objects.exists()


@pytest.mark.parametrize("fault", ["error_500", "html_503", "empty_body", "error_200", "reset"])
def test_an_order_that_never_arrived_is_unknown_until_people_or_the_statement_decide(paying, drain, fault):
    payout = paying.reserved()
    paying.fault(fault)
    go(paying, drain)
    attempt = PayoutAttempt.objects.get()
    assert (attempt.state, paying.balance("2400")) == ("UNKNOWN", 500_00)
    look(paying, drain)
    drain("payouts.send", "payouts.look")
    attempt.refresh_from_db()
    enquiry = Enquiry.objects.get(kind="PAYOUT")
    assert (attempt.state, enquiry.state, enquiry.result_code) == ("UNKNOWN", "ASKED", "2033")
    assert (Payout.objects.get(pk=payout.pk).state, paying.orders()) == ("IN_FLIGHT", [])


def test_a_lost_result_is_had_by_asking(paying: Paying, drain):
    payout = paying.reserved(2_000_00)
    paying.fault("lose_callback", "b2c")
    go(paying, drain)
    assert PayoutAttempt.objects.get().state == "SENT"
    look(paying, drain)
    attempt, enquiry = PayoutAttempt.objects.get(), Enquiry.objects.get(kind="PAYOUT")
    assert (attempt.state, attempt.decided_by, attempt.charge) == ("PAID", "QUERY", 9_00)
    assert (enquiry.state, enquiry.verdict) == ("ANSWERED", "COMPLETED")
    assert (Payout.objects.get(pk=payout.pk).state, paying.receivers()) == ("PAID", {PAYEE: 2_000_00})
    assert (paying.balance("5100"), paying.mpesa()) == (9_00, -2_000_00)


@pytest.mark.parametrize("body", ["echo", "result"])
def test_a_queue_timeout_decides_nothing_and_the_payment_may_follow(paying: Paying, drain, body: str):
    paying.switch(timeout_body=body)
    paying.reserved()
    paying.fault("queue_timeout", how="then_result", seconds="0.5")
    go(paying, drain)
    attempt = PayoutAttempt.objects.get()
    assert attempt.state in ("UNKNOWN", "PAID")
    look(paying, drain)
    paying.sandbox.drain()
    drain("mpesa.inbox")
    attempt.refresh_from_db()
    assert (attempt.state, paying.receivers()) == ("PAID", {PAYEE: 500_00})
    facts = set(PayoutFact.objects.values_list("source", "verdict"))
    assert ("TIMEOUT", "UNKNOWN") in facts


def test_an_order_that_died_in_the_queue_has_failed_once_it_is_old_enough(paying, drain, clock):
    clock.at = datetime.now(UTC)
    payout = paying.reserved()
    paying.fault("queue_timeout", how="dropped")
    go(paying, drain)
    clock.pass_seconds(70)
    drain("payouts.look")
    for minutes, state in ((0, "UNKNOWN"), (4, "FAILED")):
        clock.pass_seconds(60 * minutes)
        drain("mpesa.ask")
        paying.sandbox.drain()
        drain("mpesa.inbox")
        assert PayoutAttempt.objects.get().state == state  # Safaricom says Expired each time
    row = Payout.objects.get(pk=payout.pk)
    assert (row.state, row.code, paying.balance("2400")) == ("FAILED", "EXPIRED", 0)


def test_a_refusal_of_the_payee_gives_the_money_back(paying: Paying, drain):
    paying.sandbox.post(
        "/_sandbox/customers", {"msisdn": "254700000399", "registered": False}
    ).raise_for_status()
    payout = paying.reserved(phone="254700000399")
    go(paying, drain)
    row = Payout.objects.get(pk=payout.pk)
    assert (row.state, row.code, paying.balance("5500"), paying.receivers()) == ("FAILED", "2040", 0, {})


def test_what_has_definitely_failed_is_really_paid_when_it_is_tried_again(paying: Paying, drain, capsys):
    phones = {"254700000398": False, "254700000399": True}
    for phone in phones:
        paying.sandbox.post("/_sandbox/customers", {"msisdn": phone, "registered": False}).raise_for_status()
    failed = [paying.reserved(phone=phone) for phone in phones]
    go(paying, drain)
    go(paying, drain)
    paying.fault("reset")
    unknown = paying.reserved(phone="254700000397")
    go(paying, drain)
    for phone, registered in phones.items():
        paying.sandbox.post("/_sandbox/customers", {"msisdn": phone, "registered": registered})
    call_command("retry_payouts", "--hours", "1")
    assert capsys.readouterr().out == "maji: 2 payouts tried again.\n"
    go(paying, drain)
    go(paying, drain)
    states = [Payout.objects.get(pk=each.pk).state for each in (*failed, unknown)]
    assert states == ["FAILED", "PAID", "IN_FLIGHT"]
    assert paying.receivers() == {"254700000399": 500_00}
    numbers = PayoutAttempt.objects.order_by("payout", "number").values_list("number", "state")
    assert list(numbers) == [(1, "FAILED"), (2, "FAILED"), (1, "FAILED"), (2, "PAID"), (1, "UNKNOWN")]
    with pytest.raises(CommandError, match="no-such"):
        call_command("retry_payouts", "--business", "no-such")


def test_a_wrong_operator_stops_the_line_at_the_first_payout_and_a_new_one_goes_on(paying: Paying, drain):
    from mpesa.asking.initiators import set_initiator
    from users.actors import SYSTEM

    paying.till = set_initiator(till=paying.till, name="testapi", password="wrong", actor=SYSTEM)
    payouts = [paying.reserved() for _ in range(4)]
    go(paying, drain)
    drain("payouts.send")
    assert (len(paying.orders()), PayoutAttempt.objects.count()) == (1, 1)
    assert set(Payout.objects.values_list("state", flat=True)) == {"RESERVED"}
    assert Alert.objects.get(code="PAYOUT_LINE_STOPPED").subject == f"till:{paying.till.pk}"
    paying.till = set_initiator(till=paying.till, name="testapi", password="Safaricom999!*!", actor=SYSTEM)
    go(paying, drain)  # one goes first
    assert sorted(Payout.objects.values_list("state", flat=True)) == ["PAID", *["RESERVED"] * 3]
    assert WakeUp.objects.filter(queue="payouts.send").exists(), "those that waited for it go at once"
    go(paying, drain)
    assert set(Payout.objects.values_list("state", flat=True)) == {"PAID"} and len(payouts) == 4
    assert not Alert.objects.filter(code="PAYOUT_LINE_STOPPED", resolved_at=None).exists()
    assert paying.receivers() == {PAYEE: 2_000_00}


def test_calls_overlap_and_each_payout_is_ordered_once(paying: Paying, drain):
    paying.prove()
    for number in range(40):
        paying.reserved(100_00, phone=f"2547000004{number:02}")
    go(paying, drain)
    assert set(Payout.objects.values_list("state", flat=True)) == {"PAID"}
    assert paying.receivers() == {f"2547000004{number:02}": 100_00 for number in range(40)}
    assert PayoutAttempt.objects.count() == 40


def test_an_empty_float_lets_wait_and_goes_on_when_there_is_money(paying: Paying, drain):
    paying.prove()
    account = {"shortcode": paying.till.shortcode, "account": "Utility Account"}
    paying.sandbox.post("/_sandbox/withdraw", account | {"amount": "999900"}).raise_for_status()
    payout = paying.reserved(500_00)
    go(paying, drain)
    row = Payout.objects.get(pk=payout.pk)
    assert (row.state, row.code, PayoutAttempt.objects.get().result_code) == ("RESERVED", "1", "1")
    assert Alert.objects.filter(code="PAYOUT_FLOAT_SHORT", resolved_at=None).exists()
    drain("payouts.send")
    assert PayoutAttempt.objects.count() == 1
    paying.sandbox.post("/_sandbox/fund", account | {"amount": "5000"}).raise_for_status()
    drain("mpesa.ask")
    paying.sandbox.drain()
    drain("mpesa.inbox")
    go(paying, drain)
    assert (Payout.objects.get(pk=payout.pk).state, paying.receivers()) == ("PAID", {PAYEE: 500_00})
    assert not Alert.objects.filter(code="PAYOUT_FLOAT_SHORT", resolved_at=None).exists()
