"""Values as the XML of a sheet's cells: one by one, and many rows at once.

A batch of rows is turned into columns, each column into text by one call for all its values, and all of it
joined at once. Only what is odd (an empty cell, a stranger's formula, a control character) is looked at by
itself. Text is always inline text, never a formula or an index into a table kept in memory.

Source: ECMA-376 part 1, 18.3.1.4 (c), 18.4.12 (t), 22.9.2.19 (ST_Xstring).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from core.files.formulas import computes
from core.money import shillings_each, to_spreadsheet
from reports.sheets.description import AMOUNTS, Kind, Row

MAX_CELL = 32_767  # UTF-16 units, Excel's limit
LINE, MAX_HEIGHT = 15, 405  # points; Excel's rows are no higher than 409
#: Where spreadsheets begin to count days: midnight in Nairobi, as its clocks have gone since 1960.
_ZERO = datetime(1899, 12, 29, 21, tzinfo=UTC)
_DAY_ZERO = date(1899, 12, 30).toordinal()
_DAY = timedelta(days=1)

#: What XML does not take, or reads back as something else.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
#: Behind each text of a batch: any text that holds it is odd.
_END = "<"
_ODD = ("&", ">", "_x", f" {_END}")

#: The rest of a cell's XML after its address: what stands before the value, the value of each row, and what
#: stands behind it. Cells that are written one by one have nothing around them.
Encoded = tuple[str, Sequence[str], str]
Encoder = Callable[[tuple[Any, ...]], Encoded]
_TEXT, _END_TEXT, _END_VALUE = ' t="inlineStr"><is><t>', "</t></is></c>", "</v></c>"


def encode_rows(
    encoders: Sequence[Encoder],
    rows: Sequence[Row],
    first: int,
    level: int = 0,
    wrapping: Sequence[tuple[int, int]] = (),
) -> str:
    """The XML of rows, the first of which has that number on its sheet. All have a value for each column.
    `wrapping`: places and widths of columns whose rows are as high as their text needs."""
    numbers = list(map(str, range(first, first + len(rows))))
    parts: list[str | Sequence[str]] = ['<row r="', numbers]
    end = f'" outlineLevel="{level}">' if level else '">'
    if wrapping:
        parts += '"', [height_of([(row[place], width) for place, width in wrapping]) for row in rows]
        end = end[1:]
    for place, (encode, column) in enumerate(zip(encoders, zip(*rows, strict=True), strict=True), start=1):
        before, values, after = encode(column)
        parts += f'{end}<c r="{get_column_letter(place)}', numbers, f'"{before}', values
        end = after
    parts.append(f"{end}</row>")
    # A place for each part of each row, filled part by part: half the time of formatting row by row.
    texts = [""] * (len(rows) * len(parts))
    for place, part in enumerate(parts):
        texts[place :: len(parts)] = [part] * len(rows) if isinstance(part, str) else part
    return "".join(texts)


def height_of(texts: Iterable[tuple[str | None, int]]) -> str:
    """What a row says of its height, so that each text stands in its width on as many lines as it needs:
    not every program asks itself. Empty for a row of one line."""
    lines = max((_lines(text, width) for text, width in texts if text), default=1)
    return f' ht="{min(lines * LINE, MAX_HEIGHT)}" customHeight="1"' if lines > 1 else ""


def _lines(text: str, width: int) -> int:
    """On how many lines a text stands, as far as a row is high enough: broken at blanks, and inside of words
    that are longer than a line. textwrap, which also knows hyphens, takes fifty times as long."""
    if len(text) <= width and "\n" not in text:
        return 1
    lines = 0
    for line in text.split("\n", MAX_HEIGHT // LINE):
        lines, at = lines + 1, 0
        while len(line) - at > width and lines * LINE < MAX_HEIGHT:
            blank = line.rfind(" ", at, at + width + 1)
            lines, at = lines + 1, blank + 1 if blank > at else at + width
    return lines


def encoder(kind: Kind, style: int, quoted: int = 0) -> Encoder:
    """How the values of a column are written. `quoted` is the style of text that could be taken for a
    formula: Excel leaves it text also when somebody edits the cell."""
    if kind is Kind.TEXT:
        return lambda values: _texts(values, style, quoted)
    if kind in AMOUNTS:
        return lambda values: _amounts(values, style)
    numbers, before, empty = _NUMBERS[kind], f' s="{style}"><v>', _empty(style)

    def encode(values: tuple[Any, ...]) -> Encoded:
        if None not in values:
            return before, numbers(values), _END_VALUE
        known = iter(numbers([value for value in values if value is not None]))
        return (
            "",
            [empty if value is None else f"{before}{next(known)}{_END_VALUE}" for value in values],
            "",
        )

    return encode


def cell(address: str, kind: Kind, style: int, value: Any, quoted: int = 0) -> str:
    """One cell."""
    before, (encoded,), after = encoder(kind, style, quoted)((value,))
    return f'<c r="{address}"{before}{encoded}{after}'


def formula_cell(address: str, style: int, formula: str, kind: Kind, value: Any) -> str:
    """A formula of ours with its value beside it, for programs that compute nothing. A sum of more digits
    than spreadsheets keep stays text, without its formula."""
    shown = to_spreadsheet(value) if kind in AMOUNTS else value
    if isinstance(shown, str) or not formula:
        return cell(address, kind, style, value)
    number = shown if kind in AMOUNTS else _NUMBERS[kind]((value,))[0]
    return f'<c r="{address}" s="{style}"><f>{escape(formula)}</f><v>{number}</v></c>'


def safe_text(text: str) -> str:
    """Text that a cell can hold: what XML refuses becomes U+FFFD, and what is too long is cut."""
    text = _REFUSED.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) > MAX_CELL // 2:
        text = text.encode("utf-16-le")[: 2 * MAX_CELL].decode("utf-16-le", "ignore")
    return text


def moment_number(moment: datetime) -> str:
    """A moment on the clocks of Nairobi as spreadsheets count days, to a fraction of a millisecond."""
    return f"{(moment - _ZERO) / _DAY:.10f}"


def _texts(values: tuple[Any, ...], style: int, quoted: int) -> Encoded:
    if None in values:
        values = tuple("" if value is None else value for value in values)
    joined = _END.join((*values, ""))
    firsts = "".join([value[:1] for value in values])
    if (
        joined.count(_END) != len(values)
        or not joined.isprintable()
        or not (firsts.isascii() and firsts.isalnum())
        or any(odd in joined for odd in _ODD)
        or max(map(len, values)) > MAX_CELL // 2
    ):
        return "", [_odd_text(value, style, quoted) for value in values], ""
    before = f' s="{style}"{_TEXT}'
    if "" in values:
        empty = _empty(style)
        return "", [f"{before}{value}{_END_TEXT}" if value else empty for value in values], ""
    return before, values, _END_TEXT


def _odd_text(value: str, style: int, quoted: int) -> str:
    if not value:
        return _empty(style)
    text = safe_text(value)
    style = quoted if computes(text) else style
    text = escape(_ESCAPED.sub("_x005F_", text))
    if text.strip() != text:
        return f' s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}{_END_TEXT}'
    return f' s="{style}"{_TEXT}{text}{_END_TEXT}'


def _amounts(values: tuple[Any, ...], style: int) -> Encoded:
    before = f' s="{style}"><v>'
    if None not in values and not isinstance(to_spreadsheet(max(map(abs, values))), str):
        return before, shillings_each(values), _END_VALUE
    cells = []
    for cents in values:
        if cents is None:
            cells.append(_empty(style))
        elif isinstance(shown := to_spreadsheet(cents), str):
            cells.append(f' s="{style}"{_TEXT}{shown}{_END_TEXT}')
        else:
            cells.append(f"{before}{shown}{_END_VALUE}")
    return "", cells, ""


def _empty(style: int) -> str:
    return f' s="{style}"/>'


#: The numbers of many values at once.
_NUMBERS: dict[Kind, Callable[[Sequence[Any]], Sequence[str]]] = {
    Kind.INT: lambda values: list(map(str, map(int, values))),
    Kind.PERCENT: lambda values: [f"{value:f}" for value in values],
    Kind.DATE: lambda values: [str(day.toordinal() - _DAY_ZERO) for day in values],
    Kind.MOMENT: lambda values: list(map(moment_number, values)),
}
