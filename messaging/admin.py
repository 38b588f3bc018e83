"""The outbox in /admin/: to look at. Recipients are masked, texts are sealed."""

from __future__ import annotations

from django.contrib import admin

from core.admin_pages.filters import day_filter
from core.admin_pages.pages import LookOnly
from messaging.models import Message


@admin.register(Message)
class MessageAdmin(LookOnly):
    list_display = (
        "id",
        "business",
        "channel",
        "template",
        "recipient_masked",
        "state",
        "claims",
        "last_code",
        "created_at",
    )
    list_filter = ("state", "channel", day_filter("created_at"))
    search_fields = ("=template", "=last_code", "=business__code")
    list_select_related = ("business",)
