"""What a second person would ask about the rules of a draft, found before they do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count

from core.errors import Findings, InvalidInput
from markets.legal.prizes import prize_days, too_late
from markets.locking import database_now
from markets.models import Market, MarketState
from markets.rules import takes_no_money
from markets.running.terms import known_zone

ODD_FEE_BPS: Final = 2_000
ODD_DISPUTE_MINUTES: Final = 60
#: What the law of Kenya asks at least, in cents; the rules of a business begin with it too.
USUAL_LEAST_STAKE: Final = 20_00
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
    TOO_FEW_OUTCOMES, BAD_TIMES, PRIZES_TOO_LATE, NO_TILL_FOR_MONEY. Empty when nothing does."""
    around = _Around(
        database_now(), prize_days([market])[market.pk], bool(takes_no_money([market.business_id]))
    )
    return list(_found(market, market.outcomes.count(), around))


def lint_drafts(keys: Collection[int]) -> dict[int, list[InvalidInput]]:
    """Key of each market that is not open yet, of those named -> what lint_market finds. Five queries."""
    drafts = Market.objects.filter(pk__in=keys, state__in=[MarketState.DRAFT, MarketState.REVIEW])
    rows, now = list(drafts.annotate(runners=Count("outcomes"))), database_now()
    if not rows:
        return {}
    within, poor = prize_days(rows), takes_no_money({row.business_id for row in rows})
    return {
        row.pk: list(_found(row, row.runners, _Around(now, within[row.pk], row.business_id in poor)))
        for row in rows
    }


@dataclass(frozen=True)
class _Around:
    """What stands around a market: the database's clock, the days for paying prizes, and whether money can
    come in."""

    now: datetime
    prize_days: int
    takes_no_money: bool


def _found(market: Market, outcomes: int, around: _Around) -> Iterator[InvalidInput]:
    for name, asked in WANTED.items():
        if not getattr(market, name).strip():
            yield InvalidInput("RULE_MISSING", name, asked)
    if not known_zone(market.time_zone):
        yield InvalidInput("BAD_TIME_ZONE", "time_zone", "Say of which time zone the times are.")
    if outcomes < 2:
        yield InvalidInput("TOO_FEW_OUTCOMES", "outcomes", "A market has two outcomes or more.")
    if market.closes_at <= around.now:
        yield InvalidInput("BAD_TIMES", "closes_at", "It would be closed already.")
    if (late := too_late(market, around.prize_days)) is not None:
        yield late
    if around.takes_no_money:
        yield InvalidInput(
            "NO_TILL_FOR_MONEY",
            "",
            "The business has no till: no money of players can come in. Connect one, or play without money.",
        )


def doubts_of(market: Market) -> list[InvalidInput]:
    """What is allowed and still odd, so that a slip is seen before it opens: InvalidInput ODD_FEE,
    ODD_LEAST_STAKE, ODD_DISPUTE_TIME, CATEGORY_MISSING. Nothing keeps it from opening; no query."""
    found = []
    if market.fee_bps > ODD_FEE_BPS:
        found.append(InvalidInput("ODD_FEE", "fee_bps", "More than 20 % of the pool is kept."))
    if market.least_stake < USUAL_LEAST_STAKE:
        found.append(InvalidInput("ODD_LEAST_STAKE", "least_stake", "The least stake is below KES 20.00."))
    if market.dispute_minutes < ODD_DISPUTE_MINUTES:
        found.append(
            InvalidInput("ODD_DISPUTE_TIME", "dispute_minutes", "The result may be disputed for so short.")
        )
    if not market.category:
        found.append(InvalidInput("CATEGORY_MISSING", "category", "Players find it in no category."))
    return found


def require_clean(market: Market) -> None:
    """Raises what lint_market finds, all at once."""
    found = Findings()
    found.errors.extend(lint_market(market))
    found.settle()
