"""Payouts as people meet them: asked for, looked at, decided, stopped."""

from __future__ import annotations

import pytest

from graphql_api.ids import write_id
from mpesa.models import Payout, PayoutRules
from tests.console.browser import Browser
from tests.console.test_exceptions_in_the_browser import key, picture
from tests.console.test_settings_in_the_browser import enter
from tests.graphql_api.conftest import House
from tests.mpesa.payouts.offices import Office, hold, send, tell
from users.models import Approval, Role

pytestmark = pytest.mark.slow

OTHER = "254700000302"


@pytest.fixture
def office(house: House, settings) -> Office:
    settings.BASE_URL = "http://127.0.0.1:9"
    return Office(house)


def address(payout: Payout) -> str:
    return f"/payouts/{write_id('Payout', payout.pk)}"


def test_a_payout_is_asked_for_and_its_way_is_seen(hook_server: str, browser: Browser, office: Office):
    paid = office.reserved(1_200_00, phone=OTHER)
    attempt = send(paid)
    tell(attempt, "SENT", source="ANSWER", said="Accept the service request successfully.")
    tell(attempt, "PAID", charge=5_00)
    failed = office.reserved(300_00)
    tell(send(failed), "FAILED", code="14", text="The receiver has no such wallet.")
    hold(office.reserved(400_00))
    enter(browser, hook_server, office.clerk, "/payouts")
    browser.sees("Not paid", within="main")
    browser.press("Paid · 1", within="main")
    browser.wait_for(
        "location.search === '?state=PAID' && document.querySelectorAll('main tbody tr').length === 1"
    )
    key(browser, "j")
    assert browser.run("document.activeElement.matches('main tbody td.main a')")
    browser.press("Paid · 1", within="main")
    browser.wait_for("document.querySelectorAll('main tbody tr').length === 3")
    picture(browser, "payouts")
    browser.go(hook_server + address(paid))
    browser.sees("Accept the service request successfully.", within="main .timeline")
    browser.sees("Not on a statement yet", within="main .timeline")
    browser.sees("it is paid.", within="main")
    picture(browser, "payout")
    browser.go(f"{hook_server}/payouts/new")
    browser.fill("New payout", phone="0712345678", amount="9.50", description="Firewood")
    picture(browser, "new-payout")
    browser.press("Ask for it", within="main")
    browser.sees("M-Pesa pays KES 10.00 or more", within="main")
    browser.fill("New payout", amount="1,500")
    browser.press("Ask for it", within="main")
    browser.sees("Waits for approval", within="main")
    browser.sees("A second person approves it", within="main .timeline")
    made = Payout.objects.latest("pk")
    assert (made.amount, made.state, made.requested_by) == (1_500_00, "PENDING_APPROVAL", office.clerk)


def test_the_board_of_unknowns_offers_the_receipt_and_nothing_else(
    hook_server: str, browser: Browser, office: Office
):
    payout = office.reserved()
    tell(send(payout), "UNKNOWN", text="Nothing came within a minute.")
    enter(browser, hook_server, office.clerk, "/payouts/unknown")
    browser.sees("Pay none of it again", within="main")
    verbs = (
        "[...document.querySelectorAll('main tbody .row-verbs button')].map(each => each.textContent).join()"
    )
    browser.wait_for(f"{verbs} === 'Enter the receipt'")
    picture(browser, "unknown-payouts")
    browser.press("Enter the receipt", within="main")
    browser.fill("Enter the receipt", receiptNumber="-", comment="Seen in the portal.")
    browser.press("Ask", within="dialog form")
    browser.sees("receipt", within="dialog .field-problem, dialog .form-problem p")
    browser.fill("Enter the receipt", receiptNumber="UKD0000001", comment="Seen in the portal.")
    picture(browser, "decide-payout")
    browser.press("Ask", within="dialog form")
    browser.sees("somebody else approves it")
    assert Approval.objects.get(kind="payout.decide").state == "PENDING"
    browser.go(hook_server + address(payout))
    browser.sees("so it is never sent again while that is not known", within="main")
    picture(browser, "unknown-payout")


def test_the_kill_switch_and_the_float(hook_server: str, browser: Browser, office: Office):
    office.spend_float(leaving=700_00)
    office.reserved(500_00)
    office.reserved(600_00, phone=OTHER)
    enter(browser, hook_server, office.clerk, "/payouts/float")
    browser.sees("To pay all that waits, this is missing:", within="main")
    browser.sees("410.00", within="main .note.warn")  # 700 - 500 - 600 - 2 x 5
    browser.press("Pause payouts", within="main")
    browser.fill("Pause payouts", reason="A strange list.")
    browser.press("Pause payouts", within="dialog form")
    browser.sees("The owner lets them go on.", within="main")
    picture(browser, "payout-float")
    rules = PayoutRules.objects.get(business=office.house.business)
    assert (rules.pause_reason, rules.paused_by) == ("A strange list.", office.clerk)
    assert office.house.people[Role.OWNER] != office.clerk
