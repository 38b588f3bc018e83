"""What a second person would ask about the rules of a draft, found before they do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final

from django.db.models import Count

from core.errors import Findings, InvalidInput
from markets.legal.prizes import prize_days, too_late
from markets.locking import database_now
from markets.models import Market, MarketState
from markets.running.terms import known_zone

#: What rules must say -> what is asked when they do not.
WANTED: Final = {
    "rules": "Say what makes which outcome true.",
    "source": "Say where the result is read.",
    "fallback": "Say where it is read when the source is silent.",
    "tie": "Say what a tie means.",
    "postponement": "Say what a postponement or a cancellation means.",
}


def lint_market(market: Market) -> list[InvalidInput]:
    """What keeps a draft from being opened: InvalidInput RULE_MISSING (the field says which), BAD_TIME_ZONE,
    TOO_FEW_OUTCOMES, BAD_TIMES, PRIZES_TOO_LATE. Empty when nothing does."""
    within = prize_days([market])[market.pk]
    return list(_found(market, market.outcomes.count(), database_now(), within))


def lint_drafts(keys: Collection[int]) -> dict[int, list[InvalidInput]]:
    """Key of each market that is not open yet, of those named -> what lint_market finds. Three queries."""
    drafts = Market.objects.filter(pk__in=keys, state__in=[MarketState.DRAFT, MarketState.REVIEW])
    rows, now = list(drafts.annotate(runners=Count("outcomes"))), database_now()
    within = prize_days(rows) if rows else {}
    return {row.pk: list(_found(row, row.runners, now, within[row.pk])) for row in rows}


def _found(market: Market, outcomes: int, now: datetime, within: int) -> Iterator[InvalidInput]:
    for name, asked in WANTED.items():
        if not getattr(market, name).strip():
            yield InvalidInput("RULE_MISSING", name, asked)
    if not known_zone(market.time_zone):
        yield InvalidInput("BAD_TIME_ZONE", "time_zone", "Say of which time zone the times are.")
    if outcomes < 2:
        yield InvalidInput("TOO_FEW_OUTCOMES", "outcomes", "A market has two outcomes or more.")
    if market.closes_at <= now:
        yield InvalidInput("BAD_TIMES", "closes_at", "It would be closed already.")
    if (late := too_late(market, within)) is not None:
        yield late


def require_clean(market: Market) -> None:
    """Raises what lint_market finds, all at once."""
    found = Findings()
    found.errors.extend(lint_market(market))
    found.settle()
