"""The certificate of a settlement and the proofs of its stakes, out of what was frozen. Nothing is computed
anew: a stake's line is what was frozen of it, and must lead to the root that was approved.

A certificate is read by the page, so that one of a million stakes takes no more memory than one of twenty
thousand. For a proof what was kept of the tree (models RunTree) is enough: it reads the block of the stake.
"""

from __future__ import annotations

import json
import logging
import struct
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any, Final

from django.db.models import FilteredRelation, Min, Q, QuerySet

from markets.certificate import Cells, Certificate, file_lines, leaf_of_cells, proof_line
from markets.merkle import BLOCK, path_by_blocks
from markets.models import FrozenNumber, NumberKind, Outcome, RunState, RunTree, SettlementRun, Stake
from markets.parimutuel import Fate
from markets.pools import Stakes
from markets.settling.inputs import MICROS

logger = logging.getLogger(__name__)
_PAGE: Final = 20_000
_FATES: Final = {None: Fate.LOSS, NumberKind.PAY.value: Fate.WIN, NumberKind.REFUND.value: Fate.REFUND}


def keep_tree(run: SettlementRun, certificate: Certificate) -> None:
    """Keep of the tree of a run that is being frozen what proofs need: the roots of its blocks, and which
    stakes are the first of a player."""
    firsts = _firsts(certificate.stakes)
    RunTree.objects.create(
        run=run,
        block_roots=certificate.block_roots,
        first_stakes=struct.pack(f">{len(firsts)}i", *firsts),
    )


def _firsts(stakes: Stakes) -> array[int]:
    """Sequences of the first stake of each player; players are numbered by them."""
    found = array("i")
    for sequence, player in zip(stakes.sequences, stakes.players, strict=True):
        if player == len(found):
            found.append(sequence)
    return found


def settled_runs(markets: Collection[int]) -> dict[int, SettlementRun]:
    """Key of a market -> the newest run of it that is in the books in full: that which its players were paid
    by, also while a correction is being posted. Nothing of a market that is not settled."""
    done = SettlementRun.objects.filter(market__in=markets, state__in=(RunState.DONE, RunState.REPLACED))
    rows = done.order_by("market", "-number").distinct("market")
    return {run.market_id: run for run in rows}


def certificate_lines(run: SettlementRun) -> Iterator[bytes]:
    """The certificate's file (certificate.py), line by line. Reads as it is drawn."""
    return file_lines(json.loads(run.head), _cells_of(run))


def _cells_of(run: SettlementRun) -> Iterator[Cells]:
    places = _places([run.market_id])
    players: dict[int, int] = {}
    last, rows = 0, _with_numbers(Stake.objects.filter(market=run.market_id), [run.pk])
    while page := list(rows.filter(sequence__gt=last).order_by("sequence")[:_PAGE]):
        for _, _, sequence, wallet, outcome, cents, micros, kind, pay in page:
            player = players.setdefault(wallet, len(players))
            yield sequence, player, places[outcome], cents, micros, _FATES[kind], pay or 0
        last = page[-1][2]


def _with_numbers(stakes: QuerySet[Stake], runs: Collection[int]) -> QuerySet[Stake, tuple[Any, ...]]:
    """(key, market, sequence, wallet, outcome, cents, moment, kind and cents of what it gets by the runs)."""
    mine = FilteredRelation("numbers", condition=Q(numbers__run__in=runs))
    return stakes.annotate(gets=mine, micros=MICROS).values_list(
        "pk", "market_id", "sequence", "wallet_id", "outcome_id", "cents", "micros",
        "gets__kind", "gets__cents",
    )  # fmt: skip


def _places(markets: Collection[int]) -> dict[int, int]:
    """Key of an outcome -> its place among those of its market, from 0, as the rules list them."""
    found: dict[int, int] = {}
    counts: defaultdict[int, int] = defaultdict(int)
    rows = Outcome.objects.filter(market__in=markets).order_by("market", "position")
    for pk, market in rows.values_list("pk", "market_id"):
        found[pk] = counts[market]
        counts[market] += 1
    return found


