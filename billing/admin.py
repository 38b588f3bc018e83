"""Billing in /admin/: to look at. Names stay sealed."""

from __future__ import annotations

from functools import partial

from django.contrib import admin

from billing.customers.phones import indexed_as
from billing.models import Allocation, Customer, CustomerPhone, Invoice, InvoiceLine
from core.admin_pages.filters import day_filter, phone_filter
from core.admin_pages.pages import LookOnly, LookOnlyInline


class InvoiceLineInline(LookOnlyInline):
    model = InvoiceLine
    fields = readonly_fields = (
        "description",
        "quantity",
        "unit_cents",
        "discount",
        "vat_code",
        "vat",
        "cents",
    )


class AllocationInline(LookOnlyInline):
    model = Allocation
    fields = readonly_fields = ("payment", "cents", "allocated_at")


class CustomerPhoneInline(LookOnlyInline):
    model = CustomerPhone
    fields = readonly_fields = ("position", "phone_masked")


@admin.register(Customer)
class CustomerAdmin(LookOnly):
    list_display = ("id", "business", "account_number", "external_ref", "archived_at", "created_at")
    list_filter = (day_filter("created_at"), phone_filter(indexed_as))
    list_select_related = ("business",)
    search_fields = ("=account_number", "=external_ref", "=business__code")
    inlines = (CustomerPhoneInline,)


@admin.register(Invoice)
class InvoiceAdmin(LookOnly):
    list_display = (
        "id",
        "number",
        "serial_number",
        "business",
        "customer",
        "state",
        "total",
        "paid",
        "credited",
        "due_on",
        "issued_at",
        "created_at",
    )
    list_filter = ("state", day_filter("created_at"), phone_filter(partial(indexed_as, path="customer")))
    list_select_related = ("business", "customer")
    search_fields = ("=number", "=customer__account_number", "=business__code")
    inlines = (InvoiceLineInline, AllocationInline)
