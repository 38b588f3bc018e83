"""A market as those who run it see it: written and opened by two, staked on, closed, disputed, settled."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core import days
from core.machine.jobs import drain_queue
from graphql_api.ids import write_id
from ledger.journal.wallet_numbers import wallet_number
from ledger.models import Wallet
from markets.models import Licence, Market
from markets.resolving.disputing import dispute_resolution
from markets.rules import rules_of
from markets.settling.queues import QUEUE
from tests.console.browser import Browser
from tests.console.conftest import need_chromium
from tests.console.test_exceptions_in_the_browser import picture
from tests.console.test_settings_in_the_browser import enter
from tests.environment import ROOT
from tests.graphql_api.conftest import PASSWORD, House
from tests.markets.bookmakers import RULES, Bookmaker, again, has, outcome, play_without_till
from tests.processes import wait_until
from users.models import Approval, Role, User
from users.people import add_member, create_staff

pytestmark = pytest.mark.slow

NEXT = ".market-next"
DRY_RUN = 'section[aria-label="What each outcome would pay"]'
VERIFIER = str(ROOT / "markets" / "verify_certificate.py")


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Callable[[str], Browser]]:
    """Opens browsers, one for each name."""
    need_chromium()
    with ExitStack() as stack:
        opened: list[Browser] = []

        def open_one(name: str) -> Browser:
            (tmp_path / name).mkdir()
            opened.append(stack.enter_context(Browser(tmp_path / name)))
            return opened[-1]

        yield open_one
        for browser in opened:
            browser.run("1")  # takes in what the browser said last
        assert [complaint for browser in opened for complaint in browser.complaints] == []


@pytest.fixture
def bookmaker(house: House) -> Bookmaker:
    play_without_till(house.business)
    return Bookmaker(house)


@pytest.fixture
def second(house: House) -> User:
    """Another market operator of the house."""
    user = create_staff(username=f"second.{house.code}", password=PASSWORD, display_name="Second operator")
    add_member(business=house.business, user=user, role=Role.MARKET_OPERATOR, actor=house.people[Role.OWNER])
    return user


def set_field(browser: Browser, name: str, value: str) -> None:
    """Of fields that nobody types into letter by letter: choices and moments."""
    field = f"document.querySelector('[name={name}]')"
    browser.wait_for(field)
    browser.run(
        f"({field}.value = '{value}', {field}.dispatchEvent(new Event('input', {{ bubbles: true }})))"
    )
    browser.run(f"{field}.dispatchEvent(new Event('change', {{ bubbles: true }}))")


def eat(moment: datetime) -> str:
    return moment.astimezone(days.EAT).strftime("%Y-%m-%dT%H:%M")


def write_draft(browser: Browser) -> Market:
    """Without a word about ties, which is missed beside the text and put in."""
    browser.press("Markets", within=".navigation")
    browser.press("New market", within="main")
    texts = {name: text for name, text in RULES.items() if name != "tie"}
    outcomes = {"outcomes.0": "Simba", "outcomes.1": "Chui"}
    browser.fill("New market", title="Who crosses first?", category="Wildlife", **outcomes, **texts)
    browser.press("Another outcome", within="main")
    browser.fill("New market", **{"outcomes.2": "Kifaru"}, fee="5", leastStake="1")
    now = days.now()
    for name, hours in (("closesAt", -2), ("resolveBy", -4)):
        set_field(browser, name, eat(now + timedelta(hours=hours)))
    browser.fill("New market", fee="abc", **{"outcomes.1": "simba"})
    browser.press("Keep the draft", within="main form")
    told = {
        "outcomes.1": "Another outcome has this name.", "closesAt": "It would be closed already",
        "resolveBy": "Later than it closes.", "voidAfter": "Needed", "fee": "Give a percentage",
    }  # fmt: skip
    for name, says in told.items():
        browser.sees(says, within=f"main form [name='{name}'] ~ .field-problem")
    browser.fill("New market", fee="25", **{"outcomes.1": "Chui"})
    for name, hours in (("closesAt", 2), ("resolveBy", 24), ("voidAfter", 72)):
        set_field(browser, name, eat(now + timedelta(hours=hours)))
    browser.press("Keep the draft", within="main form")
    browser.wait_for("location.pathname.endsWith('/edit')")
    browser.sees("Say what a tie means.", within=".checked[data-found=true]")
    browser.sees("One thing is missing", within=".draft-side")
    browser.sees("More than 20 % of the pool", within=".draft-side .doubts")
    browser.fill("Draft of a market", fee="5")
    picture(browser, "market-draft")
    assert browser.run("document.querySelector('.draft-side .actions button').disabled")
    browser.fill("Draft of a market", tie="The stakes on both share.")
    browser.sees("Changed: keep the draft", within=".finding")
    browser.press("Keep the draft", within="main form")
    browser.sees("Nothing is missing", within=".draft-side")
    return Market.objects.get()


def answer(browser: Browser, kind: str, *facts: str) -> None:
    """Yes to the request that waits, after having read it."""
    browser.press("Approvals", within=".navigation")
    row = f"[...document.querySelectorAll('main tbody tr')].find(row => row.innerText.includes('{kind}'))"
    browser.wait_for(f"{row}?.querySelector('.main a')")
    browser.run(f"{row}.querySelector('.main a').click()")
    for fact in facts:
        browser.sees(fact, within="main .facts")
    browser.press("Approve and do it", within="main form")
    browser.press("Approve and do it", within="dialog")
    browser.sees("Approved and done", within="main .timeline")


def show(browser: Browser, market: Market) -> None:
    """Opens its page, read anew."""
    for address in ("/markets", f"/markets/{write_id('Market', market.pk)}"):
        browser.run(
            f"history.pushState(null, '', '{address}'); dispatchEvent(new PopStateEvent('popstate')); 1"
        )
        browser.wait_for("document.querySelector('main h1')")
    browser.sees(market.title, within="main h1")


def staked(bookmaker: Bookmaker, market: Market) -> list[Wallet]:
    wallets = [bookmaker.player(2_000_00) for _ in range(3)]
    for wallet, name, cents in zip(wallets, ("Simba", "Chui", "Kifaru"), (100_00, 60_00, 40_00), strict=True):
        bookmaker.stake(wallet, outcome(market, name), cents)
    return wallets


def check_certificate(browser: Browser, folder: Path, digest: str) -> None:
    """Takes the file, and has the verifier work everything out anew."""
    browser.sees(digest, within="[aria-label=Certificate]")
    taken = folder / "taken"
    taken.mkdir()
    browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(taken))
    browser.press("Take the certificate", within="main")
    wait_until(lambda: any(taken.glob("*.jsonl")), 30)
    (file,) = taken.glob("*.jsonl")
    checked = subprocess.run(
        [sys.executable, VERIFIER, str(file), "--digest", digest], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_from_the_draft_to_the_certificate(
    hook_server: str, desks: Callable[[str], Browser], tmp_path: Path, bookmaker: Bookmaker, second: User
) -> None:
    first_desk, second_desk = desks("first"), desks("second")
    enter(first_desk, hook_server, bookmaker.operator, "/approvals")
    enter(second_desk, hook_server, second, "/approvals")
    market = write_draft(first_desk)
    first_desk.press("Hand to a second person", within=".draft-side")
    first_desk.press("Hand to a second person", within="dialog form")
    first_desk.sees("In review", within=".page-head")
    first_desk.sees("You asked: another person answers", within=NEXT)
    answer(second_desk, "Open a market", "Simba", "5.00 %", RULES["rules"], "1 day", "The stakes go back")
    first_desk.sees("It takes stakes until", within=NEXT)

    wallets = staked(bookmaker, market)
    first_desk.sees("KES 100.00, 50.00 %", within=".bars")
    first_desk.sees("200.00", within="main .amount")
    first_desk.sees("KES 190.00 paid, 10.00 kept", within=DRY_RUN)
    told = first_desk.run(
        f"[...document.querySelectorAll({DRY_RUN!r} + ' tbody tr')].map(row => row.innerText)"
    )
    assert [row.split() for row in told] == [
        ["Simba", "Would", "pay", "out", "1", "100.00", "90.00", "10.00", "190.00"],
        ["Chui", "Would", "pay", "out", "1", "60.00", "130.00", "10.00", "190.00"],
        ["Kifaru", "Would", "pay", "out", "1", "40.00", "150.00", "10.00", "190.00"],
    ]
    first_desk.wait_for("document.querySelector('[aria-label=\"How the pool grew\"] canvas')")
    picture(first_desk, "market-open")
    first_desk.press("Close now", within=NEXT)
    first_desk.press("Close now", within="dialog")
    first_desk.press("Propose the result", within=NEXT)
    set_field(first_desk, "won", "PARTS")
    first_desk.fill(
        "Propose the result", **{"parts.0": "50", "parts.2": "49"}, evidence="https://mara.test/log"
    )
    first_desk.press("Propose the result", within="dialog form")
    first_desk.sees("The parts are 99.00 %", within="dialog")
    first_desk.fill("Propose the result", **{"parts.2": "50"})
    first_desk.press("Propose the result", within="dialog form")
    first_desk.sees("Simba 50.00 %, Kifaru 50.00 %", within=".market-result")

    dispute_resolution(market=again(market), reason="Kifaru turned round.", actor=wallets[0].player)
    first_desk.sees("Kifaru turned round.", within=".disputes")
    picture(first_desk, "market-disputed")
    first_desk.press("Propose another result", within=".disputes")
    set_field(first_desk, "won", write_id("Outcome", outcome(market, "Simba").pk))
    first_desk.fill("Propose another result", evidence="The second camera.")
    first_desk.press("Propose another result", within="dialog form")
    first_desk.sees("Amended", within=".disputes")
    assert first_desk.text(".market-result h3").strip() == "Simba"
    first_desk.sees("It may be disputed until", within=NEXT)

    Market.objects.filter(pk=market.pk).update(disputes_until=days.now())
    show(first_desk, market)
    first_desk.press("Settle", within=NEXT)
    first_desk.press("Settle", within="dialog form")
    first_desk.sees("Waits for approval", within="[aria-label=Settlement]")
    answer(second_desk, "Pay a market out", "Simba 100.00 %", "190.00", "The second camera.")
    first_desk.sees("Being settled", within=".page-head")
    drain_queue(QUEUE)
    first_desk.sees("It has paid out.", within=NEXT)
    first_desk.sees("1 of 1 wallets are in the books", within="[aria-label=Settlement]")
    sums = first_desk.text("[aria-label=Settlement] .sums").split()
    assert [each for each in sums if each[0].isdigit()] == ["200.00", "190.00", "10.00"]
    first_desk.sees("Second operator", within="[aria-label=Settlement]")
    digest = bytes(market.runs.get().digest).hex()
    assert digest in first_desk.text("[aria-label=Settlement]")
    check_certificate(first_desk, tmp_path, digest)
    picture(first_desk, "market-settled")
    assert [has(wallet) for wallet in wallets] == [2_090_00, 1_940_00, 1_960_00]
    stakes = "[aria-label='Who staked what'] tbody tr"
    first_desk.sees("190.00", within=stakes + " ~ tr:last-child")
    first_desk.type_into(".market-stakes [role=search] input", wallet_number(wallets[1]))
    first_desk.wait_for(f"document.querySelectorAll({stakes!r}).length === 1")
    first_desk.sees("Lost", within=stakes)

    first_desk.press("Correct", within=NEXT)
    set_field(first_desk, "won", write_id("Outcome", outcome(market, "Chui").pk))
    first_desk.fill("Correct", evidence="The third camera.", reason="The film was cut.")
    first_desk.press("Correct", within="dialog form")
    first_desk.sees("Correcting", within="[aria-label=Settlement]")
    first_desk.sees("You asked: another person answers", within=NEXT)
    first_desk.sees("A request about it waits for another person", within=f"{NEXT} .later")


def test_stopped_explained_scratched_and_given_up(
    hook_server: str, browser: Browser, bookmaker: Bookmaker
) -> None:
    market = bookmaker.open("Simba", "Chui", "Kifaru", title="Who drinks first?")
    enter(browser, hook_server, bookmaker.owner, f"/markets/{write_id('Market', market.pk)}")
    for verb, told, seen, where in (
        ("Suspend", {"said": "The road is closed."}, "Suspended", ".page-head"),
        ("Explain the rules", {"said": "The near bank counts."}, "The near bank counts.", "main .timeline"),
        ("Scratch an outcome", {"said": "It went away."}, "Scratched", "main table"),
    ):
        browser.press(verb, within=NEXT)
        browser.fill(verb, **told)
        browser.press(verb, within="dialog form")
        browser.sees(seen, within=where)
    browser.press("Take stakes again", within=NEXT)
    browser.sees("It takes stakes until", within=NEXT)
    browser.press("Make it void", within=NEXT)
    browser.sees("Nothing is staked: it is void at once", within="dialog")
    browser.fill("Make it void", said="Too dry.")
    browser.press("Make it void", within="dialog form")
    browser.sees("Void: everybody has the stake back", within=NEXT)
    assert again(market).state == "VOID" and outcome(market, "Simba").scratched_at is not None
    browser.type_into(".search input", "drinks first")
    browser.sees("Who drinks first?", within=".hits")
    browser.run("document.querySelector('.hits li').click()")
    browser.wait_for(f"location.pathname === '/markets/{write_id('Market', market.pk)}'")


def test_the_owner_sets_the_rules_and_enters_a_licence(
    hook_server: str, browser: Browser, bookmaker: Bookmaker
) -> None:
    enter(browser, hook_server, bookmaker.owner, "/markets")
    browser.press("Rules and licence", within="main .tabs")
    browser.sees("No licence was entered", within="main")
    browser.press("Change the rules", within="main")
    browser.fill("Change the rules", fee="7.5", leastStake="x")
    browser.press("Change the rules", within="dialog form")
    browser.sees("Give shillings", within="dialog")
    browser.fill("Change the rules", leastStake="50")
    browser.press("Change the rules", within="dialog form")
    browser.sees("7.50 %", within="main .facts")
    assert rules_of(bookmaker.house.business).least_stake == 50_00
    browser.press("Enter a licence", within="main")
    for name, day in (("firstOn", "2026-01-01"), ("lastOn", "2099-12-31")):
        set_field(browser, name, day)
    browser.fill("Enter a licence", number="BCLB 1/2026")
    browser.press("Enter a licence", within="dialog form")
    browser.sees("31 December 2099", within="main [role=table]")
    picture(browser, "market-settings")
    assert Licence.objects.get().number == "BCLB 1/2026"
    browser.go(f"{hook_server}/markets/new")
    browser.wait_for("document.querySelector('[name=fee]')?.placeholder === '7.50'")

    browser.go(f"{hook_server}/settings/law")
    browser.sees("No rule entered: nothing is withheld", within="main")
    browser.press("Another rule", within="main")
    set_field(browser, "fromDay", days.today().isoformat())
    browser.fill("Another rule", value="150", law="Excise Duty Act")
    browser.press("Ask for approval", within="dialog form")
    browser.sees("A percentage above 0 and below 100", within="dialog .field-problem")
    browser.sees("Tomorrow or later", within="dialog [name=fromDay] ~ .field-problem")
    set_field(browser, "fromDay", (days.today() + timedelta(days=1)).isoformat())
    browser.fill("Another rule", value="5")
    browser.press("Ask for approval", within="dialog form")
    browser.sees("Excise on deposits: 5.00 %", within="main .note")
    asked = Approval.objects.get(kind="market.legal_rule")
    assert browser.run("document.querySelector('main .note a').pathname").endswith(
        write_id("Approval", asked.pk)
    )
