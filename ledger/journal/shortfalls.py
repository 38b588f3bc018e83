"""Posting what has happened outside anyway: it never fails on a floor.

Where the money is gone already (a wallet is spent), what is missing is owed: 1210 Receivable from players.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
    post_facts_together([[draft] for draft in drafts])


def post_facts_together(groups: Collection[Sequence[EntryDraft]]) -> None:
    """As post_facts, where what the entries of a group bring to a floor lessens what they take from it: a
    player who gives back less than they get owes nothing."""
    try:
        post_entries([draft for group in groups for draft in group])
    except InsufficientFunds:
        for group in groups:
            _post_alone(group)


def _post_alone(group: Sequence[EntryDraft]) -> None:
    legs = [leg for draft in group for leg in draft.legs]
    codes = [leg.account for leg in legs if leg.debit]
    brought: dict[str, Cents] = {}
    for leg in legs:
        brought[leg.account] = brought.get(leg.account, 0) + leg.credit
    for _ in range(ATTEMPTS):
        floors = Floor.objects.filter(account__business=group[0].business_id, account__code__in=codes)
        left = dict(floors.values_list("account__code", "balance"))
        try:
            post_entries(_within_each(group, {code: left[code] + brought[code] for code in left}))
            return
        except InsufficientFunds:  # somebody spent it meanwhile
            continue
    post_entries(_within_each(group, {code: brought[code] for code in left}))


def _within_each(group: Sequence[EntryDraft], left: dict[str, Cents]) -> list[EntryDraft]:
    return [replace(draft, legs=_within(draft.legs, left)) for draft in group]


def _within(legs: Sequence[Leg], left: dict[str, Cents]) -> list[Leg]:
    """The legs with debits of at most what is left on each floor, which is counted down; the rest is owed."""
    kept: list[Leg] = []
    owed = 0
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
