"""Stakes of a hundred players on one market from eight connections, against bare postings like theirs."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.synchronize import Barrier

from django.db import connection, connections

from bench.markets.house import FUNDS, House
from bench.measuring import Row, compare
from core import days
from ledger.journal.posting import credit, debit, post_entry
from ledger.models import EntryKind, Floor, Wallet
from markets.models import Outcome, Pool, Stake
from markets.staking.placing import place_stake

PLAYERS, CONNECTIONS, EACH = 100, 8, 100
CENTS = 1_00


def against_postings() -> Row:
    house = House()
    wallets = house.players(PLAYERS)
    outcomes, others = house.open(), house.open()
    pool = f"2300-{others[0].market_id}"
    rounds = iter(range(1_000))

    def stake(worker: int, number: int, mark: int) -> None:
        wallet, outcome = wallets[(worker + number * CONNECTIONS) % PLAYERS], outcomes[number % 2]
        key = f"bench-{mark}-{worker}-{number}"
        place_stake(outcome=outcome, amount=CENTS, key=key, player=wallet.player)

    def post(worker: int, number: int, mark: int) -> None:
        wallet = wallets[(worker + number * CONNECTIONS) % PLAYERS]
        post_entry(
            business_id=house.business.pk,
            kind=EntryKind.STAKE,
            reference=f"bench:{mark}:{worker}:{number}",
            legs=[debit(wallet.account.code, CENTS), credit(pool, CENTS)],
            occurred_at=days.now(),
        )

    found = compare(
        "markets.stake_vs_post",
        value=lambda: _together(stake, next(rounds)),
        reference=lambda: _together(post, next(rounds)),
        against="bare postings from as many wallets into one pool's account",
        target=0.3,
    )
    _require_nothing_lost(outcomes, wallets, found.runs * CONNECTIONS * EACH)
    return found


def _require_nothing_lost(outcomes: list[Outcome], wallets: list[Wallet], count: int) -> None:
    """Every stake is counted once: by its number, in the pool, in its outcome, and in the books."""
    market = outcomes[0].market_id
    pool = Pool.objects.select_related("account__floor").get(market=market)
    numbers = list(
        Stake.objects.filter(market=market).order_by("sequence").values_list("sequence", flat=True)
    )
    assert numbers == list(range(1, count + 1)), "a stake is missing"
    assert (pool.stakes, pool.total) == (count, count * CENTS), "the pool has lost a stake"
    assert pool.account is not None and pool.account.floor.balance == count * CENTS
    by_outcome = Outcome.objects.filter(market=market).values_list("total", flat=True)
    assert sum(by_outcome) == count * CENTS, "an outcome has lost a stake"
    spent = Floor.objects.filter(account__wallet__in=wallets).values_list("balance", flat=True)
    assert sum(spent) == len(wallets) * FUNDS - 2 * count * CENTS, "a wallet has lost a stake"


def _together(work: Callable[[int, int, int], None], mark: int) -> int:
    """One process with a connection for each worker, all released at once; waits for the last."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(CONNECTIONS)
    workers = [
        context.Process(target=_work, args=(barrier, work, worker, mark)) for worker in range(CONNECTIONS)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not any(worker.exitcode for worker in workers), "a worker has failed"
    return CONNECTIONS * EACH


def _work(barrier: Barrier, work: Callable[[int, int, int], None], worker: int, mark: int) -> None:
    connection.ensure_connection()
    barrier.wait(60)
    for number in range(EACH):
        work(worker, number, mark)
    connections.close_all()
