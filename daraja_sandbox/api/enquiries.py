"""Transaction Status and Account Balance: questions answered by a result (reference 2.8, 2.9)."""

from dataclasses import dataclass

from daraja_sandbox.api.b2b import balance_line
from daraja_sandbox.api.operations import Api, Job, check_command, check_party, check_text
from daraja_sandbox.api.results import Done, Items
from daraja_sandbox.bank.books import WALLET
from daraja_sandbox.bank.customers import customer_of
from daraja_sandbox.bank.organisations import CHARGES_PAID, COLLECTING, SETTLEMENT, WORKING, find_organisation
from daraja_sandbox.bank.payments import WORDING, Unpayable
from daraja_sandbox.bank.transfers import name_of
from daraja_sandbox.gateway.wire_json import short_number
from daraja_sandbox.world.clock import Milliseconds
from daraja_sandbox.world.errors import invalid
from daraja_sandbox.world.fields import Payload, text_of
from daraja_sandbox.world.money import Cents, plain
from daraja_sandbox.world.store import Row, Tx
from daraja_sandbox.world.switches import message_stamp, read_switches

DECLINED, EXPIRED, INITIATED, COMPLETED = "Declined", "Expired", "Initiated", "Completed"


@dataclass(frozen=True)
class Found:
    """A transaction as Transaction Status tells of it."""

    receipt: str | None
    debit_party: str
    credit_party: str
    account: str
    reason: str
    charges: str
    status: str
    amount: Cents
    initiated_at: Milliseconds
    at: Milliseconds | None
    originator_id: str = ""
    conversation_id: str = ""


def _check_status(payload: Payload) -> None:
    check_command(payload, "TransactionStatusQuery")
    _check_common(payload)
    check_text(payload, "Occasion")


def _check_balance(payload: Payload) -> None:
    check_command(payload, "AccountBalance")
    _check_common(payload)


def _check_common(payload: Payload) -> None:
    check_party(payload, "PartyA")
    # 1 is for phones by the documents, and some clients send it with a shortcode.
    if text_of(payload.get("IdentifierType")) not in ("1", "2", "4"):
        raise invalid("IdentifierType")
    check_text(payload, "Remarks", least=2)


def _answer_status(tx: Tx, job: Job) -> Done:
    receipt = text_of(job.request.get("TransactionID"))
    # The documents name it both ways.
    asked = job.request.get("OriginalConversationID") or job.request.get("OriginatorConversationID")
    if not receipt and not asked:
        raise Unpayable("25")
    found = (
        _by_receipt(tx, job.organisation, receipt)
        if receipt
        else _by_originator(tx, job, text_of(asked) or "")
    )
    if found is None:
        raise Unpayable(read_switches(tx)["status_not_found"])
    parameters: Items = [
        ("DebitPartyName", found.debit_party),
        ("DebitPartyName", found.credit_party),  # sic: the same key twice, the second is the receiver
        ("CreditPartyName", found.credit_party),
        ("OriginatorConversationID", found.originator_id),
        ("ConversationID", found.conversation_id),
        ("InitiatedTime", int(message_stamp(tx, found.initiated_at))),
        ("FinalisedTime", None if found.at is None else int(message_stamp(tx, found.at))),
        ("DebitAccountType", found.account),
        ("DebitPartyCharges", found.charges),
        ("TransactionReason", None),
        ("ReasonType", found.reason),
        ("TransactionStatus", found.status),
        ("Amount", short_number(found.amount)),
        ("ReceiptNo", found.receipt),
    ]
    occasion = text_of(job.request.get("Occasion")) or None
    return Done(None, parameters, [("Occasion", occasion)])


