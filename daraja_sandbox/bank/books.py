"""The books: one journal of every leg that moves money, and each account's own statement rows.

Every leg has a holder: an organisation's shortcode, a customer's phone, or OUTSIDE (agents' cash, banks,
Safaricom's fees, the tax authority). The legs of one receipt sum to zero, so money is neither made nor lost.
"""

from dataclasses import dataclass

from daraja_sandbox.bank.organisations import CHARGES_PAID
from daraja_sandbox.world.clock import Milliseconds
from daraja_sandbox.world.errors import ControlError
from daraja_sandbox.world.money import Cents
from daraja_sandbox.world.store import Row, Tx

OUTSIDE = "outside"
CASH, BANK, FEES, TAX = "Cash", "Bank", "Fees", "Tax"
WALLET = "M-PESA Account"


@dataclass(frozen=True)
class Words:
    """What a statement row says beside its amounts."""

    details: str
    reason: str
    party: str = ""
    account_no: str = ""
    linked: str = ""


@dataclass(frozen=True)
class Moment:
    """When a transaction was asked for and when it was done."""

    initiated_at: Milliseconds
    at: Milliseconds


def post(
    tx: Tx, *, shortcode: str, account: str, receipt: str, amount: Cents, when: Moment, words: Words
) -> Cents:
    """One row of an organisation's account, and the account's new balance, which it answers."""
    (balance,) = tx.execute(
        "UPDATE accounts SET balance_cents = balance_cents + ? WHERE shortcode = ? AND account = ?"
        " RETURNING balance_cents",
        (amount, shortcode, account),
    ).fetchone()
    _leg(tx, receipt, shortcode, account, amount)
    _write_row(tx, shortcode, account, receipt, amount, int(balance), when, words, "Completed")
    return int(balance)


def post_failed(
    tx: Tx, *, shortcode: str, account: str, receipt: str, amount: Cents, when: Moment, words: Words
) -> None:
    """A statement row of a payment that did not happen: it moves nothing."""
    balance = balance_of(tx, shortcode, account)
    _write_row(tx, shortcode, account, receipt, amount, balance, when, words, "Failed")


def move_customer(tx: Tx, *, msisdn: str, receipt: str, amount: Cents) -> Cents:
    """Change a customer's balance by `amount`; answers the new one."""
    (balance,) = tx.execute(
        "UPDATE customers SET balance_cents = balance_cents + ? WHERE msisdn = ? RETURNING balance_cents",
        (amount, msisdn),
    ).fetchone()
    _leg(tx, receipt, msisdn, WALLET, amount)
    return int(balance)


def move_outside(tx: Tx, *, account: str, receipt: str, amount: Cents) -> None:
    """Money that leaves the sandbox's accounts (positive) or comes into them (negative)."""
    _leg(tx, receipt, OUTSIDE, account, amount)


def bring_in(tx: Tx, *, holder: str, account: str, amount: Cents) -> None:
    """The journal's side of a balance that is set by hand: paid in (or taken out) at an agent."""
    _leg(tx, "", holder, account, amount)
    _leg(tx, "", OUTSIDE, CASH, -amount)


def balance_of(tx: Tx, shortcode: str, account: str) -> Cents:
    """Raises ControlError for an account that the organisation does not have."""
    row = tx.execute(
        "SELECT balance_cents FROM accounts WHERE shortcode = ? AND account = ?", (shortcode, account)
    ).fetchone()
    if row is None:
        raise ControlError("UNKNOWN_ACCOUNT", "account", f"{shortcode} has no {account}")
    return int(row[0])


def _leg(tx: Tx, receipt: str, holder: str, account: str, amount: Cents) -> None:
    if amount:
        tx.execute(
            "INSERT INTO journal (receipt, holder, account, amount_cents) VALUES (?, ?, ?, ?)",
            (receipt, holder, account, amount),
        )


def _write_row(
    tx: Tx,
    shortcode: str,
    account: str,
    receipt: str,
    amount: Cents,
    balance: Cents,
    when: Moment,
    words: Words,
    status: str,
) -> None:
    tx.execute(
        "INSERT INTO movements (shortcode, account, receipt, initiated_at, completed_at, details,"
        " amount_cents, balance_cents, reason_type, other_party, linked, account_no, status)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(shortcode, account, receipt, when.initiated_at, when.at, words.details, amount, balance),
            *(words.reason, words.party, words.linked, words.account_no, status),
        ),
    )


def find_breaks(tx: Tx) -> list[str]:
    """Recompute every balance from the journal; a sentence per place that does not add up."""
    breaks = [
        f"receipt {row[0] or '(opening)'}: its legs sum to {row[1]} cents"
        for row in tx.execute(
            "SELECT receipt, sum(amount_cents) FROM journal GROUP BY receipt HAVING sum(amount_cents) <> 0"
        )
    ]
    held = {
        (holder, account): cents
        for holder, account, cents in tx.execute(
            "SELECT holder, account, sum(amount_cents) FROM journal GROUP BY holder, account"
        )
    }
    for account in tx.execute("SELECT * FROM accounts").fetchall():
        breaks += _account_breaks(tx, account, held.get((account["shortcode"], account["account"]), 0))
    for msisdn, balance in tx.execute("SELECT msisdn, balance_cents FROM customers"):
        if held.get((msisdn, WALLET), 0) != balance:
            breaks.append(f"customer {msisdn}: balance is not what the journal says")
    for row in tx.execute(
        "SELECT p.receipt FROM payments p WHERE amount_cents - business_fee_cents <>"
        " (SELECT coalesce(sum(amount_cents), 0) FROM movements m"
        "  WHERE m.receipt = p.receipt AND m.status = 'Completed')"
    ):
        breaks.append(f"payment {row[0]}: its movements are not its amount")
    return breaks


def _account_breaks(tx: Tx, account: Row, held: Cents) -> list[str]:
    breaks = []
    running = account["opening_cents"]
    key = (account["shortcode"], account["account"])
    for row in tx.execute(
        "SELECT id, amount_cents, balance_cents, status FROM movements"
        " WHERE shortcode = ? AND account = ? ORDER BY id",
        key,
    ):
        running += row["amount_cents"] if row["status"] == "Completed" else 0
        if row["balance_cents"] != running:
            breaks.append(f"{key}: movement {row['id']} shows another balance")
        if running < 0 and key[1] != CHARGES_PAID:
            breaks.append(f"{key}: movement {row['id']} goes below zero")
    if not account["balance_cents"] == running == held:
        breaks.append(f"{key}: balance, movements and journal differ")
    return breaks
