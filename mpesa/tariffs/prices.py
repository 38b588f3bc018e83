"""Tariffs as they are looked up: which charge an amount has on a day. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from core.money import Cents
from mpesa.models import ChargeKind


class Band(NamedTuple):
    """Amounts up to `up_to` cost `fee`, both in cents."""

    up_to: Cents
    fee: Cents


@dataclass(frozen=True)
class Prices:
    """What one kind of payment costs from a day on; without a day it is what Safaricom publishes. Bands rise;
    none: what is charged is not judged."""

    kind: ChargeKind
    from_day: date | None
    bands: tuple[Band, ...]

    @property
    def is_published(self) -> bool:
        return self.from_day is None

    def fee(self, amount: Cents) -> Cents | None:
        """The charge of an amount; None beyond the last band."""
        place = bisect_left(self.bands, amount, key=lambda band: band.up_to)
        return self.bands[place].fee if place < len(self.bands) else None


@dataclass(frozen=True)
class PriceList:
    """All that holds for a business. `own` stand in the order of their days, of each kind."""

    own: Mapping[ChargeKind, Sequence[Prices]]

    def on(self, kind: ChargeKind, day: date) -> Prices | None:
        """What is in force on an accounting day: the business's own, else the published one, if there is
        one."""
        known = [prices for prices in self.own.get(kind, ()) if prices.from_day and prices.from_day <= day]
        return known[-1] if known else PUBLISHED.get(kind)

    def between(self, kind: ChargeKind, first: date, last: date) -> list[tuple[date, Prices]]:
        """(day from which it is looked up, prices) of those in force on these days, in order."""
        begins = {prices.from_day for prices in self.own.get(kind, ()) if prices.from_day is not None}
        days = sorted({first, *(day for day in begins if first < day <= last)})
        return [(day, prices) for day in days if (prices := self.on(kind, day)) is not None]


def _published(kind: ChargeKind, *shillings: tuple[int, int]) -> Prices:
    return Prices(kind, None, tuple(Band(up_to * 100, fee * 100) for up_to, fee in shillings))


#: As Safaricom publishes them: payments to a PayBill that the business pays for, and payments to a registered
#: phone (August 2023). A contract may say otherwise.
PUBLISHED: Final[Mapping[ChargeKind, Prices]] = {
    ChargeKind.PAY_BILL: _published(
        ChargeKind.PAY_BILL,
        (100, 0), (500, 5), (1_000, 10), (1_500, 15), (2_500, 20), (3_500, 25), (5_000, 34), (7_500, 42),
        (10_000, 48), (15_000, 57), (20_000, 62), (25_000, 67), (30_000, 72), (35_000, 83), (40_000, 99),
        (45_000, 103), (250_000, 108),
    ),
    ChargeKind.B2C: _published(
        ChargeKind.B2C, (100, 0), (1_500, 5), (5_000, 9), (20_000, 11), (250_000, 13)
    ),
}  # fmt: skip
