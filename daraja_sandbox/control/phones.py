"""What a phone shows: the prompt that rings, the messages M-PESA has sent, the balance.

Nothing is kept for it: messages are told from the journal (what moved on this phone, with the balance after
it), from prompts that ended without money and from payments that were refused.
"""

from typing import Any

from daraja_sandbox.bank.customers import FIRST_BALANCE, LIMIT
from daraja_sandbox.control.sms import told_of_money, told_of_nothing, told_of_refusal
from daraja_sandbox.control.state import customer_view
from daraja_sandbox.world.clock import Milliseconds, iso_eat
from daraja_sandbox.world.errors import ControlError
from daraja_sandbox.world.fields import msisdn_of
from daraja_sandbox.world.money import plain
from daraja_sandbox.world.store import Row, Tx
from daraja_sandbox.world.world import World

MOST_LISTED, MOST_OPEN, MOST_MESSAGES = 100, 24, 100
PROMPT = (
    "SELECT p.*, o.name, o.kind FROM prompts p JOIN organisations o USING (shortcode)"
    " WHERE p.state = 'open' AND p.msisdn = ?"
)
RINGING = (
    "SELECT c.* FROM prompts p JOIN customers c USING (msisdn) WHERE p.state = 'open'"
    " AND (instr(c.msisdn, :find) OR instr(upper(c.name), upper(:find))) ORDER BY p.id LIMIT :limit"
)
FIRST_RINGING = "SELECT msisdn, checkout_request_id FROM prompts WHERE state = 'open' ORDER BY id LIMIT ?"
NEWEST = (
    "SELECT c.* FROM customers c WHERE instr(c.msisdn, :find) OR instr(upper(c.name), upper(:find))"
    " ORDER BY c.rowid DESC LIMIT :limit"
)
MONEY = (
    "SELECT j.receipt, j.amount_cents, p.kind, p.amount_cents AS paid, p.payer_fee_cents, p.account_no,"
    " coalesce(o.name, t.debit_party) AS party, o.kind AS organisation, coalesce(p.at, t.at) AS at, t.linked"
    " FROM journal j LEFT JOIN payments p ON p.receipt = j.receipt"
    " LEFT JOIN organisations o ON o.shortcode = p.shortcode LEFT JOIN transfers t ON t.receipt = j.receipt"
    " WHERE j.holder = ? AND j.account = 'M-PESA Account' ORDER BY j.id DESC LIMIT ?"
)
UNPAID = (
    "SELECT p.*, o.name FROM prompts p JOIN organisations o USING (shortcode) WHERE p.msisdn = ?"
    " AND p.state IN ('failed', 'cancelled', 'expired') ORDER BY p.id DESC LIMIT ?"
)
REFUSED = (
    "SELECT a.*, o.name FROM attempts a JOIN organisations o USING (shortcode)"
    " WHERE a.msisdn = ? AND a.state = 'rejected' ORDER BY a.id DESC LIMIT ?"
)


def list_phones(world: World, *, find: str, limit: int, named: list[str], messages: int) -> dict[str, Any]:
    """The phones that ring (oldest prompt first), then the newest; and in full those that are `named`."""
    tx = world.store.reads
    (total,) = tx.execute("SELECT count(*) FROM customers").fetchone()
    (ringing,) = tx.execute("SELECT count(*) FROM prompts WHERE state = 'open'").fetchone()
    limit = min(limit, MOST_LISTED)
    sought = {"find": find, "limit": limit}
    rows = {row["msisdn"]: customer_view(row) | {"rings": True} for row in tx.execute(RINGING, sought)}
    for row in tx.execute(NEWEST, sought):
        rows.setdefault(row["msisdn"], customer_view(row) | {"rings": False})
    return {
        "total": total,
        "ringing": ringing,
        "ring": [dict(row) for row in tx.execute(FIRST_RINGING, (MOST_OPEN,))],
        "phones": list(rows.values())[:limit],
        "open": [read_phone(world, msisdn, messages=messages) for msisdn in named[:MOST_OPEN]],
    }


def read_phone(world: World, given: str, *, messages: int) -> dict[str, Any]:
    """One phone in full; a number that nobody has used yet as it would begin. Raises ControlError."""
    msisdn, tx = msisdn_of(given), world.store.reads
    if msisdn is None:
        raise ControlError("INVALID", "msisdn", "twelve digits, 2547... or 2541...")
    row = tx.execute("SELECT * FROM customers WHERE msisdn = ?", (msisdn,)).fetchone()
    if row is None:
        new = {"msisdn": msisdn, "name": f"PAYER {msisdn[-4:]}", "balance": plain(FIRST_BALANCE)}
        limits = {"daily_limit": plain(LIMIT), "wallet_limit": plain(LIMIT)}
        flags = {"answer": None, "registered": True, "suspended": False, "pin_locked": False}
        return {**new, **flags, **limits, "known": False, "prompt": None, "messages": []}
    prompt = tx.execute(PROMPT, (msisdn,)).fetchone()
    return customer_view(row) | {
        "known": True,
        "prompt": None if prompt is None else _prompt_view(prompt),
        "messages": read_messages(tx, row, limit=min(messages, MOST_MESSAGES)),
    }


def read_messages(tx: Tx, customer: Row, *, limit: int) -> list[dict[str, Any]]:
    """What this phone was told, newest first: money with the balance it left, and what did not happen."""
    key = (customer["msisdn"], limit)
    told: list[tuple[Milliseconds, dict[str, Any]]] = []
    balance, legs = customer["balance_cents"], tx.execute(MONEY, key).fetchall()
    for number, leg in enumerate(legs):
        # Cash at an agent carries no time of its own: it is shown after what was there before it.
        at = next((older["at"] for older in legs[number:] if older["at"]), 0)
        told.append((at, told_of_money(leg, balance=balance) | {"at": leg["at"]}))
        balance -= leg["amount_cents"]
    for row in tx.execute(UNPAID, key):
        told.append((row["opened_at"], told_of_nothing(row) | {"at": row["opened_at"]}))
    for row in tx.execute(REFUSED, key):
        told.append((row["initiated_at"], told_of_refusal(row) | {"at": row["initiated_at"]}))
    told.sort(key=lambda pair: pair[0], reverse=True)
    return [one | {"at": iso_eat(one["at"]) if one["at"] else None} for _, one in told[:limit]]


def _prompt_view(row: Row) -> dict[str, Any]:
    """What the screen asks: who, how much, for what; and until when it waits for the PIN."""
    return {
        "checkout_request_id": row["checkout_request_id"],
        "organisation": row["name"],
        "kind": row["kind"],
        "shortcode": row["shortcode"],
        "account": row["account_reference"],
        "amount": plain(row["amount_cents"]),
        "payer": row["payer"],
        "expires_at": iso_eat(row["expires_at"]),
        "opened_at": iso_eat(row["opened_at"]),
    }
