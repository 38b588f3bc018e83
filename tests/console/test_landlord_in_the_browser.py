"""A landlord's weeks at the desk: twenty tenants out of a file, a rent that is billed every month, payments in
cash and to the PayBill, reminders, and an ageing that is what the books say."""

from __future__ import annotations

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

#: The story begins so many days ago and ends today: Safaricom's receipts are of today.
WEEKS = 42
DAYS_TO_PAY = 5
#: The browser's clock, so many milliseconds behind.
BEHIND = """{ const Real = Date; globalThis.Date = class extends Real {
  constructor(...given) { given.length ? super(...given) : super(Real.now() - %d) }
  static now() { return Real.now() - %d }
} }"""


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
        return self.last - timedelta(days=WEEKS - count)

    def come(self, count: int, address: str) -> None:
        """Sign in on that day, at noon in UTC."""
        self.clock.is_day(self.day(count))
        if self.script:
            self.browser.call("Page.removeScriptToEvaluateOnNewDocument", identifier=self.script)
        behind = (WEEKS - count) * 24 * 3600 * 1000
        added = self.browser.call(
            "Page.addScriptToEvaluateOnNewDocument", source=BEHIND % (behind, behind)
        )
        self.script = added["identifier"]
        self.browser.call("Network.clearBrowserCookies")
        enter(self.browser, self.url, self.house.people[Role.OWNER], address)

    def go(self, address: str) -> None:
        self.browser.go(self.url + address)


@pytest.fixture
def desk(hook_server: str, browser: Browser, house: House, clock: Clock) -> Desk:
    last = days.accounting_day(datetime.now(UTC))
    return Desk(browser, clock, house, hook_server, last)


@pytest.fixture
def till(house: House, new_till: NewTill) -> Till:
    return register_urls(till=new_till(house.business), actor=SYSTEM)


def tenants(path: Path, *, right: bool) -> Path:
    """Twenty of them; the last one has no phone, and the seventh one a number that is none until it is right."""
    rows = ["Tenant,Phone,Tags"]
    for number in range(1, 21):
        phone = "" if number == 20 else f"07123450{number:02}"
        if number == 7 and not right:
            phone = "0712"
        rows.append(f"Flat {number:02},{phone},block a")
    path.write_text("\n".join(rows), "utf-8")
    return path


def pay(sandbox: SandboxProcess, till: Till, account: str, shillings: int) -> None:
    """A tenant pays to the PayBill."""
    paid = {"msisdn": "254700000744", "shortcode": till.shortcode, "amount": str(shillings)}
    sandbox.post("/_sandbox/pay", paid | {"account": account}).raise_for_status()
    sandbox.drain()


