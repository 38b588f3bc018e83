"""The workbook, opened again: every figure to the cent, every stranger's text as text."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from reconciliation.runs.proof import Item, Proof, Term, TermKind, Why
from reconciliation.workbooks.workbook import ExceptionLine, MatchedLine, RunSheet, write_workbook

MORNING = datetime(2026, 11, 20, 5, 1, 5, tzinfo=UTC)
EVIL = [
    '=HYPERLINK("http://x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\tx",
    "#N/A",
    "\uff1d1+1",
    "\u200b=1",
    "bell\x07",
]


def proof(unexplained: int = 0) -> Proof:
    receipt = Item("UKK1AA00Z9", "pay", 30001, Why.NOT_ON_STATEMENT, MORNING, "mpesa:600984:UKK1AA00Z9:pay")
    payout = Item("UKK1AA00Y8", "payout", 28500, Why.NOT_ON_STATEMENT, MORNING)
    items = {TermKind.RECEIPTS_NOT_ON_STATEMENT: (receipt,), TermKind.PAYOUTS_NOT_ON_STATEMENT: (payout,)}
    signs = (1, -1, -1, 1, 1)
    terms = tuple(Term(kind, sign, items.get(kind, ())) for kind, sign in zip(TermKind, signs, strict=True))
    return Proof("Utility Account", 3690050, terms, 3690050 + 30001 - 28500 + unexplained)


def sheet_of(**changes: Any) -> RunSheet:
    facts: dict[str, Any] = {
        "business": "=EXAMPLE LTD",
        "till": "600984",
        "account": "Utility Account",
        "period_from": datetime(2026, 11, 19, 21, tzinfo=UTC),
        "period_to": datetime(2026, 11, 20, 20, 59, 59, tzinfo=UTC),
        "seal": 4711,
        "ruleset": "1",
        "file_name": "statement_template_a.csv",
        "file_sha256": "ab" * 32,
        "proofs": [proof()],
        "prepared_by": "Asha",
    }
    return RunSheet(**(facts | changes))


def reopened(run: RunSheet) -> Any:
    stream = io.BytesIO()
    write_workbook(stream, run=run)
    stream.seek(0)
    return load_workbook(stream)


def facts_of(page: Any) -> dict[str, Any]:
    return {row[0].value: row[1] for row in page.iter_rows(max_col=2) if row[0].value}


def test_the_summary_is_the_proof() -> None:
    facts = facts_of(reopened(sheet_of())["Summary"])
    shown = {
        "Statement closing balance": "36900.50",
        "Add: receipts booked, not on the statement": "300.01",
        "Less: payouts booked as paid, not on the statement": "-285.00",
        "Less: statement credits not booked": "0",
        "Computed ledger balance": "36915.51",
        "Ledger balance, 1010 M-Pesa": "36915.51",
        "Unexplained": "0",
    }
    for label, amount in shown.items():
        assert Decimal(str(facts[label].value)) == Decimal(amount), label
        assert facts[label].number_format == "#,##0.00"
    assert facts["Period from (EAT)"].value == datetime(2026, 11, 20, 0, 0, 0)
    assert facts["Period to (EAT)"].value == datetime(2026, 11, 20, 23, 59, 59)
    assert (facts["Ledger up to seal"].value, facts["SHA-256 of the file"].value) == (4711, "ab" * 32)
    assert facts["Prepared by (name, signature)"].value == "Asha"
    assert facts["Approved by (name, signature)"].value in (None, "")
    assert (facts["Business"].value, facts["Business"].data_type) == ("=EXAMPLE LTD", "s")


@pytest.mark.parametrize(("unexplained", "colour"), [(0, "FFC6EFCE"), (12, "FFFFC7CE"), (-1, "FFFFC7CE")])
def test_unexplained_is_seen(unexplained: int, colour: str) -> None:
    cell = facts_of(reopened(sheet_of(proofs=[proof(unexplained)]))["Summary"])["Unexplained"]
    assert Decimal(str(cell.value)) == Decimal(unexplained) / 100 and cell.fill.fgColor.rgb == colour


def test_matched_rows_to_the_cent() -> None:
    cents = [1, -3400, 15000000, 123456789, 10**15, 0, -1]
    lines = (
        MatchedLine(
            f"UKK1AA{n:04d}", "pay", c, MORNING, f"mpesa:600984:{n}:pay", "", n, "alias", "alias is x"
        )
        for n, c in enumerate(cents)
    )
    page = reopened(sheet_of(matched=lines))["Matched"]
    rows = list(page.iter_rows(min_row=2))
    assert [Decimal(str(row[2].value)).scaleb(2) for row in rows] == cents
    assert {row[2].number_format for row in rows} == {"#,##0.00"}
    assert {row[3].value for row in rows} == {datetime(2026, 11, 20, 8, 1, 5)} and rows[0][3].is_date
    assert [row[6].value for row in rows] == list(range(7))
    assert {(row[7].value, row[8].value) for row in rows} == {("alias", "alias is x")}
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:I8")
    assert page.column_dimensions["E"].width == 40


def test_a_sum_beyond_the_digits_of_excel_is_text() -> None:
    cents = 18_800_000_000_000_000_001
    cell = facts_of(reopened(sheet_of(proofs=[proof(cents)]))["Summary"])["Unexplained"]
    assert (cell.value, cell.data_type) == ("188000000000000000.01", "s")


def test_strangers_text_is_never_a_formula() -> None:
    lines = [ExceptionLine(text, text, -5, None, text, text, text) for text in EVIL]
    rows = list(reopened(sheet_of(exceptions=lines))["Exceptions"].iter_rows(min_row=2))
    assert [row[0].value for row in rows] == [*EVIL[:-1], "bell\ufffd"]
    for row in rows:
        for number in (0, 1, 4, 5, 6):
            assert row[number].data_type == "s"
        assert row[3].value is None and Decimal(str(row[2].value)) == Decimal("-0.05")
    assert [bool(row[0].quotePrefix) for row in rows] == [True] * 8 + [False]


def test_an_empty_run_is_still_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "run.xlsx"
    write_workbook(path, run=sheet_of(proofs=[]))
    assert load_workbook(path).sheetnames == ["Summary", "Matched", "Exceptions"]


def test_several_proofs_one_below_the_other() -> None:
    page = reopened(sheet_of(proofs=[proof(), Proof("", 5, proof().terms, 5)]))["Summary"]
    heads = [row[0].value for row in page.iter_rows(max_col=2) if row[1].value == "KES"]
    assert heads == ["Utility Account", "Whole till"]


def test_long_text_is_cut_to_what_excel_holds() -> None:
    lines = [ExceptionLine("x", "R", 1, MORNING, "why" * 20_000, "do")]
    assert len(reopened(sheet_of(exceptions=lines))["Exceptions"]["E2"].value) == 32_767