def _by_receipt(tx: Tx, organisation: Row, receipt: str) -> Found | None:
    """A transaction that this organisation has a part in."""
    shortcode = organisation["shortcode"]
    payment = tx.execute(
        "SELECT * FROM payments WHERE receipt = ? AND shortcode = ?", (receipt, shortcode)
    ).fetchone()
    if payment is not None:
        customer = customer_of(tx, payment["msisdn"])
        return Found(
            receipt=receipt,
            debit_party=f"{payment['msisdn']} - {customer['name']}",
            credit_party=name_of(organisation),
            account=WALLET,
            reason=WORDING[organisation["kind"], payment["kind"]][1],
            charges="",
            status=COMPLETED,
            amount=payment["amount_cents"],
            initiated_at=payment["initiated_at"],
            at=payment["at"],
        )
    transfer = tx.execute(
        "SELECT t.*, o.originator_id, o.conversation_id FROM transfers t"
        " LEFT JOIN operations o ON o.id = t.operation"
        " WHERE t.receipt = ? AND ? IN (t.shortcode, t.counterparty)",
        (receipt, shortcode),
    ).fetchone()
    return None if transfer is None else _moved(transfer)


def _by_originator(tx: Tx, job: Job, originator: str) -> Found | None:
    row = tx.execute(
        "SELECT * FROM operations WHERE consumer_key = ? AND shortcode = ? AND originator_id = ?",
        (job.app, job.organisation["shortcode"], originator),
    ).fetchone()
    if row is None or row["kind"] in ("status", "balance"):
        return None
    transfer = tx.execute(
        "SELECT t.*, o.originator_id, o.conversation_id FROM transfers t"
        " JOIN operations o ON o.id = t.operation WHERE t.operation = ?",
        (row["id"],),
    ).fetchone()
    if transfer is not None:
        return _moved(transfer)
    return _not_moved(tx, row)


def _moved(transfer: Row) -> Found:
    fee = transfer["fee_cents"]
    return Found(
        receipt=transfer["receipt"],
        debit_party=transfer["debit_party"],
        credit_party=transfer["credit_party"],
        account=transfer["account"],
        reason=transfer["reason_type"],
        charges=f"Fee For B2C Payment|KES|{plain(fee)}" if fee else "",
        status=COMPLETED,
        amount=transfer["amount_cents"],
        initiated_at=transfer["initiated_at"],
        at=transfer["at"],
        originator_id=transfer["originator_id"] or "",
        conversation_id=transfer["conversation_id"] or "",
    )


def _not_moved(tx: Tx, row: Row) -> Found:
    """An operation in the queue, lost in it, refused, or done without a record of its own."""
    party, party_b, amount, command = tx.execute(
        "SELECT o.name, json_extract(p.request, '$.PartyB'), json_extract(p.request, '$.Amount'),"
        " json_extract(p.request, '$.CommandID') FROM operations p"
        " JOIN organisations o USING (shortcode) WHERE p.id = ?",
        (row["id"],),
    ).fetchone()
    status = {"queued": INITIATED, "dropped": EXPIRED}.get(
        row["state"], COMPLETED if row["receipt"] else DECLINED
    )
    return Found(
        receipt=row["receipt"],
        debit_party=f"{row['shortcode']} - {party}",
        credit_party=str(party_b or ""),
        account=WORKING if row["kind"] in ("b2b", "tax") else "Utility Account",
        reason=str(command),
        charges="",
        status=status,
        amount=int(str(amount or 0)) * 100,
        initiated_at=row["accepted_at"],
        at=row["finished_at"],
        originator_id=row["originator_id"],
        conversation_id=row["conversation_id"],
    )


def _answer_balance(tx: Tx, job: Job) -> Done:
    organisation = find_organisation(tx, job.organisation["shortcode"])
    assert organisation is not None
    order = (WORKING, COLLECTING[organisation["kind"]], CHARGES_PAID, SETTLEMENT)
    held = dict(
        tx.execute(
            "SELECT account, balance_cents FROM accounts WHERE shortcode = ?", (organisation["shortcode"],)
        ).fetchall()
    )
    text = "&".join(balance_line(account, held[account]) for account in order)
    stamp = int(message_stamp(tx, job.when.at))
    return Done(None, [("AccountBalance", text), ("BOCompletedTime", stamp)])


STATUS = Api("status", "Initiator", "PartyA", _check_status, lambda payload: "status", _answer_status)
BALANCE = Api("balance", "Initiator", "PartyA", _check_balance, lambda payload: "balance", _answer_balance)
