"""Misbehaviour on order: which fault, for which call, how often.

Request faults meet an incoming Daraja call, callback faults an outgoing message. Orders are rows:
they outlive a restart, and a callback fault is used up in the transaction that owes the message.
"""

import hashlib
from decimal import Decimal, InvalidOperation
from typing import Any

from .errors import ControlError
from .store import Row, Tx

BEFORE_WORK = ("error_500", "html_503", "token_revoked")
AFTER_WORK = ("lose_ack",)
CALLBACK_FAULTS = ("lose_callback", "repeat_callback", "delay_callback")
REQUEST_CALLS = ("oauth", "stkpush", "stkquery", "register", "simulate")
CALLBACK_CALLS = ("stk", "c2b", "validation")
# A family name stands for all its calls.
FAMILIES = {"stkpush": "stk", "stkquery": "stk", "register": "c2b", "simulate": "c2b"}
FIELDS = ("fault", "call", "times", "seed", "rate", "seconds", "how")
MILLION = 1_000_000


def add_fault(tx: Tx, order: dict[str, Any]) -> dict[str, Any]:
    """Order a fault. Raises ControlError with the field that is wrong.

    times: how often (null = until cleared); rate 0..1 with seed: hit only that share of the
    calls, the same ones for the same seed; seconds: for delay_callback; how: close | html, for
    lose_ack.
    """
    for name in order:
        if name not in FIELDS:
            raise ControlError("UNKNOWN_FIELD", name, f"one of: {', '.join(FIELDS)}")
    fault, call = order.get("fault"), order.get("call", "any")
    known = (*BEFORE_WORK, *AFTER_WORK, *CALLBACK_FAULTS)
    if fault not in known:
        raise ControlError("INVALID", "fault", f"one of: {', '.join(known)}")
    calls = {"any", *FAMILIES.values(), *(CALLBACK_CALLS if fault in CALLBACK_FAULTS else REQUEST_CALLS)}
    if call not in calls:
        raise ControlError("INVALID", "call", f"for {fault} one of: {', '.join(sorted(calls))}")
    times = order.get("times", 1)
    if times is not None and (isinstance(times, bool) or not isinstance(times, int) or times < 1):
        raise ControlError("INVALID", "times", "a whole number from 1, or null for every time")
    how = order.get("how", "close")
    if how not in ("close", "html"):
        raise ControlError("INVALID", "how", "close or html")
    rate = _parts(order.get("rate", 1), MILLION, "rate", most=1)
    delay = _parts(order.get("seconds", 5), 1000, "seconds", most=86_400)
    tx.execute(
        "INSERT INTO faults (fault, call, times_left, rate_per_million, seed, draws, milliseconds, how)"
        " VALUES (?, ?, ?, ?, ?, 0, ?, ?)",
        (fault, call, times, rate, str(order.get("seed", "")), delay, how),
    )
    return list_faults(tx)[-1]


def clear_faults(tx: Tx) -> None:
    tx.execute("DELETE FROM faults")


def list_faults(tx: Tx) -> list[dict[str, Any]]:
    rows = tx.execute("SELECT fault, call, times_left, seed, how FROM faults ORDER BY id")
    return [dict(row) for row in rows]


def draw_fault(tx: Tx, *, among: tuple[str, ...], call: str) -> Row | None:
    """The fault that hits this call, used up by one; None for a call that goes well."""
    marks = ",".join("?" * len(among))
    rows = tx.execute(
        f"SELECT * FROM faults WHERE fault IN ({marks}) AND call IN ('any', ?, ?) ORDER BY id",  # noqa: S608  (question marks only)
        (*among, call, FAMILIES.get(call, call)),
    ).fetchall()
    for row in rows:
        digest = hashlib.sha256(f"{row['seed']}:{row['draws']}".encode()).digest()
        hit = int.from_bytes(digest[:8], "big") % MILLION < row["rate_per_million"]
        tx.execute(
            "UPDATE faults SET draws = draws + 1, times_left = times_left - ? WHERE id = ?",
            (int(hit), row["id"]),
        )
        tx.execute("DELETE FROM faults WHERE times_left = 0")
        if hit:
            return row  # type: ignore[no-any-return]
    return None


def any_fault(tx: Tx) -> bool:
    return tx.execute("SELECT 1 FROM faults LIMIT 1").fetchone() is not None


def _parts(value: object, per_unit: int, field: str, *, most: int) -> int:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal(-1)
    if isinstance(value, bool) or not number.is_finite() or not 0 <= number <= most:
        raise ControlError("INVALID", field, f"a number from 0 to {most}")
    return int(number * per_unit)
