"""What operators do with a market that runs: stop and resume it, close it, explain its rules, scratch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import transaction

from core.errors import InvalidInput, InvalidState
from core.text import as_text, required_reason
from markets.locking import (
    BEFORE_CLOSE,
    database_now,
    decide,
    lock_market,
    require_state,
    step,
    tell_changed,
)
from markets.models import (
    Clarification,
    DecisionKind,
    Market,
    MarketState,
    Outcome,
    RunKind,
    RunState,
)
from markets.running.terms import require_short
from users.access import Right, require_right
from users.audit import record_audit
from users.models import User

RIGHT: Final = Right.MARKET_MANAGE
#: While it is told what the rules mean, or which outcome does not run.
_RUNNING: Final = (
    *BEFORE_CLOSE,
    MarketState.CLOSED,
    MarketState.PROPOSED,
    MarketState.DISPUTED,
)


@contextmanager
def _stepping(market: Market, actor: User) -> Iterator[Market]:
    require_right(actor, market.business, RIGHT)
    with transaction.atomic():
        yield lock_market(market)


def suspend_market(*, market: Market, reason: str, actor: User) -> Market:
    """Take no stakes for now. Needs the right market.manage; idempotent, audited; locks the market.

    Raises InvalidInput REASON_MISSING / REASON_TOO_LONG, InvalidState MARKET_MOVED_ON / HAS_POSITION.
    """
    said = required_reason(reason, "Say in a few words why, for who finds it suspended.")
    with _stepping(market, actor) as row:
        if row.state != MarketState.SUSPENDED:
            require_state(row, MarketState.OPEN)
            step(row, MarketState.SUSPENDED)
            decide(row, DecisionKind.SUSPENDED, actor)
            record_audit(
                actor=actor, business=row.business, action="market.suspend", subject=row,
                details={"reason": said},
            )  # fmt: skip
    return row


def resume_market(*, market: Market, actor: User) -> Market:
    """Take stakes again. Needs the right market.manage; idempotent, audited; locks the market. Raises
    InvalidState MARKET_MOVED_ON, also while somebody is asked to make it void, / HAS_POSITION."""
    with _stepping(market, actor) as row:
        if row.state != MarketState.OPEN:
            require_state(row, MarketState.SUSPENDED)
            _require_not_voiding(row)
            step(row, MarketState.OPEN)
            decide(row, DecisionKind.RESUMED, actor)
            record_audit(actor=actor, business=row.business, action="market.resume", subject=row)
    return row


def _require_not_voiding(row: Market) -> None:
    """What everybody would get back is frozen: a stake that comes now would make the answer to it void."""
    if row.runs.filter(kind=RunKind.VOID, state=RunState.FROZEN).exists():
        raise InvalidState(
            "MARKET_MOVED_ON",
            "market",
            "Another person is asked to make this market void: take that back first.",
        )


def close_market(*, market: Market, actor: User) -> Market:
    """Close before its time, for good. Needs the right market.manage; idempotent, audited; locks the market.

    Raises InvalidState MARKET_MOVED_ON / HAS_POSITION.
    """
    with _stepping(market, actor) as row:
        if row.state != MarketState.CLOSED:
            require_state(row, *BEFORE_CLOSE)
            row.closed_at = database_now()
            step(row, MarketState.CLOSED, "closed_at")
            decide(row, DecisionKind.CLOSED, actor)
            record_audit(actor=actor, business=row.business, action="market.close", subject=row)
    return row


def clarify_market(*, market: Market, text: str, actor: User) -> Clarification:
    """Say what the rules mean, dated; the rules stay as they were opened. Needs the right market.manage;
    audited; idempotent: the same words again are said once. Locks the market. Raises InvalidInput
    RULE_MISSING / TEXT_TOO_LONG, InvalidState MARKET_MOVED_ON / HAS_POSITION."""
    said = as_text(text).strip()
    if not said:
        raise InvalidInput("RULE_MISSING", "text", "Say what is to be understood.")
    require_short(said, field="text")
    with _stepping(market, actor) as row:
        require_state(row, *_RUNNING)
        known = Clarification.objects.filter(market=row, text=said).first()
        if known is not None:
            return known
        decide(row, DecisionKind.CLARIFIED, actor)
        clarification = Clarification.objects.create(market=row, text=said, by=actor)
        record_audit(actor=actor, business=row.business, action="market.clarify", subject=row)
        tell_changed(row)
    return clarification


def scratch_outcome(*, outcome: Outcome, reason: str, actor: User) -> Outcome:
    """Take an outcome out of the race: no more stakes on it, and those it has are given back. Needs the right
    market.manage; idempotent, audited; locks the market.

    Raises InvalidInput REASON_MISSING / REASON_TOO_LONG, InvalidState MARKET_MOVED_ON / HAS_POSITION, and
    OUTCOME_PROPOSED for one that the newest proposal gives a part to.
    """
    said = required_reason(reason, "Say in a few words why it does not run.")
    with _stepping(outcome.market, actor) as row:
        mine = row.outcomes.get(pk=outcome.pk)
        if mine.scratched_at is None:
            require_state(row, *_RUNNING)
            newest = row.proposals.order_by("-number").first()
            if newest is not None and newest.weights.filter(outcome=mine).exists():
                raise InvalidState(
                    "OUTCOME_PROPOSED", "outcome", "It has a part in the proposed result: amend that first."
                )
            mine.scratched_at = database_now()
            mine.save(update_fields=["scratched_at"])
            decide(row, DecisionKind.SCRATCHED, actor)
            record_audit(
                actor=actor, business=row.business, action="market.scratch", subject=row,
                details={"outcome": mine.position, "reason": said},
            )  # fmt: skip
            tell_changed(row)
    return mine
