"""Telling members of alerts, and of their end: each once by each way to reach them.

Rows are the truth: a notice says which alert was told to whom, by which message, and is written in one
transaction with that message. A drain that is killed or run twice tells nobody twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from core import days
from core.machine.alerts import subject_names
from core.machine.jobs import wake
from core.machine.turns import alone
from core.models import Alert, Severity
from core.rows.locks import lock_row
from messaging.alert_words import line_of, more
from messaging.models import AlertNotice, Told
from messaging.outbox import send_email, send_sms
from users.alert_recipients import address_of, is_quiet
from users.languages import language_for
from users.models import AlertRecipient, Membership, Role
from users.models.recovery import ContactChannel

TELLING_QUEUE: Final = "messaging.alerts"
#: Lines of one message, by e-mail and by SMS; what is beyond is counted.
MOST_LINES: Final = {ContactChannel.EMAIL.value: 20, ContactChannel.SMS.value: 4}
#: Messages about alerts that one recipient gets in an hour at most. The others wait, and come together.
MOST_AN_HOUR: Final = 12
#: An end that could not be told within this (quiet hours) is not told any more.
ALL_CLEAR_WITHIN: Final = timedelta(hours=24)
_WEIGHT: Final = {Severity.INFO.value: 0, Severity.WARNING.value: 1, Severity.CRITICAL.value: 2}


def wake_telling(alert: Alert) -> None:
    """A listener of core.machine.alerts: there may be somebody to tell, of its begin or of its end."""
    if alert.business_id is not None:
        wake(TELLING_QUEUE)


def tell_recipients() -> int:
    """Drain of messaging.alerts: tell whoever is to be told now; returns how many messages were written."""
    told = 0
    for pk, business_id in _candidates():
        told += alone(partial(_tell, pk), what=TELLING_QUEUE, business_id=business_id) or 0
    return told


def _candidates() -> list[tuple[int, int]]:
    """(key, business) of recipients of the staff, where something is open or has ended lately."""
    now = days.now()
    live = Alert.objects.filter(business_id=OuterRef("business_id"))
    ended = AlertNotice.objects.filter(
        user=OuterRef("user_id"), what=Told.OPENED, alert__resolved_at__gt=now - ALL_CLEAR_WITHIN
    )
    rows = AlertRecipient.objects.filter(Exists(live.filter(resolved_at=None)) | Exists(ended))
    return list(_of_the_staff(rows).order_by("pk").values_list("pk", "business_id"))


def _of_the_staff(rows: QuerySet[AlertRecipient]) -> QuerySet[AlertRecipient]:
    held = Membership.objects.filter(user=OuterRef("user_id"), business=OuterRef("business_id"))
    return rows.filter(Exists(held.exclude(role=Role.PLAYER)), user__is_active=True)


@transaction.atomic
def _tell(pk: int) -> int:
    """Write one recipient at most two messages: what is open, and what is over. Locks the recipient."""
    rows = _of_the_staff(AlertRecipient.objects.filter(pk=pk))
    recipient = lock_row(rows.select_related("user", "business", "data_key"))
    if recipient is None:
        return 0
    now, written = days.now(), 0
    left = MOST_AN_HOUR - _lately(recipient, now)
    for what, due in ((Told.OPENED, _to_open(recipient, now)), (Told.CLEARED, _to_clear(recipient, now))):
        if due and written < left:
            _write(recipient, what, due)
            written += 1
    return written


def _lately(recipient: AlertRecipient, now: datetime) -> int:
    recent = _notices(recipient).filter(at__gt=now - timedelta(hours=1), at__lte=now)
    return recent.values("message").distinct().count()


def _notices(recipient: AlertRecipient) -> QuerySet[AlertNotice]:
    return AlertNotice.objects.filter(
        user=recipient.user_id, channel=recipient.channel, alert__business_id=recipient.business_id
    )


def _to_open(recipient: AlertRecipient, now: datetime) -> list[Alert]:
    """Open alerts that the recipient wants, has waited for and was not told of; in quiet hours only what
    comes through them."""
    known = AlertNotice.objects.filter(
        alert=OuterRef("pk"), user=recipient.user_id, channel=recipient.channel, what=Told.OPENED
    )
    opened = Alert.objects.filter(
        ~Exists(known),
        business_id=recipient.business_id,
        resolved_at=None,
        opened_at__lte=now - timedelta(minutes=recipient.after_minutes),
    )
    quiet = _quiet(recipient, now)
    return [
        alert
        for alert in opened.order_by("pk")
        if _wanted(recipient, alert)
        and (not quiet or (recipient.pierced and alert.severity == Severity.CRITICAL))
    ]


def _to_clear(recipient: AlertRecipient, now: datetime) -> list[Alert]:
    """Alerts that the recipient was told of and whose end they were not; none in quiet hours."""
    if _quiet(recipient, now):
        return []
    mine = {"user": recipient.user_id, "channel": recipient.channel}
    told = AlertNotice.objects.filter(alert=OuterRef("pk"), **mine)
    ended = Alert.objects.filter(
        Exists(told.filter(what=Told.OPENED)),
        ~Exists(told.filter(what=Told.CLEARED)),
        business_id=recipient.business_id,
        resolved_at__gt=now - ALL_CLEAR_WITHIN,
    )
    return list(ended.order_by("pk"))


def _quiet(recipient: AlertRecipient, now: datetime) -> bool:
    local = now.astimezone(days.EAT)
    return is_quiet(recipient, local.hour * 60 + local.minute)


def _wanted(recipient: AlertRecipient, alert: Alert) -> bool:
    if recipient.codes:
        return alert.code in recipient.codes
    return _WEIGHT[alert.severity] >= _WEIGHT[recipient.least_severity]


def _write(recipient: AlertRecipient, what: Told, alerts: Sequence[Alert]) -> None:
    """One message about these alerts, and a notice for each, in the running transaction."""
    language = language_for(user=recipient.user, business=recipient.business)
    send = send_email if recipient.channel == ContactChannel.EMAIL else send_sms
    message = send(
        to=address_of(recipient),
        template="alerts_opened" if what is Told.OPENED else "alerts_cleared",
        values={
            "business": recipient.business.name,
            "alerts": _lines(alerts, language, MOST_LINES[recipient.channel]),
            "address": f"{settings.BASE_URL}/alerts",
        },
        key=f"alerts:{what}:{recipient.pk}:{alerts[0].pk}",
        business=recipient.business,
        language=language,
    )
    AlertNotice.objects.bulk_create(
        AlertNotice(alert=alert, user=recipient.user, channel=recipient.channel, what=what, message=message)
        for alert in alerts
    )


def _lines(alerts: Sequence[Alert], language: str, most: int) -> str:
    """The alerts, worst first, one a line. Names of tills are told, nothing of a payment."""
    shown = sorted(alerts, key=lambda each: (-_WEIGHT[each.severity], each.pk))[:most]
    names = subject_names(each.subject for each in shown)
    lines = [
        line_of(
            each.code,
            language,
            about=names.get(each.subject, ""),
            at=f"{each.opened_at.astimezone(days.EAT):%d.%m. %H:%M}",
            urgent=each.severity == Severity.CRITICAL,
        )
        for each in shown
    ]
    if len(alerts) > most:
        lines.append(more(len(alerts) - most, language))
    return "\n".join(lines)
