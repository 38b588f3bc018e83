"""The first sheet: what is answered, for whom, of when and from what; the sums, and whether they agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reports.sheets.cells import cell, formula_cell, height_of
from reports.sheets.description import Book, Kind, TotalOf
from reports.sheets.frame import COVER_WIDTHS, Cover, Sheet
from reports.sheets.rows import Cell, TableRows, formula_of
from reports.sheets.styles import Role, Styles

_LABEL_WIDTH, _TEXT_WIDTH = COVER_WIDTHS[0], sum(COVER_WIDTHS[1:])
_SHEET = ""  # no total is on the cover: its formulas name the sheet


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
        self._line([self._text("A", text, Role.TITLE)], _high(30))

    def fact(self, label: str, kind: Kind, value: Any) -> None:
        """A text goes over two columns, and as many lines as it needs: merged cells grow by nobody else."""
        style, quoted = self._number(kind, Role.FACT), self._number(kind, Role.FACT_QUOTED)
        texts = [(label, _LABEL_WIDTH)]
        if kind is Kind.TEXT and value:
            texts.append((value, _TEXT_WIDTH))
            self.merged.append(f"B{self.row + 1}:C{self.row + 1}")
        self._line(
            [
                self._text("A", label, Role.LABEL),
                lambda row: cell(f"B{row}", kind, style, value, quoted),
            ],
            height_of(texts),
        )

    def count(self, label: str, number: int) -> None:
        style = self._number(Kind.INT, Role.FIGURE)
        self._line(
            [
                self._text("A", label, Role.LABEL),
                lambda row: cell(f"B{row}", Kind.INT, style, number),
            ],
            height_of([(label, _LABEL_WIDTH)]),
        )

    def formula(self, label: str, kind: Kind, computed: tuple[str, int]) -> str:
        """Returns the address of the cell with the formula."""
        style = self._number(kind, Role.FIGURE)
        self._line(
            [
                self._text("A", label, Role.LABEL),
                lambda row: formula_cell(f"B{row}", style, computed[0], kind, computed[1]),
            ],
            height_of([(label, _LABEL_WIDTH)]),
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
            _high(28),
        )

    def blank(self) -> None:
        self.row += 1

    def _text(self, letter: str, text: str, role: Role) -> Callable[[int], str]:
        style = self._number(Kind.TEXT, role)
        return lambda row: cell(f"{letter}{row}", Kind.TEXT, style, text, style)

    def _line(self, cells: list[Callable[[int], str]], height: str = "") -> None:
        self.row += 1
        self._write(f'<row r="{self.row}"{height}>{"".join(each(self.row) for each in cells)}</row>')


def _high(points: int) -> str:
    return f' ht="{points}" customHeight="1"'
