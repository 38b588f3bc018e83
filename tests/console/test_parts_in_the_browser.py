"""Every part, as people use it: by keyboard, in both languages, light and dark, narrow and wide."""

from __future__ import annotations

from typing import Any

import pytest

from demo.data import PASSWORD
from tests.console.browser import Browser

pytestmark = pytest.mark.slow


@pytest.fixture
def inside(browser: Browser, running: dict[str, Any]) -> Browser:
    browser.go(running["web_url"].rstrip("/") + "/console/parts")
    browser.fill("Sign in to Hesabu", identifier="owner", secret=PASSWORD)
    browser.press("Sign in")
    browser.sees("Still coming")
    return browser


def test_a_form_shows_each_problem_at_its_field(inside: Browser) -> None:
    inside.press("Send", within="form[aria-label=Form]")
    inside.sees("Needed", within="form[aria-label=Form] .field")
    inside.wait_for("document.activeElement.name === 'amount'")
    inside.fill("Form", amount="many", reference="X")
    inside.press("Send", within="form[aria-label=Form]")
    inside.sees("Give whole shillings", within="form[aria-label=Form] .field")
    inside.sees("cannot be taken together", within="form[aria-label=Form] .form-problem")
    inside.wait_for("document.activeElement.getAttribute('aria-describedby')?.split(' ').length === 2")


def test_asking_first_keeps_the_focus_and_gives_it_back(inside: Browser) -> None:
    inside.run("[...document.querySelectorAll('button')].find(b => b.textContent === 'Confirm').focus()")
    inside.press("Confirm")
    inside.sees("This will be sent", within="dialog")
    inside.wait_for("document.querySelector('dialog').contains(document.activeElement)")
    inside.call(
        "Input.dispatchKeyEvent", type="keyDown", key="Escape", code="Escape", windowsVirtualKeyCode=27
    )
    inside.wait_for("!document.querySelector('dialog')")
    inside.wait_for("document.activeElement.textContent === 'Confirm'")


def test_filters_and_order_stand_in_the_address(inside: Browser) -> None:
    inside.type_into(".filters input[type=search]", "RKL6")
    inside.wait_for("location.search === '?text=RKL6'")
    inside.wait_for("document.querySelectorAll('.table-scroll tbody tr').length === 1")
    inside.press("Clear filters")
    inside.press("Amount", within="th")
    inside.wait_for("location.search === '?order=AMOUNT.ASC'")
    assert inside.text(".table-scroll tbody tr").startswith("RKL81J0XCN")
    assert inside.run("document.querySelector('th[aria-sort]').getAttribute('aria-sort')") == "ascending"


def test_in_swahili_the_page_says_so(inside: Browser) -> None:
    inside.click(".top-bar .menu:last-child button")
    inside.run("document.querySelector('[name=language][value=sw]').click()")
    inside.sees("Jedwali")
    assert inside.run("document.documentElement.lang") == "sw"
    assert inside.run("document.title") == "Vipande · Hesabu"


def test_an_address_that_is_none_says_so(inside: Browser) -> None:
    inside.go(inside.home + "/console/nowhere")
    inside.sees("No such page")
    inside.complaints[:] = [each for each in inside.complaints if "404" not in each]
