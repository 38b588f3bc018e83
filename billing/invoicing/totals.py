"""Invoice arithmetic: pure, exact, rounded once per line."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from core.errors import InvalidInput
from core.money import MAX_CENTS, Cents

MAX_QUANTITY = Decimal("999999999.999")
QUANTITY_DECIMALS = 3


def line_cents(quantity: Decimal, unit_cents: Cents) -> Cents:
    """Quantity (at most three decimals) times unit price, rounded half up to the cent.

    Raises InvalidInput BAD_QUANTITY / BAD_AMOUNT.
    """
    if (
        not quantity.is_finite()
        or not 0 < quantity <= MAX_QUANTITY
        or quantity != round(quantity, QUANTITY_DECIMALS)
    ):
        raise InvalidInput(
            "BAD_QUANTITY", "quantity", "A quantity is above zero, with at most three decimals."
        )
    if unit_cents <= 0:
        raise InvalidInput("BAD_AMOUNT", "unitPrice", "A price is above zero.")
    cents = int((quantity * unit_cents).to_integral_value(rounding=ROUND_HALF_UP))
    if not 0 < cents <= MAX_CENTS:
        raise InvalidInput("BAD_AMOUNT", "unitPrice", "The line is too small or too large.")
    return cents
