"""Payouts that are paid again and again: seeing schedules, setting one up, stopping it."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

import strawberry
import strawberry_django
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from strawberry import relay

from core.errors import Findings, InvalidInput
from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.enums import Frequency, described
from graphql_api.filters import in_states, ordered, with_text
from graphql_api.mpesa.payout_batches import PayoutBatch
from graphql_api.mpesa.payout_types import Payout
from graphql_api.mpesa.types import Till
from graphql_api.nodes import find, register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.reading import Below
from graphql_api.scalars import Money
from graphql_api.users.approval_types import Approval
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from mpesa import models, selectors
from mpesa.payouts.schedules import planning

register_node("PayoutSchedule", selectors.payout_schedule_for)

ScheduleState = described(
    models.ScheduleState,
    "PayoutScheduleState",
    "How a schedule of payouts stands.",
    PENDING_APPROVAL="Another person is asked for a yes; nothing is paid.",
    ACTIVE="It pays on each of its days.",
    PAUSED="It pays nothing until it is resumed: by a person, or by itself where `code` says why.",
    ENDED="Its last day is over, or a person ended it.",
    CANCELLED="Taken back, refused or not answered; nothing was paid by it.",
)


def _requested_by(root: strawberry.Parent[models.PayoutSchedule]) -> Person:
    return Person.of(root.requested_by)


@strawberry_django.type(models.PayoutRepetition, description="A day of a schedule, and what it paid.")
class PayoutRepetition:
    due_on: date = strawberry_django.field(description="The accounting day that it was for.")
    batch: PayoutBatch = strawberry_django.field(description="The batch that was made for it.")
    at: datetime = strawberry_django.field(description="When it was made, in UTC.")


@strawberry_django.type(
    models.PayoutSchedule,
    only=["business_id"],
    description="The rows of a batch, or one payout, that are paid again on days to come; approved once.",
)
class PayoutSchedule(relay.Node):
    business: Business = strawberry_django.field(description="Who pays.")
    till: Till = strawberry_django.field(description="Which shortcode pays.")
    name: str = strawberry_django.field(description="What people call it.")
    state: ScheduleState = strawberry_django.field(description="How it stands.")
    code: str = strawberry_django.field(
        description="The refusal for which it paused by itself, or why it was cancelled; empty else."
    )
    text: str = strawberry_django.field(description="Why, in words; empty while it runs.")
    batch: PayoutBatch | None = strawberry_django.field(
        description="Whose rows are paid again; null where it is one payout."
    )
    payout: Payout | None = strawberry_django.field(
        description="What is paid again; null where it is a batch."
    )
    frequency: Frequency = strawberry_django.field(description="In weeks or in months.")
    every: int = strawberry_django.field(description="Every so many of them.")
    first_on: date = strawberry_django.field(description="Its first accounting day.")
    last_on: date = strawberry_django.field(description="Its last accounting day.")
    times: int = strawberry_django.field(description="How often it pays in all.")
    done: int = strawberry_django.field(
        field_name="next_index", description="How many of its days are over: paid, or left out."
    )
    next_on: date = strawberry_django.field(description="The day that it pays for next, while it runs.")
    rows: int = strawberry_django.field(description="How many payouts each time.")
    amount: Money = strawberry_django.field(description="Together, each time.")
    approval: Approval | None = strawberry_django.field(
        description="The decision by which it runs; null before that."
    )
    requested_by: Person = strawberry_django.field(
        resolver=_requested_by, select_related=["requested_by"], description="Who set it up."
    )
    created_at: datetime = strawberry_django.field(description="When it was set up, in UTC.")


@listed(Page[PayoutRepetition], description="The days that it paid, newest first.")  # type: ignore[type-var]
def _repetitions(root: strawberry.Parent[models.PayoutSchedule]) -> Below[models.PayoutRepetition]:
    return Below(root, "schedule", models.PayoutRepetition.objects.order_by("-due_on", "-pk"))


@strawberry_django.field(
    select_related=["repetition__schedule"],
    description="The schedule for a day of which it was made; null for one that people brought in.",
)
def _schedule_of_batch(root: strawberry.Parent[models.PayoutBatch]) -> PayoutSchedule | None:
    try:
        return cast(PayoutSchedule, root.repetition.schedule)
    except ObjectDoesNotExist:
        return None


grow(PayoutSchedule, repetitions=_repetitions)
grow(PayoutBatch, schedule=_schedule_of_batch)


@strawberry.input(description="Which schedules; all that is given holds at once.")
class PayoutScheduleFilter:
    states: list[ScheduleState] | None = strawberry.field(default=None, description="In one of these states.")
    text: str | None = strawberry.field(default=None, description="Part of its name.")

    def of(self, rows: QuerySet[models.PayoutSchedule]) -> QuerySet[models.PayoutSchedule]:
        """Raises InvalidInput BAD_FILTER."""
        return with_text(in_states(rows, self.states), self.text, "name__icontains")


@strawberry.input(description="A batch, or one payout, to be paid again on days to come.")
class CreatePayoutScheduleInput:
    batch: relay.GlobalID | None = strawberry.field(
        default=None, description="A batch that was approved: its rows. This, or a payout."
    )
    payout: relay.GlobalID | None = strawberry.field(
        default=None, description="One payout that was approved. This, or a batch."
    )
    name: str = strawberry.field(description="What people call it.")
    frequency: Frequency = strawberry.field(description="In weeks or in months.")
    every: int = strawberry.field(default=1, description="Every so many of them: 2 weeks, 3 months.")
    first_on: date = strawberry.field(
        description="The first accounting day. In months that do not have it, it is their last one."
    )
    last_on: date | None = strawberry.field(
        default=None, description="No day after this one, within two years of the first. This, or `times`."
    )
    times: int | None = strawberry.field(default=None, description="So often in all. This, or `lastOn`.")
    comment: str = strawberry.field(default="", description="Why, for the person who approves it.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A schedule to pause.")
class PausePayoutScheduleInput:
    schedule: relay.GlobalID = strawberry.field(description="This one.")
    reason: str = strawberry.field(description="Why, in up to 200 characters.")


@strawberry.input(description="A schedule to let go on.")
class ResumePayoutScheduleInput:
    schedule: relay.GlobalID = strawberry.field(description="This one.")
    pay_missed: bool = strawberry.field(
        default=False,
        description="Pay for the one day that is over, by three days at most, as well; else, and of more or"
        " older ones, the days that are over are left out and people pay them by a batch.",
    )


@strawberry.input(description="A schedule to end.")
class EndPayoutScheduleInput:
    schedule: relay.GlobalID = strawberry.field(description="This one.")
    reason: str = strawberry.field(description="Why, in up to 200 characters.")


@strawberry.type
class PayoutScheduleQueries:
    @listed(Page[PayoutSchedule], description="Schedules of one business or of all of mine; newest first.")
    def payout_schedules(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: PayoutScheduleFilter | None = None,
    ) -> QuerySet[models.PayoutSchedule]:
        where = businesses_asked(info, business, all_mine, selectors.PAYOUT_RIGHT)
        rows = ordered(selectors.payout_schedules_of(where), None)
        return filter.of(rows) if filter else rows


@strawberry.type
class PayoutScheduleMutations:
    @mutation(
        description="Asks that a batch, or one payout, is paid again every so many weeks or months; somebody"
        " else approves it, whatever the amount, for exactly these payouts and days. Needs the right"
        " payout.request. Safe to repeat."
    )
    def create_payout_schedule(self, info: Info, input: CreatePayoutScheduleInput) -> PayoutSchedule:
        user, found = info.context.user, Findings()
        with found.noting():
            if (input.batch is None) == (input.payout is None):
                raise InvalidInput("NOTHING_ASKED", "batch", "Name a batch or a payout: one of them.")
        found.settle()
        batch = find(user, input.batch, "PayoutBatch", field="batch") if input.batch else None
        payout = find(user, input.payout, "Payout", field="payout") if input.payout else None
        made = planning.create_schedule(
            batch=cast("models.PayoutBatch | None", batch),
            payout=cast("models.Payout | None", payout),
            name=input.name,
            frequency=input.frequency.value,
            every=input.every,
            first_on=input.first_on,
            last_on=input.last_on,
            times=input.times,
            key=input.idempotency_key,
            comment=input.comment,
            actor=user,
        )
        return cast(PayoutSchedule, made)

    @mutation(
        description="Pays nothing more by a schedule until that is taken back; batches that it made go their"
        " way. Needs the right payout.request. Safe to repeat."
    )
    def pause_payout_schedule(self, info: Info, input: PausePayoutScheduleInput) -> PayoutSchedule:
        schedule = _schedule(info, input.schedule)
        made = planning.pause_schedule(schedule=schedule, reason=input.reason, actor=info.context.user)
        return cast(PayoutSchedule, made)

    @mutation(
        description="Lets a schedule go on that was paused, or paused by itself. Needs the right"
        " payout.request. Safe to repeat."
    )
    def resume_payout_schedule(self, info: Info, input: ResumePayoutScheduleInput) -> PayoutSchedule:
        schedule = _schedule(info, input.schedule)
        made = planning.resume_schedule(
            schedule=schedule, pay_missed=input.pay_missed, actor=info.context.user
        )
        return cast(PayoutSchedule, made)

    @mutation(
        description="Ends a schedule for good, or takes it back before it was approved; batches that it made"
        " go their way. Needs the right payout.request. Safe to repeat."
    )
    def end_payout_schedule(self, info: Info, input: EndPayoutScheduleInput) -> PayoutSchedule:
        schedule = _schedule(info, input.schedule)
        made = planning.end_schedule(schedule=schedule, reason=input.reason, actor=info.context.user)
        return cast(PayoutSchedule, made)


def _schedule(info: Info, id: relay.GlobalID) -> models.PayoutSchedule:
    return cast(models.PayoutSchedule, find(info.context.user, id, "PayoutSchedule", field="schedule"))
