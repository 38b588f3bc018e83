"""Few rows of one payer and day that together are one row of the other side: n:1 and 1:n, bounded.

Looked for only beside bookings without a receipt. A sum is a match when the search went through everything
that the payer's day has, and neither the sum nor any row of it can be explained another way; what can is a
suggestion. A single equal amount is another way too. Amounts of one direction only: a payment and its refund
are no sum.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from reconciliation.runs.matching.facts import Facts, agree
from reconciliation.runs.matching.pool import Group, Pool, Suggestion
from reconciliation.runs.rulesets import Rule, Ruleset

#: Sums that one payer's day may have before the search gives up, and those that are shown.
MAX_WAYS, SHOWN_WAYS = 40, 5
#: Steps of all searches of one match together: later buckets are not searched.
MAX_STEPS = 3_000_000


class Way(NamedTuple):
    """Positions of both sides with one sum."""

    left: tuple[int, ...]
    right: tuple[int, ...]

    @property
    def rule(self) -> Rule:
        """By what it would match; one with one is for UNIQUE_FACTS alone."""
        if len(self.left) == len(self.right):
            return Rule.UNIQUE_FACTS
        return Rule.SUM_OF_ROWS if len(self.left) > 1 else Rule.SUM_OF_BOOKINGS

    @property
    def size(self) -> str:
        if len(self.left) == len(self.right):
            return "the same amount"
        return f"{len(self.left)} rows" if len(self.left) > 1 else f"{len(self.right)} bookings"


class TooMany(Exception):
    """More steps or ways than a search may have."""


def match_sums(pool: Pool, ruleset: Ruleset, left: Facts, right: Facts) -> None:
    """SUM_OF_ROWS and SUM_OF_BOOKINGS of the ruleset, and suggestions."""
    if pool.done or not (ruleset.has(Rule.SUM_OF_ROWS) or ruleset.has(Rule.SUM_OF_BOOKINGS)):
        return
    steps = _Steps(MAX_STEPS)
    for at_left, at_right in _buckets(pool, left, right):
        if max(len(at_left), len(at_right)) > ruleset.max_bucket:
            continue
        try:
            ways = list(_ways(pool, at_left, at_right, ruleset, steps))
        except TooMany:
            continue
        _settle(pool, ruleset, ways, left, right)


def _settle(pool: Pool, ruleset: Ruleset, ways: list[Way], left: Facts, right: Facts) -> None:
    """Take the ways that share no row with another; suggest the first of the others."""
    uses = Counter(("left", place) for way in ways for place in way.left)
    uses.update(("right", place) for way in ways for place in way.right)
    shown = 0
    for way in ways:
        rows = [*(("left", place) for place in way.left), *(("right", place) for place in way.right)]
        alone = way.rule is not Rule.UNIQUE_FACTS and all(uses[row] == 1 for row in rows)
        if not ruleset.has(way.rule):
            continue
        if alone and _one_payer(pool, way, left, right):
            pool.use(np.array(way.left, np.int64), np.array(way.right, np.int64))
            words = f"the only sum of one payer and day: {way.size}"
            pool.groups.append(Group(way.rule, way.left, way.right, words))
        elif shown < SHOWN_WAYS:
            shown += 1
            words = f"one payer and day: {way.size}"
            pool.suggestions.extend(
                Suggestion(one, other, way.rule, words) for one in way.left for other in way.right
            )


def _buckets(pool: Pool, left: Facts, right: Facts) -> Iterator[tuple[list[int], list[int]]]:
    """Free rows of one payer, day and direction on both sides, in the order of the first booking."""
    found: dict[tuple[int, int, bool], tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, facts, cents in ((1, right, pool.right_cents), (0, left, pool.left_cents)):
        usable = facts.usable & (pool.right_free if side else pool.left_free)
        if side == 0:
            usable &= np.isin(facts.payers, right.payers[right.usable])
        for place in np.flatnonzero(usable).tolist():
            key = (int(facts.payers[place]), int(facts.days[place]), bool(cents[place] > 0))
            if side == 1 or key in found:
                found[key][side].append(place)
    yield from (sides for sides in found.values() if sides[0] and sides[1])


class _Steps:
    def __init__(self, left: int) -> None:
        self.left = left

    def go(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise TooMany


def _ways(
    pool: Pool, at_left: list[int], at_right: list[int], ruleset: Ruleset, steps: _Steps
) -> Iterator[Way]:
    """Every way in which one row is one or several of the other side. Raises TooMany."""
    left = [(abs(int(pool.left_cents[place])), place) for place in at_left]
    right = [(abs(int(pool.right_cents[place])), place) for place in at_right]
    found = 0
    for many, one, least in ((left, right, 1), (right, left, 2)):
        for chosen, target in _sums(many, one, least, ruleset.max_group, steps):
            found += 1
            if found > MAX_WAYS:
                raise TooMany
            yield Way(chosen, (target,)) if many is left else Way((target,), chosen)


def _sums(
    many: list[tuple[int, int]], ones: list[tuple[int, int]], least: int, most: int, steps: _Steps
) -> Iterator[tuple[tuple[int, ...], int]]:
    """Every choice of `least` to `most` of the many whose sum is one of the ones, with that one."""
    targets: dict[int, list[int]] = defaultdict(list)
    for cents, place in ones:
        targets[cents].append(place)
    largest = max(targets)
    many = sorted(many)

    def choose(start: int, chosen: tuple[int, ...], total: int) -> Iterator[tuple[tuple[int, ...], int]]:
        for at in range(start, len(many)):
            steps.go()
            cents, place = many[at]
            if total + cents > largest:
                return
            now, sum_now = (*chosen, place), total + cents
            if len(now) >= least:
                for target in targets.get(sum_now, ()):
                    yield tuple(sorted(now)), target
            if len(now) < most:
                yield from choose(at + 1, now, sum_now)

    yield from choose(0, (), 0)


def _one_payer(pool: Pool, way: Way, left: Facts, right: Facts) -> bool:
    """Whether all are one counterparty: masks that agree are not enough without one account number."""
    whole = all(left.whole[at] for at in way.left) and all(right.whole[at] for at in way.right)
    accounts = {int(left.accounts[at]) for at in way.left} | {int(right.accounts[at]) for at in way.right}
    one_account = len(accounts) == 1 and -1 not in accounts
    return (whole or one_account) and all(
        pool.legs_agree(one, other) and agree(left.texts[one], right.texts[other])
        for one in way.left
        for other in way.right
    )
