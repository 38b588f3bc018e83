"""A market of a hundred thousand stakes by 20,000 players, half of them winning, settled by one process.

From the request until every wallet has its money: the numbers computed and frozen, approved, and posted.
HESABU_BENCH_STAKES (1,000,000) says how many stakes the market has whose settling process is weighed; it
takes minutes to fill. 0 leaves it out.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

from bench.markets.house import House
from bench.measuring import Row, per_second, row
from core import days
from ledger.chart.standard import CASH, SALES
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, credit, debit
from markets.models import Outcome, SettlementRun

STAKES, PLAYERS, RUNS = 100_000, 20_000, 3
MANY = int(os.environ.get("HESABU_BENCH_STAKES", "1000000"))
POSTINGS = 10_000
#: Stakes a second; MiB.
A_SECOND, MOST_MIB = 10_000, 300


def rows() -> Iterator[Row]:
    house = House()
    wallets = house.players(PLAYERS)
    settled, posted = [], []
    for _ in range(RUNS):
        outcomes = house.open()
        house.seed_stakes(outcomes, wallets, STAKES)
        posted.append(per_second(lambda: _post_alone(house)))
        settled.append(STAKES / _settle(house, outcomes[0])["seconds"])
    yield row(
        "markets.settle_stakes_per_s",
        settled,
        "1/s",
        "entries posted by the batch alone",
        posted,
        target=A_SECOND,
        absolute=True,
    )
    if MANY:
        outcomes = house.open()
        house.seed_stakes(outcomes, wallets, MANY)
        said = _settle(house, outcomes[0])
        yield row(
            "markets.settle_peak_mib",
            [said["mib"]],
            "ms",
            f"the limit, MiB, for {MANY:,} stakes",
            [float(MOST_MIB)],
            target=MOST_MIB,
            absolute=True,
        )


def _settle(house: House, won: Outcome) -> dict[str, float]:
    """By a process of its own, which says how long it took and how large it became."""
    market = house.propose(won)
    command = [sys.executable, "-m", "bench.markets.settler", str(market.pk)]
    told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=3_600)
    run = SettlementRun.objects.get(market=market)
    assert (run.state, run.posted) == ("DONE", run.payments), run.state
    said: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return said


def _post_alone(house: House) -> int:
    key = house.key()
    post_entries(
        EntryDraft(
            business_id=house.business.pk,
            kind="MANUAL",
            reference=f"{key}:{each}",
            legs=[debit(CASH, 100), credit(SALES, 100)],
            occurred_at=days.now(),
        )
        for each in range(POSTINGS)
    )
    return POSTINGS
