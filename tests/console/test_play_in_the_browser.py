"""Three players on a phone: signing up, M-Pesa, staking, the result, its certificate. Others act by verbs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from graphql_api.ids import write_id
from ledger.journal.wallets import open_wallet
from ledger.models import Wallet
from markets.models import Deposit, Stake
from markets.settling.voiding import void_market
from mpesa.models import Payout
from mpesa.payouts.rules import set_payout_limits
from tests.console.browser import Browser
from tests.graphql_api.conftest import House
from tests.markets.bookmakers import RULES, Bookmaker, has
from tests.markets.depositors import Depositors
from tests.messaging.reading import last_code
from tests.mpesa.payouts.offices import Office, send, tell
from users.models import Business, User
from users.people import create_player

pytestmark = pytest.mark.slow

PIN = "274913"
STILL = "!document.querySelector('main .loading, main [aria-busy=true]')"


def picture(browser: Browser, name: str) -> None:
    """For people who want to look, in the folder that HESABU_PICTURES names."""
    if folder := os.environ.get("HESABU_PICTURES"):
        for width, height in ((1366, 900), (360, 740)):
            browser.resize(width, height)
            browser.wait_for(STILL)
            browser.picture(Path(folder) / f"play-{name}-{width}.png")


def fits(browser: Browser) -> None:
    browser.wait_for(STILL)
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")
    assert "undefined" not in browser.text("main") and "NaN" not in browser.text("main")


def tab(browser: Browser, label: str) -> None:
    browser.press(label, within=".play-bar")
    browser.wait_for(STILL)


def sign_up(browser: Browser, phone: str, code: Callable[[], str] = last_code) -> None:
    browser.fill("Sign up", phone=phone)
    browser.press("Text me a code", within="form")
    browser.sees("Please tick both")
    browser.click("form [name=terms]")
    browser.click("form [name=age]")
    fits(browser)
    picture(browser, "sign-up")
    browser.press("Text me a code", within="form")
    browser.sees("A code is on its way")
    assert browser.run("document.querySelector('form [name=code]').value") == ""
    browser.fill("Choose a PIN", code=code(), pin=PIN, again="274914")
    browser.press("Sign up", within="form")
    browser.sees("The two are not the same")
    browser.fill("Choose a PIN", again=PIN)
    browser.press("Sign up", within="form")
    browser.wait_for("document.querySelector('.play-bar')")


def sign_in(browser: Browser, phone: str) -> None:
    browser.fill("Sign in to play", phone=phone, pin=PIN)
    browser.press("Sign in", within="form")
    browser.wait_for("document.querySelector('.play-bar')")


def sign_out(browser: Browser) -> None:
    tab(browser, "Me")
    browser.press("Sign out", within="main")
    browser.wait_for("document.querySelector('.door')")


def stake(browser: Browser, market: str, outcome: str, amount: str, missing: bool = False) -> None:
    tab(browser, "Markets")
    browser.press(market, within="main")
    browser.sees("The rules", within="main")
    browser.sees("How the pool grew", within="main")
    labels = "[...document.querySelectorAll('.outcomes label')]"
    chosen = f"{labels}.find(each => each.innerText.includes('{outcome}'))"
    browser.wait_for(chosen)
    browser.run(f"{chosen}.click()")
    browser.fill("Stake", amount="0.50")
    browser.press("Stake", within="main form")
    browser.sees("A stake here is from", within="main form")
    browser.fill("Stake", amount=amount)
    browser.wait_for("document.querySelector('.would b')")
    picture(browser, f"market-{outcome}")
    browser.press("Pay" if missing else "Stake", within="main form")
    browser.press("Ask my phone" if missing else "Stake", within="dialog")
    browser.sees(f"is staked on {outcome}" if missing else "My stakes here", within="main")
    fits(browser)


def pay(depositors: Depositors) -> None:
    """The phone that rings is answered."""
    row = Deposit.objects.latest("pk")
    depositors.rung(row)
    depositors.answer(row)


def test_three_players_on_a_phone(hook_server: str, browser: Browser, house: House, settings) -> None:
    settings.BASE_URL = "http://127.0.0.1:9"
    Business.objects.filter(pk=house.business.pk).update(takes_players=True)
    bookmaker = Bookmaker(house)
    depositors = Depositors(bookmaker)
    office = Office(house, till=depositors.till)
    set_payout_limits(business=house.business, limits={"withdrawal_limit": 500_00}, actor=office.owner)
    market = bookmaker.open(
        title="Will it rain on Saturday?", category="Weather", texts=RULES | {"description": "At Wilson."}
    )
    for number, cents in ((1, 1_000_00), (2, 150_00)):
        player = create_player(phone=f"25471234568{number}", pin=PIN, business=house.business)
        bookmaker.fund(open_wallet(business=house.business, player=player), cents)
    browser.resize(360, 740)
    browser.go(f"{hook_server}/play?business={write_id('Business', house.business.pk)}")
    browser.sees("House maji", within=".place")
    sign_up(browser, "0712345680")
    fits(browser)
    new = User.objects.latest("pk")
    tab(browser, "Wallet")
    browser.click("#deposit summary")
    browser.sees(depositors.shortcode, within="#deposit")
    browser.fill("Deposit by M-Pesa", amount="500")
    browser.press("Ask my phone", within="main form")
    browser.sees("Being asked", within="#deposits")
    picture(browser, "deposit")
    pay(depositors)
    browser.sees("In the wallet", within="#deposits")
    browser.sees("500.00", within=".play-purse")
    fits(browser)
    wallet = Wallet.objects.get(player=new)
    stake(browser, "Will it rain", "Yes", "100")
    assert has(wallet) == 400_00
    browser.sees("400.00", within=".play-purse")
    sign_out(browser)
    sign_in(browser, "0712345681")
    stake(browser, "Will it rain", "Yes", "50")
    sign_out(browser)
    sign_in(browser, "0712345682")
    stake(browser, "Will it rain", "No", "200.50", missing=True)  # 150.00 are there: 51 shillings by M-Pesa
    pay(depositors)
    browser.sees("is staked on No", within="#deposits")
    browser.sees("0.50", within=".play-purse")
    assert list(Stake.objects.order_by("pk").values_list("cents", flat=True)) == [100_00, 50_00, 200_50]
    picture(browser, "staked")
    tab(browser, "Markets")
    browser.sees("Will it rain", within="main")
    fits(browser)
    picture(browser, "markets")
    sign_out(browser)
    bookmaker.settle(market, None, "Yes")
    snow = bookmaker.open(title="Will it snow?")
    void_market(market=snow, reason="The station is closed", key="void-1", actor=bookmaker.operator)
    sign_in(browser, "0712345680")
    # 350.50 in the pool, 17.52 of it the fee; 182.98 of what was lost are shared 2 : 1.
    browser.sees("621.99", within=".play-purse")
    tab(browser, "My stakes")
    browser.sees("Won", within="main table")
    fits(browser)
    picture(browser, "my-stakes")
    browser.press("Yes", within="main table")
    browser.sees("Staked", within="main .card")
    fits(browser)
    browser.sees("221.99", within="main .card")
    browser.press("Check my stake", within="#check")
    browser.sees("It holds", within="#check")
    picture(browser, "my-stake")
    browser.fill("Check it yourself", digest="0" * 64)
    browser.press("Check my stake", within="#check")
    browser.sees("It does not hold", within="#check")
    assert browser.run("document.querySelectorAll('#check [data-wrong=true]').length") == 1
    fits(browser)
    browser.press("Will it rain", within="main .card")
    browser.sees("Closed early, by hand", within="main .page-head")
    browser.sees("Won", within=".outcomes [data-won=true]")
    browser.sees("221.99", within="main .lines .sums")  # what the stake came to, in the market's page too
    browser.sees(market.runs.get().digest.hex(), within="#certificate")
    assert "get" not in browser.text(".outcomes"), "nothing is got of it now any more"
    fits(browser)
    assert browser.run("document.querySelector('#certificate a').pathname") == "/verify_certificate.py"
    picture(browser, "settled")
    tab(browser, "Markets")
    browser.go(f"{hook_server}/play?state=over")
    browser.press("Will it snow", within="main")
    browser.sees("The station is closed", within="main .rules")
    browser.sees("Void since", within="main .page-head")
    fits(browser)
    picture(browser, "void")
    tab(browser, "Wallet")
    browser.sees("Won, or given back", within="#movements")
    browser.sees("Will it rain on Saturday?", within="#movements")
    assert "market 1" not in browser.text("#movements"), "players know it by its name"
    fits(browser)
    picture(browser, "wallet")
    browser.fill("Withdraw to my phone", amount="100,50")
    browser.press("Withdraw", within="main form[aria-label^=Withdraw]")
    browser.sees("Give shillings", within="main form[aria-label^=Withdraw]")
    browser.fill("Withdraw to my phone", amount="5")
    browser.press("Withdraw", within="main form[aria-label^=Withdraw]")
    browser.press("Withdraw", within="dialog")
    browser.sees("so little stays in the wallet", within="main")
    browser.fill("Withdraw to my phone", amount="400.50")
    browser.press("Withdraw", within="main form")
    browser.press("Withdraw", within="dialog")
    browser.sees("Will be sent", within="#withdrawals")
    browser.sees("221.99", within=".play-purse")
    payout = Payout.objects.get()
    assert (payout.amount, payout.residue, payout.requested_by) == (400_00, 50, new)
    tell(send(payout), "PAID")
    browser.sees("Paid", within="#withdrawals")  # by itself
    assert browser.run("document.querySelector('form[aria-label^=Withdraw] input').value") == ""
    browser.fill("Withdraw to my phone", amount="150")  # the day's limit is passed
    browser.press("Withdraw", within="main form[aria-label^=Withdraw]")
    browser.press("Withdraw", within="dialog")
    browser.sees("150.00", within="#waiting")
    fits(browser)
    picture(browser, "waiting")
    browser.press("Take it back", within="#withdrawals")
    browser.sees("Taken back", within="#withdrawals")
    browser.wait_for("!document.querySelector('#waiting')")
    assert Payout.objects.latest("pk").state == "CANCELLED"


def test_limits_and_a_break_are_a_tap_away(hook_server: str, browser: Browser, house: House) -> None:
    player = create_player(phone="254712345681", pin=PIN, business=house.business)
    Bookmaker(house).fund(open_wallet(business=house.business, player=player), 50_00)
    browser.resize(360, 740)
    browser.go(f"{hook_server}/")
    browser.fill("Sign in to Hesabu", identifier="0712345681", secret=PIN)
    browser.press("Sign in")
    browser.wait_for("location.pathname === '/play' && document.querySelector('.play-bar')")
    tab(browser, "Limits")
    browser.fill("Set the limit", amount="200")
    browser.press("Set the limit", within="main form")
    browser.sees("200.00", within="#limits")
    fits(browser)
    picture(browser, "limits")
    browser.press("Take the break", within="main form")
    browser.press("Take the break", within="dialog")
    browser.sees("You keep yourself from staking until", within="main")
    fits(browser)
    for label in ("Me", "Wallet", "My stakes", "Markets"):
        tab(browser, label)
        fits(browser)
    tab(browser, "Wallet")
    browser.sees("You keep yourself from staking until", within="main")
    assert not browser.run("document.querySelector('#deposit')"), "nothing invites to deposit"
    fits(browser)
    picture(browser, "kept")
    tab(browser, "Me")
    picture(browser, "me")
    browser.press("Show who I am", within="main")
    browser.sees("Reach a higher tier", within="main")
    fits(browser)
    picture(browser, "kyc")
