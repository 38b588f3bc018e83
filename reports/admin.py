"""Report files in /admin/: to look at. Their content stays sealed."""

from __future__ import annotations

from django.contrib import admin

from core.admin_pages.filters import day_filter
from core.admin_pages.pages import LookOnly
from reports.models import ReportDelivery, ReportFile, ReportSchedule


@admin.register(ReportFile)
class ReportFileAdmin(LookOnly):
    list_display = (
        "id",
        "business",
        "requester",
        "report",
        "format",
        "first_day",
        "last_day",
        "state",
        "row_count",
        "requested_at",
        "removed_at",
    )
    list_filter = ("state", day_filter("requested_at"))
    list_select_related = ("business", "requester")
    search_fields = ("=business__code",)


@admin.register(ReportSchedule)
class ReportScheduleAdmin(LookOnly):
    list_display = ("id", "business", "pack", "is_on", "since")
    list_filter = ("pack", "is_on")
    list_select_related = ("business",)
    search_fields = ("=business__code",)


@admin.register(ReportDelivery)
class ReportDeliveryAdmin(LookOnly):
    list_display = ("id", "schedule", "user", "first_day", "last_day", "missed", "at")
    list_filter = (day_filter("at"),)
    list_select_related = ("schedule", "user")
    search_fields = ("=schedule__business__code",)
