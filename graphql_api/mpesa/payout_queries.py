"""Seeing payouts. Needs the right payout.read."""

from __future__ import annotations

from enum import StrEnum

import strawberry
from django.db.models import Exists, OuterRef, QuerySet
from strawberry import relay

from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.filters import (
    AmountRange,
    DayRange,
    Direction,
    in_hour,
    in_states,
    of_amounts,
    on_days,
    ordered,
    with_phone,
    with_text,
)
from graphql_api.mpesa.filters import at_till
from graphql_api.mpesa.payout_types import AttemptState, Payout, PayoutKind, PayoutState
from graphql_api.nodes import find, register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Below
from graphql_api.scalars import Phone
from graphql_api.users.types import Business
from mpesa import models, selectors
from users.models import Business as BusinessRow

register_node("Payout", selectors.payout_for)


class _PayoutColumn(StrEnum):
    CREATED_AT = "pk"
    AMOUNT = "amount"


PayoutOrderField = described(
    _PayoutColumn,
    "PayoutOrderField",
    "By what payouts are ordered.",
    CREATED_AT="When they were asked for.",
    AMOUNT="What is paid.",
)


@strawberry.input(description="Which payouts; all that is given holds at once.")
class PayoutFilter:
    day: DayRange | None = strawberry.field(default=None, description="The day on which they were asked for.")
    paid_day: DayRange | None = strawberry.field(
        default=None, description="The day on which M-Pesa paid them, with what it took back later."
    )
    paid_hour: int | None = strawberry.field(
        default=None, description="In this hour of the one day that `paidDay` names: 0 to 23."
    )
    states: list[PayoutState] | None = strawberry.field(default=None, description="In one of these states.")
    attempts: list[AttemptState] | None = strawberry.field(
        default=None, description="With an order in one of these states: UNKNOWN for those that nobody knows."
    )
    amount: AmountRange | None = strawberry.field(default=None, description="What is paid.")
    kinds: list[PayoutKind] | None = strawberry.field(
        default=None, description="To one of these kinds of receivers."
    )
    phone: Phone | None = strawberry.field(default=None, description="To exactly this number.")
    shortcode: str | None = strawberry.field(
        default=None, description="To exactly this PayBill or till number."
    )
    till: relay.GlobalID | None = strawberry.field(default=None, description="Paid by this till.")
    flagged: bool | None = strawberry.field(default=None, description="Those to look at, or the others.")
    batch: relay.GlobalID | None = strawberry.field(default=None, description="Of this batch.")
    text: str | None = strawberry.field(
        default=None, description="Part of the description, or the number of the receipt."
    )

    def of(self, rows: QuerySet[models.Payout], info: Info) -> QuerySet[models.Payout]:
        """Raises InvalidInput BAD_FILTER, NotFound of the till or the batch."""
        rows = in_states(on_days(rows, "created_at", self.day), self.states)
        if self.paid_day is not None or self.paid_hour is not None:
            paid = models.PayoutAttempt.objects.filter(state=AttemptState.PAID, payout=OuterRef("pk"))
            paid = paid.filter(business=OuterRef("business"))  # the index begins with it
            paid = on_days(paid, "paid_at", self.paid_day, field="paidDay")
            rows = rows.filter(
                Exists(in_hour(paid, "paid_at", self.paid_day, self.paid_hour, field="paidHour"))
            )
        if self.attempts is not None:
            wanted = [each.value for each in self.attempts]
            attempts = models.PayoutAttempt.objects.filter(state__in=wanted)
            rows = rows.filter(pk__in=attempts.values("payout"))
        rows = with_phone(of_amounts(rows, "amount", self.amount), self.phone, "payee__phone_index")
        if self.kinds is not None:
            rows = rows.filter(kind__in=[each.value for each in self.kinds])
        if self.shortcode is not None:
            rows = rows.filter(payee__shortcode=self.shortcode).exclude(payee__shortcode="")
        rows = at_till(rows, self.till, info)
        if self.batch is not None:
            rows = rows.filter(batch=find(info.context.user, self.batch, "PayoutBatch", field="batch"))
        if self.flagged is not None:
            rows = rows.filter(flagged=self.flagged)
        return with_text(rows, self.text, "description__icontains", "attempts__receipt__iexact").distinct()


@strawberry.input(description="The order of payouts.")
class PayoutOrder:
    field: PayoutOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")


def chosen(
    rows: QuerySet[models.Payout], info: Info, filter: PayoutFilter | None, order: PayoutOrder | None
) -> QuerySet[models.Payout]:
    """Those that a filter lets through, in their order."""
    return ordered(filter.of(rows, info) if filter else rows, order)


@listed(Page[Payout] | None, description="What it pays out, newest first; null for who may not read payouts.")
def _payouts_of_business(
    root: strawberry.Parent[BusinessRow],
    info: Info,
    filter: PayoutFilter | None = None,
    order_by: PayoutOrder | None = None,
) -> Below[models.Payout] | None:
    if not info.context.holds(root.pk, selectors.PAYOUT_RIGHT):
        return None
    return Below(root, "business", chosen(models.Payout.objects.all(), info, filter, order_by))


grow(Business, payouts=_payouts_of_business)


@strawberry.type
class PayoutQueries:
    @listed(Page[Payout], description="Payouts of one business or of all of mine; newest first.")
    def payouts(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: PayoutFilter | None = None,
        order_by: PayoutOrder | None = None,
    ) -> QuerySet[models.Payout]:
        where = businesses_asked(info, business, all_mine, selectors.PAYOUT_RIGHT)
        return chosen(selectors.payouts_of(where), info, filter, order_by)