def test_a_landlords_month(
    desk: Desk, till: Till, sandbox: SandboxProcess, tmp_path: Path, drain, clock: Clock
) -> None:
    browser, business = desk.browser, desk.house.business

    # Twenty tenants out of a file: a row that is wrong is named, and the file is put right.
    desk.come(0, "/customers")
    browser.press("Bring in a file", within="main")
    browser.sees("Looked at first", within="main")
    browser.choose_file(".drop-zone input", tenants(tmp_path / "tenants.csv", right=False))
    browser.sees("19 new", within="main")
    browser.sees("1 row is wrong", within="main")
    wrong = browser.text("table[aria-label='What is wrong'] tbody")
    assert "8" in wrong.split() and "Phone" in wrong, wrong
    assert not Customer.objects.filter(is_walk_in=False).exists()
    look(browser, "import")
    browser.choose_file(".drop-zone input", tenants(tmp_path / "again.csv", right=True))
    browser.sees("Nothing is wrong with any row.", within="main")
    browser.press("Bring in 20", within="main")
    browser.sees("20 customers added.", within=".toasts")
    flats = list(Customer.objects.filter(is_walk_in=False).order_by("account_number"))
    people = {f"Flat {number:02}": each for number, each in enumerate(flats, 1)}
    assert len(people) == 20

    # A plan: the rent, and the garbage with its VAT inside.
    desk.go("/subscriptions/plans")
    browser.press("New plan", within="main")
    rent = {"description": "Rent", "unitPrice": "15000"}
    browser.fill("New plan", name="Two bedrooms", **{f"lines.0.{name}": text for name, text in rent.items()})
    choose(browser, "lines.0.vatCode", "EXEMPT")
    browser.press("Another line", within="dialog")
    browser.fill("New plan", **{"lines.1.description": "Garbage", "lines.1.unitPrice": "350"})
    choose(browser, "lines.1.vatCode", "STANDARD")
    browser.fill("New plan", daysUntilDue=str(DAYS_TO_PAY))
    look(browser, "plan")
    browser.press("Make it", within="dialog")
    browser.sees("15,350.00", within="main")

    # Who is billed: one from their page at a rent of their own, one with two flats, and all the others at once.
    desk.go(page_of(people["Flat 01"]))
    browser.press("New subscription", within="main")
    browser.fill("New subscription", amount="12345.67")
    look(browser, "subscribe")
    browser.press("Start it", within="dialog")
    browser.sees("12,695.67", within="main")
    desk.go("/subscriptions?new=1")
    browser.fill("New subscription", find=people["Flat 02"].account_number)
    found = f"document.querySelector('dialog [name=customer]')?.value === '{write_id('Customer', people['Flat 02'].pk)}'"
    browser.wait_for(found)
    browser.fill("New subscription", quantity="2")
    browser.press("Start it", within="dialog")
    browser.sees("30,700.00", within="main")
    browser.press("Two bedrooms", within="main .facts")
    browser.press("Bill customers by it", within="main")
    browser.sees("18 of 18 are ticked", within="dialog")
    look(browser, "several")
    browser.press("Start 18", within="dialog")
    browser.sees("18 started.", within=".toasts", seconds=20)
    assert Subscription.objects.filter(state="ACTIVE", starts_on=desk.day(0)).count() == 20

    # The next run says what it will do, and does that: 12,695.67 + 30,700 + 18 times 15,350.
    desk.go("/subscriptions/runs")
    browser.sees("319,695.67", within="main .facts")
    look(browser, "forecast")
    browser.press("Bill now", within="main")
    browser.sees("20 invoices for 319,695.67", within="dialog")
    browser.press("Bill now", within="dialog")
    browser.sees("Running", within="main")
    drain()
    browser.sees("Done", within="main table[aria-label='Runs']")
    browser.press(shown(desk.day(0)), within="main table[aria-label='Runs']")
    browser.sees("Nobody was left out", within="main")
    browser.wait_for("document.querySelectorAll('table[aria-label=\"What it issued\"] tbody tr').length === 20")
    look(browser, "run")
    run = BillingRun.objects.get()
    assert (run.invoices, run.total, run.skipped, run.state) == (20, 319_695_67, 0, "DONE")
    assert balance_by_code(business.pk, "1200") == 319_695_67
    # Of 350.00 with VAT inside 48.28 are VAT, of 700.00 are 96.55.
    assert balance_by_code(business.pk, "2600") == 19 * 48_28 + 96_55
    desk.go("/invoices")
    browser.sees("319,695.67", within="main tfoot")

    # Reminders are switched on; one tenant wants none. Then some pay.
    desk.go("/subscriptions/reminders")
    for days_before in (7, 3):
        browser.press(f"Remove: {days_before} days before it is due", within="main")
        browser.wait_for(f"!document.querySelector('main').innerText.includes('{days_before} days before')")
    choose(browser, "reminds", "ON")
    browser.press("Save", within="form[aria-label='What they are told']")
    browser.sees("Saved.", within=".toasts")
    desk.go(page_of(people["Flat 19"]))
    browser.press("How to write to them", within="main")
    choose(browser, "way", "NOTHING")
    look(browser, "contact")
    browser.press("Save", within="dialog")
    browser.sees("they want no messages", within="main")
    desk.go(page_of(people["Flat 01"]))
    browser.press("Record a payment", within="main")
    browser.fill("Record a payment", amount="12695.67")
    browser.press("Record it", within="dialog")
    browser.sees("Paid", within="main table[aria-label=Invoices]")
    third = Invoice.objects.get(customer=people["Flat 03"])
    desk.go(f"/invoices/{write_id('Invoice', third.pk)}")
    browser.press("Record a payment", within="main")
    browser.fill(f"Record a payment for {third.serial_number}", amount="10000")
    browser.press("Record it", within="dialog")
    browser.sees("Partly paid", within="main .page-head")
    assert balance_by_code(business.pk, "1200") == 319_695_67 - 22_695_67

    # The clock goes on: on the due day and three days later 19 bills are open.
    for count in (DAYS_TO_PAY, DAYS_TO_PAY + 3):
        clock.is_day(desk.day(count))
        drain()
    desk.come(DAYS_TO_PAY + 3, "/subscriptions/reminders?state=SKIPPED")
    browser.sees("no phone is known", within="main")
    browser.sees("they want no messages", within="main")
    browser.wait_for("document.querySelectorAll('main table[aria-label^=\"What was sent\"] tbody tr').length === 4")
    look(browser, "skipped")
    told = CustomerNotice.objects.filter(state="SENT", kind="DUNNING")
    assert told.filter(rule__days=0).count() == told.filter(rule__days=3).count() == 17
    assert not told.filter(customer__in=(people["Flat 01"], people["Flat 19"], people["Flat 20"])).exists()
    desk.go("/subscriptions/reminders?state=SENT")
    browser.sees("3 days after it is due", within="main table[aria-label^='What was sent']")

    # The next month is billed by the clock on its day, and reminded of.
    again = days.months_after(desk.day(0), 1)
    for day in (again, again + timedelta(days=DAYS_TO_PAY), again + timedelta(days=DAYS_TO_PAY + 1)):
        clock.is_day(day)
        begin_due()
        drain()
    assert BillingRun.objects.order_by("pk").last().total == 319_695_67

    # Today: to the PayBill by account, by the invoice's own number, and more than is due in cash.
    desk.come(WEEKS, "/customers/owing")
    browser.sees("616,695.67", within="main tfoot")
    pay(sandbox, till, people["Flat 04"].account_number, 16_000)
    fifth = Invoice.objects.filter(customer=people["Flat 05"]).order_by("pk")[1]
    pay(sandbox, till, fifth.number, 15_350)
    drain()
    browser.sees("585,345.67", within="main tfoot", seconds=20)
    desk.go(page_of(people["Flat 01"]))
    browser.press("Record a payment", within="main")
    browser.fill("Record a payment", amount="20000")
    browser.press("Record it", within="dialog")
    browser.sees("Has credit", within="main")
    look(browser, "tenant")

    # First bills are 37 days late, second ones 6 to 9: and that is account 1200.
    desk.go("/customers/owing")
    browser.sees("7,304.33", within="main tfoot")
    foot = browser.text("main table tfoot").split()
    late = [text for text in foot if text[0].isdigit()]
    assert late == ["0.00", "291,000.00", "281,650.00", "0.00", "0.00", "572,650.00", "7,304.33", "565,345.67"]
    books = browser.text("main .card .facts")
    assert books.count("572,650.00") == 2 and books.count("7,304.33") == 2, books
    assert balance_by_code(business.pk, "1200") == 572_650_00
    assert balance_by_code(business.pk, "2100") == 7_304_33
    look(browser, "ageing")


def page_of(customer: Customer) -> str:
    return f"/customers/{write_id('Customer', customer.pk)}"


def shown(day: date) -> str:
    """As the console writes it."""
    return f"{day.day} {day:%B} {day.year}"


def choose(browser: Browser, name: str, value: str) -> None:
    """One of a field's choices, in a dialog where one is open."""
    field = f"(document.querySelector('dialog [name=\"{name}\"]') ?? document.querySelector('[name=\"{name}\"]'))"
    browser.wait_for(field)
    browser.run(
        f"(way => {{ way.value = '{value}'; way.dispatchEvent(new Event('change', {{ bubbles: true }})); }})({field})"
    )
