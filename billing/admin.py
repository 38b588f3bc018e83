"""Billing in /admin/: to look at. Names stay sealed."""

from __future__ import annotations

from django.contrib import admin

from billing.models import Allocation, Customer, Invoice, InvoiceLine
from core.admin import LookOnly, LookOnlyInline
from core.money import display


class InvoiceLineInline(LookOnlyInline):
    model = InvoiceLine
    fields = readonly_fields = ("description", "quantity", "unit_cents", "cents")


class AllocationInline(LookOnlyInline):
    model = Allocation
    fields = readonly_fields = ("receipt_number", "cents", "allocated_at")


@admin.register(Customer)
class CustomerAdmin(LookOnly):
    list_display = ("id", "business", "account_number", "phone_masked", "created_at")
    list_select_related = ("business",)
    search_fields = ("account_number",)


@admin.register(Invoice)
class InvoiceAdmin(LookOnly):
    list_display = ("id", "business", "number", "state", "total_shown", "paid_shown", "due_on", "created_at")
    list_filter = ("state",)
    list_select_related = ("business",)
    search_fields = ("number",)
    inlines = (InvoiceLineInline, AllocationInline)

    @admin.display(description="total", ordering="total")
    def total_shown(self, invoice: Invoice) -> str:
        return display(invoice.total)

    @admin.display(description="paid", ordering="paid")
    def paid_shown(self, invoice: Invoice) -> str:
        return display(invoice.paid)
