"""The database itself refuses what is said about a market by who may not say it, and steps without a reason,
whoever writes them; a void answers what is disputed."""

from __future__ import annotations

from functools import partial

import pytest

from markets.locking import database_now
from markets.models import Clarification, Dispute, Market, Proposal
from markets.resolving.disputing import dispute_resolution
from markets.resolving.proposing import amend_resolution
from markets.settling.voiding import void_market, void_overdue
from tests.clock import Clock
from tests.markets.bookmakers import Bookmaker, again, fresh_key, outcome
from tests.markets.test_said_in_time import refused, write_dispute, write_proposal
from users.access import RIGHTS, Right
from users.models import Membership, Role, User


def test_the_guard_knows_who_runs_markets():
    assert RIGHTS[Right.MARKET_MANAGE] == {Role.OWNER, Role.MARKET_OPERATOR}


def move(market: Market, state: str) -> None:
    Market.objects.filter(pk=market.pk).update(state=state)


def with_a_stake(bookmaker: Bookmaker, market: Market) -> User:
    """Somebody who runs markets and has a stake in this one."""
    player = bookmaker.player(1_000_00).player
    bookmaker.stake(player.wallets.get(), outcome(market, "Yes"), 100_00)
    Membership.objects.create(user=player, business=bookmaker.house.business, role=Role.MARKET_OPERATOR)
    return player


def test_who_explains_and_proposes_runs_markets_and_has_no_stake(bookmaker: Bookmaker, clock: Clock):
    market = bookmaker.open()
    both, stranger = with_a_stake(bookmaker, market), bookmaker.player(0).player
    bookmaker.close(market)
    gone = User.objects.create(username="gone", is_active=False)
    Membership.objects.create(user=gone, business=bookmaker.house.business, role=Role.OWNER)
    for person in (both, stranger, bookmaker.approver, gone):
        refused(
            "NOT_SAID_BY_RIGHT", partial(Clarification.objects.create, market=market, text="x", by=person)
        )
        refused("NOT_SAID_BY_RIGHT", partial(write_proposal, bookmaker, market, proposed_by=person))
    assert not Clarification.objects.exists() and not Proposal.objects.exists()
    Clarification.objects.create(market=market, text="x", by=bookmaker.owner)
    write_proposal(bookmaker, market)


def test_who_disputes_has_a_stake_or_runs_markets_and_another_answers(bookmaker: Bookmaker, clock: Clock):
    market = bookmaker.open()
    both, stranger = with_a_stake(bookmaker, market), bookmaker.player(0).player
    bookmaker.close(market)
    clock.pass_seconds(60)
    first = bookmaker.propose(market, "Yes")
    dispute_resolution(market=market, reason="No.", actor=bookmaker.operator)
    for person in (stranger, bookmaker.approver):
        refused("NOT_SAID_BY_RIGHT", partial(write_dispute, bookmaker, market, first, by=person))
    write_dispute(bookmaker, market, first, by=both)
    mine = Dispute.objects.filter(by=bookmaker.operator)
    for state, person in [
        ("DISMISSED", None),
        ("DISMISSED", bookmaker.operator),
        ("DISMISSED", both),
        ("DISMISSED", bookmaker.approver),
        ("AMENDED", both),
    ]:
        answer = partial(mine.update, state=state, answered_by=person, answered_at=database_now())
        refused("NOT_SAID_BY_RIGHT", answer)
    assert mine.get().state == "OPEN"
    mine.update(state="DISMISSED", answer="Yes.", answered_by=bookmaker.owner, answered_at=database_now())


def test_no_step_of_a_market_is_without_its_reason(bookmaker: Bookmaker, clock: Clock):
    market = bookmaker.open()
    bookmaker.stake(bookmaker.player(1_000_00), outcome(market, "Yes"), 100_00)
    refused("market_decided_by_run", partial(move, market, "VOID"))
    bookmaker.close(market)
    refused("market_proposed_by_result", partial(move, market, "PROPOSED"))
    clock.pass_seconds(60)
    bookmaker.propose(market, "Yes")
    refused("market_decided_by_run", partial(move, market, "APPROVED"))
    dispute_resolution(market=market, reason="No.", actor=bookmaker.operator)
    for state in ("PROPOSED", "VOID"):
        refused("market_disputes_answered", partial(move, market, state))
    assert again(market).state == "DISPUTED"
    amend_resolution(
        market=market, result=bookmaker.result(market, "No"), key=fresh_key(), actor=bookmaker.operator
    )
    assert again(market).state == "PROPOSED"


@pytest.mark.parametrize("by", ["two people", "nobody staked", "the clock"])
def test_a_void_answers_what_is_disputed(
    bookmaker: Bookmaker, clock: Clock, monkeypatch: pytest.MonkeyPatch, by: str
):
    market = bookmaker.open()
    if by == "two people":
        bookmaker.stake(bookmaker.player(1_000_00), outcome(market, "Yes"), 100_00)
    bookmaker.close(market)
    clock.pass_seconds(60)
    bookmaker.propose(market, "Yes")
    dispute_resolution(market=market, reason="It was called off.", actor=bookmaker.operator)
    said, who = "Called off.", bookmaker.owner
    if by == "the clock":
        monkeypatch.setattr("markets.settling.voiding.database_now", lambda: market.void_after)
        assert void_overdue() == 1
        said, who = "Without a result in time", None
    else:
        asked = void_market(market=market, reason=said, key=fresh_key(), actor=bookmaker.owner)
        assert (asked is not None) == (by == "two people")
        if asked is not None:
            assert Dispute.objects.get().state == "OPEN", "until somebody says yes"
            bookmaker.say_yes(asked)
            who = bookmaker.approver
    dispute = Dispute.objects.get()
    assert (again(market).state, dispute.state, dispute.answer) == ("VOID", "AMENDED", said)
    assert dispute.answered_by == who and dispute.answered_at is not None
