"""What is charged above a tariff is told, where that tariff is the one in force."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from mpesa.models import ChargeKind
from mpesa.tariffs.prices import PUBLISHED, Band, PriceList, Prices
from reconciliation.runs.charges import FEWEST, Overcharge, overcharges

PUBLISHED_ONLY = PriceList({})
DAY = date(2026, 11, 20)


def rows_of(*payments: tuple[int, int], days: tuple[int, ...] = ()) -> pd.DataFrame:
    """A payment of so many shillings with its charge, each under a receipt of its own, on a day of the
    month."""
    rows = []
    for number, (amount, fee) in enumerate(payments):
        receipt = f"TF4AA00A{number:02}"
        at = datetime(2026, 11, days[number] if days else DAY.day, 9, tzinfo=UTC)
        rows.append((receipt, "CUSTOMER_PAYMENT", amount * 100, 0, True, at))
        rows.append((receipt, "CHARGE", 0, fee * 100, True, at))
    names = ["receipt", "kind", "paid_in", "withdrawn", "moves", "completed_at"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.astype({"paid_in": "int64", "withdrawn": "int64", "moves": "bool"})


def own(*tariffs: tuple[date, list[tuple[int, int]]], kind: ChargeKind = ChargeKind.PAY_BILL) -> PriceList:
    """A business's own, in shillings."""
    return PriceList(
        {
            kind: [
                Prices(kind, day, tuple(Band(up_to * 100, fee * 100) for up_to, fee in bands))
                for day, bands in tariffs
            ]
        }
    )


USUAL = [(150, 5), (640, 10), (1_200, 15), (5_000, 34), (12_000, 57)]


def test_a_charge_above_the_published_tariff_is_told():
    assert overcharges(rows_of(*USUAL), PUBLISHED_ONLY) == []
    found = overcharges(rows_of(*USUAL, (5_000, 44)), PUBLISHED_ONLY)
    assert found == [Overcharge("TF4AA00A05", 44_00, 10_00, "as published")]


@pytest.mark.parametrize("charged", [USUAL[: FEWEST - 2], [(amount, 3) for amount, _ in USUAL]])
def test_a_published_tariff_that_is_not_in_force_accuses_nobody(charged):
    assert overcharges(rows_of(*charged, (5_000, 44)), PUBLISHED_ONLY) == []


def test_what_cannot_be_judged_is_not():
    two = rows_of(*USUAL, (5_000, 44), (5_000, 44))
    two.loc[two["receipt"] == "TF4AA00A06", "receipt"] = "TF4AA00A05"
    assert overcharges(two, PUBLISHED_ONLY) == []
    failed = rows_of(*USUAL, (5_000, 44))
    failed.loc[failed["receipt"] == "TF4AA00A05", "moves"] = False
    assert overcharges(failed, PUBLISHED_ONLY) == []
    assert overcharges(rows_of(*USUAL, (300_000, 900)), PUBLISHED_ONLY) == []
    assert overcharges(rows_of(), PUBLISHED_ONLY) == []


def test_the_tariff_of_a_contract_is_taken_at_its_word():
    """One charge is enough, and none of the others need agree."""
    mine = own((DAY, [(1_000, 3), (250_000, 7)]))
    assert overcharges(rows_of((500, 3), (5_000, 7)), mine) == []
    found = overcharges(rows_of((500, 4), (1_000, 3), (1_001, 9), (300_000, 900)), mine)
    assert found == [
        Overcharge("TF4AA00A00", 4_00, 1_00, "yours of 2026-11-20"),
        Overcharge("TF4AA00A02", 9_00, 2_00, "yours of 2026-11-20"),
    ]
    assert overcharges(rows_of((500, 2)), mine) == []


def test_each_row_is_judged_by_the_tariff_of_its_day():
    mine = own((date(2026, 11, 10), [(250_000, 5)]), (date(2026, 11, 20), [(250_000, 3)]))
    rows = rows_of(*[(100, 4)] * 4, days=(9, 10, 19, 20))
    assert [each.receipt for each in overcharges(rows, mine)] == ["TF4AA00A03"]
    late = rows.copy()
    late["completed_at"] = datetime(2026, 11, 19, 20, 59, tzinfo=UTC)  # of the 19th in Nairobi
    assert overcharges(late, mine) == []
    late["completed_at"] = datetime(2026, 11, 19, 21, tzinfo=UTC)
    assert len(overcharges(late, mine)) == 4


def test_what_was_published_before_the_contract_counts_before_it():
    mine = own((date(2026, 11, 10), [(250_000, 1_000)]))
    rows = rows_of(*USUAL, (5_000, 44), (5_000, 44), days=(1, 2, 3, 4, 5, 6, 10))
    assert [each.receipt for each in overcharges(rows, mine)] == ["TF4AA00A05"]


def test_a_tariff_without_bands_judges_nothing():
    mine = own((date(2026, 11, 1), []))
    assert overcharges(rows_of(*USUAL, (5_000, 44)), mine) == []


def test_a_till_is_not_charged_as_a_pay_bill():
    rows = rows_of(*USUAL, (5_000, 44))
    assert overcharges(rows, PUBLISHED_ONLY, collects=ChargeKind.BUY_GOODS) == []
    mine = own((DAY, [(250_000, 40)]), kind=ChargeKind.BUY_GOODS)
    found = overcharges(rows, mine, collects=ChargeKind.BUY_GOODS)
    assert [each.receipt for each in found] == ["TF4AA00A04", "TF4AA00A05"]


@pytest.mark.parametrize("prices", PUBLISHED.values(), ids=lambda prices: prices.kind)
def test_bands_rise(prices):
    assert list(prices.bands) == sorted(prices.bands)
    assert [band.fee for band in prices.bands] == sorted(band.fee for band in prices.bands)
    assert prices.fee(prices.bands[-1].up_to + 1) is None
    assert prices.fee(prices.bands[0].up_to) == prices.bands[0].fee
