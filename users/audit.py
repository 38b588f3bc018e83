"""The audit log: every privileged act writes here, in its own transaction."""

from __future__ import annotations

from django.db.models import Model

from users.models import AuditEntry, Business, User


def record_audit(
    *,
    actor: User | None,
    business: Business | None,
    action: str,
    subject: str | Model = "",
    details: dict[str, str | int | bool] | None = None,
) -> AuditEntry:
    """Append who did what to which thing. `details` holds codes and ids, never personal data or secrets."""
    if isinstance(subject, Model):
        subject = f"{subject._meta.model_name}:{subject.pk}"
    return AuditEntry.objects.create(
        actor=actor, business=business, action=action, subject=subject, details=details or {}
    )
