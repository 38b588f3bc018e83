"""A landlord's weeks at the desk: twenty tenants out of a file, a rent that is billed every month, payments
in cash and to the PayBill, reminders, and an ageing that is what the books say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from billing.models import BillingRun, Customer, CustomerNotice, Invoice, Subscription
from billing.subscriptions.runs import begin_due
from core import days
from graphql_api.ids import write_id
from ledger.reads.selectors import balance_by_code
from mpesa.models import Till
from mpesa.tills.registering import register_urls
from tests.clock import Clock
from tests.console.browser import Browser
from tests.console.test_bills_in_the_browser import look
from tests.console.test_settings_in_the_browser import enter
from tests.graphql_api.conftest import House
from tests.processes import SandboxProcess
from tests.tills import NewTill
from users.actors import SYSTEM
from users.models import Role

pytestmark = pytest.mark.slow

#: The story begins so many days ago and ends today: Safaricom's receipts are of today, and so is the ageing,
#: which the database counts.
STORY_DAYS = 42
DAYS_TO_PAY = 5
#: 12,695.67, 30,700.00 and eighteen times 15,350.00.
BILLED = 319_695_67
#: The browser's clock, so many milliseconds behind.
BEHIND = """{ const Real = Date; globalThis.Date = class extends Real {
  constructor(...given) { given.length ? super(...given) : super(Real.now() - %d) }
  static now() { return Real.now() - %d }
} }"""
RUNS = "main table[aria-label='Runs']"
TOLD = "main table[aria-label='What was sent, and what was not']"


@dataclass
class Desk:
    """The landlord at the console, on a day of the story."""

    browser: Browser
    clock: Clock
    house: House
    url: str
    last: date
    script: str = ""

    def day(self, count: int) -> date:
        """The day so many days after the first."""
        return self.last - timedelta(days=STORY_DAYS - count)

    def come(self, count: int, address: str) -> None:
        """Sign in on that day, at noon in UTC; the browser has the same day."""
        self.clock.is_day(self.day(count))
        if self.script:
            self.browser.call("Page.removeScriptToEvaluateOnNewDocument", identifier=self.script)
        behind = (STORY_DAYS - count) * 24 * 3600 * 1000
        added = self.browser.call("Page.addScriptToEvaluateOnNewDocument", source=BEHIND % (behind, behind))
        self.script = added["identifier"]
        self.browser.call("Network.clearBrowserCookies")
        enter(self.browser, self.url, self.house.people[Role.OWNER], address)

    def go(self, address: str) -> None:
        self.browser.go(self.url + address)

    def go_to(self, customer: Customer) -> None:
        self.go(f"/customers/{write_id('Customer', customer.pk)}")

    def choose(self, name: str, value: str) -> None:
        """One of a field's choices."""
        field = f"document.querySelector('[name=\"{name}\"]')"
        self.browser.wait_for(field)
        self.browser.run(
            f"(field => {{ field.value = '{value}';"
            f" field.dispatchEvent(new Event('change', {{ bubbles: true }})); }})({field})"
        )

    def record(self, shillings: str) -> None:
        """Cash from the customer whose page is open."""
        self.browser.press("Record a payment", within="main")
        self.browser.fill("Record a payment", amount=shillings)
        self.browser.press("Record it", within="dialog")

    def owed(self) -> int:
        """What account 1200 says."""
        return balance_by_code(self.house.business.pk, "1200")


@pytest.fixture
def desk(hook_server: str, browser: Browser, house: House, clock: Clock) -> Desk:
    return Desk(browser, clock, house, hook_server, days.accounting_day(datetime.now(UTC)))


@pytest.fixture
def till(house: House, new_till: NewTill) -> Till:
    return register_urls(till=new_till(house.business), actor=SYSTEM)


def written(path: Path, *, right: bool) -> Path:
    """The file of tenants. The twentieth has no phone, and the seventh one that is none until it is right."""
    rows = ["Tenant,Phone,Tags"]
    for number in range(1, 21):
        phone = "" if number == 20 else f"07123450{number:02}"
        rows.append(f"Flat {number:02},{'0712' if number == 7 and not right else phone},block a")
    path.write_text("\n".join(rows), "utf-8")
    return path


