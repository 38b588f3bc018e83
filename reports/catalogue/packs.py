"""Packs: what is looked at every day, week or month, of sheets of other reports beside figures of their own.

A pack has one right, and who has that has those of all reports whose sheets it takes (a test says so).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mpesa.measuring.spans import By
from mpesa.models import Till
from reports.kinds import Asked, Report
from reports.metrics.measuring import Measured, Metrics, measure
from reports.sheets.description import Check, Table, TotalOf
from users.actors import SYSTEM


@dataclass(frozen=True)
class Taken:
    """Sheets of other reports, and the checks of those that need no others."""

    tables: tuple[Table, ...]
    checks: tuple[Check, ...]


def sheets_of(report: Report, asked: Asked, **titles: str) -> Taken:
    """The tables of a report that are named, each with what its sheet is called here. A table is known by the
    key of its report and its own (key_of)."""
    book = report.describe(asked)
    tables = tuple(
        replace(table, key=key_of(report, table.key), title=titles[table.key])
        for table in book.tables
        if table.key in titles
    )
    return Taken(tables, tuple(_checks(report, book.checks, titles)))


def key_of(report: Report, table: str) -> str:
    return f"{report.key}_{table}"


def _checks(report: Report, checks: Iterable[Check], titles: dict[str, str]) -> Iterator[Check]:
    for check in checks:
        if all(each.table in titles for each in (*check.adds, *check.takes)):
            adds, takes = (
                tuple(replace(each, table=key_of(report, each.table)) for each in side)
                for side in (check.adds, check.takes)
            )
            yield Check(f"{report.title.en}: {check.title}", adds, takes)


def figures_of(asked: Asked) -> Metrics:
    """The figures of the days, till by till, as dashboards have them. The right was looked at before."""
    return measure(
        business=asked.business,
        actor=SYSTEM,
        by=By.TILL,
        first_day=asked.first_day,
        last_day=asked.last_day,
    )


def by_till(found: Metrics) -> Iterator[tuple[Till, Measured]]:
    for each in found.spans:
        assert isinstance(each.span, int), "they are of tills"
        yield found.tills[each.span], each


def same(title: str, one: tuple[str, str], other: tuple[str, str]) -> Check:
    """Two totals, each a table and its column, that must be equal."""
    return Check(title, (TotalOf(*one),), (TotalOf(*other),))
