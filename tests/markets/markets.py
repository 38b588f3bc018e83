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


def any_market() -> st.SearchStrategy[Market]:
    """Few outcomes and players, so that they meet; often dead heats, sometimes void, scratched or late.

    Made from one draw of bytes, ten times as fast as from a draw for each number, and smaller bytes make
    smaller markets.
    """
    return st.binary(min_size=_BYTES, max_size=_BYTES).map(_market_of_bytes)


_MOST = 9
_BYTES = 8 + 2 * _MOST
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100)


def _market_of_bytes(drawn: bytes) -> Market:
    count, kind, fee, won, out, carried, step, size = drawn[:8]
    outcomes = ("A", "B", "C", "D")[: 2 + count % 3]
    rules = Rules(
        outcomes,
        (0, 1, 500, 725, 10_000)[fee % 5],
        list(NoWinner)[kind % 2],
        list(Mode)[kind // 2 % 2],
        _STEPS[step % len(_STEPS)],
    )
    scratched = frozenset(outcomes[:1] if out % 5 == 1 else ())
    winners = [name for place, name in enumerate(outcomes) if won >> place & 1 and name not in scratched]
    weights = {name: WHOLE_BPS // len(winners) for name in winners}
    if winners:
        weights[winners[0]] += WHOLE_BPS - sum(weights.values())
    rows = tuple(
        Row(
            3 * place + 1,
            "pqrs"[who % 4],
            outcomes[who // 4 % len(outcomes)],
            _cents(amount, size),
            CLOSE + (who >= 240),
        )
        for place, (who, amount) in enumerate(zip(drawn[8::2], drawn[9::2], strict=True))
    )
    resolution = Resolution(weights, scratched, CLOSE, (0, 0, 1, 28_500)[carried % 4])
    return Market(rules, resolution, rows[: count % (_MOST + 1)])


def _cents(amount: int, size: int) -> int:
    """From single cents, where every remainder shows, to a hundred billion shillings."""
    return (amount + 1) ** (1 + size % 5) if amount < 250 else 10 ** (13 - size % 13) + amount
