"""What is charged above a tariff is told, where that tariff is the one in force."""

from __future__ import annotations

import pandas as pd
import pytest

from reconciliation.runs.charges import FEWEST, TARIFFS, Overcharge, overcharges

PAY_BILL = TARIFFS[0]


def rows_of(*payments: tuple[int, int]) -> pd.DataFrame:
    """A payment of so many shillings with its charge, each under a receipt of its own."""
    rows = []
    for number, (amount, fee) in enumerate(payments):
        receipt = f"TF4AA00A{number:02}"
        rows.append((receipt, "CUSTOMER_PAYMENT", amount * 100, 0, True))
        rows.append((receipt, "CHARGE", 0, fee * 100, True))
    frame = pd.DataFrame(rows, columns=["receipt", "kind", "paid_in", "withdrawn", "moves"])
    return frame.astype({"paid_in": "int64", "withdrawn": "int64", "moves": "bool"})


USUAL = [(150, 5), (640, 10), (1_200, 15), (5_000, 34), (12_000, 57)]


def test_a_charge_above_the_tariff_is_told():
    assert overcharges(rows_of(*USUAL)) == []
    found = overcharges(rows_of(*USUAL, (5_000, 44)))
    assert found == [Overcharge("TF4AA00A05", 44_00, 10_00, PAY_BILL.name)]


@pytest.mark.parametrize("charged", [USUAL[: FEWEST - 2], [(amount, 3) for amount, _ in USUAL]])
def test_a_tariff_that_is_not_in_force_accuses_nobody(charged):
    assert overcharges(rows_of(*charged, (5_000, 44))) == []


def test_what_cannot_be_judged_is_not():
    two = rows_of(*USUAL, (5_000, 44), (5_000, 44))
    two.loc[two["receipt"] == "TF4AA00A06", "receipt"] = "TF4AA00A05"
    assert overcharges(two) == []
    failed = rows_of(*USUAL, (5_000, 44))
    failed.loc[failed["receipt"] == "TF4AA00A05", "moves"] = False
    assert overcharges(failed) == []
    assert overcharges(rows_of(*USUAL, (300_000, 900))) == []
    assert overcharges(rows_of()) == []


@pytest.mark.parametrize("tariff", TARIFFS, ids=lambda tariff: tariff.name)
def test_bands_rise(tariff):
    assert list(tariff.bands) == sorted(tariff.bands)
    assert [fee for _, fee in tariff.bands] == sorted(fee for _, fee in tariff.bands)
