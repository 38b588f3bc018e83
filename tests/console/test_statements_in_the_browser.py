"""A statement file as an accountant meets it: what became of it, accepted by two, withdrawn."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphql_api.ids import write_id
from mpesa.models import Till
from reconciliation.models import Statement
from reconciliation.verified.importing import import_statements
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
    hook_server: str, browser: Browser, house: House, till: Till, tmp_path: Path
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
    browser.sees("4 new rows: KES 1,050.00 in, KES 5.00 out.", within="main")
    assert not Statement.objects.exists()
    browser.press("Bring it in", within="main")
    browser.sees("Brought in: its rows are being read.")
    browser.wait_for("!document.querySelector('main h3')")
    import_statements()
    statement = Statement.objects.get()
    assert (statement.state, statement.told_account) == ("ADMITTED", "utility")
    browser.go(f"{hook_server}{page_of(statement)}")
    browser.press("Withdraw it", within="main")
    browser.fill("Withdraw it", comment="Another till's.")
    browser.press("Withdraw", within="dialog form")
    browser.sees("Why: Another till's.", within="main")
    assert Statement.objects.get().state == "WITHDRAWN"


def test_a_file_is_looked_at_before_it_counts(
    hook_server: str, browser: Browser, house: House, till: Till, tmp_path: Path, settings
) -> None:
    """What is wrong stands by line, what is in a cell is a text, and what was looked at can be left."""
    bring(till, file_of(DAY, MONDAY), "monday.csv")
    lines = file_of(DAY, MONDAY).decode().split("\r\n")
    lines[4] = lines[4].replace("50.00,,", "5o.00,,").replace("AMINA", "<b id=evil>AMINA</b>")
    (tmp_path / "torn.csv").write_text("\r\n".join(lines))
    enter(browser, hook_server, house.people[Role.ACCOUNTANT], "/reconciliation")
    browser.sees("monday.csv", within="main")
    browser.choose_file(".drop-zone input", tmp_path / "torn.csv")
    browser.sees("Before it counts: torn.csv", within="main")
    browser.sees("It cannot be read", within="main")
    browser.sees("Write the amount in digits, like 1,250.00.", within="main table")
    browser.sees("<b id=evil>AMINA</b>", within="main")
    assert browser.run("document.querySelector('#evil')") is None
    assert browser.run("document.activeElement.textContent.startsWith('Before it counts')")
    picture(browser, "preview-refused")
    browser.press("Leave it", within="main")
    browser.wait_for("!document.querySelector('main h3')")
    (tmp_path / "late.csv").write_bytes(file_of(with_row(DAY, 2, "UKLATE0001", 777), MONDAY))
    browser.choose_file(".drop-zone input", tmp_path / "late.csv")
    browser.sees("UKLATE0001 (KES 777.00) would be put into verified time.", within="main")
    browser.sees("Bring it in all the same", within="main")
    more = moves(MONDAY, 2045, *range(10, 22), first=12)
    (tmp_path / "more.csv").write_bytes(file_of([*DAY, *more], MONDAY))
    browser.choose_file(".drop-zone input", tmp_path / "more.csv")
    browser.sees("12 new rows: KES 186.00 in, KES 0.00 out.", within="main")
    browser.sees("nobody else has told of", within="main")
    picture(browser, "preview")
    assert [row.file_name for row in Statement.objects.all()] == ["monday.csv"]
    blank = b"\r\n" * (settings.STATEMENT_PREVIEW_MAX_BYTES // 2)
    (tmp_path / "large.csv").write_bytes(file_of(DAY, MONDAY) + blank)
    browser.choose_file(".drop-zone input", tmp_path / "large.csv")
    browser.sees("too large to be looked at first", seconds=30)
    assert [row.file_name for row in Statement.objects.order_by("pk")] == ["monday.csv", "large.csv"]
