"""Disputing a proposed result: while a dispute is open the time to dispute stands still, and nothing is
settled."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from core import days
from core.errors import InvalidInput, InvalidState, NotAllowed, NotFound
from core.rows.locks import lock_row, lock_rows
from core.rows.states import take_step
from core.text import checked_comment, required_comment
from markets.locking import decide, has_position, lock_market, require_state, step, tell_changed
from markets.models import DecisionKind, Dispute, DisputeState, Market, MarketState
from users.access import Right, has_right, require_right
from users.actors import Actor, person
from users.audit import record_audit
from users.models import User


def dispute_resolution(*, market: Market, reason: str, actor: User) -> Dispute:
    """Say that the proposed result is wrong, while it may be disputed. For players with a stake and for who
    runs markets; one each for a proposal: the first stands. Locks the market.

    Raises NotAllowed for a player without a stake, InvalidInput REASON_MISSING / COMMENT_TOO_LONG,
    InvalidState MARKET_MOVED_ON / DISPUTES_OVER.
    """
    require_right(actor, market.business, Right.MARKET_READ)
    said = checked_comment(reason, field="reason")
    if not said:
        raise InvalidInput("REASON_MISSING", "reason", "Say what is wrong with the result.")
    with transaction.atomic():
        row = lock_market(market)
        if not has_position(row, actor) and not has_right(actor, row.business, Right.MARKET_MANAGE):
            raise NotAllowed("Who has a stake may dispute the result.")
        require_state(row, MarketState.PROPOSED, MarketState.DISPUTED)
        proposal = row.proposals.order_by("-number")[0]
        known = Dispute.objects.filter(proposal=proposal, by=actor).first()
        if known is not None:
            return known
        if row.state == MarketState.PROPOSED:
            _stop_the_clock(row)
        else:
            tell_changed(row)
        dispute = Dispute.objects.create(market=row, proposal=proposal, reason=said, by=actor)
        record_audit(actor=actor, business=row.business, action="market.dispute", subject=row)
    return dispute


def _stop_the_clock(row: Market) -> None:
    assert row.disputes_until is not None, "a proposed market has a window"
    left = (row.disputes_until - days.now()).total_seconds()
    if left <= 0:
        raise InvalidState("DISPUTES_OVER", "market", "The time to dispute this result is over.")
    row.disputes_until, row.dispute_seconds_left = None, int(left) + 1
    step(row, MarketState.DISPUTED, "disputes_until", "dispute_seconds_left")


def dismiss_dispute(*, dispute: Dispute, answer: str, actor: User) -> Dispute:
    """Answer a dispute: the result stands. With the last open one the time to dispute goes on where it
    stopped. Needs the right market.manage, and is for somebody else than who disputes; idempotent, audited;
    locks the market.

    Raises InvalidInput COMMENT_MISSING / COMMENT_TOO_LONG, InvalidState MARKET_MOVED_ON / HAS_POSITION /
    SAME_PERSON.
    """
    require_right(actor, dispute.market.business, Right.MARKET_MANAGE)
    said = required_comment(answer, field="answer")
    with transaction.atomic():
        row = lock_market(dispute.market)
        mine = lock_row(Dispute.objects.filter(pk=dispute.pk, market=row))
        if mine is None:
            raise NotFound("dispute", "dispute")
        if mine.state == DisputeState.DISMISSED:
            return mine
        require_state(row, MarketState.DISPUTED)
        if mine.by_id == actor.pk:
            raise InvalidState("SAME_PERSON", "dispute", "Another person answers what you dispute.")
        take_step(mine, DisputeState.DISMISSED)
        mine.answer, mine.answered_by, mine.answered_at = said, actor, days.now()
        mine.save(update_fields=["state", "answer", "answered_by", "answered_at"])
        decide(row, DecisionKind.DISMISSED, actor)
        if not Dispute.objects.filter(market=row, state=DisputeState.OPEN).exists():
            row.disputes_until = days.now() + timedelta(seconds=row.dispute_seconds_left or 0)
            row.dispute_seconds_left = None
            step(row, MarketState.PROPOSED, "disputes_until", "dispute_seconds_left")
        else:
            tell_changed(row)
        record_audit(actor=actor, business=row.business, action="market.dismiss", subject=row)
    return mine


def answer_disputes(row: Market, actor: Actor, answer: str = "") -> None:
    """What is decided instead, another result or a void, answers the open disputes of a locked market."""
    for dispute in lock_rows(Dispute.objects.filter(market=row, state=DisputeState.OPEN)):
        take_step(dispute, DisputeState.AMENDED)
        dispute.answer, dispute.answered_by, dispute.answered_at = answer, person(actor), days.now()
        dispute.save(update_fields=["state", "answer", "answered_by", "answered_at"])
