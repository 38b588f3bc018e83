"""A statement file as an accountant meets it: what became of it, accepted by two, withdrawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphql_api.ids import write_id
from mpesa.models import Till
from reconciliation.models import Statement
from tests.console.browser import Browser
from tests.console.test_exceptions_in_the_browser import picture
from tests.console.test_settings_in_the_browser import enter
from tests.graphql_api.conftest import House
from tests.reconciliation.exceptions.books import Books
from tests.reconciliation.verified.files import MONDAY, bring, file_of, moves, with_row
from users.models import Approval, Role

pytestmark = pytest.mark.slow

DAY = moves(MONDAY, 1000, 300, -5, 700, 50)


@pytest.fixture
def till(house: House) -> Till:
    return Books(house).till


def page_of(statement: Statement) -> str:
    return f"/reconciliation/statements/{write_id('Statement', statement.pk)}"


def test_a_restated_file_is_explained_and_asked_for(
    hook_server: str, browser: Browser, house: House, till: Till
) -> None:
    bring(till, file_of(DAY, MONDAY), "monday.csv")
    late = bring(till, file_of(with_row(DAY, 2, "UKLATE0001", 777), MONDAY), "monday-again.csv")
    enter(browser, hook_server, house.people[Role.ACCOUNTANT], "/reconciliation")
    browser.sees("monday-again.csv", within="main")
    picture(browser, "reconciliation")
    browser.run(
        "[...document.querySelectorAll('main a')].find(a => a.textContent.includes('again')).click(); 1"
    )
    browser.wait_for(f"location.pathname === '{page_of(late)}'")
    browser.sees("it would change what is verified", within="main")
    browser.sees("UKLATE0001 (KES 777.00) would be put into verified time", within="main")
    picture(browser, "statement")
    browser.press("Accept it", within="main")
    browser.fill("Accept it", comment="Asked Safaricom: booked late.")
    browser.press("Ask for approval", within="dialog form")
    browser.sees("Asked: somebody else approves it.")
    browser.sees("has asked for something about this file", within="main")
    approval = Approval.objects.get(kind="statement.change")
    browser.run(
        "[...document.querySelectorAll('main a')].find(a => a.textContent === 'Look at it').click(); 1"
    )
    browser.wait_for(f"location.pathname === '/approvals/{write_id('Approval', approval.pk)}'")
    browser.sees("UKLATE0001", within="main")
    picture(browser, "statement-approval")


def test_a_file_without_a_head_is_told_and_withdrawn(
    hook_server: str, browser: Browser, house: House, till: Till, tmp_path: Path, drain
) -> None:
    (tmp_path / "bare.csv").write_bytes(file_of(DAY, MONDAY, account=""))
    enter(browser, hook_server, house.people[Role.ACCOUNTANT], "/reconciliation")
    browser.sees("The file does not say what it is of", within="main")
    browser.run(
        "document.querySelector('details').open = true;"
        " const choice = document.querySelector('details select'); choice.value = 'UTILITY';"
        " choice.dispatchEvent(new Event('change', { bubbles: true })); 1"
    )
    browser.choose_file(".drop-zone input", tmp_path / "bare.csv")
    browser.sees("bare.csv", within="main")
    drain()
    statement = Statement.objects.get()
    assert (statement.state, statement.told_account) == ("ADMITTED", "utility")
    browser.go(f"{hook_server}{page_of(statement)}")
    browser.press("Withdraw it", within="main")
    browser.fill("Withdraw it", comment="Another till's.")
    browser.press("Withdraw", within="dialog form")
    browser.sees("Why: Another till's.", within="main")
    assert Statement.objects.get().state == "WITHDRAWN"
