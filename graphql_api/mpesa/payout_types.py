"""Payouts, their attempts, and what was told of them, as the schema shows them."""

from __future__ import annotations

from datetime import datetime

import strawberry
import strawberry_django
from strawberry import relay

from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.mpesa.types import PHONE_RIGHT, Receipt, Till
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Below, together
from graphql_api.scalars import Money, Phone, money_or_none
from graphql_api.users.approval_types import Approval
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from mpesa import models
from mpesa.payouts import acts
from mpesa.payouts.booked import charges_of_attempts
from mpesa.payouts.checks import expected_name
from mpesa.payouts.receivers import account_number_masked, phone_shown
from users.access import Right

#: Who approves a payout is told whose phone it should be, though not the phone.
NAME_RIGHTS = (PHONE_RIGHT, Right.APPROVAL_DECIDE)

PayoutState = described(
    models.PayoutState,
    "PayoutState",
    "How far a payout has come. Its money stands on 2400 while it is RESERVED, IN_FLIGHT or HELD.",
    DRAFT="Written down, and nobody is asked yet.",
    PENDING_APPROVAL="Another person is asked for a yes.",
    APPROVED="It may be paid, and its money is not set aside yet.",
    RESERVED="Its money is set aside; it is sent as soon as it may be.",
    IN_FLIGHT="Ordered from Safaricom; its attempt says what is known of that.",
    PAID="M-Pesa has paid it.",
    FAILED="It was definitely not paid, and its money went back; it may be tried again.",
    HELD="A limit or a check holds it, with its money set aside: until `dueAt`, or until people let it go.",
    CANCELLED="Taken back, refused or not answered; nothing was paid.",
    REVERSED="M-Pesa paid it and took it back.",
)
PayoutKind = described(
    models.PayoutKind,
    "PayoutKind",
    "Who receives a payout.",
    PHONE="A phone; paid by B2C.",
    PAYBILL="The PayBill of another business, for an account there; paid by B2B.",
    TILL="The Buy Goods till of another business; paid by B2B.",
    FLOAT="The till's own account that pays phones, out of its Working account; moved by B2B.",
    BULK="Another shortcode of the business that pays phones; moved by B2B.",
)
PayoutWay = described(
    models.PayoutWay,
    "PayoutWay",
    "By which call of Daraja a payout goes, and so out of which account of the till.",
    B2C="To phones, out of the account that collects, under an id of ours.",
    B2B="To businesses and of own float, out of Working, without an id of ours.",
)
PayoutCommand = described(
    models.PayoutCommand,
    "PayoutCommand",
    "What Safaricom is told that a payout is; the receiver reads it.",
    BUSINESS="A payment by a business.",
    SALARY="A salary.",
    PROMOTION="A promotion.",
)
AttemptState = described(
    models.AttemptState,
    "PayoutAttemptState",
    "What is known of one order to Safaricom.",
    SENDING="It is being sent.",
    SENT="Safaricom took it; its result is awaited.",
    PAID="It was paid.",
    FAILED="It was definitely not paid.",
    UNKNOWN="Nobody knows. It is asked about, and never sent again.",
)
FactSource = described(
    models.FactSource,
    "PayoutFactSource",
    "Who told of an order.",
    ANSWER="Safaricom's answer to the order itself.",
    RESULT="Its result.",
    TIMEOUT="Its notice that the order was not taken from the queue in time.",
    QUERY="Transaction Status.",
    STATEMENT="The verified statement.",
    PEOPLE="Two people.",
    SYSTEM="The system itself.",
)
PayoutAct = described(
    acts.Act,
    "PayoutAct",
    "What people may do with a payout as it stands.",
    CANCEL="Take it back: cancelPayout.",
    RETRY="Try it again: retryPayout.",
    DECIDE="Say by which receipt it was paid: decideUnknownPayout.",
    RELEASE="Have it sent though it is held: releasePayout.",
)


def _phone(root: strawberry.Parent[models.Payout], info: Info) -> Phone | None:
    if root.kind != models.PayoutKind.PHONE:
        return None
    return Phone(phone_shown(root.payee, whole=info.context.holds(root.business_id, PHONE_RIGHT)))


def _name(root: strawberry.Parent[models.Payout], info: Info) -> str | None:
    if not any(info.context.holds(root.business_id, right) for right in NAME_RIGHTS):
        return None
    return expected_name(root) or None


def _person(root: strawberry.Parent[models.Payout]) -> Person | None:
    return Person.of(root.requested_by) if root.requested_by else None


def _by(root: strawberry.Parent[models.PayoutStep]) -> Person | None:
    return Person.of(root.person) if root.person else None


def _source_code(root: strawberry.Parent[models.Payout]) -> str:
    return root.source.code


def _shortcode(root: strawberry.Parent[models.Payout]) -> str:
    return root.payee.shortcode


