"""`settlement_status`: what it says from the first stake to the last payment."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core.machine.jobs import drain_queue
from graphql_api.ids import write_id
from markets.models import Market
from markets.settling import queues
from markets.settling.status import settlement_status
from mpesa.models import Payout
from tests.clock import Clock
from tests.graphql_api.conftest import House
from tests.markets.bookmakers import Bookmaker, outcome
from tests.mpesa.payouts.offices import Office, send, tell
from users.models import Role
from users.people import create_player


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Any:
    def said(market: Market, *words: str) -> str:
        call_command("settlement_status", write_id("Market", market.pk), *words)
        return capsys.readouterr().out

    return said


def counts(told: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(told[name] for name in ("state", "paid", "failed", "unknown", "waiting", "progress"))


def test_from_the_first_stake_to_the_last_payout(
    bookmaker: Bookmaker, house: House, clock: Clock, settings, said
):
    settings.BASE_URL = "http://127.0.0.1:9"
    office = Office(house)
    market = bookmaker.open(payout_mode="MPESA")
    player = create_player(phone="254712345679", pin="274913", business=house.business)
    office.house.people[Role.PLAYER] = player
    winner, nameless, loser = office.wallet(1_000_00), bookmaker.player(), bookmaker.player()
    bookmaker.stake(winner, outcome(market, "Yes"), 100_00)
    bookmaker.stake(nameless, outcome(market, "Yes"), 100_00)
    assert said(market) == ("Will it rain?: OPEN\nstakes: 2, KES 200.00\nnothing is worked out yet\n")
    bookmaker.stake(loser, outcome(market, "No"), 200_50)
    asked = bookmaker.asked(market, clock, "Yes")
    told = json.loads(said(market, "--json"))
    assert counts(told) == ("PROPOSED", 0, 0, 0, 2, 0)
    assert (told["stakes"], told["winners"], told["run"]["state"]) == (3, 2, "FROZEN")
    bookmaker.say_yes(asked)
    assert counts(json.loads(said(market, "--json"))) == ("APPROVED", 0, 0, 0, 2, 0)
    drain_queue(queues.QUEUE)
    told = json.loads(said(market, "--json"))
    assert counts(told) == ("SETTLED", 0, 1, 0, 1, 50)
    assert told["totals"] == {
        "staked": "400.50", "carry_in": "0.00", "paid": "380.48", "refunded": "0.00", "fee": "20.02",
        "breakage": "0.00", "carry_out": "0.00",
    }  # fmt: skip
    payout = Payout.objects.get()
    tell(send(payout), "PAID")
    digest = bytes(market.runs.get().digest).hex()
    assert said(market) == (
        "Will it rain?: SETTLED\n"
        "stakes: 3, KES 400.50\n"
        f"run 1: SETTLEMENT DONE, digest {digest}\n"
        "winners: 2\n"
        "totals: staked KES 400.50, paid KES 380.48, fee KES 20.02\n"
        "in the books: 2 of 2 payments\n"
        "paid: 1, failed: 1, unknown: 0, waiting: 0\n"
        "progress: 100 %\n"
    )


def test_where_it_goes_to_wallets_and_where_there_is_nothing(
    bookmaker: Bookmaker, clock: Clock, said, django_assert_max_num_queries
):
    market, empty = bookmaker.open(), bookmaker.open()
    for each in range(3):
        bookmaker.stake(bookmaker.player(), outcome(market, "Yes" if each else "No"), 100_00)
    bookmaker.settle(market, clock, "Yes")
    assert counts(json.loads(said(market, "--json"))) == ("SETTLED", 2, 0, 0, 0, 100)
    bookmaker.settle(empty, None, "No")
    assert counts(json.loads(said(empty, "--json"))) == ("SETTLED", 0, 0, 0, 0, 100)
    with django_assert_max_num_queries(4):
        settlement_status(Market.objects.get(pk=market.pk))


def test_no_market_is_one_clear_line(bookmaker: Bookmaker):
    for text in ("mkt_none", "1", write_id("Approval", 1)):
        with pytest.raises(CommandError, match="NOT_FOUND"):
            call_command("settlement_status", text)
