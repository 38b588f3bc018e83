"""What a report shows, as plain data: the same description becomes a workbook, CSV and JSON.

Amounts are cents, moments carry a zone. The rows of a table are walked once and may come from a generator:
describe a report anew for each file that is made of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from core.money import Cents


class Kind(StrEnum):
    """What the values of a column are. None is an empty cell in each."""

    TEXT = "text"
    MONEY = "money"  # cents; zero is a dash
    SIDE = "side"  # cents of a debit or a credit; zero is blank
    INT = "int"
    PERCENT = "percent"  # a Decimal, 1 for 100 %
    DATE = "date"  # a day
    MOMENT = "moment"  # a datetime with a zone, shown in EAT


#: Kinds that hold cents.
AMOUNTS = frozenset({Kind.MONEY, Kind.SIDE})


class Total(StrEnum):
    """What stands in a column below its rows."""

    NONE = "none"
    SUM = "sum"  # a formula that sums the rows, and follows the filter
    LAST = "last"  # of a group: the value of its last row, as of a running balance


class Tone(StrEnum):
    BAD = "bad"
    WATCH = "watch"
    GOOD = "good"


@dataclass(frozen=True)
class Mark:
    """Colours the cells of a column that are like this. `operator` is one of Excel's words for comparisons
    (greaterThan, lessThan, equal, notEqual), `value` a whole number of shillings or of things, or a text."""

    operator: str
    value: int | str
    tone: Tone = Tone.BAD


@dataclass(frozen=True)
class Column:
    """`key` names it in CSV and JSON, `title` on the sheet. Columns of money say KES by themselves."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    width: int = 0
    total: Total = Total.NONE
    marks: tuple[Mark, ...] = ()
    wraps: bool = False


Row: TypeAlias = tuple[Any, ...]
#: Key of a column -> its sum, as another read has it. A file that differs is not finished.
Sums: TypeAlias = Mapping[str, Cents]


@dataclass(frozen=True)
class Rows:
    """Rows without a heading, and without a total of their own."""

    rows: Iterable[Row]


@dataclass(frozen=True)
class Group:
    """Rows under a heading, with their total below. `name` is how a Result finds that total."""

    title: str
    rows: Iterable[Row]
    total_title: str = "Total"
    name: str = ""
    equals: Sums | None = None


@dataclass(frozen=True)
class NamedRow:
    """One row that has a name: results, checks and the cover find its amounts as they find totals."""

    name: str
    row: Row

    @property
    def rows(self) -> tuple[Row]:
        return (self.row,)


@dataclass(frozen=True)
class Result:
    """A line that adds and takes the totals of groups and rows above it."""

    title: str
    adds: tuple[str, ...]
    takes: tuple[str, ...] = ()
    name: str = ""
    equals: Sums | None = None


Part: TypeAlias = Rows | Group | NamedRow | Result


@dataclass(frozen=True)
class Chart:
    """A picture on the cover. Of the rows of a table: `category` is the column below the bars. Without one it
    is of the table's totals, a bar for each of the `values`."""

    title: str
    values: tuple[str, ...]
    category: str = ""
    is_line: bool = False


@dataclass(frozen=True)
class Table:
    """One sheet, or several where its rows are more than a sheet holds.

    With `total_title` everything is summed at the end. A table with results has none: they are no sums.
    `is_grouped` says that there are groups, which the reader may fold. With `is_headless` its CSV begins with
    the first row, as some programs want what they import.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    parts: Iterable[Part]
    total_title: str = ""
    equals: Sums | None = None
    chart: Chart | None = None
    is_wide: bool = True
    is_grouped: bool = False
    is_headless: bool = False


@dataclass(frozen=True)
class Fact:
    """A line of the cover."""

    label: str
    value: str | int | Decimal | datetime | None
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class TotalOf:
    """The total of a table's column; with `name`, of a group, a row or a result in it."""

    table: str
    column: str
    name: str = ""


@dataclass(frozen=True)
class Check:
    """Two sums that must be equal: the cover shows their difference, in green where there is none."""

    title: str
    adds: tuple[TotalOf, ...]
    takes: tuple[TotalOf, ...]


@dataclass(frozen=True)
class Book:
    """A report. `answers` is the question that it answers, `basis` what it was made from (a seal, a moment),
    for every page's foot."""

    title: str
    business: str
    period: str
    tables: tuple[Table, ...]
    answers: str = ""
    basis: str = ""
    facts: tuple[Fact, ...] = ()
    shown: tuple[tuple[str, TotalOf], ...] = ()
    checks: tuple[Check, ...] = ()
    author: str = ""
    made_at: datetime | None = None


class TotalsDiffer(Exception):
    """The rows of a report do not sum to what the books say. Nothing is given out: the fault is ours."""
