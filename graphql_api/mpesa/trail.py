"""The audit trail of a payment, as its readers may see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

import strawberry
from django.db.models import QuerySet
from strawberry import relay

from core.machine.scrub import scrub
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.mpesa.types import PaymentRequest, Receipt
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Figures, together
from graphql_api.scalars import BigInt, Money, money_or_none
from graphql_api.users.person import Person
from mpesa import models
from mpesa.collections import trail, trail_steps
from users.access import Right

TrailKind = described(
    trail_steps.TrailKind,
    "TrailKind",
    "What happened to a payment.",
    ASKED="The payment was asked for.",
    SENT="The request was sent to Safaricom.",
    TAKEN="Safaricom took the money.",
    STEP="The request came a step further: `what` is its new state, `cause` what took it there.",
    QUERIED="Safaricom was asked about the request: `what` is its answer.",
    REPORTED="A channel reported the receipt: `what` is the channel.",
    BOOKED="The receipt was booked.",
    ROUTED="Its money went to its owner.",
    SUSPENDED="Its money went to Suspense.",
    APPROVAL_ASKED="Somebody asked that another person agrees: `what` is to what.",
    APPROVAL_DECIDED="That request came to its end: `what` is which.",
    PLACED="Its money went from Suspense to where two people said.",
    REVERSAL_TOLD="A channel told that M-Pesa took it back: `what` is the channel.",
    TAKEN_BACK="It was taken back in the books.",
    CASE_OPENED="Something that a person must look at was noticed: `what` is its code.",
    CASE_CLOSED="That was closed, by a person or by what decided it.",
    REFUND_ASKED="Somebody asked that money of it is given back: `what` is how far that payout has come.",
    REFUNDED="Money of it was given back by a payout.",
    ACT="Somebody did something to it that the audit log keeps: `what` is what.",
)


@strawberry.type(description="One change of a payment: when, what, and who or what caused it.")
class TrailStep:
    step: strawberry.Private[trail_steps.TrailStep]
    business_id: strawberry.Private[int]

    @strawberry.field(description="When, in UTC.")
    def at(self) -> datetime:
        return self.step.at

    @strawberry.field(description="What happened.")
    def kind(self) -> TrailKind:
        return self.step.kind

    @strawberry.field(description="Its code, as `kind` says; empty where there is none.")
    def what(self) -> str:
        return self.step.what

    @strawberry.field(description="What took the request a step further, like CALLBACK or QUERY; else empty.")
    def cause(self) -> str:
        return self.step.cause

    @strawberry.field(
        description="What else is known: where it was told, why, Safaricom's code. Phone numbers are masked"
        " for readers without the right."
    )
    def text(self, info: Info) -> str:
        text = self.step.text
        return text if info.context.holds(self.business_id, Right.PHONE_READ) else scrub(text)

    @strawberry.field(description="The amount that was asked for, taken or told; else null.")
    def amount(self) -> Money | None:
        return money_or_none(self.step.amount)

    @strawberry.field(description="Whether it says the same as what is booked.")
    def agrees(self) -> bool:
        return self.step.agrees

    @strawberry.field(description="The number of the callback that brought it; null where none did.")
    def callback_number(self) -> BigInt | None:
        return BigInt(self.step.callback.pk) if self.step.callback else None

    @strawberry.field(description="What kind of callback that was, like stk; empty where none brought it.")
    def callback_kind(self) -> str:
        return str(self.step.callback.kind) if self.step.callback else ""

    @strawberry.field(description="Who did it; null for the machine by itself.")
    def person(self) -> Person | None:
        return Person.of(self.step.person) if self.step.person else None

    @strawberry.field(
        description="What it left behind, an entry or a case: `node` gives it. Null where there is nothing,"
        " or nothing that the reader may see."
    )
    def thing(self, info: Info) -> relay.GlobalID | None:
        if self.step.thing is None or not info.context.holds(self.business_id, self.step.right_of_thing):
            return None
        name, key = self.step.thing
        return relay.GlobalID(name, str(key))


_SAYS = "Every change of it, the oldest first: when, what, and who or what caused it."
#: Whose payment it is, and its steps.
_Trail: TypeAlias = tuple[int, list[trail_steps.TrailStep]]


def _of_receipts(keys: Sequence[int]) -> dict[int, _Trail]:
    return _owned(models.Receipt.objects.filter(pk__in=keys), trail.trails_of_receipts(keys))


def _of_requests(keys: Sequence[int]) -> dict[int, _Trail]:
    return _owned(models.PaymentRequest.objects.filter(pk__in=keys), trail.trails_of_requests(keys))


def _owned(rows: QuerySet[Any], trails: trail.Trails) -> dict[int, _Trail]:
    return {pk: (business_id, trails[pk]) for pk, business_id in rows.values_list("pk", "business")}


def _shown(found: _Trail, info: Info) -> Figures[TrailStep]:
    business_id, steps = found
    rows = [
        TrailStep(step=step, business_id=business_id)
        for step in steps
        if info.context.holds(business_id, step.right)
    ]
    return Figures(rows, lambda row: row.step.key)


@listed(Page[TrailStep], description=_SAYS)  # type: ignore[type-var]
def _of_receipt(root: strawberry.Parent[models.Receipt], info: Info) -> Figures[TrailStep]:
    return _shown(together(root, ("trail",), _of_receipts), info)


@listed(Page[TrailStep], description=_SAYS + " With that of the receipt that paid it.")  # type: ignore[type-var]
def _of_request(root: strawberry.Parent[models.PaymentRequest], info: Info) -> Figures[TrailStep]:
    return _shown(together(root, ("trail",), _of_requests), info)


grow(Receipt, trail=_of_receipt)
grow(PaymentRequest, trail=_of_request)
