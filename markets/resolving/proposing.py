"""Proposing what came true, with the evidence of it, and proposing otherwise when somebody disputes it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from core import days
from core.digests import digest
from core.errors import Findings, InvalidInput
from core.rows.idempotency import first_or_conflict
from core.text import as_text, checked_key
from markets.locking import decide, lock_market, require_state, step
from markets.models import (
    DecisionKind,
    Market,
    MarketState,
    Outcome,
    Proposal,
    ProposalWeight,
)
from markets.resolving.disputing import answer_disputes
from markets.rules import dispute_minutes
from markets.running.terms import require_short
from users.access import Right, require_right
from users.audit import record_audit
from users.models import User

RIGHT: Final = Right.MARKET_MANAGE
WHOLE: Final = 10_000


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came true: basis points by the key of the outcome, 10,000 in all; none at all means that the
    market is void. `evidence` says what was seen and where, `observed_at` when; `document_hash` is the
    SHA-256 of a file that is kept elsewhere. Stakes accepted after `effective_close`, which may lie before
    the close, are given back."""

    weights: Mapping[int, int]
    evidence: str
    observed_at: datetime
    document_hash: bytes | None = None
    effective_close: datetime | None = None


def propose_resolution(*, market: Market, result: Result, key: str, actor: User) -> Proposal:
    """Propose the result of a closed market; from then on it may be disputed. Needs the right market.manage;
    audited; locks the market. Idempotent by (market, key).

    Raises InvalidInput BAD_KEY / BAD_WEIGHTS / EVIDENCE_MISSING / TEXT_TOO_LONG / BAD_TIMES / BAD_HASH, all
    at once, InvalidState MARKET_MOVED_ON / HAS_POSITION, Conflict KEY_REUSED.
    """
    return _propose(market, result, key, actor, (MarketState.CLOSED,))


def amend_resolution(*, market: Market, result: Result, key: str, actor: User) -> Proposal:
    """Propose another result in the place of the newest; open disputes are answered by it, and the time to
    dispute begins anew. As propose_resolution, of a market that is PROPOSED or DISPUTED."""
    return _propose(market, result, key, actor, (MarketState.PROPOSED, MarketState.DISPUTED))


def _propose(
    market: Market, result: Result, key: str, actor: User, states: tuple[MarketState, ...]
) -> Proposal:
    require_right(actor, market.business, RIGHT)
    checked_key(key, "proposal")
    asked = digest(["proposal", *facts_of(result)])

    def write() -> Proposal:
        row = lock_market(market)
        require_state(row, *states)
        proposal = write_proposal(row, result, key=key, key_hash=asked, actor=actor)
        answer_disputes(row, actor)
        window = dispute_minutes(
            row.pool.total,
            usual=row.dispute_minutes,
            large_pool=row.large_pool,
            large=row.large_dispute_minutes,
        )
        row.disputes_until, row.dispute_seconds_left = days.now() + timedelta(minutes=window), None
        step(row, MarketState.PROPOSED, "disputes_until", "dispute_seconds_left")
        decide(row, DecisionKind.PROPOSED, actor)
        record_audit(
            actor=actor, business=row.business, action="market.propose", subject=row,
            details={"proposal": proposal.number},
        )  # fmt: skip
        return proposal

    known = Proposal.objects.filter(market=market, key=key)
    with transaction.atomic():
        return first_or_conflict(known, digests=[asked], write=write, what="proposal")[0]


def facts_of(result: Result) -> list[Any]:
    """All that a result says, for a digest of it."""
    return [
        sorted([pk, bps] for pk, bps in result.weights.items()),
        *(as_text(result.evidence).strip(), result.observed_at, result.effective_close),
        result.document_hash.hex() if result.document_hash else None,
    ]


def write_proposal(row: Market, result: Result, *, key: str, key_hash: bytes, actor: User) -> Proposal:
    """Keep a result of a locked market as its newest proposal. Raises what is wrong with it, all at once."""
    evidence = as_text(result.evidence).strip()
    _require_sound(row, result, evidence)
    newest = Proposal.objects.filter(market=row).order_by("-number").first()
    proposal = Proposal.objects.create(
        market=row,
        number=newest.number + 1 if newest else 1,
        evidence=evidence,
        evidence_hash=hashlib.sha256(evidence.encode()).digest(),
        document_hash=result.document_hash,
        observed_at=result.observed_at,
        effective_close=result.effective_close,
        proposed_by=actor,
        key=key,
        key_hash=key_hash,
    )
    ProposalWeight.objects.bulk_create(
        ProposalWeight(proposal=proposal, outcome_id=pk, bps=bps)
        for pk, bps in sorted(result.weights.items())
    )
    return proposal


def _require_sound(row: Market, result: Result, evidence: str) -> None:
    found = Findings()
    with found.noting():
        runs = Outcome.objects.filter(market=row, scratched_at=None, pk__in=result.weights)
        parts = list(result.weights.values())
        if parts and (min(parts) <= 0 or sum(parts) != WHOLE or runs.count() != len(parts)):
            raise InvalidInput(
                "BAD_WEIGHTS", "parts", "Outcomes that run have parts above zero, 100.00 % in all."
            )
    with found.noting():
        if not evidence:
            raise InvalidInput("EVIDENCE_MISSING", "evidence", "Say what was seen, and where.")
        require_short(evidence, field="evidence")
    with found.noting():
        if result.document_hash is not None and len(result.document_hash) != 32:
            raise InvalidInput("BAD_HASH", "document_hash", "A SHA-256 is 64 hexadecimal digits.")
    with found.noting():
        _require_times(row, result)
    found.settle()


def _require_times(row: Market, result: Result) -> None:
    assert row.opened_at is not None and row.closed_at is not None, "it was opened and is closed"
    if result.observed_at > days.now():
        raise InvalidInput("BAD_TIMES", "observed_at", "That is in the future: say when it was seen.")
    if result.observed_at < row.opened_at:
        raise InvalidInput("BAD_TIMES", "observed_at", "That is before the market opened.")
    close = result.effective_close
    if close is not None and not row.opened_at <= close <= min(row.closed_at, result.observed_at):
        raise InvalidInput(
            "BAD_TIMES", "effective_close", "It was decided while the market was open, and seen thereafter."
        )
