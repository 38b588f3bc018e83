"""Packs that are sent by the clock: which, to whom, of which days. Which of those get them is in
pack_readers.py, sending them in delivering.py."""

from __future__ import annotations

from collections.abc import Collection, Set
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from core import days
from core.days import end_of_month
from core.errors import InvalidInput, NotFound
from core.rows.events import record_event
from core.rows.locks import lock_row
from reports.catalogue.contents import REPORTS
from reports.kinds import Report
from reports.models import Pack, ReportSchedule, ReportScheduleMember
from reports.pack_alerts import let_go
from reports.presets import Preset, period_of
from users.access import Right, businesses_of, require_right
from users.audit import record_audit
from users.models import Business, Membership, Role, User

RIGHT: Final = Right.BUSINESS_MANAGE
MOST_MEMBERS: Final = 50
#: A pack is sent from this hour on of the day after its last one, in Nairobi: what comes late is in it.
FROM_HOUR: Final = timedelta(hours=6)
_PACKS: Final = {
    Pack.DAILY: ("daily_pack", Preset.YESTERDAY),
    Pack.WEEKLY: ("weekly_pack", Preset.LAST_WEEK),
    Pack.MONTHLY: ("monthly_pack", Preset.LAST_MONTH),
}


def report_of(pack: str) -> Report:
    return REPORTS[_PACKS[Pack(pack)][0]]


def newest_period(pack: str, now: datetime) -> tuple[date, date]:
    """The days of the newest pack that is due."""
    return period_of(_PACKS[Pack(pack)][1], today=days.accounting_day(now - FROM_HOUR))


def due_at(last_day: date) -> datetime:
    """When the pack of a period that ends so is sent."""
    return days.day_bounds(last_day)[1] + FROM_HOUR


def next_due(pack: str, now: datetime) -> datetime:
    """When the next pack is sent: that of the period after the newest one."""
    last = newest_period(pack, now)[1]
    ends = {
        Pack.DAILY: last + timedelta(days=1),
        Pack.WEEKLY: last + timedelta(weeks=1),
        Pack.MONTHLY: end_of_month(last + timedelta(days=1)),
    }
    return due_at(ends[Pack(pack)])


def periods_missed(pack: str, period: tuple[date, date], *, since: datetime, last: date | None) -> int:
    """How many periods before this one fell due since then, and come after the last one that was sent (its
    first day)."""
    missed, preset = 0, _PACKS[Pack(pack)][1]
    while True:
        period = period_of(preset, today=period[0])
        if due_at(period[1]) < since or (last is not None and period[0] <= last):
            return missed
        missed += 1


def schedules_of(businesses: Collection[int]) -> QuerySet[ReportSchedule]:
    return ReportSchedule.objects.filter(business__in=businesses)


def schedules_read_by(user: User) -> QuerySet[ReportSchedule]:
    """Those of the businesses that the person manages."""
    return ReportSchedule.objects.filter(business__in=businesses_of(user, RIGHT).order_by().values("pk"))


def schedule_for(user: User, schedule_id: int) -> ReportSchedule:
    """One of them. Raises NotFound when it is absent or not the person's to read."""
    found = schedules_read_by(user).filter(pk=schedule_id).select_related("business").first()
    if found is None:
        raise NotFound("report schedule")
    return found


def set_report_schedule(
    *, business: Business, pack: str, members: Set[int], is_on: bool, actor: User
) -> ReportSchedule:
    """Have a pack sent to these members of the staff (keys of memberships) and nobody else, or not any more.

    Needs business.manage. A repeat changes nothing. Who may not have the report, or cannot be reached by
    e-mail, may be named, and gets nothing until that changes. Audited, with an event. Locks the business's
    row. Raises NotFound for who is no member of staff, InvalidInput TOO_MANY_RECIPIENTS.
    """
    require_right(actor, business, RIGHT)
    held = Membership.objects.filter(pk__in=members, business=business, user__is_active=True)
    found = list(held.exclude(role=Role.PLAYER).select_related("user"))
    if len(found) < len(members):
        raise NotFound("member", "members")
    wanted = {member.user_id: member.user for member in found}
    if len(wanted) > MOST_MEMBERS:
        raise InvalidInput("TOO_MANY_RECIPIENTS", "members", f"A pack is sent to at most {MOST_MEMBERS}.")
    with transaction.atomic():
        lock_row(Business.objects.filter(pk=business.pk))
        now = days.now()
        schedule = ReportSchedule.objects.filter(business=business, pack=pack).first()
        known = set() if schedule is None else set(schedule.chosen.values_list("user_id", flat=True))
        was_on = schedule is not None and schedule.is_on
        if schedule is not None and (was_on, known) == (is_on, wanted.keys()):
            return schedule
        if schedule is None:
            schedule = ReportSchedule(business=business, pack=pack, since=now)
        if is_on and not was_on:
            schedule.since = now
        schedule.is_on = is_on
        if schedule.pk is None:
            schedule.save(force_insert=True)
        else:
            schedule.save(update_fields=["is_on", "since"])
        if was_on and not is_on:
            let_go(schedule, "The pack is not sent any more.")
        schedule.chosen.exclude(user__in=wanted).delete()
        ReportScheduleMember.objects.bulk_create(
            ReportScheduleMember(schedule=schedule, user=user, added_at=now)
            for pk, user in wanted.items()
            if pk not in known
        )
        record_audit(
            actor=actor,
            business=business,
            action="report.schedule",
            subject=schedule,
            details={"pack": str(pack), "is_on": is_on, "members": len(wanted)},
            before={"is_on": was_on, "members": len(known)},
        )
        record_event(topic="report_schedule.changed", business_id=business.pk, schedule=schedule.pk)
    return schedule
