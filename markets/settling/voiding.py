"""Making a market void: everybody has their stakes back, without a fee.

Where nothing is staked one person does it; else two, or the clock, once the published limit is over. It
answers the disputes that are open.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from django.db import transaction

from core.digests import digest
from core.errors import InvalidState
from core.machine.jobs import wake
from core.machine.turns import alone
from core.text import checked_key, required_reason
from markets.locking import (
    BEFORE_CLOSE,
    database_now,
    decide,
    lock_market,
    moved_on,
    require_no_position,
    step,
)
from markets.models import DecisionKind, Market, MarketState, RunKind, RunState, SettlementRun
from markets.resolving.disputing import answer_disputes
from markets.settling.approving import ask, asked_before, checker_of, frozen_run, own_key
from markets.settling.freezing import cancel_runs, freeze_run, put_in_force
from markets.settling.queues import QUEUE
from markets.settling.signed import content_of
from users.access import Right, require_right
from users.actors import SYSTEM, Actor
from users.approvals.kinds import Content, Payload
from users.audit import record_audit
from users.models import Approval, Business, User

KIND: Final = "market.void"
RIGHT: Final = Right.MARKET_MANAGE
#: What the clock makes void once its limit is over.
_OVERDUE: Final = (*BEFORE_CLOSE, MarketState.CLOSED, MarketState.PROPOSED, MarketState.DISPUTED)


def void_market(*, market: Market, reason: str, key: str, actor: User) -> Approval | None:
    """Make a market void. Where nothing is staked it is so at once, and None is returned; else it takes no
    stakes from now on, what everybody gets back is frozen, and another person is asked.

    Needs the right market.manage; audited; locks the market. Idempotent by (business, key). Raises
    InvalidInput REASON_MISSING / REASON_TOO_LONG / BAD_KEY, InvalidState MARKET_MOVED_ON once it is settled,
    SETTLEMENT_BEGUN while it is being, HAS_POSITION, and what request_approval raises.
    """
    require_right(actor, market.business, RIGHT)
    said = required_reason(reason, "Say in a few words why, for those who get their stakes back.")
    checked_key(key)
    with transaction.atomic():
        row = lock_market(market)
        asked_for = digest(["void", row.pk, key])
        if (known := asked_before(KIND, row, key, asked_for, said, actor)) is not None:
            return known
        if row.state == MarketState.VOID:
            return None
        if not row.may_become(MarketState.VOID):
            raise moved_on(row)
        require_no_position(row, actor)
        if not row.pool.stakes:
            _make_void(row, actor, said)
            return None
        if row.state == MarketState.OPEN:
            step(row, MarketState.SUSPENDED)
        run = _freeze(row, said, own_key("void", key), asked_for, actor)
        return ask(run.pk, KIND, row, key, said, actor)


def describe_void(business: Business, payload: Payload) -> Content:
    """What is given back. Locks the market. Raises InvalidState MARKET_MOVED_ON / SETTLEMENT_BEGUN /
    NOT_THE_DIGEST."""
    row, run = frozen_run(business, payload)
    _require_voidable(row)
    return content_of(row, run)


def execute_void(approval: Approval) -> None:
    """Put the run in force; the queue posts it. Raises what describe_void raises, and HAS_POSITION."""
    row, run = frozen_run(approval.business, approval.payload)
    _require_voidable(row)
    checker = checker_of(approval, run)
    _put_in_force(row, run, approval, checker)


def _require_voidable(row: Market) -> None:
    if not row.may_become(MarketState.VOID):
        raise moved_on(row)
    if row.runs.filter(state=RunState.APPROVED, posted__gt=0).exists():
        raise InvalidState("SETTLEMENT_BEGUN", "market", "It is being settled: correct it when that is done.")


def _freeze(row: Market, reason: str, key: str, asked_for: bytes, frozen_by: User | None) -> SettlementRun:
    return freeze_run(
        row,
        RunKind.VOID,
        proposal=None,
        reason=reason,
        key=key,
        key_hash=asked_for,
        frozen_by=frozen_by,
    )


def _put_in_force(row: Market, run: SettlementRun, approval: Approval | None, actor: Actor) -> None:
    decide(row, DecisionKind.VOIDED, actor, run.reason)
    begun = row.runs.filter(state=RunState.APPROVED).values_list("pk", flat=True)
    cancel_runs(row, RunState.APPROVED, *begun)
    put_in_force(run, row, approval)
    answer_disputes(row, actor, run.reason)
    step(row, MarketState.VOID)
    record_audit(actor=actor, business=row.business, action="market.void", subject=row)
    wake(QUEUE)


def _make_void(row: Market, actor: Actor, reason: str) -> None:
    decide(row, DecisionKind.VOIDED, actor, reason)
    answer_disputes(row, actor, reason)
    step(row, MarketState.VOID)
    record_audit(
        actor=actor, business=row.business, action="market.void", subject=row, details={"reason": reason}
    )


def void_overdue() -> int:
    """Make void what has no result although its published limit is over; returns how many. By the clock;
    safe to run twice at once."""
    due = Market.objects.filter(state__in=_OVERDUE, void_after__lte=database_now()).order_by("pk")
    voided = 0
    for market in due.select_related("business"):
        work = partial(_void_overdue, market)
        voided += alone(work, what=QUEUE, business_id=market.business_id, about=market) or 0
    return voided


def _void_overdue(market: Market) -> int:
    with transaction.atomic():
        row = lock_market(market)
        if row.state not in _OVERDUE or row.void_after > database_now():
            return 0
        if not row.pool.stakes:
            _make_void(row, SYSTEM, "Without a result in time")
            return 1
        # Keys of requests begin with what they are of, and never are this one.
        run = _freeze(row, "Without a result in time", "overdue", digest(["void", row.pk]), None)
        _put_in_force(row, run, None, SYSTEM)
    return 1
