"""Cash flow by the direct method: what came into M-Pesa, cash and bank and what went out, by counter account.

A receipt comes in against 2890 Receipts to route and is routed by a second entry: 2890 is looked through, so
that it shows where the money went; only what is not routed yet stays there. Moves between the cash accounts
cancel out. Reads the lines of these accounts in the period, not only turnovers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from core.money import Cents
from ledger.chart.standard import BANK, CASH, MPESA, RECEIPTS_TO_ROUTE
from ledger.journal.turnovers import Movement, accounts_under, movements
from ledger.models import Account
from ledger.reads.account_tree import rolled_up
from ledger.reads.selectors import one_picture, require_days, require_seal

CASH_ACCOUNTS = (MPESA, CASH, BANK)

_COUNTERS = """
WITH touched AS (
    SELECT DISTINCT line.entry_id FROM ledger_line AS line
    JOIN ledger_entry AS entry ON entry.id = line.entry_id
    LEFT JOIN ledger_seal AS seal ON seal.entry_id = line.entry_id
    WHERE line.account_id = ANY(%(inside)s)
      AND (%(from)s::date IS NULL OR entry.effective_on >= %(from)s)
      AND (%(to)s::date IS NULL OR entry.effective_on <= %(to)s)
      AND (%(seal)s::bigint IS NULL OR seal.number <= %(seal)s)
)
SELECT line.account_id, sum(line.credit), sum(line.debit)
FROM touched JOIN ledger_line AS line ON line.entry_id = touched.entry_id
WHERE line.account_id <> ALL(%(inside)s) GROUP BY line.account_id
"""


@dataclass(frozen=True)
class Flow:
    """What came in, and went out, against one top account."""

    account: Account
    received: Cents
    paid: Cents


@dataclass(frozen=True)
class CashFlow:
    """`opening` and `closing` are what the cash accounts held before the first day and after the last."""

    opening: Cents
    closing: Cents
    flows: list[Flow]

    @property
    def received(self) -> Cents:
        return sum(flow.received for flow in self.flows)

    @property
    def paid(self) -> Cents:
        return sum(flow.paid for flow in self.flows)


@one_picture()
def cash_flow(
    business_id: int, *, from_day: date | None = None, to_day: date | None = None, seal: int | None = None
) -> CashFlow:
    """The cash flow between two accounting days (inclusive); opening + received - paid = closing.

    Raises InvalidInput BAD_SEAL / BAD_PERIOD.
    """
    require_seal(business_id, seal)
    require_days(from_day, to_day)
    accounts = list(Account.objects.filter(business_id=business_id))
    cash, passing = (_ids(accounts, codes) for codes in (CASH_ACCOUNTS, (RECEIPTS_TO_ROUTE,)))
    inside = cash + passing
    moved = movements(business_id, accounts=inside, from_day=from_day, to_day=to_day, seal=seal)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTERS, {"inside": inside, "from": from_day, "to": to_day, "seal": seal})
        sums = {account: (int(received), int(paid)) for account, received, paid in cursor.fetchall()}
    for account in passing:
        left = -moved.get(account, Movement()).net
        sums[account] = (max(left, 0), max(-left, 0))
    held = [moved.get(account, Movement()) for account in cash]
    return CashFlow(
        sum(move.opening for move in held), sum(move.closing for move in held), _flows(accounts, sums)
    )


def _ids(accounts: list[Account], codes: tuple[str, ...]) -> list[int]:
    """The accounts with these codes and all below them."""
    return accounts_under([account.pk for account in accounts if account.code in codes])


def _flows(accounts: list[Account], sums: dict[int, tuple[Cents, Cents]]) -> list[Flow]:
    received, paid = (
        dict(rolled_up(accounts, {account: sides[place] for account, sides in sums.items()}))
        for place in (0, 1)
    )
    rows = [Flow(each, received.get(each, 0), paid.get(each, 0)) for each in {**received, **paid}]
    return sorted(rows, key=lambda flow: flow.account.code)
