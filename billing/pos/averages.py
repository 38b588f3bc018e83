"""What goods cost: the moving weighted average (IAS 2.25). Pure, exact; quantities in thousandths, cents.

Goods may be sold before anybody has said that they came. They leave at what one cost last, the stock stands
below zero, and who brings them in says what they really cost: the difference is the adjustment.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.money import Cents, share_of

THOUSAND = 1000


@dataclass(frozen=True)
class Stock:
    """Thousandths on hand, and what they cost in cents: of the same sign, and 0 for 0."""

    on_hand: int
    cents: Cents


@dataclass(frozen=True)
class Moved:
    """The stock after a move, what the account of the stock changed by, and which part of that is the
    adjustment for goods that went before they came."""

    after: Stock
    cents: Cents
    adjusted: Cents = 0


def thousandths(quantity: Decimal) -> int:
    """A quantity of at most three decimals."""
    return int(quantity * THOUSAND)


def quantity_of(thousandths: int) -> Decimal:
    return Decimal(thousandths) / THOUSAND


def worth(thousandths: int, unit_cents: Cents) -> Cents:
    """So many at a price each, rounded once."""
    return share_of(unit_cents, thousandths, THOUSAND)


def cost_of(stock: Stock, wanted: int, *, last_cost: Cents) -> Cents:
    """What `wanted` thousandths cost at the average; those that are not on hand at what one cost last."""
    there = min(wanted, max(stock.on_hand, 0))
    cost = share_of(stock.cents, there, stock.on_hand) if there else 0
    return cost + worth(wanted - there, last_cost)


def taken(stock: Stock, wanted: int, *, last_cost: Cents) -> Moved:
    """`wanted` thousandths leave at cost."""
    cost = cost_of(stock, wanted, last_cost=last_cost)
    return Moved(Stock(stock.on_hand - wanted, stock.cents - cost), -cost)


def brought(stock: Stock, came: int, cents: Cents) -> Moved:
    """`came` thousandths come in for `cents`.

    Where some went before, they went at what was thought then: what they really cost more leaves the stock
    again as the adjustment (less: comes into it).
    """
    owed = min(came, max(-stock.on_hand, 0))
    if not owed:
        return Moved(Stock(stock.on_hand + came, stock.cents + cents), cents)
    thought = share_of(-stock.cents, owed, -stock.on_hand)
    adjusted = thought - share_of(cents, owed, came)
    after = Stock(stock.on_hand + came, stock.cents + cents + adjusted)
    return Moved(after, cents + adjusted, adjusted)


def counted(stock: Stock, found: int, *, last_cost: Cents) -> Moved:
    """So many are there after all: what is missing leaves at cost, what is more comes at the average."""
    if found < stock.on_hand:
        return taken(stock, stock.on_hand - found, last_cost=last_cost)
    more = found - stock.on_hand
    if stock.on_hand > 0:
        return brought(stock, more, share_of(stock.cents, more, stock.on_hand))
    # what stood below zero is there no more, at what it had left for; the rest comes at what one cost last
    cents = worth(found, last_cost)
    return Moved(Stock(found, cents), cents - stock.cents)
