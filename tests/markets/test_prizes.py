"""Prizes within two days of the result: what cannot keep to it does not open, and who waits is told of."""

from __future__ import annotations

from datetime import timedelta

from core.machine.jobs import drain_queue
from core.machine.watching import look_around
from core.models import Alert
from markets.legal.prizes import PRIZES_UNPAID, unpaid_prizes
from markets.models import LegalKind
from markets.running.lint import lint_drafts, lint_market
from markets.settling.queues import QUEUE
from tests.clock import Clock
from tests.markets.bookmakers import Bookmaker, outcome, set_legal_rule

SHORT = {"dispute_minutes": 60, "large_dispute_minutes": 47 * 60}
LONG = {"dispute_minutes": 60, "large_dispute_minutes": 47 * 60 + 1}


def test_a_market_that_could_not_pay_in_time_is_found(bookmaker: Bookmaker, clock: Clock):
    fits, late = bookmaker.draft(**SHORT), bookmaker.draft(**LONG)
    assert (lint_market(fits), lint_market(late)) == ([], []), "without a rule it may last"
    set_legal_rule(bookmaker, clock, LegalKind.PRIZE_DAYS, 2)
    (found,) = lint_market(late)
    assert (found.code, found.field) == ("PRIZES_TOO_LATE", "large_dispute_minutes")
    assert lint_market(fits) == []
    drafts = lint_drafts([fits.pk, late.pk])
    assert (drafts[fits.pk], [each.code for each in drafts[late.pk]]) == ([], ["PRIZES_TOO_LATE"])


def test_winners_who_wait_too_long_are_an_alert_until_they_are_paid(bookmaker: Bookmaker, clock: Clock):
    set_legal_rule(bookmaker, clock, LegalKind.PRIZE_DAYS, 2)
    market = bookmaker.open(**SHORT)
    for name in ("Yes", "No"):
        bookmaker.stake(bookmaker.player(), outcome(market, name), 100_00)
    asked = bookmaker.asked(market, clock, "Yes")
    assert list(unpaid_prizes()) == []
    clock.at += timedelta(days=2)
    look_around()
    alert = Alert.objects.get(code=PRIZES_UNPAID)
    assert (alert.subject, alert.business_id) == (f"market:{market.pk}", market.business_id)
    bookmaker.say_yes(asked)
    drain_queue(QUEUE)
    look_around()
    alert.refresh_from_db()
    assert alert.resolved_at is not None
