"""A player's own page, on a phone: what is in the wallet, taking some of it out, how that stands."""

from __future__ import annotations

import pytest

from mpesa.models import Payout
from mpesa.payouts.rules import set_payout_limits
from tests.console.browser import Browser
from tests.console.test_exceptions_in_the_browser import picture
from tests.graphql_api.conftest import House
from tests.mpesa.payouts.offices import Office, send, tell
from users.models import Role
from users.people import create_player

pytestmark = pytest.mark.slow


def test_a_player_withdraws_to_the_own_phone(hook_server: str, browser: Browser, house: House, settings):
    settings.BASE_URL = "http://127.0.0.1:9"
    player = create_player(phone="254712345679", pin="274913", business=house.business)
    house.people[Role.PLAYER] = player
    office = Office(house)
    office.wallet(1_000_00)
    set_payout_limits(business=house.business, limits={"withdrawal_limit": 500_00}, actor=office.owner)
    browser.resize(390, 844)
    browser.go(f"{hook_server}/play")
    browser.fill("Sign in to Hesabu", identifier="0712345679", secret="274913")
    browser.press("Sign in")
    browser.sees("1,000.00", within="main .card")
    browser.fill("Withdraw to my phone", amount="5")
    browser.press("Withdraw", within="main form")
    browser.press("Withdraw", within="dialog")
    browser.sees("so little stays in the wallet", within="main")
    browser.fill("Withdraw to my phone", amount="400.50")
    browser.press("Withdraw", within="main form")
    browser.press("Withdraw", within="dialog")
    browser.sees("Will be sent", within="main table")
    browser.sees("600.00", within="main .card")
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    picture(browser, "wallet")
    payout = Payout.objects.get()
    assert (payout.amount, payout.residue, payout.requested_by) == (400_00, 50, player)
    tell(send(payout), "PAID")
    browser.sees("Paid", within="main table")  # by itself
