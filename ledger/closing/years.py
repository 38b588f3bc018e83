"""The end of a fiscal year: income and expense accounts are emptied into 3100 Retained earnings.

A year ends with a closed period. The closing entry stands on its last day, where the database lets nothing
else in (sql/closing_entry.sql); opening that period again reverses it. Income statements leave closing
entries out (ledger/reads/statements.py).
"""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet

from core import days
from core.days import end_of_month
from core.errors import InvalidState
from core.money import MAX_CENTS, Cents
from core.rows.events import record_event
from core.rows.locks import lock_row
from ledger.chart.standard import RETAINED_EARNINGS
from ledger.closing.checks import Closing
from ledger.closing.periods import hold_postings, require_last_closed
from ledger.journal.posting import Leg, attempted, post_entry, reverse_entry
from ledger.journal.sealing import ledger_head, seal_business
from ledger.journal.turnovers import turnovers
from ledger.models import Account, AccountKind, Entry, EntryKind, Period
from users.access import Right, require_right
from users.audit import record_audit
from users.models import Business, User

RESULT_KINDS = (AccountKind.INCOME, AccountKind.EXPENSE)


def close_year(*, business: Business, last_day: date, actor: User) -> Entry:
    """Post the closing entry of the year that ends with the last closed period, on its last day.

    Needs the right period.close. Idempotent by (business, last day). Holds the postings of the business up.
    Raises InvalidState PERIOD_OPEN / NOT_LAST_PERIOD / NOTHING_TO_CLOSE, Conflict TRY_AGAIN.
    """
    require_right(actor, business, Right.PERIOD_CLOSE)
    return attempted(lambda: _close_year(business, last_day, actor))


def _close_year(business: Business, last_day: date, actor: User) -> Entry:
    hold_postings(business)
    entry = closing_entries(business.pk).filter(effective_on=last_day).first()
    if entry is not None:
        return entry
    period = lock_row(Period.objects.filter(business=business, last_day=last_day).select_related("business"))
    if period is None:
        raise InvalidState("PERIOD_OPEN", "last_day", f"Close the period that ends on {last_day} first.")
    require_last_closed(period)
    legs = _closing_legs(business, last_day)
    if not legs:
        raise InvalidState("NOTHING_TO_CLOSE", "last_day", "No income or expense account has a balance.")
    before = Entry.objects.filter(business=business, kind=EntryKind.CLOSING, effective_on=last_day).count()
    entry = post_entry(
        business_id=business.pk,
        kind=EntryKind.CLOSING,
        reference=f"closing:{last_day}:{before + 1}",
        legs=legs,
        occurred_at=days.now(),
        effective_on=last_day,
        description=f"Closing of the year that ended on {last_day}",
        actor_id=actor.pk,
    )
    seal_business(business.pk)
    period.seal = ledger_head(business.pk)
    period.save(update_fields=["seal"])
    record_audit(actor=actor, business=business, action="year.close", subject=entry)
    record_event(topic="year.closed", business_id=business.pk, entry=entry.pk)
    return entry


def _closing_legs(business: Business, last_day: date) -> list[Leg]:
    """What empties every income and expense account on a day, and puts the difference to 3100."""
    balances = result_balances(business, last_day)
    legs = [leg for code, net in sorted(balances.items()) for leg in _emptying(code, net)]
    return legs + _emptying(RETAINED_EARNINGS, -sum(balances.values()))


def _emptying(code: str, net: Cents) -> list[Leg]:
    """What takes `net`, debits minus credits, from an account: in parts where one line cannot hold it."""
    whole, rest = divmod(abs(net), MAX_CENTS)
    parts = [MAX_CENTS] * whole + [rest] * bool(rest)
    return [Leg(code, credit=part) if net > 0 else Leg(code, debit=part) for part in parts]


def result_balances(business: Business, day: date) -> dict[str, Cents]:
    """Debits minus credits, up to a day, of each income and expense account that is not empty, by code."""
    sums = turnovers(business.pk, day=day)
    accounts = Account.objects.filter(business=business, kind__in=RESULT_KINDS, pk__in=sums)
    nets = {account.code: sums[account.pk][0] - sums[account.pk][1] for account in accounts}
    return {code: net for code, net in nets.items() if net}


def closing_entries(business_id: int) -> QuerySet[Entry]:
    """The closing entries that stand: those that were not reversed."""
    return Entry.objects.filter(business_id=business_id, kind=EntryKind.CLOSING, reversed_by=None)


def undo_closing(business: Business, last_day: date, *, actor: User) -> Entry | None:
    """Reverse the closing entry of a day, if there is one, on that day, which is open again."""
    entry = closing_entries(business.pk).filter(effective_on=last_day).first()
    if entry is None:
        return None
    return reverse_entry(
        entry=entry,
        reason="The year is open again.",
        occurred_at=days.now(),
        effective_on=last_day,
        actor_id=actor.pk,
    )


def check_year_before(closing: Closing) -> str:
    """A closing check: once a year was closed, each next one with a result is, before later periods."""
    last = closing_entries(closing.business.pk).order_by("-effective_on").first()
    if last is None:
        return ""
    ended = last.effective_on
    next_end = end_of_month(ended + relativedelta(years=1))
    while next_end < closing.last_day and not result_balances(closing.business, next_end):
        next_end = end_of_month(next_end + relativedelta(years=1))
    if closing.last_day <= next_end:
        return ""
    if closing.first_day <= next_end:
        return f"The year ends on {next_end}: close a period up to that day."
    return f"Close the year that ended on {next_end} first."
