"""Pages of the books in /admin/, read-only."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core.admin_pages.filters import day_filter
from core.admin_pages.pages import LookOnly, LookOnlyInline
from ledger.models import (
    Account,
    Entry,
    Line,
    Period,
    RecurringVoucher,
    Seal,
    VatRate,
    Voucher,
    VoucherAttachment,
    VoucherLine,
    VoucherTemplate,
)
from users.audit import record_audit
from users.models import User


class LineInline(LookOnlyInline):
    model = Line
    fields = readonly_fields = ("account", "debit", "credit")

    def get_queryset(self, request):  # type: ignore[no-untyped-def]
        return super().get_queryset(request).select_related("account").order_by("pk")


@admin.register(Account)
class AccountAdmin(LookOnly):
    list_display = ("id", "business", "code", "name", "kind", "has_floor")
    list_filter = ("kind", "has_floor")
    list_select_related = ("business",)
    search_fields = ("code", "name", "=business__code")
    ordering = ("business", "code")


@admin.register(Entry)
class EntryAdmin(LookOnly):
    list_display = ("id", "business", "effective_on", "kind", "reference", "description", "posted_at")
    list_filter = (day_filter("posted_at"),)
    list_select_related = ("business",)
    search_fields = ("=kind", "=reference", "=business__code")
    inlines = (LineInline,)


@admin.register(Seal)
class SealAdmin(LookOnly):
    list_display = ("id", "business", "number", "entry_id", "sealed_at")
    list_select_related = ("business",)


@admin.register(Period)
class PeriodAdmin(LookOnly):
    list_display = ("id", "business", "first_day", "last_day", "state", "closed_at", "closed_by")
    list_filter = ("state",)
    list_select_related = ("business", "closed_by")


class VoucherLineInline(LookOnlyInline):
    model = VoucherLine
    fields = readonly_fields = ("account", "debit", "credit", "vat_code", "vat")

    def get_queryset(self, request):  # type: ignore[no-untyped-def]
        return super().get_queryset(request).select_related("account").order_by("pk")


class VoucherAttachmentInline(LookOnlyInline):
    model = VoucherAttachment
    fields = readonly_fields = ("media_type", "size", "sha256", "added_by", "added_at")


@admin.register(Voucher)
class VoucherAdmin(LookOnly):
    list_display = ("id", "business", "kind", "effective_on", "description", "amount", "maker", "entry_id")
    list_filter = ("kind",)
    list_select_related = ("business", "maker")
    inlines = (VoucherLineInline, VoucherAttachmentInline)


@admin.register(VoucherTemplate)
class VoucherTemplateAdmin(LookOnly):
    list_display = ("id", "business", "name", "changed_at")
    list_select_related = ("business",)


@admin.register(RecurringVoucher)
class RecurringVoucherAdmin(LookOnly):
    list_display = ("id", "business", "name", "frequency", "amount", "next_on", "active", "paused", "problem")
    list_filter = ("active", "paused", "frequency")
    list_select_related = ("business",)


@admin.register(VatRate)
class VatRateAdmin(LookOnly):
    """A superuser adds rates of days to come; those that are there cannot be changed."""

    list_display = ("of", "valid_from", "basis_points")
    ordering = ("of", "valid_from")
    addable = True

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        assert isinstance(request.user, User)
        details: dict[str, str | int | bool] = {"rate": f"{obj.of} {obj.valid_from} {obj.basis_points}"}
        record_audit(actor=request.user, business=None, action="vat_rate.add", subject=obj, details=details)
