"""Excise on deposits: so much of what a player pays in goes to 2500, and the rest to the wallet."""

from __future__ import annotations

from datetime import date

from core.money import Cents, Rounding, round_to_shilling, share_of
from ledger.chart.standard import EXCISE
from ledger.journal.posting import Leg, credit
from ledger.models import Wallet
from markets.legal.rules import rules_on
from markets.models import LegalKind
from mpesa.payouts.withholding import WHOLE


def excise_rate(business_id: int, day: date) -> int:
    """In hundredths of a percent; 0 where none is charged."""
    return rules_on(business_id, day)[LegalKind.EXCISE]


def excise_in(amount: Cents, rate: int) -> Cents:
    """What of a deposit is excise, to the nearest cent; half a cent is."""
    return share_of(amount, rate, WHOLE)


def deposit_for(missing: Cents, rate: int) -> Cents:
    """The least deposit in whole shillings, as M-Pesa takes them, that leaves at least so many cents for the
    wallet once its excise is taken; 0 where nothing is missing.

    What is left of a cent more is never less, so the least is found by turning `excise_in` around: a - tax >=
    missing just where a * (WHOLE - rate) * 2 > (2 * missing - 1) * WHOLE.
    """
    if missing <= 0:
        return 0
    exact = (2 * missing - 1) * WHOLE // (2 * (WHOLE - rate)) + 1
    return round_to_shilling(exact, Rounding.UP)[0]


def deposit_credits(wallet: Wallet, amount: Cents, rate: int) -> list[Leg]:
    """What a deposit credits, summing to it: the wallet, and 2500 where there is excise in it, rounded to the
    nearest cent: 100.00 at 5 % is 5.00, and 95.00 are the player's. Its mirror takes a deposit back with its
    excise."""
    tax = excise_in(amount, rate)
    mine = [credit(wallet.account.code, amount - tax)] if amount > tax else []
    return [*mine, credit(EXCISE, tax)] if tax else mine
