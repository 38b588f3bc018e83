"""M-PESA customers: a name, a balance, and how they answer prompts."""

import hashlib
from typing import Any

from .errors import ControlError
from .fields import msisdn_of
from .money import Cents, cents_from
from .store import Row, Tx

FIELDS = ("msisdn", "name", "balance", "answer")
FIRST_BALANCE: Cents = 100_000_00


def save_customer(tx: Tx, given: dict[str, Any]) -> Row:
    """Create a customer or change the named fields of one. Raises ControlError."""
    for name in given:
        if name not in FIELDS:
            raise ControlError("UNKNOWN_FIELD", name, f"one of: {', '.join(FIELDS)}")
    msisdn = msisdn_of(given.get("msisdn"))
    if msisdn is None:
        raise ControlError("INVALID", "msisdn", "twelve digits, 2547... or 2541...")
    customer = customer_of(tx, msisdn)
    name = given.get("name", customer["name"])
    if not isinstance(name, str) or not name.strip() or len(name) > 100:
        raise ControlError("INVALID", "name", "a text of 1 to 100 characters")
    answer = given.get("answer", customer["answer"])
    if answer not in (None, "approve", "cancel"):
        raise ControlError("INVALID", "answer", "null, approve or cancel")
    balance = customer["balance_cents"]
    if "balance" in given:
        try:
            balance = cents_from(given["balance"])
        except ValueError as error:
            raise ControlError("INVALID", "balance", str(error)) from error
        if balance < 0:
            raise ControlError("INVALID", "balance", "not below zero")
    tx.execute(
        "UPDATE customers SET name = ?, answer = ?, balance_cents = ?,"
        " deposited_cents = deposited_cents + ? - balance_cents WHERE msisdn = ?",
        (name, answer, balance, balance, msisdn),
    )
    return customer_of(tx, msisdn)


def customer_of(tx: Tx, msisdn: str) -> Row:
    """The customer with this phone; an unknown phone becomes one with 100,000 shillings."""
    find = "SELECT * FROM customers WHERE msisdn = ?"
    row: Row | None = tx.execute(find, (msisdn,)).fetchone()
    if row is None:
        tx.execute(
            "INSERT INTO customers VALUES (?, ?, ?, ?, NULL)",
            (msisdn, f"PAYER {msisdn[-4:]}", FIRST_BALANCE, FIRST_BALANCE),
        )
        row = tx.execute(find, (msisdn,)).fetchone()
        assert row is not None
    return row


def names_of(name: str) -> tuple[str, str, str]:
    """FirstName, MiddleName, LastName as C2B messages carry them."""
    words = name.split()
    return words[0], " ".join(words[1:-1]), words[-1] if len(words) > 1 else ""


def masked(msisdn: str) -> str:
    return f"{msisdn[:5]}****{msisdn[-3:]}"


def other_party(msisdn: str, name: str) -> str:
    """`25470****111 - PAYER **** ONE`, as statements name a payer."""
    first, _, last = names_of(name)
    return f"{masked(msisdn)} - {first} **** {last}".rstrip()


def shown_msisdn(msisdn: str, style: str) -> str:
    if style == "hashed":
        return hashlib.sha256(msisdn.encode()).hexdigest()
    return msisdn if style == "plain" else masked(msisdn)
