"""M-Pesa cash flow: what each M-Pesa account had, what came in and went out by its kind, and what it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.chart.standard import MPESA
from ledger.models import EntryKind
from ledger.reads.by_kind import MovedByKind, moved_by_kind
from ledger.reads.selectors import TrialBalanceRow, trial_balance
from mpesa.models import Till
from reports.catalogue.covers import book_of, place_facts
from reports.kinds import Asked, Parameter, Report, Words
from reports.presets import Preset
from reports.sheets.description import (
    Book,
    Chart,
    Check,
    Column,
    Group,
    Kind,
    Mark,
    Row,
    Rows,
    Table,
    Tone,
    Total,
    TotalOf,
)
from users.access import Right

_OVERDRAWN = (Mark("lessThan", 0, Tone.BAD),)
_ACCOUNT, _NAME = Column("account", "Account", width=24), Column("name", "Name", width=34)
_ACCOUNTS = (
    _ACCOUNT,
    _NAME,
    Column("opening", "Opening", Kind.MONEY, total=Total.SUM, marks=_OVERDRAWN),
    Column("came_in", "In", Kind.MONEY, total=Total.SUM),
    Column("went_out", "Out", Kind.MONEY, total=Total.SUM),
    Column("charges", "Charges", Kind.MONEY, total=Total.SUM),
    Column("own", "Own moves, net", Kind.MONEY, total=Total.SUM),
    Column("closing", "Closing", Kind.MONEY, total=Total.SUM, marks=_OVERDRAWN),
)
_KINDS = (
    _ACCOUNT,
    Column("kind", "What moved it", width=34),
    Column("lines", "Lines", Kind.INT, total=Total.SUM),
    Column("came_in", "In", Kind.SIDE, total=Total.SUM),
    Column("went_out", "Out", Kind.SIDE, total=Total.SUM),
    Column("balance", "Balance", Kind.MONEY, total=Total.LAST),
)


def _describe(asked: Asked) -> Book:
    books = trial_balance(asked.business.pk, from_day=asked.first_day, day=asked.last_day, seal=asked.seal)
    rows = [row for row in books if _is_shown(row, asked.tills)]
    moved = moved_by_kind(
        [row.account.pk for row in rows], from_day=asked.first_day, to_day=asked.last_day, seal=asked.seal
    )
    accounts = Table(
        "accounts",
        "Accounts",
        _ACCOUNTS,
        (Rows([_account_row(row, moved.get(row.account.pk, ())) for row in rows]),),
        "Total",
        equals={"opening": sum(row.before for row in rows), "closing": sum(row.net for row in rows)},
        chart=Chart("In and out by account", ("came_in", "went_out"), "account"),
    )
    kinds = Table(
        "by_kind",
        "By kind",
        _KINDS,
        [_group(row, moved.get(row.account.pk, ())) for row in rows],
        "Total moved",
        equals={
            "came_in": sum(row.debit for row in rows),
            "went_out": sum(row.credit for row in rows),
        },
        is_grouped=True,
        is_wide=False,
    )
    opening, closing = _total("opening"), _total("closing")
    return book_of(
        MPESA_CASH_FLOW,
        asked,
        accounts,
        kinds,
        facts=place_facts(asked),
        shown=(
            ("Opening", opening),
            ("In", _total("came_in")),
            ("Out", _total("went_out")),
            ("Charges", _total("charges")),
            ("Closing", closing),
        ),
        checks=(
            Check(
                "Opening and what moved, less closing",
                (opening, _total("came_in"), _total("own")),
                (_total("went_out"), _total("charges"), closing),
            ),
            Check(
                "Closing less opening, and less all lines",
                (closing, TotalOf("by_kind", "went_out")),
                (opening, TotalOf("by_kind", "came_in")),
            ),
        ),
    )


def _is_shown(row: TrialBalanceRow, tills: Sequence[Till] | None) -> bool:
    """M-Pesa itself and the accounts of tills, where they are used; those of the tills that are asked for
    all."""
    code = row.account.code
    if tills is not None:
        return code.startswith(tuple(f"{MPESA}-{till.shortcode}-" for till in tills))
    return row.is_used and (code == MPESA or code.startswith(f"{MPESA}-"))


def _account_row(row: TrialBalanceRow, moved: Sequence[MovedByKind]) -> Row:
    """Moves between own accounts and to the bank are neither earned nor spent."""
    others = [each for each in moved if each.kind not in (EntryKind.CHARGE, EntryKind.SWEEP)]
    charges = sum(each.credit - each.debit for each in moved if each.kind == EntryKind.CHARGE)
    own = sum(each.debit - each.credit for each in moved if each.kind == EntryKind.SWEEP)
    return (
        row.account.code,
        row.account.name,
        row.before,
        sum(each.debit for each in others),
        sum(each.credit for each in others),
        charges,
        own,
        row.net,
    )


def _group(row: TrialBalanceRow, moved: Sequence[MovedByKind]) -> Group:
    code = row.account.code
    return Group(
        f"{code} {row.account.name}",
        _kind_rows(row, moved),
        f"Closing {code}",
        name=code,
        equals={"came_in": row.debit, "went_out": row.credit},
    )


def _kind_rows(row: TrialBalanceRow, moved: Sequence[MovedByKind]) -> Iterator[Row]:
    code, balance = row.account.code, row.before
    yield code, "Opening balance", None, 0, 0, balance
    for each in moved:
        balance += each.debit - each.credit
        yield code, each.kind.label, each.lines, each.debit, each.credit, balance


def _total(column: str) -> TotalOf:
    return TotalOf("accounts", column)


MPESA_CASH_FLOW = Report(
    key="mpesa_cash_flow",
    title=Words("M-Pesa cash flow", "Mtiririko wa pesa za M-Pesa"),
    answers=Words(
        "What each M-Pesa account had, what came in and went out by its kind, charges, and what it has.",
        "Kila akaunti ya M-Pesa ilikuwa na nini, nini kiliingia na kutoka kwa aina yake, gharama, na salio.",
    ),
    right=Right.LEDGER_READ,
    describe=_describe,
    needs=frozenset({Parameter.PERIOD}),
    takes=frozenset({Parameter.BRANCH, Parameter.TILL, Parameter.SEAL}),
    presets=tuple(Preset),
)
