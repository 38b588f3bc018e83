"""Equal keys of two sides, first with first: sorting and searching in integers, no merge of frames."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Pairs(NamedTuple):
    """Positions of both sides; `alike` where either has several rows of this key."""

    left: Ints
    right: Ints
    alike: Bools


class Sorted(NamedTuple):
    """Keys sorted: `order` sorts, `nth` of each is how many equal ones stand before it, all in that order."""

    keys: Ints
    order: Ints
    nth: Ints


def nothing() -> Pairs:
    return Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.bool_))


def combined(high: Ints, low: Ints) -> Ints:
    """One integer key of two: ids and amounts number below 2**31 each, so 64 bits hold both."""
    assert not len(high) or (int(high.max()) < 2**31 and int(low.max()) < 2**31)
    return high * 2**31 + low


def numbered(*columns: Ints) -> list[Ints]:
    """The values of several columns as places in one sorted list of the distinct ones."""
    places = np.unique(np.concatenate(columns), return_inverse=True)[1].astype(np.int64)
    return np.split(places, np.cumsum([len(part) for part in columns])[:-1])


def sort_keys(keys: Ints) -> Sorted:
    order = np.argsort(keys, kind="stable").astype(np.int64)
    ordered = keys[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(keys) else np.zeros(0, np.int64)
    sizes = np.diff(np.r_[starts, len(keys)])
    return Sorted(ordered, order, np.arange(len(keys)) - np.repeat(starts, sizes))


def pair_sorted(left: Sorted, right: Sorted) -> Pairs:
    """The n-th of a key on the left with the n-th on the right; positions ascend on the left."""
    if not len(left.keys) or not len(right.keys):
        return nothing()
    place = np.searchsorted(right.keys, left.keys) + left.nth
    found = place < len(right.keys)
    found[found] = right.keys[place[found]] == left.keys[found]
    at, to = np.flatnonzero(found), place[found]
    alike = _has_twin(left)[at] | _has_twin(right)[to]
    back = np.argsort(left.order[at], kind="stable")
    return Pairs(left.order[at][back], right.order[to][back], alike[back])


def _has_twin(side: Sorted) -> Bools:
    again = side.nth > 0
    twin: Bools = again | np.r_[again[1:], False]
    return twin


def pair_keys(left: Ints, right: Ints, left_wanted: Bools, right_wanted: Bools) -> Pairs:
    """Pairs of equal keys among the wanted rows of both sides; the keys of others are not read."""
    at_left, at_right = np.flatnonzero(left_wanted), np.flatnonzero(right_wanted)
    found = pair_sorted(sort_keys(left[at_left]), sort_keys(right[at_right]))
    return Pairs(at_left[found.left], at_right[found.right], found.alike)
