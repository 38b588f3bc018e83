"""A voucher written with the keyboard alone, as an accountant does, up to the question and into the list."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledger.models import Voucher
from tests.console.browser import Browser
from tests.console.test_quick_path import SETTLED, inside, open_page  # noqa: F401 - a fixture
from tests.graphql_api.conftest import House

pytestmark = pytest.mark.slow
DAY = "document.querySelector('[name=day]')"
CODES = {"Enter": 13, "Tab": 9, "Backspace": 8, "=": 187}
TEXTS = {"Enter": "\r", "=": "="}


def press_key(browser: Browser, name: str) -> None:
    given = {"key": name, "code": name, "windowsVirtualKeyCode": CODES[name]}
    text = {"text": TEXTS[name]} if name in TEXTS else {}
    browser.call("Input.dispatchKeyEvent", type="keyDown", **given, **text)
    browser.call("Input.dispatchKeyEvent", type="keyUp", **given)


def write(browser: Browser, text: str) -> None:
    browser.call("Input.insertText", text=text)


def at(browser: Browser, name: str) -> None:
    """Waits until the field of this name has the focus."""
    browser.wait_for(f"document.activeElement.name === '{name}'")


@pytest.fixture
def writing(inside: Browser) -> Iterator[Browser]:  # noqa: F811
    open_page(inside, "/vouchers/new")
    inside.wait_for(SETTLED)
    at(inside, "description")
    yield inside
    inside.call("Page.navigate", url="about:blank")  # hangs up before the server goes


def test_a_refused_form_keeps_what_was_typed(writing: Browser) -> None:
    writing.run(f"{DAY}.value = '2026-11-02'; 1")
    writing.press("Ask for approval")
    writing.sees("Needed")
    assert writing.run(f"{DAY}.value") == "2026-11-02"
    write(writing, "Airtime")
    writing.press("Add a line")
    writing.press("Ask for approval")
    writing.sees("Give two lines at least.")
    assert writing.run("document.querySelector('input[name=description]').value") == "Airtime"


def test_from_keys_to_a_voucher_that_waits(writing: Browser, house: House) -> None:
    write(writing, "Airtime of the office")
    press_key(writing, "Tab")
    write(writing, "cash over")
    writing.sees("5900 Cash over/short", within=".account-hits:not([hidden])")
    press_key(writing, "Enter")
    at(writing, "lines.0.debit")
    write(writing, "1,250.5")
    press_key(writing, "Enter")
    writing.wait_for("document.activeElement.closest('[data-line=\"1\"]')")
    write(writing, "1020")
    press_key(writing, "Tab")
    at(writing, "lines.1.debit")
    press_key(writing, "Tab")
    write(writing, "1000")
    writing.sees("250.50 missing on credit")
    press_key(writing, "=")
    writing.sees("Both sides are equal")
    press_key(writing, "Enter")
    writing.wait_for("document.querySelectorAll('.line-row').length === 3")
    press_key(writing, "Backspace")
    writing.wait_for("document.querySelectorAll('.line-row').length === 2")
    writing.press("Ask for approval")
    writing.sees("1,250.50 over 2 lines", within="dialog")
    assert not Voucher.objects.exists()
    writing.press("Ask for approval", within="dialog")
    writing.sees("Waits for another person's yes")
    voucher = Voucher.objects.get()
    lines = voucher.lines.values_list("account__code", "debit", "credit").order_by("pk")
    assert list(lines) == [("5900", 125_050, 0), ("1020", 0, 125_050)]
    assert (voucher.description, voucher.state) == ("Airtime of the office", "PENDING")
