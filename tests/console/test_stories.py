"""Whole stories in real browsers against real processes: each person in a browser of their own.

Nobody's page may complain, report a breach of the content policy or ask another origin.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pyotp
import pytest
from openpyxl import load_workbook

from core import days
from demo.data import PASSWORD
from demo.http import Site
from tests.console.browser import Browser
from tests.console.conftest import need_chromium
from tests.console.desk import await_live, choose, pay_on, printed, ring, sandbox, sign_in
from tests.processes import wait_until

pytestmark = pytest.mark.slow

Opener: TypeAlias = Callable[[str], Browser]
WATER, WATER_CODE = "Maji Safi Water", "600100"
ROW = "[...document.querySelectorAll('main tbody tr')]"


@pytest.fixture
def somebody(tmp_path: Path) -> Iterator[Opener]:
    """Opens browsers, one for each name."""
    need_chromium()
    with ExitStack() as stack:
        opened: list[Browser] = []

        def open_one(name: str) -> Browser:
            profile = tmp_path / name
            profile.mkdir()
            opened.append(stack.enter_context(Browser(profile)))
            return opened[-1]

        yield open_one
        for browser in opened:
            browser.run("1")  # takes in what the browser said last
        assert [complaint for browser in opened for complaint in browser.complaints] == []


def at_the_desk(browser: Browser, running: dict[str, Any], name: str) -> Browser:
    """Signed in, with the water company chosen."""
    sign_in(browser, running, name)
    await_live(browser)
    if browser.run("document.querySelector('.switcher select') !== null"):
        choose(browser, WATER)
    return browser


def phone_of(running: dict[str, Any], last: str, name: str) -> str:
    """A phone with money on it, of the range that is kept for tests."""
    number = f"2547000003{last}"
    sandbox(running, "customers", msisdn=number, name=name, balance="50000.00")
    return number


def open_row(browser: Browser, text: str) -> None:
    """Opens the page of the row that shows a text."""
    found = f"{ROW}.find(row => row.innerText.includes('{text}'))?.querySelector('.main a')"
    browser.wait_for(found)
    browser.run(f"{found}.click()")


def new_bill(owner: Browser, *, name: str, phone: str, amount: str) -> str:
    """A new customer and an issued invoice, page by page; its number. The invoice's page stays open."""
    owner.press("Customers", within=".navigation")
    owner.press("New customer", within="main")
    owner.fill("New customer", name=name, phone=f"0{phone[3:]}")
    owner.press("Add", within="form[aria-label='New customer'] .actions")
    owner.sees("Owes", within="main")
    owner.press("New invoice", within="main")
    owner.fill("New invoice", **{"lines.0.description": "Water", "lines.0.unitPrice": amount})
    owner.press("Make a draft")
    owner.wait_for("location.pathname.startsWith('/invoices/')")
    owner.sees("Draft", within="main .page-head")
    number = owner.text("main h1").split()[-1]
    owner.press("Issue it", within="main")
    owner.press("Issue it", within="dialog")
    owner.sees("Unpaid", within="main .page-head")
    return number


def test_the_cashier_asks_and_sees_the_answer_of_the_phone_live(
    somebody: Opener, running: dict[str, Any]
) -> None:
    number = phone_of(running, "01", "AMINA OTIENO")
    cashier, payer = somebody("cashier"), somebody("payer")
    at_the_desk(cashier, running, "cashier")
    ring(payer, running, number)
    cashier.fill("Ask for a payment", phone="0700 000 301", amount="1,250", accountReference="WATER")
    cashier.press("Send to the phone")
    cashier.sees("The phone rings", within=".toasts")
    cashier.wait_for("document.querySelector('.requests li')?.dataset.state === 'PENDING'")
    pay_on(payer, number)
    cashier.wait_for("document.querySelector('.requests li').dataset.state === 'PAID'", seconds=30)
    receipt = cashier.text(".requests li .about a")
    cashier.sees(receipt, within=".feed")
    cashier.press(receipt, within=".feed")
    cashier.sees("1,250.00", within="main")
    cashier.sees("WATER", within="main")
    assert cashier.run("window.neverReloaded") is True


