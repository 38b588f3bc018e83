"""How a market ended, as its players read it: the result that they were paid by, or why it is void."""

from __future__ import annotations

from typing import Any

from core.machine.jobs import drain_queue
from graphql_api.ids import write_id
from ledger.models import Wallet
from markets.models import Market
from markets.settling.correcting import request_correction
from markets.settling.queues import QUEUE
from markets.settling.voiding import void_market
from tests.clock import Clock
from tests.graphql_api.conftest import signed_in
from tests.markets.bookmakers import Bookmaker, again, fresh_key, outcome

ENDED = """query ($id: ID!) { node(id: $id) { ... on Market { state voidedAt voidReason correctionReason
    result { number evidence parts { nodes { bps outcome { name } } } } proposals { nodes { number } }
    } } }"""


def ended(wallet: Wallet, market: Market) -> dict[str, Any]:
    node: dict[str, Any] = signed_in(wallet.player).data(ENDED, id=write_id("Market", market.pk))["node"]
    return node


def won(found: dict[str, Any]) -> list[tuple[str, int]]:
    return [(part["outcome"]["name"], part["bps"]) for part in found["result"]["parts"]["nodes"]]


def test_the_result_is_the_one_that_was_paid_by_until_a_correction_is(bookmaker: Bookmaker, clock: Clock):
    market, first, second = bookmaker.open(), bookmaker.player(), bookmaker.player()
    bookmaker.stake(first, outcome(market, "Yes"), 100_00)
    bookmaker.stake(second, outcome(market, "No"), 200_00)
    asked = bookmaker.asked(market, clock, "Yes")
    assert ended(first, market)["result"] is None, "proposed is not paid"
    bookmaker.say_yes(asked)
    drain_queue(QUEUE)
    paid = ended(first, market)
    assert (won(paid), paid["voidedAt"], paid["voidReason"]) == ([("Yes", 10_000)], None, None)
    other = bookmaker.result(market, "No", evidence="The report was of another day.")
    asked = request_correction(
        market=again(market), result=other, reason="Another day", key=fresh_key(), actor=bookmaker.operator
    )
    waiting = ended(second, market)
    assert [each["number"] for each in waiting["proposals"]["nodes"]] == [2, 1]
    assert (waiting["result"]["number"], won(waiting)) == (1, [("Yes", 10_000)])
    assert paid["correctionReason"] is waiting["correctionReason"] is None
    bookmaker.say_yes(asked)
    drain_queue(QUEUE)
    corrected = ended(second, market)
    assert (corrected["result"]["number"], won(corrected)) == (2, [("No", 10_000)])
    assert corrected["correctionReason"] == "Another day"


def test_who_plays_reads_why_it_is_void_and_since_when(bookmaker: Bookmaker):
    empty, staked = bookmaker.open(), bookmaker.open()
    wallet = bookmaker.player()
    bookmaker.stake(wallet, outcome(staked, "Yes"), 100_00)
    assert ended(wallet, staked)["voidedAt"] is None

    def void(market: Market) -> Any:
        return void_market(
            market=market, reason="The station is closed", key=fresh_key(), actor=bookmaker.operator
        )

    assert void(empty) is None
    asked = void(staked)
    assert ended(wallet, staked)["voidReason"] is None, "another person has not said yes yet"
    bookmaker.say_yes(asked)
    for market in (empty, staked):
        found, decided = ended(wallet, market), market.decisions.get(kind="VOIDED")
        assert (found["state"], found["voidReason"]) == ("VOID", "The station is closed")
        assert (found["voidedAt"], found["result"]) == (decided.at.isoformat(), None)
