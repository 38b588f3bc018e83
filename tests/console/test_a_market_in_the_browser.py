"""The whole of a market on real processes and screens: two operators at desks, three players on phones of
360 px, from the first word of its draft to M-Pesa on the phones and a certificate that each can check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from core import days
from core.money import to_shillings
from graphql_api.ids import write_id
from ledger.integrity.verifying import verify_ledger
from markets.models import Market, Pool, Stake
from tests.chaos.patience import eventually
from tests.chaos.paying import PayingSystem
from tests.chaos.points import CORE, PAYOUTS, SANDBOX, WEB
from tests.chaos.system import START_SECONDS
from tests.console.browser import Browser
from tests.console.test_markets_in_the_browser import answer, check_certificate, desks, eat, set_field
from tests.console.test_play_in_the_browser import fits, picture, sign_up, stake, tab
from tests.console.test_settings_in_the_browser import enter
from tests.graphql_api.conftest import House
from tests.markets.bookmakers import RULES
from users.models import Business, Role

pytestmark = pytest.mark.slow
__all__ = ["desks"]

BROUGHT = 5_000_00
PHONES = ("254711000001", "254711000002", "254711000003")
#: Cents: 600.50 in the pool, of which 30.02 is the fee; 300.48 of what was lost go to the two who are right.
STAKES = (("Yes", 180_00), ("No", 330_50), ("Yes", 90_00))
#: What each phone is sent: 180.00 + 200.32 and 90.00 + 100.16, in whole shillings.
SENT = {PHONES[0]: 380_00, PHONES[2]: 190_00}


class Played(PayingSystem):
    """A house that takes players, with an empty till and empty books, and three phones with money."""

    def __init__(self, system: Any, house: House) -> None:
        eventually(system.web_answers, "web answers", within=START_SECONDS)
        super().__init__(system, house, shillings=0)
        Business.objects.filter(pk=house.business.pk).update(takes_players=True)
        people = [
            {"msisdn": phone, "name": "Mchezaji", "balance": to_shillings(BROUGHT), "answer": "approve"}
            for phone in PHONES
        ]
        self.control("customers", people)

    def fund(self, cents: int, account: str = "") -> None:
        """The players bring it."""

    def code_of(self, number: str) -> str:
        """What the SMS said that was sent to a phone."""

        def told() -> str:
            lines = [line for _, line in self.system.keeper.lines]
            after = [text for head, text in pairwise(lines) if head == f"--- SMS to {number}"]
            return after[-1].split()[0] if after else ""

        return eventually(told, "the code is sent")


def test_from_the_draft_to_the_phones(
    start_system: Callable[..., Any],
    desks: Callable[[str], Browser],
    tmp_path: Path,
    house: House,
) -> None:
    played = Played(start_system(WEB, CORE, PAYOUTS, SANDBOX), house)
    url = played.system.addresses.web_url
    first, second = desks("first"), desks("second")
    enter(first, url, house.people[Role.MARKET_OPERATOR], "/markets")
    enter(second, url, house.people[Role.APPROVER], "/approvals")
    market = write(first)
    answer(second, "Open a market", "Yes", "5.00 %")
    first.sees("It takes stakes until", within=".market-next")

    phones = [desks(f"phone-{number}") for number in range(3)]
    for phone, number in zip(phones, PHONES, strict=True):
        phone.resize(360, 740)
        phone.go(f"{url}/play?business={write_id('Business', house.business.pk)}")
        sign_up(phone, f"0{number[3:]}", partial(played.code_of, number))
    for phone, shillings in zip(phones, ("500", "400", "50"), strict=True):
        deposit(phone, shillings)
    for number, (phone, (outcome, cents)) in enumerate(zip(phones, STAKES, strict=True)):
        stake(phone, market.title, outcome, to_shillings(cents), missing=number == 2)
    phones[2].wait_for(
        "document.querySelector('#deposits li').innerText.includes('In the wallet')", seconds=60
    )
    assert sorted(Stake.objects.values_list("cents", flat=True)) == sorted(cents for _, cents in STAKES)
    first.sees("600.50", within="main .amount", seconds=20)

    close_and_say(first, "No")
    object_to_it(phones[0], market)
    first.sees("The station says it rained.", within=".disputes", seconds=20)
    amend(first, "Yes")
    Market.objects.filter(pk=market.pk).update(disputes_until=days.now())
    first.run("location.reload()")
    first.press("Settle", within=".market-next")
    first.press("Settle", within="dialog form")
    first.sees("Waits for approval", within="[aria-label=Settlement]")
    answer(second, "Pay a market out", "Yes 100.00 %", "570.48")
    first.sees("It has paid out.", within=".market-next", seconds=60)

    on_the_phones(phones, market)
    eventually(lambda: played.receivers() == SENT, "M-Pesa is on the winners' phones", within=120)
    for phone in (phones[0], phones[2]):
        tab(phone, "Wallet")
        phone.sees("Paid", within="#withdrawals", seconds=60)
        fits(phone)
    digest = bytes(market.runs.get().digest).hex()
    assert digest in first.text("[aria-label=Settlement]")
    check_certificate(first, tmp_path, digest)
    assert played.balance(Pool.objects.select_related("account").get().account.code) == 0
    assert verify_ledger() == []


def write(desk: Browser) -> Market:
    """A draft without a gap, handed to a second person."""
    desk.press("New market", within="main")
    given = {"outcomes.0": "Yes", "outcomes.1": "No", **RULES}
    desk.fill("New market", title="Will it rain on Saturday?", category="Weather", **given)
    desk.fill("New market", fee="5", leastStake="20")
    now = days.now()
    for name, hours in (("closesAt", 2), ("resolveBy", 24), ("voidAfter", 72)):
        set_field(desk, name, eat(now + timedelta(hours=hours)))
    set_field(desk, "payoutMode", "MPESA")
    desk.press("Keep the draft", within="main form")
    desk.sees("Nothing is missing", within=".draft-side")
    desk.press("Hand to a second person", within=".draft-side")
    desk.press("Hand to a second person", within="dialog form")
    desk.sees("In review", within=".page-head")
    return Market.objects.get()


def deposit(phone: Browser, shillings: str) -> None:
    """By a prompt on the phone, which is answered there."""
    tab(phone, "Wallet")
    phone.click("#deposit summary")
    phone.fill("Deposit by M-Pesa", amount=shillings)
    phone.press("Ask my phone", within="main form")
    phone.sees("In the wallet", within="#deposits", seconds=60)
    phone.sees(f"{shillings}.00", within=".play-purse")
    fits(phone)


def close_and_say(desk: Browser, outcome: str) -> None:
    desk.press("Close now", within=".market-next")
    desk.press("Close now", within="dialog")
    desk.press("Propose the result", within=".market-next")
    choose(desk, outcome)
    desk.fill("Propose the result", evidence="https://meteo.test/saturday")
    desk.press("Propose the result", within="dialog form")
    desk.sees("It may be disputed until", within=".market-next")


def amend(desk: Browser, outcome: str) -> None:
    desk.press("Propose another result", within=".disputes")
    choose(desk, outcome)
    desk.fill("Propose another result", evidence="The station's own gauge.")
    desk.press("Propose another result", within="dialog form")
    desk.sees("Amended", within=".disputes")


def choose(desk: Browser, outcome: str) -> None:
    (found,) = Market.objects.get().outcomes.filter(name=outcome)
    set_field(desk, "won", write_id("Outcome", found.pk))


def object_to_it(phone: Browser, market: Market) -> None:
    """From the stake to the market, which is no longer among those that are open."""
    tab(phone, "My stakes")
    phone.press("Yes", within="main table")
    phone.press(market.title, within="main")
    phone.wait_for("document.querySelector('main details [name=reason]')")
    phone.click("main details:has([name=reason]) summary")
    phone.fill("Dispute this result", reason="The station says it rained.")
    phone.press("Dispute this result", within="main form")
    phone.sees("Your dispute", within="main")
    fits(phone)


def on_the_phones(phones: list[Browser], market: Market) -> None:
    """Each reads what became of the stake, and has it checked on the phone itself."""
    for phone, (outcome, _), told in zip(phones, STAKES, ("380.32", "Lost", "190.16"), strict=True):
        tab(phone, "My stakes")
        phone.sees(told, within="main table", seconds=20)
        phone.press(outcome, within="main table")
        phone.press("Check my stake", within="#check")
        phone.sees("It holds", within="#check")
        fits(phone)
        picture(phone, f"whole-{outcome}")
        phone.resize(360, 740)
