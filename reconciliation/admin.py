"""Statements and runs in /admin/: to look at. The files stay sealed."""

from __future__ import annotations

from django.contrib import admin

from core.admin_pages.filters import day_filter
from core.admin_pages.pages import LookOnly
from reconciliation.models import ReconciliationRun, Statement


@admin.register(Statement)
class StatementAdmin(LookOnly):
    list_display = ("id", "business", "till", "account", "file_name", "state", "rows_total", "uploaded_at")
    list_filter = ("state", day_filter("uploaded_at"))
    list_select_related = ("business", "till")
    search_fields = ("=till__shortcode", "=business__code")


@admin.register(ReconciliationRun)
class ReconciliationRunAdmin(LookOnly):
    list_display = (
        "id",
        "business",
        "till",
        "account",
        "from_day",
        "to_day",
        "state",
        "unexplained",
        "created_at",
    )
    list_filter = ("state", day_filter("created_at"))
    list_select_related = ("business", "till")
    search_fields = ("=till__shortcode", "=business__code")
