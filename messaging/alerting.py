"""E-mails about alerts, written in the transaction that opens them."""

from __future__ import annotations

from django.conf import settings

from core.days import EAT
from core.models import Alert, Severity
from messaging.outbox import send_email
from users.languages import language_for
from users.models import Business


def tell_of_alert(alert: Alert) -> None:
    """A listener of core.machine.alerts: an e-mail to ALERT_EMAILS for each CRITICAL one that opens."""
    if alert.severity != Severity.CRITICAL or alert.resolved_at is not None:
        return
    business = Business.objects.filter(pk=alert.business_id or 0).first()
    for count, address in enumerate(settings.ALERT_EMAILS):
        send_email(
            to=address,
            template="alert_opened",
            values={
                "severity": alert.severity,
                "code": alert.code,
                "business": business.name if business else "Hesabu",
                "since": f"{alert.opened_at.astimezone(EAT):%Y-%m-%d %H:%M} EAT",
                "detail": alert.detail,
            },
            key=f"alert:{alert.pk}:{count}",
            business=business,
            language=language_for(business=business),
        )