def _account_number(root: strawberry.Parent[models.Payout], info: Info) -> str:
    number = root.account_number
    return number if info.context.holds(root.business_id, PHONE_RIGHT) else account_number_masked(number)


def _command(root: strawberry.Parent[models.Payout]) -> PayoutCommand | None:
    return models.PayoutCommand(root.command) if root.command else None


def _acts(root: strawberry.Parent[models.Payout]) -> list[PayoutAct]:
    return [PayoutAct(act) for act in acts.acts_of(root)]


def _decided_by(root: strawberry.Parent[models.PayoutAttempt]) -> FactSource | None:
    return models.FactSource(root.decided_by) if root.decided_by else None


def _next_ask(root: strawberry.Parent[models.PayoutAttempt]) -> datetime | None:
    enquiry = getattr(root, "enquiry", None)
    return root.look_at if enquiry is None else enquiry.due_at


@strawberry_django.type(
    models.PayoutFact, description="What somebody told of an order; it stays as it was told."
)
class PayoutFact:
    source: FactSource = strawberry_django.field(description="Who told it.")
    verdict: AttemptState = strawberry_django.field(description="What it says of the order.")
    code: str = strawberry_django.field(description="Safaricom's code, or ours; empty where there is none.")
    said_by_safaricom: str = strawberry_django.field(
        field_name="said",
        description="Safaricom's own words, without phones and secrets; empty where it said nothing.",
    )
    receipt_number: str = strawberry_django.field(
        field_name="receipt", description="The receipt that it names; empty where it names none."
    )
    amount: Money | None = strawberry_django.field(
        description="What it says was paid; null where it does not."
    )
    occurred_at: datetime | None = strawberry_django.field(
        description="When it says that it was paid, in UTC; null where it does not."
    )
    evidence: str = strawberry_django.field(description="Where else it stands; empty in general.")
    at: datetime = strawberry_django.field(description="When it was told, in UTC.")


def _charge(root: strawberry.Parent[models.PayoutAttempt]) -> Money | None:
    return money_or_none(together(root, ("charge",), charges_of_attempts))


@strawberry_django.type(models.PayoutAttempt, description="One order to Safaricom, under an id of its own.")
class PayoutAttempt:
    number: int = strawberry_django.field(description="1 is the first one of its payout.")
    state: AttemptState = strawberry_django.field(description="What is known of it.")
    late: bool = strawberry_django.field(description="It was paid after it had been called failed.")
    way: PayoutWay = strawberry_django.field(description="By which call of Daraja it goes.")
    originator_id: str = strawberry_django.field(
        description="Its OriginatorConversationID: of B2C ours; of B2B Safaricom's, empty until it is known."
    )
    conversation_id: str = strawberry_django.field(
        description="Safaricom's id of it; empty until that is known."
    )
    receipt_number: str = strawberry_django.field(
        field_name="receipt", description="M-Pesa's receipt of the payment; empty before that."
    )
    paid_at: datetime | None = strawberry_django.field(
        description="When M-Pesa paid it, in UTC; null before that."
    )
    fee_expected: Money = strawberry_django.field(
        field_name="fee", description="What Safaricom will take for it, by its tariff."
    )
    charge: Money | None = strawberry_django.field(
        resolver=_charge,
        only=["id"],
        description="What Safaricom took for it, as its answer said or else as a statement had it booked;"
        " null while neither is known.",
    )
    result_code: str = strawberry_django.field(description="The code of how it stands; empty before that.")
    result_text: str = strawberry_django.field(description="What that means, in words for people.")
    decided_by: FactSource | None = strawberry_django.field(
        resolver=_decided_by, only=["decided_by"], description="Who said its end; null before that."
    )
    created_at: datetime = strawberry_django.field(description="When it was ordered, in UTC.")
    sent_at: datetime | None = strawberry_django.field(
        description="When Safaricom took it, in UTC; null before that."
    )
    asked_at: datetime | None = strawberry_django.field(
        resolver=_next_ask,
        only=["look_at", "enquiry__due_at"],
        select_related=["enquiry"],
        description="When Safaricom is asked about it next, in UTC; null when it is not.",
    )
    settled_at: datetime | None = strawberry_django.field(
        description="When its end was known, in UTC; null before that."
    )


@strawberry_django.type(models.PayoutStep, description="A step that a payout took, and why.")
class PayoutStep:
    before: PayoutState = strawberry_django.field(description="Where it stood.")
    after: PayoutState = strawberry_django.field(description="Where it went.")
    code: str = strawberry_django.field(description="Why; empty where the step says it.")
    by: Person | None = strawberry_django.field(
        resolver=_by, select_related=["person"], description="Whose doing it was; null for the system."
    )
    at: datetime = strawberry_django.field(description="When, in UTC.")


