"""Misbehaviour on order: which fault, for which call, how often.

Request faults meet an incoming Daraja call, callback faults an outgoing message. Orders are rows:
they outlive a restart, and a fault is used up in the transaction that it spoils. Whether an order
with a rate hits is drawn from its own seed and its own count, so the same calls fail every time.
"""

import hashlib
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from daraja_sandbox.world.codes import OTHER_SHAPES, REFUSALS, RESULTS, STK_RESULTS
from daraja_sandbox.world.errors import ControlError
from daraja_sandbox.world.store import Row, Tx

ASYNC_CALLS = ("b2c", "b2b", "tax", "status", "balance", "reversal")
REQUEST_CALLS = (
    *("oauth", "stkpush", "stkquery", "register", "simulate", "qr", "pull"),
    *ASYNC_CALLS,
)
CALLBACK_CALLS = ("stk", "c2b", "validation", *ASYNC_CALLS)
# A family name stands for all its calls.
FAMILIES = {"stkpush": "stk", "stkquery": "stk", "register": "c2b", "simulate": "c2b"} | dict.fromkeys(
    ASYNC_CALLS, "result"
)


@dataclass(frozen=True)
class Kind:
    """A fault: the calls it can spoil, and its variants (the first is the default; none: any text)."""

    calls: tuple[str, ...]
    hows: tuple[str, ...] = ("",)


BEFORE_WORK = {
    "error_500": Kind(REQUEST_CALLS),
    "html_503": Kind(REQUEST_CALLS),
    "token_revoked": Kind(REQUEST_CALLS),
    "empty_body": Kind(REQUEST_CALLS),
    "error_200": Kind(REQUEST_CALLS),
    "reset": Kind(REQUEST_CALLS),
    "refuse": Kind(REQUEST_CALLS, (*REFUSALS, *OTHER_SHAPES)),
}
AFTER_WORK = {
    "lose_ack": Kind(REQUEST_CALLS, ("close", "html", "error")),
    "drip": Kind(REQUEST_CALLS),
    "result_first": Kind(REQUEST_CALLS),
}
QUERY_FAULTS = {"processing": Kind(("stkquery",)), "early_failure": Kind(("stkquery",))}
RESULT_FAULTS = {"result_code": Kind(("stk", *ASYNC_CALLS), tuple(dict.fromkeys((*RESULTS, *STK_RESULTS))))}
QUEUE_FAULTS = {"queue_timeout": Kind(ASYNC_CALLS, ("then_result", "dropped"))}
CALLBACK_FAULTS = {
    "lose_callback": Kind(CALLBACK_CALLS),
    "repeat_callback": Kind(CALLBACK_CALLS),
    "delay_callback": Kind(CALLBACK_CALLS),
    "reorder_callbacks": Kind(CALLBACK_CALLS),
}
CHANNEL_FAULTS = {"both_channels": Kind(("stk",))}
STATEMENT_FAULTS = {name: Kind(("statement",)) for name in ("drop_row", "edit_cent", "repeat_row")}
FAULTS: dict[str, Kind] = (
    BEFORE_WORK
    | AFTER_WORK
    | QUERY_FAULTS
    | RESULT_FAULTS
    | QUEUE_FAULTS
    | CALLBACK_FAULTS
    | CHANNEL_FAULTS
    | STATEMENT_FAULTS
)
# The profile `bad_day`: (fault, call, share of the calls, seconds, how).
BAD_DAY: tuple[tuple[str, str, str, str, str | None], ...] = (
    ("error_500", "any", "0.01", "0", None),
    ("html_503", "any", "0.01", "0", None),
    ("empty_body", "any", "0.005", "0", None),
    ("refuse", "any", "0.02", "0", "spike_arrest"),
    ("token_revoked", "any", "0.005", "0", None),
    ("reset", "any", "0.01", "0", None),
    ("lose_ack", "any", "0.02", "0", "close"),
    ("result_first", "result", "0.05", "0", None),
    ("refuse", "stkquery", "0.10", "0", "server_error"),
    ("queue_timeout", "b2c", "0.03", "5", "then_result"),
    ("lose_callback", "any", "0.05", "0", None),
    ("repeat_callback", "any", "0.05", "0", None),
    ("delay_callback", "any", "0.05", "20", None),
    ("reorder_callbacks", "any", "0.05", "5", None),
    ("both_channels", "stk", "0.20", "0", None),
)
FIELDS = ("fault", "call", "times", "seed", "rate", "seconds", "how")
MILLION = 1_000_000


