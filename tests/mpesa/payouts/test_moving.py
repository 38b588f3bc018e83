"""Own float, out of a till's Working account: it pays nobody, arrives once, and is no income there."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from core import days
from core.errors import DomainError
from ledger.closing.checks import Closing, run_closing_checks
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.models import Channel, Payout, PayoutAttempt, ReceiptRoute, Till
from mpesa.payouts.expecting import payouts_on_their_way
from mpesa.payouts.moving import move_float
from mpesa.payouts.retrying import retry_payout
from tests.mpesa.payouts.conftest import Paying
from tests.mpesa.payouts.offices import Office, send, tell
from tests.mpesa.payouts.test_businesses import buying, working  # noqa: F401
from tests.mpesa.payouts.test_sending import go
from tests.tills import NewTill


def moved(office: Office, amount: int = 500_00, **more) -> Payout:
    given = {"key": f"move-{Payout.objects.count():04}", "actor": office.clerk} | more
    return office.approve(move_float(till=office.till, amount=amount, **given))


def transit(office: Office, shortcode: str = "") -> int:
    return office.balance(f"1010-{shortcode or office.till.shortcode}-transit")


def announced(till: Till, number: str, cents: int, at: datetime, payer: str) -> None:
    """A confirmation of what came to a till."""
    facts = ReceiptFacts(number, cents, at, "", payer)
    with transaction.atomic():
        record_receipt(till=till, facts=facts, channel=Channel.C2B)


def test_working_fills_the_account_that_pays_phones(buying: Paying, drain):  # noqa: F811
    payout = moved(buying, 20_000_00)
    assert (payout.state, transit(buying), buying.balance("2400")) == ("RESERVED", 20_000_00, 20_000_00)
    go(buying, drain)
    payout.refresh_from_db()
    assert (payout.state, payout.kind) == ("PAID", "FLOAT")
    assert (transit(buying), buying.balance("2400")) == (0, 0)
    assert (buying.balance(working(buying)), buying.mpesa()) == (80_000_00, 20_000_00)
    drain("payouts.send", "mpesa.inbox", twice=True)
    assert len(buying.orders("b2b")) == 1 and buying.mpesa() == 20_000_00


def test_another_till_of_ours_is_topped_up_and_its_receipt_is_no_income(
    buying: Paying,  # noqa: F811
    drain,
    new_till: NewTill,
):
    other = new_till(buying.house.business)
    payout = moved(buying, 5_000_00, to=other)
    go(buying, drain)
    payout.refresh_from_db()
    attempt = PayoutAttempt.objects.get()
    assert (payout.state, payout.kind, transit(buying, other.shortcode)) == ("PAID", "BULK", 5_000_00)
    announced(other, attempt.receipt, 5_000_00, attempt.paid_at, buying.till.shortcode)
    drain("mpesa.route")
    route = ReceiptRoute.objects.get()
    assert (route.state, route.owner) == ("ROUTED", f"top-up of {other.shortcode}")
    assert (transit(buying, other.shortcode), buying.balance("2900"), buying.balance("2890")) == (0, 0, 0)
    assert buying.balance(f"1010-{other.shortcode}-utility") == 5_000_00


def test_what_is_announced_before_its_result_is_placed_when_the_order_is_paid_under_it(
    house, new_till: NewTill, settings, drain
):
    settings.BASE_URL = "http://127.0.0.1:9"
    office = Office(house)
    other = new_till(house.business)
    attempt = send(moved(office, 5_000_00, to=other))
    for number, payer in (("UKB0000001", "254700000309"), ("UKB0000002", office.till.shortcode)):
        announced(other, number, 5_000_00, attempt.created_at, payer)
    drain("mpesa.route", "payouts.look")
    assert set(ReceiptRoute.objects.values_list("state", flat=True)) == {"SUSPENSE"}
    with pytest.raises(DatabaseError, match="ROUTED_OUT_OF_SUSPENSE"), transaction.atomic():
        ReceiptRoute.objects.update(state="ROUTED")
    tell(attempt, "PAID", receipt="UKB0000002")
    drain("payouts.look", twice=True)
    states = dict(ReceiptRoute.objects.values_list("receipt__number", "state"))
    assert states == {"UKB0000001": "SUSPENSE", "UKB0000002": "ROUTED"}
    assert (transit(office, other.shortcode), office.balance("2400"), office.balance("2900")) == (
        0,
        0,
        5_000_00,
    )
    facts = ReversalFacts("UKB0000002", 5_000_00, days.now(), "UKB0000009")
    with transaction.atomic():
        record_reversals([ReversalReport(other, facts, Channel.STATUS)])
    assert (ReceiptRoute.objects.get(receipt__number="UKB0000002").state, office.balance("2900")) == (
        "REVERSED",
        5_000_00,
    )
    assert transit(office, other.shortcode) == 5_000_00


@pytest.mark.parametrize("outcome", ["UNKNOWN", "FAILED", "PAID"])
def test_an_order_swallows_no_receipt_of_its_amount_that_is_not_its_own(
    house, new_till: NewTill, settings, drain, outcome: str
):
    settings.BASE_URL = "http://127.0.0.1:9"
    office = Office(house)
    other = new_till(house.business)
    attempt = send(moved(office, 5_000_00, to=other))
    tell(attempt, "UNKNOWN", code="DARAJA_TIMEOUT")
    for number, payer in (("UKB0000001", "700123"), ("UKB0000002", ""), ("UKB0000003", "")):
        announced(other, number, 5_000_00, attempt.created_at + timedelta(hours=1), payer)
        drain("mpesa.route")
    if outcome != "UNKNOWN":
        tell(attempt, outcome, code="2040", receipt="UKB0000004" if outcome == "PAID" else "")
    drain("mpesa.route", "payouts.look")
    assert set(ReceiptRoute.objects.values_list("state", flat=True)) == {"SUSPENSE"}
    today = days.today()
    checks = run_closing_checks(Closing(office.house.business, today, today))
    assert [each.problem for each in checks if each.name == "float_arrived"] == [
        f"Own money did not arrive: KES 5,000.00 on 1010-{other.shortcode}-transit."
        " Look for its receipt, or say in a comment what it is."
        if outcome == "PAID"
        else ""
    ]
    left = 0 if outcome == "FAILED" else 5_000_00
    assert (transit(office, other.shortcode), office.balance("2900")) == (left, 15_000_00)


def test_a_move_that_nobody_knows_is_not_made_again_and_one_that_failed_gives_its_money_back(office: Office):
    attempt = send(moved(office))
    tell(attempt, "SENT")
    assert payouts_on_their_way(office.till, days.today(), days.today()) == {}
    tell(attempt, "UNKNOWN", code="DARAJA_TIMEOUT")
    with pytest.raises(DomainError, match=r"."):
        retry_payout(payout=attempt.payout, actor=office.clerk)
    assert (transit(office), office.balance("2400")) == (500_00, 500_00)
    tell(attempt, "FAILED", code="2040")
    assert (Payout.objects.get().state, transit(office), office.balance("2400")) == ("FAILED", 0, 0)
    tell(attempt, "PAID")  # after all
    assert (Payout.objects.get().state, transit(office)) == ("PAID", 0)
    assert (office.mpesa(), office.balance(working(office))) == (500_00, -500_00)
    office.check()


@pytest.mark.parametrize(
    ("wrong", "code"), [({"amount": 100_50}, "NOT_WHOLE"), ({"amount": 5_00}, "BELOW_MINIMUM")]
)
def test_what_is_refused(office: Office, wrong, code):
    with pytest.raises(DomainError) as refused:
        move_float(till=office.till, key="move-0001", actor=office.clerk, **wrong)
    assert refused.value.code == code and not Payout.objects.exists()
