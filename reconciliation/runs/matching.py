"""Which statement row is which booked row: exclusive passes, each row used at most once.

1. receipt + leg + cents: the same thing on both sides. A row whose kind nobody understood (UNKNOWN) has no
   leg and is paired by receipt + cents with what the first pass left.
2. receipt + leg, same direction, other cents: an amount conflict.
3. a reversal or a charge that stands under a receipt of its own, by its linked receipt + leg + cents: where
   Safaricom puts such rows is not settled (reference/daraja, "Receipts are not row keys").
What is left is on one side only; when it repeats a row of its own side, it is listed as a duplicate.

The result depends on the rows, not on their order: equal rows are paired first with first, by `ordinal` (by
`row_key` where several statements are joined) and by `seal`, then `reference`. But for pass 3, pairs share a
receipt: frames split by a hash of the receipt can be matched part by part, and what all parts leave over is
then matched once more. Cents stay 64-bit integers: nothing is merged, so nothing turns into a float.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd  # type: ignore[import-untyped,unused-ignore]
import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
import pyarrow.compute as pc  # type: ignore[import-untyped,unused-ignore]

from reconciliation.statement_files.kinds import LEG_OF_KIND

LEGS = ("", "pay", "charge", "payout", "sweep", "reversal", "opening")
BOOKED_COLUMNS = ("reference", "receipt", "leg", "cents", "occurred_at", "seal")

_Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Matches:
    """Every statement row and every booked row stands in exactly one of these frames.

    `exact`: row_key, reference, receipt, leg, cents, occurred_at, seal, matched_by (RECEIPT_LEG_AMOUNT,
    RECEIPT_AMOUNT or LINKED_LEG_AMOUNT). `amount_conflicts`: row_key, reference, receipt, leg,
    statement_cents, booked_cents, difference (booked less statement), occurred_at, seal.
    `on_statement_only`, `statement_duplicates`, `not_moving`: the statement's columns with `leg` and `cents`.
    `booked_only`, `booked_duplicates`, `openings`: the booked columns.
    """

    exact: pd.DataFrame
    amount_conflicts: pd.DataFrame
    on_statement_only: pd.DataFrame
    statement_duplicates: pd.DataFrame
    not_moving: pd.DataFrame
    booked_only: pd.DataFrame
    booked_duplicates: pd.DataFrame
    openings: pd.DataFrame


def match(statement: pd.DataFrame, booked: pd.DataFrame) -> Matches:
    """Match a statement frame (`read_statement`) with booked rows of the same M-Pesa account.

    `booked` needs `BOOKED_COLUMNS`; cents are signed, + into the account. It holds the rows of the period and
    every older row that no earlier statement has shown. Pure; raises ValueError on money that is no integer
    or a leg outside `LEGS`.
    """
    for frame, name in ((statement, "paid_in"), (statement, "withdrawn"), (booked, "cents")):
        if str(frame[name].dtype) not in ("int64", "Int64", "int64[pyarrow]"):
            raise ValueError(f"{name} must be whole cents, not {frame[name].dtype}")
    rows, books = _statement_rows(statement), _booked_rows(booked)
    moves = rows["moves"].to_numpy(dtype=bool)
    opening = (books["leg"] == "opening").to_numpy(dtype=bool)

    nothing = pd.Series("", index=rows.index, dtype="str")
    receipts = _codes(rows["receipt"], books["receipt"], rows.get("linked", nothing))
    left = _Side(receipts[0], _legs(rows["leg"]), rows["cents"].to_numpy(dtype=np.int64), moves)
    right = _Side(receipts[1], _legs(books["leg"]), books["cents"].to_numpy(dtype=np.int64), ~opening)
    cents = np.unique(np.concatenate([left.cents, right.cents]), return_inverse=True)[1].astype(np.int64)
    left.cents_code, right.cents_code = cents[: len(rows)], cents[len(rows) :]

    known = left.legs > 0
    exact = _pair(left, right, left.by_leg_and_cents(), right.by_leg_and_cents(), known)
    unknown = _pair(left, right, left.by_cents(), right.by_cents(), ~known)
    conflicts = _pair(left, right, left.by_leg_and_way(), right.by_leg_and_way(), known)
    linkable = np.isin(left.legs, (LEGS.index("reversal"), LEGS.index("charge"))) & (receipts[2] >= 0)
    linked = _pair(left, right, left.by_leg_and_cents(receipts[2]), right.by_leg_and_cents(), linkable)

    repeats = left.repeats(), right.repeats()
    exact_passes = {"RECEIPT_LEG_AMOUNT": exact, "RECEIPT_AMOUNT": unknown, "LINKED_LEG_AMOUNT": linked}
    pairs = (
        np.concatenate([found[0] for found in exact_passes.values()]),
        np.concatenate([found[1] for found in exact_passes.values()]),
    )
    matched = _joined(rows, books, pairs)
    matched["cents"] = books["cents"].to_numpy(dtype=np.int64)[pairs[1]]
    counts = [len(found[0]) for found in exact_passes.values()]
    matched["matched_by"] = pd.array(np.repeat(list(exact_passes), counts), dtype="str")
    unequal = _joined(rows, books, conflicts)
    unequal["statement_cents"] = left.cents[conflicts[0]]
    unequal["booked_cents"] = right.cents[conflicts[1]]
    unequal["difference"] = unequal["booked_cents"] - unequal["statement_cents"]
    assert matched["cents"].dtype == unequal["difference"].dtype == np.int64
    return Matches(
        exact=matched,
        amount_conflicts=unequal,
        on_statement_only=_chosen(rows, left.free & ~repeats[0]),
        statement_duplicates=_chosen(rows, left.free & repeats[0]),
        not_moving=_chosen(rows, ~moves),
        booked_only=_chosen(books, right.free & ~repeats[1]),
        booked_duplicates=_chosen(books, right.free & repeats[1]),
        openings=_chosen(books, opening),
    )


def _statement_rows(statement: pd.DataFrame) -> pd.DataFrame:
    rows = _in_order(statement, "ordinal", ["row_key"])
    legs = rows["kind"].map({str(kind): leg for kind, leg in LEG_OF_KIND.items()})
    cents = rows["paid_in"].to_numpy(dtype=np.int64) - rows["withdrawn"].to_numpy(dtype=np.int64)
    return rows.assign(leg=legs.fillna(""), cents=cents)


def _booked_rows(booked: pd.DataFrame) -> pd.DataFrame:
    return _in_order(booked, "seal", ["seal", "reference", "receipt", "leg", "cents"])


def _in_order(frame: pd.DataFrame, number: str, otherwise: list[str]) -> pd.DataFrame:
    """Sorted by a number if it is unique, as in one statement and one line per entry; else by more."""
    numbers = frame[number]
    if not numbers.is_unique:
        return frame.sort_values(otherwise, kind="stable").reset_index(drop=True)
    if not numbers.is_monotonic_increasing:
        frame = frame.sort_values(number, kind="stable")
    return frame.reset_index(drop=True)


class _Side:
    """One side as integer codes; `free` are the rows that no pass has used yet."""

    def __init__(self, receipts: _Ints, legs: _Ints, cents: _Ints, free: npt.NDArray[np.bool_]) -> None:
        self.receipts, self.legs, self.cents = receipts, legs, cents
        self.cents_code = cents
        self.free = free.copy()
        self.eligible = free

    def by_leg_and_cents(self, receipts: _Ints | None = None) -> _Ints:
        receipts = self.receipts if receipts is None else receipts
        return _combined(receipts * len(LEGS) + self.legs, self.cents_code)

    def by_cents(self) -> _Ints:
        return _combined(self.receipts, self.cents_code)

    def by_leg_and_way(self) -> _Ints:
        return (self.receipts * len(LEGS) + self.legs) * 3 + np.sign(self.cents) + 1

    def repeats(self) -> npt.NDArray[np.bool_]:
        """Rows whose receipt, leg and cents an earlier row of the same side already has."""
        repeat = np.zeros(len(self.cents), dtype=np.bool_)
        at = np.flatnonzero(self.eligible & (self.receipts >= 0))
        repeat[at] = _runs(self.by_leg_and_cents()[at])[1] > 0
        return repeat


def _combined(high: _Ints, low: _Ints) -> _Ints:
    """One integer key of two: receipts and amounts number below 2**31 each, so 64 bits hold both."""
    assert not len(high) or (int(high.max()) < 2**31 and int(low.max()) < 2**31)
    return high * 2**31 + low


def _codes(*columns: pd.Series) -> list[_Ints]:
    """Receipts of several columns as numbers of one list; -1 for none, which never matches."""
    arrays = [pc.fill_null(pa.array(part, type=pa.large_string(), from_pandas=True), "") for part in columns]
    text = pc.utf8_upper(pc.utf8_trim_whitespace(pa.chunked_array(arrays))).combine_chunks()
    codes: _Ints = text.dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
    codes[pc.equal(text, "").to_numpy(zero_copy_only=False)] = -1
    return np.split(codes, np.cumsum([len(part) for part in columns])[:-1])


def _legs(column: pd.Series) -> _Ints:
    codes = column.map({leg: number for number, leg in enumerate(LEGS)})
    if codes.isna().any():
        raise ValueError("a leg is none of " + ", ".join(LEGS))
    found: _Ints = codes.to_numpy(dtype=np.int64)
    return found


def _runs(keys: _Ints) -> tuple[_Ints, _Ints]:
    """(stable sorting order of the keys, for each key how many equal ones stand before it)."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(keys) else np.zeros(0, np.int64)
    counts = np.empty(len(keys), dtype=np.int64)
    counts[order] = np.arange(len(keys)) - np.repeat(starts, np.diff(np.r_[starts, len(keys)]))
    return order.astype(np.int64), counts


