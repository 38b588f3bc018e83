"""The workbook of a run: the same figures as the run, whoever asks for it and by which way."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from core.days import accounting_day
from core.errors import InvalidState
from ledger.journal.sealing import seal_business
from reconciliation.models import ReconciliationRun, RunState
from reconciliation.workbooks.sheets import run_workbook
from tests.billing.placing import AT, Desk
from tests.graphql_api.conftest import House
from tests.reconciliation.proved import prove_receipts
from tests.reports.made import cents, cover_of, csv_rows, lines_of, rows_of, workbook
from users.actors import SYSTEM
from users.models import Role

SHEETS = ["Cover", "Summary", "Matched", "Exceptions", "Chain", "Charges"]


@pytest.fixture
def run(house: House, drain: Callable[[], None]) -> ReconciliationRun:
    desk = Desk(house, drain)
    account = desk.customer(name="=1+1").account_number
    desk.pay(50_00, account)
    desk.pay(70_00, "=HYPERLINK(0)")
    seal_business(house.business.pk)
    day = accounting_day(AT)
    return prove_receipts(desk.till, day, day)


def test_the_report_is_the_run(house: House, run: ReconciliationRun) -> None:
    book = workbook(house.business, "reconciliation", house.people[Role.AUDITOR], run=run)
    assert book.sheetnames == SHEETS
    shown = lines_of(book["Summary"])
    assert cents(shown["Statement closing balance"][0]) == run.statement_closing == 120_00
    assert cents(shown["Computed ledger balance"][0]) == cents(shown["Ledger balance, 1010 M-Pesa"][0])
    assert cents(shown["Ledger balance, 1010 M-Pesa"][0]) == run.ledger
    assert shown["Unexplained"][0] == 0 == run.unexplained
    matched = rows_of(book["Matched"])
    assert [row[0] for row in matched[:-1]] == ["UKK0000001", "UKK0000002"] or len(matched) == 3
    assert cents(matched[-1][2]) == 120_00 and len(matched) - 1 == run.matched
    (row, total) = rows_of(book["Exceptions"])
    assert (row[0], cents(row[2]), total[3]) == ("In suspense", 70_00, 0)
    before, day, total = rows_of(book["Chain"])
    assert (cents(before[2]), cents(day[4]), cents(day[6])) == (0, 120_00, 120_00)
    assert rows_of(book["Charges"])[-1][2] == 0
    cover = cover_of(book)
    for check in (
        "Unexplained",
        "Exceptions less the terms of the proof",
        "Opening and the statement's days, less its closing balance",
    ):
        assert cover[check] == 0
    assert (cover["Digest of the proof"], cover["Ledger up to seal"]) == (run.digest, run.seal)
    assert cover["SHA-256 of the file"] == run.statement.sha256
    formulas = workbook(house.business, "reconciliation", SYSTEM, values=False, run=run)
    assert lines_of(formulas["Summary"])["Unexplained"][0].startswith("=")


def test_the_download_and_the_command_give_the_same_workbook(house: House, run: ReconciliationRun) -> None:
    whole = ReconciliationRun.objects.select_related("business", "till", "statement", "started_by")
    data = run_workbook(whole.get(pk=run.pk))
    mine = load_workbook(io.BytesIO(data), data_only=True)
    theirs = workbook(house.business, "reconciliation", SYSTEM, run=run)
    for name in SHEETS[1:]:
        assert rows_of(mine[name]) == rows_of(theirs[name])
    (first, *_) = csv_rows(house.business, "reconciliation", SYSTEM, run=run)
    assert first["amount"] == "120.00"


def test_a_run_without_a_result_is_no_workbook(house: House, run: ReconciliationRun) -> None:
    run.state = RunState.RUNNING
    asked: dict[str, Any] = {"run": run}
    with pytest.raises(InvalidState, match="RUN_NOT_DONE"):
        workbook(house.business, "reconciliation", SYSTEM, **asked)
