"""The alert of a pack that was sent without its workbook: from the first such e-mail to the next whole."""

from __future__ import annotations

from typing import Final

from core.machine.alerts import clear_alert, raise_alert
from core.models import Alert, Severity
from reports.models import ReportDelivery, ReportFile, ReportSchedule, ReportState

NOT_MADE: Final = "PACK_NOT_MADE"


def tell_sent(schedule: ReportSchedule, file: ReportFile) -> None:
    """Open it where the file FAILED, close it where it was made. In the transaction of the delivery."""
    if file.state == ReportState.READY:
        let_go(schedule, "The pack was sent with its workbook again.")
        return
    raise_alert(
        code=NOT_MADE,
        severity=Severity.WARNING,
        business_id=schedule.business_id,
        subject=_subject(schedule),
        detail=f"{file.report}, {file.first_day} to {file.last_day}: {file.problem_code}",
    )


def let_go(schedule: ReportSchedule, comment: str) -> None:
    subject = _subject(schedule)
    clear_alert(code=NOT_MADE, business_id=schedule.business_id, subject=subject, comment=comment)


def is_without_workbook(alert: Alert) -> bool:
    """Whether the pack that an alert is about is on, and its newest e-mail went without its workbook."""
    pk = int(alert.subject.partition(":")[2])
    sent = ReportDelivery.objects.filter(schedule=pk, schedule__is_on=True).select_related("file")
    newest = sent.order_by("-first_day", "-pk").first()
    return newest is not None and newest.file.state == ReportState.FAILED


def _subject(schedule: ReportSchedule) -> str:
    return f"report_schedule:{schedule.pk}"