def add_fault(tx: Tx, order: dict[str, Any]) -> None:
    """Order a fault, or the profile bad_day. Raises ControlError with the field that is wrong.

    times: how often (null = until cleared); rate 0..1 with seed: hit only that share of the
    calls, the same ones for the same seed; seconds: how long things are late; how: the variant.
    """
    for name in order:
        if name not in FIELDS:
            raise ControlError("UNKNOWN_FIELD", name, f"one of: {', '.join(FIELDS)}")
    if order.get("fault") == "bad_day":
        for name, among, share, late, variant in BAD_DAY:
            entry: dict[str, Any] = {"fault": name, "call": among, "rate": share, "seconds": late}
            entry |= {"times": None, "seed": f"{order.get('seed', '')}:{name}:{among}"}
            add_fault(tx, entry | ({"how": variant} if variant else {}))
        return
    fault = order.get("fault")
    kind = FAULTS.get(fault) if isinstance(fault, str) else None
    if kind is None:
        raise ControlError("INVALID", "fault", f"one of: {', '.join((*FAULTS, 'bad_day'))}")
    call, calls = order.get("call", "any"), call_names(kind)
    if call not in calls:
        raise ControlError("INVALID", "call", f"for {fault} one of: {', '.join(calls)}")
    times = order.get("times", 1)
    if times is not None and (isinstance(times, bool) or not isinstance(times, int) or times < 1):
        raise ControlError("INVALID", "times", "a whole number from 1, or null for every time")
    how = str(order.get("how", kind.hows[0]))
    if how not in kind.hows:
        raise ControlError("INVALID", "how", f"one of: {', '.join(kind.hows)}")
    rate = _parts(order.get("rate", 1), MILLION, "rate", most=1)
    delay = _parts(order.get("seconds", 5), 1000, "seconds", most=86_400)
    tx.execute(
        "INSERT INTO faults (fault, call, times_left, rate_per_million, seed, draws, milliseconds, how)"
        " VALUES (?, ?, ?, ?, ?, 0, ?, ?)",
        (fault, call, times, rate, str(order.get("seed", "")), delay, how),
    )


def call_names(kind: Kind) -> list[str]:
    """What an order of this fault may name: any, families, single calls."""
    families = {FAMILIES[name] for name in kind.calls if name in FAMILIES}
    return ["any", *sorted(families | set(kind.calls))]


def clear_faults(tx: Tx, fault: str | None = None) -> None:
    """Clear what is ordered: of one kind, or everything."""
    tx.execute("DELETE FROM faults WHERE ? IS NULL OR fault = ?", (fault, fault))


def list_faults(tx: Tx) -> list[dict[str, Any]]:
    rows = tx.execute(
        "SELECT fault, call, times_left, seed, how, rate_per_million, milliseconds FROM faults ORDER BY id"
    )
    shown = ("fault", "call", "times_left", "seed", "how")
    return [
        {name: row[name] for name in shown}
        | {
            "rate": str(Decimal(row["rate_per_million"]) / MILLION),
            "seconds": str(Decimal(row["milliseconds"]) / 1000),
        }
        for row in rows
    ]


def draw_fault(tx: Tx, *, among: dict[str, Kind], call: str) -> Row | None:
    """The fault that hits this call, used up by one; None for a call that goes well."""
    if not any_fault(tx):
        return None
    marks = ",".join("?" * len(among))
    rows = tx.execute(
        f"SELECT * FROM faults WHERE fault IN ({marks}) AND call IN ('any', ?, ?) ORDER BY id",  # noqa: S608  (question marks only)
        (*among, call, FAMILIES.get(call, call)),
    ).fetchall()
    for row in rows:
        hit = _draw(row) % MILLION < row["rate_per_million"]
        tx.execute(
            "UPDATE faults SET draws = draws + 1, times_left = times_left - ? WHERE id = ?",
            (int(hit), row["id"]),
        )
        tx.execute("DELETE FROM faults WHERE times_left = 0")
        if hit:
            return row  # type: ignore[no-any-return]
    return None


def pick(fault: Row, count: int) -> int:
    """Which of `count` things a drawn fault spoils; the same for the same seed and count."""
    return _draw(fault) // MILLION % count


def any_fault(tx: Tx) -> bool:
    return tx.execute("SELECT 1 FROM faults LIMIT 1").fetchone() is not None


def _draw(fault: Row) -> int:
    digest = hashlib.sha256(f"{fault['seed']}:{fault['draws']}".encode()).digest()
    return int.from_bytes(digest[:8], "big")


def _parts(value: object, per_unit: int, field: str, *, most: int) -> int:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal(-1)
    if isinstance(value, bool) or not number.is_finite() or not 0 <= number <= most:
        raise ControlError("INVALID", field, f"a number from 0 to {most}")
    return int(number * per_unit)