def bring_in(desk: Desk, folder: Path) -> dict[int, Customer]:
    """Twenty tenants out of a file: a row that is wrong is named, and the file is put right."""
    browser = desk.browser
    browser.press("Bring in a file", within="main")
    browser.sees("Looked at first", within="main")
    browser.choose_file(".drop-zone input", written(folder / "tenants.csv", right=False))
    browser.sees("19 new", within="main")
    browser.sees("1 row is wrong", within="main")
    assert browser.text("table[aria-label='What is wrong'] tbody").split()[:2] == ["8", "Phone"]
    assert not Customer.objects.filter(is_walk_in=False).exists()
    look(browser, "import")
    browser.choose_file(".drop-zone input", written(folder / "again.csv", right=True))
    browser.sees("Nothing is wrong with any row.", within="main")
    browser.press("Bring in 20", within="main")
    browser.sees("20 customers added.", within=".toasts")
    kept = Customer.objects.filter(is_walk_in=False).order_by("account_number")
    assert len(kept) == 20
    return dict(enumerate(kept, 1))


def make_plan(desk: Desk) -> None:
    """The rent, and the garbage with its VAT inside."""
    browser = desk.browser
    desk.go("/subscriptions/plans")
    browser.press("New plan", within="main")
    browser.fill("New plan", **{"name": "Two bedrooms", "lines.0.description": "Rent"})
    browser.fill("New plan", **{"lines.0.unitPrice": "15000"})
    desk.choose("lines.0.vatCode", "EXEMPT")
    browser.press("Another line", within="dialog")
    browser.fill("New plan", **{"lines.1.description": "Garbage", "lines.1.unitPrice": "350"})
    desk.choose("lines.1.vatCode", "STANDARD")
    browser.fill("New plan", daysUntilDue=str(DAYS_TO_PAY))
    look(browser, "plan")
    browser.press("Make it", within="dialog")
    browser.sees("15,350.00", within="main")


def subscribe(desk: Desk, flats: dict[int, Customer]) -> None:
    """One from their page at a rent of their own, one with two flats, and all the others at once."""
    browser = desk.browser
    desk.go_to(flats[1])
    browser.press("New subscription", within="main")
    browser.fill("New subscription", amount="12345.67")
    look(browser, "subscribe")
    browser.press("Start it", within="dialog")
    browser.sees("12,695.67", within="main")
    desk.go("/subscriptions?new=1")
    browser.wait_for("document.querySelector('dialog [name=customer]')?.length > 1")
    assert browser.run("document.querySelector('dialog [name=customer]').value") == "", "nobody by chance"
    browser.fill("New subscription", find=flats[2].account_number)
    found = write_id("Customer", flats[2].pk)
    browser.wait_for(f"document.querySelector('dialog [name=customer]')?.value === '{found}'")
    browser.fill("New subscription", quantity="2")
    browser.press("Start it", within="dialog")
    browser.sees("30,700.00", within="main")
    browser.press("Two bedrooms", within="main .facts")
    browser.press("Bill customers by it", within="main")
    browser.sees("18 of 18 are ticked", within="dialog")
    look(browser, "several")
    browser.press("Start 18", within="dialog")
    browser.sees("18 started.", within=".toasts", seconds=20)
    begun = Subscription.objects.filter(state="ACTIVE", starts_on=desk.day(0))
    assert begun.values("customer").distinct().count() == begun.count() == 20


def run_billing(desk: Desk, drain: Callable[[], None]) -> None:
    """The next run says what it will do, and does that."""
    browser, business = desk.browser, desk.house.business
    desk.go("/subscriptions/runs")
    browser.sees("319,695.67", within="main .facts")
    look(browser, "forecast")
    browser.press("Bill now", within="main")
    browser.sees("20 invoices for 319,695.67", within="dialog")
    browser.press("Bill now", within="dialog")
    browser.sees("Running", within=RUNS)
    drain()
    browser.sees("Done", within=RUNS)
    day = desk.day(0)
    browser.press(f"{day.day} {day:%B} {day.year}", within=RUNS)
    browser.sees("Nobody was left out", within="main")
    rows = 'main table[aria-label="What it issued"] tbody tr'
    browser.wait_for(f"document.querySelectorAll('{rows}').length === 20")
    look(browser, "run")
    run = BillingRun.objects.get()
    assert (run.invoices, run.total, run.skipped, run.state) == (20, BILLED, 0, "DONE")
    assert desk.owed() == BILLED
    # Of 350.00 with VAT inside 48.28 are VAT, of 700.00 are 96.55.
    assert balance_by_code(business.pk, "2600") == 19 * 48_28 + 96_55
    desk.go("/invoices")
    browser.sees("319,695.67", within="main tfoot")


def switch_reminders_on(desk: Desk, silent: Customer) -> None:
    """On the day and afterwards, and not for the tenant who wants no messages."""
    browser = desk.browser
    desk.go("/subscriptions/reminders")
    for count in (7, 3):
        browser.press(f"Remove: {count} days before it is due", within="main")
        browser.wait_for(f"!document.querySelector('main').innerText.includes('{count} days before')")
    desk.choose("reminds", "ON")
    browser.press("Save", within="form[aria-label='What they are told']")
    browser.sees("Saved.", within=".toasts")
    desk.go_to(silent)
    browser.press("How to write to them", within="main")
    desk.choose("way", "NOTHING")
    look(browser, "contact")
    browser.press("Save", within="dialog")
    browser.sees("they want no messages", within="main")


