"""Cents in, shillings out: the one file that converts money. No float passes through here."""

from decimal import Decimal, InvalidOperation

Cents = int

LARGEST: Cents = 10**15


def cents_from(value: object) -> Cents:
    """Cents of a decimal string, an int or a Decimal of shillings.

    Raises ValueError for anything else, for fractions of a cent and beyond 10^13 shillings.
    """
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise ValueError("not an amount")
    try:
        shillings = Decimal(value)
    except InvalidOperation:
        raise ValueError("not an amount") from None
    if not shillings.is_finite() or abs(shillings) >= LARGEST // 100:
        raise ValueError("not an amount")
    cents = shillings * 100
    if cents != cents.to_integral_value():
        raise ValueError("more than two decimals")
    return int(cents)


def plain(cents: Cents) -> str:
    """`-1234.50`"""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02d}"


def with_commas(cents: Cents) -> str:
    """`-1,234.50`, as the portal prints amounts."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole:,}.{rest:02d}"
