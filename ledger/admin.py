"""The books in /admin/: to look at."""

from __future__ import annotations

from django.contrib import admin

from core.admin import LookOnly, LookOnlyInline
from core.money import display
from ledger.models import Account, Entry, Line, Period, Seal


class LineInline(LookOnlyInline):
    model = Line
    fields = readonly_fields = ("account", "debit_shown", "credit_shown")

    def get_queryset(self, request):  # type: ignore[no-untyped-def]
        return super().get_queryset(request).select_related("account").order_by("pk")

    @admin.display(description="debit")
    def debit_shown(self, line: Line) -> str:
        return display(line.debit) if line.debit else ""

    @admin.display(description="credit")
    def credit_shown(self, line: Line) -> str:
        return display(line.credit) if line.credit else ""


@admin.register(Account)
class AccountAdmin(LookOnly):
    list_display = ("id", "business", "code", "name", "kind", "has_floor")
    list_filter = ("kind", "has_floor")
    list_select_related = ("business",)
    search_fields = ("code", "name")
    ordering = ("business", "code")


@admin.register(Entry)
class EntryAdmin(LookOnly):
    list_display = ("id", "business", "effective_on", "kind", "reference", "description", "posted_at")
    list_filter = ("kind",)
    list_select_related = ("business",)
    search_fields = ("reference",)
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
