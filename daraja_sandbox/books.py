"""The journal: every movement of every account with its running balance, and the money verbs."""

from dataclasses import dataclass

from .clock import Milliseconds
from .customers import customer_of, other_party
from .errors import ControlError
from .money import Cents
from .organisations import CHARGES_PAID, COLLECTING, SETTLEMENT
from .receipts import issue_receipt
from .store import Row, Tx
from .tariffs import charge_for


class InsufficientFunds(Exception):
    """The payer's balance does not cover amount and fee; nothing was written."""


@dataclass(frozen=True)
class Paid:
    receipt: str
    at: Milliseconds
    account_balance: Cents


# (kind of organisation, channel) -> start of Details, Reason Type. Paybill: reference 5.1, 5.2,
# 5.4; till Details have no public sample.
WORDING = {
    ("paybill", "c2b"): ("Pay Bill from", "Pay Utility"),
    ("paybill", "stk"): ("Pay Bill Online from", "Pay Bill Online"),
    ("till", "c2b"): ("Merchant Payment from", "Customer Merchant Payment"),
    ("till", "stk"): ("Merchant Payment Online from", "Customer Buy Goods Online"),
}
CHARGE_DETAILS = {"paybill": "Pay Bill Charge", "till": "Pay Merchant Charge"}


def take_payment(
    tx: Tx,
    *,
    organisation: Row,
    channel: str,
    msisdn: str,
    amount: Cents,
    account_no: str,
    at: Milliseconds,
    initiated_at: Milliseconds,
    receipt: str | None = None,
) -> Paid:
    """Move `amount` from a customer to the organisation's collecting account.

    Tariff "customer": the payer pays the charge on top and the organisation sees no row of it.
    Tariff "business": the charge leaves the same account under the same receipt, right after.
    Raises InsufficientFunds.
    """
    customer = customer_of(tx, msisdn)
    charge = charge_for(amount)
    payer_fee = charge if organisation["tariff"] == "customer" else 0
    if customer["balance_cents"] < amount + payer_fee:
        raise InsufficientFunds
    receipt = receipt or issue_receipt(tx, at=at)
    tx.execute(
        "UPDATE customers SET balance_cents = balance_cents - ? WHERE msisdn = ?",
        (amount + payer_fee, msisdn),
    )
    kind = organisation["kind"]
    opening, reason = WORDING[kind, channel]
    party = other_party(msisdn, customer["name"])
    details = f"{opening} {party} Acc. {account_no}" if kind == "paybill" else f"{opening} {party}"
    common = (organisation["shortcode"], COLLECTING[kind], receipt, initiated_at, at)
    balance = _post(tx, *common, details, amount, reason, party, account_no)
    business_fee = charge - payer_fee
    if business_fee:
        balance = _post(tx, *common, CHARGE_DETAILS[kind], -business_fee, reason, "SP", "")
    tx.execute(
        "INSERT INTO payments (receipt, kind, shortcode, msisdn, amount_cents, payer_fee_cents,"
        " business_fee_cents, account_no, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (receipt, channel, common[0], msisdn, amount, payer_fee, business_fee, account_no, at),
    )
    return Paid(receipt=receipt, at=at, account_balance=balance)


def sweep(tx: Tx, *, organisation: Row, amount: Cents | None, at: Milliseconds) -> tuple[str, Cents]:
    """Move the collecting account's balance (or part) to Organization Settlement, one receipt."""
    shortcode, source = organisation["shortcode"], COLLECTING[organisation["kind"]]
    row = tx.execute(
        "SELECT balance_cents FROM accounts WHERE shortcode = ? AND account = ?", (shortcode, source)
    ).fetchone()
    amount = row[0] if amount is None else amount
    if amount <= 0 or amount > row[0]:
        raise ControlError("INSUFFICIENT_BALANCE", "amount", f"{source} cannot give that")
    receipt = issue_receipt(tx, at=at)
    words = f"{source} to {SETTLEMENT}"
    _post(tx, shortcode, source, receipt, at, at, words, -amount, words, "", "")
    _post(tx, shortcode, SETTLEMENT, receipt, at, at, words, amount, words, "", "")
    return receipt, amount


def _post(
    tx: Tx,
    shortcode: str,
    account: str,
    receipt: str,
    initiated_at: Milliseconds,
    at: Milliseconds,
    details: str,
    amount: Cents,
    reason: str,
    party: str,
    account_no: str,
) -> Cents:
    """One row of the journal and the account's new balance, which it answers."""
    (balance,) = tx.execute(
        "UPDATE accounts SET balance_cents = balance_cents + ? WHERE shortcode = ? AND account = ?"
        " RETURNING balance_cents",
        (amount, shortcode, account),
    ).fetchone()
    tx.execute(
        "INSERT INTO movements (shortcode, account, receipt, initiated_at, completed_at, details,"
        " amount_cents, balance_cents, reason_type, other_party, linked, account_no)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?)",
        (shortcode, account, receipt, initiated_at, at, details, amount, balance, reason, party, account_no),
    )
    return int(balance)


def find_breaks(tx: Tx) -> list[str]:
    """Recompute every balance from what caused it; a sentence per place that does not add up."""
    breaks = []
    accounts = tx.execute("SELECT * FROM accounts").fetchall()
    for account in accounts:
        running = account["opening_cents"]
        key = (account["shortcode"], account["account"])
        for row in tx.execute(
            "SELECT id, amount_cents, balance_cents FROM movements"
            " WHERE shortcode = ? AND account = ? ORDER BY id",
            key,
        ):
            running += row["amount_cents"]
            if row["balance_cents"] != running:
                breaks.append(f"{key}: movement {row['id']} shows another balance")
            if running < 0 and key[1] != CHARGES_PAID:
                breaks.append(f"{key}: movement {row['id']} goes below zero")
        if account["balance_cents"] != running:
            breaks.append(f"{key}: balance is not opening plus movements")
    for row in tx.execute(
        "SELECT c.msisdn FROM customers c WHERE balance_cents <> deposited_cents -"
        " (SELECT coalesce(sum(amount_cents + payer_fee_cents), 0) FROM payments p WHERE p.msisdn = c.msisdn)"
    ):
        breaks.append(f"customer {row[0]}: balance is not deposits minus payments")
    for row in tx.execute(
        "SELECT p.receipt FROM payments p WHERE amount_cents - business_fee_cents <>"
        " (SELECT coalesce(sum(amount_cents), 0) FROM movements m WHERE m.receipt = p.receipt)"
    ):
        breaks.append(f"payment {row[0]}: its movements are not its amount")
    return breaks
