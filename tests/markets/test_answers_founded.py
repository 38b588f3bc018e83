"""The database itself refuses to close a dispute by a decision that there is not, and a second reason for a
void, whoever writes them."""

from __future__ import annotations

from functools import partial

from markets.endings import voids_of
from markets.locking import database_now
from markets.models import Decision, Dispute, Market
from markets.resolving.disputing import dispute_resolution
from markets.settling.voiding import void_market
from tests.clock import Clock
from tests.markets.bookmakers import Bookmaker, again, fresh_key, outcome
from tests.markets.test_said_in_time import refused


def say_void(market: Market, reason: str) -> None:
    Decision.objects.create(market=market, kind="VOIDED", by=None, reason=reason)


def test_a_dispute_is_not_closed_by_nothing(bookmaker: Bookmaker, clock: Clock):
    market = bookmaker.open()
    wallet = bookmaker.player(1_000_00)
    bookmaker.stake(wallet, outcome(market, "Yes"), 100_00)
    bookmaker.close(market)
    clock.pass_seconds(60)
    bookmaker.propose(market, "No")
    dispute = dispute_resolution(market=market, reason="It rained.", actor=wallet.player)
    close = partial(Dispute.objects.filter(pk=dispute.pk).update, state="AMENDED", answered_at=database_now())
    refused("dispute_amended_by_decision", close)
    refused("void_decided_once", partial(say_void, market, "Called off."))
    dispute.refresh_from_db()
    assert (dispute.state, again(market).state) == ("OPEN", "DISPUTED")
    assert not Decision.objects.filter(kind="VOIDED").exists()


def test_why_a_market_is_void_is_said_once(bookmaker: Bookmaker):
    market = bookmaker.open()
    void_market(market=market, reason="Called off.", key=fresh_key(), actor=bookmaker.owner)
    refused("void_decided_once", partial(say_void, market, "Nobody deserved to win."))
    assert voids_of([market.pk])[market.pk].reason == "Called off."
