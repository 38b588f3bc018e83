from __future__ import annotations

from config.schedules import SCHEDULES
from core.machine.operations import ScheduledJob, register_scheduled_job


def wire() -> None:
    for each in SCHEDULES:
        register_scheduled_job(
            ScheduledJob(each.name, each.function, each.minutes, each.cluster, each.argument)
        )
