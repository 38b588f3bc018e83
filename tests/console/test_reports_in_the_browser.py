"""Reports as people ask for them: from the catalogue, from the page where they are, and by e-mail."""

from __future__ import annotations

from pathlib import Path

import pytest

from billing.models import Customer
from graphql_api.ids import write_id
from reports.models import ReportFile, ReportSchedule
from tests.accessibility import find_problems
from tests.console.browser import Browser
from tests.console.test_exceptions_in_the_browser import picture
from tests.console.test_settings_in_the_browser import enter
from tests.graphql_api.conftest import House
from tests.reports.trading import FIRST, SECOND, Trading
from users.models import Role

pytestmark = pytest.mark.slow

SETTLED = (
    "document.querySelector('main h1') && !document.querySelector('main .loading, main [aria-busy=true]')"
)


@pytest.fixture
def trading(house: House, drain, clock) -> Trading:
    return Trading(house, drain, clock)


def choose(browser: Browser, name: str, value: str) -> None:
    found = f"document.querySelector('dialog [name={name}]')"
    browser.wait_for(f"[...{found}.options].some(option => option.value === '{value}')")
    browser.run(
        f"{found}.value = '{value}'; {found}.dispatchEvent(new Event('change', {{ bubbles: true }})); 1"
    )


def date(browser: Browser, name: str, value: str) -> None:
    field = f"document.querySelector('dialog [name={name}]')"
    browser.run(
        f"{field}.value = '{value}'; {field}.dispatchEvent(new Event('input', {{ bubbles: true }})); 1"
    )


def test_a_report_is_asked_for_and_stands_in_my_files(
    hook_server: str, browser: Browser, trading: Trading, tmp_path: Path
) -> None:
    browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    enter(browser, hook_server, trading.house.people[Role.ACCOUNTANT], "/collections")
    browser.press("As a report", within="main")
    browser.sees("What M-Pesa brought", within="dialog")
    choose(browser, "format", "CSV")
    choose(browser, "period", "own")
    date(browser, "fromDay", str(FIRST))
    date(browser, "toDay", str(SECOND))
    choose(browser, "till", write_id("Till", trading.office.till.pk))
    assert find_problems(browser) == []
    browser.press("Get the report", within="dialog")
    browser.sees("Ready", within="main .report-files")
    browser.wait_for("!document.querySelector('dialog[open]')")
    browser.sees(f"{FIRST.day} ", within="main .report-files")
    made = ReportFile.objects.get()
    assert (made.first_day, made.last_day, made.format) == (FIRST, SECOND, "CSV")
    picture(browser, "reports")
    assert find_problems(browser) == []
    titles = browser.text("main .catalogue")
    assert "Audit trail" not in titles, "that is not for an accountant"
    assert "Statement of a customer" in titles and "Sent by e-mail" not in browser.text("main")
    browser.press("Save", within="main .report-files")
    browser.wait_for("!document.querySelector('main .report-files button:disabled')")
    browser.resize(360, 800)
    browser.wait_for(SETTLED)
    assert browser.run("document.documentElement.scrollWidth") == 360


def test_what_is_needed_is_asked_for(hook_server: str, browser: Browser, trading: Trading) -> None:
    customer = write_id("Customer", Customer.objects.filter(is_walk_in=False).earliest("pk").pk)
    enter(browser, hook_server, trading.house.people[Role.CASHIER], f"/customers/{customer}")
    browser.press("As a report", within="main")
    browser.wait_for(f"document.querySelector('dialog [name=customer]')?.value === '{customer}'")
    picture(browser, "report")
    browser.go(f"{hook_server}/reports?report=CUSTOMER_STATEMENT")
    browser.sees("Find a customer", within="dialog")
    browser.press("Get the report", within="dialog")
    browser.sees("Needed", within="dialog")
    assert "Trial balance" not in browser.text("main .catalogue"), "a cashier reads no books"


def test_a_pack_is_sent_to_members_who_are_named(hook_server: str, browser: Browser, house: House) -> None:
    enter(browser, hook_server, house.people[Role.OWNER], "/reports")
    browser.sees("Sent by e-mail", within="main")
    browser.press("Change: Daily pack", within="main")
    browser.wait_for("document.querySelectorAll('dialog .tick input').length > 3")
    picture(browser, "schedule")
    assert find_problems(browser) == []
    named = "[...document.querySelectorAll('dialog .tick')].find(each => each.innerText.includes('{}'))"
    for role in (Role.ACCOUNTANT, Role.CASHIER):
        browser.run(f"{named.format(house.people[role].display_name)}.querySelector('input').click()")
    browser.press("Keep", within="dialog")
    browser.sees("has no e-mail address", within="main [aria-label='Sent by e-mail']")
    schedule = ReportSchedule.objects.get()
    assert (schedule.pack, schedule.is_on) == ("DAILY", True)
    browser.sees("Yes", within="main [aria-label='Sent by e-mail']")
    picture(browser, "schedules")
    browser.resize(360, 800)
    browser.wait_for(SETTLED)
    assert browser.run("document.documentElement.scrollWidth") == 360
    assert find_problems(browser) == []
