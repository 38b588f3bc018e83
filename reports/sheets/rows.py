"""The rows of one table, written below its heads on as many sheets as they need, and summed on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from typing import Any, Protocol

from openpyxl.utils import get_column_letter, quote_sheetname

from reports.sheets.cells import cell, encode_rows, encoder, formula_cell, safe_text
from reports.sheets.charts import MAX_POINTS, Picture
from reports.sheets.description import (
    AMOUNTS,
    Column,
    Group,
    Kind,
    NamedRow,
    Result,
    Row,
    Sums,
    Table,
    Total,
    TotalsDiffer,
)
from reports.sheets.frame import Sheet, width_of
from reports.sheets.styles import Role, Styles

MAX_ROWS = 1_048_576  # Excel's limit
BATCH = 2_000


class Target(Protocol):
    """Where the XML of sheets goes, one sheet after the other."""

    def begin(self, table: Table) -> Sheet: ...
    def write(self, text: str) -> None: ...
    def end(self) -> None: ...


@dataclass(frozen=True)
class Cell:
    """A cell that holds a total, and its value."""

    sheet: str
    address: str
    kind: Kind
    value: int

    def seen_from(self, sheet: str) -> str:
        return self.address if sheet == self.sheet else f"{quote_sheetname(self.sheet)}!{self.address}"


@dataclass
class Summed:
    """What has been written since a place: the sums of columns, and where their rows are."""

    sums: dict[int, int]
    spans: list[tuple[str, int, int]] = field(default_factory=list)
    last: Row | None = None

    def add(self, sums: dict[int, int], sheet: str, first: int, rows: list[Row]) -> None:
        for place, cents in sums.items():
            self.sums[place] += cents
        self.last = rows[-1]
        end = first + len(rows) - 1
        if self.spans and self.spans[-1][0] == sheet and self.spans[-1][2] == first - 1:
            self.spans[-1] = (sheet, self.spans[-1][1], end)
        else:
            self.spans.append((sheet, first, end))


class TableRows:
    """Writes one table. `totals` are by the name of their group or row ("" of the whole) and the key of the
    column."""

    def __init__(self, target: Target, table: Table, styles: Styles, *, max_rows: int = MAX_ROWS) -> None:
        self.table = table
        self.totals: dict[tuple[str, str], Cell] = {}
        self.rows = 0
        self.picture: Picture | None = None
        self._target, self._styles, self._max_rows = target, styles, max_rows
        self._summed = {place for place, column in enumerate(table.columns) if column.total is Total.SUM}
        self._wrapping = [
            (place, width_of(column)) for place, column in enumerate(table.columns) if column.wraps
        ]
        self._encoders = [self._encoder(column) for column in table.columns]
        self._begin()

    def write(self) -> None:
        """All rows and totals. Raises TotalsDiffer where the rows are not what another read has summed."""
        whole = self._nothing()
        for part in self.table.parts:
            if isinstance(part, Result):
                self._write_result(part)
            elif isinstance(part, Group):
                self._write_group(part, whole)
            elif isinstance(part, NamedRow):
                self._write_rows(part.rows, [whole], level=0)
                self._keep(part.name, {place: ("", part.row[place] or 0) for place in self._summed})
            else:
                self._write_rows(part.rows, [whole], level=0)
        self._sheet.last_row = max(self._row, 2)
        if self.picture is not None:
            self.picture.last_row = self._row if self._sheet.name == self.picture.sheet else 0
        if self.table.total_title:
            self._write_total("", self.table.total_title, whole, Role.TOTAL, self.table.equals)
            if self.picture is not None:
                self.picture.total_row = self._row
        else:
            self._compare(whole, self.table.equals)
        self._finish_picture(whole)
        self._target.end()

    def _encoder(self, column: Column) -> Any:
        plain, quoted = (Role.WRAPPED, Role.WRAPPED_QUOTED) if column.wraps else (Role.BODY, Role.QUOTED)
        number = self._styles.number
        return encoder(column.kind, number(column.kind, plain), number(column.kind, quoted))

    def _nothing(self) -> Summed:
        return Summed(dict.fromkeys(self._summed, 0))

    def _begin(self) -> None:
        self._sheet = self._target.begin(self.table)
        self._row = 1
        style = self._styles.number
        heads = [
            cell(
                f"{letter}1",
                Kind.TEXT,
                style(column.kind, Role.HEAD),
                _head(column),
                style(column.kind, Role.HEAD_QUOTED),
            )
            for letter, column in self._lettered()
        ]
        self._target.write(f'<row r="1" ht="32" customHeight="1">{"".join(heads)}</row>')
        if self.picture is None and self.table.chart is not None:
            self.picture = Picture(self._sheet.name, self.table, self.table.chart)
            self.picture.values = {key: [] for key in self.table.chart.values}

    def _room(self, rows: int = 1) -> int:
        """How many rows the sheet still takes; begins the next one when it takes none."""
        if self._row + rows > self._max_rows:
            self._sheet.last_row = max(self._row, 2)
            self._target.end()
            self._begin()
        return self._max_rows - self._row

    def _lettered(self) -> Iterator[tuple[str, Column]]:
        for number, column in enumerate(self.table.columns, start=1):
            yield get_column_letter(number), column

    def _write_rows(self, rows: Iterable[Row], sums: list[Summed], level: int) -> None:
        waiting = iter(rows)
        while batch := list(islice(waiting, BATCH)):
            self._note_for_picture(batch)
            while batch:
                room = self._room()
                self._write_batch(batch[:room], sums, level)
                batch = batch[room:]

    def _write_batch(self, batch: list[Row], sums: list[Summed], level: int) -> None:
        first = self._row + 1
        self._target.write(encode_rows(self._encoders, batch, first, level, self._wrapping))
        self._row += len(batch)
        self.rows += len(batch)
        fresh = {place: sum(filter(None, map(itemgetter(place), batch))) for place in self._summed}
        for summed in sums:
            summed.add(fresh, self._sheet.name, first, batch)

    def _write_group(self, group: Group, whole: Summed) -> None:
        self._room(2)  # a heading stands above something
        self._row += 1
        self._write_line(group.title, Role.HEADING, {})
        own = self._nothing()
        self._write_rows(group.rows, [own, whole], level=1)
        self._write_total(group.name, group.total_title, own, Role.SUBTOTAL, group.equals)

    def _write_total(self, name: str, title: str, summed: Summed, role: Role, equals: Sums | None) -> None:
        self._compare(summed, equals)
        self._room()
        self._row += 1
        cells: dict[int, tuple[str, int]] = {
            place: (self._sum_of(place, summed), total) for place, total in summed.sums.items()
        }
        for place, column in enumerate(self.table.columns):
            if column.total is Total.LAST and role is Role.SUBTOTAL and summed.last is not None:
                sheet, _, row = summed.spans[-1]
                letter = get_column_letter(place + 1)
                where = Cell(sheet, f"{letter}{row}", column.kind, 0).seen_from(self._sheet.name)
                cells[place] = (where, summed.last[place])
        self._write_line(title, role, cells)
        self._keep(name, cells)

    def _write_result(self, result: Result) -> None:
        self._room()
        self._row += 1
        cells: dict[int, tuple[str, int]] = {}
        for place in sorted(self._summed):
            key = self.table.columns[place].key
            adds = [self.totals[name, key] for name in result.adds]
            takes = [self.totals[name, key] for name in result.takes]
            cells[place] = formula_of(adds, takes, self._sheet.name)
        for key, expected in (result.equals or {}).items():
            place = self._place(key)
            _agree(f"{self.table.key}: {result.title}, {key}", cells[place][1], expected)
        self._write_line(result.title, Role.TOTAL, cells)
        self._keep(result.name or result.title, cells)

    def _keep(self, name: str, cells: dict[int, tuple[str, int]]) -> None:
        for place, (_, value) in cells.items():
            column = self.table.columns[place]
            address = f"{get_column_letter(place + 1)}{self._row}"
            self.totals[name, column.key] = Cell(self._sheet.name, address, column.kind, value)

    def _sum_of(self, place: int, summed: Summed) -> str:
        letter = get_column_letter(place + 1)
        spans = [
            ("" if sheet == self._sheet.name else f"{quote_sheetname(sheet)}!")
            + f"{letter}{first}:{letter}{last}"
            for sheet, first, last in _joined(summed.spans)
        ]
        return f"SUBTOTAL(9,{','.join(spans)})" if spans else ""

    def _write_line(self, title: str, role: Role, cells: dict[int, tuple[str, int]]) -> None:
        """A row of our own words: a heading or a total."""
        written = []
        for place, (letter, column) in enumerate(self._lettered()):
            address, style = f"{letter}{self._row}", self._styles.number(column.kind, role)
            if place in cells:
                formula, value = cells[place]
                written.append(formula_cell(address, style, formula, column.kind, value))
            elif place == 0:
                plain, quoted = (
                    self._styles.number(Kind.TEXT, each) for each in (role, Role(f"{role}_quoted"))
                )
                written.append(cell(address, Kind.TEXT, plain, title, quoted))
            else:
                written.append(cell(address, Kind.TEXT, style, ""))
        self._target.write(f'<row r="{self._row}">{"".join(written)}</row>')

    def _compare(self, summed: Summed, equals: Sums | None) -> None:
        for key, expected in (equals or {}).items():
            _agree(f"{self.table.key}: {key}", summed.sums[self._place(key)], expected)

    def _place(self, key: str) -> int:
        return next(place for place, column in enumerate(self.table.columns) if column.key == key)

    def _note_for_picture(self, batch: list[Row]) -> None:
        picture = self.picture
        if picture is None or not picture.chart.category or len(picture.categories) > MAX_POINTS:
            return
        at = self._place(picture.chart.category)
        named = (row[at] for row in batch)
        picture.categories += [safe_text(each) if isinstance(each, str) else each for each in named]
        for key, values in picture.values.items():
            place = self._place(key)
            values += [row[place] or 0 for row in batch]

    def _finish_picture(self, whole: Summed) -> None:
        if self.picture is not None and not self.picture.chart.category:
            self.picture.sheet = self._sheet.name
            for key in self.picture.values:
                place = self._place(key)
                self.picture.categories.append(self.table.columns[place].title)
                self.picture.values[key] = [whole.sums[place]]


def formula_of(adds: list[Cell], takes: list[Cell], sheet: str) -> tuple[str, int]:
    """A formula that adds and takes cells, and its value."""
    formula = "".join(
        [f"+{each.seen_from(sheet)}" for each in adds] + [f"-{each.seen_from(sheet)}" for each in takes]
    )
    value = sum(each.value for each in adds) - sum(each.value for each in takes)
    return formula.removeprefix("+"), value


def _joined(spans: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """One span for each sheet: what is between groups are headings and their totals, which SUBTOTAL leaves
    out."""
    whole: dict[str, tuple[int, int]] = {}
    for sheet, first, last in spans:
        start, _ = whole.get(sheet, (first, last))
        whole[sheet] = (start, last)
    return [(sheet, first, last) for sheet, (first, last) in whole.items()]


def _head(column: Column) -> str:
    return f"{column.title} (KES)" if column.kind in AMOUNTS else column.title


def _agree(what: str, cents: int, expected: int) -> None:
    if cents != expected:
        raise TotalsDiffer(f"{what} sums to {cents} cents here, and to {expected} in the books")
