"""Sending packs by the clock: each once to each of those who are named and may have it at that moment.

Rows are the truth: a delivery is written in one transaction with its message, and there is one for a
schedule, a person and a period. A process that is killed or runs twice sends nothing twice; after days
without one only the newest pack is sent, and says how many were not.

The e-mail has some figures and no file: the workbook is a report file of the person alone (requesting.py),
which is given to who signs in and still may have it. A copy in a mailbox would outlive the right to it.

It waits for that workbook. One that fails is asked for anew at the next turns; after the last of them the
e-mail goes without it and says so, and an alert is open until one comes with its workbook again.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from core import days
from core.errors import Conflict
from core.machine.turns import alone
from core.rows.locks import lock_row
from messaging.outbox import send_email
from reports.models import (
    Pack,
    ReportDelivery,
    ReportFile,
    ReportSchedule,
    ReportScheduleMember,
    ReportState,
)
from reports.pack_alerts import tell_sent
from reports.pack_mails import mail_of
from reports.pack_readers import email_of
from reports.requesting import request_report
from reports.saying import Said
from reports.scheduling import (
    due_at,
    newest_period,
    periods_missed,
    report_of,
)
from users.access import has_right, roles_in
from users.actors import SYSTEM
from users.audit import record_audit
from users.models import Role

WORK: Final = "reports.packs"
#: Workbooks that fail, one at each turn of the clock (ten minutes), before the e-mail goes without one.
MOST_TRIES: Final = 3


def send_packs() -> int:
    """Send what is due and was not sent; returns how many messages were written. Each for itself: what fails
    for one is told, tried again, and holds up nobody."""
    now, sent = days.now(), 0
    for pack in Pack:
        for member in _owed(pack, now):
            send = partial(send_pack, member, now)
            sent += bool(
                alone(send, what=WORK, business_id=member.schedule.business_id, about=member.schedule)
            )
    return sent


def _owed(pack: Pack, now: datetime) -> QuerySet[ReportScheduleMember]:
    """Who is to be sent the newest pack and was not."""
    first_day, last_day = newest_period(pack, now)
    sent = ReportDelivery.objects.filter(
        schedule=OuterRef("schedule"), user=OuterRef("user"), first_day__gte=first_day
    )
    due = due_at(last_day)
    rows = ReportScheduleMember.objects.filter(
        ~Exists(sent), schedule__pack=pack, schedule__is_on=True, schedule__since__lte=due, added_at__lte=due
    )
    return rows.select_related("user", "schedule__business").order_by("pk")


def send_pack(member: ReportScheduleMember, now: datetime) -> bool:
    """Send somebody the newest pack; whether it was. Idempotent by schedule, person and period.

    The right is looked at now: who lost it, or has no address, gets nothing, and it is tried again until the
    next pack is due. Who has left is taken off the schedule. Outside a transaction: the report is asked for
    first, and the schedule's row is locked for the message.
    """
    schedule, user = member.schedule, member.user
    business, report = schedule.business, report_of(schedule.pack)
    if not roles_in(user, business) - {Role.PLAYER}:
        _take_off(member)
        return False
    may = all(has_right(user, business, right) for right in report.rights)
    address = email_of(user, business) if may else ""
    if not address:
        return False
    of_days = newest_period(schedule.pack, now)
    file = _file_for(member, of_days)
    return file is not None and _write(member, file, address, of_days)


def _file_for(member: ReportScheduleMember, of_days: tuple[date, date]) -> ReportFile | None:
    """The workbook that is READY, the last one where enough of them FAILED, or None: not yet."""
    (first_day, last_day), schedule = of_days, member.schedule
    report = report_of(schedule.pack)
    tried = ReportFile.objects.filter(
        business=schedule.business,
        requester=member.user,
        report=report.key,
        first_day=first_day,
        last_day=last_day,
        requested_at__gte=due_at(last_day),
        state=ReportState.FAILED,
        removed_at=None,  # what they took off their list is asked for anew
    )
    failed = list(tried.order_by("-pk")[:MOST_TRIES])
    if len(failed) == MOST_TRIES:
        return failed[0]
    said = Said(key=report.key, first_day=first_day, last_day=last_day)
    try:
        file = request_report(said=said, business=schedule.business, actor=member.user)
    except Conflict:  # they wait for many reports already: it is sent when these are made
        return None
    return file if file.state == ReportState.READY else None


@transaction.atomic
def _take_off(member: ReportScheduleMember) -> None:
    schedule = member.schedule
    record_audit(
        actor=SYSTEM,
        business=schedule.business,
        action="report.schedule_left",
        subject=schedule,
        details={"pack": schedule.pack, "person": member.user_id},
    )
    member.delete()


@transaction.atomic
def _write(member: ReportScheduleMember, file: ReportFile, address: str, of_days: tuple[date, date]) -> bool:
    """The message and its delivery, unless somebody else wrote them or the schedule was changed."""
    user = member.user
    schedule = lock_row(
        ReportSchedule.objects.filter(pk=member.schedule_id, is_on=True).select_related("business")
    )
    if schedule is None or not schedule.chosen.filter(user=user).exists():
        return False
    (first_day, last_day), business = of_days, schedule.business
    mine = ReportDelivery.objects.filter(schedule=schedule, user=user)
    last = mine.order_by("-first_day").values_list("first_day", flat=True).first()
    if last is not None and last >= first_day:
        return False
    missed = periods_missed(schedule.pack, of_days, since=max(schedule.since, member.added_at), last=last)
    mail = mail_of(
        business=business,
        pack=schedule.pack,
        of_days=of_days,
        user=user,
        file_state=file.state,
        missed=missed,
    )
    message = send_email(
        to=address,
        template=mail.template,
        values=mail.values,
        key=f"pack:{schedule.pk}:{user.pk}:{first_day}",
        business=business,
        language=mail.language,
    )
    ReportDelivery.objects.create(
        schedule=schedule,
        user=user,
        first_day=first_day,
        last_day=last_day,
        missed=missed,
        file=file,
        message=message,
    )
    tell_sent(schedule, file)
    return True
