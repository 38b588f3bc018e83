"""The one payload of C2B validation and confirmation: every value a string (reference 2.5)."""

import json

from daraja_sandbox.bank.customers import names_of, shown_msisdn
from daraja_sandbox.world.callbacks import Outbox
from daraja_sandbox.world.clock import Milliseconds
from daraja_sandbox.world.money import Cents, plain
from daraja_sandbox.world.store import Row, Tx
from daraja_sandbox.world.switches import message_stamp, read_switches
from daraja_sandbox.world.world import World

TYPE_OF_KIND = {"paybill": "Pay Bill", "till": "Buy Goods"}


def c2b_message(
    tx: Tx,
    *,
    organisation: Row,
    customer: Row,
    receipt: str,
    at: Milliseconds,
    amount: Cents,
    account_no: str,
    balance: Cents | None = None,
    third_party_id: str = "",
) -> str:
    """`balance` is blank on validation and the collecting account's new balance afterwards."""
    first, middle, last = names_of(customer["name"])
    return json.dumps(
        {
            "TransactionType": TYPE_OF_KIND[organisation["kind"]],
            "TransID": receipt,
            "TransTime": message_stamp(tx, at),
            "TransAmount": plain(amount),
            "BusinessShortCode": organisation["shortcode"],
            "BillRefNumber": account_no,
            "InvoiceNumber": "",
            "OrgAccountBalance": "" if balance is None else plain(balance),
            "ThirdPartyTransID": third_party_id,
            "MSISDN": shown_msisdn(customer["msisdn"], read_switches(tx)["msisdn_style"]),
            "FirstName": first,
            "MiddleName": middle,
            "LastName": last,
        }
    )


def owe_confirmation(tx: Tx, world: World, *, receipt: str, balance: Cents, third_party_id: str = "") -> None:
    """Owe the confirmation of a payment just booked, if the organisation registered a URL."""
    payment = tx.execute("SELECT * FROM payments WHERE receipt = ?", (receipt,)).fetchone()
    organisation = tx.execute(
        "SELECT * FROM organisations WHERE shortcode = ?", (payment["shortcode"],)
    ).fetchone()
    if organisation["confirmation_url"] is None:
        return
    customer = tx.execute("SELECT * FROM customers WHERE msisdn = ?", (payment["msisdn"],)).fetchone()
    body = c2b_message(
        tx,
        organisation=organisation,
        customer=customer,
        receipt=receipt,
        at=payment["at"],
        amount=payment["amount_cents"],
        account_no=payment["account_no"],
        balance=balance,
        third_party_id=third_party_id,
    )
    world.outbox.enqueue(tx, kind="c2b", url=organisation["confirmation_url"], body=body)


def owe_organisation_confirmation(
    tx: Tx,
    outbox: Outbox,
    *,
    receiver: Row,
    sender: Row,
    receipt: str,
    at: Milliseconds,
    amount: Cents,
    account_no: str,
    balance: Cents,
) -> None:
    """Owe the receiver of a B2B payment its confirmation: the payer is an organisation, not a phone."""
    if receiver["confirmation_url"] is None:
        return
    body = {
        "TransactionType": "Organization To Organization Transfer",
        "TransID": receipt,
        "TransTime": message_stamp(tx, at),
        "TransAmount": plain(amount),
        "BusinessShortCode": receiver["shortcode"],
        "BillRefNumber": account_no,
        "InvoiceNumber": "",
        "OrgAccountBalance": plain(balance),
        "ThirdPartyTransID": "",
        "MSISDN": sender["shortcode"],
        "FirstName": sender["name"],
        "MiddleName": "",
        "LastName": "",
    }
    outbox.enqueue(tx, kind="c2b", url=receiver["confirmation_url"], body=json.dumps(body))
