"""What a pari-mutuel settlement is made from: the rules, what was decided, and the stakes. Pure: no Django.

Amounts are whole cents, moments whole microseconds since 1970 UTC. Stakes are kept as columns of machine
integers: a million of them take 32 MB.
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from core.money import CENTS_PER_SHILLING, Cents

WHOLE_BPS = 10_000
#: A ledger's amount has 64 bits; a pool with what is carried into it stays below.
MAX_POOL: Cents = 2**63 - 1


class NoWinner(StrEnum):
    """What happens when nobody staked on what won; published at opening."""

    REFUND = "REFUND"
    CARRY = "CARRY"


class Mode(StrEnum):
    """POOL pays to the cent. TOTE pays a dividend per shilling, rounded down; the rest is breakage."""

    POOL = "POOL"
    TOTE = "TOTE"


@dataclass(frozen=True)
class Rules:
    """What is published, and frozen, when a market opens. `fee_bps` are basis points of the pool.

    A dividend of TOTE is a multiple of `tote_tick_cents`, which divides a shilling: so it is never less than
    the shilling that was staked. Raises ValueError for rules that no market can have.
    """

    outcomes: tuple[str, ...]
    fee_bps: int
    no_winner: NoWinner = NoWinner.REFUND
    mode: Mode = Mode.POOL
    tote_tick_cents: Cents = 1

    def __post_init__(self) -> None:
        if len(self.outcomes) < 2 or len(set(self.outcomes)) != len(self.outcomes) or "" in self.outcomes:
            raise ValueError("a market has two outcomes or more, each with a name of its own")
        if not 0 <= self.fee_bps <= WHOLE_BPS:
            raise ValueError("a fee is from 0 to 10,000 basis points")
        if self.tote_tick_cents < 1 or CENTS_PER_SHILLING % self.tote_tick_cents:
            raise ValueError("the step of a dividend divides a shilling")


@dataclass(frozen=True)
class Resolution:
    """What was decided. `weights_bps` says who won: {"Yes": 10000}, several in a dead heat, none if void.

    Stakes accepted after `effective_close` were late; None means none was. `scratched` outcomes never took
    part. `carry_in` is what another market has left to this one, on 2310.
    """

    weights_bps: Mapping[str, int] = field(default_factory=dict)
    scratched: frozenset[str] = frozenset()
    effective_close: int | None = None
    carry_in: Cents = 0

    def checked(self, rules: Rules) -> Resolution:
        """Itself, if it can be a result under these rules. Raises ValueError."""
        won = {name for name, weight in self.weights_bps.items() if weight}
        if not self.weights_bps.keys() <= set(rules.outcomes):
            raise ValueError("the result names an outcome that the market has not")
        if self.weights_bps and (
            min(self.weights_bps.values()) < 0 or sum(self.weights_bps.values()) != WHOLE_BPS
        ):
            raise ValueError("the weights of a result sum to 10,000 basis points")
        if won & self.scratched:
            raise ValueError("an outcome that was scratched cannot win")
        if not self.scratched <= set(rules.outcomes) or self.carry_in < 0:
            raise ValueError("a scratched outcome is one of the market's, a carry-in is not negative")
        return self


@dataclass(frozen=True)
class Stakes:
    """Stakes by ascending sequence, as columns of one length.

    `players` are numbered from 0 by their first stake, `outcomes` as in the rules: so the columns say who
    belongs together and nothing about who it is. Make them with `read_stakes`.
    """

    sequences: array[int]
    players: array[int]
    outcomes: array[int]
    cents: array[int]
    accepted_at: array[int]

    def __len__(self) -> int:
        return len(self.sequences)

    @property
    def player_count(self) -> int:
        return max(self.players, default=-1) + 1


def read_stakes(rows: Iterable[tuple[int, Hashable, str, Cents, int]], *, outcomes: Sequence[str]) -> Stakes:
    """Stakes of (sequence, player, outcome, cents, accepted at), in any order.

    Raises ValueError where a sequence stands twice, an outcome is unknown, an amount is not above zero, or
    the amounts do not fit into 64 bits together; OverflowError where a number by itself does not.
    """
    places = {name: place for place, name in enumerate(outcomes)}
    numbers: dict[Hashable, int] = {}
    found = Stakes(array("q"), array("i"), array("i"), array("q"), array("q"))
    last, in_order, total = None, True, 0
    for sequence, player, outcome, cents, accepted_at in rows:
        if outcome not in places:
            raise ValueError(f"stake {sequence} is on an outcome that the market has not")
        if cents <= 0:
            raise ValueError(f"stake {sequence} is of nothing")
        in_order = in_order and (last is None or sequence > last)
        last, total = sequence, total + cents
        found.sequences.append(sequence)
        found.players.append(numbers.setdefault(player, len(numbers)))
        found.outcomes.append(places[outcome])
        found.cents.append(cents)
        found.accepted_at.append(accepted_at)
    if total > MAX_POOL:
        raise ValueError("the stakes are too large")
    return found if in_order else _sorted(found)


def _sorted(stakes: Stakes) -> Stakes:
    order = sorted(range(len(stakes)), key=stakes.sequences.__getitem__)
    sequences = array("q", map(stakes.sequences.__getitem__, order))
    if any(one == other for one, other in pairwise(sequences)):
        raise ValueError("a sequence stands twice")
    numbers: dict[int, int] = {}
    for place in order:
        numbers.setdefault(stakes.players[place], len(numbers))
    return Stakes(
        sequences,
        array("i", (numbers[stakes.players[place]] for place in order)),
        array("i", map(stakes.outcomes.__getitem__, order)),
        array("q", map(stakes.cents.__getitem__, order)),
        array("q", map(stakes.accepted_at.__getitem__, order)),
    )
