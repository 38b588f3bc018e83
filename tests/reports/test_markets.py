"""The report of a market: who staked, who gets it, and that the account of its pool says the same."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from markets.models import RunState, SettlementRun
from tests.clock import Clock
from tests.graphql_api.conftest import House
from tests.markets.bookmakers import Bookmaker, outcome
from tests.reports.made import cents, cover_of, lines_of, made, rows_of, workbook
from users.actors import SYSTEM

EVIL = "=1+1"
CHECKS = (
    "Outcomes less the pool",
    "Paid and given back, less wallets",
    "The account of the pool, less what is still in it",
)


@pytest.fixture
def bookmaker(house: House, clock: Clock, settings: Any) -> Bookmaker:
    settings.BASE_URL = "http://127.0.0.1:9"
    clock.at = datetime.now(UTC)
    return Bookmaker(house)


def staked_on(bookmaker: Bookmaker, players: int) -> Any:
    market = bookmaker.open(EVIL, "No", fee_bps=500, title=EVIL)
    for number in range(players):
        bookmaker.stake(bookmaker.player(), outcome(market, EVIL), 100_00 + number)
    bookmaker.stake(bookmaker.player(), outcome(market, "No"), 70_01)
    return market


def test_an_open_market_has_its_stakes_in_its_pool(bookmaker: Bookmaker) -> None:
    market = staked_on(bookmaker, 2)
    book = workbook(bookmaker.house.business, "market_settlement", SYSTEM, market=market)
    assert [(row[0], row[1], row[2], cents(row[3])) for row in rows_of(book["Outcomes"])] == [
        (EVIL, None, 2, 200_01),
        ("No", None, 1, 70_01),
        ("Total", None, 3, 270_02),
    ]
    cover = cover_of(book)
    assert (cover["Market"], cover[CHECKS[0]], cover[CHECKS[2]]) == (EVIL, 0, 0)
    assert cover["Period"].startswith("closes ") and cover["Period"].endswith(", not settled")
    assert CHECKS[1] not in cover and rows_of(book["Wallets"])[:-1] == []


def test_a_settled_market_is_its_run_and_leaves_nothing_in_the_pool(
    bookmaker: Bookmaker, clock: Clock
) -> None:
    market = bookmaker.settle(staked_on(bookmaker, 2), clock, EVIL)
    run = SettlementRun.objects.get(market=market, state=RunState.DONE)
    book = workbook(bookmaker.house.business, "market_settlement", SYSTEM, market=market)
    won, lost, total = rows_of(book["Outcomes"])
    assert (won[1], cents(won[4]), lost[1], cents(lost[4])) == (1, run.paid, 0, 0)
    assert (cents(total[3]), cents(total[5])) == (run.staked, run.refunded)
    pool = lines_of(book["The pool"])
    assert cents(pool["Fee of the house"][0]) == run.fee > 0 and pool["In less out"][0] == 0
    gets = [cents(row[2]) for row in rows_of(book["Wallets"])]
    assert gets[-1] == sum(gets[:-1]) == run.paid and len(gets) == 3
    lines = rows_of(book["Entries"])
    assert cents(lines[-1][5]) == cents(lines[-1][6]) == run.staked
    cover = cover_of(book)
    assert [cover[check] for check in CHECKS] == [0, 0, 0]
    assert cover["Digest of the certificate"].replace(" ", "") == bytes(run.digest).hex()


def test_a_market_of_many_takes_as_many_queries(bookmaker: Bookmaker, clock: Clock) -> None:
    counts = []
    for players in (1, 4):
        market = bookmaker.settle(staked_on(bookmaker, players), clock, EVIL)
        with CaptureQueriesContext(connection) as queries:
            made(bookmaker.house.business, "market_settlement", SYSTEM, market=market)
        counts.append(len(queries))
    assert counts[0] == counts[1]
