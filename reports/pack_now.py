"""A pack to oneself now: what the clock would send of the newest days, to see it arrive.

It is no delivery of a schedule: what the clock sends still comes once, whoever had it sent before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import transaction

from core import days
from core.errors import InvalidState
from core.rows.locks import AdvisoryLock
from messaging.models import Message
from messaging.outbox import send_email
from reports.models import ReportFile, ReportState
from reports.pack_mails import mail_of
from reports.pack_readers import email_of
from reports.requesting import request_report
from reports.saying import Said
from reports.scheduling import newest_period, report_of
from reports.selectors import business_for_report
from users.audit import record_audit
from users.models import Business, User

AGAIN_AFTER: Final = timedelta(minutes=5)
_packs = AdvisoryLock("reports.pack_now")


@dataclass(frozen=True)
class SentNow:
    """Where to, masked; of which days; and the workbook, which may still be in the making."""

    to: str
    first_day: date
    last_day: date
    file: ReportFile


def send_pack_now(*, business: Business, pack: str, actor: User) -> SentNow:
    """Send somebody the newest pack that is due, once in AGAIN_AFTER.

    Needs the right of the pack's report, and no schedule. Audited. Locks this pack of this person (advisory).
    Outside a transaction: the workbook is asked for first. One that is in the making is told as that.

    Raises NotFound of the business to who has no right to the report; InvalidState NO_EMAIL / TOO_OFTEN, or
    why the workbook could not be made; Conflict TOO_MANY_REPORTS.
    """
    report = report_of(pack)
    business = business_for_report(actor, business.pk, report)
    address = email_of(actor, business)
    if not address:
        said = (
            "You have no e-mail address here: give one on your account's page, for recovering your password."
        )
        raise InvalidState("NO_EMAIL", "", said)
    mark = f"pack-now:{business.pk}:{pack}:{actor.pk}:"
    _require_patience(mark)
    of_days = newest_period(pack, days.now())
    first_day, last_day = of_days
    said_of = Said(key=report.key, first_day=first_day, last_day=last_day)
    file = request_report(said=said_of, business=business, actor=actor)
    if file.state == ReportState.FAILED:
        raise InvalidState(file.problem_code, "", file.problem)
    with transaction.atomic():
        _packs.take(business.pk, pack, actor.pk)
        _require_patience(mark)
        mail = mail_of(business=business, pack=pack, of_days=of_days, user=actor, file_state=file.state)
        message = send_email(
            to=address,
            template=mail.template,
            values=mail.values,
            key=f"{mark}{days.now().timestamp():.0f}",
            business=business,
            language=mail.language,
        )
        record_audit(
            actor=actor,
            business=business,
            action="report.pack_now",
            subject=file,
            details={"pack": str(pack), "message": message.pk},
        )
    return SentNow(message.recipient_masked, first_day, last_day, file)


def _require_patience(mark: str) -> None:
    since = days.now() - AGAIN_AFTER
    if Message.objects.filter(key__startswith=mark, created_at__gt=since).exists():
        raise InvalidState("TOO_OFTEN", "pack", "You were sent it within the last five minutes.")
