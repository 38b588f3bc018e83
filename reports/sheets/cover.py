"""The first sheet: what is answered, for whom, of when and from what; the sums, and whether they agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reports.sheets.cells import cell, formula_cell
from reports.sheets.description import Book, Kind, TotalOf
from reports.sheets.frame import Cover, Sheet
from reports.sheets.rows import Cell, TableRows, formula_of
from reports.sheets.styles import Role, Styles

_SHEET = ""  # no total is on the cover: its formulas name the sheet
_LINE = 74  # characters that B and C hold together
_LINE_HEIGHT = 15


def write_cover(
    write: Callable[[str], None], book: Book, tables: list[TableRows], sheets: list[Sheet], styles: Styles
) -> Cover:
    """Write the rows of the cover; returns where they end, and what openpyxl has to do there."""
    page = _Page(write, styles)
    page.title(book.title)
    page.fact("Business", Kind.TEXT, book.business)
    page.fact("Period", Kind.TEXT, book.period)
    if book.answers:
        page.fact("What it answers", Kind.TEXT, book.answers)
    for fact in book.facts:
        page.fact(fact.label, fact.kind, fact.value)
    page.blank()
    found = {(rows.table.key, *place): total for rows in tables for place, total in rows.totals.items()}

    def totals(wanted: tuple[TotalOf, ...]) -> list[Cell]:
        return [found[each.table, each.name, each.column] for each in wanted]

    cover = Cover()
    if book.shown or book.checks:
        page.heading("Figures", "KES")
    for label, wanted in book.shown:
        (total,) = totals((wanted,))
        page.formula(label, total.kind, formula_of([total], [], _SHEET))
    for check in book.checks:
        formula, value = formula_of(totals(check.adds), totals(check.takes), _SHEET)
        # What spreadsheets compute from shillings is a hair beside zero.
        cover.must_be_zero.append(page.formula(check.title, Kind.MONEY, (f"ROUND({formula},2)", value)))
    if book.shown or book.checks:
        page.blank()
    page.heading("Sheets", "Rows")
    for rows in tables:
        names = [sheet.name for sheet in sheets if sheet.table is rows.table]
        page.count(", ".join(names), rows.rows)
    page.blank()
    for label in ("Prepared by (name, signature, date)", "Checked by (name, signature, date)"):
        page.signature(label)
    cover.last_row, cover.merged = page.row, page.merged
    cover.pictures = [rows.picture for rows in tables if rows.picture is not None]
    return cover


class _Page:
    def __init__(self, write: Callable[[str], None], styles: Styles) -> None:
        self._write, self._number = write, styles.number
        self.row = 0
        self.merged: list[str] = []

    def title(self, text: str) -> None:
        self._line([self._text("A", text, Role.TITLE)], height=30)

    def fact(self, label: str, kind: Kind, value: Any) -> None:
        """A text goes over two columns, and as many lines as it needs: merged cells grow by nobody else."""
        style, quoted = self._number(kind, Role.FACT), self._number(kind, Role.FACT_QUOTED)
        lines = 1
        if kind is Kind.TEXT and value:
            lines = sum(-(-len(line) // _LINE) or 1 for line in value.split("\n"))
            self.merged.append(f"B{self.row + 1}:C{self.row + 1}")
        self._line(
            [
                self._text("A", label, Role.LABEL),
                lambda row: cell(f"B{row}", kind, style, value, quoted),
            ],
            height=min(lines * _LINE_HEIGHT, 400) if lines > 1 else 0,
        )

    def count(self, label: str, number: int) -> None:
        style = self._number(Kind.INT, Role.FIGURE)
        self._line(
            [
                self._text("A", label, Role.LABEL),
                lambda row: cell(f"B{row}", Kind.INT, style, number),
            ]
        )

    def formula(self, label: str, kind: Kind, computed: tuple[str, int]) -> str:
        """Returns the address of the cell with the formula."""
        style = self._number(kind, Role.FIGURE)
        self._line(
            [
                self._text("A", label, Role.LABEL),
                lambda row: formula_cell(f"B{row}", style, computed[0], kind, computed[1]),
            ]
        )
        return f"B{self.row}"

    def heading(self, *texts: str) -> None:
        self._line([self._text(letter, text, Role.PART) for letter, text in zip("AB", texts, strict=True)])

    def signature(self, label: str) -> None:
        self._line(
            [
                self._text("A", label, Role.LABEL),
                *(self._text(letter, "", Role.SIGNATURE) for letter in "BC"),
            ],
            height=28,
        )

    def blank(self) -> None:
        self.row += 1

    def _text(self, letter: str, text: str, role: Role) -> Callable[[int], str]:
        style = self._number(Kind.TEXT, role)
        return lambda row: cell(f"{letter}{row}", Kind.TEXT, style, text, style)

    def _line(self, cells: list[Callable[[int], str]], height: int = 0) -> None:
        self.row += 1
        size = f' ht="{height}" customHeight="1"' if height else ""
        self._write(f'<row r="{self.row}"{size}>{"".join(each(self.row) for each in cells)}</row>')
