"""The chain of balances as a picture: of a file that breaks, of a proof with a hole, of thousands of rows."""

from __future__ import annotations

import pytest

from graphql_api.ids import write_id
from mpesa.models import Till
from tests.console.browser import Browser
from tests.console.test_exceptions_in_the_browser import picture
from tests.console.test_settings_in_the_browser import enter
from tests.console.test_statements_in_the_browser import page_of
from tests.graphql_api.conftest import House
from tests.reconciliation.exceptions.books import Books
from tests.reconciliation.verified.files import (
    MONDAY,
    WEDNESDAY,
    Move,
    bring,
    file_of,
    moves,
    prove,
)  # fmt: skip
from users.models import Role

pytestmark = pytest.mark.slow

SVG = "document.querySelector('.balances svg')"
DAY = moves(MONDAY, 1000, 300, -5, 700, 50, -400, 120)


@pytest.fixture
def till(house: House) -> Till:
    return Books(house).till


def marks(browser: Browser, kind: str) -> int:
    return int(browser.run(f"document.querySelectorAll('.balances svg .{kind}').length"))


def test_where_a_file_breaks_stands_on_the_picture(
    hook_server: str, browser: Browser, house: House, till: Till
) -> None:
    file = bring(till, file_of([*DAY[:2], *DAY[3:]], MONDAY), "monday.csv")
    enter(browser, hook_server, house.people[Role.AUDITOR], page_of(file))
    browser.sees("Not explained by rows (1)", within="main")
    browser.wait_for(f"{SVG}.textContent.includes('+700.00')")
    said = browser.run(f"{SVG}.getAttribute('aria-label')")
    assert said.startswith("Balance from 1,000.00 to 1,765.00; 1 gaps")
    assert (marks(browser, "gap"), marks(browser, "hole")) == (1, 0)
    picture(browser, "chain-gap")
    browser.run("document.querySelector('.balances details').open = true")
    browser.sees(DAY[3].receipt, within="main .balances")
    assert browser.run("document.querySelectorAll('.balances tbody tr').length") == 8
    picture(browser, "chain-figures")


def test_a_proof_shows_what_no_file_covers(
    hook_server: str, browser: Browser, house: House, till: Till, drain
) -> None:
    bring(till, file_of(DAY, MONDAY), "monday.csv")
    bring(till, file_of(moves(WEDNESDAY, 2500, 40, 300, -90), WEDNESDAY), "wednesday.csv")
    run = prove(till, drain, MONDAY, WEDNESDAY)
    enter(
        browser,
        hook_server,
        house.people[Role.AUDITOR],
        f"/reconciliation/{write_id('ReconciliationRun', run.pk)}",
    )
    browser.sees("While not covered", within="main .balances")
    browser.wait_for(f"{SVG}.textContent.includes('+735.00')")
    assert (marks(browser, "gap"), marks(browser, "hole")) == (0, 1)
    browser.resize(360, 900)
    browser.wait_for(f"{SVG}.getBoundingClientRect().right <= 360")
    assert browser.run("document.documentElement.scrollWidth") == 360
    browser.resize(1400, 900)
    picture(browser, "chain-hole")


def test_five_thousand_rows_are_one_picture(
    hook_server: str, browser: Browser, house: House, till: Till
) -> None:
    balance, rows = 500_000, []
    for place in range(5_000):
        amount = (place * 7919) % 900 + 1 if place % 3 else -((place * 104729) % 1300 + 1)
        balance += amount
        at = moves(MONDAY, 0, 1)[0].at.replace(
            hour=6 + place // 300 % 16, minute=place // 5 % 60, second=place % 5 * 12
        )
        rows.append(Move(f"UKP{place:07}", at, amount, balance))
    file = bring(till, file_of(rows, MONDAY), "busy.csv")
    assert file.state == "ADMITTED", file.problems
    enter(browser, hook_server, house.people[Role.AUDITOR], page_of(file))
    browser.wait_for(f"{SVG}?.querySelector('path')")
    assert 80 < browser.run(f"{SVG}.querySelector('path').getAttribute('d').match(/[LV]/g).length") <= 100
    picture(browser, "chain-many")
