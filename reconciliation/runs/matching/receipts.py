"""The first passes, over all rows: by receipt, leg and cents, and of UNKNOWN rows by receipt and cents.

Every pair here shares a receipt, and so do a row and the one that it repeats: rows that are split by a hash
of the receipt give the same in parts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd  # type: ignore[import-untyped,unused-ignore]

from reconciliation.runs.matching.pairing import (
    Bools,
    Pairs,
    combined,
    numbered,
    pair_keys,
    pair_sorted,
    sort_keys,
)
from reconciliation.runs.matching.sides import LEGS, id_codes, leg_codes


@dataclass(frozen=True)
class ByReceipt:
    """`left_free`, `right_free`: what no pair uses and could still be matched. `left_repeats`,
    `right_repeats`: rows whose receipt, leg and cents an earlier row of their side has. `left_known`: rows
    whose receipt is booked, whatever the leg and cents.
    """

    exact: Pairs
    unknown: Pairs
    left_free: Bools
    right_free: Bools
    left_repeats: Bools
    right_repeats: Bools
    left_known: Bools


def match_receipts(rows: pd.DataFrame, books: pd.DataFrame) -> ByReceipt:
    """`rows` of `statement_rows`, `books` of `booked_rows`, whole or a part by receipt."""
    left_receipts, right_receipts = id_codes(rows["receipt"], books["receipt"])
    left_legs, right_legs = leg_codes(rows["leg"]), leg_codes(books["leg"])
    left_cents, right_cents = numbered(rows["cents"].to_numpy(np.int64), books["cents"].to_numpy(np.int64))
    left_free = rows["moves"].to_numpy(dtype=bool).copy()
    right_free = right_legs != LEGS.index("opening")

    at_left = np.flatnonzero(left_free & (left_receipts >= 0))
    at_right = np.flatnonzero(right_free & (right_receipts >= 0))
    left_keys = combined(left_receipts * len(LEGS) + left_legs, left_cents)
    right_keys = combined(right_receipts * len(LEGS) + right_legs, right_cents)
    left, right = sort_keys(left_keys[at_left]), sort_keys(right_keys[at_right])
    left_repeats, right_repeats = np.zeros(len(rows), np.bool_), np.zeros(len(books), np.bool_)
    left_repeats[at_left[left.order]] = left.nth > 0
    right_repeats[at_right[right.order]] = right.nth > 0

    exact = pair_sorted(left, right)
    exact = Pairs(at_left[exact.left], at_right[exact.right], exact.alike)
    blank = left_legs[exact.left] == 0
    if blank.any():  # no leg on either side says less than a leg: those wait for the second pass
        exact = Pairs(exact.left[~blank], exact.right[~blank], exact.alike[~blank])
    left_free[exact.left], right_free[exact.right] = False, False

    unknown = pair_keys(
        combined(left_receipts, left_cents),
        combined(right_receipts, right_cents),
        left_free & (left_legs == 0) & (left_receipts >= 0),
        right_free & (right_receipts >= 0),
    )
    left_free[unknown.left], right_free[unknown.right] = False, False

    booked = np.zeros(int(max(left_receipts.max(initial=-1), right_receipts.max(initial=-1))) + 2, np.bool_)
    booked[right_receipts] = True
    booked[-1] = False  # where the code of no receipt, -1, points
    return ByReceipt(
        exact, unknown, left_free, right_free, left_repeats, right_repeats, booked[left_receipts]
    )
