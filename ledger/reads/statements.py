"""Income statement and balance sheet. Sub-accounts are added to their top accounts.

An income statement leaves year-end closing entries out: the closed year keeps its figures. A balance sheet
counts them: the result that no closing entry has moved to 3100 yet is a line of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.db import connection

from core.errors import InvalidInput
from core.money import Cents
from ledger.journal.turnovers import movements, turnovers
from ledger.models import Account, AccountKind
from ledger.reads.account_tree import rolled_up
from ledger.reads.selectors import on_normal_side, one_picture, require_days, require_seal

# What closing entries and their reversals moved.
_CLOSINGS = """
WITH closing AS (
    SELECT id FROM ledger_entry WHERE business_id = %(business)s AND kind = 'CLOSING'
), undone AS (SELECT entry.id FROM ledger_entry AS entry JOIN closing ON entry.reverses_id = closing.id)
SELECT line.account_id, sum(line.debit - line.credit)
FROM (SELECT id FROM closing UNION ALL SELECT id FROM undone) AS either
JOIN ledger_entry AS entry ON entry.id = either.id
JOIN ledger_line AS line ON line.entry_id = entry.id
LEFT JOIN ledger_seal AS seal ON seal.entry_id = entry.id
WHERE (%(from)s::date IS NULL OR entry.effective_on >= %(from)s)
  AND (%(to)s::date IS NULL OR entry.effective_on <= %(to)s)
  AND (%(seal)s::bigint IS NULL OR seal.number <= %(seal)s)
GROUP BY line.account_id
"""


@dataclass(frozen=True)
class Figure:
    """A top account with all below it, on its normal side; `previous` where a comparison was asked for."""

    account: Account
    amount: Cents
    previous: Cents | None = None


@dataclass(frozen=True)
class Section:
    """Figures of one kind of account, by code."""

    figures: list[Figure]

    @property
    def total(self) -> Cents:
        return sum(figure.amount for figure in self.figures)

    @property
    def previous_total(self) -> Cents:
        return sum(figure.previous or 0 for figure in self.figures)


@dataclass(frozen=True)
class IncomeStatement:
    """What was earned and spent between two days (inclusive). A positive result is a profit."""

    income: Section
    expenses: Section
    previous_days: tuple[date, date] | None = None

    @property
    def result(self) -> Cents:
        return self.income.total - self.expenses.total

    @property
    def previous_result(self) -> Cents | None:
        if self.previous_days is None:
            return None
        return self.income.previous_total - self.expenses.previous_total


@dataclass(frozen=True)
class BalanceSheet:
    """What is owned and owed at the end of a day: assets = liabilities + equity + current result."""

    assets: Section
    liabilities: Section
    equity: Section
    current_result: Cents
    previous_result: Cents | None = None

    @property
    def difference(self) -> Cents:
        """Zero, or the books are broken."""
        return self.assets.total - self.liabilities.total - self.equity.total - self.current_result


@one_picture()
def income_statement(
    business_id: int,
    *,
    from_day: date | None = None,
    to_day: date | None = None,
    compare: bool = False,
    seal: int | None = None,
) -> IncomeStatement:
    """Income and expenses by top account; with `compare` also those of the period before, as long as this.

    Raises InvalidInput BAD_SEAL / BAD_PERIOD, also for a comparison without both days.
    """
    require_seal(business_id, seal)
    require_days(from_day, to_day)
    before = days_before(from_day, to_day) if compare else None
    nets = _earned(business_id, from_day, to_day, seal)
    previous = _earned(business_id, *before, seal) if before else None
    income, expenses = _sections(business_id, (AccountKind.INCOME, AccountKind.EXPENSE), nets, previous)
    return IncomeStatement(income, expenses, before)


@one_picture()
def balance_sheet(
    business_id: int,
    *,
    day: date | None = None,
    compare_day: date | None = None,
    seal: int | None = None,
) -> BalanceSheet:
    """Assets, liabilities and equity by top account at the end of a day, beside another day's if asked.

    Raises InvalidInput BAD_SEAL.
    """
    require_seal(business_id, seal)
    nets = _held(business_id, day, seal)
    previous = _held(business_id, compare_day, seal) if compare_day else None
    kinds = (
        AccountKind.ASSET,
        AccountKind.LIABILITY,
        AccountKind.EQUITY,
        AccountKind.INCOME,
        AccountKind.EXPENSE,
    )
    assets, liabilities, equity, income, expenses = _sections(business_id, kinds, nets, previous)
    before = income.previous_total - expenses.previous_total if compare_day else None
    return BalanceSheet(assets, liabilities, equity, income.total - expenses.total, before)


def days_before(from_day: date | None, to_day: date | None) -> tuple[date, date]:
    """The days before a period, as many as it has; whole months are compared with as many whole months.

    Raises InvalidInput BAD_PERIOD for a period without an end.
    """
    if from_day is None or to_day is None:
        raise InvalidInput("BAD_PERIOD", "compare", "A comparison needs a first and a last day.")
    last = from_day - timedelta(days=1)
    if from_day.day == 1 and (to_day + timedelta(days=1)).day == 1:
        span = relativedelta(to_day + timedelta(days=1), from_day)
        return from_day - span, last
    return from_day - (to_day - from_day) - timedelta(days=1), last


def _earned(
    business_id: int, from_day: date | None, to_day: date | None, seal: int | None
) -> dict[int, Cents]:
    """What accounts moved, debits minus credits, without closing entries."""
    moved = movements(business_id, from_day=from_day, to_day=to_day, seal=seal)
    with connection.cursor() as cursor:
        cursor.execute(_CLOSINGS, {"business": business_id, "from": from_day, "to": to_day, "seal": seal})
        closed = {account: int(net) for account, net in cursor.fetchall()}
    return {pk: move.net - closed.get(pk, 0) for pk, move in moved.items()}


def _held(business_id: int, day: date | None, seal: int | None) -> dict[int, Cents]:
    sums = turnovers(business_id, day=day, seal=seal)
    return {pk: debits - credits for pk, (debits, credits) in sums.items()}


def _sections(
    business_id: int,
    kinds: tuple[AccountKind, ...],
    nets: Mapping[int, Cents],
    previous: Mapping[int, Cents] | None,
) -> list[Section]:
    """One section for each kind, of the accounts that have a figure in either."""
    accounts = list(Account.objects.filter(business_id=business_id))
    now = dict(rolled_up(accounts, nets))
    then = None if previous is None else dict(rolled_up(accounts, previous))
    shown = sorted({*now, *(then or {})}, key=lambda account: account.code)
    figures = [
        Figure(
            account,
            on_normal_side(account, now.get(account, 0)),
            None if then is None else on_normal_side(account, then.get(account, 0)),
        )
        for account in shown
    ]
    return [Section([each for each in figures if each.account.kind == kind]) for kind in kinds]
