"""The base of every admin page: things are looked at here, and changed by verbs elsewhere."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from core.models import Alert, Event, Heartbeat

#: Never shown, whatever model has them.
SECRET_FIELDS = frozenset(
    {"password", "hook_token", "data_key", "key_hash", "content_hash", "facts_hash", "code_hash"}
)


class LookOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows rows and refuses to add, change or delete them.

    Sealed and binary fields are left out. Lists join what they show, page by 50 and never count the whole
    table for the sake of a heading.
    """

    list_per_page = 50
    show_full_result_count = False
    ordering: ClassVar[tuple[str, ...]] = ("-pk",)
    actions = None
    #: Fields that may be changed here all the same; everything else stays as it is.
    editable: tuple[str, ...] = ()
    #: Whether rows may be added here all the same.
    addable = False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [
            field.name
            for field in self.model._meta.concrete_fields
            if field.name not in SECRET_FIELDS and not isinstance(field, models.BinaryField)
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [name for name in self.get_fields(request, obj) if name not in self.editable]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.addable and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.editable) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        """Django's own log is not append-only; whoever has `editable` fields writes to the audit log."""
        return None


class LookOnlyInline(admin.TabularInline):  # type: ignore[type-arg]
    """Rows of a parent, to look at."""

    extra = 0
    max_num = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Heartbeat)
class HeartbeatAdmin(LookOnly):
    list_display = ("name", "beat_at")
    ordering = ("name",)


@admin.register(Event)
class EventAdmin(LookOnly):
    list_display = ("id", "topic", "business_id", "created_at")
    list_filter = ("topic",)


@admin.register(Alert)
class AlertAdmin(LookOnly):
    list_display = ("id", "severity", "code", "business_id", "times_seen", "opened_at", "resolved_at")
    list_filter = ("severity", "code")
