"""Money: the one file that converts, rounds or splits shillings.

Inside Hesabu an amount is an `int` of Kenyan cents (`Cents`). Shillings exist at four edges only: the
GraphQL `Money` scalar, spreadsheets, the Daraja client and HTML. No function here accepts a float except
`from_spreadsheet`, which refuses one that is not a whole number of cents.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import (
    ROUND_DOWN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DecimalException,
    Inexact,
    InvalidOperation,
)
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeAlias

from core.errors import InvalidInput

Cents: TypeAlias = int

CENTS_PER_SHILLING = 100
_PARTS = [f".{cents:02d}" for cents in range(CENTS_PER_SHILLING)]
#: The largest single amount: ten trillion shillings, far above any business. The database checks it of every
#: amount that is kept (core/fields.py). Ten thousand of it are beyond 64 bits: sums are numeric there.
MAX_CENTS: Cents = 10**15
SPREADSHEET_MAX_CENTS: Cents = 10**11
#: Spreadsheets keep 15 digits of a number.
_CELL_MAX_CENTS: Cents = 10**15

_SHILLINGS = re.compile(r"[+-]?([0-9]{1,3}(,[0-9]{3})+|[0-9]{1,15})(\.[0-9]{1,4})?")

#: Where commas are for decimals this is a number of thousands.
_THREE_DECIMALS = re.compile(r"^[+-]?[0-9]{1,3}\.[0-9]{3}$")

_MONEY_WORDS = re.compile(
    r"amount|total|balance|limit|fee|price|paid|debit|credit|vat|tax|cents|shilling|opening|closing|turnover"
    r"|unexplained|withdrawn|stake|cost|owed|income|expense|profit|equity|liabilit|asset|cash",
    re.IGNORECASE,
)

#: Arithmetic that refuses to round, where the default context would do so behind the 28th digit.
_EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])


class Rounding(StrEnum):
    """How a business turns 402.50 into the whole shillings that M-Pesa can ask for."""

    NEAREST = "NEAREST"
    UP = "UP"
    DOWN = "DOWN"


_ROUNDING_MODES = {Rounding.NEAREST: ROUND_HALF_UP, Rounding.UP: ROUND_UP, Rounding.DOWN: ROUND_DOWN}


def to_cents(amount: str | int | Decimal, *, field: str = "amount") -> Cents:
    """Cents of an amount in shillings given as text, whole number or Decimal.

    Thousands commas are understood. More than two decimals are refused unless they are zeros.
    Raises InvalidInput BAD_AMOUNT.
    """
    if isinstance(amount, bool | float):
        raise InvalidInput("BAD_AMOUNT", field, "Give money as text with at most two decimals, like 1250.50.")
    if isinstance(amount, str):
        text = amount.strip()
        if not _SHILLINGS.fullmatch(text):
            raise InvalidInput("BAD_AMOUNT", field, "Write the amount in shillings, like 1250 or 1250.50.")
        amount = text.replace(",", "")
    try:
        cents = _EXACT.multiply(Decimal(amount), Decimal(CENTS_PER_SHILLING))
        whole = cents.to_integral_value()
    except DecimalException:
        raise InvalidInput("BAD_AMOUNT", field, "Write the amount in shillings, like 1250.50.") from None
    if not whole.is_finite() or whole != cents:
        raise InvalidInput("BAD_AMOUNT", field, "An amount has at most two decimals.")
    if abs(whole) > MAX_CENTS:
        raise InvalidInput("BAD_AMOUNT", field, "The amount is too large.")
    return int(whole)


def from_spreadsheet(value: str | int | float | Decimal | None, *, field: str = "amount") -> Cents:
    """Cents of a spreadsheet cell in shillings; a blank cell is 0. Text with three decimals is refused.

    A float is accepted only within 1e-4 of a whole cent and below 1e11 cents, where binary floats still
    tell cents apart. Raises InvalidInput BAD_AMOUNT.
    """
    if value is None:
        return 0
    if isinstance(value, str):
        text = value.replace("\u00a0", " ").strip()
        if _THREE_DECIMALS.search(text):
            raise InvalidInput("BAD_AMOUNT", field, "1.250 may be 1,250 or 1.25: write it with two decimals.")
        return 0 if text in ("", "-") else to_cents(text, field=field)
    if isinstance(value, float):
        if math.isnan(value):  # NaN is how pandas writes a blank
            return 0
        scaled = (
            Decimal(repr(float(value))) * CENTS_PER_SHILLING if abs(value) < SPREADSHEET_MAX_CENTS else None
        )
        if scaled is None or abs(scaled) >= SPREADSHEET_MAX_CENTS:
            raise InvalidInput("BAD_AMOUNT", field, "The number is too large to be exact; write it as text.")
        whole = scaled.to_integral_value(rounding=ROUND_HALF_UP)
        if abs(whole - scaled) > Decimal("0.0001"):
            raise InvalidInput("BAD_AMOUNT", field, "The number is not a whole number of cents.")
        return int(whole)
    return to_cents(value, field=field)


def to_shillings(cents: Cents) -> str:
    """Plain decimal text with two places, `-1250.50`: the form of GraphQL, Daraja and CSV."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), CENTS_PER_SHILLING)
    return f"{sign}{whole}.{rest:02d}"


