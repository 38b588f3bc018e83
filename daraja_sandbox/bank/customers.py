"""M-PESA customers: a name, a balance, and how they answer prompts."""

import hashlib
from typing import Any

from daraja_sandbox.bank.books import WALLET, bring_in
from daraja_sandbox.world.errors import ControlError
from daraja_sandbox.world.fields import msisdn_of
from daraja_sandbox.world.money import Cents, cents_from
from daraja_sandbox.world.store import Row, Tx

FIELDS = (
    *("msisdn", "name", "balance", "answer", "pin", "registered", "suspended"),
    *("daily_limit", "wallet_limit"),
)
FIRST_BALANCE: Cents = 100_000_00
FIRST_PIN = "1234"
# Safaricom's: 500,000 shillings a day, and as much in the wallet.
LIMIT: Cents = 500_000_00
PIN_TRIES = 3


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
    pin = given.get("pin", customer["pin"])
    if not isinstance(pin, str) or not pin.isdecimal() or len(pin) != 4:
        raise ControlError("INVALID", "pin", "four digits in a string")
    flags = {name: _flag(given, customer, name) for name in ("registered", "suspended")}
    balance, daily, wallet = (
        _cents(given, field, customer[column])
        for field, column in (
            ("balance", "balance_cents"),
            ("daily_limit", "daily_limit_cents"),
            ("wallet_limit", "wallet_limit_cents"),
        )
    )
    bring_in(tx, holder=msisdn, account=WALLET, amount=balance - customer["balance_cents"])
    tx.execute(
        "UPDATE customers SET name = ?, answer = ?, balance_cents = ?, pin = ?, registered = ?,"
        " suspended = ?, daily_limit_cents = ?, wallet_limit_cents = ?,"
        " pin_failures = CASE WHEN ? THEN 0 ELSE pin_failures END WHERE msisdn = ?",
        (
            *(name, answer, balance, pin, flags["registered"], flags["suspended"], daily, wallet),
            *("pin" in given, msisdn),
        ),
    )
    return customer_of(tx, msisdn)


def customer_of(tx: Tx, msisdn: str) -> Row:
    """The customer with this phone; an unknown phone becomes one with 100,000 shillings."""
    find = "SELECT * FROM customers WHERE msisdn = ?"
    row: Row | None = tx.execute(find, (msisdn,)).fetchone()
    if row is None:
        tx.execute(
            "INSERT INTO customers (msisdn, name, balance_cents, pin, daily_limit_cents, wallet_limit_cents)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (msisdn, f"PAYER {msisdn[-4:]}", FIRST_BALANCE, FIRST_PIN, LIMIT, LIMIT),
        )
        bring_in(tx, holder=msisdn, account=WALLET, amount=FIRST_BALANCE)
        row = tx.execute(find, (msisdn,)).fetchone()
        assert row is not None
    return row


def _flag(given: dict[str, Any], customer: Row, name: str) -> bool:
    value = given.get(name, bool(customer[name]))
    if not isinstance(value, bool):
        raise ControlError("INVALID", name, "true or false")
    return value


def _cents(given: dict[str, Any], field: str, held: Cents) -> Cents:
    if field not in given:
        return held
    try:
        cents = cents_from(given[field])
    except ValueError as error:
        raise ControlError("INVALID", field, str(error)) from error
    if cents < 0:
        raise ControlError("INVALID", field, "not below zero")
    return cents


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
    if style == "spaced":
        return f"{msisdn[:4]} ***** {msisdn[-3:]}"
    return msisdn if style == "plain" else masked(msisdn)
