"""What Safaricom takes for a payment to a registered phone, as it publishes it: for the forecast alone.

Contracts differ; what was taken is read from results and statements.
"""

from __future__ import annotations

from typing import Final

from core.money import Cents

#: (up to so many cents, cents); the last holds for all above it.
BANDS: Final[tuple[tuple[Cents, Cents], ...]] = (
    (100_00, 0),
    (1_500_00, 5_00),
    (5_000_00, 9_00),
    (20_000_00, 11_00),
    (250_000_00, 13_00),
)


def fee_of(amount: Cents) -> Cents:
    """The charge of a payment in cents."""
    return next((fee for up_to, fee in BANDS if amount <= up_to), BANDS[-1][1])
