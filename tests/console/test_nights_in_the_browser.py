"""The days of a till as an accountant meets them: what is covered, what differs, and what is said of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from graphql_api.ids import write_id
from reconciliation.models import ReconciliationDay
from tests.console.browser import Browser
from tests.console.test_exceptions_in_the_browser import key, picture
from tests.console.test_settings_in_the_browser import enter
from tests.graphql_api.conftest import House
from tests.reconciliation.days.nights import Nights, at
from tests.reconciliation.exceptions.books import Books
from tests.reconciliation.verified.files import MONDAY, TUESDAY, WEDNESDAY, file_of, moves
from users.models import Role

pytestmark = pytest.mark.slow

HERE = f"/reconciliation/nights?month={MONDAY:%Y-%m}"
DAY = moves(MONDAY, 1000, 300, -5, 700, 50)
NEXT = moves(TUESDAY, 2045, 40, 60)
PART = moves(WEDNESDAY, 2145, 500)


@pytest.fixture
def nights(house: House, drain) -> Nights:
    """Monday is proved, on Tuesday the books have 77.00 more, Wednesday is covered to noon, and of the days
    after it nobody tells."""
    nights = Nights(Books(house).till, drain)
    nights.tell("UKK1AA00X1", 77, at(TUESDAY, 15))
    nights.bring(file_of(DAY, MONDAY), "monday.csv")
    nights.bring(file_of(NEXT, TUESDAY), "tuesday.csv")
    nights.bring(file_of(PART, WEDNESDAY).replace(b"23:59:59", b"12:00:00"), "noon.csv")
    nights.pass_()
    return nights


def day(number: int) -> str:
    return f'document.querySelector(\'.month a[href*="day="][aria-label^="{number} "]\')'


def test_a_month_is_gone_through_day_by_day(
    hook_server: str, browser: Browser, house: House, nights: Nights
) -> None:
    enter(browser, hook_server, house.people[Role.ACCOUNTANT], "/reconciliation")
    browser.press("Day by day", within="main")
    browser.sees("covered and proved", within="main")
    browser.go(f"{hook_server}{HERE}")
    browser.sees("\N{MINUS SIGN}77.00", within="main .table")
    browser.wait_for("document.querySelectorAll('.month a.day').length > 3")
    marks = "[...document.querySelectorAll('.month tbody tr:first-child [data-mark]')]"
    shown = browser.run(f"{marks}.slice(14, 19).map(each => each.dataset.mark)")
    assert shown == ["outside", "covered", "differs", "part", "missing"]
    labels = "[...document.querySelectorAll('.month a.day')].map(each => each.getAttribute('aria-label'))"
    told = browser.run(labels)[:4]
    assert [text.split(": ")[1] for text in told] == [
        "Matched",
        "Differs",
        "Matched, Provisional",
        "Nothing is known, Provisional",
    ]
    picture(browser, "nights")
    browser.resize(360, 900)
    assert browser.run("document.documentElement.scrollWidth") == 360
    browser.resize(1400, 900)
    browser.run(f"{day(16)}.focus()")
    key(browser, "ArrowRight")
    assert browser.run(f"document.activeElement === {day(17)}")
    browser.run("document.activeElement.click()")
    browser.sees("Its statement, for the whole day", within="dialog")
    browser.sees("Work through the exceptions (1)", within="dialog")
    picture(browser, "night")
    browser.run("document.querySelector('dialog details').open = true")
    browser.fill("Look into it", note="Asked the till's cashier.")
    browser.press("Write it down", within="dialog")
    browser.sees("Looked into by", within="dialog")
    browser.sees("Asked the till's cashier.", within="dialog")
    browser.run("document.querySelectorAll('dialog details')[1].open = true")
    browser.fill("It is in order", reason="no")
    browser.press("Clear the day", within="dialog")
    browser.sees("3 to 500", within="dialog")
    browser.fill("It is in order", reason="A payment that the till's owner took back.")
    browser.press("Clear the day", within="dialog")
    browser.sees("Cleared by", within="dialog")
    assert nights.row(TUESDAY).state == "MATCHED"
    browser.press("Work through the exceptions", within="dialog")
    browser.wait_for("location.pathname === '/reconciliation/exceptions'")
    browser.sees("UKK1AA00X1", within="main")


def test_a_day_that_lacks_its_statement_leads_to_where_it_is_brought_in(
    hook_server: str, browser: Browser, house: House, nights: Nights
) -> None:
    thursday = nights.row(WEDNESDAY + timedelta(days=1))
    there = f"{HERE}&day={write_id('ReconciliationDay', thursday.pk)}"
    enter(browser, hook_server, house.people[Role.ACCOUNTANT], there)
    browser.sees("Nothing but the books", within="dialog")
    assert "It is in order" not in browser.text("dialog")
    browser.press("Bring the statement in", within="dialog")
    browser.wait_for("document.querySelector('main input[name=fromDay]')")
    assert browser.run("document.querySelector('main input[name=fromDay]').value") == f"{thursday.day}"
    browser.go(f"{hook_server}{HERE}&list=month")
    browser.sees("Every judged day of the month", within="main")
    rows = "document.querySelectorAll('main .table tbody tr').length"
    browser.wait_for(f"{rows} === {ReconciliationDay.objects.filter(day__month=MONDAY.month).count()}")
    picture(browser, "nights-month")
    browser.run("localStorage.setItem('hesabu.language', 'sw'); 1")
    browser.go(f"{hook_server}{HERE.replace(f'{MONDAY:%Y-%m}', '2020-02')}&list=month")
    browser.sees("Hakuna siku iliyoangaliwa", within="main")
    assert "2020" in browser.text("main h2")


def test_who_only_reads_says_nothing_of_a_day(
    hook_server: str, browser: Browser, house: House, nights: Nights
) -> None:
    there = f"{HERE}&day={write_id('ReconciliationDay', nights.row(TUESDAY).pk)}"
    enter(browser, hook_server, house.people[Role.AUDITOR], there)
    browser.sees("Work through the exceptions (1)", within="dialog")
    assert "Look into it" not in browser.text("dialog")
    assert "Bring the statement in" not in browser.text("dialog")
