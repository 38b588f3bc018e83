"""The entries that a run posts: all of the moment of its approval, whoever posts them when."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.journal.posting import EntryDraft, Leg
from ledger.models import EntryKind
from markets.models import Market, SettlementRun


def draft_of_run(
    run: SettlementRun, reference: str, market: Market, legs: Sequence[Leg], said: str
) -> EntryDraft:
    """One of them, by its reference (SettlementRun.reference); the run was approved."""
    assert run.begun_at is not None, "it was approved"
    return EntryDraft(
        business_id=market.business_id,
        kind=EntryKind.SETTLEMENT,
        reference=reference,
        legs=legs,
        occurred_at=run.begun_at,
        description=f"{said}: market {market.pk}",
    )
