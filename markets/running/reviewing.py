"""The review of a draft: what opens is exactly what a second person has read."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from core import days
from core.days import accounting_day
from core.errors import InvalidState, NotFound
from ledger.chart.standard import POOLS, open_sub_account
from markets.locking import database_now, decide, lock_market, require_state, step
from markets.models import DecisionKind, Market, MarketState
from markets.rules import require_licence
from markets.running.lint import require_clean
from markets.running.signed import facts_of_terms
from markets.running.terms import terms_digest
from users.access import Right, require_right
from users.actors import SYSTEM
from users.approvals.approving import request_approval
from users.approvals.kinds import Content, Payload
from users.audit import record_audit
from users.models import Approval, Business, User

KIND: Final = "market.open"
RIGHT: Final = Right.MARKET_MANAGE


def submit_market(*, market: Market, key: str, comment: str = "", actor: User) -> Approval:
    """Hand a draft to a second person, who opens it by approving. Needs the right market.manage.

    Idempotent by (business, key). Locks the market. Raises what lint_market finds, InvalidState
    MARKET_MOVED_ON / LICENCE_MISSING, and what request_approval raises.
    """
    require_right(actor, market.business, RIGHT)
    with transaction.atomic():
        row = lock_market(market)
        known = Approval.objects.filter(business=row.business, key=key, kind=KIND)
        if not known.exists():
            require_state(row, MarketState.DRAFT)
            require_clean(row)
            step(row, MarketState.REVIEW)
            record_audit(actor=actor, business=row.business, action="market.submit", subject=row)
        return request_approval(
            kind=KIND,
            business=row.business,
            payload={"market": row.pk},
            maker=actor,
            key=key,
            comment=comment,
        )


def describe_opening(business: Business, payload: Payload) -> Content:
    """What would be opened, all of it. Locks the market. Raises what lint_market finds, InvalidState
    MARKET_MOVED_ON / LICENCE_MISSING."""
    row = _in_review(business, payload)
    require_clean(row)
    require_licence(business, accounting_day(row.closes_at))
    return Content(facts=facts_of_terms(row), subject=f"market:{row.pk}")


def execute_opening(approval: Approval) -> None:
    """Open the pool's account and the market. Raises what describe_opening raises, and InvalidState
    SAME_PERSON for who has written it and has others to ask."""
    row = _in_review(approval.business, approval.payload)
    opener = approval.checker
    wrote = row.decisions.filter(kind=DecisionKind.DRAFTED, by=opener)
    if opener is not None and not approval.alone and wrote.exists():
        raise InvalidState("SAME_PERSON", "approval", "Another person must read what you have written.")
    pool = row.pool
    pool.account = open_sub_account(
        business_id=row.business_id,
        parent_code=POOLS,
        suffix=str(row.pk),
        name=f"Pool {row.pk}",
        has_floor=True,
    )
    pool.save(update_fields=["account"])
    row.opened_at, row.terms_digest = database_now(), terms_digest(row)
    step(row, MarketState.OPEN, "opened_at", "terms_digest")
    decide(row, DecisionKind.OPENED, opener or SYSTEM)
    record_audit(
        actor=opener or SYSTEM,
        business=row.business,
        action="market.open",
        subject=row,
        details={"approval": approval.pk, "day": days.today().isoformat()},
    )


def put_back_opening(approval: Approval) -> None:
    """Nobody opens it: it is a draft again."""
    market = Market.objects.filter(pk=approval.payload["market"], business=approval.business).first()
    if market is not None and (row := lock_market(market)).state == MarketState.REVIEW:
        step(row, MarketState.DRAFT)


def _in_review(business: Business, payload: Payload) -> Market:
    market = Market.objects.filter(pk=payload["market"], business=business).first()
    if market is None:
        raise NotFound("market", "market")
    row = lock_market(market)
    require_state(row, MarketState.REVIEW)
    return row
