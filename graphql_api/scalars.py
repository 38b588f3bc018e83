"""Scalars of the schema. Money and 64-bit numbers travel as text, so that no client rounds them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, NewType

import strawberry
from strawberry.schema.types.base_scalars import DateDefinition
from strawberry.types.scalar import ScalarDefinition

from core.days import LAST_DAY
from core.errors import InvalidInput
from core.money import to_cents, to_shillings

#: Cents inside, a decimal string of shillings outside.
Money = NewType("Money", int)
#: A whole number beyond 32 bits, as a string.
BigInt = NewType("BigInt", int)

_BIG_INT_DIGITS = 19
#: Days of people who live and of books that are kept. Sums over days near the ends of the calendar overflow.
FIRST_DAY = date(1900, 1, 1)


def _parse_money(value: Any) -> Money:
    if not isinstance(value, str):
        raise InvalidInput("BAD_AMOUNT", "amount", 'Give money as text in shillings, like "1250.50".')
    return Money(to_cents(value))


def _parse_big_int(value: Any) -> BigInt:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _BIG_INT_DIGITS):
        raise InvalidInput("BAD_NUMBER", "", "Give a whole number as text.")
    number = int(text)
    if abs(number) >= 2**63:
        raise InvalidInput("BAD_NUMBER", "", "The number is too large.")
    return BigInt(number)


def _parse_day(value: Any) -> date:
    day: date = DateDefinition.parse_value(value)  # type: ignore[misc]
    if not FIRST_DAY <= day <= LAST_DAY:
        raise InvalidInput("BAD_DAY", "", f"Give a day between {FIRST_DAY.year} and {LAST_DAY.year}.")
    return day


SCALARS: dict[object, ScalarDefinition] = {
    date: replace(DateDefinition, parse_value=_parse_day),
    Money: strawberry.scalar(
        name="Money",
        description='Kenyan shillings as exact decimal text with two places: "1250.50". Never a number.',
        serialize=to_shillings,
        parse_value=_parse_money,
    ),
    BigInt: strawberry.scalar(
        name="BigInt", description="A whole number as text.", serialize=str, parse_value=_parse_big_int
    ),
}
