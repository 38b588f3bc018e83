"""What runs on the machine. For superusers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, cast

import strawberry

from core import days
from core.machine import operations as machine
from graphql_api.context import Info
from graphql_api.payloads import mutation
from graphql_api.users.types import Business
from users.models import Business as BusinessRow
from users.operations import require_operator, run_now

_Limit = Annotated[int, strawberry.argument(description=f"At most so many: 0 to {machine.MOST}.")]


@strawberry.type(description="A job that has a name: one that runs by the clock, or a queue that is woken.")
class Job:
    name: str = strawberry.field(description="What runJob takes.")
    cluster: str = strawberry.field(description="On which cluster it runs.")
    every_minutes: int | None = strawberry.field(
        description="How often it runs by the clock; null for a queue, which runs when it is woken."
    )
    next_run: datetime | None = strawberry.field(
        description="In UTC; null where it only runs when it is woken, and nothing waits for later."
    )
    last_run: datetime | None = strawberry.field(
        description="When it last ended well, in UTC; null when it never did."
    )
    waiting: int = strawberry.field(description="How many wake-ups of the queue are due and not taken yet.")
    waiting_since: datetime | None = strawberry.field(
        description="Since when the oldest of them waits, in UTC; null when none does."
    )


@strawberry.type(description="A cluster of workers.")
class WorkerCluster:
    name: str = strawberry.field(description="Its name.")
    beat_at: datetime | None = strawberry.field(
        description="When it last said that it is alive, in UTC; null when it never did."
    )
    is_late: bool = strawberry.field(description="It has not said so for a minute: it hangs, or is gone.")
    due: int = strawberry.field(description="Jobs that wait for a worker.")
    later: int = strawberry.field(description="Jobs that wait for their time.")
    oldest_due: datetime | None = strawberry.field(
        description="Since when the oldest job that is due could run, in UTC; null when none waits."
    )


@strawberry.type(description="A job that ended badly.")
class JobFailure:
    job: str = strawberry.field(description="The name of the job, or of its function.")
    cluster: str = strawberry.field(description="Where it ran; empty when that is not known.")
    started_at: datetime = strawberry.field(description="In UTC.")
    stopped_at: datetime = strawberry.field(description="In UTC.")
    why: str = strawberry.field(description="The kind of error and the line of code; the log has the rest.")


@strawberry.type(description="Something that came in and could not be worked through. It is kept.")
class DeadLetter:
    what: str = strawberry.field(
        description="What it is, like `callback stk`, or `receipt` for one whose owner fails."
    )
    number: str = strawberry.field(
        description="Its number; of a callback for `manage.py replay_callbacks --id`."
    )
    business: Business | None = strawberry.field(description="Whose it is; null when that is not known.")
    came_at: datetime = strawberry.field(description="When it came, in UTC.")
    tries: int = strawberry.field(description="How often it was tried.")
    is_tried_again: bool = strawberry.field(description="Whether it is tried again by itself.")
    why: str = strawberry.field(description="A code, or the kind of error.")
    trace: str = strawberry.field(
        description="Which lines of code led to the last failure; empty where nothing failed."
    )


@strawberry.type(description="What runs on this machine. For superusers.")
class Operations:
    at: datetime = strawberry.field(description="For when it holds, in UTC.")

    @strawberry.field(description="The jobs by the clock, then the queues, by name.")
    def jobs(self) -> list[Job]:
        return [_job(each) for each in machine.jobs()]

    @strawberry.field(description="The clusters.")
    def clusters(self) -> list[WorkerCluster]:
        return [
            WorkerCluster(
                name=each.name,
                beat_at=each.beat_at,
                is_late=each.is_late,
                due=each.due,
                later=each.later,
                oldest_due=each.oldest_due,
            )
            for each in machine.clusters()
        ]

    @strawberry.field(description="Jobs that ended badly, the newest first.")
    def failures(self, limit: _Limit = 50) -> list[JobFailure]:
        return [
            JobFailure(
                job=each.job,
                cluster=each.cluster,
                started_at=each.started_at,
                stopped_at=each.stopped_at,
                why=each.why,
            )
            for each in machine.failures(limit)
        ]

    @strawberry.field(description="What came in and could not be worked through, the newest first.")
    def dead_letters(self, limit: _Limit = 50) -> list[DeadLetter]:
        letters = machine.dead_letters(limit)
        businesses = BusinessRow.objects.in_bulk({each.business_id for each in letters if each.business_id})
        return [
            DeadLetter(
                what=each.what,
                number=str(each.number),
                business=cast(Business | None, businesses.get(each.business_id or 0)),
                came_at=each.came_at,
                tries=each.tries,
                is_tried_again=each.is_tried_again,
                why=each.why,
                trace=each.trace,
            )
            for each in letters
        ]


def _job(job: machine.Job) -> Job:
    return Job(
        name=job.name,
        cluster=job.cluster,
        every_minutes=int(job.every.total_seconds()) // 60 if job.every else None,
        next_run=job.next_run,
        last_run=job.last_run,
        waiting=job.waiting,
        waiting_since=job.waiting_since,
    )


@strawberry.input(description="A job to run now.")
class RunJobInput:
    job: str = strawberry.field(description="The name of one of our own jobs, as `operations` tells it.")


@strawberry.type
class JobRun:
    job: Job = strawberry.field(description="The job as it stands; it runs when a worker takes it.")


@strawberry.type
class OperationQueries:
    @strawberry.field(description="What runs on this machine. For superusers.")
    def operations(self, info: Info) -> Operations:
        require_operator(info.context.user)
        return Operations(at=days.now())


@strawberry.type
class OperationMutations:
    @mutation(
        description="Has a job run now, beside its next time. For superusers; audited. Safe to repeat.",
        facts=True,
    )
    def run_job(self, info: Info, input: RunJobInput) -> JobRun:
        return JobRun(job=_job(run_now(job=input.job, actor=info.context.user)))
