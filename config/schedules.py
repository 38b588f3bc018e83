"""Schedules as code: what runs by the clock. `sync_schedules` makes the database say the same.

The minute's sweep wakes every queue. Each cluster serves its own heartbeat schedule (Django-Q gives a
schedule with a cluster's name to that cluster alone), so a heartbeat proves that this very cluster works.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string
from django_q.models import Schedule

from core import days
from core.machine.jobs import start_beating
from embedded.clusters import CLUSTERS


@dataclass(frozen=True)
class Every:
    """A dotted function with one optional text argument, run every so many minutes on a cluster."""

    name: str
    function: str
    minutes: int
    cluster: str
    argument: str = ""

    def fields(self) -> dict[str, Any]:
        return {
            "func": self.function,
            "args": repr((self.argument,)) if self.argument else None,
            "kwargs": None,
            "schedule_type": Schedule.MINUTES,
            "minutes": self.minutes,
            "repeats": -1,
            "cluster": self.cluster,
        }


SCHEDULES: tuple[Every, ...] = (
    Every("sweep", "core.tasks.sweep", 1, CLUSTERS[0]),
    Every("pull payments", "mpesa.tasks.begin_pulls", 10, CLUSTERS[0]),
    Every("check balances", "mpesa.tasks.check_balances", 5, CLUSTERS[0]),
    Every("verify the books", "ledger.tasks.verify_books", 60, "reconciliation"),
    Every("mail the heads of the ledger", "ledger.tasks.mail_heads", 60, CLUSTERS[0]),  # once a day each
    Every("ask for the balances of tills", "mpesa.asking.tasks.ask_balances", 60, CLUSTERS[0]),
    Every("judge the nights", "reconciliation.tasks.begin_nights", 60, "reconciliation"),
    Every("begin billing runs", "billing.tasks.begin_billing_runs", 10, CLUSTERS[0]),
    Every("send packs of reports", "reports.tasks.send_packs", 10, "reports"),
    *(Every(f"heartbeat {cluster}", "core.tasks.beat", 1, cluster, cluster) for cluster in CLUSTERS),
)


def sync_schedules(*, now: datetime | None = None) -> tuple[int, int]:
    """Create, correct and remove schedules until they are those of SCHEDULES; (changed, removed). Idempotent.

    Names that do not resolve are refused here: one bad schedule would block all others. A first heartbeat
    is asked of every cluster at once, so that /readyz need not wait for the clock.
    """
    for wanted in SCHEDULES:
        import_string(wanted.function)
    changed = 0
    with transaction.atomic():
        stale = Schedule.objects.exclude(name__in=[wanted.name for wanted in SCHEDULES])
        removed = stale.delete()[0]
        for wanted in SCHEDULES:
            rows = list(Schedule.objects.select_for_update().filter(name=wanted.name).order_by("pk"))
            for double in rows[1:]:  # names are not unique in Django-Q
                double.delete()
                removed += 1
            fields = wanted.fields()
            if not rows:
                Schedule.objects.create(name=wanted.name, next_run=now or days.now(), **fields)
                changed += 1
            elif any(getattr(rows[0], name) != value for name, value in fields.items()):
                Schedule.objects.filter(pk=rows[0].pk).update(**fields)
                changed += 1
        for cluster in CLUSTERS:
            start_beating(cluster)
    return changed, removed