def to_decimal(cents: Cents) -> Decimal:
    """Exact shillings."""
    return Decimal(cents).scaleb(-2, _EXACT)


def to_spreadsheet(cents: Cents) -> Decimal | str:
    """Shillings for a spreadsheet cell: a number as far as spreadsheets keep every digit, text beyond."""
    return to_decimal(cents) if abs(cents) < _CELL_MAX_CENTS else to_shillings(cents)


def shillings_each(amounts: Sequence[Cents]) -> list[str]:
    """As to_shillings, of many at once: a fifth of a second for each million."""
    texts = [
        f"{cents // CENTS_PER_SHILLING}{_PARTS[cents % CENTS_PER_SHILLING]}" for cents in map(abs, amounts)
    ]
    if min(amounts, default=0) < 0:
        return [f"-{text}" if cents < 0 else text for cents, text in zip(amounts, texts, strict=True)]
    return texts


def display(cents: Cents) -> str:
    """`KES 1,250.50`, for people."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), CENTS_PER_SHILLING)
    return f"{sign}KES {whole:,}.{rest:02d}"


def cents_shown(text: str) -> Cents | None:
    """The cents that `display` has written so; None for any other text."""
    digits = "".join(each for each in text if each in "0123456789-")
    cents = int(digits) if len(digits) <= 20 and digits.removeprefix("-").isdigit() else None
    return cents if cents is not None and display(cents) == text else None


@lru_cache(maxsize=4096)
def says_money(name: str) -> bool:
    """Whether a field of that name, in snake or camel case, can only hold money: then no bare number leaves
    the system under it."""
    return _MONEY_WORDS.search(name) is not None


def as_read(value: Any) -> Any:
    """A JSON value for people: numbers that are named like money as text in shillings."""
    if isinstance(value, list):
        return [as_read(item) for item in value]
    if isinstance(value, dict):
        return {
            name: display(item) if says_money(name) and type(item) is int else as_read(item)
            for name, item in value.items()
        }
    return value


def whole_shillings(cents: Cents, *, field: str = "amount") -> int:
    """Shillings of an amount without cents, as M-Pesa asks and pays. Raises InvalidInput NOT_WHOLE."""
    whole, rest = divmod(cents, CENTS_PER_SHILLING)
    if rest:
        raise InvalidInput("NOT_WHOLE", field, "M-Pesa moves whole shillings only.")
    return whole


def round_to_shilling(cents: Cents, rounding: Rounding = Rounding.NEAREST) -> tuple[Cents, Cents]:
    """(cents rounded to a whole shilling, what was added by rounding; negative when it was taken away)."""
    shillings = (Decimal(cents) / CENTS_PER_SHILLING).to_integral_value(rounding=_ROUNDING_MODES[rounding])
    rounded = int(shillings) * CENTS_PER_SHILLING
    return rounded, rounded - cents


def share_of(total: Cents, part: int, whole: int, rounding: Rounding = Rounding.NEAREST) -> Cents:
    """`part` of `whole` of an amount that is not negative, rounded to a cent; half a cent goes up.

    Shares that have to sum to the whole are split instead.
    """
    assert total >= 0 and part >= 0 and whole > 0, "a share is of something"
    cents, rest = divmod(total * part, whole)
    goes_up = rest > 0 if rounding == Rounding.UP else 2 * rest >= whole
    return cents + (goes_up and rounding != Rounding.DOWN)


def split(total: Cents, weights: Sequence[int]) -> list[Cents]:
    """Share `total` by `weights` with largest remainders; the shares always sum to `total`.

    Ties go to the lowest index. Weights are not negative and not all zero unless `total` is 0; a negative
    total is split as the mirror of its positive. Raises InvalidInput BAD_WEIGHTS.
    Source: Hamilton's method of apportionment.
    """
    if min(weights, default=0) < 0:
        raise InvalidInput("BAD_WEIGHTS", "weights", "A weight cannot be negative.")
    whole = sum(weights)
    if whole == 0:
        if total == 0:
            return [0] * len(weights)
        raise InvalidInput("BAD_WEIGHTS", "weights", "Nobody to share the amount among.")
    if total < 0:
        return [-share for share in split(-total, weights)]
    shares, remainders = [], []
    for weight in weights:
        share, remainder = divmod(total * weight, whole)
        shares.append(share)
        remainders.append(remainder)
    if missing := total - sum(shares):
        # Those above the last remainder that gets a cent, and the first of those that equal it: no pairs of
        # remainder and index are kept, of which a million take more memory than a settlement has.
        last = sorted(remainders)[-missing]
        equal = missing - sum(remainder > last for remainder in remainders)
        for index, remainder in enumerate(remainders):
            if remainder > last or (remainder == last and equal > 0):
                shares[index] += 1
                equal -= remainder == last
    assert sum(shares) == total
    return shares
