"""API operators of an organisation, and the SecurityCredential that proves them (reference section 6)."""

import json
from typing import TYPE_CHECKING, Any

from daraja_sandbox.world.errors import ControlError
from daraja_sandbox.world.safe import Safe
from daraja_sandbox.world.store import Row, Tx
from daraja_sandbox.world.switches import read_switches

if TYPE_CHECKING:
    pass

ROLES = ("b2c", "b2b", "topup", "tax", "status", "balance", "reversal")
# The operator and password that Safaricom's own sandbox publishes for everybody.
DEFAULT = {"name": "testapi", "password": "Safaricom999!*!"}
TRIES = 3
INVALID, LOCKED, NOT_ALLOWED = "2001", "8006", "21"


def save_initiators(tx: Tx, shortcode: str, given: object) -> None:
    """Replace an organisation's operators, unlocked. Raises ControlError."""
    entries = [dict(DEFAULT)] if given is None else given
    if not isinstance(entries, list):
        raise ControlError("INVALID", "initiators", "a list of objects")
    tx.execute("DELETE FROM initiators WHERE shortcode = ?", (shortcode,))
    for entry in entries:
        name, password, roles = _checked(entry)
        tx.execute(
            "INSERT INTO initiators (shortcode, name, password, roles) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET password = excluded.password, roles = excluded.roles",
            (shortcode, name, password, json.dumps(roles)),
        )


def _checked(entry: Any) -> tuple[str, str, list[str]]:
    if not isinstance(entry, dict) or set(entry) - {"name", "password", "roles"}:
        raise ControlError("INVALID", "initiators", "objects with name, password and roles")
    name, password, roles = entry.get("name"), entry.get("password"), entry.get("roles", list(ROLES))
    for text in (name, password):
        if not isinstance(text, str) or not 1 <= len(text) <= 100:
            raise ControlError("INVALID", "initiators", "name and password: 1 to 100 characters")
    if not isinstance(roles, list) or any(role not in ROLES for role in roles):
        raise ControlError("INVALID", "initiators", f"roles out of: {', '.join(ROLES)}")
    assert isinstance(name, str)
    assert isinstance(password, str)
    return name, password, roles


def judge_initiator(
    tx: Tx, *, safe: "Safe", shortcode: str, name: str, credential: str, role: str
) -> str | None:
    """The result code that turns this operator away, or None. Wrong passwords count; the third locks."""
    row: Row | None = tx.execute(
        "SELECT * FROM initiators WHERE shortcode = ? AND name = ?", (shortcode, name)
    ).fetchone()
    if row is None:
        return INVALID
    if row["failures"] >= TRIES:
        return LOCKED
    said = safe.open(credential)
    stamped = read_switches(tx)["credential_timestamp"]
    if said is not None and stamped and said[-14:].isdecimal():
        said = said[:-14]
    if said != row["password"]:
        _count(tx, row, row["failures"] + 1)
        return INVALID
    if row["failures"]:
        _count(tx, row, 0)
    return None if role in json.loads(row["roles"]) else NOT_ALLOWED


def _count(tx: Tx, initiator: Row, failures: int) -> None:
    tx.execute(
        "UPDATE initiators SET failures = ? WHERE shortcode = ? AND name = ?",
        (failures, initiator["shortcode"], initiator["name"]),
    )
