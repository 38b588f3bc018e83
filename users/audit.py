"""The audit log: every privileged act writes here, in its own transaction."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Model

from core.money import says_money
from users.actors import Actor, person
from users.models import AuditEntry, Business

#: How the name of a fact ends that was true before the act.
BEFORE = "_before"


def record_audit(
    *,
    actor: Actor,
    business: Business | None,
    action: str,
    subject: str | Model = "",
    details: dict[str, str | int | bool] | None = None,
    before: Mapping[str, str | int | bool] | None = None,
) -> AuditEntry:
    """Append who did what to which thing. `details` holds codes and ids, never personal data or secrets.

    `before` holds, by the same names, what it was before an act that changed it.
    Money in it is text in shillings (core.money.display): raises TypeError for a number named like money.
    """
    facts = {**(details or {}), **{f"{name}{BEFORE}": value for name, value in (before or {}).items()}}
    for name, value in facts.items():
        if says_money(name) and isinstance(value, int) and not isinstance(value, bool):
            raise TypeError(f"{name} is shown to people: write it in shillings")
    if isinstance(subject, Model):
        subject = f"{subject._meta.model_name}:{subject.pk}"
    return AuditEntry.objects.create(
        actor=person(actor), business=business, action=action, subject=subject, details=facts
    )