def take_cash(desk: Desk, flats: dict[int, Customer]) -> None:
    """One pays all, one a part."""
    browser = desk.browser
    desk.go_to(flats[1])
    desk.record("12695.67")
    browser.sees("Paid", within="main table[aria-label=Invoices]")
    invoice = Invoice.objects.get(customer=flats[3])
    desk.go(f"/invoices/{write_id('Invoice', invoice.pk)}")
    browser.press("Record a payment", within="main")
    browser.fill(f"Record a payment for {invoice.serial_number}", amount="10000")
    browser.press("Record it", within="dialog")
    browser.sees("Partly paid", within="main .page-head")
    assert desk.owed() == BILLED - 12_695_67 - 10_000_00


def see_reminders(desk: Desk, flats: dict[int, Customer]) -> None:
    """19 invoices were open on both days: 17 tenants were told, of two it is said why not."""
    browser = desk.browser
    desk.come(DAYS_TO_PAY + 3, "/subscriptions/reminders?state=SKIPPED")
    browser.sees("no phone is known", within=TOLD)
    browser.sees("they want no messages", within=TOLD)
    look(browser, "skipped")
    assert browser.run(f'document.querySelectorAll("{TOLD} tbody tr").length') == 4
    desk.go("/subscriptions/reminders?state=SENT")
    browser.sees("3 days after it is due", within=TOLD)
    sent = CustomerNotice.objects.filter(state="SENT", kind="DUNNING")
    assert sent.filter(rule__days=0).count() == sent.filter(rule__days=3).count() == 17
    assert not sent.filter(customer__in=(flats[1], flats[19], flats[20])).exists()


def pay(sandbox: SandboxProcess, till: Till, account: str, shillings: int) -> None:
    """A tenant pays to the PayBill."""
    paid = {"msisdn": "254700000744", "shortcode": till.shortcode, "amount": str(shillings)}
    sandbox.post("/_sandbox/pay", paid | {"account": account}).raise_for_status()
    sandbox.drain()


def see_ageing(desk: Desk) -> None:
    """The first invoices are 37 days late, the second ones 6 to 9; and it is account 1200."""
    browser, business = desk.browser, desk.house.business
    desk.go("/customers/owing")
    browser.sees("7,304.33", within="main tfoot")
    cells = [text for text in browser.text("main tfoot").split() if text[0].isdigit()]
    late = ["0.00", "291,000.00", "281,650.00", "0.00", "0.00"]
    assert cells == [*late, "572,650.00", "7,304.33", "565,345.67"]
    books = browser.text("main .card .facts")
    assert books.count("572,650.00") == 2 and books.count("7,304.33") == 2, books
    look(browser, "ageing")
    assert desk.owed() == 572_650_00
    assert balance_by_code(business.pk, "2100") == 7_304_33


def test_a_landlords_month(
    desk: Desk, till: Till, sandbox: SandboxProcess, tmp_path: Path, drain: Callable[[], None]
) -> None:
    browser = desk.browser
    desk.come(0, "/customers")
    flats = bring_in(desk, tmp_path)
    make_plan(desk)
    subscribe(desk, flats)
    run_billing(desk, drain)
    switch_reminders_on(desk, flats[19])
    take_cash(desk, flats)

    # The clock goes on: to the day on which the rent is due, and three days further.
    for count in (DAYS_TO_PAY, DAYS_TO_PAY + 3):
        desk.clock.is_day(desk.day(count))
        drain()
    see_reminders(desk, flats)

    # The next month is billed by the clock.
    desk.clock.is_day(days.months_after(desk.day(0), 1))
    begin_due()
    drain()
    run = BillingRun.objects.get(started_by=None)
    assert (run.invoices, run.total, run.skipped) == (20, BILLED, 0)

    # Today: to the PayBill by account and by an invoice's own number, and more than is due in cash.
    desk.come(STORY_DAYS, "/customers/owing")
    browser.sees("616,695.67", within="main tfoot")
    pay(sandbox, till, flats[4].account_number, 16_000)
    pay(sandbox, till, Invoice.objects.filter(customer=flats[5]).order_by("pk")[1].number, 15_350)
    drain()
    browser.sees("585,345.67", within="main tfoot", seconds=20)
    desk.go_to(flats[1])
    desk.record("20000")
    browser.sees("Has credit", within="main")
    look(browser, "tenant")
    see_ageing(desk)
