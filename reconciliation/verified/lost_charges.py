"""Charges of which nobody knows what they are for: rows that a forger puts in, and rows whose payment is on a
statement that is not here yet.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd  # type: ignore[import-untyped,unused-ignore]

from ledger.models import Entry
from mpesa.collections.receipts import receipt_reference
from mpesa.models import Receipt, Till
from reconciliation.models import StatementRow
from reconciliation.statement_files.kinds import Kind

Bools: TypeAlias = npt.NDArray[np.bool_]
#: Where more of the charges than this are for nothing, Safaricom writes them otherwise here.
FEW = 0.2


def charges_among(rows: pd.DataFrame) -> pd.DataFrame:
    """The charges among rows, of those that move money."""
    moving, is_charge = _moving(rows)
    return moving[is_charge]


def _moving(rows: pd.DataFrame) -> tuple[pd.DataFrame, Bools]:
    moving = rows[rows["moves"].to_numpy(dtype=bool)]
    return moving, (moving["kind"].astype("str") == str(Kind.CHARGE)).to_numpy(dtype=bool)


def lost_charges(till: Till, rows: pd.DataFrame) -> pd.DataFrame | None:
    """The charges among rows of which nobody knows what they are for: neither a row of any account of the
    till nor the books have their receipt, or the one that they name. None where that cannot be said, since
    many have none. Three queries at most."""
    moving, is_charge = _moving(rows)
    charges = moving[is_charge]
    if charges.empty:
        return charges
    there = moving["receipt"][~is_charge]
    there = there[there.isin({*charges["receipt"], *charges["linked"]})]
    lost = charges[~(charges["receipt"].isin(there) | charges["linked"].isin(there)).to_numpy(dtype=bool)]
    if lost.empty:
        return lost
    if len(lost) > FEW * len(charges):
        return None
    known = _known(till, {*lost["receipt"], *lost["linked"]} - {""})
    return lost[~(lost["receipt"].isin(known) | lost["linked"].isin(known)).to_numpy(dtype=bool)]


def _known(till: Till, numbers: set[str]) -> set[str]:
    """Which receipts anything but a charge has, on any statement of the till or in the books."""
    shown = StatementRow.objects.filter(till=till, receipt__in=numbers, moves=True, struck_at=None)
    known = set(shown.exclude(kind=Kind.CHARGE).values_list("receipt", flat=True))
    known |= set(Receipt.objects.filter(till=till, number__in=numbers).values_list("number", flat=True))
    paid = {receipt_reference(till, number, "payout"): number for number in numbers}
    entries = Entry.objects.filter(business=till.business_id, reference__in=list(paid))
    return known | {paid[reference] for reference in entries.values_list("reference", flat=True)}
