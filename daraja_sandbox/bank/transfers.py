"""Money that organisations move: out to customers, to each other, to the tax authority, back, and inside."""

from dataclasses import dataclass

from daraja_sandbox.bank.books import (
    BANK,
    FEES,
    TAX,
    Moment,
    Words,
    balance_of,
    move_customer,
    move_outside,
    post,
)
from daraja_sandbox.bank.customers import customer_of, other_party
from daraja_sandbox.bank.organisations import CHARGES_PAID, COLLECTING, SETTLEMENT, WORKING
from daraja_sandbox.bank.payments import CREDIT_STATE, DEBIT_STATE, NO_FUNDS, Unpayable
from daraja_sandbox.bank.tariffs import b2c_charge_for
from daraja_sandbox.world.clock import Milliseconds
from daraja_sandbox.world.errors import ControlError
from daraja_sandbox.world.money import Cents
from daraja_sandbox.world.receipts import issue_receipt
from daraja_sandbox.world.store import Row, Tx
from daraja_sandbox.world.switches import read_switches

RECEIVER_FULL, UNREGISTERED, NO_RECEIVER = "8", "2040", "SFC_IC0003"
KRA = "572572"
MMF = "Organization MMF Account"
EXAMPLE_BANK = "999001 - EXAMPLE BANK"


@dataclass(frozen=True)
class Transfer:
    """What a result tells of money that moved."""

    receipt: str
    at: Milliseconds
    amount: Cents
    fee: Cents
    debit_party: str
    credit_party: str


def pay_customer(
    tx: Tx, *, organisation: Row, msisdn: str, amount: Cents, reason: str, operation: int, when: Moment
) -> Transfer:
    """B2C: out of the account that collects, the charge out of Charges Paid (switch `b2c_charges`).

    Raises Unpayable: 1, 8, 11, 14, 2040.
    """
    shortcode, source = organisation["shortcode"], COLLECTING[organisation["kind"]]
    customer = customer_of(tx, msisdn)
    fee = b2c_charge_for(amount)
    apart = read_switches(tx)["b2c_charges"] == "charges_paid"
    _check_debit(tx, organisation, source, amount if apart else amount + fee)
    _check_credit(customer, amount)
    receipt = issue_receipt(tx, at=when.at)
    party = f"{msisdn} - {customer['name']}"
    words = Words(f"{reason} to {party}", reason, party)
    post(tx, shortcode=shortcode, account=source, receipt=receipt, amount=-amount, when=when, words=words)
    if fee:
        post(
            tx,
            shortcode=shortcode,
            account=CHARGES_PAID if apart else source,
            receipt=receipt,
            amount=-fee,
            when=when,
            words=Words("Business Payment Charge", "Business Payment Charge", party),
        )
        move_outside(tx, account=FEES, receipt=receipt, amount=fee)
    move_customer(tx, msisdn=msisdn, receipt=receipt, amount=amount)
    done = Transfer(receipt, when.at, amount, fee, name_of(organisation), party)
    return _record(tx, done, "b2c", operation, shortcode, msisdn, source, reason, when)


def pay_organisation(
    tx: Tx,
    *,
    organisation: Row,
    receiver: Row | None,
    amount: Cents,
    account_no: str,
    reason: str,
    operation: int,
    when: Moment,
) -> Transfer:
    """B2B: from Working to the receiver's collecting account. Raises Unpayable: 1, 11, 14, SFC_IC0003."""
    if receiver is None:
        raise Unpayable(NO_RECEIVER)
    shortcode = organisation["shortcode"]
    _check_debit(tx, organisation, WORKING, amount)
    if receiver["suspended"]:
        raise Unpayable(CREDIT_STATE)
    receipt = issue_receipt(tx, at=when.at)
    to, by = name_of(receiver), name_of(organisation)
    out = Words(f"{reason} via API to {to} Acc. {account_no}", f"{reason} via API", to, account_no)
    into = Words(f"{reason} via API by {by} Acc. {account_no}", f"{reason} via API", by, account_no)
    post(tx, shortcode=shortcode, account=WORKING, receipt=receipt, amount=-amount, when=when, words=out)
    post(
        tx,
        shortcode=receiver["shortcode"],
        account=COLLECTING[receiver["kind"]],
        receipt=receipt,
        amount=amount,
        when=when,
        words=into,
    )
    done = Transfer(receipt, when.at, amount, 0, by, to)
    return _record(tx, done, "b2b", operation, shortcode, receiver["shortcode"], WORKING, out.reason, when)


def pay_tax(
    tx: Tx, *, organisation: Row, amount: Cents, number: str, operation: int, when: Moment
) -> Transfer:
    """To the Kenya Revenue Authority, out of Working. Raises Unpayable: 1, 11."""
    _check_debit(tx, organisation, WORKING, amount)
    receipt = issue_receipt(tx, at=when.at)
    to = f"{KRA} - KENYA REVENUE AUTHORITY"
    words = Words(f"Pay Tax To KRA via API to {to} Acc. {number}", "Pay Tax To KRA via API", to, number)
    shortcode = organisation["shortcode"]
    post(tx, shortcode=shortcode, account=WORKING, receipt=receipt, amount=-amount, when=when, words=words)
    move_outside(tx, account=TAX, receipt=receipt, amount=amount)
    done = Transfer(receipt, when.at, amount, 0, name_of(organisation), to)
    return _record(tx, done, "tax", operation, shortcode, KRA, WORKING, words.reason, when)


