"""Figures of days, hours and tills as charts: what they say, and how each leads to its rows."""

from __future__ import annotations

import pytest

from core import days
from tests.accessibility import find_problems
from tests.console.browser import Browser
from tests.console.test_exceptions_in_the_browser import key, picture
from tests.console.test_settings_in_the_browser import enter
from tests.graphql_api.conftest import House
from tests.reports.trading import FIRST, SECOND, Trading, told
from users.models import Role

pytestmark = pytest.mark.slow

HERE = f"/figures?from={FIRST}&to={SECOND}"
SETTLED = (
    "document.querySelector('main h1') && !document.querySelector('main .loading, main [aria-busy=true]')"
)
MONEY_IN = "main [aria-labelledby=chart-collected]"
ROWS = "document.querySelectorAll('main tbody tr').length"


@pytest.fixture
def trading(house: House, drain, clock) -> Trading:
    return Trading(house, drain, clock)


def chosen(browser: Browser, chart: str) -> str:
    return browser.text(f"main [aria-labelledby=chart-{chart}] .chart-point a")


def test_figures_lead_to_their_rows(hook_server: str, browser: Browser, trading: Trading) -> None:
    house = trading.house
    enter(browser, hook_server, house.people[Role.ACCOUNTANT], "/")
    browser.press("Figures of other days", within="main")
    browser.wait_for("location.pathname === '/figures'")
    browser.go(f"{hook_server}{HERE}")
    browser.sees("157.00", within="main .figures")
    for said in (
        "M-Pesa took back 100.00 (1)",
        "500.00",
        "not paid: 200.00 (1)",
        "50.00 %",
        "2 of 4",
        "14.0 s",
    ):
        browser.sees(said, within="main .figures")
    assert browser.run("document.querySelectorAll('main .figures [data-kind=warn]').length") == 2
    browser.wait_for("document.querySelectorAll('main .plot canvas').length === 5")
    picture(browser, "figures")
    assert find_problems(browser) == []

    assert "7.00" in chosen(browser, "collected"), "the newest day at first"
    browser.run(f"document.querySelector('{MONEY_IN} .chart-point a').focus()")
    key(browser, "ArrowLeft")
    browser.wait_for(f"document.querySelector('{MONEY_IN} .chart-point a').innerText.includes('150.00')")
    key(browser, "Home")
    assert "2 payments" in chosen(browser, "collected")
    browser.run("document.activeElement.click()")
    browser.wait_for(f"location.pathname === '/collections' && {ROWS} === 2")
    browser.sees("UKT0000001", within="main .table")

    told(trading.shop.till, "UKT0000009", 43_00, days.now())
    browser.go(f"{hook_server}/figures?from={FIRST}&to={FIRST}")
    browser.sees("193.00", within="main .figures")
    browser.run(f"document.querySelector('{MONEY_IN} details').open = true")
    browser.press("12:00 \N{EN DASH} 13:00", within=f"{MONEY_IN} details")
    browser.wait_for(f"location.search.includes('hour=12') && {ROWS} === 2")

    browser.go(f"{hook_server}{HERE}")
    browser.wait_for(f"document.querySelector('{MONEY_IN} .u-over')")
    box = browser.run(
        f"(({{ x, y, width, height }}) => [x + width / 4, y + height / 2])"
        f"(document.querySelector('{MONEY_IN} .u-over').getBoundingClientRect())"
    )
    at = {"x": box[0], "y": box[1], "button": "left", "clickCount": 1}
    for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
        browser.call("Input.dispatchMouseEvent", type=kind, **at)
    browser.wait_for(f"location.search.includes('from={FIRST}') && location.search.includes('to={FIRST}')")
    browser.wait_for("location.pathname === '/collections'")

    browser.go(f"{hook_server}{HERE}&by=TILL")
    browser.sees("200.00", within="main .figures")
    browser.press("Pay", within="main [aria-labelledby=chart-paidOut]")
    browser.wait_for(f"location.pathname === '/payouts' && {ROWS} === 1")
    browser.sees("500.00", within="main .table")
    browser.go(f"{hook_server}{HERE}")
    browser.wait_for(SETTLED)
    browser.run("document.querySelector('main [aria-labelledby=chart-failures] .bars a').click()")
    browser.wait_for(
        f"location.pathname === '/requests' && location.search.includes('code=') && {ROWS} === 1"
    )


def test_figures_follow_what_happens_and_leave_payouts_to_who_may(
    hook_server: str, browser: Browser, trading: Trading
) -> None:
    enter(browser, hook_server, trading.house.people[Role.CASHIER], HERE)
    browser.sees("157.00", within="main .figures")
    assert "Paid out" not in browser.text("main")
    browser.resize(360, 800)
    browser.wait_for(SETTLED)
    assert browser.run("document.documentElement.scrollWidth") == 360
    browser.run("localStorage.setItem('hesabu.language', 'sw')")
    browser.go(f"{hook_server}{HERE}")
    browser.sees("Kwa nini maombi hayakulipwa", within="main")
    assert find_problems(browser) == []
