"""The two sides of a match as the passes want them: in an order of their own, with legs, cents and codes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped,unused-ignore]
import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
import pyarrow.compute as pc  # type: ignore[import-untyped,unused-ignore]

from reconciliation.runs.matching.pairing import Bools, Ints
from reconciliation.statement_files.kinds import LEG_OF_KIND

LEGS = ("", "pay", "charge", "payout", "sweep", "reversal", "opening", "bank")
BOOKED_COLUMNS = ("reference", "receipt", "leg", "cents", "occurred_at", "seal")
_LEG_OF_WORD = {str(kind): leg for kind, leg in LEG_OF_KIND.items()}
#: Kenya's day begins at 21:00 UTC and knows no summer time.
_EAT_OFFSET = pd.Timedelta(hours=3)
_NO_DAY = np.iinfo(np.int64).min


def statement_rows(statement: pd.DataFrame) -> pd.DataFrame:
    """The statement in order, with `leg` and signed `cents`. A row of no money moves nothing, whatever its
    status. Raises ValueError on what is no integer."""
    _check_cents(statement, "paid_in", "withdrawn")
    rows = _in_order(statement, "ordinal", ["row_key"])
    kinds = _texts(rows["kind"]).dictionary_encode()
    legs = pa.array([_LEG_OF_WORD.get(kind, "") for kind in kinds.dictionary.to_pylist()], pa.large_string())
    cents = rows["paid_in"].to_numpy(dtype=np.int64) - rows["withdrawn"].to_numpy(dtype=np.int64)
    moves = rows["moves"].to_numpy(dtype=bool) & (cents != 0)
    return rows.assign(leg=series(legs.take(kinds.indices)), cents=cents, moves=moves)


def booked_rows(booked: pd.DataFrame) -> pd.DataFrame:
    """The booked rows in order. Raises ValueError on cents that are no integer."""
    _check_cents(booked, "cents")
    return _in_order(booked, "seal", ["seal", "reference", "receipt", "leg", "cents"])


def _check_cents(frame: pd.DataFrame, *names: str) -> None:
    for name in names:
        if str(frame[name].dtype) not in ("int64", "Int64", "int64[pyarrow]"):
            raise ValueError(f"{name} must be whole cents, not {frame[name].dtype}")


def _in_order(frame: pd.DataFrame, number: str, otherwise: list[str]) -> pd.DataFrame:
    """Sorted by a number if it is unique, as in one statement and one line per entry; else by more."""
    numbers = frame[number]
    if not numbers.is_unique:
        return frame.sort_values(otherwise, kind="stable").reset_index(drop=True)
    if not numbers.is_monotonic_increasing:
        frame = frame.sort_values(number, kind="stable")
    return frame.reset_index(drop=True)


def column(frame: pd.DataFrame, *names: str) -> pd.Series:
    """The first of these columns that the frame has, missing values empty; empty texts if it has none."""
    for name in names:
        if name in frame:
            return series(_texts(frame[name]))
    return pd.Series([""] * len(frame), index=frame.index, dtype="str")


def id_codes(*columns: pd.Series) -> list[Ints]:
    """Ids of several columns as numbers of one list, however they are written; -1 for none."""
    arrays = [_texts(part) for part in columns]
    text = pc.utf8_upper(pc.utf8_trim_whitespace(pa.chunked_array(arrays))).combine_chunks()
    codes: Ints = text.dictionary_encode().indices.to_numpy(zero_copy_only=False).astype(np.int64)
    codes[pc.equal(text, "").to_numpy(zero_copy_only=False)] = -1
    return np.split(codes, np.cumsum([len(part) for part in columns])[:-1])


def leg_codes(column: pd.Series) -> Ints:
    """Places in LEGS. Raises ValueError on any other leg."""
    legs = _texts(column).dictionary_encode()
    names = legs.dictionary.to_pylist()
    if set(names) - set(LEGS):
        raise ValueError("a leg is none of " + ", ".join(LEGS))
    places = np.array([LEGS.index(name) for name in names], dtype=np.int64)
    codes: Ints = places[legs.indices.to_numpy(zero_copy_only=False).astype(np.int64)]
    return codes


def days_of(moments: pd.Series) -> Ints:
    """Accounting days (EAT) since 1970; `is_day` tells where there is none."""
    stamps = pd.to_datetime(moments, utc=True).astype("datetime64[us, UTC]") + _EAT_OFFSET
    days: Ints = stamps.dt.tz_localize(None).to_numpy().astype("datetime64[D]").astype(np.int64)
    return days


def is_day(days: Ints) -> Bools:
    found: Bools = days != _NO_DAY
    return found


def series(values: pa.Array) -> pd.Series:
    return pd.Series(values.to_pandas(), dtype="str")


def _texts(column: pd.Series) -> Any:
    values = pc.fill_null(pa.array(column, type=pa.large_string(), from_pandas=True), "")
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