def test_a_mistyped_payment_is_placed_by_two_people_and_the_invoice_is_paid(
    somebody: Opener, running: dict[str, Any]
) -> None:
    phone = phone_of(running, "02", "BRIAN KIPTOO")
    owner, approver = somebody("owner"), somebody("approver")
    at_the_desk(owner, running, "owner")
    number = new_bill(owner, name="Brian Kiptoo", phone=phone, amount="2,345")
    bill = owner.run("location.pathname")
    slip = number[:-2] + number[-1] + number[-2] if number[-1] != number[-2] else number[:-1]
    sandbox(running, "pay", msisdn=phone, shortcode=WATER_CODE, amount="2345.00", account=slip)

    owner.press("Collections", within=".navigation")
    owner.press("Suspense", within="main")
    found = f"{ROW}.find(row => row.innerText.includes('{slip}'))?.querySelector('button')"
    owner.wait_for(found, seconds=30)
    owner.run(f"{found}.click()")
    owner.press(f"Brian Kiptoo: {number}", within="dialog, aside, .panel")
    owner.wait_for(f"document.querySelector('[name=accountReference]').value === '{number}'")
    owner.fill("Whose is it?", comment="Two digits changed places")
    owner.press("Ask to place it")
    owner.wait_for("location.pathname.startsWith('/approvals/')")

    at_the_desk(approver, running, "approver")
    code = second_factor(approver)
    approver.press("Approvals", within=".navigation")
    open_row(approver, "Two digits changed places")
    approver.sees("2,345.00", within="main .facts")
    approver.sees(number, within="main .facts")
    approver.fill("Your answer", code=code)
    approver.press("Approve and do it", within="main")
    approver.press("Approve and do it", within="dialog")
    approver.sees("Approved and done", within="main .timeline")

    owner.run(f"history.pushState(null, '', '{bill}'); dispatchEvent(new PopStateEvent('popstate')); 1")
    owner.sees("Paid", within="main .page-head")
    assert "2,345.00" in owner.text("main [aria-label=Payments]")


def second_factor(browser: Browser) -> str:
    """Sets one up on the account's page; a recovery code that is good for one approval."""
    browser.click(".top-bar .menu:last-child button")
    browser.press("Account and security")
    browser.fill("Second factor", secret=PASSWORD)
    browser.press("Set it up")
    browser.wait_for("document.querySelector('.secret')")
    browser.fill("Turn it on", code=pyotp.TOTP(browser.text(".secret").replace(" ", "")).now())
    browser.press("Turn it on")
    browser.sees("The second factor is on.")
    return browser.text(".codes").split()[0]


def test_a_new_customer_is_billed_asked_and_pays(somebody: Opener, running: dict[str, Any]) -> None:
    number = phone_of(running, "03", "CHAO MWAKIO")
    owner, payer = somebody("owner"), somebody("payer")
    at_the_desk(owner, running, "owner")
    new_bill(owner, name="Chao Mwakio", phone=number, amount="3,100")
    ring(payer, running, number)
    owner.press("Ask for payment", within="main")
    owner.fill("Ask for payment on a phone", phone="0700 000 303")
    owner.press("Send the prompt")
    owner.sees("The phone rings", within=".toasts")
    pay_on(payer, number)
    owner.sees("Paid", within="main .page-head", seconds=30)
    owner.sees("3,100.00", within="main [aria-label=Payments]")
    assert "0.00" in owner.text("main .amount")


def test_a_statement_is_brought_in_the_days_are_proved_and_the_workbook_taken_along(
    somebody: Opener, running: dict[str, Any], tmp_path: Path
) -> None:
    phone = phone_of(running, "04", "DAVID NJOROGE")
    paid = sandbox(running, "pay", msisdn=phone, shortcode=WATER_CODE, amount="700.00", account="NOBODY4")
    owner = at_the_desk(somebody("owner"), running, "owner")
    owner.sees(paid["receipt"], within=".feed", seconds=30)
    first, last = days.today() - timedelta(days=1), days.today()  # midnight may fall into the story
    query = f"shortcode={WATER_CODE}&account=Utility Account&from={first}&to={last}&template=a&format=xlsx"
    with Site(running["sandbox_url"]) as portal:
        (tmp_path / "statement.xlsx").write_bytes(portal.get(f"/_sandbox/statement?{query}").content)

    owner.press("Reconciliation", within=".navigation")
    owner.wait_for("document.querySelector('.drop-zone input')")
    owner.choose_file(".drop-zone input", tmp_path / "statement.xlsx")
    owner.press("Bring it in", within="main")
    owner.sees("Brought in", within=".toasts")
    state = f"{ROW}.find(row => row.innerText.includes('statement.xlsx'))?.innerText.includes('Admitted')"
    owner.wait_for(state, seconds=60)
    owner.run(f"document.querySelector('[name=fromDay]').value = '{first}'")
    owner.press("Prove", within="form[aria-label='Prove days']")
    owner.wait_for("location.pathname.startsWith('/reconciliation/run_')")
    owner.sees("Every shilling is explained.", seconds=90)

    taken = tmp_path / "taken"
    taken.mkdir()
    owner.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(taken))
    owner.press("Workbook", within="main")
    owner.press("Get the report", within="dialog")
    wait_until(lambda: any(taken.glob("*.xlsx")), 30)
    book = load_workbook(io.BytesIO(next(taken.glob("*.xlsx")).read_bytes()), read_only=True)
    assert book.sheetnames == ["Cover", "Summary", "Matched", "Exceptions", "Chain", "Charges"]
    matched = {str(value) for row in book["Matched"].iter_rows(values_only=True) for value in row}
    assert paid["receipt"] in matched


