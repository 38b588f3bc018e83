"""What lists of tills, requests, receipts and discrepancies can be narrowed to, and ordered by."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

import strawberry
from django.db.models import F, Q, QuerySet
from strawberry import relay

from core.errors import InvalidInput
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
    with_phone,
    with_text,
)
from graphql_api.mpesa.types import Channel, RequestState, RouteState
from graphql_api.nodes import find
from graphql_api.scalars import Phone
from mpesa import models
from mpesa.measuring.callbacks import CallbackOf, with_callback

Rows = TypeVar("Rows", bound=QuerySet[Any])
_IN_ONE = "In one of these states."
HOUR = "In this hour of the one day that `day` names: 0 to 23, in East African Time."


RequestCallback = described(
    CallbackOf,
    "RequestCallback",
    "What is known of the callback of a request that Safaricom took and that has ended.",
    DUE="It is owed: any of these requests.",
    CAME="It came by the end of the next day.",
    LOST="It did not: how the request ended is known by asking, or by another channel.",
)


class _TillColumn(StrEnum):
    CREATED_AT = "pk"
    SHORTCODE = "shortcode"
    NAME = "name"


class _RequestColumn(StrEnum):
    CREATED_AT = "pk"
    AMOUNT = "amount"


class _ReceiptColumn(StrEnum):
    RECORDED_AT = "pk"
    OCCURRED_AT = "occurred_at"
    AMOUNT = "amount"


TillOrderField = described(
    _TillColumn,
    "TillOrderField",
    "By what tills are ordered.",
    CREATED_AT="When they were added.",
    SHORTCODE="Their shortcode.",
    NAME="Their name.",
)
PaymentRequestOrderField = described(
    _RequestColumn,
    "PaymentRequestOrderField",
    "By what payment requests are ordered.",
    CREATED_AT="When they were asked for.",
    AMOUNT="What was asked for.",
)
ReceiptOrderField = described(
    _ReceiptColumn,
    "ReceiptOrderField",
    "By what receipts are ordered.",
    RECORDED_AT="When they were booked.",
    OCCURRED_AT="When Safaricom took them.",
    AMOUNT="What was paid.",
)


def at_till(rows: Rows, asked: relay.GlobalID | None, info: Info) -> Rows:
    """The rows of a till that the person may read. Raises NotFound."""
    if asked is None:
        return rows
    return rows.filter(till=find(info.context.user, asked, "Till", field="filter.till"))


@strawberry.input(description="Which payment requests; all that is given holds at once.")
class PaymentRequestFilter:
    day: DayRange | None = strawberry.field(default=None, description="The day on which they were asked for.")
    hour: int | None = strawberry.field(default=None, description=HOUR)
    states: list[RequestState] | None = strawberry.field(default=None, description=_IN_ONE)
    amount: AmountRange | None = strawberry.field(default=None, description="What was asked for.")
    phone: Phone | None = strawberry.field(default=None, description="Exactly this number.")
    till: relay.GlobalID | None = strawberry.field(default=None, description="To this till.")
    flagged: bool | None = strawberry.field(default=None, description="Those to look at, or the others.")
    result_code: str | None = strawberry.field(
        default=None, description="Ended with exactly this code, of Safaricom's or of ours; empty for none."
    )
    callback: RequestCallback | None = strawberry.field(
        default=None,
        description="Whose callback is so, of those of the days that `day` names, of which none is open.",
    )
    text: str | None = strawberry.field(
        default=None, description="How the account begins, or the number of the receipt."
    )

    def of(self, rows: QuerySet[models.PaymentRequest], info: Info) -> QuerySet[models.PaymentRequest]:
        """Raises InvalidInput BAD_FILTER, NotFound of the till."""
        rows = in_states(on_days(rows, "created_at", self.day), self.states)
        rows = in_hour(rows, "created_at", self.day, self.hour)
        rows = with_phone(of_amounts(rows, "amount", self.amount), self.phone, "payer__phone_index")
        rows = at_till(rows, self.till, info)
        if self.flagged is not None:
            rows = rows.filter(flagged=self.flagged)
        if self.result_code is not None:
            rows = rows.filter(result_code=self.result_code)
        rows = _with_callback(rows, self.callback, self.day)
        return with_text(rows, self.text, "account_reference__istartswith", "receipt__number__iexact")


def _with_callback(
    rows: QuerySet[models.PaymentRequest], asked: CallbackOf | None, day: DayRange | None
) -> QuerySet[models.PaymentRequest]:
    if asked is None:
        return rows
    first, last = day.bounds() if day else (None, None)
    if first is None or last is None:
        raise InvalidInput("BAD_FILTER", "filter.callback", "Name the days, from and to.")
    return with_callback(rows, asked, first_day=first, last_day=last)


@strawberry.input(description="Which receipts; all that is given holds at once.")
class ReceiptFilter:
    day: DayRange | None = strawberry.field(
        default=None, description="The day on which Safaricom took the money."
    )
    hour: int | None = strawberry.field(default=None, description=HOUR)
    routes: list[RouteState] | None = strawberry.field(
        default=None, description="Whose money is in one of these places."
    )
    channels: list[Channel] | None = strawberry.field(
        default=None, description="First reported by one of these channels."
    )
    amount: AmountRange | None = strawberry.field(default=None, description="What was paid.")
    phone: Phone | None = strawberry.field(default=None, description="Paid from exactly this number.")
    till: relay.GlobalID | None = strawberry.field(default=None, description="To this till.")
    reversed: bool | None = strawberry.field(
        default=None, description="Whether M-Pesa has taken back some of it."
    )
    text: str | None = strawberry.field(
        default=None, description="How the receipt's number begins, or part of the account that was typed."
    )

    def of(self, rows: QuerySet[models.Receipt], info: Info) -> QuerySet[models.Receipt]:
        """Raises InvalidInput BAD_FILTER, NotFound of the till."""
        rows = in_states(on_days(rows, "occurred_at", self.day), self.routes, "route__state")
        rows = in_states(in_hour(rows, "occurred_at", self.day, self.hour), self.channels, "first_channel")
        rows = with_phone(of_amounts(rows, "amount", self.amount), self.phone, "payer__phone_index")
        rows = at_till(rows, self.till, info)
        if self.reversed is not None:
            back = Q(reversal__taken_back__gt=F("reversal__held"))
            stays = Q(reversal=None) | Q(reversal__taken_back=F("reversal__held"))
            rows = rows.filter(back if self.reversed else stays)
        return with_text(rows, self.text, "number__istartswith", "account_reference__icontains")


@strawberry.input(description="Which tills; all that is given holds at once.")
class TillFilter:
    branch: relay.GlobalID | None = strawberry.field(default=None, description="In this branch.")
    in_branch: bool | None = strawberry.field(
        default=None, description="Only those that are in a branch, or only those in none."
    )
    text: str | None = strawberry.field(
        default=None, description="Part of the name, or how the shortcode begins."
    )

    def of(self, rows: QuerySet[models.Till], info: Info) -> QuerySet[models.Till]:
        """Raises InvalidInput BAD_FILTER, NotFound of the branch."""
        if self.branch is not None:
            rows = rows.filter(branch=find(info.context.user, self.branch, "Branch", field="filter.branch"))
        if self.in_branch is not None:
            rows = rows.filter(branch__isnull=not self.in_branch)
        return with_text(rows, self.text, "name__icontains", "shortcode__startswith")


@strawberry.input(description="The order of tills.")
class TillOrder:
    field: TillOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")


@strawberry.input(description="The order of payment requests.")
class PaymentRequestOrder:
    field: PaymentRequestOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")


@strawberry.input(description="The order of receipts.")
class ReceiptOrder:
    field: ReceiptOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")
