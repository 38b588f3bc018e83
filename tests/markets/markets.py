"""Markets as tests make them: from the vectors, and at random."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import strategies as st

from markets.parimutuel import Fate, Settlement, settle
from markets.pools import WHOLE_BPS, Mode, NoWinner, Resolution, Rules, Stakes, read_stakes

CLOSE = 1_000
CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "vectors" / "settlement.json").read_text("utf-8")
)["cases"]


class Row(NamedTuple):
    sequence: int
    player: str
    outcome: str
    cents: int
    accepted_at: int


@dataclass(frozen=True)
class Market:
    rules: Rules
    resolution: Resolution
    rows: tuple[Row, ...]

    @property
    def stakes(self) -> Stakes:
        return read_stakes(self.rows, outcomes=self.rules.outcomes)

    def settled(self) -> Settlement:
        return settle(rules=self.rules, resolution=self.resolution, stakes=self.stakes)

    def answers(self) -> dict[int, tuple[Fate, int]]:
        """(fate, pay) by sequence."""
        return {sequence: (fate, pay) for sequence, fate, pay in self.settled().rows(self.stakes)}


def market_of(case: dict[str, Any]) -> Market:
    """A case of the vectors."""
    names = dict.fromkeys(row["outcome"] for row in case["stakes"])
    outcomes = (*(names | dict.fromkeys((*case["weights_bps"], *case["scratched"], "Nobody's"))),)
    return Market(
        Rules(
            outcomes,
            case["fee_bps"],
            NoWinner(case["no_winner"]),
            Mode(case["mode"]),
            case["tote_tick_cents"],
        ),
        Resolution(case["weights_bps"], frozenset(case["scratched"]), CLOSE, case["carry_in"]),
        tuple(
            Row(row["seq"], row["player"], row["outcome"], row["cents"], CLOSE + bool(row.get("late")))
            for row in case["stakes"]
        ),
    )


_AMOUNTS = st.one_of(st.integers(1, 9), st.integers(1, 99_999), st.integers(1, 10**13))
_STEPS = st.sampled_from([1, 2, 5, 10, 20, 25, 50, 100])


@st.composite
def any_market(draw: st.DrawFn) -> Market:
    """Few outcomes and players, so that they meet; often dead heats, sometimes void, scratched or late."""
    outcomes = ("A", "B", "C", "D")[: draw(st.integers(2, 4))]
    rules = Rules(
        outcomes,
        draw(st.sampled_from([0, 1, 500, 725, 10_000])),
        draw(st.sampled_from(NoWinner)),
        draw(st.sampled_from(Mode)),
        draw(_STEPS),
    )
    scratched = frozenset(draw(st.sets(st.sampled_from(outcomes), max_size=1)) if draw(_SELDOM) else ())
    may_win = [name for name in outcomes if name not in scratched]
    winners = draw(st.lists(st.sampled_from(may_win), unique=True, max_size=3 if draw(_SELDOM) else 1))
    weights = {name: WHOLE_BPS // len(winners) for name in winners}
    if winners:
        weights[winners[0]] += WHOLE_BPS - sum(weights.values())
    stakes = draw(
        st.lists(st.tuples(st.sampled_from("pqrs"), st.sampled_from(outcomes), _AMOUNTS), max_size=9)
    )
    late = draw(st.sets(st.integers(0, 8), max_size=2)) if draw(_SELDOM) else set()
    return Market(
        rules,
        Resolution(weights, scratched, CLOSE, draw(st.sampled_from([0, 0, 1, 28_500]))),
        tuple(
            Row(3 * place + 1, player, outcome, cents, CLOSE + (place in late))
            for place, (player, outcome, cents) in enumerate(stakes)
        ),
    )


_SELDOM = st.integers(0, 3).map(lambda number: number == 0)
