"""How the cells of every report look. Made by openpyxl; rows name them by number."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from reports.sheets.description import AMOUNTS, Kind, Tone


class Role(StrEnum):
    """What a cell is on its sheet."""

    BODY = "body"
    QUOTED = "quoted"  # text that could be taken for a formula
    WRAPPED = "wrapped"
    WRAPPED_QUOTED = "wrapped_quoted"
    HEAD = "head"  # of a column
    HEAD_QUOTED = "head_quoted"
    HEADING = "heading"  # of a group
    HEADING_QUOTED = "heading_quoted"
    SUBTOTAL = "subtotal"
    SUBTOTAL_QUOTED = "subtotal_quoted"
    TOTAL = "total"
    TOTAL_QUOTED = "total_quoted"
    TITLE = "title"
    PART = "part"  # of the cover
    FACT = "fact"
    FACT_QUOTED = "fact_quoted"
    LABEL = "label"
    FIGURE = "figure"
    SIGNATURE = "signature"


#: Accountants put what is below zero in brackets; the blank before the bracket keeps the digits in line.
FORMATS = {
    Kind.TEXT: "@",
    Kind.MONEY: '#,##0.00_);(#,##0.00);"-"??_)',
    Kind.SIDE: "#,##0.00_);(#,##0.00);",
    Kind.INT: "#,##0",
    Kind.PERCENT: "0.0%",
    Kind.DATE: "dd mmm yyyy",
    Kind.MOMENT: "dd mmm yyyy hh:mm:ss",
}
WIDTHS = {
    Kind.TEXT: 24,
    Kind.MONEY: 17,
    Kind.SIDE: 17,
    Kind.INT: 10,
    Kind.PERCENT: 10,
    Kind.DATE: 13,
    Kind.MOMENT: 21,
}
FILLS = {Tone.BAD: "FFFFC7CE", Tone.WATCH: "FFFFEB9C", Tone.GOOD: "FFC6EFCE"}
INKS = {Tone.BAD: "FF9C0006", Tone.WATCH: "FF7F6000", Tone.GOOD: "FF006100"}
_FONT = "Calibri"
_THIN, _DOUBLE, _HAIR = Side(style="thin"), Side(style="double"), Side(style="hair", color="FFB0B8C0")
_FONTS = {
    Role.HEAD: Font(name=_FONT, bold=True, color="FFFFFFFF"),
    Role.HEADING: Font(name=_FONT, bold=True),
    Role.SUBTOTAL: Font(name=_FONT, bold=True),
    Role.TOTAL: Font(name=_FONT, bold=True),
    Role.PART: Font(name=_FONT, bold=True),
    Role.FIGURE: Font(name=_FONT, bold=True),
    Role.TITLE: Font(name=_FONT, bold=True, size=18),
    Role.LABEL: Font(name=_FONT, color="FF505860"),
}
_PLAIN = Font(name=_FONT)
_FILLS = {
    Role.HEAD: PatternFill("solid", fgColor="FF1F4E5F"),
    Role.HEADING: PatternFill("solid", fgColor="FFE8EEF2"),
    Role.PART: PatternFill("solid", fgColor="FFE8EEF2"),
}
_BORDERS = {
    Role.BODY: Border(bottom=_HAIR),
    Role.QUOTED: Border(bottom=_HAIR),
    Role.WRAPPED: Border(bottom=_HAIR),
    Role.WRAPPED_QUOTED: Border(bottom=_HAIR),
    Role.SUBTOTAL: Border(top=_THIN),
    Role.TOTAL: Border(top=_THIN, bottom=_DOUBLE),
    Role.FIGURE: Border(bottom=_HAIR),
    Role.SIGNATURE: Border(bottom=_THIN),
}
_NUMBERS = frozenset({*AMOUNTS, Kind.INT, Kind.PERCENT})
_WRAPS = frozenset({Role.HEAD, Role.WRAPPED, Role.WRAPPED_QUOTED, Role.LABEL, Role.FACT, Role.FACT_QUOTED})
#: What a head or a line of groups and totals is, where its title could be taken for a formula -> where not.
TITLED = {
    Role.HEAD_QUOTED: Role.HEAD,
    Role.HEADING_QUOTED: Role.HEADING,
    Role.SUBTOTAL_QUOTED: Role.SUBTOTAL,
    Role.TOTAL_QUOTED: Role.TOTAL,
}
_QUOTED = frozenset({Role.QUOTED, Role.WRAPPED_QUOTED, Role.FACT_QUOTED, *TITLED})
_FACTS = frozenset({Role.FACT, Role.FACT_QUOTED})
_ON_THE_COVER = _FACTS | {Role.TITLE, Role.PART, Role.LABEL, Role.SIGNATURE}


class Styles:
    """The numbers of styles in a book of openpyxl. The same ones in each book that registers all at once."""

    def __init__(self, sheet: Any) -> None:
        self._numbers: dict[tuple[Kind, Role], int] = {}
        for kind in Kind:
            for role in Role:
                self._numbers[kind, role] = int(styled_cell(sheet, kind, role).style_id)

    def number(self, kind: Kind, role: Role) -> int:
        """What a cell of that kind and role says in its `s`."""
        return self._numbers[kind, role]


def styled_cell(sheet: Any, kind: Kind, role: Role) -> Any:
    """A cell of openpyxl that looks so, and is not on the sheet yet."""
    cell = WriteOnlyCell(sheet)
    look = TITLED.get(role, role)
    cell.number_format = FORMATS[kind] if look is not Role.HEAD else "@"
    cell.font = _FONTS.get(look, _PLAIN)
    if fill := _FILLS.get(look):
        cell.fill = fill
    if border := _BORDERS.get(look):
        cell.border = border
    across = "right" if kind in _NUMBERS and role not in _FACTS else "left"
    down = "center" if look is Role.HEAD else "top"
    # Off the amount before it; the head of an amount stands above its digits.
    indent = 1 if look is Role.HEAD or (across == "left" and role not in _ON_THE_COVER) else 0
    cell.alignment = Alignment(horizontal=across, vertical=down, wrap_text=look in _WRAPS, indent=indent)
    cell.quotePrefix = role in _QUOTED
    return cell
