"""B2C v1 and v3, and Pochi: an organisation pays a customer (reference 2.6)."""

from daraja_sandbox.api.operations import (
    Api,
    Job,
    amount_of,
    check_amount,
    check_command,
    check_party,
    check_text,
)
from daraja_sandbox.api.results import Done
from daraja_sandbox.bank.books import balance_of
from daraja_sandbox.bank.organisations import CHARGES_PAID, COLLECTING, WORKING
from daraja_sandbox.bank.transfers import pay_customer
from daraja_sandbox.gateway.wire_json import number, short_number
from daraja_sandbox.world.clock import in_eat
from daraja_sandbox.world.errors import invalid
from daraja_sandbox.world.fields import Payload
from daraja_sandbox.world.store import Tx

LEAST = 10
REASONS = {
    "BusinessPayment": "Business Payment to Customer via API",
    "SalaryPayment": "Salary Payment via API",
    "PromotionPayment": "Promotion Payment via API",
    "BusinessPayToPochi": "Business Pay to Pochi via API",
}


def _check(payload: Payload) -> None:
    check_command(payload, "BusinessPayment", "SalaryPayment", "PromotionPayment")
    _check_rest(payload)


def _check_own_id(payload: Payload) -> None:
    check_text(payload, "OriginatorConversationID", least=1, most=100)
    if not isinstance(payload["OriginatorConversationID"], str):
        raise invalid("OriginatorConversationID")


def _check_v3(payload: Payload) -> None:
    _check_own_id(payload)
    _check(payload)


def _check_pochi(payload: Payload) -> None:
    _check_own_id(payload)
    check_command(payload, "BusinessPayToPochi")
    _check_rest(payload)


def _check_rest(payload: Payload) -> None:
    check_amount(payload)
    check_party(payload, "PartyA")
    check_party(payload, "PartyB", phone=True)
    check_text(payload, "Remarks", least=2)
    check_text(payload, "Occassion")  # sic
    check_text(payload, "Occasion")


def _handle(tx: Tx, job: Job) -> Done:
    organisation = job.organisation
    done = pay_customer(
        tx,
        organisation=organisation,
        msisdn=str(job.request["PartyB"]),
        amount=amount_of(job.request, least=LEAST),
        reason=REASONS[job.request["CommandID"]],
        operation=job.number,
        when=job.when,
    )

    def left(account: str) -> str:
        return number(balance_of(tx, organisation["shortcode"], account))

    return Done(
        done.receipt,
        [
            ("TransactionAmount", short_number(done.amount)),
            ("TransactionReceipt", done.receipt),
            ("ReceiverPartyPublicName", done.credit_party),
            # Unlike every other API's dates.
            ("TransactionCompletedDateTime", in_eat(done.at).strftime("%d.%m.%Y %H:%M:%S")),
            ("B2CUtilityAccountAvailableFunds", left(COLLECTING[organisation["kind"]])),
            ("B2CWorkingAccountAvailableFunds", left(WORKING)),
            ("B2CRecipientIsRegisteredCustomer", "Y"),
            ("B2CChargesPaidAccountAvailableFunds", left(CHARGES_PAID)),
        ],
    )


def _role(payload: Payload) -> str:
    return "b2c"


B2C_V1 = Api("b2c", "InitiatorName", "PartyA", _check, _role, _handle)
B2C_V3 = Api("b2c", "InitiatorName", "PartyA", _check_v3, _role, _handle, own_id=True)
POCHI = Api("b2c", "InitiatorName", "PartyA", _check_pochi, _role, _handle, own_id=True)
