"""The short messages of M-PESA, in its own words as far as they are known."""

from typing import Any

from daraja_sandbox.api.prompts import PIN_LOCKED, WRONG_PIN
from daraja_sandbox.bank.payments import DAY_LIMIT, DEBIT_STATE, NO_FUNDS
from daraja_sandbox.world.clock import Milliseconds, in_eat
from daraja_sandbox.world.codes import stk_texts
from daraja_sandbox.world.money import Cents, plain, with_commas
from daraja_sandbox.world.store import Row

Told = dict[str, Any]
FAILED = {
    WRONG_PIN: "Failed. You have entered the wrong PIN. Nothing was paid to {name}.",
    PIN_LOCKED: "Failed. Your M-PESA PIN is locked after too many wrong ones. Nothing was paid to {name}.",
    NO_FUNDS: "Failed. You do not have enough money in your M-PESA account to pay {money} to {name}.",
    DAY_LIMIT: "Failed. Paying {money} to {name} would go beyond your daily limit.",
    DEBIT_STATE: "Failed. Your M-PESA account is suspended. Nothing was paid to {name}.",
}
REFUSED = {
    "INSUFFICIENT_BALANCE": FAILED[NO_FUNDS],
    "DAILY_LIMIT": FAILED[DAY_LIMIT],
    "ACCOUNT_SUSPENDED": "Failed. This account, or that of {name}, is suspended. Nothing was paid.",
    "C2B00011": "Failed. {name} does not take payments from this number.",
    "C2B00012": "Failed. {name} has no account {account}. Nothing was paid.",
    "C2B00013": "Failed. {money} is not an amount that {name} takes.",
}


def told_of_money(leg: Row, *, balance: Cents) -> Told:
    """One movement on the phone's account; `balance` is what it left."""
    left = f"New M-PESA balance is {_money(balance)}."
    amount, receipt = leg["amount_cents"], leg["receipt"]
    told = {"receipt": receipt or None, "amount": plain(amount), "balance": plain(balance)}
    if not receipt:
        verb = "put into" if amount > 0 else "taken out of"
        text = f"{_money(abs(amount))} was {verb} this account by hand. {left}"
        return told | {"kind": "cash", "text": text}
    when = _when(leg["at"])
    if leg["paid"] is not None:
        verb = "paid" if leg["organisation"] == "till" else "sent"
        account = f" for account {leg['account_no']}" if leg["account_no"] else ""
        cost = f"Transaction cost, {_money(leg['payer_fee_cents'])}."
        paid = f"{_money(leg['paid'])} {verb} to {leg['party']}{account} on {when}."
        return told | {"kind": leg["kind"], "text": f"{receipt} Confirmed. {paid} {left} {cost}"}
    if leg["linked"]:
        text = f"{receipt} Confirmed. Transaction {leg['linked']} was reversed on {when} and {_money(amount)}"
        return told | {"kind": "reversal", "text": f"{text} is credited to you. {left}"}
    text = f"{receipt} Confirmed. You have received {_money(amount)} from {leg['party']} on {when}. {left}"
    return told | {"kind": "b2c", "text": text}


def told_of_nothing(prompt: Row) -> Told:
    """A prompt that ended without money."""
    told = {"receipt": None, "amount": None, "balance": None, "kind": prompt["state"]}
    words = {"name": prompt["name"], "money": _money(prompt["amount_cents"])}
    if prompt["state"] == "cancelled":
        return told | {"text": "You cancelled: {money} was not paid to {name}.".format(**words)}
    if prompt["state"] == "expired":
        return told | {"text": "You did not answer {name}, who asked for {money}.".format(**words)}
    code = prompt["result_code"]
    if code in FAILED:
        return told | {"text": FAILED[code].format(**words)}
    return told | {"text": f"Failed. {stk_texts(code)[0]} Nothing was paid to {prompt['name']}."}


def told_of_refusal(attempt: Row) -> Told:
    """A payment from the menu that was refused."""
    words = {
        "name": attempt["name"],
        "money": _money(attempt["amount_cents"]),
        "account": attempt["account_no"] or "(none)",
    }
    text = REFUSED.get(attempt["outcome"], "Failed. {name} did not take this payment. Nothing was paid.")
    told = {"receipt": attempt["receipt"], "amount": None, "balance": None, "kind": "refused"}
    return told | {"text": text.format(**words)}


def _money(cents: Cents) -> str:
    return f"Ksh{with_commas(cents)}"


def _when(at: Milliseconds) -> str:
    """`28/11/26 at 8:05 AM`"""
    moment = in_eat(at)
    return f"{moment.day}/{moment.month}/{moment:%y} at {moment.hour % 12 or 12}:{moment:%M %p}"
