"""The audit log."""

from __future__ import annotations

from django.db import models

from core.fields import FactsField, MomentField
from users.models.people import Business, User


class AuditEntry(models.Model):
    """A privileged act: who did what to which thing. Append-only; holds ids and codes, no personal data.

    Without an actor it was SYSTEM (users/actors.py).
    """

    at = MomentField(auto_now_add=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    business = models.ForeignKey(Business, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=64)
    subject = models.CharField(max_length=120, blank=True)
    details = FactsField(default=dict)

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["business", "-id"], name="audit_by_business")]
