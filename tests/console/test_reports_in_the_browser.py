"""Reports as people ask for them: from the catalogue, from the page where they are, and by e-mail."""

from __future__ import annotations

from pathlib import Path

import pytest

from billing.models import Customer
from core.days import today
from graphql_api.ids import write_id
from ledger.journal.sealing import seal_business
from messaging.models import Message
from reports.models import ReportFile, ReportSchedule
from tests.accessibility import find_problems
from tests.console.browser import Browser
from tests.console.test_exceptions_in_the_browser import picture
from tests.console.test_settings_in_the_browser import enter
from tests.graphql_api.conftest import House
from tests.ledger.books import post
from tests.reports.test_delivering import reached
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
    browser.press("Remove", within="main .report-files")
    browser.sees("cannot be saved any more", within="dialog")
    browser.press("Remove", within="dialog")
    browser.sees("No files yet", within="main .report-files")
    assert browser.run("document.activeElement.id") == "files-title"
    made.refresh_from_db()
    assert (made.state, made.removed_at is not None) == ("EXPIRED", True)


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


def test_a_wish_that_cannot_be_made_is_told_at_its_fields(
    hook_server: str, browser: Browser, house: House
) -> None:
    post(house.business, "one", 500)
    seal_business(house.business.pk)
    enter(browser, hook_server, house.people[Role.ACCOUNTANT], "/reports?report=INCOME_STATEMENT")
    browser.sees("the newest is 1", within="dialog")
    years = today().year - 2, today().year + 1
    date(browser, "fromDay", f"{years[0]}-01-01")
    date(browser, "toDay", f"{years[1]}-12-31")
    browser.sees("These days are not over yet", within="dialog")
    choose(browser, "compare", "MONTHS")
    browser.fill("Income statement", seal="abc")
    browser.press("Get the report", within="dialog")
    browser.sees("Month by month takes 13 months at most", within="dialog")
    browser.sees("Give the number of a seal", within="dialog")
    assert browser.run("document.activeElement.name") == "compare"
    picture(browser, "refused")
    assert find_problems(browser) == []
    choose(browser, "compare", "NONE")
    date(browser, "fromDay", f"{years[1]}-06-01")
    date(browser, "toDay", f"{years[1]}-05-01")
    browser.press("Get the report", within="dialog")
    browser.sees("The last day must not be before the first.", within="dialog")
    browser.sees("Give the number of a seal", within="dialog")
    date(browser, "toDay", f"{years[1]}-07-01")
    browser.press("Get the report", within="dialog")
    browser.sees("These days have not begun yet.", within="dialog")
    browser.run("localStorage.setItem('hesabu.language', 'sw')")
    browser.go(f"{hook_server}/reports?report=INCOME_STATEMENT")
    browser.sees("zimeandikwa kwa Kiingereza", within="dialog")
    browser.sees("mpya zaidi ni 1.", within="dialog")
    browser.fill("Taarifa ya mapato", seal="999")
    browser.press("Pata ripoti", within="dialog")
    browser.sees("Weka nambari ya muhuri, au acha tupu; mpya zaidi ni 1.", within="dialog")
    assert not ReportFile.objects.exists()
    assert browser.run("document.querySelector('dialog form') !== null"), "what was typed stays"


