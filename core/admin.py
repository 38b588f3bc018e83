"""Pages of heartbeats, events and alerts in /admin/, read-only."""

from __future__ import annotations

from django.contrib import admin

from core.admin_pages.filters import day_filter
from core.admin_pages.pages import LookOnly
from core.models import Alert, Event, Heartbeat


@admin.register(Heartbeat)
class HeartbeatAdmin(LookOnly):
    list_display = ("name", "beat_at")
    ordering = ("name",)


@admin.register(Event)
class EventAdmin(LookOnly):
    list_display = ("id", "topic", "business_id", "created_at")
    list_filter = (day_filter("created_at"),)
    search_fields = ("=topic",)


@admin.register(Alert)
class AlertAdmin(LookOnly):
    list_display = (
        "id",
        "severity",
        "code",
        "business_id",
        "subject",
        "times_seen",
        "opened_at",
        "resolved_at",
    )
    list_filter = ("severity", day_filter("opened_at"))
    search_fields = ("=code", "=subject")
