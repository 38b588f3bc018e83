"""The work-list as an accountant meets it: gone through by keyboard, corrected, split, written off."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from graphql_api.ids import write_id
from reconciliation.models import ReconciliationException
from tests.console.browser import Browser
from tests.console.test_settings_in_the_browser import enter
from tests.graphql_api.conftest import House
from tests.reconciliation.exceptions.books import ODD, PAYMENT, PAYOUT, Books, a_week_ago
from tests.reconciliation.test_known_facts import by_hand
from users.models import Business, Role

pytestmark = pytest.mark.slow

DAY = a_week_ago()
LIST = "/reconciliation/exceptions"
SETTLED = "document.querySelector('main h1') && !document.querySelector('main .loading')"


@pytest.fixture
def books(house: House) -> Books:
    books = Books(house)
    books.call_back("UKK1AA00A1", 500, DAY)
    books.show(DAY, 9, "UKK1AA00A1", PAYMENT, 500)
    books.call_back("UKK1AA00A2", 200, DAY, 10)
    books.show(DAY, 12, "UKK1AA00B1", PAYOUT, -60)
    books.show(DAY, 13, "UKK1AA00B2", ODD, -7)
    books.close(DAY, DAY)
    return books


def picture(browser: Browser, name: str) -> None:
    """For people who want to look, in the folder that HESABU_PICTURES names."""
    if folder := os.environ.get("HESABU_PICTURES"):
        for width in (1400, 360):
            browser.resize(width, 900)
            browser.wait_for(SETTLED)
            browser.picture(Path(folder) / f"{name}-{width}.png")
        browser.resize(1400, 900)


def key(browser: Browser, name: str) -> None:
    browser.run(
        f"(document.activeElement ?? document.body).dispatchEvent("
        f"new KeyboardEvent('keydown', {{ key: '{name}', bubbles: true }})); 1"
    )


def test_the_list_is_worked_through(hook_server: str, browser: Browser, books: Books) -> None:
    Business.objects.update(solo_limit=100_00)
    accountant = books.house.people[Role.ACCOUNTANT]
    enter(browser, hook_server, accountant, LIST)
    browser.sees("Not in the books: UKK1AA00B1", within="main")
    picture(browser, "exceptions")
    for pressed, number in (("j", "A2"), ("j", "B1"), ("j", "B2"), ("k", "B1")):
        key(browser, pressed)
        assert browser.run(f"document.activeElement.textContent.endsWith('UKK1AA00{number}')"), number
    row = ReconciliationException.objects.get(receipt="UKK1AA00B1")
    browser.run("document.activeElement.click(); 1")
    browser.wait_for(f"location.pathname === '{LIST}/{write_id('ReconciliationException', row.pk)}'")
    browser.sees("Business Payment to", within="main")
    browser.press("Take it up", within="main")
    browser.sees("It is yours.")
    browser.press("Add a note", within="main")
    browser.fill("Add a note", text="Asked the owner: a refund.")
    browser.press("Add a note", within="dialog form")
    browser.sees("Asked the owner: a refund.", within="main .timeline")
    picture(browser, "exception")
    browser.press("Correct", within="main")
    browser.fill("Correct", accountCode="2900", comment="A refund by hand.")
    browser.press("Ask", within="dialog form")
    browser.sees("Suspense holds receipts", within="dialog")
    browser.fill("Correct", accountCode="5900", comment="A refund by hand.")
    picture(browser, "correct")
    browser.press("Ask", within="dialog form")
    browser.sees("Corrected", within="main")
    row.refresh_from_db()
    assert (row.state, row.closed_as, row.closed_by) == ("CLOSED", "CORRECTED", accountant)
    assert books.balance("5900") == 60_00
    assert browser.complaints == []


def test_a_split_and_a_write_off_above_the_limit(hook_server: str, browser: Browser, books: Books) -> None:
    enter(browser, hook_server, books.house.people[Role.ACCOUNTANT], LIST)
    row = ReconciliationException.objects.get(receipt="UKK1AA00B1")
    browser.go(f"{hook_server}{LIST}/{write_id('ReconciliationException', row.pk)}?do=SPLIT")
    browser.sees("Together they are", within="dialog")
    parts = {"parts.0.accountCode": "5100", "parts.0.amount": "10", "parts.1.accountCode": "5900"}
    browser.fill("Split", **parts, **{"parts.1.amount": "40", "comment": "Two things."})
    browser.press("Ask", within="dialog form")
    browser.sees("KES 50.00", within="dialog")
    browser.fill("Split", **{"parts.1.amount": "50"})
    browser.press("Ask", within="dialog form")
    browser.sees("A correction waits for another person.", within="main")
    picture(browser, "proposed")
    other = ReconciliationException.objects.get(receipt="UKK1AA00A2")
    browser.go(f"{hook_server}{LIST}")
    browser.sees("Write off (5200)", within="main")
    browser.press("Write off (5200)", within="main")
    browser.sees("booked as lost", within="dialog")
    browser.fill("Write off", comment="It never came.")
    browser.press("Ask", within="dialog form")
    browser.sees("A correction waits for another person.", within="main")
    states = ReconciliationException.objects.filter(pk__in=[row.pk, other.pk]).values_list("state", flat=True)
    assert list(states) == ["PROPOSED", "PROPOSED"]
    assert browser.complaints == []


def test_what_it_may_be_is_tied_in_one_press(hook_server: str, browser: Browser, books: Books) -> None:
    entries = [by_hand(books, 800, "25470****111 for X1", hour=hour) for hour in (9, 11)]
    books.show(DAY, 14, "UKK1AA00C1", PAYMENT, 800)
    books.close(DAY, DAY)
    row = ReconciliationException.objects.get(receipt="UKK1AA00C1")
    enter(browser, hook_server, books.house.people[Role.ACCOUNTANT], f"{LIST}/{_id(row)}")
    browser.sees("Perhaps the books have it already.", within="main")
    browser.sees("25470****111 for X1", within="main .choices")
    picture(browser, "may-be")
    other = ReconciliationException.objects.get(reference=entries[1].reference)
    browser.go(f"{hook_server}{LIST}/{_id(other)}")
    browser.sees("Perhaps the statement has it.", within="main")
    browser.sees("UKK1AA00C1", within="main .choices")
    browser.press("Tie to this", within="main .choices")
    browser.sees("Tied. It is closed.")
    browser.wait_for("!document.querySelector('main .choices')")
    row.refresh_from_db()
    assert (row.closed_as, row.entry) == ("TIED", entries[1])
    note = row.notes.get().text
    assert note == "As suggested: 1 row and 2 bookings have this amount, account number and payer"
    assert browser.complaints == []


def _id(row: ReconciliationException) -> str:
    return write_id("ReconciliationException", row.pk)