def fates_of(stakes: Collection[int]) -> dict[int, tuple[Fate, int]]:
    """Key of a stake -> what became of it and the cents that it gets; nothing while it is not settled."""
    markets = dict(Stake.objects.filter(pk__in=stakes).values_list("pk", "market_id"))
    runs = settled_runs(set(markets.values()))
    rows = FrozenNumber.objects.filter(run__in=[run.pk for run in runs.values()], stake__in=stakes)
    gets = {stake: (_FATES[kind], cents) for stake, kind, cents in rows.values_list("stake", "kind", "cents")}
    return {pk: gets.get(pk, (Fate.LOSS, 0)) for pk, market in markets.items() if market in runs}


def proofs_of(stakes: Collection[int]) -> dict[int, str]:
    """Key of a stake -> the line that proves it, as verify_certificate.py reads it; nothing while it is not
    settled, nor where a number of its block was changed since. Six queries for however many."""
    asked = {
        pk: (market, sequence - 1)  # stakes are counted from 1 without a gap
        for pk, market, sequence in Stake.objects.filter(pk__in=stakes).values_list(
            "pk", "market", "sequence"
        )
    }
    runs = settled_runs({market for market, _ in asked.values()})
    trees = RunTree.objects.in_bulk([run.pk for run in runs.values()])
    runs = {market: run for market, run in runs.items() if run.pk in trees}
    asked = {pk: where for pk, where in asked.items() if where[0] in runs}
    blocks = _blocks({(market, place // BLOCK) for market, place in asked.values()}, runs, trees)
    found = {}
    for pk, (market, place) in asked.items():
        cells, tree = blocks[market, place // BLOCK], trees[runs[market].pk]
        try:
            path = path_by_blocks(
                block_leaves=b"".join(map(leaf_of_cells, cells)),
                block_roots=bytes(tree.block_roots),
                place=place,
            )
        except ValueError:
            logger.error("stake %s: its block is not what was frozen", pk)
            continue
        line = proof_line(
            head=json.loads(runs[market].head), cells=cells[place % BLOCK], place=place, path=path
        )
        found[pk] = line.decode()
    return found


def _blocks(
    asked: Collection[tuple[int, int]], runs: dict[int, SettlementRun], trees: dict[int, RunTree]
) -> dict[tuple[int, int], list[Cells]]:
    """(market, block) -> the stakes of that block, in their order."""
    within = Q(pk__in=[])
    for market, block in asked:
        within |= Q(market=market, sequence__gt=block * BLOCK, sequence__lte=(block + 1) * BLOCK)
    rows = _with_numbers(Stake.objects.filter(within), [run.pk for run in runs.values()])
    found: dict[tuple[int, int], list[Cells]] = {which: [] for which in asked}
    read = list(rows.order_by("market", "sequence"))
    firsts = {market: _numbers(trees[runs[market].pk]) for market, _ in asked}
    players = _first_stakes({row[1] for row in read}, {row[3] for row in read})
    places = _places(list(firsts))
    for _, market, sequence, wallet, outcome, cents, micros, kind, pay in read:
        player = bisect_left(firsts[market], players[market, wallet])
        cells = (sequence, player, places[outcome], cents, micros, _FATES[kind], pay or 0)
        found[market, (sequence - 1) // BLOCK].append(cells)
    return found


def _numbers(tree: RunTree) -> tuple[int, ...]:
    kept = bytes(tree.first_stakes)
    return struct.unpack(f">{len(kept) // 4}i", kept)


def _first_stakes(markets: Collection[int], wallets: Collection[int]) -> dict[tuple[int, int], int]:
    """(market, wallet) -> the sequence of the wallet's first stake there."""
    rows = Stake.objects.filter(market__in=markets, wallet__in=wallets).order_by()
    firsts = rows.values_list("market", "wallet").annotate(first=Min("sequence"))
    return {(market, wallet): first for market, wallet, first in firsts}


def digests_of(markets: Collection[int]) -> dict[int, tuple[int, str]]:
    """Key of a market -> key of the run that it is settled by, and that run's digest in hex."""
    return {market: (run.pk, bytes(run.digest).hex()) for market, run in settled_runs(markets).items()}
