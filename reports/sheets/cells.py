"""Values as the XML of a sheet's cells: one by one, and many rows at once.

A batch of rows is turned into columns, each column into text by one call for all its values, and the rows put
together by one format string. Only what is odd (an empty cell, a stranger's formula, a control character) is
looked at by itself. Text is always inline text, never a formula or an index into a table kept in memory.

Source: ECMA-376 part 1, 18.3.1.4 (c), 18.4.12 (t), 22.9.2.19 (ST_Xstring).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from textwrap import wrap
from typing import Any
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from core.days import EAT
from core.files.formulas import computes
from core.money import shillings_each, to_spreadsheet
from reports.sheets.description import AMOUNTS, Kind, Row

MAX_CELL = 32_767  # UTF-16 units, Excel's limit
LINE, MAX_HEIGHT = 15, 405  # points; Excel's rows are no higher than 409
_DAY_ZERO = date(1899, 12, 30).toordinal()
_SECONDS_OF_A_DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal() - _DAY_ZERO

#: What XML does not take, or reads back as something else.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# Between the texts of a batch: any text that holds it is odd.
_END = "\x1f"
_ODD = re.compile("[\x00-\x08\x0b-\x1e&<>\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ODD_START = re.compile(_END + "[^0-9A-Za-z" + _END + "]")
_ODD_END = re.compile("[ \t\n]" + _END)

#: The rest of a cell's XML after its address, with %s for a value, and the value of each row.
Encoded = tuple[str, Sequence[Any]]
Encoder = Callable[[tuple[Any, ...]], Encoded]
#: What stands in a format string for cells that are written one by one.
_EACH = "%s"
_TEXT = ' t="inlineStr"><is><t>%s</t></is></c>'


def encode_rows(
    encoders: Sequence[Encoder],
    rows: Sequence[Row],
    first: int,
    level: int = 0,
    wrapping: Sequence[tuple[int, int]] = (),
) -> str:
    """The XML of rows, the first of which has that number on its sheet. All have a value for each column.
    `wrapping`: places and widths of columns whose rows are as high as their text needs."""
    numbers = [str(number) for number in range(first, first + len(rows))]
    values: list[Sequence[Any]] = [numbers]
    own = ""
    if wrapping:
        own = "%s"
        values.append([height_of([(row[place], width) for place, width in wrapping]) for row in rows])
    template = [f'<row r="%s"{own} outlineLevel="{level}">' if level else f'<row r="%s"{own}>']
    for place, (encode, column) in enumerate(zip(encoders, zip(*rows, strict=True), strict=True), start=1):
        rest, encoded = encode(column)
        template.append(f'<c r="{get_column_letter(place)}%s"{rest}')
        values += (numbers, encoded)
    template.append("</row>")
    return "".join(map("".join(template).__mod__, zip(*values, strict=True)))


def height_of(texts: Iterable[tuple[str | None, int]]) -> str:
    """What a row says of its height, so that each text stands in its width on as many lines as it needs:
    not every program asks itself. Empty for a row of one line."""
    lines = max((_lines(text, width) for text, width in texts if text), default=1)
    return f' ht="{min(lines * LINE, MAX_HEIGHT)}" customHeight="1"' if lines > 1 else ""


def _lines(text: str, width: int) -> int:
    if len(text) <= width and "\n" not in text:
        return 1
    return sum(len(wrap(line[:MAX_CELL], width)) or 1 for line in text.split("\n"))


def encoder(kind: Kind, style: int, quoted: int = 0) -> Encoder:
    """How the values of a column are written. `quoted` is the style of text that could be taken for a
    formula: Excel leaves it text also when somebody edits the cell."""
    if kind is Kind.TEXT:
        return lambda values: _texts(values, style, quoted)
    if kind in AMOUNTS:
        return lambda values: _amounts(values, style)
    number = _NUMBERS[kind]
    each = f' s="{style}"><v>%s</v></c>'
    empty = _empty(style)

    def encode(values: tuple[Any, ...]) -> Encoded:
        if None in values:
            return _EACH, [empty if value is None else each % number(value) for value in values]
        return each, list(map(number, values))

    return encode


def cell(address: str, kind: Kind, style: int, value: Any, quoted: int = 0) -> str:
    """One cell."""
    rest, encoded = encoder(kind, style, quoted)((value,))
    return f'<c r="{address}"{rest % encoded[0]}'


def formula_cell(address: str, style: int, formula: str, kind: Kind, value: Any) -> str:
    """A formula of ours with its value beside it, for programs that compute nothing. A sum of more digits
    than spreadsheets keep stays text, without its formula."""
    shown = to_spreadsheet(value) if kind in AMOUNTS else value
    if isinstance(shown, str) or not formula:
        return cell(address, kind, style, value)
    number = shown if kind in AMOUNTS else _NUMBERS[kind](value)
    return f'<c r="{address}" s="{style}"><f>{escape(formula)}</f><v>{number}</v></c>'


def safe_text(text: str) -> str:
    """Text that a cell can hold: what XML refuses becomes U+FFFD, and what is too long is cut."""
    text = _REFUSED.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > MAX_CELL // 2:
        text = text.encode("utf-16-le")[: 2 * MAX_CELL].decode("utf-16-le", "ignore")
    return text


def day_number(day: date) -> int:
    """A day as spreadsheets count them."""
    return day.toordinal() - _DAY_ZERO


def moment_number(moment: datetime) -> str:
    """A moment on the clocks of Nairobi as spreadsheets count days, to a fraction of a millisecond."""
    local = moment.astimezone(EAT)
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    return f"{local.toordinal() - _DAY_ZERO + (seconds + local.microsecond / 1e6) / _SECONDS_OF_A_DAY:.10f}"


def _texts(values: tuple[Any, ...], style: int, quoted: int) -> Encoded:
    if None in values:
        values = tuple("" if value is None else value for value in values)
    joined = f"{_END}{_END.join(values)}{_END}"
    if (
        joined.count(_END) != len(values) + 1
        or "_x" in joined
        or _ODD.search(joined)
        or _ODD_START.search(joined)
        or _ODD_END.search(joined)
        or max(map(len, values)) > MAX_CELL // 2
    ):
        return _EACH, [_odd_text(value, style, quoted) for value in values]
    each = f' s="{style}"{_TEXT}'
    if "" in values:
        empty = _empty(style)
        return _EACH, [each % value if value else empty for value in values]
    return each, values


def _odd_text(value: str, style: int, quoted: int) -> str:
    if not value:
        return _empty(style)
    text = safe_text(value)
    style = quoted if computes(text) else style
    text = escape(_ESCAPED.sub("_x005F_", text))
    if text.strip() != text:
        return f' s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f' s="{style}" t="inlineStr"><is><t>{text}</t></is></c>'


def _amounts(values: tuple[Any, ...], style: int) -> Encoded:
    each = f' s="{style}"><v>%s</v></c>'
    if None not in values and not isinstance(to_spreadsheet(max(map(abs, values))), str):
        return each, shillings_each(values)
    text = f' s="{style}"{_TEXT}'
    cells = []
    for cents in values:
        if cents is None:
            cells.append(_empty(style))
        else:
            shown = to_spreadsheet(cents)
            cells.append((text if isinstance(shown, str) else each) % shown)
    return _EACH, cells


def _empty(style: int) -> str:
    return f' s="{style}"/>'


def _decimal(value: Decimal) -> str:
    return f"{value:f}"


_NUMBERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.INT: int,
    Kind.PERCENT: _decimal,
    Kind.DATE: day_number,
    Kind.MOMENT: moment_number,
}
