"""Correcting a market that was settled wrong: what was paid is taken back, and what is right is paid, in one
run that another person approves. What a player has spent meanwhile is owed: 1210."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from core.digests import digest
from core.errors import InvalidState
from core.machine.jobs import wake
from core.rows.states import take_step
from core.text import checked_key, required_reason
from ledger.models import Floor
from markets.locking import decide, lock_market, require_no_position, require_state, tell_changed
from markets.models import DecisionKind, Market, MarketState, RunKind, RunState, SettlementRun
from markets.resolving.proposing import Result, facts_of, write_proposal
from markets.settling.approving import ask, asked_before, checker_of, frozen_run, own_key
from markets.settling.changes import require_other_numbers
from markets.settling.freezing import freeze_run, is_carrying, put_in_force
from markets.settling.inputs import carry_account
from markets.settling.queues import QUEUE
from markets.settling.signed import content_of
from users.access import Right, require_right
from users.approvals.kinds import Content, Payload
from users.audit import record_audit
from users.models import Approval, Business, User

KIND: Final = "market.correct"
RIGHT: Final = Right.MARKET_MANAGE
_SETTLED: Final = (MarketState.SETTLED, MarketState.CORRECTED)


def request_correction(*, market: Market, result: Result, reason: str, key: str, actor: User) -> Approval:
    """Freeze what everybody should have got, and ask another person to approve that it takes the place of
    what was paid. A result without weights gives everything back.

    Needs the right market.manage; audited; locks the market. Idempotent by (business, key). Raises
    InvalidInput REASON_MISSING / REASON_TOO_LONG / BAD_KEY / SAME_NUMBERS and what is wrong with the result,
    InvalidState MARKET_MOVED_ON / SETTLEMENT_BEGUN / HAS_POSITION / CARRY_OPEN, Conflict KEY_REUSED, and what
    request_approval raises.
    """
    require_right(actor, market.business, RIGHT)
    said = required_reason(reason, "Say in a few words what was wrong.")
    checked_key(key)
    with transaction.atomic():
        row = lock_market(market)
        asked_for = digest(["correct", row.pk, key, facts_of(result)])
        if (known := asked_before(KIND, row, key, asked_for, said, actor)) is not None:
            return known
        former = _in_force(row)
        require_no_position(row, actor)
        mine = own_key("correct", key)
        proposal = write_proposal(row, result, key=mine, key_hash=asked_for, actor=actor)
        run = freeze_run(
            row,
            RunKind.CORRECTION,
            proposal=proposal,
            replaces=former,
            reason=said,
            key=mine,
            key_hash=asked_for,
            frozen_by=actor,
        )
        require_other_numbers(run, former)
        asked = ask(run.pk, KIND, row, key, said, actor)
        record_audit(actor=actor, business=row.business, action="market.correct", subject=row)
        return asked


def describe_correction(business: Business, payload: Payload) -> Content:
    """What takes the place of what. Locks the market. Raises as request_correction does of its state, and
    NOT_THE_DIGEST."""
    row, run, _ = _correction(business, payload)
    return content_of(row, run)


def execute_correction(approval: Approval) -> None:
    """Put the run in force; the queue posts it. Raises what describe_correction raises, and InvalidState
    SAME_PERSON / HAS_POSITION."""
    row, run, former = _correction(approval.business, approval.payload)
    checker = checker_of(approval, run)
    decide(row, DecisionKind.CORRECTED, checker)
    take_step(former, RunState.REPLACED)
    former.save(update_fields=["state"])
    put_in_force(run, row, approval)
    tell_changed(row)
    wake(QUEUE)


def _correction(business: Business, payload: Payload) -> tuple[Market, SettlementRun, SettlementRun]:
    """The locked market, the run of a request, and the run that it would take the place of."""
    row, run = frozen_run(business, payload)
    former = _in_force(row)
    if former != run.replaces:
        raise InvalidState("NOT_THE_DIGEST", "run", "It was corrected otherwise since: ask anew.")
    return row, run, former


def _in_force(row: Market) -> SettlementRun:
    """The run whose numbers stand in the books. Raises InvalidState MARKET_MOVED_ON / SETTLEMENT_BEGUN, and
    CARRY_OPEN where another market has used what it carried over, or is about to."""
    require_state(row, *_SETTLED)
    run = row.runs.filter(state=RunState.DONE).first()
    if run is None:
        raise InvalidState("SETTLEMENT_BEGUN", "market", "A correction is being posted: wait for its end.")
    if run.carry_out:
        code = carry_account(row.carries_to_id or 0)
        floor = Floor.objects.filter(account__business=row.business_id, account__code=code).first()
        taken = floor is None or floor.balance < run.carry_out
        if taken or is_carrying(Market.objects.filter(carried_from=row)):
            raise InvalidState("CARRY_OPEN", "market", "Another market has used what this one carried over.")
    return run
