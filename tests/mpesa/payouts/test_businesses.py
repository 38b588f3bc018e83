"""Payouts to other businesses through the local Safaricom: B2B carries no id of ours, so what nobody answers
for is never ordered again, and nobody but its result, the statement or two people says what became of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.errors import DomainError, Problems
from core.models import Alert
from mpesa.asking.initiators import set_initiator
from mpesa.models import Discrepancy, Enquiry, Payout, PayoutAttempt, PayoutFact, PayoutLine
from mpesa.payouts.deciding import decide_unknown_payout
from mpesa.payouts.retrying import retry_failed_payouts, retry_payout
from tests.mpesa.payouts.conftest import Paying
from tests.mpesa.payouts.offices import receipt
from tests.mpesa.payouts.test_sending import go, look
from users.actors import SYSTEM
from users.approvals.approving import Proof, approve
from users.models import Approval

PAYBILL, TILL = "600000", "600001"


@pytest.fixture
def buying(paying: Paying) -> Iterator[Paying]:
    """With money in Working, in M-Pesa and in the books."""
    account = {"shortcode": paying.till.shortcode, "account": "Working Account", "amount": "100000"}
    paying.sandbox.post("/_sandbox/fund", account).raise_for_status()
    paying.fund(100_000_00, working(paying))
    yield paying
    paying.switch(buygoods_receiver="any")


def working(paying: Paying) -> str:
    return f"1010-{paying.till.shortcode}-working"


def unknown(buying: Paying, drain, *, how: str = "lose_ack", **more: object) -> Payout:
    """Ordered; its acknowledgement and its result were lost."""
    payout = buying.approve(buying.ask_business())
    buying.fault("lose_callback", "b2b")
    buying.fault(how, "b2b", **more)
    go(buying, drain)
    return Payout.objects.get(pk=payout.pk)


@pytest.mark.parametrize(
    ("kind", "receiver"), [("PAYBILL", {"account_number": "4102 77"}), ("TILL", {"account_number": ""})]
)
def test_a_business_is_paid_out_of_working_and_booked(buying: Paying, drain, kind, receiver):
    number = PAYBILL if kind == "PAYBILL" else TILL
    payout = buying.approve(buying.ask_business(402_50, kind=kind, shortcode=number, **receiver))
    go(buying, drain)
    attempt = PayoutAttempt.objects.get()
    payout.refresh_from_db()
    assert (payout.state, payout.residue, attempt.state, attempt.decided_by) == ("PAID", 50, "PAID", "RESULT")
    (order,) = buying.orders("b2b")
    assert (order["receipt"], order["originator_id"]) == (attempt.receipt, attempt.originator_id)
    assert buying.receivers("b2b") == {number: 402_00}
    assert (buying.balance(working(buying)), buying.mpesa()) == (100_000_00 - 402_00, 0)
    assert (buying.balance("5500"), buying.balance("2400")) == (402_00, 0)
    line = PayoutLine.objects.get()
    assert (line.way, line.funds) == ("B2B", 99_598_00)
    drain("payouts.send", "mpesa.inbox", twice=True)
    assert len(buying.orders("b2b")) == 1 and not Discrepancy.objects.exists()


@pytest.mark.parametrize(
    ("fault", "more"),
    [("lose_ack", {"how": "close"}), ("lose_ack", {"how": "error"}), ("result_first", {}),
     ("repeat_callback", {})],
)  # fmt: skip
def test_its_result_decides_although_the_acknowledgement_is_lost_late_or_doubled(buying, drain, fault, more):
    payout = buying.approve(buying.ask_business())
    buying.fault(fault, "b2b", **more)
    go(buying, drain)
    assert Payout.objects.get(pk=payout.pk).state == "PAID"
    assert (len(buying.orders("b2b")), buying.receivers("b2b")) == (1, {PAYBILL: 500_00})
    assert buying.balance(working(buying)) == 99_500_00 and not Discrepancy.objects.exists()


def test_without_an_answer_it_is_unknown_not_asked_about_and_never_ordered_again(buying: Paying, drain):
    payout = unknown(buying, drain, how="lose_ack")
    look(buying, drain)
    drain("payouts.send", "payouts.look", twice=True)
    attempt = PayoutAttempt.objects.get()
    assert (payout.state, attempt.state, attempt.originator_id) == ("IN_FLIGHT", "UNKNOWN", "")
    assert not Enquiry.objects.filter(kind="PAYOUT").exists()
    assert (len(buying.orders("b2b")), buying.balance("2400")) == (1, 500_00)
    with pytest.raises(DomainError) as refused:
        retry_payout(payout=payout, actor=buying.clerk)
    assert refused.value.code == "PAYOUT_NOT_FAILED"
    assert retry_failed_payouts(business=payout.business, hours=24, actor=buying.clerk) == ([], [])
    drain("payouts.send")
    assert len(buying.orders("b2b")) == 1


def test_two_people_decide_by_the_portals_receipt_and_a_late_result_changes_nothing(buying: Paying, drain):
    payout = unknown(buying, drain, how="lose_ack")
    (order,) = buying.orders("b2b")
    asked = decide_unknown_payout(
        payout=payout, receipt_number=order["receipt"], key="d" * 8, comment="portal", actor=buying.clerk
    )
    asked = Approval.objects.get(pk=asked.pk)
    approve(approval=asked, checker=buying.approver, digest=asked.digest, proof=Proof())
    payout.refresh_from_db()
    assert (payout.state, PayoutAttempt.objects.get().decided_by) == ("PAID", "PEOPLE")
    assert (buying.balance(working(buying)), buying.balance("2400")) == (99_500_00, 0)


def test_an_acknowledged_order_without_a_result_is_asked_about_by_safaricoms_id(buying: Paying, drain):
    payout = buying.approve(buying.ask_business())
    buying.fault("lose_callback", "b2b")
    go(buying, drain)
    look(buying, drain)
    assert PayoutAttempt.objects.get().decided_by == "QUERY"
    assert (Payout.objects.get(pk=payout.pk).state, len(buying.orders("b2b"))) == ("PAID", 1)


def test_a_failed_result_gives_the_money_back(buying: Paying, drain):
    payout = buying.approve(buying.ask_business(kind="TILL", shortcode="600777", account_number=""))
    go(buying, drain)
    row = Payout.objects.get(pk=payout.pk)
    assert (row.state, row.code) == ("FAILED", "SFC_IC0003")
    assert (buying.balance("5500"), buying.balance("2400"), buying.receivers("b2b")) == (0, 0, {})


def test_a_till_is_called_as_the_settings_say(buying: Paying, drain, settings):
    buying.switch(buygoods_receiver="4")
    payout = buying.approve(buying.ask_business(kind="TILL", shortcode=TILL, account_number=""))
    go(buying, drain)
    assert Payout.objects.get(pk=payout.pk).code == "SFC_IC0003"
    settings.B2B_TILL_IDENTIFIER = "4"
    retry_payout(payout=payout, actor=buying.clerk)
    go(buying, drain)
    assert buying.receivers("b2b") == {TILL: 500_00}


def test_the_line_of_businesses_stops_alone_and_its_float_is_its_own(buying: Paying, drain):
    buying.fault("result_code", "b2b", how="21")
    first = buying.approve(buying.ask_business())
    phone = buying.reserved(700_000_00 // 4, phone="254700000355")
    go(buying, drain)
    assert Alert.objects.get(code="PAYOUT_LINE_STOPPED").subject == f"working_account:{buying.till.pk}"
    assert Payout.objects.get(pk=phone.pk).state == "PAID"  # phones are paid on, and by more than Working has
    assert Payout.objects.get(pk=first.pk).state == "RESERVED"
    buying.till = set_initiator(till=buying.till, name="testapi", password="Safaricom999!*!", actor=SYSTEM)
    go(buying, drain)
    assert buying.receivers("b2b") == {PAYBILL: 500_00}
    big = buying.approve(buying.ask_business(100_000_00))
    drain("payouts.send")
    assert Payout.objects.get(pk=big.pk).state == "RESERVED"
    assert Alert.objects.get(code="PAYOUT_FLOAT_SHORT").subject == f"working_account:{buying.till.pk}"


def test_another_name_than_was_expected_is_told_and_holds_the_next_one(buying: Paying, drain):
    buying.approve(buying.ask_business(name="Kenya Power"))
    go(buying, drain)
    assert Discrepancy.objects.get().code == "PAYOUT_NAME_DIFFERS" and Payout.objects.get().flagged
    second = buying.approve(buying.ask_business(name="Kenya Power"))
    go(buying, drain)
    assert Payout.objects.get(pk=second.pk).code == "NAME_DIFFERS"


@pytest.mark.parametrize(
    ("wrong", "codes"),
    [
        ({"shortcode": "12"}, ["BAD_SHORTCODE"]),
        ({"shortcode": "0712345678x"}, ["BAD_SHORTCODE"]),
        ({"account_number": ""}, ["BAD_ACCOUNT_NUMBER"]),
        ({"account_number": "12345678901234"}, ["BAD_ACCOUNT_NUMBER"]),
        ({"kind": "TILL"}, ["BAD_ACCOUNT_NUMBER"]),
        ({"shortcode": "600555"}, ["OWN_SHORTCODE"]),
        ({"account_code": "2400"}, ["SYSTEM_ACCOUNT"]),
        ({"shortcode": "", "account_number": "", "amount": 5_00}, None),
    ],
)
def test_what_is_refused_when_it_is_asked_for(office, wrong, codes):
    with pytest.raises((DomainError, Problems)) as refused:
        office.ask_business(**wrong)
    found = [each.code for each in getattr(refused.value, "each", [refused.value])]
    assert found == (codes or ["BAD_SHORTCODE", "BAD_ACCOUNT_NUMBER", "BELOW_MINIMUM"])
    assert not Payout.objects.exists()


def test_asked_for_twice_it_is_one_payout_and_a_fact_keeps_its_words(buying: Paying, drain):
    one, other = (buying.ask_business(key="same-key-1") for _ in range(2))
    assert one == other and one.payee.shortcode == PAYBILL and one.command == ""
    with pytest.raises(DomainError) as refused:
        buying.ask_business(key="same-key-1", account_number="9")
    assert refused.value.code == "KEY_REUSED"
    buying.approve(one)
    go(buying, drain)
    fact = PayoutFact.objects.get(source="RESULT")
    assert fact.amount == 500_00 and fact.receipt != receipt()
