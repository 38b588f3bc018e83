"""Cases: what a person must look at, and that somebody has."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import cast

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.events.changes import changes_of
from graphql_api.filters import DayRange, on_days, ordered, with_text
from graphql_api.mpesa.filters import at_till
from graphql_api.mpesa.types import PaymentRequest, Receipt, Till
from graphql_api.nodes import find, register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.payloads import mutation
from graphql_api.reading import Below
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from mpesa import models, selectors
from mpesa.collections import discrepancies
from mpesa.collections.charge_cases import number_in


class _State(StrEnum):
    OPEN = "OPEN"
    CLOSED = "CLOSED"


DiscrepancyState = described(
    _State,
    "DiscrepancyState",
    "Whether somebody still has to look at it.",
    OPEN="A person must look at it.",
    CLOSED="A person has looked at it, or something else has decided it.",
)


def _closing(root: models.Discrepancy) -> models.DiscrepancyClosing | None:
    return getattr(root, "closing", None)


def _receipt_number(root: strawberry.Parent[models.Discrepancy]) -> str:
    return root.receipt.number if root.receipt else number_in(root.subject)


def _state(root: strawberry.Parent[models.Discrepancy]) -> DiscrepancyState:
    return _State.CLOSED if _closing(root) else _State.OPEN


def _closed_at(root: strawberry.Parent[models.Discrepancy]) -> datetime | None:
    closing = _closing(root)
    return closing.at if closing else None


def _closed_by(root: strawberry.Parent[models.Discrepancy]) -> Person | None:
    closing = _closing(root)
    return Person.of(closing.person) if closing and closing.person else None


def _comment(root: strawberry.Parent[models.Discrepancy]) -> str:
    closing = _closing(root)
    return closing.comment if closing else ""


@strawberry_django.type(
    models.Discrepancy, description="A case: something about M-Pesa money that a person must look at."
)
class Discrepancy(relay.Node):
    business: Business = strawberry_django.field(description="Whose money it is about.")
    till: Till = strawberry_django.field(description="Where it was noticed.")
    code: str = strawberry_django.field(description="What kind it is; docs/collections.md lists them.")
    detail: str = strawberry_django.field(description="What was noticed, in words.")
    created_at: datetime = strawberry_django.field(description="When it was noticed, in UTC.")
    receipt_number: str = strawberry_django.field(
        resolver=_receipt_number,
        select_related=["receipt"],
        only=["subject", "receipt__number"],
        description="M-Pesa's number that it names, whether or not that is a receipt of ours; empty where it"
        " names none.",
    )
    receipt: Receipt | None = strawberry_django.field(description="Of this receipt; null when of none.")
    request: PaymentRequest | None = strawberry_django.field(
        description="Of this payment request; null when of none."
    )
    state: DiscrepancyState = strawberry_django.field(
        resolver=_state,
        select_related=["closing"],
        only=["closing__at"],
        description="Whether somebody still has to look at it.",
    )
    closed_at: datetime | None = strawberry_django.field(
        resolver=_closed_at,
        select_related=["closing"],
        only=["closing__at"],
        description="When it was closed, in UTC; null while it is open.",
    )
    closed_by: Person | None = strawberry_django.field(
        resolver=_closed_by,
        select_related=["closing__person"],
        description="Who closed it; null while it is open, and where something else decided it.",
    )
    comment: str = strawberry_django.field(
        resolver=_comment,
        select_related=["closing"],
        only=["closing__comment"],
        description="What was found and done, or what decided it; empty while it is open.",
    )


register_node("Discrepancy", selectors.discrepancy_for)


@strawberry.input(description="Which discrepancies; all that is given holds at once.")
class DiscrepancyFilter:
    day: DayRange | None = strawberry.field(default=None, description="The day on which they were noticed.")
    till: relay.GlobalID | None = strawberry.field(default=None, description="Of this till.")
    text: str | None = strawberry.field(default=None, description="The code, or the number of the receipt.")
    state: DiscrepancyState | None = strawberry.field(default=None, description="Open ones, or closed ones.")
    code: str | None = strawberry.field(default=None, description="Of this kind.")

    def of(self, rows: QuerySet[models.Discrepancy], info: Info) -> QuerySet[models.Discrepancy]:
        """Raises InvalidInput BAD_FILTER, NotFound of the till."""
        rows = on_days(rows, "created_at", self.day)
        rows = at_till(rows, self.till, info)
        if self.state is not None:
            rows = rows.filter(closing__isnull=self.state == _State.OPEN)
        if self.code is not None:
            rows = rows.filter(code=self.code)
        return with_text(rows, self.text, "code__iexact", "receipt__number__iexact")


@listed(Page[Discrepancy], description="What a person must look at about it, newest first.")
def _discrepancies_of_receipt(root: strawberry.Parent[models.Receipt]) -> Below[models.Discrepancy]:
    return Below(root, "receipt", models.Discrepancy.objects.order_by("-pk"))


@listed(Page[Discrepancy], description="What a person must look at about it, newest first.")
def _discrepancies_of_request(root: strawberry.Parent[models.PaymentRequest]) -> Below[models.Discrepancy]:
    return Below(root, "request", models.Discrepancy.objects.order_by("-pk"))


grow(Receipt, discrepancies=_discrepancies_of_receipt)
grow(PaymentRequest, discrepancies=_discrepancies_of_request)


@strawberry.type
class CaseQueries:
    @listed(
        Page[Discrepancy],
        description="What a person must look at, in one business or in all of mine; newest first.",
    )
    def discrepancies(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: DiscrepancyFilter | None = None,
    ) -> QuerySet[models.Discrepancy]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        rows = selectors.discrepancies_of(where)
        return ordered(filter.of(rows, info) if filter else rows, None)


@strawberry.input(description="A case that somebody has looked at.")
class CloseDiscrepancyInput:
    discrepancy: relay.GlobalID = strawberry.field(description="Which.")
    comment: str = strawberry.field(description="What was found and done, in 3 to 500 characters.")


@strawberry.type
class CaseMutations:
    @mutation(
        description="Closes a case, with what was found and done. Needs the right ledger.write. What is"
        " closed already stays as it was closed."
    )
    def close_discrepancy(self, info: Info, input: CloseDiscrepancyInput) -> Discrepancy:
        user = info.context.user
        case = find(user, input.discrepancy, "Discrepancy", field="discrepancy")
        closed = discrepancies.close_discrepancy(discrepancy=case, comment=input.comment, actor=user)
        return cast(Discrepancy, closed)


@strawberry.type
class CaseSubscriptions:
    discrepancy_changed = changes_of(
        Discrepancy,
        "discrepancy.noted",
        "discrepancy.closed",
        description="First how things stand, then every case that is noted or closed: of one business, or one"
        " case.",
    )
