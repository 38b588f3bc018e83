"""Reads of vouchers, templates and recurring vouchers; all need the right ledger.read."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from core.errors import NotFound
from ledger.models import RecurringState, RecurringVoucher, Voucher, VoucherState, VoucherTemplate
from users.access import Right, has_right
from users.models import ApprovalState, User

RIGHT = Right.LEDGER_READ
Row = TypeVar("Row", bound=Model)


def vouchers_of(businesses: Collection[int]) -> QuerySet[Voucher]:
    """The vouchers of businesses whose books the person may read."""
    return Voucher.objects.filter(business_id__in=businesses)


def vouchers_in(rows: QuerySet[Voucher], states: Collection[VoucherState]) -> QuerySet[Voucher]:
    """Those that stand so, as Voucher.state says."""
    asked = Q(pk__in=[])
    for state in states:
        if state == VoucherState.POSTED:
            asked |= Q(entry__isnull=False)
        else:
            asked |= Q(entry__isnull=True) & _approval_is(ApprovalState(state))
    return rows.filter(asked)


def recurring_in(
    rows: QuerySet[RecurringVoucher], states: Collection[RecurringState]
) -> QuerySet[RecurringVoucher]:
    """Those that stand so, as RecurringVoucher.state says."""
    asked = Q(pk__in=[])
    for state in states:
        if state in (RecurringState.ACTIVE, RecurringState.PAUSED):
            asked |= Q(active=True, paused=state == RecurringState.PAUSED)
        elif state == RecurringState.ENDED:
            asked |= Q(active=False, approval__state=ApprovalState.APPROVED)
        else:
            asked |= Q(active=False) & _approval_is(ApprovalState(state))
    return rows.filter(asked)


def _approval_is(state: ApprovalState) -> Q:
    """Nobody was asked yet looks like nobody has answered yet."""
    asked = Q(approval__state=state)
    return asked | Q(approval__isnull=True) if state == ApprovalState.PENDING else asked


def templates_of(businesses: Collection[int]) -> QuerySet[VoucherTemplate]:
    """The templates of businesses whose books the person may read."""
    return VoucherTemplate.objects.filter(business_id__in=businesses)


def recurring_of(businesses: Collection[int]) -> QuerySet[RecurringVoucher]:
    """The recurring vouchers of businesses whose books the person may read."""
    return RecurringVoucher.objects.filter(business_id__in=businesses)


def voucher_for(user: User, row_id: int) -> Voucher:
    """One voucher. Raises NotFound when it is absent or not the person's to read."""
    return _readable(Voucher.objects.filter(pk=row_id), user, "voucher")


def template_for(user: User, row_id: int) -> VoucherTemplate:
    """One template. Raises NotFound when it is absent or not the person's to read."""
    return _readable(VoucherTemplate.objects.filter(pk=row_id), user, "template")


def recurring_voucher_for(user: User, row_id: int) -> RecurringVoucher:
    """One recurring voucher. Raises NotFound when it is absent or not the person's to read."""
    return _readable(RecurringVoucher.objects.filter(pk=row_id), user, "recurring")


def _readable(rows: QuerySet[Row], user: User, what: str) -> Row:
    row = rows.select_related("business").first()
    if row is None or not has_right(user, row.business, RIGHT):  # type: ignore[attr-defined]
        raise NotFound(what)
    return row
