"""What customers pay to organisations: the money of an STK push or of the phone menu."""

from dataclasses import dataclass

from daraja_sandbox.bank.books import FEES, Moment, Words, move_customer, move_outside, post, post_failed
from daraja_sandbox.bank.customers import customer_of, other_party
from daraja_sandbox.bank.organisations import CHARGES_PAID, COLLECTING
from daraja_sandbox.bank.tariffs import charge_for
from daraja_sandbox.world.clock import Milliseconds, start_of_day
from daraja_sandbox.world.money import Cents
from daraja_sandbox.world.receipts import issue_receipt
from daraja_sandbox.world.store import Row, Tx
from daraja_sandbox.world.switches import read_switches


class Unpayable(Exception):
    """The money cannot be moved; nothing was written. `code` is M-PESA's."""

    def __init__(self, code: str, parameter: str = "null") -> None:
        super().__init__(code)
        self.code = code
        self.parameter = parameter


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
NO_FUNDS, DAY_LIMIT, DEBIT_STATE, CREDIT_STATE = "1", "4", "11", "14"


def take_payment(
    tx: Tx,
    *,
    organisation: Row,
    channel: str,
    msisdn: str,
    amount: Cents,
    account_no: str,
    when: Moment,
    receipt: str | None = None,
) -> Paid:
    """Move `amount` from a customer to the organisation's collecting account.

    Tariff "customer": the payer pays the charge on top and the organisation sees no row of it.
    Tariff "business": the charge leaves the organisation under the same receipt, right after; from the
    collecting account, or with the switch `c2b_charges` from Charges Paid. Raises Unpayable.
    """
    customer = customer_of(tx, msisdn)
    charge = charge_for(amount)
    payer_fee = charge if organisation["tariff"] == "customer" else 0
    _check(tx, organisation, customer, amount, payer_fee, when.at)
    receipt = receipt or issue_receipt(tx, at=when.at)
    move_customer(tx, msisdn=msisdn, receipt=receipt, amount=-amount - payer_fee)
    move_outside(tx, account=FEES, receipt=receipt, amount=charge)
    kind, shortcode = organisation["kind"], organisation["shortcode"]
    words = words_of(organisation, channel, customer, account_no)
    collecting = COLLECTING[kind]
    balance = post(
        tx, shortcode=shortcode, account=collecting, receipt=receipt, amount=amount, when=when, words=words
    )
    business_fee = charge - payer_fee
    if business_fee:
        apart = read_switches(tx)["c2b_charges"] == "charges_paid"
        left = post(
            tx,
            shortcode=shortcode,
            account=CHARGES_PAID if apart else collecting,
            receipt=receipt,
            amount=-business_fee,
            when=when,
            words=Words(CHARGE_DETAILS[kind], words.reason, "SP"),
        )
        balance = balance if apart else left
    tx.execute(
        "INSERT INTO payments (receipt, kind, shortcode, msisdn, amount_cents, payer_fee_cents,"
        " business_fee_cents, account_no, at, initiated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(receipt, channel, shortcode, msisdn, amount, payer_fee, business_fee),
            *(account_no, when.at, when.initiated_at),
        ),
    )
    return Paid(receipt=receipt, at=when.at, account_balance=balance)


def note_failed(
    tx: Tx, *, organisation: Row, msisdn: str, amount: Cents, account_no: str, receipt: str, when: Moment
) -> None:
    """With the switch `failed_rows`: the refused payment shows on the statement as Failed."""
    if read_switches(tx)["failed_rows"]:
        post_failed(
            tx,
            shortcode=organisation["shortcode"],
            account=COLLECTING[organisation["kind"]],
            receipt=receipt,
            amount=amount,
            when=when,
            words=words_of(organisation, "c2b", customer_of(tx, msisdn), account_no),
        )


def words_of(organisation: Row, channel: str, customer: Row, account_no: str) -> Words:
    opening, reason = WORDING[organisation["kind"], channel]
    party = other_party(customer["msisdn"], customer["name"])
    details = f"{opening} {party}"
    if organisation["kind"] == "paybill":
        details += f" Acc. {account_no}"
    return Words(details, reason, party, account_no)


def _check(tx: Tx, organisation: Row, customer: Row, amount: Cents, fee: Cents, now: Milliseconds) -> None:
    if customer["suspended"]:
        raise Unpayable(DEBIT_STATE)
    if organisation["suspended"]:
        raise Unpayable(CREDIT_STATE)
    if customer["balance_cents"] < amount + fee:
        raise Unpayable(NO_FUNDS)
    (spent,) = tx.execute(
        "SELECT coalesce(sum(amount_cents), 0) FROM payments WHERE msisdn = ? AND at >= ?",
        (customer["msisdn"], start_of_day(now)),
    ).fetchone()
    if spent + amount > customer["daily_limit_cents"]:
        raise Unpayable(DAY_LIMIT)
