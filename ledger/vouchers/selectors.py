"""Reads of vouchers, templates and recurring vouchers; all need the right ledger.read."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from core.errors import NotFound
from ledger.models import RecurringVoucher, Voucher, VoucherState, VoucherTemplate
from users.access import Right, has_right, readable_businesses
from users.models import User

RIGHT = Right.LEDGER_READ
Row = TypeVar("Row", bound=Model)


def vouchers_for(user: User, business: str | None, *, state: str | None = None) -> QuerySet[Voucher]:
    """The vouchers that a person may read, newest first."""
    rows = Voucher.objects.filter(business_id__in=readable_businesses(user, business, RIGHT)).order_by("-pk")
    if state == VoucherState.POSTED:
        return rows.filter(entry__isnull=False)
    return rows.filter(entry__isnull=True, approval__state=state) if state else rows


def templates_for(user: User, business: str | None) -> QuerySet[VoucherTemplate]:
    """The templates that a person may read, by business and name."""
    ids = readable_businesses(user, business, RIGHT)
    return VoucherTemplate.objects.filter(business_id__in=ids).order_by("business__code", "name")


def recurring_vouchers_for(user: User, business: str | None) -> QuerySet[RecurringVoucher]:
    """The recurring vouchers that a person may read, newest first."""
    ids = readable_businesses(user, business, RIGHT)
    return RecurringVoucher.objects.filter(business_id__in=ids).order_by("-pk")


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
