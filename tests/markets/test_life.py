"""The life of a market until its result is known: written by one, opened by another, closed by the clock of
the database, disputed by whom it concerns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from core import days
from core.errors import DomainError, Problems
from ledger.models import Account
from markets.locking import database_now, lock_market
from markets.models import Clarification, Decision, Market, MarketState, Outcome, Stake
from markets.resolving.disputing import dismiss_dispute, dispute_resolution
from markets.resolving.proposing import amend_resolution
from markets.rules import enter_licence, fee_of, rules_of, set_market_rules
from markets.running.drafting import edit_market, terms_of
from markets.running.lint import lint_market
from markets.running.stepping import (
    clarify_market,
    close_market,
    resume_market,
    scratch_outcome,
    suspend_market,
)
from markets.selectors import market_for, markets_of, state_at
from markets.settling.voiding import void_market
from mpesa.models import Till
from tests.clock import Clock
from tests.core.threads import run_together
from tests.ledger.books import refusal
from tests.markets.bookmakers import Bookmaker, again, fresh_key, outcome
from users.approvals.approving import refuse
from users.models import AuditEntry, Membership, Role


def test_lint_names_all_that_rules_do_not_say_and_nothing_goes_to_review(bookmaker: Bookmaker):
    market = bookmaker.draft("Yes", texts={}, time_zone="")
    found = [(each.code, each.field) for each in lint_market(market)]
    assert found == [
        *(("RULE_MISSING", name) for name in ("rules", "source", "fallback", "tie", "postponement")),
        ("BAD_TIME_ZONE", "time_zone"),
        ("TOO_FEW_OUTCOMES", "outcomes"),
    ]
    with pytest.raises(Problems) as caught:
        bookmaker.submit(market)
    assert len(caught.value.each) == 7
    assert again(market).state == MarketState.DRAFT
    edit_market(market=market, terms=bookmaker.terms(), actor=bookmaker.operator)
    assert lint_market(again(market)) == []


def test_terms_that_cannot_be_are_refused_all_at_once(bookmaker: Bookmaker):
    now = days.now()
    with pytest.raises(Problems) as caught:
        bookmaker.draft(title=" ", closes_at=now, resolve_by=now, time_zone="Nairobi", fee_bps=10_001)
    codes = [(each.code, each.field) for each in caught.value.each]
    assert codes == [
        ("NAME_MISSING", "title"),
        ("BAD_TIMES", "resolve_by"),
        ("BAD_TIME_ZONE", "time_zone"),
        ("BAD_LIMIT", "fee_bps"),
    ]
    assert refusal(lambda: bookmaker.draft("Yes", "yes")) == "OUTCOME_REPEATED"
    assert refusal(lambda: bookmaker.draft(tote_tick=3)) == "BAD_LIMIT"
    assert not Market.objects.exists()


def test_the_fee_is_the_settings_unless_the_business_or_the_market_says_otherwise(
    bookmaker: Bookmaker, settings
):
    assert (bookmaker.draft().fee_bps, fee_of(rules_of(bookmaker.house.business))) == (500, 500)
    settings.MARKET_FEE_BPS = 725
    assert bookmaker.draft().fee_bps == 725
    set_market_rules(business=bookmaker.house.business, rules={"fee_bps": 300}, actor=bookmaker.owner)
    assert (bookmaker.draft().fee_bps, bookmaker.draft(fee_bps=0).fee_bps) == (300, 0)


def test_a_second_person_opens_exactly_what_was_handed_in(bookmaker: Bookmaker):
    market = bookmaker.draft()
    asked = bookmaker.submit(market)
    assert refusal(lambda: bookmaker.say_yes(asked, bookmaker.operator)) == "SAME_PERSON"
    assert again(market).state == MarketState.REVIEW
    assert not Account.objects.filter(code=f"2300-{market.pk}").exists()
    bookmaker.say_yes(asked)
    opened = again(market)
    assert (opened.state, opened.pool.account.code, opened.pool.account.has_floor) == (
        "OPEN", f"2300-{market.pk}", True,
    )  # fmt: skip
    assert opened.terms_digest.hex() in asked.content
    assert [each.kind for each in Decision.objects.order_by("pk")] == ["DRAFTED", "OPENED"]
    actions = AuditEntry.objects.filter(subject=f"market:{market.pk}").values_list("action", flat=True)
    assert sorted(actions) == ["market.create", "market.open", "market.submit"]


def test_who_wrote_it_does_not_open_it_even_when_another_handed_it_in(bookmaker: Bookmaker):
    from markets.running.reviewing import submit_market

    market = bookmaker.draft()
    asked = submit_market(market=market, key="hand-in", actor=bookmaker.owner)
    assert refusal(lambda: bookmaker.say_yes(asked, bookmaker.operator)) == "SAME_PERSON"
    assert again(market).state == MarketState.REVIEW


def test_who_wrote_a_draft_anew_does_not_open_it_either(bookmaker: Bookmaker):
    market = bookmaker.draft()
    edit_market(market=market, terms=bookmaker.terms("Yes", "No", fee_bps=9_000), actor=bookmaker.owner)
    asked = bookmaker.submit(market)
    assert refusal(lambda: bookmaker.say_yes(asked, bookmaker.owner)) == "SAME_PERSON"
    assert again(market).state == MarketState.REVIEW
    bookmaker.say_yes(asked)
    assert again(market).state == MarketState.OPEN


def test_a_draft_that_was_thrown_away_is_not_shown_to_players(bookmaker: Bookmaker):
    thrown, over = bookmaker.draft(), bookmaker.open()
    for market in (thrown, over):
        void_market(market=market, reason="Not run", key=fresh_key(), actor=bookmaker.operator)
    player, business = bookmaker.player(0).player, bookmaker.house.business
    assert list(markets_of(player, [business.pk])) == [over]
    assert set(markets_of(bookmaker.operator, [business.pk])) == {thrown, over}
    assert market_for(player, over.pk) == over
    assert refusal(lambda: market_for(player, thrown.pk)) == "NOT_FOUND"


def test_a_refused_draft_is_written_anew(bookmaker: Bookmaker):
    market = bookmaker.draft()
    asked = bookmaker.submit(market)
    assert refusal(lambda: edit_market(market=market, terms=terms_of(market), actor=bookmaker.operator)) == (
        "MARKET_MOVED_ON"
    )
    refuse(approval=asked, checker=bookmaker.approver, comment="Which station?")
    assert again(market).state == MarketState.DRAFT
    bookmaker.say_yes(bookmaker.submit(market))
    assert again(market).state == MarketState.OPEN


def test_what_an_open_market_is_played_by_stays_in_the_database_too(bookmaker: Bookmaker):
    market = bookmaker.open()
    for change in ({"fee_bps": 1}, {"rules": "Otherwise."}, {"closes_at": market.resolve_by - timedelta(1)}):
        with pytest.raises(DatabaseError, match="MARKET_FIXED"):
            Market.objects.filter(pk=market.pk).update(**change)
    with pytest.raises(DatabaseError, match="OUTCOME_FIXED"):
        Outcome.objects.filter(market=market).delete()
    with pytest.raises(DatabaseError, match="OUTCOME_FIXED"):
        Outcome.objects.create(market=market, position=9, name="Perhaps")
    with pytest.raises(DatabaseError, match="ILLEGAL_STEP"):
        Market.objects.filter(pk=market.pk).update(state="PROPOSED")


def test_it_stops_goes_on_and_closes_for_good(bookmaker: Bookmaker):
    market, by = bookmaker.open(), bookmaker.operator
    assert refusal(lambda: resume_market(market=bookmaker.draft(), actor=by)) == "MARKET_MOVED_ON"
    assert refusal(lambda: suspend_market(market=market, reason=" ", actor=by)) == "REASON_MISSING"
    assert suspend_market(market=market, reason="Floods", actor=by).state == "SUSPENDED"
    assert suspend_market(market=market, reason="Floods", actor=by).state == "SUSPENDED"
    assert resume_market(market=market, actor=by).state == "OPEN"
    closed = close_market(market=market, actor=by)
    assert closed.state == "CLOSED" and closed.closed_at <= database_now() < closed.closes_at
    assert close_market(market=market, actor=by).closed_at == closed.closed_at
    assert refusal(lambda: resume_market(market=market, actor=by)) == "MARKET_MOVED_ON"
    assert refusal(lambda: close_market(market=market, actor=bookmaker.approver)) == "NOT_ALLOWED"


def test_clarifications_are_dated_and_change_no_rule(bookmaker: Bookmaker):
    market = bookmaker.open()
    clarify_market(market=market, text="Drizzle is rain.", actor=bookmaker.operator)
    assert [each.text for each in Clarification.objects.all()] == ["Drizzle is rain."]
    assert again(market).rules == market.rules
    assert refusal(lambda: clarify_market(market=market, text="", actor=bookmaker.operator)) == "RULE_MISSING"


def test_it_is_closed_at_the_instant_whatever_the_row_says(bookmaker: Bookmaker):
    market = bookmaker.open(closes_at=database_now() + timedelta(seconds=3))
    assert state_at(market, market.closes_at - timedelta(microseconds=1)) == "OPEN"
    assert state_at(market, market.closes_at) == "CLOSED"
    wallet = bookmaker.player(100_000_00)
    said = ""
    while said != "MARKET_CLOSED":
        try:
            stake = bookmaker.stake(wallet, outcome(market, "Yes"), 1_00)
            assert stake.accepted_at < market.closes_at
        except DomainError as error:
            said = error.code
    assert database_now() >= market.closes_at
    assert again(market).state == "OPEN", "nobody has looked yet"
    with transaction.atomic():
        row = lock_market(market)
    assert (row.state, row.closed_at) == ("CLOSED", market.closes_at)


def test_a_result_is_disputed_answered_and_amended(bookmaker: Bookmaker, clock: Clock):
    market = bookmaker.open()
    better = bookmaker.player()
    bookmaker.stake(better, outcome(market, "No"), 100_00)
    assert refusal(lambda: bookmaker.propose(market, "Yes")) == "MARKET_MOVED_ON"
    bookmaker.close(market)
    clock.pass_seconds(60)
    for odd, code in (
        ({"weights": {outcome(market, "Yes").pk: 9_999}}, "BAD_WEIGHTS"),
        ({"weights": {outcome(market, "Yes").pk: 10_001, outcome(market, "No").pk: -1}}, "BAD_WEIGHTS"),
        ({"evidence": "  "}, "EVIDENCE_MISSING"),
        ({"document_hash": b"x"}, "BAD_HASH"),
        ({"observed_at": days.now() + timedelta(seconds=1)}, "BAD_TIMES"),
        ({"effective_close": days.now()}, "BAD_TIMES"),
    ):
        assert refusal(lambda odd=odd: bookmaker.propose(market, "Yes", **odd)) == code
    bookmaker.propose(market, "Yes")
    assert again(market).disputes_until == days.now() + timedelta(minutes=60)
    stranger = bookmaker.player()
    assert refusal(lambda: dispute_resolution(market=market, reason="No", actor=stranger.player)) == (
        "NOT_ALLOWED"
    )
    clock.pass_seconds(59 * 60)
    dispute = dispute_resolution(market=market, reason="It was dry.", actor=better.player)
    assert dispute_resolution(market=market, reason="Again.", actor=better.player).pk == dispute.pk
    stopped = again(market)
    assert (stopped.state, stopped.disputes_until, stopped.dispute_seconds_left) == ("DISPUTED", None, 61)
    clock.pass_seconds(24 * 3600)
    answer = {"answer": "See the report.", "actor": bookmaker.owner}
    assert dismiss_dispute(dispute=dispute, **answer).state == "DISMISSED"
    assert again(market).state == "PROPOSED"
    assert again(market).disputes_until == days.now() + timedelta(seconds=61)
    dispute_resolution(market=market, reason="It was dry.", actor=bookmaker.owner)
    amended = amend_resolution(
        market=market, result=bookmaker.result(market, "No"), key=fresh_key(), actor=bookmaker.operator
    )
    assert amended.number == 2
    assert [each.state for each in market.disputes.order_by("pk")] == ["DISMISSED", "AMENDED"]
    assert again(market).disputes_until == days.now() + timedelta(minutes=60)
    clock.pass_seconds(3600)
    assert refusal(lambda: dispute_resolution(market=market, reason="No", actor=better.player)) == (
        "DISPUTES_OVER"
    )


def test_a_large_pool_is_disputed_for_longer(bookmaker: Bookmaker, clock: Clock):
    market = bookmaker.open(large_pool=100_00, large_dispute_minutes=600)
    bookmaker.stake(bookmaker.player(), outcome(market, "No"), 100_00)
    bookmaker.close(market)
    clock.pass_seconds(60)
    bookmaker.propose(market, "Yes")
    assert again(market).disputes_until == days.now() + timedelta(minutes=600)


def test_who_has_a_stake_decides_nothing_and_who_decides_stakes_nothing(bookmaker: Bookmaker):
    market = bookmaker.open()
    wallet = bookmaker.player()
    Membership.objects.create(
        user=wallet.player, business=bookmaker.house.business, role=Role.MARKET_OPERATOR
    )
    stake = bookmaker.stake(wallet, outcome(market, "Yes"), 100_00)
    by = wallet.player
    for act in (
        lambda: suspend_market(market=market, reason="Floods", actor=by),
        lambda: close_market(market=market, actor=by),
        lambda: clarify_market(market=market, text="So.", actor=by),
        lambda: scratch_outcome(outcome=outcome(market, "No"), reason="So.", actor=by),
    ):
        assert refusal(act) == "HAS_POSITION"
    with pytest.raises(DatabaseError, match="HAS_POSITION"):
        Decision.objects.create(market=market, kind="PROPOSED", by=by)
    assert again(market).state == "OPEN"
    other = bookmaker.player()
    Decision.objects.create(market=market, kind="CLARIFIED", by=other.player)
    assert refusal(lambda: bookmaker.stake(other, outcome(market, "Yes"), 100_00)) == "DECIDES_HERE"
    assert list(Stake.objects.all()) == [stake]


def test_a_stake_and_a_decision_of_one_person_at_once_are_never_both(bookmaker: Bookmaker):
    market = bookmaker.open()
    for _ in range(3):
        wallet = bookmaker.player()
        run_together(
            [
                lambda wallet=wallet: bookmaker.stake(wallet, outcome(market, "Yes"), 100_00),
                lambda wallet=wallet: Decision.objects.create(
                    market=market, kind="CLARIFIED", by=wallet.player
                ),
            ]
        )
        staked = Stake.objects.filter(wallet=wallet).exists()
        assert staked != Decision.objects.filter(by=wallet.player).exists()


def test_real_money_needs_a_licence_and_play_money_none(bookmaker: Bookmaker, office):
    business = bookmaker.house.business
    assert bookmaker.open().state == "OPEN", "its tills are all of the sandbox"
    till = Till.objects.get(business=business)
    Till.objects.bulk_create([_real(till)])
    market, today = bookmaker.draft(), days.today()
    asked_in_vain = refusal(lambda: bookmaker.say_yes(bookmaker.submit(market)))
    assert asked_in_vain == "LICENCE_MISSING"
    licence = {"business": business, "actor": bookmaker.owner}
    enter_licence(number="BK 1", first_on=today - timedelta(9), last_on=today - timedelta(1), **licence)
    assert refusal(lambda: bookmaker.submit(market)) == "LICENCE_MISSING", "it is over"
    enter_licence(number="BK 2", first_on=today, last_on=today + timedelta(365), **licence)
    bookmaker.say_yes(bookmaker.submit(market))
    assert again(market).state == "OPEN"
    late = bookmaker.draft(
        closes_at=days.now() + timedelta(400),
        resolve_by=days.now() + timedelta(401),
        void_after=days.now() + timedelta(402),
    )
    assert refusal(lambda: bookmaker.submit(late)) == "LICENCE_MISSING", "it closes after the last day"
    set_market_rules(business=business, rules={}, play_money=True, actor=bookmaker.owner)
    bookmaker.say_yes(bookmaker.submit(late))
    assert again(late).state == "OPEN"


def test_without_a_till_no_money_comes_in_and_no_market_opens(bookmaker: Bookmaker, office):
    market, business = bookmaker.draft(), bookmaker.house.business
    till = Till.objects.get(business=business)
    Till.objects.update(deactivated_at=days.now())
    assert [each.code for each in lint_market(market)] == ["NO_TILL_FOR_MONEY"]
    assert refusal(lambda: bookmaker.submit(market)) == "NO_TILL_FOR_MONEY"
    assert again(market).state == "DRAFT"
    set_market_rules(business=business, rules={}, play_money=True, actor=bookmaker.owner)
    assert lint_market(market) == []
    set_market_rules(business=business, rules={}, play_money=False, actor=bookmaker.owner)
    Till.objects.filter(pk=till.pk).update(deactivated_at=None)
    bookmaker.say_yes(bookmaker.submit(market))
    assert again(market).state == "OPEN"


def _real(till: Till) -> Till:
    fields = {each.name: getattr(till, each.name) for each in Till._meta.concrete_fields if each.name != "id"}
    fields |= {"environment": "PRODUCTION", "shortcode": "600777", "hook_token": "ab" * 16}
    return Till(**fields)


def test_players_see_a_market_once_it_is_open_and_strangers_never(bookmaker: Bookmaker, other_house):
    business = bookmaker.house.business
    draft, market = bookmaker.draft(), bookmaker.open()
    player = bookmaker.player().player
    assert list(markets_of(player, [business.pk])) == [market]
    assert set(markets_of(bookmaker.operator, [business.pk])) == {draft, market}
    assert market_for(player, market.pk) == market
    assert market_for(bookmaker.operator, draft.pk) == draft
    for user, pk in ((player, draft.pk), (other_house.people[Role.OWNER], market.pk), (player, 0)):
        assert refusal(lambda user=user, pk=pk: market_for(user, pk)) == "NOT_FOUND"