def test_a_newcomer_is_not_left_alone_with_the_catalogue(
    hook_server: str, browser: Browser, house: House
) -> None:
    enter(browser, hook_server, house.people[Role.ACCOUNTANT], "/reports?report=AUDIT_TRAIL")
    browser.sees("There is no such report here, or it is not for you.", within="main")
    browser.sees("which this business does not have", within="main details")
    assert "Market settlement" not in browser.text("main .catalogue")
    assert browser.run("document.querySelector('main details').open") is False
    empty = {"RECONCILIATION": "so there is no proof", "Z_REPORT": "No shift was opened"}
    for report, says in empty.items():
        browser.go(f"{hook_server}/reports?report={report}")
        browser.sees(says, within="dialog .hint")
        assert browser.run("document.querySelector('dialog .hint a').pathname") in (
            "/reconciliation",
            "/till",
        )
        assert find_problems(browser) == []
    usual = {"DAILY_PACK": "YESTERDAY", "WEEKLY_PACK": "LAST_WEEK", "VAT": "LAST_MONTH"}
    for report, period in usual.items():
        browser.go(f"{hook_server}/reports?report={report}")
        browser.wait_for(f"document.querySelector('dialog [name=period]')?.value === '{period}'")
        assert browser.run("document.querySelector('dialog [name=toDay]').value") < str(today())
    browser.go(f"{hook_server}/reports")
    browser.sees("Trial balance", within="main .catalogue")
    browser.type_into("main input[type=search]", "by age")
    browser.wait_for("document.querySelectorAll('main .catalogue li').length === 1")
    picture(browser, "found")
    browser.type_into("main input[type=search]", "Debtors")
    browser.sees("Statement of a customer", within="main .catalogue", seconds=10)
    assert "Receivables by age" in browser.text("main .catalogue"), "found by what accountants call it"
    browser.type_into("main input[type=search]", "xyz")
    browser.sees("No report is called so.", within="main")
    browser.resize(360, 800)
    browser.wait_for(SETTLED)
    assert browser.run("document.documentElement.scrollWidth") == 360


def test_a_pack_is_sent_to_members_who_are_named(hook_server: str, browser: Browser, house: House) -> None:
    enter(browser, hook_server, house.people[Role.OWNER], "/reports")
    browser.sees("Sent by e-mail", within="main")
    browser.press("Change: Daily pack", within="main")
    browser.wait_for("document.querySelectorAll('dialog .tick input').length > 3")
    named = "[...document.querySelectorAll('dialog .tick')].find(each => each.innerText.includes('{}'))"
    for role in (Role.ACCOUNTANT, Role.CASHIER):
        browser.run(f"{named.format(house.people[role].display_name)}.querySelector('input').click()")
    browser.sees("Of 2 who are ticked 0 get it.", within="dialog")
    beside = f"{named.format(house.people[Role.CASHIER].display_name)}.parentElement.innerText"
    assert "may not read it" in browser.run(beside)
    picture(browser, "schedule")
    assert find_problems(browser) == []
    browser.press("Keep", within="dialog")
    table = "main [aria-label='Sent by e-mail']"
    browser.sees("has no e-mail address", within=table)
    schedule = ReportSchedule.objects.get()
    assert (schedule.pack, schedule.is_on) == ("DAILY", True)
    browser.sees("On, but nobody gets it", within=table)
    ways = browser.run(f'[...document.querySelectorAll("{table} .pack-problem a")].map(a => a.pathname)')
    assert ways == ["/settings/alerts", "/settings/members"]
    reached(house, Role.ACCOUNTANT, Role.OWNER)
    browser.go(f"{hook_server}/reports")
    browser.sees("Yes", within=table)
    browser.sees("next:", within=table)
    picture(browser, "schedules")
    browser.press("See the e-mail: Daily pack", within="main")
    browser.sees(f"Daily pack of {house.business.name}", within="dialog")
    browser.press("Send me one now", within="dialog")
    browser.sees("On its way to w****@example.com.", within="dialog")
    assert Message.objects.filter(template="report_pack").count() == 1
    browser.press("Send me one now", within="dialog")
    browser.sees("within the last five minutes", within="dialog")
    picture(browser, "pack-mail")
    assert find_problems(browser) == []
    browser.resize(360, 800)
    browser.wait_for(SETTLED)
    assert browser.run("document.documentElement.scrollWidth") == 360
    browser.press("Close", within="dialog")
    browser.wait_for("!document.querySelector('dialog[open]')")
    assert find_problems(browser) == []
