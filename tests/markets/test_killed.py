"""SIGKILL at every commit of one settlement: what the books say in the end is what they say of one that
nobody killed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from core.machine.jobs import drain_queue
from ledger.journal.wallets import open_wallet
from ledger.models import Entry, Wallet
from markets.models import Market, RunPayment, RunPayout
from markets.settling import paying_out, queues
from markets.settling.approving import request_settlement
from mpesa.models import Payout
from tests.chaos.points import SETTLEMENT
from tests.clock import Clock
from tests.core.killed import dies_of
from tests.markets.bookmakers import Bookmaker, again, fresh_key, outcome
from tests.mpesa.payouts.offices import Office
from users.people import create_player

#: Wallets that get something: two a transaction are six chunks, and the last one is the end of the run.
WINNERS, CHUNKS, SENDINGS = 12, 6, 2
FREEZE, APPROVE, SETTLE, WINNINGS = (SETTLEMENT[at : at + 2] for at in (0, 2, 4, 6))
KILLS = FREEZE + APPROVE + SETTLE * CHUNKS + WINNINGS * SENDINGS


@pytest.fixture
def players(bookmaker: Bookmaker, office: Office, monkeypatch: pytest.MonkeyPatch) -> list[Wallet]:
    """With phones, and one who loses."""
    monkeypatch.setattr(queues, "BATCH", WINNERS // CHUNKS)
    monkeypatch.setattr(paying_out, "BATCH", WINNERS // SENDINGS)
    business = bookmaker.house.business
    people = [
        create_player(phone=f"2547123456{each:02}", pin="274913", business=business)
        for each in range(WINNERS + 1)
    ]
    wallets = [open_wallet(business=business, player=each) for each in people]
    return [bookmaker.fund(wallet, 5_000_00) for wallet in wallets]


def played(bookmaker: Bookmaker, players: list[Wallet]) -> Market:
    """Odd cents, so that every share is another; the first has won and lost."""
    market = bookmaker.open(payout_mode="MPESA")
    *winners, loser = players
    for each, wallet in enumerate(winners):
        bookmaker.stake(wallet, outcome(market, "Yes"), 100_00 + 7 * each)
    bookmaker.stake(winners[0], outcome(market, "No"), 55_55)
    bookmaker.stake(loser, outcome(market, "No"), 999_99)
    return bookmaker.close(market)


def told(market: Market) -> Counter[Any]:
    """(reference, kind, day, sorted lines) of all that was posted for a market, its numbers replaced by what
    they are: another market's would be the same."""
    run = market.runs.get()
    names = {f"market:{market.pk}:": "market:", f"2300-{market.pk}": "2300-market"}
    payouts = Payout.objects.filter(market_payment__payment__run=run)
    for payout in payouts.select_related("market_payment__payment"):
        names[payout.ref] = f"to {payout.market_payment.payment.wallet_id}"

    def named(text: str) -> str:
        for number, name in names.items():
            text = text.replace(number, name)
        return text

    entries = Entry.objects.filter(business=market.business).prefetch_related("lines__account")
    return Counter(
        (
            named(entry.reference),
            entry.kind,
            entry.effective_on,
            tuple(sorted((named(line.account.code), line.debit, line.credit) for line in entry.lines.all())),
        )
        for entry in entries
        if any(number in entry.reference for number in names)
    )


def test_killed_at_every_commit_it_ends_as_if_nobody_had(
    bookmaker: Bookmaker,
    office: Office,
    players: list[Wallet],
    clock: Clock,
    tmp_path: Path,
):
    assert len(KILLS) == 20 and {*KILLS} == {*SETTLEMENT}
    markets = [played(bookmaker, players) for _ in range(2)]
    clock.pass_seconds(60)
    for market in markets:
        bookmaker.propose(market, "Yes")
    clock.pass_seconds(3600)
    left_alone, killed = markets

    def work(market: Market, key: str) -> None:
        """All of a settlement: who asks asks again until there is an answer, as do the others."""
        asked = request_settlement(market=again(market), key=key, actor=bookmaker.operator)
        bookmaker.say_yes(asked)
        drain_queue(queues.QUEUE)

    work(left_alone, fresh_key())
    key, states = fresh_key(), []
    for number, point in enumerate(KILLS):
        markers = tmp_path / str(number)
        markers.mkdir()
        assert dies_of(lambda: work(killed, key), point, markers), f"{number}: never at {point}"
        run = killed.runs.first()
        states.append((run.state, run.posted, run.sent) if run else ())
    step = WINNERS // CHUNKS
    boundaries = [("APPROVED", each, 0) for each in range(0, WINNERS, step) for _ in range(2)]
    assert states == [
        (), ("FROZEN", 0, 0), ("FROZEN", 0, 0), ("APPROVED", 0, 0),
        *boundaries[:1], *boundaries[2:], ("DONE", WINNERS, 0),
        ("DONE", WINNERS, 0), ("DONE", WINNERS, 6), ("DONE", WINNERS, 6), ("DONE", WINNERS, 12),
    ]  # fmt: skip
    work(killed, key)
    assert {again(market).state for market in markets} == {"SETTLED"}
    expected = told(left_alone)
    assert told(killed) == expected
    assert set(expected.values()) == {1}
    counted = Counter(kind for _, kind, *_ in expected)
    assert counted == {"STAKE": 14, "SETTLEMENT": WINNERS + 1, "WALLET": WINNERS}
    assert RunPayment.objects.count() == RunPayout.objects.filter(code="").count() == 2 * WINNERS
    assert bookmaker.balance("2300") == 0
    office.check()
