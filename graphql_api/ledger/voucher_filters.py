"""What lists of vouchers, templates and recurring vouchers can be narrowed to, and ordered by."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import strawberry
from django.db.models import QuerySet

from graphql_api.enums import described
from graphql_api.filters import (
    AmountRange,
    DayRange,
    Direction,
    of_amounts,
    on_days,
    ordered,
    with_text,
)
from graphql_api.ledger.enums import RecurringState, VoucherState
from ledger import models
from ledger.vouchers import selectors

_END = "Which end comes first."
_STATES = "In one of these states."


class _VoucherColumn(StrEnum):
    CREATED_AT = "pk"
    EFFECTIVE_ON = "effective_on"
    AMOUNT = "amount"


class _TemplateColumn(StrEnum):
    NAME = "name"
    CHANGED_AT = "changed_at"


class _RecurringColumn(StrEnum):
    CREATED_AT = "pk"
    NEXT_ON = "next_on"
    NAME = "name"


VoucherOrderField = described(
    _VoucherColumn,
    "VoucherOrderField",
    "By what vouchers are ordered.",
    CREATED_AT="When they were written.",
    EFFECTIVE_ON="The accounting day they count for.",
    AMOUNT="Their amount.",
)
VoucherTemplateOrderField = described(
    _TemplateColumn,
    "VoucherTemplateOrderField",
    "By what templates are ordered.",
    NAME="Their name.",
    CHANGED_AT="When they were last saved.",
)
RecurringVoucherOrderField = described(
    _RecurringColumn,
    "RecurringVoucherOrderField",
    "By what recurring vouchers are ordered.",
    CREATED_AT="When they were set up.",
    NEXT_ON="The day they are posted for next.",
    NAME="Their name.",
)


@strawberry.input(description="The order of vouchers.")
class VoucherOrder:
    field: VoucherOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description=_END)


@strawberry.input(description="The order of templates.")
class VoucherTemplateOrder:
    field: VoucherTemplateOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description=_END)


@strawberry.input(description="The order of recurring vouchers.")
class RecurringVoucherOrder:
    field: RecurringVoucherOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description=_END)


@strawberry.input(description="Which vouchers; all that is given holds at once.")
class VoucherFilter:
    day: DayRange | None = strawberry.field(default=None, description="The accounting day they count for.")
    states: list[VoucherState] | None = strawberry.field(default=None, description=_STATES)
    amount: AmountRange | None = strawberry.field(default=None, description="The sum of one side.")
    text: str | None = strawberry.field(default=None, description="Part of what it is for, in either case.")

    def of(self, rows: QuerySet[models.Voucher]) -> QuerySet[models.Voucher]:
        """Raises InvalidInput BAD_FILTER."""
        rows = of_amounts(on_days(rows, "effective_on", self.day), "amount", self.amount)
        if self.states is not None:
            rows = selectors.vouchers_in(rows, self.states)
        return with_text(rows, self.text, "description__icontains")


@strawberry.input(description="Which templates.")
class VoucherTemplateFilter:
    text: str | None = strawberry.field(
        default=None, description="Part of the name or of what it is for, in either case."
    )

    def of(self, rows: QuerySet[models.VoucherTemplate]) -> QuerySet[models.VoucherTemplate]:
        """Raises InvalidInput BAD_FILTER."""
        return with_text(rows, self.text, "name__icontains", "description__icontains")


@strawberry.input(description="Which recurring vouchers; all that is given holds at once.")
class RecurringVoucherFilter:
    day: DayRange | None = strawberry.field(default=None, description="The day they are posted for next.")
    states: list[RecurringState] | None = strawberry.field(default=None, description=_STATES)
    amount: AmountRange | None = strawberry.field(default=None, description="One side, of one time.")
    text: str | None = strawberry.field(
        default=None, description="Part of the name or of what it is for, in either case."
    )

    def of(self, rows: QuerySet[models.RecurringVoucher]) -> QuerySet[models.RecurringVoucher]:
        """Raises InvalidInput BAD_FILTER."""
        rows = of_amounts(on_days(rows, "next_on", self.day), "amount", self.amount)
        if self.states is not None:
            rows = selectors.recurring_in(rows, self.states)
        return with_text(rows, self.text, "name__icontains", "description__icontains")


def chosen_vouchers(
    rows: QuerySet[models.Voucher], filter: VoucherFilter | None, order: VoucherOrder | None
) -> QuerySet[Any]:
    """The vouchers that are asked for, newest first unless asked otherwise."""
    return ordered(filter.of(rows) if filter else rows, order)


def chosen_templates(
    rows: QuerySet[models.VoucherTemplate],
    filter: VoucherTemplateFilter | None,
    order: VoucherTemplateOrder | None,
) -> QuerySet[Any]:
    """The templates that are asked for, by name unless asked otherwise."""
    order = order or VoucherTemplateOrder(field=_TemplateColumn.NAME, direction=Direction.ASC)
    return ordered(filter.of(rows) if filter else rows, order)


def chosen_recurring(
    rows: QuerySet[models.RecurringVoucher],
    filter: RecurringVoucherFilter | None,
    order: RecurringVoucherOrder | None,
) -> QuerySet[Any]:
    """The recurring vouchers that are asked for, newest first unless asked otherwise."""
    return ordered(filter.of(rows) if filter else rows, order)