@strawberry_django.type(
    models.Payout,
    only=["business_id"],
    description="Money for one receiver, paid at most once.",
)
class Payout(relay.Node):
    business: Business = strawberry_django.field(description="Who pays.")
    till: Till = strawberry_django.field(description="Which shortcode pays.")
    kind: PayoutKind = strawberry_django.field(description="Who receives it.")
    phone: Phone | None = strawberry_django.field(
        resolver=_phone,
        select_related=["payee__data_key"],
        only=[
            "business_id",
            "kind",
            "payee__phone_sealed",
            "payee__phone_masked",
            "payee__data_key__wrapped",
        ],
        description="Whose phone, masked for readers without the right; null where it goes to a shortcode.",
    )
    shortcode: str = strawberry_django.field(
        resolver=_shortcode,
        select_related=["payee"],
        only=["payee__shortcode"],
        description="Which PayBill or till receives it; empty where it goes to a phone.",
    )
    account_number: str = strawberry_django.field(
        resolver=_account_number,
        only=["business_id", "account_number"],
        description="For which account at the PayBill, masked for readers without the right to see phones"
        " where it may be one; empty where it goes elsewhere.",
    )
    name: str | None = strawberry_django.field(
        resolver=_name,
        select_related=["payee__data_key"],
        only=["business_id", "name_sealed", "payee__data_key__wrapped"],
        description="Whose phone, PayBill or till it should be; null where nobody said, and for readers who"
        " neither see whole phones nor approve.",
    )
    amount: Money = strawberry_django.field(description="What is paid: whole shillings.")
    residue: Money = strawberry_django.field(
        description="What was asked for besides, less than a shilling: it stays where it is."
    )
    tax: Money = strawberry_django.field(
        description="What is withheld by law besides, when a player withdraws; zero else."
    )
    account_code: str = strawberry_django.field(
        resolver=_source_code,
        select_related=["source"],
        only=["source__code"],
        description="The account that it is paid from; 2200 with a number is a player's wallet.",
    )
    command: PayoutCommand | None = strawberry_django.field(
        resolver=_command,
        only=["command"],
        description="What Safaricom is told that it is; null where it goes to a shortcode.",
    )
    description: str = strawberry_django.field(description="What the receiver reads.")
    state: PayoutState = strawberry_django.field(description="How far it has come.")
    code: str = strawberry_django.field(
        description="Why it failed, is held or was taken back; empty where there is no reason."
    )
    text: str = strawberry_django.field(description="The same in words for people.")
    flagged: bool = strawberry_django.field(
        description="It was paid after it had failed, twice, or to another name: look at it."
    )
    not_before: datetime | None = strawberry_django.field(
        description="Who asked for it wants it sent then, in UTC; null: as soon as may be."
    )
    refund_of: Receipt | None = strawberry_django.field(
        field_name="refunds", description="The receipt whose payer gets this back; null for no refund."
    )
    due_at: datetime | None = strawberry_django.field(
        description="It is not sent before, in UTC; null when it may be sent, and when people have to decide."
    )
    approval: Approval | None = strawberry_django.field(
        description="The decision by which it is paid; null before that."
    )
    requested_by: Person | None = strawberry_django.field(
        resolver=_person,
        select_related=["requested_by"],
        description="Who asked for it; null for the system.",
    )
    acts: list[PayoutAct] = strawberry_django.field(
        resolver=_acts,
        only=["state"],
        prefetch_related=["attempts"],
        description="What people may do with it as it stands, whatever the reader's own rights are.",
    )
    created_at: datetime = strawberry_django.field(description="In UTC.")
    reserved_at: datetime | None = strawberry_django.field(
        description="When its money was last set aside, in UTC; null before that."
    )
    settled_at: datetime | None = strawberry_django.field(
        description="When its end was known, in UTC; null before that."
    )


@listed(Page[PayoutAttempt], description="Its orders to Safaricom, newest first.")  # type: ignore[type-var]
def _attempts(root: strawberry.Parent[models.Payout]) -> Below[models.PayoutAttempt]:
    return Below(root, "payout", models.PayoutAttempt.objects.order_by("-pk"))


@listed(Page[PayoutStep], description="Its way, in the order in which it went.")  # type: ignore[type-var]
def _steps(root: strawberry.Parent[models.Payout]) -> Below[models.PayoutStep]:
    return Below(root, "payout", models.PayoutStep.objects.order_by("pk"))


@listed(Page[PayoutFact], description="What was told of it, in the order in which it was.")  # type: ignore[type-var]
def _facts(root: strawberry.Parent[models.PayoutAttempt]) -> Below[models.PayoutFact]:
    return Below(root, "attempt", models.PayoutFact.objects.order_by("pk"))


grow(Payout, attempts=_attempts, steps=_steps)
grow(PayoutAttempt, facts=_facts)
