"""Tills, payment requests and receipts, as the schema shows them.

No field here can reach a credential, a hook token or a raw body: each field is named, none is generated.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

import strawberry
import strawberry_django
from django.conf import settings
from strawberry import relay

from core.machine.crypto import Unreadable
from core.machine.scrub import scrub
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.mpesa.branch_types import Branch
from graphql_api.scalars import Money, Phone
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from mpesa import models
from mpesa.collections.payers import phone_of_payer
from mpesa.collections.requests import words
from mpesa.tills.certificates import fingerprint_for
from users.access import Right

TillKind = described(
    models.TillKind,
    "TillKind",
    "How customers pay to a shortcode.",
    PAYBILL="By PayBill: the payer types an account.",
    TILL="By Buy Goods till: the payer types the till alone.",
)
Environment = described(
    models.Environment,
    "Environment",
    "Which Safaricom a till talks to.",
    LOCAL="The local Daraja of this machine: no real money.",
    SANDBOX="Safaricom's sandbox: no real money.",
    PRODUCTION="Real money.",
)
MpesaAccount = described(
    models.MpesaAccount,
    "MpesaAccount",
    "The accounts that Safaricom keeps for a shortcode; each is a sub-account of 1010.",
    UTILITY="Where PayBill payments arrive.",
    WORKING="From where money goes to the bank.",
    CHARGES_PAID="From where Safaricom takes its charges.",
    SETTLEMENT="On its way to the bank.",
    MERCHANT="Where payments to a Buy Goods till arrive.",
)
RequestState = described(
    models.RequestState,
    "PaymentRequestState",
    "How far a request for a payment has come. A late success is possible from every state.",
    INITIATED="Written down; on its way to Safaricom.",
    PENDING="Safaricom took it; the phone rings.",
    CONFIRMED="Safaricom says that it was paid; the receipt is not here yet, and nothing is booked.",
    PAID="The receipt is here and booked.",
    FAILED="It was not paid; `resultText` says why.",
    CANCELLED="The customer declined.",
    EXPIRED="Nobody answered in time.",
    UNKNOWN="Nobody knows yet whether it was paid; it is asked about by itself.",
)
Channel = described(
    models.Channel,
    "Channel",
    "How a receipt was reported.",
    STK="The answer to a payment request.",
    C2B="The announcement of a payment to the shortcode.",
    PULL="Asked for afterwards: Safaricom's list of the last 48 hours.",
    STATUS="Safaricom's answer, when asked about it (Transaction Status).",
    STATEMENT="A row of Safaricom's statement.",
)
RouteState = described(
    models.RouteState,
    "RouteState",
    "Where the money of a receipt is.",
    HELD="In 2890 Receipts to route, booked: only an uploaded statement knows it. It goes on when another"
    " channel says the same, or when people release the statement's receipts (releaseStatementReceipts).",
    DUE="In 2890 Receipts to route, for a moment.",
    ROUTED="With its owner.",
    SUSPENSE="In 2900 Suspense: nobody knows whose it is, until it is placed (placeReceipt).",
    PLACED="With its owner: it was in Suspense, and two people have said whose it is.",
    REVERSED="With the payer again: M-Pesa has taken it back.",
)

Outcome = described(
    words.Outcome,
    "PaymentRequestOutcome",
    "What may be done after the end of a payment request.",
    PAID="It was paid.",
    RETRYABLE="Nothing was paid; the same may be asked again, as `advice` says.",
    FINAL="Nothing was paid; asking the same again would end the same. `advice` says what helps.",
    UNKNOWN="Nobody knows whether it was paid: do not ask again before that is found out.",
)

_ON_THE_PHONE = {models.RequestState.INITIATED, models.RequestState.PENDING}
PHONE_RIGHT = Right.PHONE_READ
_WORDED = ["state", "result_code"]
_PAYER_FIELDS = [
    "business_id",
    "payer__phone_sealed",
    "payer__phone_masked",
    "payer__data_key__wrapped",
]


def _shown_phone(info: Info, *, business_id: int, payer: models.Payer | None, masked: str) -> Phone | None:
    if payer is not None and payer.phone_sealed is not None and info.context.holds(business_id, PHONE_RIGHT):
        try:
            return Phone(phone_of_payer(payer))
        except Unreadable:
            pass
    return Phone(masked) if masked else None


def _request_phone(root: strawberry.Parent[models.PaymentRequest], info: Info) -> Phone | None:
    return _shown_phone(info, business_id=root.business_id, payer=root.payer, masked=root.payer.phone_masked)


def _receipt_phone(root: strawberry.Parent[models.Receipt], info: Info) -> Phone | None:
    masked = root.payer_masked or (root.payer.phone_masked if root.payer else "")
    return _shown_phone(info, business_id=root.business_id, payer=root.payer, masked=masked)


def _typed_reference(root: strawberry.Parent[models.Receipt], info: Info) -> str:
    """Payers type what they like, their phone number too."""
    typed = root.account_reference
    return typed if info.context.holds(root.business_id, PHONE_RIGHT) else scrub(typed)


def _reversed(root: strawberry.Parent[models.PaymentRequest]) -> bool:
    reversal = getattr(root.receipt, "reversal", None)
    return reversal is not None and reversal.taken_back > reversal.held


def _requested_by(root: strawberry.Parent[models.PaymentRequest]) -> Person | None:
    return Person.of(root.requested_by) if root.requested_by else None


def _outcome(root: strawberry.Parent[models.PaymentRequest]) -> Outcome | None:
    found = words.words_of_request(root).outcome
    return Outcome(found) if found else None


def _message(root: strawberry.Parent[models.PaymentRequest]) -> Sentence:
    return cast(Sentence, words.words_of_request(root).message)


def _advice(root: strawberry.Parent[models.PaymentRequest]) -> Sentence:
    return cast(Sentence, words.words_of_request(root).advice)


def _answer_at(root: strawberry.Parent[models.PaymentRequest], info: Info) -> str | None:
    if root.state not in _ON_THE_PHONE or root.till.environment != models.Environment.LOCAL:
        return None
    whole = _request_phone(root, info) or ""
    number = f"/{whole}" if whole.isdigit() else ""
    return f"{settings.DARAJA_SANDBOX_URL}/#/phones{number}"


def _fingerprint(root: strawberry.Parent[models.Till]) -> str:
    return fingerprint_for(root.environment)


# Whose it is is always read: what stands below it asks for the reader's rights there.
@strawberry_django.type(
    models.Till,
    only=["business_id"],
    description="A shortcode of a business. Its credentials cannot be read.",
)
class Till(relay.Node):
    business: Business = strawberry_django.field(description="Whose shortcode it is.")
    name: str = strawberry_django.field(description="What people call it.")
    branch: Branch | None = strawberry_django.field(
        description="The place of the business that it belongs to; null where it is in none."
    )
    kind: TillKind = strawberry_django.field(description="How customers pay to it.")
    shortcode: str = strawberry_django.field(
        description="What customers pay to: the PayBill or the Buy Goods till; 5 to 10 digits."
    )
    store_number: str = strawberry_django.field(
        description="The store number of a Buy Goods till, by which Safaricom may name it as well; empty for"
        " a PayBill."
    )
    environment: Environment = strawberry_django.field(description="Which Safaricom it talks to.")
    credentials_set_at: datetime = strawberry_django.field(
        description="When its credentials were last put in, in UTC. What they are cannot be read."
    )
    initiator_name: str = strawberry_django.field(
        description="The API operator in whose name Safaricom is asked; empty: it cannot be asked."
    )
    initiator_set_at: datetime | None = strawberry_django.field(
        description="When that was put in, in UTC; null before that. Its password cannot be read."
    )
    initiator_problem: str = strawberry_django.field(
        description="Safaricom's code since it refused the operator and is not asked any more; empty: all is"
        " well."
    )
    certificate_fingerprint: str = strawberry_django.field(
        resolver=_fingerprint,
        only=["environment"],
        description="SHA-256 of the certificate with which the operator's password is encrypted; empty with"
        " the local Daraja, which makes its own.",
    )
    urls_registered_at: datetime | None = strawberry_django.field(
        description="When Safaricom was told where payments are announced, in UTC; null before that."
    )
    deactivated_at: datetime | None = strawberry_django.field(
        description="When it was put out of use, in UTC: nothing new is asked for through it. Null while it"
        " is in use."
    )
    refuses_unknown_accounts: bool = strawberry_django.field(
        description="Whether M-Pesa is told to take no payment for an account that nobody has, where"
        " Safaricom validates payments to the shortcode; otherwise such money waits in Suspense."
    )
    created_at: datetime = strawberry_django.field(description="In UTC.")


@strawberry_django.type(models.Evidence, description="A channel that reported a receipt; kept for ever.")
class Evidence:
    channel: Channel = strawberry_django.field(description="How it was reported.")
    amount: Money = strawberry_django.field(description="The amount that it says.")
    agrees: bool = strawberry_django.field(description="Whether it says the same as the first one.")
    source: str = strawberry_django.field(description="From where in the channel, for support.")
    at: datetime = strawberry_django.field(description="When it came, in UTC.")


@strawberry.type(description="What became of some of a receipt's money.")
class RoutePart:
    to: str = strawberry.field(
        description="An invoice that it pays, the customer whose credit it is, or an account."
    )
    amount: Money = strawberry.field(description="How much of it.")


def _route_parts(root: strawberry.Parent[models.ReceiptRoute]) -> list[RoutePart]:
    shares = sorted(root.parts.items(), key=lambda part: (part[0].startswith("credit"), part[0]))
    return [RoutePart(to=to, amount=cast(Money, cents)) for to, cents in shares]


def _route_reference(root: strawberry.Parent[models.ReceiptRoute], info: Info) -> str:
    typed = root.reference
    return typed if not typed or info.context.holds(root.receipt.business_id, PHONE_RIGHT) else scrub(typed)


@strawberry_django.type(models.ReceiptRoute, description="Where a receipt's money went.")
class ReceiptRoute:
    state: RouteState = strawberry_django.field(description="Where the money is.")
    owner: str = strawberry_django.field(description="Who took it, for support; empty while nobody has.")
    note: str = strawberry_django.field(description="Why it went there; empty where there is nothing to say.")
    parts: list[RoutePart] = strawberry_django.field(
        resolver=_route_parts,
        only=["parts"],
        description="Who has how much of it, credit last; empty while nobody has. At most 20: of more, the"
        " last are summed up.",
    )
    routed_at: datetime | None = strawberry_django.field(
        description="When it left 2890, in UTC; null before that."
    )
    reference: str = strawberry_django.field(
        resolver=_route_reference,
        only=["reference", "receipt__business_id"],
        select_related=["receipt"],
        description="What the payer typed, where a second source says otherwise than the statement that told"
        " of it first: by this it was routed. Empty in general; phone numbers are masked for readers without"
        " the right.",
    )


def _taken_back(root: strawberry.Parent[models.Reversal]) -> Money:
    return Money(root.taken_back - root.held)


@strawberry_django.type(models.Reversal, description="That M-Pesa took a receipt back.")
class Reversal:
    own_number: str = strawberry_django.field(
        description="M-Pesa's number of the reversal; empty where nobody told it."
    )
    taken_back: Money = strawberry_django.field(
        resolver=_taken_back,
        only=["taken_back", "held"],
        description="What was taken from whoever had it: all of the receipt; less where only less was told,"
        " zero where only more was, or where all of it is held.",
    )
    held: Money = strawberry_django.field(
        description="What only an uploaded statement says was taken back: it waits on 2890 until another"
        " channel says so too, or until the statement is released."
    )
    occurred_at: datetime = strawberry_django.field(description="When Safaricom took it back, in UTC.")
    channel: Channel = strawberry_django.field(description="Which channel told of it first.")
    recorded_at: datetime = strawberry_django.field(description="When it was told, in UTC.")


@strawberry_django.type(models.Receipt, description="One M-Pesa receipt, however many channels report it.")
class Receipt(relay.Node):
    business: Business = strawberry_django.field(description="Who was paid.")
    till: Till = strawberry_django.field(description="Where it was paid to.")
    number: str = strawberry_django.field(description="M-Pesa's number of it.")
    amount: Money = strawberry_django.field(description="What was paid.")
    occurred_at: datetime = strawberry_django.field(description="When Safaricom took it, in UTC.")
    account_reference: str = strawberry_django.field(
        resolver=_typed_reference,
        only=["account_reference", "business_id"],
        description="As the payer typed it; phone numbers are masked for readers without the right.",
    )
    phone: Phone | None = strawberry_django.field(
        resolver=_receipt_phone,
        select_related=["payer__data_key"],
        only=["payer_masked", *_PAYER_FIELDS],
        description="Who paid. Masked for readers without the right; null when nobody said.",
    )
    first_channel: Channel = strawberry_django.field(description="Which channel reported it first.")
    recorded_at: datetime = strawberry_django.field(description="When it was booked, in UTC.")
    route: ReceiptRoute | None = strawberry_django.field(description="Where its money went.")
    reversal: Reversal | None = strawberry_django.field(
        description="That M-Pesa took it back, or that a channel said so; null where none did."
    )


@strawberry.type(description="The same, in both languages.")
class Sentence:
    en: str = strawberry.field(description="In English.")
    sw: str = strawberry.field(description="In Swahili.")


@strawberry_django.type(models.PaymentRequest, description="Money asked for on a customer's phone.")
class PaymentRequest(relay.Node):
    business: Business = strawberry_django.field(description="Who asks.")
    till: Till = strawberry_django.field(description="Where it is to be paid to.")
    amount: Money = strawberry_django.field(
        description="What was asked for: whole shillings, rounded as the business rounds."
    )
    account_reference: str = strawberry_django.field(description="The account that it is for.")
    description: str = strawberry_django.field(description="What the phone shows beside; may be empty.")
    state: RequestState = strawberry_django.field(description="How far it has come.")
    flagged: bool = strawberry_django.field(
        description="A success came after a failure, or the amount differs: look at it."
    )
    phone: Phone | None = strawberry_django.field(
        resolver=_request_phone,
        select_related=["payer__data_key"],
        only=_PAYER_FIELDS,
        description="Whose phone. Masked for readers without the right.",
    )
    answer_at: str | None = strawberry_django.field(
        resolver=_answer_at,
        select_related=["till", "payer__data_key"],
        only=["state", "till__environment", *_PAYER_FIELDS],
        description="On a trial machine, while it waits: the page of the local Daraja's phone, where it is"
        " answered. Null with the real Safaricom.",
    )
    result_code: str = strawberry_django.field(description="Safaricom's code of the end; empty before that.")
    result_text: str = strawberry_django.field(
        description="What it means, in words for people; empty before that."
    )
    outcome: Outcome | None = strawberry_django.field(
        resolver=_outcome,
        only=_WORDED,
        description="Whether the same may be asked again; null while it is open.",
    )
    message: Sentence = strawberry_django.field(
        resolver=_message, only=_WORDED, description="What to say to the customer."
    )
    advice: Sentence = strawberry_django.field(
        resolver=_advice, only=_WORDED, description="What to do next, for who asked; empty where nothing is."
    )
    said_by_safaricom: str = strawberry_django.field(
        field_name="said",
        description="Safaricom's own words of it, without phones and secrets; empty where it said nothing.",
    )
    requested_by: Person | None = strawberry_django.field(
        resolver=_requested_by,
        select_related=["requested_by"],
        description="Who asked; null for the system.",
    )
    created_at: datetime = strawberry_django.field(description="In UTC.")
    sent_at: datetime | None = strawberry_django.field(
        description="When Safaricom took it, in UTC; null before that."
    )
    settled_at: datetime | None = strawberry_django.field(
        description="When its end was known, in UTC; null before that."
    )
    receipt: Receipt | None = strawberry_django.field(description="What paid it; null before that.")
    reversed: bool = strawberry_django.field(
        resolver=_reversed,
        select_related=["receipt__reversal"],
        only=["receipt__reversal__taken_back", "receipt__reversal__held"],
        description="Whether M-Pesa took back the receipt that paid it; the state stays PAID.",
    )
