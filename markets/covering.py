"""Whether the money of players is there: what a business owes them, beside what it holds at M-Pesa."""

from __future__ import annotations

from dataclasses import dataclass

from core.money import Cents
from ledger.chart.standard import CARRY_OVER, MPESA, PAYOUTS_IN_FLIGHT, POOLS, WALLETS
from ledger.reads.selectors import balance_by_code, one_picture
from mpesa.models import MpesaAccount, Till
from mpesa.tills.accounts import account_code
from users.models import Business


@dataclass(frozen=True)
class PlayerCover:
    """In cents: what is owed by part, and what is held, by the books of one moment."""

    wallets: Cents
    pools: Cents
    carry_over: Cents
    in_flight: Cents
    held: Cents

    @property
    def owed(self) -> Cents:
        return self.wallets + self.pools + self.carry_over + self.in_flight

    @property
    def difference(self) -> Cents:
        """What is held beyond what is owed; negative where it is less."""
        return self.held - self.owed

    @property
    def is_covered(self) -> bool:
        return self.difference >= 0


def player_cover(business: Business, till: Till | None = None) -> PlayerCover:
    """What a business owes its players and has in flight, and what it holds in all its M-Pesa accounts, or in
    those of one till.

    All payouts in flight count, whoever they are for: their money is at M-Pesa and no longer the business's
    to spend.
    """
    with one_picture():
        wallets, pools, carry_over, in_flight = (
            balance_by_code(business.pk, code) for code in (WALLETS, POOLS, CARRY_OVER, PAYOUTS_IN_FLIGHT)
        )
        codes = [account_code(till, account) for account in MpesaAccount] if till else [MPESA]
        held = sum(balance_by_code(business.pk, code) for code in codes)
    return PlayerCover(wallets, pools, carry_over, in_flight, held)
