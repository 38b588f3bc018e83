"""Own sweeps: one receipt that stands on two statements of ours, out of the one and into the other."""

from __future__ import annotations

import numpy as np
import pandas as pd  # type: ignore[import-untyped,unused-ignore]

from reconciliation.runs.matching.pairing import Bools, combined, numbered, pair_keys
from reconciliation.runs.matching.sides import LEGS, id_codes, leg_codes, statement_rows
from reconciliation.statement_files.kinds import Kind

#: What a charge or a reversal gives back may stand on another account too, and is no sweep.
_NO_SWEEP = (LEGS.index("charge"), LEGS.index("reversal"))


def own_sweeps(rows: pd.DataFrame, others: pd.DataFrame | None) -> pd.DataFrame:
    """Of `statement_rows`: those that are sweeps by their words, or have their other side among `others`.

    `others` are rows of the till's other accounts: `account` and what `statement_rows` needs. Columns: at
    (position), row_key, receipt, cents, settled, other_account, other_row_key (empty while in flight).
    """
    moves = rows["moves"].to_numpy(dtype=bool)
    kinds = rows["kind"].astype("str")
    named = (kinds == str(Kind.SWEEP)).to_numpy(dtype=bool) & moves
    account = np.full(len(rows), "", dtype=object)
    key = account.copy()
    if others is not None and len(others):
        there = statement_rows(others)
        left, right = id_codes(rows["receipt"], there["receipt"])
        cents = numbered(rows["cents"].to_numpy(np.int64), -there["cents"].to_numpy(np.int64))
        pairs = pair_keys(
            combined(left, cents[0]),
            combined(right, cents[1]),
            moves & (left >= 0) & _can_sweep(rows),
            there["moves"].to_numpy(dtype=bool) & (right >= 0) & _can_sweep(there),
        )
        account[pairs.left] = there["account"].astype("str").to_numpy(dtype=object)[pairs.right]
        key[pairs.left] = there["row_key"].astype("str").to_numpy(dtype=object)[pairs.right]
    settled = key != ""
    at = np.flatnonzero(named | settled)
    return pd.DataFrame(
        {
            "at": at,
            "row_key": rows["row_key"].take(at).reset_index(drop=True),
            "receipt": rows["receipt"].take(at).reset_index(drop=True),
            "cents": rows["cents"].to_numpy(np.int64)[at],
            "settled": settled[at].astype(bool),
            "other_account": pd.array(account[at], dtype="str"),
            "other_row_key": pd.array(key[at], dtype="str"),
        }
    )


def _can_sweep(rows: pd.DataFrame) -> Bools:
    kinds = rows["kind"].astype("str")
    found: Bools = ~np.isin(leg_codes(rows["leg"]), _NO_SWEEP) & (
        kinds != str(Kind.BANK_WITHDRAWAL)
    ).to_numpy(dtype=bool)
    found &= rows["cents"].to_numpy(np.int64) != 0
    return found
