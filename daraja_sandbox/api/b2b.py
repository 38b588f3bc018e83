"""B2B, top-up of a B2C shortcode, float moves and tax (reference 2.7)."""

from daraja_sandbox.api.c2b_messages import owe_organisation_confirmation
from daraja_sandbox.api.operations import (
    Api,
    Job,
    amount_of,
    check_amount,
    check_command,
    check_party,
    check_text,
)
from daraja_sandbox.api.results import Done, queue_url
from daraja_sandbox.bank.books import balance_of
from daraja_sandbox.bank.organisations import COLLECTING, WORKING, find_organisation
from daraja_sandbox.bank.payments import NO_FUNDS, Unpayable
from daraja_sandbox.bank.transfers import (
    KRA,
    NO_RECEIVER,
    Transfer,
    move_inside,
    name_of,
    pay_organisation,
    pay_tax,
)
from daraja_sandbox.world.errors import invalid
from daraja_sandbox.world.fields import Payload, msisdn_of, text_of
from daraja_sandbox.world.money import Cents, plain
from daraja_sandbox.world.store import Tx
from daraja_sandbox.world.switches import message_stamp, read_switches

# command -> how statements call it.
REASONS = {
    "BusinessPayBill": "Business Pay Bill",
    "BusinessBuyGoods": "Business Buy Goods",
    "BusinessPayToBulk": "Business Pay To Bulk",
}
FLOAT_IN, FLOAT_OUT = "BusinessTransferFromMMFToUtility", "BusinessTransferFromUtilityToMMF"


def _check(payload: Payload) -> None:
    check_command(payload, *REASONS, FLOAT_IN, FLOAT_OUT)
    _check_types(payload, receiver=("2", "4"))
    _check_rest(payload)
    command = payload["CommandID"]
    check_text(payload, "AccountReference", least=1 if command == "BusinessPayBill" else 0, most=13)
    if payload.get("Requester") and msisdn_of(payload["Requester"]) is None:
        raise invalid("Requester")
    if command != "BusinessBuyGoods" and str(payload["RecieverIdentifierType"]) != "4":
        raise invalid("RecieverIdentifierType")


def _check_tax(payload: Payload) -> None:
    check_command(payload, "PayTaxToKRA")
    _check_types(payload, receiver=("4",))
    _check_rest(payload)
    check_text(payload, "AccountReference", least=1, most=30)
    if text_of(payload["PartyB"]) != KRA:
        raise invalid("PartyB")


def _check_types(payload: Payload, *, receiver: tuple[str, ...]) -> None:
    if text_of(payload.get("SenderIdentifierType")) != "4":
        raise invalid("SenderIdentifierType")
    if text_of(payload.get("RecieverIdentifierType")) not in receiver:  # sic
        raise invalid("RecieverIdentifierType")


def _check_rest(payload: Payload) -> None:
    check_amount(payload)
    check_party(payload, "PartyA")
    check_party(payload, "PartyB")
    check_text(payload, "Remarks", least=2)
    check_text(payload, "Occassion")  # sic


def _handle(tx: Tx, job: Job) -> Done:
    command, amount = job.request["CommandID"], amount_of(job.request)
    if command == FLOAT_OUT:
        raise Unpayable("21")  # always refused by API (reference trap 40)
    if command == FLOAT_IN:
        return _move_float(tx, job, amount)
    receiver = find_organisation(tx, str(job.request["PartyB"]))
    kind = "till" if command == "BusinessBuyGoods" else "paybill"
    if receiver is None or receiver["kind"] != kind:
        raise Unpayable(NO_RECEIVER)
    wanted = read_switches(tx)["buygoods_receiver"]
    if kind == "till" and wanted not in ("any", str(job.request["RecieverIdentifierType"])):
        raise Unpayable(NO_RECEIVER)
    account_no = (text_of(job.request.get("AccountReference")) or "") if kind == "paybill" else ""
    done = pay_organisation(
        tx,
        organisation=job.organisation,
        receiver=receiver,
        amount=amount,
        account_no=account_no,
        reason=REASONS[command],
        operation=job.number,
        when=job.when,
    )
    balance = balance_of(tx, receiver["shortcode"], COLLECTING[receiver["kind"]])
    owe_organisation_confirmation(
        tx,
        job.outbox,
        receiver=receiver,
        sender=job.organisation,
        receipt=done.receipt,
        at=done.at,
        amount=amount,
        account_no=account_no,
        balance=balance,
    )
    return _told(tx, job, done, account_no)


def _move_float(tx: Tx, job: Job, amount: Cents) -> Done:
    organisation = job.organisation
    if str(job.request["PartyB"]) != organisation["shortcode"]:
        raise Unpayable(NO_RECEIVER)
    if balance_of(tx, organisation["shortcode"], WORKING) < amount:
        raise Unpayable(NO_FUNDS)
    target = COLLECTING[organisation["kind"]]
    receipt, _ = move_inside(
        tx, organisation=organisation, source=WORKING, target=target, amount=amount, at=job.when.at
    )
    name = name_of(organisation)
    return _told(tx, job, Transfer(receipt, job.when.at, amount, 0, name, name), "")


def _handle_tax(tx: Tx, job: Job) -> Done:
    number = str(job.request["AccountReference"])
    done = pay_tax(
        tx,
        organisation=job.organisation,
        amount=amount_of(job.request),
        number=number,
        operation=job.number,
        when=job.when,
    )
    return _told(tx, job, done, number)


def _told(tx: Tx, job: Job, done: Transfer, account_no: str) -> Done:
    left = balance_of(tx, job.organisation["shortcode"], WORKING)
    worth = f"{{Amount={{CurrencyCode=KES, MinimumAmount={left}, BasicAmount={plain(left)}}}}}"
    return Done(
        done.receipt,
        [
            ("DebitAccountBalance", worth),
            ("Amount", plain(done.amount)),
            ("DebitPartyAffectedAccountBalance", balance_line(WORKING, left)),
            ("TransCompletedTime", message_stamp(tx, done.at)),
            ("DebitPartyCharges", ""),
            ("ReceiverPartyPublicName", done.credit_party),
            ("Currency", "KES"),
            ("InitiatorAccountCurrentBalance", worth),
        ],
        [("BillReferenceNumber", account_no), ("QueueTimeoutURL", queue_url("b2b"))],
    )


def balance_line(account: str, cents: Cents) -> str:
    """Name, currency, current, available, reserved, uncleared."""
    return f"{account}|KES|{plain(cents)}|{plain(cents)}|0.00|0.00"


def _role(payload: Payload) -> str:
    return "topup" if payload["CommandID"] == "BusinessPayToBulk" else "b2b"


B2B = Api("b2b", "Initiator", "PartyA", _check, _role, _handle)
TAX = Api("tax", "Initiator", "PartyA", _check_tax, lambda payload: "tax", _handle_tax)
