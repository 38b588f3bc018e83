"""The frame of a statement: rows in order of time, each with its key, kind, party and account number.

The row key is the same in every export that holds the row, so that importing a file twice, two files whose
periods overlap, or the same day in the other template adds nothing. It is a SHA-256 over account, receipt,
whether the row is a charge, the signed amount, and the occurrence among equals of the receipt, counted from
the oldest. Details, masks, times and balances stay out: they differ between exports of one row. A row that
moves nothing has its status in the key, so that it is never taken for the one that later does.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt
import pandas as pd  # type: ignore[import-untyped,unused-ignore]
import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
import pyarrow.compute as pc  # type: ignore[import-untyped,unused-ignore]

from reconciliation.statement_files.cells import is_blank
from reconciliation.statement_files.kinds import Kind, classify, original_of, parties_and_accounts
from reconciliation.statement_files.rows import StatementRows

#: Columns of `StatementFile.frame`, oldest row first, and what each holds.
COLUMNS = (
    "ordinal",  # int64, 0 is the oldest row
    "row_key",  # 64 hex digits, the same in every export that holds this row
    "receipt",
    "completed_at",  # datetime64[us, UTC]
    "initiated_at",  # the same, NaT in template B
    "details",
    "status",
    "paid_in",  # int64 cents, >= 0
    "withdrawn",  # int64 cents, >= 0
    "balance",  # Int64 cents after the row; <NA> only in rows that move nothing
    "reason",
    "other_party",
    "linked",
    "account_no",
    "moves",  # bool: status is Completed
    "kind",
)


def build_frame(rows: StatementRows, account: str) -> pd.DataFrame:
    """The frame of all rows that could be read, with `COLUMNS`, oldest first."""
    keep = np.flatnonzero(~(rows.bad | rows.ignored))
    balances = pd.array(rows.balance, dtype="Int64")
    balances[rows.no_balance] = pd.NA
    net = rows.paid_in - rows.withdrawn
    keep = keep[oldest_first(rows.completed[keep], rows.balance[keep], net[keep], rows.moves[keep])]
    take = pa.array(keep)
    empty = pa.nulls(len(keep), pa.large_string()).fill_null("")
    texts = {
        name: rows.texts[name].take(take) if name in rows.texts else empty
        for name in ("receipt", "details", "status", "reason", "other_party", "linked", "account_no")
    }
    kinds, charges = classify(texts["details"], texts["reason"], net[keep])
    unsure = pc.match_substring_regex(texts["account_no"], r"^\d*(?:\.0)?$")
    wanted = unsure.to_numpy(zero_copy_only=False) | is_blank(texts["other_party"])
    parties, accounts = parties_and_accounts(texts["details"], wanted)
    frame = pd.DataFrame(
        {
            "receipt": _strings(texts["receipt"]),
            "completed_at": _moments(rows.completed[keep].astype("datetime64[us]")),
            "initiated_at": _moments(rows.initiated[keep]),
            "details": _strings(texts["details"]),
            "status": _strings(texts["status"]),
            "paid_in": rows.paid_in[keep],
            "withdrawn": rows.withdrawn[keep],
            "balance": balances[keep],
            "reason": _strings(texts["reason"]),
            "other_party": _strings(
                pc.if_else(pc.equal(texts["other_party"], ""), _large(parties), texts["other_party"])
            ),
            "linked": _strings(_linked(texts["linked"], texts["details"], texts["receipt"], kinds)),
            "account_no": _strings(_account_numbers(texts["account_no"], _large(accounts))),
            "moves": rows.moves[keep],
            "kind": pd.array(kinds, dtype="str"),
        }
    )
    frame.insert(0, "ordinal", np.arange(len(frame), dtype=np.int64))
    frame.insert(1, "row_key", pd.array(row_keys(account, frame, charges), dtype="str"))
    assert tuple(frame.columns) == COLUMNS
    assert (
        frame["paid_in"].dtype == frame["withdrawn"].dtype == np.int64
        and str(frame["balance"].dtype) == "Int64"
    )
    return frame


def oldest_first(
    micros: npt.NDArray[np.int64],
    balances: npt.NDArray[np.int64],
    net: npt.NDArray[np.int64],
    moves: npt.NDArray[np.bool_],
) -> npt.NDArray[np.int64]:
    """Positions from the oldest row to the newest.

    The portal writes newest first; a file turned round by hand is known by its times, or, when all are
    equal, by the direction in which its balances chain. A file sorted by something else is sorted by time,
    and so is one with few rows out of place, unless fewer balances chain then.
    """
    positions = np.arange(len(micros), dtype=np.int64)
    if len(micros) < 2:
        return positions
    steps = np.diff(micros)
    rising, falling = int((steps > 0).sum()), int((steps < 0).sum())
    if rising == falling:
        b, n = balances[moves], net[moves]
        rising = int((b[1:] - n[1:] == b[:-1]).sum())
        falling = int((b[:-1] - n[:-1] == b[1:]).sum())
        turn = falling >= rising
    else:
        turn = falling > rising
    ordered = positions[::-1] if turn else positions
    backwards = int((np.diff(micros[ordered]) < 0).sum())
    if backwards:
        by_time = ordered[np.argsort(micros[ordered], kind="stable")]

        def links(order: npt.NDArray[np.int64]) -> int:
            moving = order[moves[order]]
            return int((balances[moving[1:]] - net[moving[1:]] == balances[moving[:-1]]).sum())

        if backwards * 5 > len(micros) or links(by_time) >= links(ordered):
            ordered = by_time
    return ordered.copy()


def row_keys(account: str, frame: pd.DataFrame, charges: npt.NDArray[np.bool_]) -> list[str]:
    """Keys of rows that stand oldest first; `charges` are those whose Details call them one.

    Texts follow their lengths, so that no character in them can pass for the separator.
    """
    still = pc.if_else(
        pa.array(frame["moves"]), "", pc.utf8_lower(pc.cast(pa.array(frame["status"]), pa.large_string()))
    )
    facts = pc.binary_join_element_wise(
        *_measured(pa.scalar(account, pa.large_string())),
        *_measured(pc.cast(pa.array(frame["receipt"]), pa.large_string())),
        pc.if_else(pa.array(charges), pa.scalar("charge", pa.large_string()), ""),
        pc.cast(pa.array(frame["paid_in"] - frame["withdrawn"]), pa.large_string()),
        *_measured(pc.cast(still, pa.large_string())),
        pa.scalar("\x1f", pa.large_string()),
    )
    keys = [_key(fact, 0) for fact in facts.to_pylist()]
    twins: dict[str, int] = {}
    for position in np.flatnonzero(pd.Series(keys, dtype="str").duplicated().to_numpy()).tolist():
        fact = facts[position].as_py()
        twins[fact] = twins.get(fact, 0) + 1
        keys[position] = _key(fact, twins[fact])
    return keys


def with_keys(frame: pd.DataFrame, account: str) -> pd.DataFrame:
    """The rows of a frame with the keys and ordinals that they have in a file of their account alone."""
    nets = (frame["paid_in"] - frame["withdrawn"]).to_numpy(dtype=np.int64)
    details = pc.cast(pa.array(frame["details"]), pa.large_string())
    charges = classify(details, pc.cast(pa.array(frame["reason"]), pa.large_string()), nets)[1]
    keys = pd.array(row_keys(account, frame, charges), dtype="str")
    return frame.assign(ordinal=np.arange(len(frame), dtype=np.int64), row_key=keys)


def _measured(text: pa.Array | pa.Scalar) -> tuple[pa.Array | pa.Scalar, pa.Array | pa.Scalar]:
    return pc.cast(pc.utf8_length(text), pa.large_string()), text


def _key(fact: str, twin: int) -> str:
    return hashlib.sha256(f"{fact}\x1f{twin}".encode()).hexdigest()


def _account_numbers(column: pa.Array, told: pa.Array) -> pa.Array:
    """A/C No. without a spreadsheet's `.0`; where it lost leading zeros, or is empty, Details tell it."""
    column = pc.replace_substring_regex(column, r"^(\d+)\.0$", r"\1")
    digits = pc.match_substring_regex(column, r"^\d+$")
    same = pc.equal(pc.utf8_ltrim(column, "0"), pc.utf8_ltrim(told, "0"))
    restore = pc.or_(pc.and_(digits, same), pc.equal(column, ""))
    return pc.if_else(restore, told, column)


def _linked(column: pa.Array, details: pa.Array, receipts: pa.Array, kinds: list[str]) -> pa.Array:
    """Linked Transaction ID; a reversal without one takes the receipt that its Details name."""
    linked = pc.utf8_upper(column)
    blank = is_blank(linked)
    found = linked.to_pylist()
    for position, kind in enumerate(kinds):
        if kind == Kind.REVERSAL and blank[position]:
            found[position] = original_of(details[position].as_py(), receipts[position].as_py())
    return _large(found)


def _large(values: list[str]) -> pa.Array:
    return pa.array(values, type=pa.large_string())


def _strings(values: pa.Array) -> pd.Series:
    return pd.Series(values.to_pandas(), dtype="str")


def _moments(values: npt.NDArray[np.datetime64]) -> pd.Series:
    return pd.Series(pd.DatetimeIndex(values).as_unit("us").tz_localize("UTC"))