def _pair(
    left: _Side, right: _Side, left_keys: _Ints, right_keys: _Ints, wanted: npt.NDArray[np.bool_]
) -> tuple[_Ints, _Ints]:
    """Positions of pairs with equal keys, first with first, second with second; both sides are used up."""
    at_left = np.flatnonzero(left.free & wanted & (left.receipts >= 0))
    at_right = np.flatnonzero(right.free & (right.receipts >= 0))
    if not len(at_left) or not len(at_right):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    keys, others = left_keys[at_left], right_keys[at_right]
    order = _runs(others)[0]
    ordered = others[order]
    place = np.searchsorted(ordered, keys) + _runs(keys)[1]
    found = place < len(ordered)
    found[found] = ordered[place[found]] == keys[found]
    pairs = at_left[found], at_right[order[place[found]]]
    left.free[pairs[0]] = False
    right.free[pairs[1]] = False
    return pairs


def _joined(rows: pd.DataFrame, books: pd.DataFrame, pairs: tuple[_Ints, _Ints]) -> pd.DataFrame:
    joined: Any = books.iloc[pairs[1]][["reference", "receipt", "leg", "occurred_at", "seal"]].reset_index(
        drop=True
    )
    joined.insert(0, "row_key", rows["row_key"].take(pairs[0]).reset_index(drop=True))
    return joined


def _chosen(frame: pd.DataFrame, mask: npt.NDArray[np.bool_]) -> pd.DataFrame:
    return frame[mask].reset_index(drop=True)
