"""The outbox in /admin/: to look at. Recipients are masked, texts are sealed."""

from __future__ import annotations

from django.contrib import admin

from core.admin import LookOnly
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
    list_filter = ("state", "channel", "template")
    list_select_related = ("business",)
