"""axe-core on every page that the router has, light and dark, narrow and wide: nothing keeps anybody out."""

from __future__ import annotations

import re
from typing import Any

import pytest

from console.addresses import addresses, play_addresses
from graphql_api.ids import write_id
from ledger.journal.wallets import open_wallet
from tests.accessibility import find_problems
from tests.console.browser import Browser
from tests.graphql_api.conftest import PASSWORD, House
from tests.graphql_api.seeds import fill
from tests.markets.bookmakers import Bookmaker, outcome
from users.models import Role
from users.people import create_player

pytestmark = pytest.mark.slow

#: What a part of an address stands for, where the type is not called like it.
TYPES = {
    "entry": "JournalEntry",
    "exception": "ReconciliationException",
    "request": "PaymentRequest",
    "run": "ReconciliationRun",
    "submission": "KycSubmission",
    "member": "Membership",
    "batch": "PayoutBatch",
    "schedule": "PayoutSchedule",
    "subscription": "BillingSubscription",
    "recurring": "RecurringVoucher",
    "template": "VoucherTemplate",
}
#: The same, at one address.
TYPES_AT = {"/subscriptions/runs/:run": "BillingRun"}
#: What the seeds hold nothing for: their runs were proved alone.
EMPTY = {"/reconciliation/together/:run"}
WAITS = "document.querySelector('main .loading, main [aria-busy=true]')"
LIGHTS = [(theme, width) for theme in ("light", "dark") for width in (360, 1400)]


def address_of_one(address: str, nodes: dict[str, Any]) -> str:
    """With an id of something that is there in each place that takes one."""

    def identified(part: re.Match[str]) -> str:
        name = TYPES_AT.get(address) or TYPES.get(part[1], part[1].capitalize())
        assert name in nodes, f"{address}: the seeds hold no {name}; name the type of :{part[1]} in TYPES"
        return write_id(name, nodes[name].pk)

    return re.sub(r":(\w+)", identified, address)


@pytest.fixture
def inside(browser: Browser, house: House, hook_server: str) -> Browser:
    browser.go(hook_server)
    browser.fill("Sign in to Hesabu", identifier=house.people[Role.OWNER].username, secret=PASSWORD)
    browser.press("Sign in")
    browser.wait_for("document.querySelector('.top-bar')")
    return browser


@pytest.mark.parametrize(("theme", "width"), LIGHTS)
def test_nothing_keeps_anybody_out_of_a_page(inside: Browser, house: House, theme: str, width: int) -> None:
    nodes = fill(house, shortcode="600555", times=3).nodes
    nodes["Market"] = Bookmaker(house).draft()  # a draft has both pages: the one to read and the one to write
    inside.resize(width, 900)
    inside.run(f"localStorage.setItem('hesabu.theme', '{theme}')")
    found = []
    for address in addresses():
        if address in EMPTY:
            continue
        inside.go(inside.home + address_of_one(address, nodes))
        inside.wait_for("document.querySelector('main h1')")
        # The page of the parts shows what loads for ever.
        inside.wait_for(f"location.pathname === '/console/parts' || !{WAITS}")
        found += [f"{address}: {problem}" for problem in find_problems(inside)]
        if not inside.run("document.documentElement.scrollWidth <= innerWidth"):
            found.append(f"{address}: scrolls sideways")
        if inside.run("document.querySelector('main h1').innerText").startswith("No such"):
            found.append(f"{address}: shows nothing")
    assert "\n".join(found) == ""
    assert inside.complaints == []


@pytest.mark.parametrize(("theme", "width"), LIGHTS)
def test_nor_of_a_players(hook_server: str, browser: Browser, house: House, theme: str, width: int) -> None:
    bookmaker = Bookmaker(house)
    market = bookmaker.open("Yes", "No", "Neither")
    player = create_player(phone="0712345681", pin="274913", business=house.business)
    wallet = bookmaker.fund(open_wallet(business=house.business, player=player), 500_00)
    over = bookmaker.open()
    for each, other in ((market, 300_00), (over, 50_00)):
        mine = bookmaker.stake(wallet, outcome(each, "Yes"), 100_00)
        bookmaker.stake(bookmaker.player(), outcome(each, "No"), other)
    bookmaker.settle(over, None, "Yes")  # its stake can be checked
    browser.resize(width, 900)
    browser.go(f"{hook_server}/play")
    browser.run(f"localStorage.setItem('hesabu.theme', '{theme}')")
    browser.fill("Sign in to play", phone="0712345681", pin="274913")
    browser.press("Sign in", within="form")
    browser.wait_for("document.querySelector('.play-bar')")
    ids = {":market": write_id("Market", market.pk), ":stake": write_id("Stake", mine.pk)}
    found = []
    for address in play_addresses():
        browser.go(browser.home + re.sub(r":\w+", lambda part: ids[part[0]], address))
        browser.wait_for(f"document.querySelector('main h1') && !{WAITS}")
        found += [f"{address}: {problem}" for problem in find_problems(browser)]
        if not browser.run("document.documentElement.scrollWidth <= innerWidth"):
            found.append(f"{address}: scrolls sideways")
    assert "\n".join(found) == ""


@pytest.mark.parametrize(("theme", "width"), LIGHTS)
def test_nor_of_the_door(browser: Browser, db: None, hook_server: str, theme: str, width: int) -> None:
    browser.resize(width, 900)
    browser.go(hook_server)
    browser.run(f"localStorage.setItem('hesabu.theme', '{theme}')")
    for address in ("/", "/account", "/play"):
        browser.go(browser.home + address)
        browser.wait_for("document.querySelector('form')")
        assert find_problems(browser) == [], address
        assert browser.run("document.documentElement.scrollWidth <= innerWidth"), address
