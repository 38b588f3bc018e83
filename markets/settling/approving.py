"""The approval of a result: it signs the digest of the numbers, and nothing else can be settled.

Who approves has proposed nothing, asked for nothing and has no stake; nobody ever approves alone.
"""

from __future__ import annotations

from typing import Final

from django.db import transaction

from core import days
from core.days import display_moment
from core.digests import digest
from core.errors import Conflict, Detail, InvalidState, NotFound
from core.machine.jobs import wake
from core.machine.killpoints import reach
from core.text import KEY_LENGTHS, checked_key
from markets.locking import decide, lock_market, require_no_position, require_state, step, tell_changed
from markets.models import DecisionKind, Market, MarketState, RunKind, RunState, SettlementRun
from markets.settling.freezing import cancel_runs, freeze_run, is_current, put_in_force
from markets.settling.queues import QUEUE
from markets.settling.signed import content_of
from users.access import Right, require_right
from users.actors import Actor
from users.approvals.approving import request_approval
from users.approvals.kinds import Content, Payload
from users.audit import record_audit
from users.models import Approval, Business, User

KIND: Final = "market.settle"
RIGHT: Final = Right.MARKET_MANAGE


def request_settlement(*, market: Market, key: str, comment: str = "", actor: User) -> Approval:
    """Freeze what everybody gets by the proposed result, and ask another person to approve exactly that.

    Needs the right market.manage. Idempotent by (business, key). Locks the market. Raises InvalidInput
    BAD_KEY, InvalidState MARKET_MOVED_ON / DISPUTES_OPEN / HAS_POSITION / CARRY_OPEN, Conflict KEY_REUSED,
    ALREADY_PENDING while another such request waits, and what request_approval raises.
    """
    require_right(actor, market.business, RIGHT)
    checked_key(key)
    with transaction.atomic():
        row = lock_market(market)
        asked_for = digest(["settle", row.pk, key])
        if (known := asked_before(KIND, row, key, asked_for, comment, actor)) is not None:
            return known
        _require_over(row)
        require_no_position(row, actor)
        run = freeze_run(
            row,
            RunKind.SETTLEMENT,
            proposal=row.proposals.order_by("-number")[0],
            key=own_key("settle", key),
            key_hash=asked_for,
            frozen_by=actor,
        )
        asked = ask(run.pk, KIND, row, key, comment, actor)
        record_audit(actor=actor, business=row.business, action="market.settle", subject=row)
        reach("freeze.before_commit")
    reach("freeze.after_commit")
    return asked


def own_key(what: str, key: str) -> str:
    """Of what is frozen for a request under a key; that which has no place in it is told by its digest."""
    whole = f"{what}:{key}"
    return whole if len(whole) in KEY_LENGTHS else f"{what}:{digest([key]).hex()}"


def asked_before(
    kind: str, row: Market, key: str, asked_for: bytes, comment: str, actor: User
) -> Approval | None:
    """The request of this kind under this key, where there is one; asked again, as request_approval does.
    Raises Conflict KEY_REUSED where it was for something else: another market, another result."""
    known = Approval.objects.filter(business=row.business, kind=kind, key=key).first()
    if known is None:
        return None
    run = SettlementRun.objects.get(pk=known.payload["run"])
    if bytes(run.key_hash) != asked_for:
        other = Detail(other=("Approval", known.pk))
        raise Conflict("KEY_REUSED", "key", "This key stands for another request already.", detail=other)
    return ask(run.pk, kind, row, key, comment, actor)


def ask(run_id: int, kind: str, row: Market, key: str, comment: str, actor: User) -> Approval:
    """The request for a yes to a run of a locked market."""
    return request_approval(
        kind=kind, business=row.business, payload={"run": run_id}, maker=actor, key=key, comment=comment
    )


def _require_over(row: Market) -> None:
    require_state(row, MarketState.PROPOSED)
    if row.disputes_until is None or row.disputes_until > days.now():
        until = display_moment(row.disputes_until) if row.disputes_until else "it is answered"
        raise InvalidState("DISPUTES_OPEN", "market", f"The result may be disputed until {until}.")


def describe_settlement(business: Business, payload: Payload) -> Content:
    """Who gets how much in all, and the digest of every number. Locks the market. Raises InvalidState
    MARKET_MOVED_ON / DISPUTES_OPEN / NOT_THE_DIGEST."""
    row, run = frozen_run(business, payload)
    _require_over(row)
    return content_of(row, run)


def frozen_run(business: Business, payload: Payload) -> tuple[Market, SettlementRun]:
    """The locked market and its run of a request. Raises InvalidState NOT_THE_DIGEST where the run is not
    waiting, or is not what would be frozen now."""
    run = SettlementRun.objects.filter(pk=payload["run"], market__business=business).first()
    if run is None:
        raise NotFound("run", "run")
    row = lock_market(run.market)
    run = SettlementRun.objects.select_related("proposal", "replaces").get(pk=run.pk)
    newest = row.proposals.order_by("-number").first()
    if run.state != RunState.FROZEN or (run.proposal is not None and run.proposal != newest):
        raise InvalidState("NOT_THE_DIGEST", "run", "Something else has been proposed since: ask anew.")
    if not is_current(run, row):
        raise InvalidState("NOT_THE_DIGEST", "run", "What it was computed from has changed: ask anew.")
    return row, run


def execute_settlement(approval: Approval) -> None:
    """Put the run in force; the queue posts it. Raises what describe_settlement raises, and InvalidState
    SAME_PERSON for who has proposed the result, HAS_POSITION for who has a stake."""
    row, run = frozen_run(approval.business, approval.payload)
    _require_over(row)
    checker = checker_of(approval, run)
    decide(row, DecisionKind.APPROVED, checker)
    put_in_force(run, row, approval)
    step(row, MarketState.APPROVED)
    record_audit(
        actor=checker, business=row.business, action="market.approve", subject=row,
        details={"approval": approval.pk, "digest": bytes(run.digest).hex()},
    )  # fmt: skip
    wake(QUEUE)


def checker_of(approval: Approval, run: SettlementRun) -> Actor:
    """Who approves a run. Raises InvalidState SAME_PERSON for who has proposed its result."""
    checker = approval.checker
    assert checker is not None and not approval.alone, "two people always"
    if run.proposal is not None and run.proposal.proposed_by_id == checker.pk:
        raise InvalidState("SAME_PERSON", "approval", "Another person approves the result you proposed.")
    return checker


def put_back_run(approval: Approval) -> None:
    """Nobody approves it: its numbers are given up."""
    run = SettlementRun.objects.filter(pk=approval.payload["run"]).first()
    if run is not None:
        row = lock_market(run.market)
        cancel_runs(row, RunState.FROZEN, run.pk)
        tell_changed(row)
