"""People hear of a market that has no result in time, for as long as it has none."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import InvalidState
from core.machine.alerts import subject_names
from core.machine.watching import look_around
from core.models import Alert
from markets.resolving.disputing import dismiss_dispute, dispute_resolution
from markets.settling.approving import request_settlement
from markets.settling.voiding import void_market
from tests.clock import Clock
from tests.markets.bookmakers import Bookmaker, again, fresh_key, outcome
from users.alerts import close_alert


def told() -> list[tuple[str, str, bool]]:
    look_around()
    rows = Alert.objects.filter(code="MARKET_OVERDUE").order_by("pk")
    return [(row.subject, row.detail.partition(",")[0], row.resolved_at is None) for row in rows]


def test_a_market_without_a_result_is_told_once_until_it_is_void(bookmaker: Bookmaker, clock: Clock):
    market, other = bookmaker.open(), bookmaker.open()
    bookmaker.draft()
    clock.at = market.resolve_by - timedelta(seconds=1)
    assert told() == []
    clock.at = other.resolve_by + timedelta(seconds=1)  # opened later, on a busy machine by seconds
    subjects = [f"market:{each.pk}" for each in (market, other)]
    found = [(subject, "OPEN", True) for subject in subjects]
    assert told() == told() == found
    assert subject_names(subjects) == dict.fromkeys(subjects, "Will it rain?")
    alert = Alert.objects.get(subject=subjects[0])
    assert (alert.business_id, alert.severity) == (market.business_id, "WARNING")
    with pytest.raises(InvalidState, match="ALERT_CAUSE_REMAINS"):
        close_alert(alert=alert, comment="Later", actor=bookmaker.owner)
    bookmaker.close(other)
    void_market(market=market, reason="Nobody measured.", key=fresh_key(), actor=bookmaker.operator)
    assert told() == [(subjects[0], "OPEN", False), (subjects[1], "CLOSED", True)]
    alert.refresh_from_db()
    assert alert.comment == "It has a result, or is void."


def test_a_result_that_nobody_answers_for_is_none(bookmaker: Bookmaker, clock: Clock):
    market, player = bookmaker.open(), bookmaker.player()
    bookmaker.stake(player, outcome(market, "No"), 100_00)
    bookmaker.close(market)
    subject = f"market:{market.pk}"
    clock.at = market.resolve_by - timedelta(minutes=30)
    bookmaker.propose(market, "Yes")
    clock.at = market.resolve_by
    assert told() == [], "it may still be disputed, and nobody could settle it"
    dispute = dispute_resolution(market=market, reason="It was dry.", actor=player.player)
    assert told() == [(subject, "DISPUTED", True)]
    dismiss_dispute(dispute=dispute, answer="See the report.", actor=bookmaker.owner)
    assert told() == [(subject, "DISPUTED", False)]
    clock.at = again(market).disputes_until
    assert told()[1:] == [(subject, "PROPOSED", True)]
    asked = request_settlement(market=market, key=fresh_key(), actor=bookmaker.operator)
    bookmaker.say_yes(asked)
    assert told()[1:] == [(subject, "PROPOSED", False)]
