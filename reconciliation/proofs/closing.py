"""A period closes only with its proof: a closing check.

Each account that moved in the period, of M-Pesa or of a bank whose statements are brought in, has proofs
that are done, leave nothing unexplained and have no gap, over all its days: one or several. A proof counts
for a day while neither the books nor the statement of that day have changed since. Receipts that are held for
a second source do not matter here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from core.days import accounting_day, day_bounds
from core.money import display
from ledger.closing.checks import Closing
from ledger.models import EntryKind, Line
from mpesa.models import MpesaAccount, Till
from reconciliation.accounts import account_shown, is_bank, ledger_code
from reconciliation.models import ReconciliationRun, RunState, StatementRow, Stretch
from reconciliation.verified.coverage import AccountBook

_DAY = timedelta(days=1)
#: So many accounts are named, at most.
_NAMED = 10
_OPENING = Q(entry__kind=EntryKind.OPENING) | Q(entry__reverses__kind=EntryKind.OPENING)


@dataclass(frozen=True)
class _Part:
    """One account in a period."""

    till: Till
    account: str
    first_day: date
    last_day: date

    def lines(self, first: date, last: date) -> QuerySet[Line]:
        """What the books moved on these days, but for openings."""
        lines = Line.objects.filter(
            account__business_id=self.till.business_id,
            account__code=ledger_code(self.till, self.account),
            entry__effective_on__range=(first, last),
        )
        return lines.exclude(_OPENING)

    def rows(self, first: date, last: date) -> QuerySet[StatementRow]:
        return StatementRow.objects.filter(
            till=self.till,
            account=self.account,
            completed_at__gte=day_bounds(first)[0],
            completed_at__lt=day_bounds(last)[1],
        )

    @property
    def moved(self) -> bool:
        period = (self.first_day, self.last_day)
        return self.lines(*period).exists() or self.rows(*period).filter(struck_at=None, moves=True).exists()

    def days(self) -> set[date]:
        """The days that need a proof: from where the verified statement begins, if nothing was before."""
        first, anchor = self.first_day, AccountBook(self.till.pk, self.account).anchor()
        if anchor is not None:
            begins = accounting_day(anchor.from_at)
            if first < begins <= self.last_day and not self.lines(first, begins - _DAY).exists():
                first = begins
        return set(_days(first, self.last_day))

    def runs(self) -> QuerySet[ReconciliationRun]:
        """Proofs of days of the period, the newest first."""
        done = ReconciliationRun.objects.filter(till=self.till, account=self.account, state=RunState.DONE)
        period = done.filter(from_day__lte=self.last_day, to_day__gte=self.first_day)
        return period.prefetch_related("gaps").order_by("-pk")


def check_proved(closing: Closing) -> str:
    """Every account that moved in the period is proved to its end; else what is missing, and what to do
    about it."""
    missing = []
    for till in Till.objects.filter(business=closing.business).order_by("pk"):
        for account in (*MpesaAccount.values, *_banks_under(till, closing.last_day)):
            part = _Part(till, account, closing.first_day, closing.last_day)
            if part.moved and (said := _missing(part)):
                place = (
                    account_shown(account)
                    if is_bank(account)
                    else f"{till.shortcode} {account_shown(account)}"
                )
                missing.append(f"{place}: {said}.")
    if not missing:
        return ""
    more = [f"And {len(missing) - _NAMED} more accounts."] if len(missing) > _NAMED else []
    told = " ".join([*missing[:_NAMED], *more])
    return f"{told} Bring the statements in and prove these days, under Reconciliation."


def _banks_under(till: Till, last_day: date) -> list[str]:
    """The bank accounts whose statements are brought in, and begin by then."""
    begun = Stretch.objects.filter(till=till, ended_at=None, from_at__lt=day_bounds(last_day)[1])
    banks = begun.exclude(account__in=MpesaAccount.values).order_by("account")
    return list(banks.values_list("account", flat=True).distinct())


def _missing(part: _Part) -> str:
    left, hint = part.days(), ""
    unexplained: set[date] = set()
    for run in part.runs():
        if not left - unexplained:
            break
        days = {day for day in left - unexplained if run.from_day <= day <= run.to_day}
        if days and run.unexplained:
            hint = hint or f"proof {run.pk} leaves {display(run.unexplained)} unexplained"
            unexplained |= days  # the last word counts: what made this so may lie before the day
            continue
        covered = days - set(_uncovered(run))
        if covered != days:
            hint = hint or f"the statement of proof {run.pk} does not cover them"
        changed = _changed_since(part, run, covered)
        if changed:
            hint = hint or f"books or statement have changed since proof {run.pk}"
        left -= covered - changed
    if not left:
        return ""
    told = f"no proof of {min(left)}" if len(left) == 1 else f"no proof of {len(left)} days from {min(left)}"
    told += f" to {max(left)}" if len(left) > 1 else ""
    return f"{told} ({hint})" if hint else told


def _uncovered(run: ReconciliationRun) -> Iterator[date]:
    """Days of a run that it does not know whole: with a gap, or not before its cut-off."""
    for day in _days(run.from_day, run.to_day):
        begins, ends = day_bounds(day)
        gaps = any(gap.from_at < ends and gap.until_at > begins for gap in run.gaps.all())
        if gaps or run.cut_off is None or ends > run.cut_off:
            yield day


def _changed_since(part: _Part, run: ReconciliationRun, days: set[date]) -> set[date]:
    """Of these days, on which something was booked, shown, struck or uncovered after the run's picture."""
    if not days:
        return set()
    first, last = min(days), max(days)
    booked = part.lines(first, last).filter(entry__seal__number__gt=run.seal or 0)
    changed = set(booked.values_list("entry__effective_on", flat=True).distinct())
    shown = part.rows(first, last).filter(Q(pk__gt=run.last_row or 0) | Q(struck_at__gt=run.read_at))
    changed |= {accounting_day(at) for at in shown.values_list("completed_at", flat=True)}
    return changed & days | _no_longer_covered(part, days)


def _no_longer_covered(part: _Part, days: set[date]) -> set[date]:
    """Of these days, those that admitted files do not cover whole any more: a day on which nothing moved can
    lose its file without a row being struck."""
    pieces = AccountBook(part.till.pk, part.account).pieces()
    bounds = {day: day_bounds(day) for day in days}
    return {
        day
        for day, (start, end) in bounds.items()
        if not any(piece.from_at <= start and end <= piece.until_at for piece in pieces)
    }


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + number * _DAY
