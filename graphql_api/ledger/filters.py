"""What lists of accounts, entries, lines and periods can be narrowed to, and ordered by."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import strawberry
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.filters import (
    AmountRange,
    DayRange,
    Direction,
    in_states,
    on_days,
    ordered,
    with_text,
)
from graphql_api.ledger.enums import AccountKind, EntryKind, PeriodState
from graphql_api.nodes import find
from ledger import models
from ledger.chart.system_accounts import kept_by_system
from ledger.reads import searching
from mpesa.collections.receipts import references_of

_END = "Which end comes first."


class _AccountColumn(StrEnum):
    CODE = "code"
    NAME = "name"


class _EntryColumn(StrEnum):
    POSTED_AT = "pk"
    EFFECTIVE_ON = "effective_on"


class _LineColumn(StrEnum):
    POSTED_AT = "pk"


class _PeriodColumn(StrEnum):
    LAST_DAY = "last_day"
    CLOSED_AT = "closed_at"


AccountOrderField = described(
    _AccountColumn,
    "AccountOrderField",
    "By what accounts are ordered.",
    CODE="Their code.",
    NAME="Their name.",
)
JournalEntryOrderField = described(
    _EntryColumn,
    "JournalEntryOrderField",
    "By what entries are ordered.",
    POSTED_AT="When they came into the books.",
    EFFECTIVE_ON="The accounting day they count for.",
)
AccountLineOrderField = described(
    _LineColumn,
    "AccountLineOrderField",
    "By what lines are ordered.",
    POSTED_AT="When they came into the books: a backdated line is a new one.",
)
PeriodOrderField = described(
    _PeriodColumn,
    "PeriodOrderField",
    "By what periods are ordered.",
    LAST_DAY="Their last day.",
    CLOSED_AT="When they were closed.",
)


@strawberry.input(description="The order of accounts.")
class AccountOrder:
    field: AccountOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description=_END)


@strawberry.input(description="The order of entries.")
class JournalEntryOrder:
    field: JournalEntryOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description=_END)


@strawberry.input(description="The order of lines.")
class AccountLineOrder:
    field: AccountLineOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description=_END)


@strawberry.input(description="The order of periods.")
class PeriodOrder:
    field: PeriodOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description=_END)


@strawberry.input(description="Which accounts; all that is given holds at once.")
class AccountFilter:
    kinds: list[AccountKind] | None = strawberry.field(default=None, description="Of one of these kinds.")
    text: str | None = strawberry.field(
        default=None, description="How the code begins, or part of the name, in either case."
    )
    for_vouchers: bool | None = strawberry.field(
        default=None,
        description="True: those that a line of a voucher may name. False: those that only the system posts"
        " to.",
    )

    def of(self, rows: QuerySet[models.Account]) -> QuerySet[models.Account]:
        """Raises InvalidInput BAD_FILTER."""
        rows = in_states(rows, self.kinds, "kind")
        if self.for_vouchers is not None:
            rows = rows.exclude(kept_by_system()) if self.for_vouchers else rows.filter(kept_by_system())
        return with_text(rows, self.text, "code__istartswith", "name__icontains")


@strawberry.input(description="Which entries; all that is given holds at once.")
class JournalEntryFilter:
    day: DayRange | None = strawberry.field(default=None, description="The accounting day they count for.")
    kinds: list[EntryKind] | None = strawberry.field(default=None, description="Of one of these kinds.")
    amount: AmountRange | None = strawberry.field(
        default=None, description="The amount of a line: the same line is within both ends."
    )
    account: relay.GlobalID | None = strawberry.field(
        default=None, description="With a line on this account, or on one below it."
    )
    text: str | None = strawberry.field(
        default=None, description="Anywhere in the description or the reference, in either case."
    )
    reference: str | None = strawberry.field(
        default=None, description='How the reference begins, like "invoice:".'
    )
    receipt_number: str | None = strawberry.field(
        default=None, description="About the M-Pesa receipt of this number."
    )

    def of(self, rows: QuerySet[models.Entry], info: Info) -> QuerySet[models.Entry]:
        """Raises InvalidInput BAD_FILTER, NotFound of the account."""
        rows = in_states(on_days(rows, "effective_on", self.day), self.kinds, "kind")
        rows = with_text(rows, self.text, "description__icontains", "reference__icontains")
        if self.account is not None:
            top = find(info.context.user, self.account, "Account", field="filter.account")
            rows = searching.on_account(rows, top)
        if self.amount is not None:
            rows = searching.with_a_line_of(rows, self.amount.min, self.amount.max)
        if self.reference is not None:
            rows = searching.whose_reference_begins(rows, self.reference)
        if self.receipt_number is not None:
            rows = rows.filter(reference__regex=references_of(self.receipt_number))
        return rows


@strawberry.input(description="Which lines; all that is given holds at once.")
class AccountLineFilter:
    day: DayRange | None = strawberry.field(default=None, description="The accounting day they count for.")

    def of(self, rows: QuerySet[models.Line]) -> QuerySet[models.Line]:
        """Raises InvalidInput BAD_FILTER."""
        first, last = self.day.bounds() if self.day else (None, None)
        return searching.lines_between(rows, first, last)


@strawberry.input(description="Which periods; all that is given holds at once.")
class PeriodFilter:
    day: DayRange | None = strawberry.field(default=None, description="Their last day.")
    states: list[PeriodState] | None = strawberry.field(default=None, description="In one of these states.")

    def of(self, rows: QuerySet[models.Period]) -> QuerySet[models.Period]:
        """Raises InvalidInput BAD_FILTER."""
        return in_states(on_days(rows, "last_day", self.day), self.states)


def chosen_accounts(
    rows: QuerySet[models.Account], filter: AccountFilter | None, order: AccountOrder | None
) -> QuerySet[Any]:
    """The accounts that are asked for, by code unless asked otherwise."""
    order = order or AccountOrder(field=_AccountColumn.CODE, direction=Direction.ASC)
    return ordered(filter.of(rows) if filter else rows, order)


def chosen_entries(
    rows: QuerySet[models.Entry],
    filter: JournalEntryFilter | None,
    order: JournalEntryOrder | None,
    info: Info,
) -> QuerySet[Any]:
    """The entries that are asked for, newest first unless asked otherwise."""
    return ordered(filter.of(rows, info) if filter else rows, order)


def chosen_lines(
    rows: QuerySet[models.Line], filter: AccountLineFilter | None, order: AccountLineOrder | None
) -> QuerySet[Any]:
    """The lines that are asked for, newest first unless asked otherwise."""
    return ordered(filter.of(rows) if filter else rows, order)


def chosen_periods(
    rows: QuerySet[models.Period], filter: PeriodFilter | None, order: PeriodOrder | None
) -> QuerySet[Any]:
    """The periods that are asked for, newest first unless asked otherwise."""
    return ordered(filter.of(rows) if filter else rows, order or PeriodOrder(field=_PeriodColumn.LAST_DAY))
