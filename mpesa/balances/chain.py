"""The chain of balances of one M-Pesa account: from what each payment left, which steps nothing explains.

A payment that says its balance is an edge from the balance before to the balance after. Edges that meet are
linked whatever their times are: confirmations come out of order, and many carry the same second. Between two
stretches that do not meet, other known movements must explain the step, and what they leave may only be
charges, of which a callback says nothing. No Django.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import combinations, permutations
from typing import Final, TypeAlias

from core.money import Cents
from mpesa.daraja.pull import ZONE

#: Times of Safaricom's channels differ by so much, and so does the order in which they are told.
JITTER: Final = timedelta(seconds=10)
#: Two steps so near each other may be one that was told in another order.
NEAR: Final = timedelta(minutes=1)
#: What a payment costs at most, by amount: up to so many shillings, so many shillings. Contracts differ, so
#: this is a bound and no price. (Safaricom's paybill bands, unconfirmed.)
_BANDS: Final = (
    (100, 0), (500, 5), (1_000, 10), (1_500, 15), (2_500, 20), (3_500, 25), (5_000, 34), (7_500, 45),
    (10_000, 55), (15_000, 70), (20_000, 90), (25_000, 100), (35_000, 120), (50_000, 150), (70_000, 180),
)  # fmt: skip
_DEAREST: Final[Cents] = 250_00
#: So many movements are tried in every choice, and so many stretches in every order.
_MOST_TRIED: Final = 7
_MOST_ORDERED: Final = 4
#: So many sums of what may lie at either end; more explain anything.
_MOST_SUMS: Final = 5_000
#: So many movements before a payment are tried as the one between it and another.
_NEAREST: Final = 10


@dataclass(frozen=True, slots=True)
class Observed:
    """A payment that says what the account held after it, with or without its own charge."""

    receipt: str
    at: datetime
    amount: Cents
    balance: Cents

    @property
    def base(self) -> Cents:
        """What it held before; less by the charge where that is in the balance already."""
        return self.balance - self.amount


@dataclass(frozen=True, slots=True)
class Moved:
    """A movement that is known and says no balance; `doubtful` when it may be three hours later."""

    at: datetime
    cents: Cents
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Hole:
    """A step between two payments that nothing known explains: so many cents more (or, below zero, less)."""

    since: datetime
    until: datetime
    after: str
    before: str
    missing: Cents
    slack: Cents = 0


def charge_bound(amount: Cents) -> Cents:
    """What a payment of this amount costs at most."""
    for up_to, charge in _BANDS:
        if amount <= up_to * 100:
            return charge * 100
    return _DEAREST


def find_holes(observed: Sequence[Observed], moved: Sequence[Moved]) -> list[Hole]:
    """The steps that nothing explains, oldest first. What was before the first and after the last is open."""
    edges = sorted({each.receipt: each for each in reversed(observed)}.values(), key=_order)
    left = sorted(moved, key=lambda each: each.at)
    stretches = sorted(_stretches(edges, left), key=lambda stretch: _order(stretch[0]))
    holes: list[Hole] = []
    last: list[Observed] = []
    for together in _by_time(stretches):
        best = None
        for order in _orders(together):
            tried = _steps(last, order, left)
            if best is None or len(tried[0]) < len(best[0]):
                best = tried
            if not best[0]:
                break
        assert best is not None
        found, last, left = best
        for hole in found:
            _add(holes, hole)
    return [hole for hole in holes if _is_proven(hole, edges, moved)]


def _is_proven(hole: Hole, edges: Sequence[Observed], moved: Sequence[Moved]) -> bool:
    """Whether the hole is there as well from a payment well before it to one well after it.

    Payments of the same seconds can be linked in a wrong way; the sum of all that is known in between cannot.
    In doubt there is none: it is looked at again with what comes later.
    """
    by_receipt = {edge.receipt: edge for edge in edges}
    earlier = [edge for edge in edges if edge.at < hole.since - JITTER]
    later = [edge for edge in edges if edge.at > hole.until + JITTER]
    one = earlier[-1] if earlier else by_receipt[hole.after]
    other = later[0] if later else by_receipt[hole.before]
    if other.at - one.at <= JITTER:
        return False
    known = [*moved, *(Moved(edge.at, edge.amount) for edge in edges if edge not in (one, other))]
    return not _could_be(one, other, known)


def _could_be(one: Observed, other: Observed, known: Sequence[Moved]) -> bool:
    """Whether the step is what surely lies between the two, some of what may, and charges."""
    missing, slack = other.base - one.balance, charge_bound(one.amount) + charge_bound(other.amount)
    sums = {0}
    for each in known:
        if not _may_lie(each, one.at, other.at):
            continue
        slack += charge_bound(each.cents) if each.cents > 0 else 0
        if one.at + JITTER < each.at < other.at - JITTER and not each.doubtful:
            missing -= each.cents
        else:
            sums |= {some + each.cents for some in sums}
            if len(sums) > _MOST_SUMS:
                return True
    return any(-slack <= missing - some <= 0 for some in sums)


_Stretches: TypeAlias = Sequence[Sequence[Observed]]


def _by_time(stretches: _Stretches) -> Iterator[list[Sequence[Observed]]]:
    """Stretches whose beginnings are so near each other that their times do not tell their order."""
    together: list[Sequence[Observed]] = []
    for stretch in stretches:
        if together and stretch[0].at - together[-1][0].at > JITTER:
            yield together
            together = []
        together.append(stretch)
    if together:
        yield together


def _orders(together: _Stretches) -> Iterator[_Stretches]:
    """Their orders, that of their times first; that alone where there are too many."""
    yield from permutations(together) if len(together) <= _MOST_ORDERED else (together,)


def _steps(
    last: Sequence[Observed], order: _Stretches, moved: Sequence[Moved]
) -> tuple[list[Hole], list[Observed], list[Moved]]:
    """The holes before and between stretches in one order; the stretch that comes last, and what is left."""
    left, holes = list(moved), []
    for stretch in order:
        if last:
            hole, used = _step(last[-1], stretch[0], left)
            left = [each for place, each in enumerate(left) if place not in used]
            if hole is not None:
                holes.append(hole)
        last = stretch
    return holes, list(last), left


def _order(edge: Observed) -> tuple[datetime, Cents]:
    return edge.at, edge.balance


def _stretches(edges: Sequence[Observed], moved: list[Moved]) -> Iterator[list[Observed]]:
    """Edges that meet, in their order: those that meet exactly first, then those with a charge between, then
    those with one movement between, which is taken out of `moved`."""
    following: dict[int, int] = {}
    preceded: set[int] = set()
    by_balance = sorted(range(len(edges)), key=lambda place: edges[place].balance)
    balances = [edges[place].balance for place in by_balance]
    for widest in (0, 2 * _DEAREST):
        for place, edge in enumerate(edges):
            if place in preceded:
                continue
            low, high = bisect_left(balances, edge.base), bisect_right(balances, edge.base + widest)
            fitting = [
                other
                for other in by_balance[low:high]
                if other != place and other not in following and _meet(edges[other], edge)
            ]
            if fitting:
                nearest = min(fitting, key=lambda other: (abs(edge.at - edges[other].at), -other))
                following[nearest] = place
                preceded.add(place)
    for place, edge in enumerate(edges):
        if place in preceded or not moved:
            continue
        near = bisect_right(moved, edge.at + JITTER, key=lambda each: each.at)
        for between in moved[max(0, near - _NEAREST) : near][::-1]:
            base = edge.base - between.cents
            low, high = bisect_left(balances, base), bisect_right(balances, base)
            fitting = [
                other
                for other in by_balance[low:high]
                if other != place
                and other not in following
                and edges[other].at - JITTER <= between.at
                and edges[other].at <= edge.at + JITTER
                and not _leads_to(following, place, other)
            ]
            if fitting:
                nearest = min(fitting, key=lambda other: (abs(edge.at - edges[other].at), -other))
                following[nearest] = place
                preceded.add(place)
                moved.remove(between)
                break
    for place in range(len(edges)):
        if place not in preceded:
            stretch = [edges[place]]
            while (next_place := following.get(place)) is not None:
                stretch.append(edges[next_place])
                place = next_place
            yield stretch


def _leads_to(following: dict[int, int], place: int, end: int) -> bool:
    while (next_place := following.get(place)) is not None:
        if next_place == end:
            return True
        place = next_place
    return False


def _meet(one: Observed, other: Observed) -> bool:
    between = one.balance - other.base
    charges = charge_bound(one.amount) + charge_bound(other.amount)
    return 0 <= between <= charges and one.at <= other.at + JITTER


def _step(one: Observed, other: Observed, moved: Sequence[Moved]) -> tuple[Hole | None, set[int]]:
    """The hole between two payments, if there is one, and which movements lie between them."""
    step = other.base - one.balance
    inside, perhaps = [], []
    for place, each in enumerate(moved):
        if one.at + JITTER < each.at < other.at - JITTER and not each.doubtful:
            inside.append(place)
        elif _may_lie(each, one.at, other.at):
            perhaps.append(place)
    slack = charge_bound(one.amount) + charge_bound(other.amount)
    slack += sum(charge_bound(moved[place].cents) for place in inside if moved[place].cents > 0)
    missing = step - sum(moved[place].cents for place in inside)
    for some in _choices(perhaps):
        more = sum(charge_bound(moved[place].cents) for place in some if moved[place].cents > 0)
        if -(slack + more) <= missing - sum(moved[place].cents for place in some) <= 0:
            return None, {*inside, *some}
    between = {place for place in perhaps if one.at <= moved[place].at <= other.at}
    missing -= sum(moved[place].cents for place in between)
    since, until = sorted((one.at, other.at))
    hole = Hole(since, until, one.receipt, other.receipt, missing, slack)
    return hole, between.union(inside)


def _may_lie(each: Moved, since: datetime, until: datetime) -> bool:
    times = (each.at, each.at + ZONE) if each.doubtful else (each.at,)
    return any(since - JITTER <= at <= until + JITTER for at in times)


def _choices(places: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """None of them, runs of them in their order of time, then any of them as far as they are few."""
    yield ()
    for length in range(1, len(places) + 1):
        for begin in range(len(places) - length + 1):
            yield tuple(places[begin : begin + length])
    if len(places) <= _MOST_TRIED:
        for length in range(2, len(places)):
            yield from combinations(places, length)


def _add(holes: list[Hole], hole: Hole) -> None:
    """Add a hole, unless it and some just before it take each other away: one step, told in another order."""
    total, slack = hole.missing, hole.slack
    for back in range(len(holes) - 1, max(-1, len(holes) - 5), -1):
        earlier = holes[back]
        if hole.since - earlier.until > NEAR:
            break
        total, slack = total + earlier.missing, slack + earlier.slack
        if -slack <= total <= 0:
            del holes[back:]
            return
    holes.append(replace(hole))
