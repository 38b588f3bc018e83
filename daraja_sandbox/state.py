"""What the control API shows of the sandbox."""

from typing import Any

from .callbacks import count_callbacks
from .clock import iso_eat
from .faults import list_faults
from .money import plain
from .store import Row, Tx
from .switches import read_switches
from .world import World

LAST = 200
LAST_CUSTOMERS = 1000


def read_state(world: World) -> dict[str, Any]:
    """Everything a page or a script needs: all that is open, the newest of what has ended."""
    tx = world.store.reads
    organisations = tx.execute("SELECT * FROM organisations ORDER BY shortcode").fetchall()
    return {
        "now": iso_eat(world.clock.now()),
        "organisations": [organisation_view(tx, row) for row in organisations],
        "customers": [
            {
                "msisdn": row["msisdn"],
                "name": row["name"],
                "balance": plain(row["balance_cents"]),
                "answer": row["answer"],
            }
            for row in tx.execute("SELECT * FROM customers ORDER BY rowid DESC LIMIT ?", (LAST_CUSTOMERS,))
        ],
        "prompts": [_prompt_view(row) for row in _newest_prompts(tx)],
        "payments": [
            _payment_view(row)
            for row in tx.execute("SELECT * FROM payments ORDER BY id DESC LIMIT ?", (LAST,))
        ],
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
        "accounts": {account: plain(cents) for account, cents in accounts},
        "response_type": row["response_type"],
        "confirmation_url": row["confirmation_url"],
        "validation_url": row["validation_url"],
    }


def read_callbacks(tx: Tx) -> list[dict[str, Any]]:
    """The last messages, newest first, with what their receivers answered."""
    rows = tx.execute("SELECT * FROM callbacks ORDER BY id DESC LIMIT ?", (LAST,))
    return [
        {
            "id": row["id"],
            "kind": row["kind"],
            "url": row["url"],
            "body": row["body"],
            "state": row["state"],
            "http_status": row["http_status"],
            "answer": row["answer"],
            "finished_at": iso_eat(row["finished_at"]) if row["finished_at"] else None,
        }
        for row in rows
    ]


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
