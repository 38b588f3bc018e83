"""Report files in /admin/: to look at. Their content stays sealed."""

from __future__ import annotations

from django.contrib import admin

from core.admin_pages.filters import day_filter
from core.admin_pages.pages import LookOnly
from reports.models import ReportFile


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
    )
    list_filter = ("state", day_filter("requested_at"))
    list_select_related = ("business", "requester")
    search_fields = ("=business__code",)
