"""Closing the books of a period, and opening them again. Only the days of the last closed period can be.

Closing and posting exclude each other by an advisory lock that the trigger on entries shares
(sql/note_entries.sql): a posting that has begun is waited for, a later one sees the closed days.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import Min, QuerySet

from core import days
from core.days import end_of_month
from core.errors import InvalidInput, InvalidState, NotFound
from core.rows.events import record_event
from core.rows.locks import AdvisoryLock, lock_row
from core.text import checked_comment
from ledger.closing.checks import Closing, run_closing_checks
from ledger.journal.posting import attempted, first_open_day
from ledger.journal.sealing import ledger_head, seal_business
from ledger.models import Entry, Period, PeriodState
from users.access import Right, has_right, require_right
from users.audit import record_audit
from users.models import Approval, Business, User

#: The guards of the journal share it (ledger/sql): every posting holds it shared.
_postings = AdvisoryLock("ledger.period")
_LONGEST = timedelta(days=366)
#: How far back the first closing of books without any entry may lie.
EMPTY_YEARS = 10


def next_period(business: Business) -> tuple[date, date]:
    """First and last day of the period that is closed next: a reopened one, else up to the month's end."""
    reopened = _periods_of(business).filter(state=PeriodState.OPEN).order_by("last_day").first()
    if reopened is not None:
        return reopened.first_day, reopened.last_day
    first_day = first_open_day(business.pk)
    if first_day is None:
        oldest = Entry.objects.filter(business=business).aggregate(day=Min("effective_on"))["day"]
        first_day = (oldest or days.today()).replace(day=1)
    return first_day, end_of_month(first_day)


def close_period(*, business: Business, last_day: date, comment: str = "", actor: User) -> Period:
    """Close the next period, up to `last_day`; no entry comes on its days from then on.

    Needs the right period.close. Idempotent by (business, last day). Seals what is there, and holds the
    postings of the business up while the checks run. Raises InvalidInput BAD_PERIOD / COMMENT_TOO_LONG,
    InvalidState PERIOD_NOT_OVER / CHECKS_FAILED, Conflict TRY_AGAIN when others post for too long.
    """
    require_right(actor, business, Right.PERIOD_CLOSE)
    comment = checked_comment(comment)
    if not _periods_of(business).filter(last_day=last_day, state=PeriodState.CLOSED).exists():
        seal_business(business.pk)  # most of them before anybody has to wait
    return attempted(lambda: _close(business, last_day, comment, actor))


def _close(business: Business, last_day: date, comment: str, actor: User) -> Period:
    hold_postings(business)
    period = lock_row(_periods_of(business).filter(last_day=last_day))
    if period is not None and period.state == PeriodState.CLOSED:
        return period
    closing = Closing(business, _first_day(business, last_day), last_day, comment)
    seal_business(business.pk)
    wrong = [f"{each.name}: {each.problem}" for each in run_closing_checks(closing) if not each.holds]
    if wrong:
        raise InvalidState("CHECKS_FAILED", "last_day", " ".join(wrong))
    if period is None:
        period = Period(business=business, first_day=closing.first_day, last_day=last_day)
    period.state, period.comment = PeriodState.CLOSED, comment
    period.seal, period.closed_at, period.closed_by = ledger_head(business.pk), days.now(), actor
    if period.pk is None:
        period.save(force_insert=True)
    else:
        period.save(update_fields=["state", "comment", "seal", "closed_at", "closed_by"])
    details: dict[str, str | int | bool] = {"last_day": str(last_day), "seal": period.seal}
    record_audit(actor=actor, business=business, action=Right.PERIOD_CLOSE, subject=period, details=details)
    record_event(topic="period.closed", business_id=business.pk, period=period.pk)
    return period


def _first_day(business: Business, last_day: date) -> date:
    """The first day of the period that would be closed up to `last_day`. Raises as close_period says."""
    if last_day >= days.today():
        raise InvalidState("PERIOD_NOT_OVER", "last_day", "A period is closed when its last day is over.")
    first_day, usual_end = next_period(business)
    if not _periods_of(business).exists():
        first_day = _first_of_all(business, last_day, first_day)
    fixed = _periods_of(business).filter(first_day=first_day).exists()
    if not first_day <= last_day < first_day + _LONGEST or (fixed and last_day != usual_end):
        raise InvalidInput(
            "BAD_PERIOD",
            "last_day",
            f"The next period is from {first_day}, usually to {usual_end}.",
        )
    return first_day


def _first_of_all(business: Business, last_day: date, first_day: date) -> date:
    """The first day of the first closing of all: in the month of the oldest entry, from where on every later
    period follows without a gap. In empty books it is any month of the last ten years.

    Raises InvalidInput BAD_PERIOD.
    """
    if not Entry.objects.filter(business=business).exists():
        first_day = min(first_day, last_day.replace(day=1))
        oldest = days.today() + relativedelta(years=-EMPTY_YEARS, day=1)
    else:
        oldest = first_day
    if last_day < oldest:
        raise InvalidInput(
            "BAD_PERIOD",
            "last_day",
            f"The books begin with {oldest:%B %Y}: the first period ends there or later.",
        )
    return first_day


def hold_postings(business: Business) -> None:
    """Let no entry of a business in until the transaction ends, after those that have begun. Waits 10 s."""
    _postings.take(business.pk)


def reopen(period: Period, approval: Approval) -> None:
    """Let entries in again on the days of a period, which the database lets happen once for each approval.

    The caller holds postings, and has checked.
    """
    period.state, period.opened_by = PeriodState.OPEN, approval
    period.save(update_fields=["state", "opened_by"])


def require_last_closed(period: Period) -> None:
    """Raises InvalidState PERIOD_OPEN / NOT_LAST_PERIOD."""
    if period.state != PeriodState.CLOSED:
        raise InvalidState("PERIOD_OPEN", "period", "This period is open.")
    if _periods_of(period.business).filter(state=PeriodState.CLOSED, last_day__gt=period.last_day).exists():
        raise InvalidState("NOT_LAST_PERIOD", "period", "Only the last closed period can be opened again.")


def _periods_of(business: Business) -> QuerySet[Period]:
    return Period.objects.filter(business=business).select_related("business")


def periods_of(businesses: Collection[int]) -> QuerySet[Period]:
    """The periods of businesses whose books the person may read."""
    return Period.objects.filter(business_id__in=businesses)


def period_for(user: User, period_id: int) -> Period:
    """One period. Raises NotFound when it is absent or not the person's to read."""
    period = Period.objects.filter(pk=period_id).select_related("business").first()
    if period is None or not has_right(user, period.business, Right.LEDGER_READ):
        raise NotFound("period")
    return period
