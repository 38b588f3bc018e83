"""The reconciliation workbook: Summary (the proof to sign), Matched, Exceptions.

Amounts are real numbers with two decimals, made from exact Decimals; times are Excel dates in EAT. All text
is written as text: names and account numbers come from strangers, and a cell that starts with `=` would be
run by the reader's spreadsheet. Long sheets are streamed (openpyxl's write-only mode), so memory does not
grow with the number of rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from os import PathLike
from typing import IO, Any

from openpyxl import Workbook  # type: ignore[import-untyped,unused-ignore]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped,unused-ignore]
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # type: ignore[import-untyped,unused-ignore]
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # type: ignore[import-untyped,unused-ignore]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped,unused-ignore]
from openpyxl.worksheet.properties import PageSetupProperties  # type: ignore[import-untyped,unused-ignore]

from core.days import EAT
from core.files.formulas import computes
from core.money import Cents, to_spreadsheet
from reconciliation.runs.proof import Proof, TermKind

AMOUNT_FORMAT = "#,##0.00"
TIME_FORMAT = "yyyy-mm-dd hh:mm:ss"
MAX_CELL = 32_767  # Excel's limit
MAX_ROWS = 1_048_575  # Excel's limit less the header

_LABELS = {
    TermKind.RECEIPTS_NOT_ON_STATEMENT: "Add: receipts booked, not on the statement",
    TermKind.PAYOUTS_NOT_ON_STATEMENT: "Less: payouts booked as paid, not on the statement",
    TermKind.CREDITS_NOT_BOOKED: "Less: statement credits not booked",
    TermKind.DEBITS_NOT_BOOKED: "Add: statement debits not booked",
    TermKind.SWEEPS_IN_FLIGHT: "Add or less: sweeps in flight",
}
_BOLD = Font(name="Calibri", bold=True)
_TITLE = Font(name="Calibri", bold=True, size=14)
_HEAD_FILL = PatternFill("solid", fgColor="FFDDE7F0")
_WRONG_FILL = PatternFill("solid", fgColor="FFFFC7CE")
_RIGHT_FILL = PatternFill("solid", fgColor="FFC6EFCE")
_TOTAL_LINE = Border(top=Side(style="thin"), bottom=Side(style="double"))
_RULE = Border(bottom=Side(style="thin"))


@dataclass(frozen=True)
class MatchedLine:
    """One row found on both sides; `cents` signed, + into the account."""

    receipt: str
    leg: str
    cents: Cents
    occurred_at: datetime | None
    reference: str
    details: str = ""
    seal: int | None = None
    rule: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class ExceptionLine:
    """One thing that somebody has to look at: what it is, why it is here and what to do about it."""

    what: str
    receipt: str
    cents: Cents
    occurred_at: datetime | None
    why: str
    todo: str
    details: str = ""


@dataclass(frozen=True)
class RunSheet:
    """Everything the workbook shows. `proofs` has one proof per account, or one and the whole till; `books`
    are the accounts of the ledger that they are of.

    `matched` is walked once and may be a generator. Times carry a zone.
    """

    business: str
    till: str
    account: str
    period_from: datetime
    period_to: datetime
    seal: int
    ruleset: str
    file_name: str
    file_sha256: str
    proofs: Sequence[Proof]
    matched: Iterable[MatchedLine] = ()
    exceptions: Sequence[ExceptionLine] = ()
    prepared_by: str = ""
    prepared_at: datetime | None = None
    approved_by: str = ""
    approved_at: datetime | None = None
    digest: str = ""
    title: str = "M-Pesa reconciliation"
    books: str = "1010 M-Pesa"


def write_workbook(target: str | PathLike[str] | IO[bytes], *, run: RunSheet) -> None:
    """Write the workbook of one run to a path or an open binary file. Matched rows beyond Excel's limit go
    to further sheets (Matched 2, ...)."""
    book = Workbook(write_only=True)
    _write_summary(book, run)
    _write_matched(book, run.matched)
    _write_exceptions(book, run.exceptions)
    book.save(target)


def safe_text(value: str) -> str:
    """Text that Excel can hold: no control characters, not too long."""
    return str(ILLEGAL_CHARACTERS_RE.sub("\ufffd", value))[:MAX_CELL]


def excel_time(moment: datetime | None) -> datetime | None:
    """A moment as Excel keeps it: without a zone, in EAT."""
    return None if moment is None else moment.astimezone(EAT).replace(tzinfo=None)


def _text_cell(sheet: Any, value: str, font: Font | None = None) -> Any:
    cell = WriteOnlyCell(sheet)
    _set_text(cell, value)
    if font is not None:
        cell.font = font
    return cell


def _set_text(cell: Any, value: str) -> None:
    """openpyxl takes `=...` for a formula: say that it is text, and tell Excel to leave it so when edited."""
    cell.value = safe_text(value)
    cell.data_type = "s"
    cell.quotePrefix = computes(value)


def _amount_cell(sheet: Any, cents: Cents, font: Font | None = None) -> Any:
    cell = WriteOnlyCell(sheet, value=to_spreadsheet(cents))
    cell.number_format = AMOUNT_FORMAT
    if font is not None:
        cell.font = font
    return cell


def _time_cell(sheet: Any, moment: datetime | None) -> Any:
    cell = WriteOnlyCell(sheet, value=excel_time(moment))
    cell.number_format = TIME_FORMAT
    cell.alignment = Alignment(horizontal="left")
    return cell


def _fit_to_page(sheet: Any) -> None:
    """Landscape, as wide as the page, as long as needed."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _write_summary(book: Any, run: RunSheet) -> None:
    sheet = book.create_sheet("Summary")
    _fit_to_page(sheet)
    for letter, width in zip("ABC", (54, 26, 12), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_text_cell(sheet, run.title, _TITLE)])
    facts: list[tuple[str, Any]] = [
        ("Business", _text_cell(sheet, run.business)),
        ("Till or paybill", _text_cell(sheet, run.till)),
        ("Account", _text_cell(sheet, run.account)),
        ("Period from (EAT)", _time_cell(sheet, run.period_from)),
        ("Period to (EAT)", _time_cell(sheet, run.period_to)),
        ("Ledger up to seal", run.seal),
        ("Ruleset", _text_cell(sheet, run.ruleset)),
        ("Statement file", _text_cell(sheet, run.file_name)),
        ("SHA-256 of the file", _text_cell(sheet, run.file_sha256)),
    ]
    if run.digest:
        facts.append(("Digest of the proof", _text_cell(sheet, run.digest)))
    for label, cell in facts:
        sheet.append([_text_cell(sheet, label, _BOLD), cell])
    for proof in run.proofs:
        _write_proof(sheet, proof, run.books)
    sheet.append([])
    for label, name, when in (
        ("Prepared by", run.prepared_by, run.prepared_at),
        ("Approved by", run.approved_by, run.approved_at),
    ):
        signature = _text_cell(sheet, name)
        signature.border = _RULE
        sheet.append([])
        sheet.append([_text_cell(sheet, f"{label} (name, signature)", _BOLD), signature])
        moment = _time_cell(sheet, when)
        moment.border = _RULE
        sheet.append([_text_cell(sheet, "Date"), moment])


