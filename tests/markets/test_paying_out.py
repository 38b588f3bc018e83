"""What is won goes on to the phone, where the market was opened so: covered by the approval of the result,
once, and never for who lost."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from core.machine.jobs import drain_queue
from ledger.journal.wallets import open_wallet
from markets.models import RunPayout, SettlementRun
from markets.settling import paying_out, queues, working
from markets.settling.progress import SentOn, sent_on
from markets.settling.voiding import void_market
from mpesa.models import Payout
from mpesa.payouts.withdrawing import pay_out_won, take_withdrawal_back, withdraw
from tests.clock import Clock
from tests.markets.bookmakers import Bookmaker, again, has, outcome
from tests.mpesa.payouts.offices import Office, send, tell
from users.models import Approval, Role
from users.people import create_player


@pytest.fixture
def winner(bookmaker: Bookmaker, office: Office):
    """With a phone and 1,000.00 in the wallet."""
    player = create_player(phone="254712345679", pin="274913", business=bookmaker.house.business)
    bookmaker.house.people[Role.PLAYER] = player
    return office.wallet(1_000_00)


def settled(bookmaker: Bookmaker, clock: Clock, winner, **more):
    market = bookmaker.open(payout_mode="MPESA", **more)
    loser, nameless = bookmaker.player(1_000_00), bookmaker.player(1_000_00)
    bookmaker.stake(winner, outcome(market, "Yes"), 100_00)
    bookmaker.stake(nameless, outcome(market, "Yes"), 100_00)
    bookmaker.stake(loser, outcome(market, "No"), 200_50)
    return bookmaker.settle(market, clock, "Yes"), nameless, loser


def test_the_approval_of_the_result_covers_the_payout(
    bookmaker: Bookmaker, office: Office, winner, clock: Clock
):
    market, nameless, loser = settled(bookmaker, clock, winner)
    # G = 400.50, fee = 20.02, P = 180.48: 90.24 to each.
    assert market.state == "SETTLED"
    payout = Payout.objects.get()
    assert (payout.state, payout.amount, payout.residue) == ("RESERVED", 190_00, 24)
    assert payout.approval == market.runs.get().approval
    assert (has(winner), has(nameless), has(loser)) == (900_24, 1_090_24, 799_50)
    assert bookmaker.balance("2400") == 190_00
    found = RunPayout.objects.order_by("payment__position").values_list("payment__wallet", "payout", "code")
    assert set(found) == {(winner.pk, payout.pk, ""), (nameless.pk, None, "PHONE_MISSING")}
    run = market.runs.get()
    assert sent_on([run.pk]) == {run.pk: SentOn(failed=1, waiting=1)}
    drain_queue(queues.QUEUE)
    assert (Payout.objects.count(), RunPayout.objects.count()) == (1, 2), "once"
    tell(send(payout), "PAID")
    assert sent_on([run.pk]) == {run.pk: SentOn(paid=1, failed=1)}
    assert (has(winner), bookmaker.balance("2400")) == (900_24, 0)
    office.check()


def test_a_stop_between_batches_sends_nothing_twice(
    bookmaker: Bookmaker, office: Office, winner, clock: Clock, monkeypatch
):
    monkeypatch.setattr(paying_out, "BATCH", 1)
    market, _, _ = settled(bookmaker, clock, winner)
    run = market.runs.get()
    assert (run.sent, run.posted, Payout.objects.count()) == (2, 2, 1)
    assert paying_out.send_winnings() == 0


def test_what_is_given_back_of_a_void_market_stays_in_the_wallets(
    bookmaker: Bookmaker, office: Office, winner
):
    market = bookmaker.open(payout_mode="MPESA")
    bookmaker.stake(winner, outcome(market, "Yes"), 100_00)
    asked = void_market(market=market, reason="Off", key="void-1", actor=bookmaker.operator)
    assert asked is not None
    bookmaker.say_yes(asked)
    drain_queue(queues.QUEUE)
    assert (has(winner), RunPayout.objects.count(), Payout.objects.count()) == (1_000_00, 0, 0)


def test_no_payout_hides_behind_a_settlement(bookmaker: Bookmaker, office: Office, winner, clock: Clock):
    market, _, _ = settled(bookmaker, clock, winner)
    run = market.runs.get()
    for key in (f"market:{run.pk}:more", "elsewhere"):
        with (
            pytest.raises(DatabaseError, match=r"PAYOUT_OF_NO_RUN|PAYOUT_WITHOUT_APPROVAL"),
            transaction.atomic(),
        ):
            pay_out_won(wallet=winner, amount=100_00, key=key, approval=run.approval)
    assert (Payout.objects.count(), has(winner), again(market).state) == (1, 900_24, "SETTLED")


def test_no_key_that_somebody_gives_keeps_winnings_from_phones(
    bookmaker: Bookmaker, office: Office, winner, clock: Clock
):
    """A player who guesses what the payouts of a market are kept under takes that for a withdrawal, and
    takes it back: all that was won goes out all the same. So where an accountant does."""
    stranger = create_player(phone="254712345680", pin="274914", business=bookmaker.house.business)
    wallet = bookmaker.fund(open_wallet(business=bookmaker.house.business, player=stranger), 1_000_00)
    last = SettlementRun.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for run in range(last + 1, last + 6):
        key = f"market:{run}:{winner.pk}"
        taken = withdraw(wallet=wallet, amount=10_00, key=key, actor=stranger)
        take_withdrawal_back(payout=taken, actor=stranger)
        office.ask(amount=10_00, key=key)
    market, _, _ = settled(bookmaker, clock, winner)
    run = market.runs.get()
    assert last < run.pk <= last + 5, "the guess was right"
    assert (run.sent, Payout.objects.get(approval=run.approval).amount, has(winner)) == (2, 190_00, 900_24)


def test_winnings_that_are_staked_meanwhile_take_nothing_that_waits(
    bookmaker: Bookmaker, office: Office, winner, clock: Clock, monkeypatch
):
    """Between the books and the phone a player may stake what was won. What they asked to have paid out is
    not sent in its place: it is there when somebody says yes."""
    other = outcome(bookmaker.open(), "Yes")
    with monkeypatch.context() as before:
        before.setattr(working, "send_winnings", lambda: 0)
        settled(bookmaker, clock, winner)
    assert has(winner) == 1_090_24
    asked_out = withdraw(wallet=winner, amount=900_00, key="out-1", actor=winner.player)
    bookmaker.stake(winner, other, 190_24)
    assert paying_out.send_winnings() == 2
    told = RunPayout.objects.get(payment__wallet=winner)
    assert (told.payout, told.code, has(winner)) == (None, "WITHDRAWAL_WAITS", 900_00)
    bookmaker.say_yes(Approval.objects.get(subject=f"payout:{asked_out.pk}"))
    assert (Payout.objects.get().state, has(winner)) == ("RESERVED", 0)