def give_back(tx: Tx, *, organisation: Row, payment: Row, operation: int, when: Moment) -> Transfer:
    """Reversal of a customer's payment; its charge stays. Raises Unpayable: 1, 8, 14."""
    shortcode, source = organisation["shortcode"], COLLECTING[organisation["kind"]]
    amount, msisdn = payment["amount_cents"], payment["msisdn"]
    customer = customer_of(tx, msisdn)
    _check_debit(tx, organisation, source, amount)
    if customer["suspended"]:
        raise Unpayable(CREDIT_STATE)
    if customer["balance_cents"] + amount > customer["wallet_limit_cents"]:
        raise Unpayable(RECEIVER_FULL)
    receipt = issue_receipt(tx, at=when.at)
    reason = "Pay Bill Reversal" if organisation["kind"] == "paybill" else "Pay Merchant Reversal"
    party = other_party(msisdn, customer["name"])
    words = Words(f"Reversal of {payment['receipt']}", reason, party, linked=payment["receipt"])
    post(tx, shortcode=shortcode, account=source, receipt=receipt, amount=-amount, when=when, words=words)
    move_customer(tx, msisdn=msisdn, receipt=receipt, amount=amount)
    tx.execute("UPDATE payments SET reversed_by = ? WHERE receipt = ?", (receipt, payment["receipt"]))
    done = Transfer(receipt, when.at, amount, 0, name_of(organisation), f"{msisdn} - {customer['name']}")
    return _record(
        tx, done, "reversal", operation, shortcode, msisdn, source, reason, when, payment["receipt"]
    )


def move_inside(
    tx: Tx, *, organisation: Row, source: str, target: str, amount: Cents | None, at: Milliseconds
) -> tuple[str, Cents]:
    """Between two accounts of one organisation, one receipt; all there is without an amount.

    Raises ControlError.
    """
    shortcode = organisation["shortcode"]
    held = balance_of(tx, shortcode, source)
    amount = held if amount is None else amount
    if amount <= 0 or amount > held:
        raise ControlError("INSUFFICIENT_BALANCE", "amount", f"{source} cannot give that")
    receipt, when = issue_receipt(tx, at=at), Moment(at, at)
    text = " to ".join(MMF if account == WORKING else account for account in (source, target))
    for account, cents in ((source, -amount), (target, amount)):
        post(
            tx,
            shortcode=shortcode,
            account=account,
            receipt=receipt,
            amount=cents,
            when=when,
            words=Words(text, text),
        )
    return receipt, amount


def settle(tx: Tx, *, organisation: Row, at: Milliseconds) -> dict[str, Cents]:
    """Organization Settlement pays what Charges Paid owes and forwards the rest to Working."""
    shortcode = organisation["shortcode"]
    owed = -min(balance_of(tx, shortcode, CHARGES_PAID), 0)
    paid = min(owed, balance_of(tx, shortcode, SETTLEMENT))
    if paid:
        move_inside(tx, organisation=organisation, source=SETTLEMENT, target=CHARGES_PAID, amount=paid, at=at)
    rest = balance_of(tx, shortcode, SETTLEMENT)
    if rest:
        move_inside(tx, organisation=organisation, source=SETTLEMENT, target=WORKING, amount=rest, at=at)
    return {"charges_settled": paid, "forwarded": rest}


def move_bank(
    tx: Tx, *, organisation: Row, account: str, amount: Cents, at: Milliseconds
) -> tuple[str, Cents]:
    """From the bank into an account, or (negative) out of it. Raises ControlError."""
    shortcode = organisation["shortcode"]
    held = balance_of(tx, shortcode, account)
    if amount == 0 or (amount < 0 and held + amount < 0):
        raise ControlError("INSUFFICIENT_BALANCE", "amount", f"{account} cannot give that")
    receipt = issue_receipt(tx, at=at)
    words = Words("Agency Withdrawal of funds to Bank", "Withdraw Funds to Bank")
    if amount > 0:
        text = f"FSI to Pay Bill by {EXAMPLE_BANK} Acc. {shortcode} via WEB by sandbox"
        words = Words(text, "FSI to Pay Bill", EXAMPLE_BANK, shortcode)
    balance = post(
        tx,
        shortcode=shortcode,
        account=account,
        receipt=receipt,
        amount=amount,
        when=Moment(at, at),
        words=words,
    )
    move_outside(tx, account=BANK, receipt=receipt, amount=-amount)
    return receipt, balance


def name_of(organisation: Row) -> str:
    return f"{organisation['shortcode']} - {organisation['name']}"


def _check_debit(tx: Tx, organisation: Row, account: str, amount: Cents) -> None:
    if organisation["suspended"]:
        raise Unpayable(DEBIT_STATE)
    if balance_of(tx, organisation["shortcode"], account) < amount:
        raise Unpayable(NO_FUNDS)


def _check_credit(customer: Row, amount: Cents) -> None:
    if not customer["registered"]:
        raise Unpayable(UNREGISTERED)
    if customer["suspended"]:
        raise Unpayable(CREDIT_STATE)
    if customer["balance_cents"] + amount > customer["wallet_limit_cents"]:
        raise Unpayable(RECEIVER_FULL)


def _record(
    tx: Tx,
    done: Transfer,
    kind: str,
    operation: int,
    shortcode: str,
    counterparty: str,
    account: str,
    reason: str,
    when: Moment,
    linked: str = "",
) -> Transfer:
    tx.execute(
        "INSERT INTO transfers (receipt, kind, operation, shortcode, counterparty, amount_cents, fee_cents,"
        " account, debit_party, credit_party, reason_type, linked, initiated_at, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(done.receipt, kind, operation, shortcode, counterparty, done.amount, done.fee),
            *(account, done.debit_party, done.credit_party, reason, linked, when.initiated_at, when.at),
        ),
    )
    return done
