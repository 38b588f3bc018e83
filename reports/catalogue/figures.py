"""Sections of a financial statement as groups of a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.money import Cents
from ledger.models import Account
from ledger.reads.statements import Section
from reports.catalogue.beside import BEFORE, NOW
from reports.sheets.description import Column, Group, Kind, Row, Total

_CODE, _NAME = Column("code", "Account", width=22), Column("name", "Name", width=40)


def figure_columns(titles: Mapping[str, str]) -> tuple[Column, ...]:
    """Key -> title of each amount; with what was before also the change."""
    amounts = [*titles.items(), *([("change", "Change")] if BEFORE in titles else [])]
    columns = (Column(key, title, Kind.MONEY, total=Total.SUM) for key, title in amounts)
    return (_CODE, _NAME, *columns)


def section_group(
    title: str,
    sections: Mapping[str, Section],
    *,
    name: str,
    more: Iterable[tuple[str, Mapping[str, Cents]]] = (),
) -> Group:
    """A section of each column with its totals, which must be the sections' own. `more` comes on top of it:
    names with what they are in each column."""
    more = list(more)
    accounts: dict[int, Account] = {}
    amounts: dict[int, dict[str, Cents]] = {}
    for key, section in sections.items():
        for figure in section.figures:
            pk = figure.account.pk
            accounts[pk] = figure.account
            amounts.setdefault(pk, dict.fromkeys(sections, 0))[key] = figure.amount
    rows = [
        _row(account.code, account.name, amounts[account.pk])
        for account in sorted(accounts.values(), key=lambda each: each.code)
    ]
    equals = {key: section.total + sum(cents[key] for _, cents in more) for key, section in sections.items()}
    return Group(
        title,
        [*rows, *(_row("", each, cents) for each, cents in more)],
        f"Total {title.lower()}",
        name=name,
        equals=equals,
    )


def _row(code: str, name: str, amounts: Mapping[str, Cents]) -> Row:
    change = (amounts[NOW] - amounts[BEFORE],) if BEFORE in amounts else ()
    return (code, name, *amounts.values(), *change)
