"""The general ledger: accounts with their opening balance, their lines by day, and a running balance."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Sum, Window
from django.db.models.functions import RowNumber

from core.errors import NotFound
from core.money import Cents
from ledger.journal.turnovers import Movement, movements
from ledger.models import Account, Line
from ledger.reads.selectors import TrialBalanceRow, on_normal_side, require_days, require_seal, trial_balance

PAGE = 100


@dataclass(frozen=True)
class LedgerLine:
    """A line with the balance that it left, positive on the account's normal side."""

    line: Line
    balance: Cents


@dataclass(frozen=True)
class LedgerPage:
    """Accounts whose lines are read together; the same days and the same seal for all."""

    rows: list[TrialBalanceRow]
    from_day: date | None = None
    to_day: date | None = None
    seal: int | None = None
    _read: dict[tuple[int, int], dict[int, list[LedgerLine]]] = field(default_factory=dict)

    def lines(self, account: Account, *, limit: int = PAGE, offset: int = 0) -> list[LedgerLine]:
        """Lines of one account, by day and then as posted; read for all accounts of the page at once."""
        asked = (max(0, min(limit, PAGE)), max(0, offset))
        if asked not in self._read:
            self._read[asked] = self._lines(*asked)
        return self._read[asked].get(account.pk, [])

    def _lines(self, limit: int, offset: int) -> dict[int, list[LedgerLine]]:
        rows = {row.account.pk: row for row in self.rows}
        lines = Line.objects.filter(account__in=list(rows))
        if self.from_day is not None:
            lines = lines.filter(entry__effective_on__gte=self.from_day)
        if self.to_day is not None:
            lines = lines.filter(entry__effective_on__lte=self.to_day)
        if self.seal is not None:
            lines = lines.filter(entry__seal__number__lte=self.seal)
        days = [F("entry__effective_on"), F("pk")]
        numbered = lines.annotate(
            place=Window(RowNumber(), partition_by=F("account"), order_by=days),
            moved=Window(Sum(F("debit") - F("credit")), partition_by=F("account"), order_by=days),
        ).filter(place__gt=offset, place__lte=offset + limit)
        found: dict[int, list[LedgerLine]] = {}
        for line in numbered.select_related("entry__seal").order_by("account", "place"):
            row = rows[line.account_id]
            balance = on_normal_side(row.account, row.before + int(line.moved))
            found.setdefault(line.account_id, []).append(LedgerLine(line, balance))
        return found


def general_ledger(
    business_id: int,
    *,
    from_day: date | None = None,
    to_day: date | None = None,
    seal: int | None = None,
    limit: int = PAGE,
    offset: int = 0,
) -> LedgerPage:
    """The accounts that moved or hold something, by code, between two accounting days (inclusive).

    Raises InvalidInput BAD_SEAL / BAD_PERIOD.
    """
    rows = trial_balance(business_id, from_day=from_day, day=to_day, seal=seal)
    used = [row for row in rows if row.before or row.debit or row.credit]
    return LedgerPage(used[max(0, offset) :][: max(0, min(limit, PAGE))], from_day, to_day, seal)


def account_statement(
    business_id: int,
    code: str,
    *,
    from_day: date | None = None,
    to_day: date | None = None,
    seal: int | None = None,
) -> LedgerPage:
    """One account of the general ledger, without its sub-accounts.

    Raises NotFound, InvalidInput BAD_SEAL / BAD_PERIOD.
    """
    require_seal(business_id, seal)
    require_days(from_day, to_day)
    account = Account.objects.filter(business_id=business_id, code=code).first()
    if account is None:
        raise NotFound("account", "code")
    moved = movements(business_id, accounts=[account.pk], from_day=from_day, to_day=to_day, seal=seal)
    move = moved.get(account.pk, Movement())
    return LedgerPage(
        [TrialBalanceRow(account, move.debit, move.credit, move.opening)], from_day, to_day, seal
    )
