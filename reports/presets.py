"""Periods by name: what people mean by last month or this year, as two accounting days, both included."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from core.days import end_of_month
from ledger.closing.years import closing_entries
from users.models import Business


class Preset(StrEnum):
    """Weeks begin on Monday. A period that runs ends today."""

    TODAY = "TODAY"
    YESTERDAY = "YESTERDAY"
    THIS_WEEK = "THIS_WEEK"
    LAST_WEEK = "LAST_WEEK"
    THIS_MONTH = "THIS_MONTH"
    LAST_MONTH = "LAST_MONTH"
    THIS_QUARTER = "THIS_QUARTER"
    LAST_QUARTER = "LAST_QUARTER"
    THIS_YEAR = "THIS_YEAR"
    LAST_YEAR = "LAST_YEAR"


def period_of(preset: Preset, *, today: date, year_begins: int = 1) -> tuple[date, date]:
    """The first and the last day. `year_begins` is the month in which the financial year does; quarters are
    those of that year."""
    if preset is Preset.TODAY:
        return today, today
    if preset is Preset.YESTERDAY:
        return today - timedelta(days=1), today - timedelta(days=1)
    if preset in (Preset.THIS_WEEK, Preset.LAST_WEEK):
        start, length = today - timedelta(days=today.weekday()), relativedelta(weeks=1)
    else:
        months = _MONTHS[preset]
        start = today.replace(day=1) - relativedelta(months=(today.month - year_begins) % months)
        length = relativedelta(months=months)
    if preset.value.startswith("LAST"):
        return start - length, start - timedelta(days=1)
    return start, today


_MONTHS = {
    Preset.THIS_MONTH: 1,
    Preset.LAST_MONTH: 1,
    Preset.THIS_QUARTER: 3,
    Preset.LAST_QUARTER: 3,
    Preset.THIS_YEAR: 12,
    Preset.LAST_YEAR: 12,
}


def year_begins(business: Business) -> int:
    """The month in which the financial year of a business begins: the one after its last year-end closing, or
    January."""
    days = closing_entries(business.pk).order_by("-effective_on").values_list("effective_on", flat=True)
    last = days.first()
    return 1 if last is None else (end_of_month(last) + timedelta(days=1)).month
