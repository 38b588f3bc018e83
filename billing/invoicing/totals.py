"""Invoice arithmetic: pure, exact, rounded once per line."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from core.errors import InvalidInput
from core.money import MAX_CENTS, Cents

MAX_QUANTITY = Decimal("999999999.999")
QUANTITY_DECIMALS = 3


def checked_quantity(quantity: Decimal) -> Decimal:
    """A quantity that can be billed. Raises InvalidInput BAD_QUANTITY."""
    if (
        not quantity.is_finite()
        or not 0 < quantity <= MAX_QUANTITY
        or quantity != round(quantity, QUANTITY_DECIMALS)
    ):
        raise InvalidInput(
            "BAD_QUANTITY", "quantity", "A quantity is above zero, with at most three decimals."
        )
    return quantity


def checked_price(unit_cents: Cents) -> Cents:
    """A price that can be billed, in cents. Raises InvalidInput BAD_AMOUNT."""
    if unit_cents <= 0:
        raise InvalidInput("BAD_AMOUNT", "unit_price", "A price is above zero.")
    return unit_cents


def line_cents(quantity: Decimal, unit_cents: Cents) -> Cents:
    """Quantity (at most three decimals) times unit price, rounded half up to the cent.

    Raises InvalidInput BAD_QUANTITY / BAD_AMOUNT.
    """
    checked_quantity(quantity)
    checked_price(unit_cents)
    cents = int((quantity * unit_cents).to_integral_value(rounding=ROUND_HALF_UP))
    if not 0 < cents <= MAX_CENTS:
        raise InvalidInput("BAD_AMOUNT", "unit_price", "The line is too small or too large.")
    return cents
