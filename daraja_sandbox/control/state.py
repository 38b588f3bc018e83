"""What the control API shows of the sandbox."""

import json
from typing import Any

from daraja_sandbox.bank.customers import PIN_TRIES
from daraja_sandbox.bank.initiators import TRIES
from daraja_sandbox.world.callbacks import count_callbacks
from daraja_sandbox.world.clock import iso_eat
from daraja_sandbox.world.faults import list_faults
from daraja_sandbox.world.money import plain
from daraja_sandbox.world.store import Row, Tx
from daraja_sandbox.world.switches import read_switches
from daraja_sandbox.world.traffic import scrub
from daraja_sandbox.world.world import World

LAST = 200
LAST_CUSTOMERS = 1000


def read_state(world: World) -> dict[str, Any]:
    """Everything a page or a script needs: all that is open, the newest of what has ended."""
    tx = world.store.reads
    organisations = tx.execute("SELECT * FROM organisations ORDER BY shortcode").fetchall()
    return {
        "now": iso_eat(world.clock.now()),
        "speed": world.clock.speed,
        "organisations": [organisation_view(tx, row) for row in organisations],
        "customers": [
            customer_view(row)
            for row in tx.execute("SELECT * FROM customers ORDER BY rowid DESC LIMIT ?", (LAST_CUSTOMERS,))
        ],
        "prompts": [_prompt_view(row) for row in _newest_prompts(tx)],
        "payments": [
            _payment_view(row)
            for row in tx.execute("SELECT * FROM payments ORDER BY id DESC LIMIT ?", (LAST,))
        ],
        "operations": [_operation_view(row) for row in _newest_operations(tx)],
        "callbacks": count_callbacks(tx),
        "faults": list_faults(tx),
        "switches": read_switches(tx),
    }


def organisation_view(tx: Tx, row: Row) -> dict[str, Any]:
    accounts = tx.execute(
        "SELECT account, balance_cents FROM accounts WHERE shortcode = ? ORDER BY rowid", (row["shortcode"],)
    )
    shown = ("shortcode", "name", "kind", "store_number", "consumer_key", "tariff")
    return {name: row[name] for name in shown} | {
        "validation": bool(row["validation"]),
        "suspended": bool(row["suspended"]),
        "initiators": [
            {"name": name, "roles": json.loads(roles), "locked": failures >= TRIES}
            for name, roles, failures in tx.execute(
                "SELECT name, roles, failures FROM initiators WHERE shortcode = ? ORDER BY name",
                (row["shortcode"],),
            )
        ],
        "accounts": {account: plain(cents) for account, cents in accounts},
        "response_type": row["response_type"],
        "confirmation_url": row["confirmation_url"],
        "validation_url": row["validation_url"],
    }


def customer_view(row: Row) -> dict[str, Any]:
    """A customer without the PIN."""
    return {
        "msisdn": row["msisdn"],
        "name": row["name"],
        "balance": plain(row["balance_cents"]),
        "answer": row["answer"],
        "registered": bool(row["registered"]),
        "suspended": bool(row["suspended"]),
        "pin_locked": row["pin_failures"] >= PIN_TRIES,
        "daily_limit": plain(row["daily_limit_cents"]),
        "wallet_limit": plain(row["wallet_limit_cents"]),
    }


def read_callbacks(tx: Tx) -> list[dict[str, Any]]:
    """The last messages, newest first, with what their receivers answered."""
    rows = tx.execute("SELECT * FROM callbacks ORDER BY id DESC LIMIT ?", (LAST,))
    return [
        {
            "id": row["id"],
            "kind": row["kind"],
            "url": row["url"],
            "body": scrub(row["body"].encode(), whole=True),
            "state": row["state"],
            "http_status": row["http_status"],
            "answer": row["answer"],
            "finished_at": iso_eat(row["finished_at"]) if row["finished_at"] else None,
        }
        for row in rows
    ]


def _newest_operations(tx: Tx) -> list[Row]:
    waiting = tx.execute("SELECT * FROM operations WHERE state = 'queued' ORDER BY id DESC").fetchall()
    ended = tx.execute("SELECT * FROM operations WHERE state <> 'queued' ORDER BY id DESC LIMIT ?", (LAST,))
    return waiting + ended.fetchall()


def _operation_view(row: Row) -> dict[str, Any]:
    shown = ("kind", "shortcode", "originator_id", "conversation_id", "state", "result_code", "receipt")
    return {name: row[name] for name in shown} | {"accepted_at": iso_eat(row["accepted_at"])}


def _newest_prompts(tx: Tx) -> list[Row]:
    still_open = tx.execute("SELECT * FROM prompts WHERE state = 'open' ORDER BY id DESC").fetchall()
    ended = tx.execute("SELECT * FROM prompts WHERE state <> 'open' ORDER BY id DESC LIMIT ?", (LAST,))
    return still_open + ended.fetchall()


def _prompt_view(row: Row) -> dict[str, Any]:
    shown = (
        "checkout_request_id",
        "merchant_request_id",
        "msisdn",
        "shortcode",
        "account_reference",
        "state",
        "result_code",
        "receipt",
    )
    return {name: row[name] for name in shown} | {
        "amount": plain(row["amount_cents"]),
        "opened_at": iso_eat(row["opened_at"]),
        "expires_at": iso_eat(row["expires_at"]),
    }


def _payment_view(row: Row) -> dict[str, Any]:
    return {
        "receipt": row["receipt"],
        "kind": row["kind"],
        "shortcode": row["shortcode"],
        "msisdn": row["msisdn"],
        "amount": plain(row["amount_cents"]),
        "account": row["account_no"],
        "at": iso_eat(row["at"]),
    }
