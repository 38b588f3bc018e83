"""Who owes, and how late it is; the statement of a customer over a span of days."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from billing import models, selectors
from billing.customers.ageing import (
    InBooks,
    Receivables,
    ageing_of_customers,
    compare_with_books,
    receivables_of,
    sum_receivables,
)
from billing.customers.finding import found_by
from billing.customers.statements import Kept, keep_statements
from graphql_api.billing.customer_types import Customer
from graphql_api.businesses import business_named, businesses_asked
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.filters import DayRange, Direction, checked_text, ordered
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import path_of, together
from graphql_api.scalars import Money
from users.access import Right

_NOT_DUE = "Of bills whose day is today or later."
_LATE = "What is {} days late."
_DUE = "What is due in all: the sum of these."
_CREDIT = "What they paid beyond their bills and did not get back."
_BALANCE = "What is due less the credit; below zero they have more than they owe."


class _ReceivableColumn(StrEnum):
    DUE = "due"
    CREDIT = "credit"
    BALANCE = "balance"
    OVER_90 = "late_more"
    CUSTOMER = "pk"


class Lateness(StrEnum):
    NOT_DUE = "not_due"
    DAYS_1_TO_30 = "late_30"
    DAYS_31_TO_60 = "late_60"
    DAYS_61_TO_90 = "late_90"
    OVER_90 = "late_more"


ReceivableOrderField = described(
    _ReceivableColumn,
    "ReceivableOrderField",
    "By what those who owe are ordered.",
    DUE="What is due.",
    CREDIT="Their credit.",
    BALANCE="What is due less the credit.",
    OVER_90="What is more than 90 days late.",
    CUSTOMER="When they became customers.",
)
Late = described(
    Lateness,
    "Lateness",
    "How late what is due is.",
    NOT_DUE="Its day is today or later.",
    DAYS_1_TO_30="1 to 30 days.",
    DAYS_31_TO_60="31 to 60 days.",
    DAYS_61_TO_90="61 to 90 days.",
    OVER_90="More than 90 days.",
)


@strawberry.input(description="Who of those who owe; all that is given holds at once.")
class ReceivableFilter:
    late: list[Late] | None = strawberry.field(
        default=None, description="With something due that is so late, or so late."
    )
    with_credit: bool | None = strawberry.field(
        default=None, description="True: those who have credit. False: those who have none."
    )
    text: str | None = strawberry.field(
        default=None, description="As customers are found: by account number, phone, PIN or name."
    )
    tag: str | None = strawberry.field(default=None, description="With this tag.")

    def of(self, rows: QuerySet[models.Receivable], where: list[int]) -> QuerySet[models.Receivable]:
        """Raises InvalidInput BAD_FILTER."""
        if self.late is not None:
            late = rows.none()
            for each in self.late:
                late = late | rows.filter(**{f"{each.value}__gt": 0})
            rows = late
        if self.with_credit is not None:
            rows = rows.filter(credit__gt=0) if self.with_credit else rows.filter(credit=0)
        theirs = models.Customer.objects.filter(business__in=where)
        if self.text is not None:
            rows = rows.filter(customer__in=theirs.filter(found_by(checked_text(self.text))))
        if self.tag is not None:
            tag = checked_text(self.tag, field="tag").lower()
            rows = rows.filter(customer__in=theirs.filter(tags__contains=[tag]))
        return rows


@strawberry.input(description="The order of those who owe.")
class ReceivableOrder:
    field: ReceivableOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")


@strawberry.type(description="What is owed as of today, by how late it is, and the credit.")
class Ageing:
    not_due: Money = strawberry.field(description=_NOT_DUE)
    days_1_to_30: Money = strawberry.field(description=_LATE.format("1 to 30"), name="days1To30")
    days_31_to_60: Money = strawberry.field(description=_LATE.format("31 to 60"), name="days31To60")
    days_61_to_90: Money = strawberry.field(description=_LATE.format("61 to 90"), name="days61To90")
    over_90: Money = strawberry.field(description=_LATE.format("more than 90"), name="over90")
    due: Money = strawberry.field(description=_DUE)
    credit: Money = strawberry.field(description=_CREDIT)
    balance: Money = strawberry.field(description=_BALANCE)


def _ageing(row: models.Receivable | Receivables | None) -> Ageing:
    def part(name: str) -> Money:
        return Money(getattr(row, name) if row else 0)

    return Ageing(
        not_due=part("not_due"),
        days_1_to_30=part("late_30"),
        days_31_to_60=part("late_60"),
        days_61_to_90=part("late_90"),
        over_90=part("late_more"),
        due=part("due"),
        credit=part("credit"),
        balance=part("balance"),
    )


def _id(root: strawberry.Parent[models.Receivable]) -> relay.GlobalID:
    return relay.GlobalID("Customer", str(root.pk))


def _ageing_of_row(root: strawberry.Parent[models.Receivable]) -> Ageing:
    return _ageing(root)


@strawberry_django.type(models.Receivable, description="What a customer owes as of today.")
class Receivable:
    id: relay.GlobalID = strawberry_django.field(
        resolver=_id, only=["id"], description="The id of the customer."
    )
    customer: Customer = strawberry_django.field(description="Who owes it.")
    ageing: Ageing = strawberry_django.field(
        resolver=_ageing_of_row,
        only=["not_due", "late_30", "late_60", "late_90", "late_more", "due", "credit", "balance"],
        description="How much, and how late.",
    )


@strawberry.type(description="How what customers owe stands in the books.")
class ReceivablesInBooks:
    receivables: Money = strawberry.field(description="The balance of 1200 Receivables.")
    credit: Money = strawberry.field(description="The balance of 2100 Customer credit.")
    waiting: Money = strawberry.field(
        description="Credit that payouts are to give back, and have not taken out of 2100 yet."
    )
    other_receivables: Money = strawberry.field(
        description="What of 1200 is no customer's: vouchers booked it there."
    )
    other_credit: Money = strawberry.field(
        description="What of 2100 is no customer's: vouchers booked it there."
    )


@strawberry.type(description="What the customers of a business owe in all, as of today.")
class ReceivablesSummary:
    business_id: strawberry.Private[int]
    sums: strawberry.Private[Receivables]

    @strawberry.field(description="The sums of all customers.")
    def ageing(self) -> Ageing:
        return _ageing(self.sums)

    @strawberry.field(
        description="How that stands in the books: 1200 is what is due and the others; 2100 is the credit,"
        " what waits and the others. Null for who may not read the books."
    )
    def in_books(self, info: Info) -> ReceivablesInBooks | None:
        if not info.context.holds(self.business_id, Right.LEDGER_READ):
            return None
        books: InBooks = compare_with_books(self.business_id, self.sums)
        return ReceivablesInBooks(
            receivables=Money(books.receivables),
            credit=Money(books.credit),
            waiting=Money(books.waiting),
            other_receivables=Money(books.other_receivables),
            other_credit=Money(books.other_credit),
        )


@strawberry.type(description="How a customer's account moved over a span of days: from postings alone.")
class CustomerStatementSummary:
    from_: date | None = strawberry.field(name="from", description="The first day; null: from the beginning.")
    to: date | None = strawberry.field(description="The last day; null: up to now.")
    opening: Money = strawberry.field(description="What was owed before; below zero it was credit.")
    billed: Money = strawberry.field(description="By how much more was owed.")
    paid: Money = strawberry.field(description="By how much less was owed.")
    closing: Money = strawberry.field(description="What was owed after: opening and billed less paid.")


def _ageing_of_customer(root: strawberry.Parent[models.Customer]) -> Ageing:
    return _ageing(together(root, ("ageing",), ageing_of_customers))


def _summary(
    root: strawberry.Parent[models.Customer],
    info: Info,
    day: Annotated[
        DayRange | None, strawberry.argument(description="Over these days; null: from the beginning on.")
    ] = None,
) -> CustomerStatementSummary:
    first, last = day.bounds() if day else (None, None)
    kept = together(root, path_of(info), lambda keys: keep_statements(keys, first, last)) or Kept(0, 0, 0)
    return CustomerStatementSummary(
        from_=first,
        to=last,
        opening=Money(kept.opening),
        billed=Money(kept.billed),
        paid=Money(kept.paid),
        closing=Money(kept.closing),
    )


grow(
    Customer,
    ageing=strawberry_django.field(
        resolver=_ageing_of_customer, only=["id"], description="What they owe as of today, by how late it is."
    ),
    statement_summary=strawberry_django.field(
        resolver=_summary,
        only=["id"],
        description="What they owed before a span of days, what was billed and paid in it, and what they owed"
        " after.",
    ),
)


@strawberry.type
class ReceivableQueries:
    @listed(
        Page[Receivable],  # type: ignore[type-var]
        description="Who owes, or has credit, of one business or of all of mine; whoever owes most first.",
    )
    def receivables(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: ReceivableFilter | None = None,
        order_by: ReceivableOrder | None = None,
    ) -> QuerySet[models.Receivable]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        rows = receivables_of(where)
        order = order_by or ReceivableOrder(field=ReceivableOrderField.DUE)
        return ordered(filter.of(rows, where) if filter else rows, order)

    @strawberry.field(description="What the customers of a business owe in all, as of today.")
    def receivables_summary(
        self,
        info: Info,
        business: Annotated[relay.GlobalID, strawberry.argument(description="Which business.")],
    ) -> ReceivablesSummary:
        where = business_named(info, business, selectors.RIGHT)
        return ReceivablesSummary(business_id=where.pk, sums=sum_receivables(where.pk))
