"""Prizes that are paid within so many days of the result: whether a market can, and which one does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

from django.db.models import QuerySet

from core import days
from core.days import accounting_day, display_moment
from core.errors import Detail, InvalidInput
from core.machine.watching import Finding
from markets.models import (
    LegalKind,
    LegalRule,
    Market,
    MarketState,
    Proposal,
    RunPayout,
    RunState,
    SettlementRun,
)
from mpesa.models import PayoutState

PRIZES_UNPAID: Final = "PRIZES_UNPAID"
#: What is left for approving and paying when the time for disputes is over.
PAYING_MINUTES: Final = 60
_DAY_MINUTES: Final = 24 * 60
#: There is a result, and not yet its money in the wallets.
_WAITING: Final = (MarketState.PROPOSED, MarketState.DISPUTED, MarketState.APPROVED)
#: On their way to a phone: neither there nor back in the wallet.
_ON_THEIR_WAY: Final = (
    PayoutState.PENDING_APPROVAL,
    PayoutState.APPROVED,
    PayoutState.RESERVED,
    PayoutState.IN_FLIGHT,
    PayoutState.HELD,
)


def prize_days(markets: Iterable[Market]) -> dict[int, int]:
    """Key of each market -> the days within which its prizes are paid, by the rule that counts when it
    closes; 0 where there is none. One query."""
    rows = list(markets)
    rules = LegalRule.objects.filter(
        business__in={row.business_id for row in rows}, kind=LegalKind.PRIZE_DAYS
    ).order_by("-from_day", "-pk")
    known = list(rules.values_list("business_id", "from_day", "value"))
    found: dict[int, int] = {}
    for row in rows:
        day = accounting_day(row.closes_at)
        values = (value for business, first, value in known if business == row.business_id and first <= day)
        found[row.pk] = next(values, 0)
    return found


def too_late(market: Market, within: int) -> InvalidInput | None:
    """What is wrong with windows after which nothing can be paid within so many days (0: whenever)."""
    most = within * _DAY_MINUTES - PAYING_MINUTES
    for name in ("dispute_minutes", "large_dispute_minutes"):
        if within and getattr(market, name) > most:
            text = f"Prizes are paid within {within} days of the result: at most {most:,} minutes to dispute."
            return InvalidInput("PRIZES_TOO_LATE", name, text, detail=Detail(count=most))
    return None


def unpaid_prizes() -> Iterator[Finding]:
    """Markets whose winners should have their money by now: the result is older than the rule allows, and it
    is not settled, or payouts of it are still on their way. One each."""
    now = days.now()
    newest = LegalRule.objects.filter(kind=LegalKind.PRIZE_DAYS, from_day__lte=accounting_day(now))
    rules = newest.order_by("business", "-from_day", "-pk").distinct("business")
    for business_id, within in rules.values_list("business_id", "value"):
        if within:
            limit = now - timedelta(days=within)
            late = Proposal.objects.filter(market__business=business_id, proposed_at__lte=limit)
            for pk in sorted({*_unsettled(late), *_unsent(late)}):
                said = display_moment(limit)
                yield Finding(business_id, f"market:{pk}", f"RESULT BEFORE {said}")


def _unsettled(late: QuerySet[Proposal]) -> Iterator[int]:
    """Those with such a result that do not pay yet; a correction that is not posted yet among them."""
    yield from late.filter(market__state__in=_WAITING).values_list("market_id", flat=True)
    posting = SettlementRun.objects.filter(state=RunState.APPROVED, proposal__in=late)
    yield from posting.values_list("market_id", flat=True)


def _unsent(late: QuerySet[Proposal]) -> Iterator[int]:
    rows = RunPayout.objects.filter(payout__state__in=_ON_THEIR_WAY, payment__run__proposal__in=late)
    yield from rows.values_list("payment__run__market_id", flat=True)
