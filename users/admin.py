"""People and businesses in /admin/. Phones are masked; roles are given by the owner's verbs."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core.admin_pages.filters import day_filter, phone_filter
from core.admin_pages.pages import LookOnly, LookOnlyInline, is_money
from core.money import display
from users.audit import record_audit
from users.models import (
    Approval,
    ApprovalDecision,
    AuditEntry,
    Business,
    Invite,
    KycDocument,
    KycStep,
    KycSubmission,
    KycTier,
    LanguageChoice,
    Membership,
    PhoneCode,
    User,
)


class Audited(LookOnly):
    """A page with editable fields; each change is written to the audit log by name of field."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        before = type(obj)._default_manager.get(pk=obj.pk)
        obj.save(update_fields=form.changed_data)
        assert isinstance(request.user, User)
        record_audit(
            actor=request.user,
            business=obj if isinstance(obj, Business) else None,
            action="admin.change",
            subject=obj,
            details={
                "fields": ",".join(form.changed_data),
                **self.shown_change(before, obj, form.changed_data),
            },
        )

    def shown_change(self, before: Any, after: Any, names: list[str]) -> dict[str, str]:
        """What else of a change the audit log may hold: nothing, since fields may be personal."""
        return {}


@admin.register(User)
class UserAdmin(Audited):
    list_display = ("id", "username", "display_name", "phone_masked", "is_active", "is_staff", "joined_at")
    list_filter = ("is_active", "is_staff", "is_superuser", phone_filter("phone_index"))
    search_fields = ("username", "display_name")
    editable = ("display_name", "is_active")


@admin.register(Business)
class BusinessAdmin(Audited):
    list_display = ("code", "name", "rounding", "created_at")
    search_fields = ("code", "name")
    ordering = ("code",)
    editable = ("name", "rounding")


@admin.register(Membership)
class MembershipAdmin(LookOnly):
    list_display = ("id", "user", "business", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("user", "business")
    search_fields = ("=user__username", "=business__code")


@admin.register(AuditEntry)
class AuditEntryAdmin(LookOnly):
    list_display = ("id", "at", "actor", "business", "action", "subject")
    list_select_related = ("actor", "business")
    list_filter = (day_filter("at"),)
    search_fields = ("=action", "=subject", "=actor__username", "=business__code")


class ApprovalDecisionInline(LookOnlyInline):
    model = ApprovalDecision
    fields = readonly_fields = ("step", "by", "digest", "comment", "at")


@admin.register(Approval)
class ApprovalAdmin(LookOnly):
    list_display = (
        "id",
        "business",
        "kind",
        "subject",
        "amount",
        "state",
        "maker",
        "checker",
        "alone",
        "created_at",
    )
    list_filter = ("state", "alone", day_filter("created_at"))
    search_fields = ("=kind", "=subject", "=business__code")
    list_select_related = ("business", "maker", "checker")
    inlines = [ApprovalDecisionInline]


@admin.register(KycTier)
class KycTierAdmin(Audited):
    list_display = ("code", "name", "rank", "transaction_limit", "daily_limit", "balance_limit")
    ordering = ("rank",)
    editable = ("name", "transaction_limit", "daily_limit", "balance_limit", "required_documents")

    def shown_change(self, before: Any, after: Any, names: list[str]) -> dict[str, str]:
        def said(row: Any, name: str) -> str:
            value = getattr(row, name)
            return display(value) if is_money(row._meta.get_field(name)) else str(value)

        return {name: f"{said(before, name)} -> {said(after, name)}" for name in names}


class KycDocumentInline(LookOnlyInline):
    model = KycDocument
    fields = readonly_fields = ("kind", "media_type", "size", "sha256", "uploaded_at")


class KycStepInline(LookOnlyInline):
    model = KycStep
    fields = readonly_fields = ("step", "by", "comment", "at")


@admin.register(KycSubmission)
class KycSubmissionAdmin(LookOnly):
    list_display = ("id", "business", "player", "tier", "state", "submitted_at", "decided_at")
    list_filter = ("state", "tier")
    list_select_related = ("business", "player", "tier")
    inlines = [KycDocumentInline, KycStepInline]


@admin.register(Invite)
class InviteAdmin(LookOnly):
    list_display = ("id", "business", "role", "recipient_masked", "state", "invited_by", "expires_at")
    list_filter = ("state", "role")
    list_select_related = ("business", "invited_by")


@admin.register(PhoneCode)
class PhoneCodeAdmin(LookOnly):
    list_display = ("id", "purpose", "tries", "expires_at", "used_at")
    list_filter = ("purpose",)


@admin.register(LanguageChoice)
class LanguageChoiceAdmin(LookOnly):
    list_display = ("id", "user", "business", "language")
    list_select_related = ("user", "business")
