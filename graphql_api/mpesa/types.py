"""Tills, payment requests and receipts, as the schema shows them.

No field here can reach a credential, a hook token or a raw body: each field is named, none is generated.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from core.machine.crypto import Unreadable
from core.machine.scrub import scrub
from graphql_api.context import Info
from graphql_api.scalars import Money
from graphql_api.users.types import Business
from mpesa import models
from mpesa.collections.payers import phone_of_payer
from users.access import Right

TillKind = strawberry.enum(models.TillKind, name="TillKind")
Environment = strawberry.enum(
    models.Environment, name="Environment", description="Which Safaricom a till talks to."
)
RequestState = strawberry.enum(models.RequestState, name="PaymentRequestState")
Channel = strawberry.enum(models.Channel, name="Channel", description="How a receipt was reported.")
RouteState = strawberry.enum(models.RouteState, name="RouteState")

PHONE_RIGHT = Right.PHONE_READ
_PAYER_FIELDS = [
    "business_id",
    "payer__phone_sealed",
    "payer__phone_masked",
    "payer__data_key__wrapped",
]


def shown_phone(info: Info, *, business_id: int, payer: models.Payer | None, masked: str) -> str:
    """The payer's number: whole with the right phone.read, else masked."""
    if payer is not None and payer.phone_sealed is not None and info.context.holds(business_id, PHONE_RIGHT):
        try:
            return phone_of_payer(payer)
        except Unreadable:
            return masked
    return masked


def _request_phone(root: strawberry.Parent[models.PaymentRequest], info: Info) -> str:
    return shown_phone(info, business_id=root.business_id, payer=root.payer, masked=root.payer.phone_masked)


def _receipt_phone(root: strawberry.Parent[models.Receipt], info: Info) -> str:
    masked = root.payer_masked or (root.payer.phone_masked if root.payer else "")
    return shown_phone(info, business_id=root.business_id, payer=root.payer, masked=masked)


def _typed_reference(root: strawberry.Parent[models.Receipt], info: Info) -> str:
    """Payers type what they like, their phone number too."""
    typed = root.account_reference
    return typed if info.context.holds(root.business_id, PHONE_RIGHT) else scrub(typed)


def _requested_by(root: strawberry.Parent[models.PaymentRequest]) -> str:
    return str(root.requested_by) if root.requested_by else ""


@strawberry_django.type(models.Till, description="A shortcode of a business. Its credentials cannot be read.")
class Till(relay.Node):
    business: Business
    name: str
    kind: TillKind
    shortcode: str
    store_number: str
    environment: Environment
    urls_registered_at: datetime | None
    created_at: datetime


@strawberry_django.type(models.Evidence, description="A channel that reported a receipt.")
class Evidence:
    channel: Channel
    amount: Money
    agrees: bool
    source: str
    at: datetime

    @classmethod
    def get_queryset(
        cls, queryset: QuerySet[models.Evidence], info: Any, **kwargs: Any
    ) -> QuerySet[models.Evidence]:
        return queryset.order_by("pk")


@strawberry_django.type(models.ReceiptRoute, description="Where a receipt's money went.")
class ReceiptRoute:
    state: RouteState
    owner: str
    note: str
    routed_at: datetime | None


@strawberry_django.type(models.Receipt, description="One M-Pesa receipt, however many channels report it.")
class Receipt(relay.Node):
    business: Business
    till: Till
    number: str
    amount: Money
    occurred_at: datetime
    account_reference: str = strawberry_django.field(
        resolver=_typed_reference,
        only=["account_reference", "business_id"],
        description="As the payer typed it; phone numbers are masked for readers without the right.",
    )
    phone: str = strawberry_django.field(
        resolver=_receipt_phone,
        select_related=["payer__data_key"],
        only=["payer_masked", *_PAYER_FIELDS],
        description="Masked for readers without the right.",
    )
    first_channel: Channel
    recorded_at: datetime
    route: ReceiptRoute | None
    evidence: list[Evidence] = strawberry_django.field(pagination=True)


@strawberry_django.type(models.PaymentRequest, description="Money asked for on a customer's phone.")
class PaymentRequest(relay.Node):
    business: Business
    till: Till
    amount: Money
    account_reference: str
    description: str
    state: RequestState
    flagged: bool = strawberry_django.field(
        description="A success came after a failure, or the amount differs."
    )
    phone: str = strawberry_django.field(
        resolver=_request_phone,
        select_related=["payer__data_key"],
        only=_PAYER_FIELDS,
        description="Masked for readers without the right.",
    )
    result_code: str
    result_text: str
    requested_by: str = strawberry_django.field(
        resolver=_requested_by, select_related=["requested_by"], description="A name, or empty."
    )
    created_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
    receipt: Receipt | None


@strawberry_django.type(models.Discrepancy, description="Something that a person must look at.")
class Discrepancy(relay.Node):
    business: Business
    till: Till
    code: str
    detail: str
    created_at: datetime
    receipt: Receipt | None
    request: PaymentRequest | None
