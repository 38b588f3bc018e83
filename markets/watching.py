"""Markets without a result although their published time is over: the clock makes them void next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db.models import Q

from core import days
from core.days import display_moment
from core.machine.watching import Finding
from markets.locking import BEFORE_CLOSE
from markets.models import Market, MarketState

MARKET_OVERDUE: Final = "MARKET_OVERDUE"
#: No result, or one that is not answered for.
_WITHOUT: Final = (*BEFORE_CLOSE, MarketState.CLOSED, MarketState.DISPUTED)


def overdue_markets() -> Iterator[Finding]:
    """Markets that should have a result by now, until they have or are void: without one, with one that is
    disputed, or with one that nobody settles although its time for disputes is over. One each."""
    now = days.now()
    left = Q(state=MarketState.PROPOSED, disputes_until__lte=now)
    late = Market.objects.filter(Q(state__in=_WITHOUT) | left, resolve_by__lte=now)
    for market in late.only("business_id", "state", "void_after").order_by("pk"):
        text = f"{market.state}, VOID AFTER {display_moment(market.void_after)}"
        yield Finding(market.business_id, f"market:{market.pk}", text)


def title_of_market(pk: int) -> str:
    """What a market is called where people are written to; empty where there is none."""
    return Market.objects.filter(pk=pk).values_list("title", flat=True).first() or ""
