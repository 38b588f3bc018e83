"""The general ledger: accounts with their opening balance, their lines by day, and a running balance."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from core.money import Cents
from ledger.journal.turnovers import Movement, movements, running_nets
from ledger.models import Account, Line
from ledger.reads.searching import lines_between
from ledger.reads.selectors import TrialBalanceRow, on_normal_side, require_days, require_seal, trial_balance

_BY_DAY = (F("entry__effective_on"), F("pk"))


@dataclass(frozen=True)
class Ledger:
    """Accounts with what they had and moved between two accounting days (inclusive), up to a seal."""

    rows: list[TrialBalanceRow]
    from_day: date | None = None
    to_day: date | None = None
    seal: int | None = None

    def lines(self) -> QuerySet[Line]:
        """The lines of these days and this seal on any account, by day and then as posted."""
        lines = lines_between(Line.objects.all(), self.from_day, self.to_day)
        if self.seal is not None:
            lines = lines.filter(entry__seal__number__lte=self.seal)
        return lines.order_by(*_BY_DAY)

    def balances(self, accounts: Collection[int], lines: Collection[int]) -> dict[int, Cents]:
        """What each of these lines left on its account, positive on its normal side: one query for all."""
        rows = {row.account.pk: row for row in self.rows if row.account.pk in set(accounts)}
        nets = running_nets(self.lines().filter(account__in=rows), _BY_DAY, lines)
        owners = dict(Line.objects.filter(pk__in=nets).values_list("pk", "account_id"))
        return {
            pk: on_normal_side(rows[owners[pk]].account, rows[owners[pk]].before + net)
            for pk, net in nets.items()
        }


def general_ledger(
    business_id: int,
    *,
    from_day: date | None = None,
    to_day: date | None = None,
    seal: int | None = None,
) -> Ledger:
    """The accounts that moved or hold something, by code, between two accounting days (inclusive).

    Raises InvalidInput BAD_SEAL / BAD_PERIOD.
    """
    rows = trial_balance(business_id, from_day=from_day, day=to_day, seal=seal)
    return Ledger([row for row in rows if row.is_used], from_day, to_day, seal)


def account_statements(
    accounts: Collection[int],
    *,
    from_day: date | None = None,
    to_day: date | None = None,
    seal: int | None = None,
) -> Ledger:
    """Accounts of the general ledger, each without its sub-accounts, also those that never moved.

    Raises InvalidInput BAD_SEAL / BAD_PERIOD.
    """
    require_days(from_day, to_day)
    found = list(Account.objects.filter(pk__in=accounts))
    moved: dict[int, Movement] = {}
    for business_id in sorted({account.business_id for account in found}):
        require_seal(business_id, seal)
        mine = [account.pk for account in found if account.business_id == business_id]
        moved |= movements(business_id, accounts=mine, from_day=from_day, to_day=to_day, seal=seal)
    rows = [(account, moved.get(account.pk, Movement())) for account in found]
    return Ledger(
        [TrialBalanceRow(account, move.debit, move.credit, move.opening) for account, move in rows],
        from_day,
        to_day,
        seal,
    )