def _write_proof(sheet: Any, proof: Proof, books: str) -> None:
    head = [_text_cell(sheet, text, _BOLD) for text in (proof.account or "Whole till", "KES", "Items")]
    for cell in head:
        cell.fill = _HEAD_FILL
    sheet.append([])
    sheet.append(head)
    sheet.append(
        [_text_cell(sheet, "Statement closing balance"), _amount_cell(sheet, proof.statement_closing)]
    )
    for term in proof.terms:
        amount = _amount_cell(sheet, term.sign * term.cents)
        sheet.append([_text_cell(sheet, _LABELS[term.kind]), amount, len(term.items)])
    computed = _amount_cell(sheet, proof.computed, _BOLD)
    computed.border = _TOTAL_LINE
    sheet.append([_text_cell(sheet, "Computed ledger balance", _BOLD), computed])
    sheet.append(
        [_text_cell(sheet, f"Ledger balance, {books}", _BOLD), _amount_cell(sheet, proof.ledger, _BOLD)]
    )
    last = [_text_cell(sheet, "Unexplained", _BOLD), _amount_cell(sheet, proof.unexplained, _BOLD)]
    for cell in last:
        cell.fill = _WRONG_FILL if proof.unexplained else _RIGHT_FILL
    sheet.append(last)


_MATCHED = (
    ("Receipt", 16, "text"),
    ("Leg", 12, "text"),
    ("Amount (KES)", 18, "amount"),
    ("Time (EAT)", 21, "time"),
    ("Ledger reference", 40, "text"),
    ("Details", 60, "text"),
    ("Seal", 12, "plain"),
    ("Matched by", 24, "text"),
    ("Evidence", 44, "text"),
)
_EXCEPTIONS = (
    ("What", 30, "text"),
    ("Receipt", 16, "text"),
    ("Amount (KES)", 18, "amount"),
    ("Time (EAT)", 21, "time"),
    ("Why", 44, "text"),
    ("What to do", 60, "text"),
    ("Details", 60, "text"),
)


