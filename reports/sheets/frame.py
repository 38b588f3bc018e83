"""What openpyxl makes of a workbook: everything but the rows.

Styles, columns, panes, filters, print set-up, marks, charts and properties are described to openpyxl, which
saves a book of empty sheets. Its parts are used as they are; in those of sheets our rows take the place of
`<sheetData/>`. The frame is made twice: before the rows, for the styles and the heads of sheets, and after
them, when it is known where they end.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import Outline, PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.sheets.charts import Picture, draw
from reports.sheets.description import Book, Column, Mark, Table, Tone
from reports.sheets.styles import FILLS, INKS, WIDTHS, Styles

COVER = "Cover"
COVER_WIDTHS = (36, 22, 50)
A4 = "9"
#: Excel refuses a head or foot of more characters.
_MAX_HEADER = 255
_DATA = re.compile(r"<sheetData\s*/>|<sheetData></sheetData>")
_DIMENSION = re.compile(r"<dimension [^>]*/>")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")


#: Where the rows end while nobody knows it.
_SOMEWHERE = 1_048_575
_ONE_COLUMN = re.compile(rf"\b([A-Z]+)2:\1(?:{_SOMEWHERE})(?=\")")
_END_OF_ROWS = re.compile(rf"(?<=[A-Z]){_SOMEWHERE}(?=\")")


@dataclass
class Sheet:
    """A sheet of rows: its name and its table. Row 1 holds the heads of the columns, rows 2 to `last_row` are
    filtered and marked; what is below are totals."""

    name: str
    table: Table
    last_row: int = _SOMEWHERE


@dataclass
class Cover:
    """What is on the cover beside its rows: cells that must be zero, that are one, and pictures."""

    last_row: int = 1
    must_be_zero: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


class Frame:
    """A saved book of openpyxl, in parts. `sheets` come after the cover, in this order."""

    def __init__(self, book: Book, sheets: list[Sheet], cover: Cover | None = None) -> None:
        made = Workbook()
        page = made.active
        self.styles = Styles(page)
        page.title = COVER
        _set_properties(made, book)
        for sheet in sheets:
            _lay_out(made.create_sheet(sheet.name), sheet, book)
        _lay_out_cover(made, book, cover or Cover())
        target = io.BytesIO()
        made.save(target)
        with ZipFile(target) as archive:
            self._parts = {name: archive.read(name) for name in archive.namelist()}

    def head(self, number: int) -> str:
        """The XML of a sheet before its rows. The cover is number 1."""
        return _DIMENSION.sub("", self._split(number)[0]) + "<sheetData>"

    def tail(self, number: int, last_row: int = _SOMEWHERE) -> str:
        """The XML of a sheet behind its rows, of which this is the last one before the totals."""
        ranges, foot, others = self._split(number)[1].partition("<headerFooter")
        if last_row == 2:  # openpyxl writes a range of one cell as that cell
            ranges = _ONE_COLUMN.sub(r"\g<1>2", ranges)
        return "</sheetData>" + _END_OF_ROWS.sub(str(last_row), ranges) + foot + others

    def other_parts(self) -> Iterator[tuple[str, bytes]]:
        """All parts but the sheets."""
        for name, content in self._parts.items():
            if not re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name):
                yield name, content

    def _split(self, number: int) -> tuple[str, str]:
        before, after = _DATA.split(self._parts[part_name(number)].decode())
        return before, after


def part_name(number: int) -> str:
    """Where a sheet is in the file."""
    return f"xl/worksheets/sheet{number}.xml"


def sheet_name(title: str, number: int, taken: set[str]) -> str:
    """A name that Excel takes, and no other sheet has: 31 characters at most, without its signs."""
    ending = "" if number == 1 else f" {number}"
    plain = " ".join(_NOT_IN_NAMES.sub(" ", title).split()) or "Sheet"
    for counter in range(2, 1000):
        name = plain[: 31 - len(ending)].strip() + ending
        if name.casefold() not in taken and name.casefold() != "history":
            taken.add(name.casefold())
            return name
        ending = f" ({counter})"
    raise ValueError(f"no name is left for a sheet {title}")


def width_of(column: Column) -> int:
    return column.width or WIDTHS[column.kind]


def _lay_out(page: Worksheet, sheet: Sheet, book: Book) -> None:
    columns = sheet.table.columns
    for number, column in enumerate(columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = width_of(column)
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.sheet_properties.outlinePr = Outline(summaryBelow=True)
    if sheet.table.is_grouped:
        page.sheet_format.outlineLevelRow = 1
    page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{sheet.last_row}"
    for number, column in enumerate(columns, start=1):
        letter = get_column_letter(number)
        for mark in column.marks:
            page.conditional_formatting.add(f"{letter}2:{letter}{sheet.last_row}", _rule(mark))
    _set_up_page(page, book, is_wide=sheet.table.is_wide, title=sheet.table.title)


def _lay_out_cover(made: Workbook, book: Book, cover: Cover) -> None:
    page = made[COVER]
    for number, width in enumerate(COVER_WIDTHS, start=1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.sheet_view.showGridLines = False
    for address in cover.merged:
        page.merged_cells.add(address)
    for address in cover.must_be_zero:
        page.conditional_formatting.add(address, _rule(Mark("notEqual", 0)))
        page.conditional_formatting.add(address, _rule(Mark("equal", 0, Tone.GOOD)))
    _set_up_page(page, book, is_wide=False, title=book.title)
    row = cover.last_row + 2
    for picture in cover.pictures:
        row = draw(page, made[picture.sheet], picture, row)


def _set_up_page(page: Worksheet, book: Book, *, is_wide: bool, title: str) -> None:
    """A4, as wide as the page and as long as needed; who, what and when on each page."""
    page.page_setup.paperSize = A4
    page.page_setup.orientation = "landscape" if is_wide else "portrait"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_options.horizontalCentered = True
    margins = page.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom, margins.header, margins.footer = 0.8, 0.7, 0.3, 0.3
    head, foot = page.oddHeader, page.oddFooter
    head.left.text, head.center.text, head.right.text = _printed(book.business, title, book.period)
    foot.left.text, foot.right.text = _printed(book.basis, share=1)[0], "Page &P of &N"


def _printed(*texts: str, share: int = 3) -> list[str]:
    """Texts of a head: one that Excel prints as they are, and short enough together."""
    most = (_MAX_HEADER - 40) // share
    shown = []
    for text in texts:
        plain = " ".join(_CONTROLS.sub(" ", text).split())
        while len(plain.replace("&", "&&")) > most:
            plain = plain[:-1]
        # A digit after a code of ours would be read as the size of the letters.
        shown.append(" " + plain.replace("&", "&&") if plain else None)
    return shown  # type: ignore[return-value]


def _rule(mark: Mark) -> CellIsRule:
    value = mark.value if isinstance(mark.value, int) else '"' + mark.value.replace('"', '""') + '"'
    return CellIsRule(
        operator=mark.operator,
        formula=[str(value)],
        fill=PatternFill(bgColor=FILLS[mark.tone]),
        font=Font(color=INKS[mark.tone]),
    )


def _set_properties(made: Workbook, book: Book) -> None:
    about = made.properties
    about.title = _CONTROLS.sub(" ", f"{book.title}, {book.period}")
    about.subject = _CONTROLS.sub(" ", book.business)
    about.creator = _CONTROLS.sub(" ", book.author) or "Hesabu"
    about.description = _CONTROLS.sub(" ", book.basis)
    about.category = "Report"
    if book.made_at is not None:
        about.created = book.made_at.replace(tzinfo=None)
