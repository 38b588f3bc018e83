"""Collections in /admin/: to look at. Credentials, hook tokens and bodies are not shown."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from core.admin import LookOnly, LookOnlyInline
from core.money import display
from mpesa.models import (
    Callback,
    CallbackWork,
    Discrepancy,
    Evidence,
    PaymentRequest,
    Receipt,
    ReceiptRoute,
    StatusAnswer,
    Till,
)


class Amounts:
    """A column with the row's amount in shillings."""

    @admin.display(description="amount", ordering="amount")
    def amount_shown(self, row: Any) -> str:
        return display(row.amount)


class EvidenceInline(LookOnlyInline):
    model = Evidence
    fields = readonly_fields = ("channel", "agrees", "source", "at")


@admin.register(Till)
class TillAdmin(LookOnly):
    list_display = ("id", "business", "name", "kind", "shortcode", "environment", "urls_registered_at")
    list_filter = ("environment", "kind")
    list_select_related = ("business",)
    search_fields = ("shortcode", "name")


@admin.register(PaymentRequest)
class PaymentRequestAdmin(Amounts, LookOnly):
    list_display = (
        "id",
        "business",
        "till",
        "amount_shown",
        "account_reference",
        "state",
        "flagged",
        "created_at",
    )
    list_filter = ("state", "flagged")
    list_select_related = ("business", "till")
    search_fields = ("ref", "account_reference")


@admin.register(StatusAnswer)
class StatusAnswerAdmin(LookOnly):
    list_display = ("id", "request_id", "state", "code", "at")


@admin.register(Receipt)
class ReceiptAdmin(Amounts, LookOnly):
    list_display = ("id", "business", "till", "number", "amount_shown", "account_reference", "occurred_at")
    list_filter = ("first_channel",)
    list_select_related = ("business", "till")
    search_fields = ("number",)
    inlines = (EvidenceInline,)


@admin.register(ReceiptRoute)
class ReceiptRouteAdmin(LookOnly):
    list_display = ("receipt", "state", "owner", "note", "routed_at")
    list_filter = ("state",)
    list_select_related = ("receipt",)


@admin.register(Callback)
class CallbackAdmin(LookOnly):
    list_display = ("id", "till", "kind", "address", "received_at")
    list_filter = ("kind",)
    list_select_related = ("till",)


@admin.register(CallbackWork)
class CallbackWorkAdmin(LookOnly):
    list_display = ("callback_id", "state", "claims", "note", "due_at", "done_at")
    list_filter = ("state",)


@admin.register(Discrepancy)
class DiscrepancyAdmin(LookOnly):
    list_display = ("id", "business", "till", "code", "subject", "created_at")
    list_filter = ("code",)
    list_select_related = ("business", "till")
