"""Excise on deposits: so much of what a player pays in goes to 2500, and the rest to the wallet."""

from __future__ import annotations

from datetime import date

from core.money import Cents, share_of
from ledger.chart.standard import EXCISE
from ledger.journal.posting import Leg, credit
from ledger.models import Wallet
from markets.legal.rules import rules_on
from markets.models import LegalKind
from mpesa.payouts.withholding import WHOLE


def excise_rate(business_id: int, day: date) -> int:
    """In hundredths of a percent; 0 where none is charged."""
    return rules_on(business_id, day)[LegalKind.EXCISE]


def deposit_credits(wallet: Wallet, amount: Cents, rate: int) -> list[Leg]:
    """What a deposit credits, summing to it: the wallet, and 2500 where there is excise in it, rounded to the
    nearest cent: 100.00 at 5 % is 5.00, and 95.00 are the player's. Its mirror takes a deposit back with its
    excise."""
    tax = share_of(amount, rate, WHOLE)
    mine = [credit(wallet.account.code, amount - tax)] if amount > tax else []
    return [*mine, credit(EXCISE, tax)] if tax else mine
