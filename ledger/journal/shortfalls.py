"""Posting what has happened outside anyway: it never fails on a floor.

Where the money is gone already (a wallet is spent), what is missing is owed: 1210 Receivable from players.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from core.errors import InsufficientFunds
from core.money import Cents
from ledger.chart.standard import PLAYERS_OWE
from ledger.journal.batches import post_entries
from ledger.journal.posting import ATTEMPTS, EntryDraft, Leg, debit
from ledger.models import Floor


def post_facts(drafts: Collection[EntryDraft]) -> None:
    """Post entries of facts from outside, as post_entries does; what a floor cannot give is debited to 1210.

    Runs inside the caller's transaction, which makes sure that each is posted once: what is left on a floor
    is part of the content. Raises what post_entries raises, but for InsufficientFunds.
    """
    try:
        post_entries(drafts)
    except InsufficientFunds:
        for draft in drafts:
            _post_alone(draft)


def _post_alone(draft: EntryDraft) -> None:
    for _ in range(ATTEMPTS):
        codes = [leg.account for leg in draft.legs if leg.debit]
        floors = Floor.objects.filter(account__business=draft.business_id, account__code__in=codes)
        left = dict(floors.values_list("account__code", "balance"))
        try:
            post_entries([replace(draft, legs=_within(draft.legs, left))])
            return
        except InsufficientFunds:  # somebody spent it meanwhile
            continue
    post_entries([replace(draft, legs=_within(draft.legs, dict.fromkeys(left, 0)))])


def _within(legs: Sequence[Leg], left: Mapping[str, Cents]) -> list[Leg]:
    """The legs with debits of at most what is left on each floor; the rest is owed."""
    left, kept, owed = dict(left), [], 0
    for leg in legs:
        if leg.account not in left or not leg.debit:
            kept.append(leg)
            continue
        part = min(leg.debit, left[leg.account])
        left[leg.account] -= part
        owed += leg.debit - part
        if part:
            kept.append(debit(leg.account, part))
    return [*kept, debit(PLAYERS_OWE, owed)] if owed else kept
