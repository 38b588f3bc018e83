"""Excise on deposits: so much of what a player pays in goes to 2500, and the rest to the wallet."""

from __future__ import annotations

from datetime import date
from typing import Final

from core.money import Cents, share_of
from ledger.chart.standard import EXCISE
from ledger.journal.posting import Leg, credit
from ledger.models import Wallet
from markets.legal.rules import rules_on
from markets.models import LegalKind
from mpesa.payouts.withholding import WHOLE

RULE: Final = LegalKind.EXCISE


def excise_of(business_id: int, day: date, amount: Cents) -> Cents:
    """The excise in a deposit of a day, rounded to the nearest cent; 0 where none is charged. 100.00 at 5 %
    is 5.00, and 95.00 are the player's."""
    return share_of(amount, excise_rate(business_id, day), WHOLE)


def excise_rate(business_id: int, day: date) -> int:
    """In hundredths of a percent; 0 where none is charged."""
    return rules_on(business_id, day)[RULE] or 0


def deposit_credits(wallet: Wallet, *, day: date, amount: Cents) -> list[Leg]:
    """What a deposit credits, summing to it: the wallet, and 2500 where there is excise in it. Its mirror
    takes a deposit back with its excise."""
    return credits_at(wallet, amount, excise_rate(wallet.business_id, day))


def credits_at(wallet: Wallet, amount: Cents, rate: int) -> list[Leg]:
    """As deposit_credits, at a rate that is known."""
    tax = share_of(amount, rate, WHOLE)
    mine = [credit(wallet.account.code, amount - tax)] if amount > tax else []
    return [*mine, credit(EXCISE, tax)] if tax else mine
