"""Packs of reports that are sent by e-mail by the clock: which, and to whom."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from core import days
from graphql_api.businesses import business_named, businesses_asked
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.nodes import register_node, row_id
from graphql_api.pages import Page, listed
from graphql_api.payloads import mutation
from graphql_api.reading import together
from graphql_api.users.person import Person
from graphql_api.users.types import Business, Membership
from reports import models, scheduling
from reports.pack_readers import Named, Problem, Sending, named_in, sent_in

ReportPack = described(
    models.Pack,
    "ReportPack",
    "A pack of reports that is sent by the clock, when its last day is over.",
    DAILY="`daily_pack`, every day at 06:00 in Nairobi.",
    WEEKLY="`weekly_pack`, every Monday at 06:00.",
    MONTHLY="`monthly_pack`, on the first of every month at 06:00.",
)
ReportScheduleProblem = described(
    Problem,
    "ReportScheduleProblem",
    "Why somebody who is named gets nothing.",
    LEFT="They are not of the staff any more.",
    NO_RIGHT="Their role does not allow the report.",
    NO_ADDRESS="They have no e-mail address: one for recovering their password, or one for alerts.",
)

register_node("ReportSchedule", scheduling.schedule_for)


@strawberry.type(description="Somebody to whom a pack is sent, as of now.")
class ReportScheduleMember:
    person: Person = strawberry.field(description="Who.")
    membership: Membership | None = strawberry.field(
        description="By which role of theirs to name them again; null for who has left."
    )
    address: str | None = strawberry.field(description="Where to, masked; null where there is none.")
    problem: ReportScheduleProblem | None = strawberry.field(
        description="Why they get nothing; null where they get it."
    )
    sent_at: datetime | None = strawberry.field(
        description="When they were sent one last, in UTC; null: never."
    )
    from_day: date | None = strawberry.field(description="The first accounting day of that one.")
    to_day: date | None = strawberry.field(
        description="The last accounting day of that one, which belongs to it."
    )

    @classmethod
    def of(cls, named: Named) -> ReportScheduleMember:
        last = named.last
        return cls(
            person=Person.of(named.user),
            membership=cast("Membership | None", named.member),
            address=named.address or None,
            problem=named.problem,
            sent_at=None if last is None else last.at,
            from_day=None if last is None else last.first_day,
            to_day=None if last is None else last.last_day,
        )


@strawberry.type(description="What was sent of a pack last, by the clock.")
class ReportPackSending:
    from_day: date = strawberry.field(description="The first accounting day of it.")
    to_day: date = strawberry.field(description="The last accounting day, which belongs to it.")
    at: datetime = strawberry.field(description="When, in UTC; the last of them where it was not at once.")
    count: int = strawberry.field(description="To how many it was sent.")
    without_workbook: int = strawberry.field(
        description="To how many of them without its workbook, which could not be made."
    )


def _named(root: models.ReportSchedule) -> list[Named]:
    return together(root, ("members",), named_in) or []


def _members(root: strawberry.Parent[models.ReportSchedule]) -> list[ReportScheduleMember]:
    return [ReportScheduleMember.of(named) for named in _named(root)]


def _reaches(root: strawberry.Parent[models.ReportSchedule]) -> int:
    return sum(1 for named in _named(root) if named.problem is None)


def _last_sent(root: strawberry.Parent[models.ReportSchedule]) -> ReportPackSending | None:
    last: Sending | None = together(root, ("last_sent",), sent_in)
    if last is None:
        return None
    return ReportPackSending(
        from_day=last.first_day,
        to_day=last.last_day,
        at=last.at,
        count=last.count,
        without_workbook=last.bare,
    )


def _next_at(root: strawberry.Parent[models.ReportSchedule]) -> datetime | None:
    return scheduling.next_due(root.pack, days.now()) if root.is_on else None


@strawberry_django.type(
    models.ReportSchedule,
    description="A pack that a business has sent by e-mail to some of its staff, to each once for its days.",
)
class ReportSchedule(relay.Node):
    business: Business = strawberry_django.field(description="Of which business.")
    pack: ReportPack = strawberry_django.field(description="Which pack.")
    is_on: bool = strawberry_django.field(description="Whether it is sent.")
    since: datetime = strawberry_django.field(
        description="When it was last turned on, in UTC: what was due before is not sent."
    )
    members: list[ReportScheduleMember] = strawberry_django.field(
        resolver=_members,
        only=["pack"],
        description="To whom, at most 50. Each is looked at anew when it is sent.",
    )
    reaches: int = strawberry_django.field(
        resolver=_reaches,
        only=["pack"],
        description="How many of the members would get it now: on and 0 is a pack that nobody gets.",
    )
    last_sent: ReportPackSending | None = strawberry_django.field(
        resolver=_last_sent, only=["pack"], description="What was sent last; null: nothing yet."
    )
    next_at: datetime | None = strawberry_django.field(
        resolver=_next_at,
        only=["pack", "is_on"],
        description="When the next period's is sent, in UTC; null where it is not sent.",
    )


@strawberry.input(description="To whom a pack is sent.")
class SetReportScheduleInput:
    business: relay.GlobalID = strawberry.field(description="Of which business.")
    pack: ReportPack = strawberry.field(description="Which pack.")
    members: list[relay.GlobalID] = strawberry.field(
        description="Memberships of the staff, of `members`, and nobody else; at most 50."
    )
    is_on: bool = strawberry.field(description="Whether it is sent.")


@strawberry.type
class ReportScheduleQueries:
    @listed(
        Page[ReportSchedule],
        description="The packs that one business, or all of mine, has sent by e-mail, newest first: one of"
        " each kind that was ever set. For the owner.",
    )
    def report_schedules(
        self, info: Info, business: relay.GlobalID | None = None, all_mine: bool = False
    ) -> QuerySet[models.ReportSchedule]:
        where = businesses_asked(info, business, all_mine, scheduling.RIGHT)
        return scheduling.schedules_of(where).order_by("-pk")


@strawberry.type
class ReportScheduleMutations:
    @mutation(
        description="Has a pack sent by e-mail to these members, or not any more; for the owner. It is set"
        " anew each time, so it is safe to repeat. Somebody without the right to the report or without an"
        " address may be named, and gets nothing: `problem` says why."
    )
    def set_report_schedule(self, info: Info, input: SetReportScheduleInput) -> ReportSchedule:
        actor = info.context.user
        where = business_named(info, input.business, scheduling.RIGHT)
        members = {row_id(id, "Membership", field="members") for id in input.members}
        schedule = scheduling.set_report_schedule(
            business=where, pack=input.pack.value, members=members, is_on=input.is_on, actor=actor
        )
        return cast(ReportSchedule, schedule)