class _Table:
    """A streamed sheet with a frozen, filtered header.

    One cell object per styled column is filled again for every row: openpyxl writes it out at once, and
    styling a new cell each time costs more than all the rest.
    """

    def __init__(self, book: Any, title: str, columns: tuple[tuple[str, int, str], ...]) -> None:
        self.sheet = book.create_sheet(title)
        _fit_to_page(self.sheet)
        self.kinds = [kind for _, _, kind in columns]
        last = get_column_letter(len(columns))
        for number, (_, width, _) in enumerate(columns, 1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        self.sheet.freeze_panes = "A2"
        self.rows = 0
        self.last = last
        head = [_text_cell(self.sheet, name, _BOLD) for name, _, _ in columns]
        for cell in head:
            cell.fill = _HEAD_FILL
        self.sheet.append(head)
        self.cells = [WriteOnlyCell(self.sheet) for _ in columns]
        for cell, kind in zip(self.cells, self.kinds, strict=True):
            if kind in ("amount", "time"):
                cell.number_format = AMOUNT_FORMAT if kind == "amount" else TIME_FORMAT

    def append(self, values: tuple[Any, ...]) -> None:
        row = list(values)
        for number, kind in enumerate(self.kinds):
            value = row[number]
            if kind == "text":
                if computes(value):
                    cell = WriteOnlyCell(self.sheet)
                    _set_text(cell, value)
                    row[number] = cell
                else:
                    row[number] = safe_text(value)
            elif kind != "plain":
                cell = row[number] = self.cells[number]
                cell.value = to_spreadsheet(value) if kind == "amount" else excel_time(value)
        self.sheet.append(row)
        self.rows += 1

    def close(self) -> None:
        self.sheet.auto_filter.ref = f"A1:{self.last}{self.rows + 1}"


def _write_matched(book: Any, lines: Iterable[MatchedLine]) -> None:
    number = 1
    table = _Table(book, "Matched", _MATCHED)
    for line in lines:
        if table.rows == MAX_ROWS:
            table.close()
            number += 1
            table = _Table(book, f"Matched {number}", _MATCHED)
        head = (line.receipt, line.leg, line.cents, line.occurred_at, line.reference)
        table.append((*head, line.details, line.seal, line.rule, line.evidence))
    table.close()


def _write_exceptions(book: Any, lines: Sequence[ExceptionLine]) -> None:
    table = _Table(book, "Exceptions", _EXCEPTIONS)
    for line in lines:
        table.append(
            (line.what, line.receipt, line.cents, line.occurred_at, line.why, line.todo, line.details)
        )
    table.close()
