from __future__ import annotations

from billing.reminders import settings, telling
from billing.subscriptions import runs
from core.machine.jobs import register_queue
from users.people import register_business_opener


def wire() -> None:
    register_business_opener("reminders", settings.open_reminders)
    register_queue(runs.QUEUE, cluster="core", drain="billing.subscriptions.running.bill_runs")
    register_queue(telling.QUEUE, cluster="core", drain="billing.reminders.telling.tell_customers")
    register_queue(settings.QUEUE, cluster="core", drain="billing.reminders.dunning.remind_customers")
