"""The database itself refuses what is said about a market at the wrong time, and what became of a payment
that its run does not pay, whoever writes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from core import days
from markets.models import Clarification, Dispute, Market, Proposal, RunPayout
from markets.resolving.disputing import dismiss_dispute, dispute_resolution
from markets.settling import paying_out, working
from mpesa.models import Payer, Payout
from tests.clock import Clock
from tests.markets.bookmakers import Bookmaker, outcome
from tests.mpesa.payouts.offices import Office
from users.models import Role
from users.people import create_player


def refused(match: str, write: Callable[[], Any]) -> None:
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        write()


def write_proposal(bookmaker: Bookmaker, market: Market, **more: Any) -> Proposal:
    given: dict[str, Any] = {"observed_at": days.now(), "proposed_by": bookmaker.operator, "key": "hidden"}
    given |= {"number": 9, "evidence": "x", "evidence_hash": b"x" * 32, "key_hash": b"x" * 32}
    return Proposal.objects.create(market=market, **given | more)


def write_dispute(bookmaker: Bookmaker, market: Market, proposal: Proposal, **more: Any) -> Dispute:
    given: dict[str, Any] = {"reason": "x", "by": bookmaker.operator}
    return Dispute.objects.create(market=market, proposal=proposal, **given | more)


def test_nothing_is_said_about_a_market_before_or_after_its_time(bookmaker: Bookmaker, clock: Clock):
    draft, market, other = bookmaker.draft(), bookmaker.open(), bookmaker.open()
    wallet = bookmaker.player(1_000_00)
    bookmaker.stake(wallet, outcome(market, "Yes"), 100_00)

    def clarify(of: Market) -> Callable[[], Any]:
        return lambda: Clarification.objects.create(market=of, text="x", by=bookmaker.operator)

    refused("clarified_while_it_runs", clarify(draft))
    for early in (draft, market):
        refused("proposed_when_closed", lambda early=early: write_proposal(bookmaker, early))
    bookmaker.close(market)
    bookmaker.close(other)
    clock.pass_seconds(60)
    first, elsewhere = (bookmaker.propose(each, "Yes") for each in (market, other))
    refused("disputed_in_time", lambda: write_dispute(bookmaker, market, first))
    dispute = dispute_resolution(market=market, reason="No.", actor=wallet.player)
    refused("disputed_in_time", lambda: write_dispute(bookmaker, market, elsewhere))
    refused("disputed_in_time", lambda: write_dispute(bookmaker, market, first, state="DISMISSED"))
    mine = Dispute.objects.filter(pk=dispute.pk)
    refused("permission denied", lambda: mine.update(reason="Yes."))
    dismiss_dispute(dispute=dispute, answer="It was read twice.", actor=bookmaker.operator)
    refused("dispute_fixed", lambda: mine.update(answer="It was not."))
    assert (mine.get().reason, mine.get().answer) == ("No.", "It was read twice.")


def test_nothing_is_said_about_a_market_that_is_settled(bookmaker: Bookmaker, clock: Clock):
    market = bookmaker.open()
    bookmaker.stake(bookmaker.player(1_000_00), outcome(market, "Yes"), 100_00)
    market = bookmaker.settle(market, clock, "Yes")
    write = lambda: Clarification.objects.create(market=market, text="x", by=bookmaker.operator)  # noqa: E731
    refused("clarified_while_it_runs", write)
    proposal = market.proposals.get()
    refused("disputed_in_time", lambda: write_dispute(bookmaker, market, proposal))
    assert not Clarification.objects.exists() and not Dispute.objects.exists()


@pytest.mark.parametrize("mode", ["MPESA", "WALLET"])
def test_no_payment_is_written_off_but_by_who_sends_its_run(
    bookmaker: Bookmaker, office: Office, clock: Clock, monkeypatch, mode: str
):
    monkeypatch.setattr(working, "send_winnings", lambda: 0)
    player = create_player(phone="254712345679", pin="274913", business=bookmaker.house.business)
    bookmaker.house.people[Role.PLAYER] = player
    winner, market = office.wallet(1_000_00), bookmaker.open(payout_mode=mode)
    bookmaker.stake(winner, outcome(market, "Yes"), 100_00)
    bookmaker.stake(bookmaker.player(1_000_00), outcome(market, "No"), 200_00)
    run = bookmaker.settle(market, clock, "Yes").runs.get()
    payment = run.of_wallets.get(wallet=winner)
    stays = lambda: RunPayout.objects.create(payment=payment, code="HIDDEN")  # noqa: E731
    if mode == "WALLET":
        refused("RUN_PAYOUT_OF_NO_PAYMENT", stays)
        assert not Payout.objects.exists()
        return
    pay = paying_out.pay_out_won

    def to_another(**more: Any) -> Payout:
        payout = pay(**more)
        Payer.objects.filter(pk=payout.payee_id).update(phone_masked="25411****999")
        return payout

    def less(**more: Any) -> Payout:
        return pay(**more | {"amount": more["amount"] - 50_00})

    for other in (to_another, less):
        monkeypatch.setattr(paying_out, "pay_out_won", other)
        refused("RUN_PAYOUT_OF_NO_PAYMENT", lambda: paying_out._send_batch(run))
        assert not Payout.objects.exists() and not RunPayout.objects.exists()
    monkeypatch.setattr(paying_out, "pay_out_won", pay)
    assert paying_out._send_batch(run) == 1
    assert (Payout.objects.get().amount, RunPayout.objects.get().payout) == (285_00, Payout.objects.get())
    refused("RUN_PAYOUT_OF_NO_PAYMENT", stays)
