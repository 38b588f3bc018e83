"""The audit log: every privileged act writes here, in its own transaction."""

from __future__ import annotations

from django.db.models import Model

from core.money import says_money
from users.actors import Actor, person
from users.models import AuditEntry, Business


def record_audit(
    *,
    actor: Actor,
    business: Business | None,
    action: str,
    subject: str | Model = "",
    details: dict[str, str | int | bool] | None = None,
) -> AuditEntry:
    """Append who did what to which thing. `details` holds codes and ids, never personal data or secrets.

    Money in it is text in shillings (core.money.display): raises TypeError for a number named like money.
    """
    for name, value in (details or {}).items():
        if says_money(name) and isinstance(value, int) and not isinstance(value, bool):
            raise TypeError(f"{name} is shown to people: write it in shillings")
    if isinstance(subject, Model):
        subject = f"{subject._meta.model_name}:{subject.pk}"
    return AuditEntry.objects.create(
        actor=person(actor), business=business, action=action, subject=subject, details=details or {}
    )
