"""Who sees what runs on the machine, and runs a job now: superusers."""

from __future__ import annotations

from django.db import transaction

from core.errors import NotAllowed
from core.machine import operations
from users.audit import record_audit
from users.models import User


def runs_machine(user: User) -> bool:
    """Whether a person runs the machine."""
    return user.is_active and user.is_superuser


def require_operator(user: User) -> None:
    """Raises NotAllowed for who does not run the machine."""
    if not runs_machine(user):
        raise NotAllowed("This is for who runs the machine.")


@transaction.atomic
def run_now(*, job: str, actor: User) -> operations.Job:
    """Have one of our own named jobs run now; audited. Raises NotAllowed, and NotFound for any other name."""
    require_operator(actor)
    found = operations.run_job(job)
    record_audit(actor=actor, business=None, action="job.run", subject=f"job:{job}")
    return found
