"""What Safaricom will take for a payment, by the tariff of the business: for the forecast alone.

What was taken is read from results and statements.
"""

from __future__ import annotations

from dataclasses import dataclass

from core import days
from core.money import Cents
from mpesa.models import ChargeKind, PayoutWay
from mpesa.tariffs.prices import PUBLISHED, Prices
from mpesa.tariffs.setting import tariffs_of


@dataclass(frozen=True)
class Fees:
    """The charges of a business's payments today. Beyond the last band that one's holds; without bands they
    count as free: of B2B nothing is published, and what is taken comes with results and statements."""

    prices: Prices

    def of(self, amount: Cents) -> Cents:
        """The charge of a payment in cents."""
        fee = self.prices.fee(amount)
        if not self.prices.bands:
            return 0
        return self.prices.bands[-1].fee if fee is None else fee


def fees_today(business_id: int, way: PayoutWay = PayoutWay.B2C) -> Fees:
    """By the business's own tariff, or the published one where it has none or says nothing of its bands."""
    kind = ChargeKind(way)
    own = tariffs_of([business_id])[business_id].on(kind, days.today())
    return Fees(own if own is not None and own.bands else PUBLISHED.get(kind) or Prices(kind, None, ()))
