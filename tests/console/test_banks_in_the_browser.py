"""Bank accounts in the console: where a till settles, and a bank's statement brought in and proved."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from graphql_api.ids import write_id
from reconciliation.models import ReconciliationRun, Statement
from reconciliation.runs.running import run_reconciliations
from reconciliation.runs.settlements import settlement_codes
from reconciliation.verified.importing import import_statements
from tests.console.browser import Browser
from tests.console.test_exceptions_in_the_browser import picture
from tests.console.test_settings_in_the_browser import enter
from tests.graphql_api.conftest import House
from tests.reconciliation.bank.books import BANK, FRIDAY, BankBooks
from users.models import Role

pytestmark = pytest.mark.slow


@pytest.fixture
def books(house: House) -> BankBooks:
    return BankBooks(house)


def test_the_accountant_says_where_a_till_settles(
    hook_server: str, browser: Browser, house: House, books: BankBooks
) -> None:
    there = f"/settings/tills/{write_id('Till', books.till.pk)}"
    enter(browser, hook_server, house.people[Role.ACCOUNTANT], there)
    browser.sees("Not chosen", within="main")
    browser.press("Choose the bank account", within="main")
    browser.wait_for("document.querySelectorAll('dialog select option').length === 2")
    browser.run(
        "const choice = document.querySelector('dialog select'); choice.value = choice.options[1].value;"
        " choice.dispatchEvent(new Event('change', { bubbles: true })); 1"
    )
    picture(browser, "settle")
    browser.press("Choose it", within="dialog")
    browser.sees("Withdrawals to the bank are booked there from now on.")
    browser.sees("1100-1 Equity", within="main")
    assert settlement_codes([books.till.pk]) == {books.till.pk: BANK}
    picture(browser, "settles")


def test_a_banks_statement_is_looked_at_brought_in_and_proved(
    hook_server: str, browser: Browser, house: House, books: BankBooks, tmp_path: Path
) -> None:
    books.at_bank(FRIDAY, "CASH DEPOSIT", 1_250_50)
    books.at_bank(FRIDAY, "LEDGER FEE", -150_00)
    (tmp_path / "equity.csv").write_bytes(books.bank_file(FRIDAY, FRIDAY + timedelta(days=1)))
    enter(browser, hook_server, house.people[Role.ACCOUNTANT], "/reconciliation")
    browser.sees("Till or bank account", within="main")
    browser.run(
        "const choice = document.querySelector('#till-choice');"
        " choice.value = [...choice.options].find(each => each.text.includes('Equity')).value;"
        " choice.dispatchEvent(new Event('change', { bubbles: true })); 1"
    )
    browser.sees("as the bank exports it", within="main")
    browser.choose_file(".drop-zone input", tmp_path / "equity.csv")
    browser.sees("2 new rows: KES 1,250.50 in, KES 150.00 out.", within="main")
    picture(browser, "bank-preview")
    browser.press("Bring it in", within="main")
    browser.sees("Brought in: its rows are being read.")
    import_statements()
    statement = Statement.objects.get()
    assert (statement.state, statement.account) == ("ADMITTED", BANK)
    browser.run(
        f"for (const name of ['fromDay', 'toDay']) document.querySelector(`main form [name=${{name}}]`).value"
        f" = '{FRIDAY}'; 1"
    )
    browser.press("Prove", within="main form")
    browser.wait_for("/^\\/reconciliation\\/./.test(location.pathname)")
    while run_reconciliations():
        pass
    assert ReconciliationRun.objects.latest("pk").state == "DONE"
    browser.go(browser.run("location.href"))
    browser.sees("1100-1 Equity", within="main .facts")
    picture(browser, "bank-proof")
    browser.go(f"{hook_server}/reconciliation")
    browser.sees("1100-1 Equity", within="main")
    picture(browser, "bank-list")


def test_who_may_not_write_chooses_nothing(
    hook_server: str, browser: Browser, house: House, books: BankBooks
) -> None:
    there = f"/settings/tills/{write_id('Till', books.till.pk)}"
    enter(browser, hook_server, house.people[Role.AUDITOR], there)
    browser.sees("Not chosen", within="main")
    assert "Choose the bank account" not in browser.text("main")