def test_a_voucher_is_written_by_one_and_approved_by_another(
    somebody: Opener, running: dict[str, Any]
) -> None:
    accountant, owner = somebody("accountant"), somebody("owner")
    at_the_desk(accountant, running, "accountant")
    accountant.press("Vouchers", within=".navigation")
    accountant.press("New voucher", within="main")
    accountant.fill("New voucher", description="Meters brought in by the owner")
    for line, (account, side, amount) in enumerate([("1300", 1, "85,000"), ("3000", 2, "85,000")]):
        inputs = f"[...document.querySelectorAll('[data-line=\"{line}\"] input')]"
        for place, text in ((0, account), (side, amount)):
            accountant.run(f"{inputs}[{place}].focus()")
            accountant.call("Input.insertText", text=text)
    accountant.sees("Both sides are equal")
    accountant.press("Ask for approval", within="form[aria-label='New voucher']")
    accountant.press("Ask for approval", within="dialog")
    accountant.wait_for("location.pathname.startsWith('/vouchers/vch_')")
    at_the_desk(owner, running, "owner")
    owner.press("Approvals", within=".navigation")
    open_row(owner, "85,000.00")
    owner.sees("Meters brought in by the owner", within="main .facts")
    owner.press("Approve and do it", within="main")
    owner.press("Approve and do it", within="dialog")
    owner.sees("Approved and done", within="main .timeline")
    accountant.sees("Posted", within="main .page-head")


def invite(owner: Browser, running: dict[str, Any], *, to: str, role: str) -> str:
    """The owner invites somebody by e-mail; the link of the message."""
    after = len(running["log"].read_text(errors="replace"))
    owner.press("Settings", within=".navigation")
    owner.press("Members", within="main .tabs")
    owner.press("Invite somebody", within="main")
    owner.fill("Invite somebody", email=to)
    choice = "document.querySelector('dialog select[name=role]')"
    owner.run(f"{choice}.value = '{role}'; {choice}.dispatchEvent(new Event('change', {{ bubbles: true }}))")
    owner.press("Invite", within="form[aria-label='Invite somebody'] .actions")
    owner.sees("is on its way", within=".toasts")
    owner.sees(f"{to[0]}****@", within="main [aria-label='Open invitations']")
    return printed(running["log"], to, r"\S+/join#[\w-]+", after=after)


def pages_of(browser: Browser) -> list[str]:
    """The pages that somebody is offered, once they are drawn."""
    browser.wait_for("document.querySelector('.navigation li a')")
    return list(
        browser.run("[...document.querySelectorAll('.navigation li a')].map(a => a.innerText.trim())")
    )


def test_somebody_is_invited_and_sees_what_their_roles_may_see(
    somebody: Opener, running: dict[str, Any]
) -> None:
    owner, invited = somebody("owner"), somebody("invited")
    address, name, password = "esther@example.com", "Esther Wanjiru", "the river is high in May"
    at_the_desk(owner, running, "owner")
    every_page = pages_of(owner)
    invited.go(invite(owner, running, to=address, role="CASHIER"))
    invited.fill("You are invited", contact=address, displayName=name, username="esther", password=password)
    invited.press("Join", within="form")
    invited.sees(f"You are a member of {WATER} now.", within=".toasts")
    await_live(invited)
    assert invited.text(".top-bar b.switcher") == WATER
    of_a_cashier = [
        "Today",
        "Figures",
        "Collections",
        "Invoices",
        "Subscriptions",
        "Customers",
        "Till",
        "Products",
        "Reports",
        "Settings",
    ]
    assert pages_of(invited) == of_a_cashier and set(of_a_cashier) < set(every_page)
    invited.go(f"{invited.home}/ledger")
    invited.sees("This page is not for your role here", within="main")

    member = f"{ROW}.find(row => row.innerText.includes('{name}'))?.innerText"
    invited.click(".top-bar .menu:last-child button")
    invited.press("Sign out")
    invited.sees("Sign in to Hesabu")
    invited.go(invite(owner, running, to=address, role="AUDITOR"))
    owner.wait_for(f"{member}.includes('Cashier')")
    invited.press("Sign in and accept", within="main")
    invited.fill("Sign in to Hesabu", identifier="esther", secret=password)
    invited.press("Sign in", within="form")
    invited.sees(name, within="main")
    invited.press("Accept", within="main form")
    invited.sees("You have accepted.", within=".toasts")
    invited.press("Settings", within=".navigation")
    invited.press("Members", within="main .tabs")
    invited.wait_for(f"{member}.includes('You')")
    assert {"Ledger", "Reconciliation", "Approvals"} <= set(pages_of(invited))
    assert "Operations" not in pages_of(invited) and "Invite somebody" not in invited.text("main")
