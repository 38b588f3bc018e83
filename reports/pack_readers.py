"""Who gets a pack that is sent by the clock, where to, what keeps whom from it, and what was sent last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Count, Max, Q, QuerySet

from reports.models import ReportDelivery, ReportScheduleMember, ReportState
from reports.scheduling import report_of
from users.access import RIGHTS
from users.alert_recipients import address_of
from users.models import AlertRecipient, Business, ContactChannel, Membership, RecoveryContact, Role, User
from users.signing_in.recovery_contacts import plain

#: Of a business, of whom it is said what would keep them from a pack.
MOST_STAFF: Final = 100


class Problem(StrEnum):
    """Why somebody who is named gets nothing."""

    LEFT = "LEFT"  # no longer of the staff
    NO_RIGHT = "NO_RIGHT"
    NO_ADDRESS = "NO_ADDRESS"


@dataclass(frozen=True)
class Named:
    """Somebody who is named in a schedule, as of now. `member` is None for who has left; the address is
    masked; `last` is what was sent to them last."""

    user: User
    member: Membership | None
    address: str
    problem: Problem | None
    last: ReportDelivery | None


def named_in(schedules: Collection[int]) -> dict[int, list[Named]]:
    """Key of a schedule -> who is named in it, in the order in which they were. Five queries for all."""
    rows = ReportScheduleMember.objects.filter(schedule__in=schedules).select_related("user", "schedule")
    chosen = list(rows.order_by("added_at", "pk"))
    users = {row.user_id for row in chosen}
    businesses = {row.schedule.business_id for row in chosen}
    roles = _roles(Membership.objects.filter(user__in=users, business__in=businesses))
    addresses = _masked(users, businesses)
    sent = ReportDelivery.objects.filter(schedule__in=schedules, user__in=users)
    last = {
        (row.schedule_id, row.user_id): row
        for row in sent.order_by("schedule", "user", "-first_day").distinct("schedule", "user")
    }
    found: defaultdict[int, list[Named]] = defaultdict(list)
    for row in chosen:
        members = roles.get((row.user_id, row.schedule.business_id), [])
        address = _address(addresses, row.user_id, row.schedule.business_id)
        found[row.schedule_id].append(
            Named(
                row.user,
                members[0] if members else None,
                address,
                _problem(row.schedule.pack, members, address),
                last.get((row.schedule_id, row.user_id)),
            )
        )
    return dict(found)


def staff_for(business: Business, pack: str) -> list[Named]:
    """The staff of a business, by their roles (the first MOST_STAFF): what would keep each from getting the
    pack, were they named. Three queries."""
    held = Membership.objects.filter(business=business)
    roles = _roles(held)
    addresses = _masked({user for user, _ in roles}, {business.pk})
    members = sorted((each for found in roles.values() for each in found), key=lambda each: each.pk)
    found = []
    for member in members[:MOST_STAFF]:
        address = _address(addresses, member.user_id, business.pk)
        mine = roles[member.user_id, business.pk]
        found.append(Named(member.user, member, address, _problem(pack, mine, address), None))
    return found


@dataclass(frozen=True)
class Sending:
    """The newest period of which a schedule sent something: when last, and to how many; `bare` of them
    without the workbook."""

    first_day: date
    last_day: date
    at: datetime
    count: int
    bare: int


def sent_in(schedules: Collection[int]) -> dict[int, Sending]:
    """Key of a schedule -> what it sent last, of those that sent anything. Two queries for all."""
    sent = ReportDelivery.objects.filter(schedule__in=schedules).order_by()
    newest = sent.values_list("schedule").annotate(first=Max("first_day"))
    wanted = [Q(schedule=schedule, first_day=first) for schedule, first in newest]
    if not wanted:
        return {}
    failed = Count("pk", filter=Q(file__state=ReportState.FAILED))
    rows = sent.filter(reduce(or_, wanted)).values_list("schedule", "first_day", "last_day")
    told = rows.annotate(newest_at=Max("at"), sent_to=Count("pk"), without=failed)
    return {schedule: Sending(*facts) for schedule, *facts in told}


def email_of(user: User, business: Business) -> str:
    """Where a pack is sent to: the address that the person has proven to hold, else the one by which the
    business tells them of alerts. Empty when there is neither."""
    contact = RecoveryContact.objects.filter(user=user, channel=ContactChannel.EMAIL)
    if (proven := contact.select_related("user__data_key").first()) is not None:
        return plain(proven)
    told = AlertRecipient.objects.filter(user=user, business=business, channel=ContactChannel.EMAIL)
    given = told.select_related("data_key").first()
    return "" if given is None else address_of(given)


def _roles(held: QuerySet[Membership]) -> dict[tuple[int, int], list[Membership]]:
    """(user, business) -> by which roles they work there, the oldest first."""
    roles: defaultdict[tuple[int, int], list[Membership]] = defaultdict(list)
    active = held.filter(user__is_active=True).exclude(role=Role.PLAYER)
    for member in active.select_related("user", "business").order_by("pk"):
        roles[member.user_id, member.business_id].append(member)
    return roles


def _address(addresses: Mapping[tuple[int, int], str], user: int, business: int) -> str:
    return addresses.get((user, 0)) or addresses.get((user, business), "")


def _masked(users: Collection[int], businesses: Collection[int]) -> dict[tuple[int, int], str]:
    """(user, business) -> their address, masked; the business is 0 for what they have proven."""
    proven = RecoveryContact.objects.filter(user__in=users, channel=ContactChannel.EMAIL)
    given = AlertRecipient.objects.filter(
        user__in=users, business__in=businesses, channel=ContactChannel.EMAIL
    )
    found = {(user, 0): masked for user, masked in proven.values_list("user", "masked")}
    for user, business, masked in given.values_list("user", "business", "address_masked"):
        found[user, business] = masked
    return found


def _problem(pack: str, members: Collection[Membership], address: str) -> Problem | None:
    if not members:
        return Problem.LEFT
    roles = {member.role for member in members}
    if not all(RIGHTS[right] & roles for right in report_of(pack).rights):
        return Problem.NO_RIGHT
    return None if address else Problem.NO_ADDRESS
