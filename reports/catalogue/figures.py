"""Sections of a financial statement as groups of a sheet."""

from __future__ import annotations

from collections.abc import Iterable

from core.money import Cents
from ledger.reads.statements import Figure, Section
from reports.sheets.description import Column, Group, Kind, Row, Total

_CODE, _NAME = Column("code", "Account", width=22), Column("name", "Name", width=40)


def figure_columns(now: str, before: str | None) -> tuple[Column, ...]:
    """The amount, and with a comparison the one before and the change."""
    amounts = [("amount", now)] + ([("previous", before), ("change", "Change")] if before else [])
    columns = (Column(key, title, Kind.MONEY, total=Total.SUM) for key, title in amounts)
    return (_CODE, _NAME, *columns)


def section_group(
    title: str, section: Section, compare: bool, *, name: str, more: Iterable[Row] = ()
) -> Group:
    """A section with its total, which must be the section's own; `more` rows come on top of it."""
    more = list(more)
    rows = [figure_row(figure, compare) for figure in section.figures]
    equals = {"amount": section.total + sum(row[2] for row in more)}
    if compare:
        equals["previous"] = section.previous_total + sum(row[3] for row in more)
    return Group(title, [*rows, *more], f"Total {title.lower()}", name=name, equals=equals)


def figure_row(figure: Figure, compare: bool) -> Row:
    account = figure.account
    previous = (figure.previous or 0) if compare else None
    return (account.code, account.name, *amounts_of(figure.amount, previous))


def amounts_of(amount: Cents, previous: Cents | None) -> tuple[Cents, ...]:
    return (amount,) if previous is None else (amount, previous, amount - previous)
