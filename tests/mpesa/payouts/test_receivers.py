"""Who is paid: an account at a PayBill is a receiver of its own, seen by who approves, masked where it may
be a phone."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from core import days
from mpesa.models import Payout
from mpesa.payouts.checks import Checks
from mpesa.payouts.deciding import decide_unknown_payout, release_payout
from mpesa.payouts.receivers import account_number_masked
from mpesa.payouts.rules import set_payout_limits
from mpesa.payouts.schedules.planning import create_schedule
from tests.mpesa.payouts.offices import Office, hold, send, tell
from users.models import Approval, Role

BANK = "247247"
PHONE, MASKED = "0712 999888", "25471****888"


def facts(approval: Approval) -> dict[str, Any]:
    return json.loads(approval.content)["facts"]


def planned(office: Office, payout: Payout) -> dict[str, Any]:
    options: Any = {"name": "Rent", "frequency": "MONTHLY", "times": 2, "key": "plan-0001"}
    create_schedule(payout=payout, first_on=days.today(), actor=office.clerk, **options)
    (row,) = facts(Approval.objects.get(kind="payout.schedule"))["largest"]
    return row


def decided(office: Office, payout: Payout) -> dict[str, Any]:
    tell(send(payout), "UNKNOWN", code="X")
    return facts(
        decide_unknown_payout(
            payout=payout, receipt_number="UKB1234567", key="dec-00001", comment="seen", actor=office.clerk
        )
    )


def released(office: Office, payout: Payout) -> dict[str, Any]:
    hold(payout)
    return facts(release_payout(payout=payout, key="rel-00001", comment="known", actor=office.clerk))


@pytest.mark.parametrize(("typed", "shown"), [("mine 999", "mine 999"), (PHONE, MASKED)])
@pytest.mark.parametrize("asked", [planned, decided, released])
def test_who_approves_sees_which_account_is_paid_and_from_what(office: Office, asked, typed, shown):
    payout = office.ask_business(shortcode=BANK, account_number=typed)
    pays = facts(Approval.objects.get(subject=f"payout:{payout.pk}"))
    seen = asked(office, office.approve(payout))
    for each in (pays, seen):
        assert (each["receiver"], each["account_number"]) == ("PAYBILL", shown)
        assert each["from"].startswith("5500 ")
    assert BANK in (seen.get("to"), seen.get("payee"))


def test_only_who_may_see_phones_reads_an_account_number_that_may_be_one(office: Office):
    for typed in (PHONE, "4102 77"):
        office.ask_business(shortcode=BANK, account_number=typed)
    query = "{ payouts(allMine: true) { nodes { accountNumber } } }"
    for role, expected in ((Role.OWNER, PHONE), (Role.APPROVER, MASKED)):
        nodes = office.house.browser(role).data(query)["payouts"]["nodes"]
        assert [each["accountNumber"] for each in nodes] == ["4102 77", expected]


def test_another_account_at_a_known_paybill_cools_off(office: Office):
    set_payout_limits(business=office.house.business, limits={"cooling_off_hours": 24}, actor=office.owner)
    tell(send(office.approve(office.ask_business(shortcode=BANK, account_number="1111"))), "PAID")
    known, other = (office.ask_business(shortcode=BANK, account_number=each) for each in ("1111", "mine 999"))
    checks = Checks(office.house.business.pk, [known, other])
    held = checks.hold(other)
    assert held and (held.code, held.until) == ("COOLING_OFF", other.created_at + timedelta(hours=24))
    assert checks.hold(known) is None


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        *((each, MASKED) for each in ("254712999888", "0712-999-888", "712999888")),
        ("0712.999.888", "****"),
        ("ACC0712999888", "ACC07****888"),
        *((each, each) for each in ("", "4102 77", "14123456789", "INV-2027.1", "0170298765432")),
    ],
)
def test_what_may_be_a_phone_is_masked_and_nothing_else(typed: str, shown: str):
    assert account_number_masked(typed) == shown
