"""Organisations (paybills and tills), the apps that own them, and their accounts."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from daraja_sandbox.bank.initiators import save_initiators
from daraja_sandbox.world.errors import ControlError
from daraja_sandbox.world.fields import shortcode_of
from daraja_sandbox.world.money import Cents, cents_from
from daraja_sandbox.world.store import Row, Tx

COLLECTING = {"paybill": "Utility Account", "till": "Merchant Account"}
SETTLEMENT = "Organization Settlement Account"
CHARGES_PAID = "Charges Paid Account"
WORKING = "Working Account"
FIELDS = (
    "shortcode",
    "name",
    "kind",
    "store_number",
    "passkey",
    "consumer_key",
    "consumer_secret",
    "tariff",
    "validation",
    "suspended",
    "initiators",
    "opening_balance",
    "working_balance",
)
# 174379 and its passkey are the ones Safaricom publishes for its own sandbox.
PUBLIC_PASSKEY = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919"
DEFAULT_APP = {"consumer_key": "sandbox-key", "consumer_secret": "sandbox-secret"}
FUNDED = {"opening_balance": "1000000.00", "working_balance": "1000000.00"}
DEFAULTS: list[dict[str, Any]] = [
    {"shortcode": "174379", "name": "SANDBOX PAYBILL", "passkey": PUBLIC_PASSKEY, **DEFAULT_APP},
    {
        "shortcode": "600984",
        "name": "SANDBOX COLLECTIONS",
        "passkey": PUBLIC_PASSKEY,
        **DEFAULT_APP,
        **FUNDED,
    },
    {"shortcode": "600000", "name": "SANDBOX SUPPLIER", "passkey": PUBLIC_PASSKEY, **DEFAULT_APP},
    {"shortcode": "600001", "name": "SANDBOX SHOP", "kind": "till", "store_number": "600002", **DEFAULT_APP},
]


def save_organisation(tx: Tx, given: dict[str, Any]) -> None:
    """Create an organisation, or change the named fields of one; balances are never touched.

    `opening_balance` (the account that collects) and `working_balance` count on creation only.
    `initiators` replaces the list of API operators; without one there is testapi. Raises
    ControlError with the field that is wrong.
    """
    for name in given:
        if name not in FIELDS:
            raise ControlError("UNKNOWN_FIELD", name, f"one of: {', '.join(FIELDS)}")
    shortcode = shortcode_of(given.get("shortcode"))
    if shortcode is None:
        raise ControlError("INVALID", "shortcode", "five to seven digits")
    known = find_organisation(tx, shortcode)
    merged: dict[str, Any] = {
        "name": f"ORGANISATION {shortcode}",
        "kind": "paybill",
        "store_number": None,
        "passkey": PUBLIC_PASSKEY,
        "consumer_key": DEFAULT_APP["consumer_key"],
        "tariff": "customer",
        "validation": False,
        "suspended": False,
    }
    if known is not None:
        merged = {name: known[name] for name in merged}
        merged |= {name: bool(known[name]) for name in ("validation", "suspended")}
    merged |= {name: value for name, value in given.items() if name in merged}
    merged["shortcode"] = shortcode
    _check(merged, known)
    _save_app(tx, merged["consumer_key"], given.get("consumer_secret"))
    tx.execute(
        "INSERT INTO organisations"
        " (shortcode, name, kind, store_number, passkey, consumer_key, tariff, validation, suspended)"
        " VALUES (:shortcode, :name, :kind, :store_number, :passkey, :consumer_key, :tariff, :validation,"
        " :suspended) ON CONFLICT DO UPDATE SET name = excluded.name,"
        " store_number = excluded.store_number, passkey = excluded.passkey,"
        " consumer_key = excluded.consumer_key, tariff = excluded.tariff,"
        " validation = excluded.validation, suspended = excluded.suspended",
        merged,
    )
    if known is None:
        _open_accounts(tx, shortcode, COLLECTING[merged["kind"]], given)
    if known is None or "initiators" in given:
        save_initiators(tx, shortcode, given.get("initiators"))


def _open_accounts(tx: Tx, shortcode: str, collecting: str, given: dict[str, Any]) -> None:
    openings = {
        collecting: _opening(given, "opening_balance"),
        WORKING: _opening(given, "working_balance"),
    }
    for account in (collecting, WORKING, CHARGES_PAID, SETTLEMENT):
        cents = openings.get(account, 0)
        tx.execute("INSERT INTO accounts VALUES (?, ?, ?, ?)", (shortcode, account, cents, cents))
        if cents:
            tx.executemany(
                "INSERT INTO journal (receipt, holder, account, amount_cents) VALUES ('', ?, ?, ?)",
                [(shortcode, account, cents), ("outside", "Cash", -cents)],
            )


def _check(merged: dict[str, Any], known: Row | None) -> None:
    for name in ("name", "passkey", "consumer_key"):
        if not isinstance(merged[name], str) or not merged[name] or len(merged[name]) > 200:
            raise ControlError("INVALID", name, "a text of 1 to 200 characters")
    if merged["kind"] not in COLLECTING or (known is not None and merged["kind"] != known["kind"]):
        raise ControlError("INVALID", "kind", "paybill or till; it cannot change later")
    if merged["store_number"] is not None:
        merged["store_number"] = shortcode_of(merged["store_number"])
        if merged["kind"] != "till" or merged["store_number"] is None:
            raise ControlError("INVALID", "store_number", "five to seven digits, for tills only")
    if merged["tariff"] not in ("customer", "business"):
        raise ControlError("INVALID", "tariff", "customer or business")
    for name in ("validation", "suspended"):
        if not isinstance(merged[name], bool):
            raise ControlError("INVALID", name, "true or false")


def _save_app(tx: Tx, consumer_key: str, secret: object) -> None:
    if ":" in consumer_key:
        raise ControlError("INVALID", "consumer_key", "no colon: it separates key and secret")
    row = tx.execute("SELECT 1 FROM apps WHERE consumer_key = ?", (consumer_key,)).fetchone()
    if secret is None:
        if row is not None:
            return
        if consumer_key != DEFAULT_APP["consumer_key"]:
            raise ControlError("MISSING", "consumer_secret", "the first organisation of an app needs it")
        secret = DEFAULT_APP["consumer_secret"]
    if not isinstance(secret, str) or not secret or len(secret) > 200:
        raise ControlError("INVALID", "consumer_secret", "a text of 1 to 200 characters")
    tx.execute(
        "INSERT INTO apps (consumer_key, consumer_secret) VALUES (?, ?)"
        " ON CONFLICT DO UPDATE SET consumer_secret = excluded.consumer_secret",
        (consumer_key, secret),
    )


def _opening(given: dict[str, Any], field: str) -> Cents:
    try:
        opening = cents_from(given.get(field, "0.00"))
    except ValueError as error:
        raise ControlError("INVALID", field, str(error)) from error
    if opening < 0:
        raise ControlError("INVALID", field, "not below zero")
    return opening


def find_organisation(tx: Tx, shortcode: str) -> Row | None:
    row: Row | None = tx.execute("SELECT * FROM organisations WHERE shortcode = ?", (shortcode,)).fetchone()
    return row


def organisation_named(tx: Tx, value: object) -> Row:
    """The organisation a control call means. Raises ControlError."""
    shortcode = shortcode_of(value)
    row = find_organisation(tx, shortcode) if shortcode else None
    if row is None:
        raise ControlError("UNKNOWN_ORGANISATION", "shortcode", f"no organisation {value}")
    return row


def load_organisations(tx: Tx, path: Path | None) -> None:
    """Save the file's organisations (one object or a list), or the built-in ones without a file."""
    entries: Any = DEFAULTS
    if path is not None:
        entries = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    for entry in entries if isinstance(entries, list) else [entries]:
        if not isinstance(entry, dict):
            raise ControlError("INVALID", None, "an organisation is a JSON object")
        save_organisation(tx, entry)
