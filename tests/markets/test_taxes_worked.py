"""The worked example of taxes, from M-Pesa to M-Pesa: 5 % excise on what comes in, 5 % withheld of what goes
out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import days
from ledger.journal.wallets import open_wallet
from ledger.models import Wallet
from markets.legal.excise import deposit_for, excise_in
from markets.legal.remitting import remittance_of
from markets.models import LegalKind
from mpesa.payouts.rules import set_payout_limits
from mpesa.payouts.withdrawing import withdraw
from mpesa.payouts.withholding import change_withholding
from tests.clock import Clock
from tests.markets.bookmakers import fresh_key, has, set_legal_rule
from tests.markets.depositors import Depositors
from tests.mpesa.payouts.offices import Office, send, tell
from users.people import create_player


@pytest.fixture
def taxed(depositors: Depositors, office: Office, clock: Clock) -> Wallet:
    """The wallet of somebody with a phone, where both taxes count."""
    bookmaker = depositors.bookmaker
    business = bookmaker.house.business
    set_legal_rule(bookmaker, clock, LegalKind.EXCISE, 500)
    clock.at -= timedelta(days=2)
    asked = change_withholding(
        business=business, name="The Act", rate=500, from_day=days.today() + timedelta(days=1),
        key=fresh_key(), actor=bookmaker.owner,
    )  # fmt: skip
    bookmaker.say_yes(asked)
    clock.at += timedelta(days=2)
    set_payout_limits(business=business, limits={"withdrawal_limit": 1_000_00}, actor=bookmaker.owner)
    player = create_player(phone="254712345679", pin="274913", business=business)
    return open_wallet(business=business, player=player)


@given(
    missing=st.integers(1, 10**7) | st.integers(1, 10**15), rate=st.integers(0, 2_000) | st.integers(0, 9_999)
)
def test_the_least_deposit_that_is_enough(missing: int, rate: int) -> None:
    needed = deposit_for(missing, rate)
    assert needed % 100 == 0 and needed - excise_in(needed, rate) >= missing
    assert needed - 100 - excise_in(needed - 100, rate) < missing


def test_what_is_missing_is_deposited_with_its_excise_on_top() -> None:
    assert [deposit_for(cents, 500) for cents in (-1, 0, 1, 95_00, 95_01, 285_00)] == [
        0, 0, 1_00, 100_00, 101_00, 300_00
    ]  # fmt: skip
    assert [deposit_for(cents, 0) for cents in (1, 100, 101)] == [1_00, 1_00, 2_00]


def test_a_deposit_of_100_and_a_withdrawal_of_285(depositors: Depositors, office: Office, taxed: Wallet):
    depositors.pay(taxed, 100_00)
    assert (has(taxed), office.balance("2500")) == (95_00, 5_00)
    depositors.pay(taxed, 200_00)
    assert (has(taxed), office.balance("2500")) == (285_00, 15_00)
    payout = withdraw(wallet=taxed, amount=285_00, key="out-0001", actor=taxed.player)
    assert (payout.amount, payout.tax, payout.residue) == (270_00, 14_21, 79)
    assert (has(taxed), office.balance("2400"), office.balance("2510")) == (79, 270_00, 14_21)
    tell(send(payout), "PAID")
    assert (has(taxed), office.balance("2400"), office.balance("2510")) == (79, 0, 14_21)
    excise, withheld, ggr = remittance_of(taxed.business, days.today())
    assert [(each.due, each.booked) for each in (excise, withheld, ggr)] == [
        (15_00, 15_00), (14_21, 14_21), (0, 0)
    ]  # fmt: skip
