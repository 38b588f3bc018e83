"""A bank's proof leaves the house, closes a period and stands in a workbook as every proof does."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from ledger.closing.checks import Closing
from ledger.journal.sealing import seal_business
from reconciliation.models import ReconciliationRun
from reconciliation.proofs import offline_checker
from reconciliation.proofs.closing import check_proved
from reconciliation.runs.comparing import compare_runs
from reconciliation.workbooks.sheets import run_workbook, workbook_name
from tests.reconciliation.bank.books import BANK, FRIDAY, MONDAY, SUNDAY, TO_BANK, TUESDAY, BankBooks
from tests.reconciliation.bank.files import money_in_out
from tests.reconciliation.exceptions.books import PAYMENT
from tests.reports.made import cover_of

SETTLED = "RTGS SAFARICOM MPESA"


@pytest.fixture
def proved(books: BankBooks) -> ReconciliationRun:
    """Of Monday and Tuesday: a settlement that came with less, one in flight, an old deposit that never came,
    a fee of Friday that nobody booked, and an old pair that is left out."""
    books.opening = 10_000_00
    books.settles()
    books.show(FRIDAY, 9, "UKK1AA00A1", PAYMENT, 90_000)
    books.show(FRIDAY, 16, "UKK1AA00H8", TO_BANK, -50_000)
    books.show(MONDAY, 16, "UKK1AA00H9", TO_BANK, -20_000)
    books.close(FRIDAY, MONDAY)
    books.book(FRIDAY, 777_00, "1020", "never came")
    books.book(FRIDAY, 2_000_00, "1020", "deposit")
    books.at_bank(FRIDAY, "CASH DEPOSIT", 2_000_00)
    books.at_bank(FRIDAY, "LEDGER FEE", -150_00)
    books.at_bank(MONDAY, SETTLED, 49_950_00)
    books.bring_bank(FRIDAY, TUESDAY)
    return books.prove_bank(MONDAY, TUESDAY)


def test_it_holds_without_the_database(proved: ReconciliationRun, tmp_path: Path, capsys):
    path = tmp_path / "proof.jsonl"
    call_command("export_proof", "--run", str(proved.pk), "--out", str(path))
    assert offline_checker.main([str(path), "--digest", proved.digest]) == 0
    said = capsys.readouterr().out
    assert "'1100-1'" in said and "2 rows, 3 bookings, 4 items" in said
    said_in_flight = b'"SWEEPS_IN_FLIGHT":2005000'
    assert path.read_bytes().count(said_in_flight) == 1
    path.write_bytes(path.read_bytes().replace(said_in_flight, said_in_flight[:-1] + b"1"))
    assert offline_checker.main([str(path), "--digest", proved.digest]) == 1


def test_it_is_a_workbook(proved: ReconciliationRun):
    book = load_workbook(io.BytesIO(run_workbook(proved)), data_only=True)
    assert cover_of(book)["Account"] == "Bank 1100-1"
    shown = {row[0]: row[1] for row in book["Summary"].iter_rows(max_col=2, values_only=True) if row[0]}
    assert (shown["Ledger balance, 1100-1"], shown["Unexplained"]) == (82_777, 0)
    assert workbook_name(proved).startswith("reconciliation-600984-1100-1-")


def test_two_proofs_are_compared(books: BankBooks, proved: ReconciliationRun):
    books.book(TUESDAY, -31_00, "5100", "cheque")
    later = books.prove_bank(MONDAY, TUESDAY)
    found = compare_runs(later, proved)
    assert [item.reference for item in found.came] == ["test:cheque"]
    assert (found.went, found.changed, found.same) == ([], [], False)
    assert books.prove_bank(MONDAY, TUESDAY).digest == later.digest


def test_a_period_closes_with_the_proof_of_its_bank(books: BankBooks):
    """From when its statements are brought in; before that the books of a bank need no proof."""

    def said() -> str:
        return check_proved(Closing(books.house.business, FRIDAY, MONDAY))

    books.opening = 10_000_00
    books.book(SUNDAY, 500_00, "1020", "deposit")
    books.at_bank(SUNDAY, "CASH DEPOSIT", 500_00)
    assert said() == ""
    books.bring_bank(FRIDAY, MONDAY)
    assert said().startswith(f"Bank 1100-1: no proof of 4 days from {FRIDAY} to {MONDAY}.")
    books.prove_bank(FRIDAY, SUNDAY)
    assert said().startswith(f"Bank 1100-1: no proof of {MONDAY}.")
    books.prove_bank(FRIDAY, MONDAY)
    assert said() == ""
    books.book(SUNDAY, 1_00, "1020", "late")
    seal_business(books.house.business.pk)
    assert "books or statement have changed since proof" in said()


def test_it_is_proved_by_command(books: BankBooks, capsys, tmp_path: Path):
    books.take(money_in_out([], 500_00, first=FRIDAY, last=MONDAY))
    words = ["--till", "600984", "--bank", BANK, "--from", f"{FRIDAY}", "--to", f"{MONDAY}"]
    call_command("reconcile", *words, "--out", str(tmp_path / "bank.xlsx"))
    assert "Ledger                                KES 500.00" in capsys.readouterr().out
    early = [f"{FRIDAY - timedelta(days=9)}", "--to", f"{FRIDAY - timedelta(days=8)}"]
    with pytest.raises(CommandError, match="No result: No admitted statement of Bank 1100"):
        call_command("reconcile", *words[:5], *early)
    with pytest.raises(CommandError, match="ACCOUNT_UNKNOWN"):
        call_command("reconcile", *["1100-7" if word == BANK else word for word in words])
