"""Claims: receipts that were read from a customer's SMS, and asking now what became of a payment request."""

from __future__ import annotations

from datetime import datetime
from typing import cast

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.filters import in_states, ordered, with_text
from graphql_api.mpesa.filters import at_till
from graphql_api.mpesa.types import PaymentRequest, Receipt, Till
from graphql_api.nodes import find, register_node
from graphql_api.pages import Page, listed
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from mpesa import models, selectors
from mpesa.collections.claims import claim_receipt
from mpesa.collections.requests.checking import check_payment
from mpesa.collections.verdicts import words_of

ClaimState = described(
    models.EnquiryState,
    "ClaimState",
    "How far a claim has come. Only BOOKED is money.",
    WAITING="This till cannot ask Safaricom: the claim waits until another report brings the receipt.",
    ASKING="Safaricom is about to be asked; while it cannot be reached, again and again.",
    ASKED="Safaricom was asked, and its answer is awaited.",
    BOOKED="The receipt is in the books.",
    ANSWERED="Safaricom answered, and it is no money of this till; `verdict` says why.",
    FAILED="Safaricom refused the question; `says` tells why.",
    UNANSWERED="Safaricom did not answer, however often it was asked; the statement decides.",
)
ClaimVerdict = described(
    models.Verdict,
    "ClaimVerdict",
    "What Safaricom's answer came to.",
    COMPLETED="The money came to this till.",
    NOT_COMPLETED="No money moved.",
    ELSEWHERE="The payment did not come to this till.",
    REVERSED="The payment came and was taken back.",
    NOT_FOUND="Safaricom does not know this receipt.",
    UNREADABLE="It is completed, and the answer does not say how much or to whom.",
)

register_node("ReceiptClaim", selectors.claim_for)


def _verdict(root: strawberry.Parent[models.Enquiry]) -> ClaimVerdict | None:
    return models.Verdict(root.verdict) if root.verdict else None


def _claimed_by(root: strawberry.Parent[models.Enquiry]) -> Person | None:
    return Person.of(root.claimed_by) if root.claimed_by else None


def _says(root: strawberry.Parent[models.Enquiry]) -> str:
    return words_of(root)


@strawberry_django.type(
    models.Enquiry,
    description="A receipt number that somebody read from a customer's SMS. Nothing can be spent of it before"
    " it is BOOKED.",
)
class ReceiptClaim(relay.Node):
    business: Business = strawberry_django.field(description="Whose till it is.")
    till: Till = strawberry_django.field(description="Where it is to have been paid.")
    number: str = strawberry_django.field(description="M-Pesa's number of the receipt.")
    state: ClaimState = strawberry_django.field(description="How far it has come.")
    verdict: ClaimVerdict | None = strawberry_django.field(
        resolver=_verdict, only=["verdict"], description="What Safaricom answered; null before that."
    )
    says: str = strawberry_django.field(
        resolver=_says,
        only=["state", "verdict", "result_code", "result_text"],
        description="How things stand, in words for people.",
    )
    request: PaymentRequest | None = strawberry_django.field(
        description="The payment request that it is to have paid; null when none was named or found."
    )
    receipt: Receipt | None = strawberry_django.field(description="What is booked; null before that.")
    claimed_by: Person | None = strawberry_django.field(
        resolver=_claimed_by, select_related=["claimed_by"], description="Who read it; null for the system."
    )
    claimed_at: datetime = strawberry_django.field(description="When it was claimed, in UTC.")
    due_at: datetime | None = strawberry_django.field(
        description="When Safaricom is asked next, in UTC; null when it is not."
    )
    settled_at: datetime | None = strawberry_django.field(
        description="When its end was known, in UTC; null before that."
    )


@strawberry.input(description="Which claims; all that is given holds at once.")
class ReceiptClaimFilter:
    states: list[ClaimState] | None = strawberry.field(default=None, description="In one of these states.")
    till: relay.GlobalID | None = strawberry.field(default=None, description="At this till.")
    text: str | None = strawberry.field(default=None, description="How the receipt's number begins.")

    def of(self, rows: QuerySet[models.Enquiry], info: Info) -> QuerySet[models.Enquiry]:
        """Raises InvalidInput BAD_FILTER, NotFound of the till."""
        rows = at_till(in_states(rows, self.states), self.till, info)
        return with_text(rows, self.text, "number__istartswith")


@strawberry.input(description="A receipt of which the customer shows the SMS.")
class ClaimReceiptInput:
    till: relay.GlobalID = strawberry.field(description="Where it was paid.")
    receipt_number: str = strawberry.field(
        description="As in the SMS: ten letters and digits; blanks around it and small letters do not matter."
    )
    request: relay.GlobalID | None = strawberry.field(
        default=None, description="The payment request that it is to have paid."
    )
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A payment request to ask about.")
class CheckPaymentInput:
    request: relay.GlobalID = strawberry.field(description="This one.")


@strawberry.type
class ClaimQueries:
    @listed(
        Page[ReceiptClaim],
        description="Receipts that were read from a customer's SMS, at one business or at all of mine; newest"
        " first.",
    )
    def receipt_claims(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: ReceiptClaimFilter | None = None,
    ) -> QuerySet[models.Enquiry]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        rows = selectors.claims_of(where)
        return ordered(filter.of(rows, info) if filter else rows, None)


@strawberry.type
class ClaimMutations:
    @mutation(
        description="Asks Safaricom about a receipt that a customer shows, and books it when it is confirmed."
        " One claim for each receipt. Safe to repeat.",
        gives="claim",
    )
    def claim_receipt(self, info: Info, input: ClaimReceiptInput) -> ReceiptClaim:
        user = info.context.user
        wanted = find(user, input.request, "PaymentRequest", field="request") if input.request else None
        claim = claim_receipt(
            till=cast(models.Till, find(user, input.till, "Till", field="till")),
            receipt_number=input.receipt_number,
            key=input.idempotency_key,
            request=cast("models.PaymentRequest | None", wanted),
            actor=user,
        )
        return cast(ReceiptClaim, claim)

    @mutation(
        description="Asks Safaricom now what became of a payment request, and gives it as it stands then. Of"
        " questions within five seconds only the first is sent.",
        gives="payment_request",
    )
    def check_payment(self, info: Info, input: CheckPaymentInput) -> PaymentRequest:
        asked = find(info.context.user, input.request, "PaymentRequest", field="request")
        checked = check_payment(request=cast(models.PaymentRequest, asked), actor=info.context.user)
        return cast(PaymentRequest, checked)
