"""Invoice arithmetic: pure, exact. A line is rounded once, and the VAT of a bill once, over all its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from core.errors import InvalidInput
from core.money import MAX_CENTS, Cents, split
from ledger.models import VatCode

MAX_QUANTITY = Decimal("999999999.999")
QUANTITY_DECIMALS = 3
_WHOLE = 10_000  # basis points


@dataclass(frozen=True)
class Priced:
    """What a line adds to a bill, in cents; `cents` is the two together."""

    net: Cents
    vat: Cents

    @property
    def cents(self) -> Cents:
        return self.net + self.vat


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


def line_cents(quantity: Decimal, unit_cents: Cents, discount: Cents = 0) -> Cents:
    """Quantity (at most three decimals) times unit price, rounded half up to the cent, less the discount.

    Raises InvalidInput BAD_QUANTITY / BAD_AMOUNT / BAD_DISCOUNT.
    """
    checked_quantity(quantity)
    checked_price(unit_cents)
    cents = int((quantity * unit_cents).to_integral_value(rounding=ROUND_HALF_UP))
    if not 0 < cents <= MAX_CENTS:
        raise InvalidInput("BAD_AMOUNT", "unit_price", "The line is too small or too large.")
    if not 0 <= discount <= cents:
        raise InvalidInput("BAD_DISCOUNT", "discount", "A discount is from nothing to the whole line.")
    return cents - discount


def price_lines(lines: Sequence[tuple[Cents, str]], *, include_vat: bool, basis_points: int) -> list[Priced]:
    """What lines of (cents, VAT code) add to a bill. `basis_points` is the standard rate of the day.

    The VAT of the lines at the standard rate is reckoned of their sum, rounded half up, and split over them
    by largest remainder (core.money.split): it is what KRA reckons of the bill as a whole, and the lines sum
    to it. With `include_vat` the amounts hold it, else it comes on top.
    """
    taxed = [place for place, (_, code) in enumerate(lines) if code == VatCode.STANDARD]
    amounts = [lines[place][0] for place in taxed]
    whole = sum(amounts)
    vat = _contained(whole, basis_points) if include_vat else _on_top(whole, basis_points)
    shares = dict(zip(taxed, split(vat, amounts), strict=True)) if whole else {}
    return [
        Priced(cents - shares.get(place, 0) if include_vat else cents, shares.get(place, 0))
        for place, (cents, _) in enumerate(lines)
    ]


def _contained(cents: Cents, basis_points: int) -> Cents:
    return split(cents, [_WHOLE, basis_points])[1]


def _on_top(cents: Cents, basis_points: int) -> Cents:
    return (cents * basis_points + _WHOLE // 2) // _WHOLE
