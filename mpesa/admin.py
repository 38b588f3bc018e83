"""Pages of collections in /admin/, read-only. Credentials, hook tokens and bodies are not shown."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Q

from core.admin_pages.filters import day_filter, phone_filter
from core.admin_pages.pages import LookOnly, LookOnlyInline
from mpesa.models import (
    Branch,
    Callback,
    CallbackKind,
    CallbackWork,
    Discrepancy,
    DiscrepancyClosing,
    Evidence,
    HookCount,
    PaymentRequest,
    PaymentRequestStep,
    Payout,
    PayoutAttempt,
    PayoutFact,
    PayoutStep,
    Receipt,
    ReceiptRoute,
    Reversal,
    ReversalEvidence,
    ReversalRuling,
    StatusAnswer,
    Till,
)


class EvidenceInline(LookOnlyInline):
    model = Evidence
    fields = readonly_fields = ("channel", "amount", "agrees", "source", "at")


@admin.register(Till)
class TillAdmin(LookOnly):
    list_display = (
        "id",
        "business",
        "name",
        "branch",
        "kind",
        "shortcode",
        "environment",
        "urls_registered_at",
    )
    list_filter = ("environment", "kind")
    list_select_related = ("business", "branch")
    search_fields = ("shortcode", "name")


@admin.register(Branch)
class BranchAdmin(LookOnly):
    list_display = ("id", "business", "name", "archived_at", "created_at")
    list_select_related = ("business",)
    search_fields = ("name", "=business__code")


@admin.register(PaymentRequest)
class PaymentRequestAdmin(LookOnly):
    list_display = (
        "id",
        "created_at",
        "business",
        "till",
        "payer",
        "amount",
        "account_reference",
        "state",
        "result_code",
        "flagged",
    )
    list_filter = ("state", "flagged", day_filter("created_at"), phone_filter("payer__phone_index"))
    list_select_related = ("business", "till", "payer")
    search_fields = ("=ref", "=account_reference", "=receipt__number", "=business__code")


@admin.register(PaymentRequestStep)
class PaymentRequestStepAdmin(LookOnly):
    list_display = ("id", "at", "request_id", "before", "after", "cause", "code", "callback_id")
    list_filter = ("cause", "after", day_filter("at"))
    search_fields = ("=request__ref",)


@admin.register(StatusAnswer)
class StatusAnswerAdmin(LookOnly):
    list_display = ("id", "request_id", "state", "code", "at")


@admin.register(Receipt)
class ReceiptAdmin(LookOnly):
    list_display = (
        "id",
        "number",
        "occurred_at",
        "business",
        "till",
        "paid_by",
        "amount",
        "account_reference",
        "first_channel",
        "where_it_went",
    )
    list_filter = (
        "route__state",
        "first_channel",
        day_filter("occurred_at"),
        phone_filter("payer__phone_index"),
    )
    list_select_related = ("business", "till", "route")
    search_fields = ("=number", "=account_reference", "=business__code")
    inlines = (EvidenceInline,)

    @admin.display(description="payer", ordering="payer_masked")
    def paid_by(self, receipt: Receipt) -> str:
        return receipt.payer_masked  # C2B reports a masked number, and no payer

    @admin.display(description="routed", ordering="route__state")
    def where_it_went(self, receipt: Receipt) -> str:
        route = getattr(receipt, "route", None)  # none in the moment before the batch ends
        return f"{route.state} {route.owner}".strip() if route else ""


@admin.register(ReceiptRoute)
class ReceiptRouteAdmin(LookOnly):
    list_display = ("receipt", "state", "owner", "note", "routed_at")
    list_filter = ("state", day_filter("routed_at"))
    list_select_related = ("receipt",)


def _callbacks_about(indexes: list[bytes]) -> Q:
    """Callbacks of a phone: those that reported a receipt of it, and the answers to what it was asked."""
    refs = PaymentRequest.objects.filter(payer__phone_index__in=indexes).values("ref")
    receipts = Receipt.objects.filter(payer__phone_index__in=indexes)
    told = Evidence.objects.filter(receipt__in=receipts, callback__isnull=False).values("callback_id")
    return Q(pk__in=told) | Q(kind=CallbackKind.STK, ref__in=refs)


@admin.register(Callback)
class CallbackAdmin(LookOnly):
    list_display = ("id", "received_at", "till", "kind", "work_state", "claims", "note", "address")
    list_filter = (
        "work__state",
        "kind",
        "could_be_money",
        day_filter("received_at"),
        phone_filter(_callbacks_about),
    )
    list_select_related = ("till", "work")
    search_fields = ("=ref", "=till__shortcode")

    @admin.display(description="state", ordering="work__state")
    def work_state(self, callback: Callback) -> str:
        return callback.work.state

    @admin.display(description="tries")
    def claims(self, callback: Callback) -> int:
        return callback.work.claims

    @admin.display(description="note")
    def note(self, callback: Callback) -> str:
        return callback.work.note


@admin.register(HookCount)
class HookCountAdmin(LookOnly):
    list_display = ("id", "day", "till", "what", "count")
    list_filter = ("what",)
    list_select_related = ("till",)
    search_fields = ("=till__shortcode",)


@admin.register(CallbackWork)
class CallbackWorkAdmin(LookOnly):
    list_display = ("callback_id", "state", "claims", "note", "due_at", "done_at")
    list_filter = ("state",)


@admin.register(Discrepancy)
class DiscrepancyAdmin(LookOnly):
    list_display = ("id", "created_at", "business", "till", "code", "subject", "detail")
    list_filter = (day_filter("created_at"),)
    list_select_related = ("business", "till")
    search_fields = ("=code", "=business__code")


@admin.register(DiscrepancyClosing)
class DiscrepancyClosingAdmin(LookOnly):
    list_display = ("discrepancy_id", "at", "person", "comment")
    list_filter = (day_filter("at"),)
    list_select_related = ("person",)
    search_fields = ("=discrepancy__code", "=discrepancy__business__code")


@admin.register(Reversal)
class ReversalAdmin(LookOnly):
    list_display = (
        "id",
        "recorded_at",
        "business",
        "till",
        "number",
        "own_number",
        "taken_back",
        "held",
        "channel",
    )
    list_filter = ("channel", day_filter("recorded_at"))
    list_select_related = ("business", "till")
    search_fields = ("=number", "=own_number", "=business__code")


@admin.register(ReversalEvidence)
class ReversalEvidenceAdmin(LookOnly):
    list_display = ("id", "at", "reversal", "channel", "own_number", "amount", "agrees", "source")
    list_filter = ("channel", "agrees", day_filter("at"))
    list_select_related = ("reversal",)
    search_fields = ("=reversal__number", "=own_number")


@admin.register(ReversalRuling)
class ReversalRulingAdmin(LookOnly):
    list_display = ("id", "at", "evidence", "ruling", "approval", "why")
    list_filter = ("ruling", day_filter("at"))
    list_select_related = ("evidence__reversal", "approval")
    search_fields = ("=evidence__reversal__number",)


@admin.register(Payout)
class PayoutAdmin(LookOnly):
    list_display = (
        "id",
        "created_at",
        "business",
        "till",
        "payee",
        "amount",
        "source",
        "state",
        "code",
        "flagged",
        "due_at",
    )
    list_filter = ("state", "flagged", day_filter("created_at"), phone_filter("payee__phone_index"))
    list_select_related = ("business", "till", "payee", "source")
    search_fields = ("=ref", "=attempts__receipt", "=business__code")


@admin.register(PayoutAttempt)
class PayoutAttemptAdmin(LookOnly):
    list_display = (
        "id",
        "created_at",
        "payout_id",
        "number",
        "till",
        "amount",
        "state",
        "late",
        "receipt",
        "result_code",
        "decided_by",
    )
    list_filter = ("state", "late", "decided_by", day_filter("created_at"))
    list_select_related = ("till",)
    search_fields = ("=originator_id", "=receipt", "=payout__ref")


@admin.register(PayoutFact)
class PayoutFactAdmin(LookOnly):
    list_display = ("id", "at", "attempt_id", "source", "verdict", "code", "receipt", "amount", "callback_id")
    list_filter = ("source", "verdict", day_filter("at"))
    search_fields = ("=receipt", "=attempt__payout__ref")


@admin.register(PayoutStep)
class PayoutStepAdmin(LookOnly):
    list_display = ("id", "at", "payout_id", "before", "after", "code", "attempt_id", "person")
    list_filter = ("after", day_filter("at"))
    list_select_related = ("person",)
    search_fields = ("=payout__ref",)
