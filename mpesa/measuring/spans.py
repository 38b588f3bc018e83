"""What figures are counted by, and shares of them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

from mpesa.collections.by_day import DAY_SQL, HOUR_SQL


class By(StrEnum):
    """A day or an hour of a day in Nairobi, or a till."""

    DAY = "DAY"
    HOUR = "HOUR"
    TILL = "TILL"


#: A day, the moment at which an hour begins, or the key of a till.
Span: TypeAlias = date | datetime | int

#: The span of a row whose moment is in the column that is put in.
SPAN_SQL: Final = {By.DAY: DAY_SQL, By.HOUR: HOUR_SQL, By.TILL: "till_id"}


def share(part: int, whole: int) -> Decimal | None:
    """`part` of `whole` with four decimals, 1 for all of it; None of nothing."""
    return (Decimal(part) / whole).quantize(Decimal("0.0001")) if whole else None
