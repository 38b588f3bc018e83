"""The newest calls that came in and messages that went out, in one list; their bodies one at a time."""

from collections.abc import Iterator
from typing import Any

from daraja_sandbox.control.words import CALLS, MESSAGES
from daraja_sandbox.world.clock import Milliseconds, iso_eat
from daraja_sandbox.world.errors import ControlError
from daraja_sandbox.world.store import Row
from daraja_sandbox.world.traffic import Exchange, scrub
from daraja_sandbox.world.world import World

MOST = 500
#: How many messages a search looks through, newest first.
SEARCHED = 5000
WAYS = ("all", "calls", "callbacks", "bad")
CALLBACKS = "SELECT * FROM callbacks ORDER BY id DESC LIMIT ?"


def list_feed(world: World, *, way: str, find: str, limit: int) -> dict[str, Any]:
    """Newest first, `limit` (at most 500) of what `way` names and `find` is in. Raises ControlError."""
    if way not in WAYS:
        raise ControlError("INVALID", "way", f"one of: {', '.join(WAYS)}")
    limit, needle = min(limit, MOST), find.lower()
    rows: list[tuple[Milliseconds, int, dict[str, Any]]] = []
    if way != "callbacks":
        rows += _first(
            limit, (_of_call(*pair) for pair in world.traffic.numbered() if _is_call(pair[1], way, needle))
        )
    if way != "calls":
        depth = SEARCHED if needle or way == "bad" else limit
        messages = world.store.reads.execute(CALLBACKS, (depth,))
        rows += _first(limit, (_of_callback(row) for row in messages if _is_callback(row, way, needle)))
    rows.sort(key=lambda row: row[:2], reverse=True)
    pending, failed, lost = (
        world.store.reads.execute("SELECT count(*) FROM callbacks WHERE state = ?", (state,)).fetchone()[0]
        for state in ("pending", "failed", "lost")
    )
    counts = {"pending": pending, "failed": failed, "lost": lost}
    return {"rows": [row for _, _, row in rows[:limit]], "counts": counts}


def read_row(world: World, name: str) -> dict[str, Any]:
    """One of the list with its bodies, secrets taken out. Raises ControlError."""
    if name[:4] == "call" and name[4:].isdecimal():
        for number, one in world.traffic.numbered():
            if number == int(name[4:]):
                row = _of_call(number, one)[2]
                return row | {"sent": scrub(one.asked), "answer": scrub(one.answered)}
    if name[:4] == "back" and name[4:].isdecimal() and len(name) < 22:
        found = world.store.reads.execute("SELECT * FROM callbacks WHERE id = ?", (int(name[4:]),)).fetchone()
        if found is not None:
            sent, answer = scrub(found["body"].encode(), whole=True), scrub((found["answer"] or "").encode())
            return _of_callback(found)[2] | {"sent": sent, "answer": answer}
    raise ControlError("UNKNOWN_ROW", "id", "no such row; calls are forgotten after 500 others or a restart")


def _first(
    limit: int, rows: Iterator[tuple[Milliseconds, int, dict[str, Any]]]
) -> list[tuple[Milliseconds, int, dict[str, Any]]]:
    return [row for row, _ in zip(rows, range(limit), strict=False)]


def _is_call(one: Exchange, way: str, needle: str) -> bool:
    if way == "bad" and one.status is not None and one.status < 400:
        return False
    return not needle or needle in f"{one.path} {one.call} {scrub(one.asked)} {scrub(one.answered)}".lower()


def _is_callback(row: Row, way: str, needle: str) -> bool:
    if way == "bad" and row["state"] not in ("failed", "lost"):
        return False
    return (
        not needle
        or needle in f"{row['kind']} {row['url']} {scrub(row['body'].encode(), whole=True)}".lower()
    )


def _of_call(number: int, one: Exchange) -> tuple[Milliseconds, int, dict[str, Any]]:
    row = {
        "id": f"call{number}",
        "way": "call",
        "at": iso_eat(one.at),
        "what": one.call,
        "words": CALLS.get(one.call, one.call),
        "where": f"{one.method} {one.path}",
        "outcome": "cut off" if one.status is None else str(one.status),
        "bad": one.status is None or one.status >= 400,
    }
    return one.at, number, row


def _of_callback(row: Row) -> tuple[Milliseconds, int, dict[str, Any]]:
    at = row["finished_at"] or row["due_at"]
    status = row["http_status"]
    shown = {
        "id": f"back{row['id']}",
        "way": "callback",
        "at": iso_eat(at),
        "what": row["kind"],
        "words": MESSAGES.get(row["kind"], CALLS.get(row["kind"], row["kind"])),
        "where": row["url"],
        "outcome": f"{row['state']} {status}" if status is not None else row["state"],
        "bad": row["state"] in ("failed", "lost"),
    }
    return at, row["id"], shown
