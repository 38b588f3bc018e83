"""The nightly engine: the days of every till are judged by the batch, each till alone.

Rows are the truth: a mark says which days are to be judged (reconciliation/days/marking.py), and is shortened
in the transaction that judges some of them. So work that is killed, doubled or late loses nothing and does
nothing twice: two engines never hold one till, and what is marked while it is judged is judged again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from core import days
from core.machine.jobs import wake
from core.machine.turns import work_through
from mpesa.models import Till
from mpesa.tills.accounts import collecting_account
from reconciliation.days.facts import TillFacts, facts_of
from reconciliation.days.judging import judge_day, to_be_proved
from reconciliation.days.marking import NIGHTS_QUEUE
from reconciliation.days.projecting import write_days
from reconciliation.models import DayMark, NightWatch, ReconciliationDay
from reconciliation.runs.queueing import queue_proofs
from reconciliation.verified.changes import DAY, Span
from reconciliation.verified.coverage import book_lock

#: So many days of one till are judged in one transaction, and so many marks of them looked at.
BATCH, _MARKS = 31, 1_000
#: After a failure a till waits so long, twice as long after the next, and so on to an hour.
_PAUSE, _MOST_DOUBLINGS = timedelta(minutes=1), 6


def judge_nights() -> int:
    """Drain of reconciliation.nights: judge a batch of days of one till; 1, or 0 when nothing is due."""
    return len(work_through(_due(), _judge_batch, what=NIGHTS_QUEUE, limit=1, after_failure=_put_off))


def _due() -> QuerySet[NightWatch]:
    marked = Exists(DayMark.objects.filter(till=OuterRef("till")))
    ready = Q(not_before=None) | Q(not_before__lte=days.now())
    watches = NightWatch.objects.filter(marked, ready).select_related("till__business")
    return watches.order_by("not_before", "pk")


def _judge_batch(watch: NightWatch) -> None:
    """Judge the newest days that are marked of a till, and take them off its marks. The caller has locked the
    watch: nobody else judges days of this till."""
    marks = list(DayMark.objects.filter(till=watch.till_id).order_by("-to_day", "pk")[:_MARKS])
    if marks:
        window = Span(marks[0].to_day - (BATCH - 1) * DAY, marks[0].to_day)
        within = [Span(max(mark.from_day, window.first), mark.to_day) for mark in marks]
        judge_days(watch.till, {day for span in within for day in span.days()})
        gone = [mark for mark in marks if mark.from_day >= window.first]
        DayMark.objects.filter(pk__in=[mark.pk for mark in gone]).delete()
        cut = [mark for mark in marks if mark.from_day < window.first <= mark.to_day]
        DayMark.objects.filter(pk__in=[mark.pk for mark in cut]).update(to_day=window.first - DAY)
    if watch.failures:
        watch.failures, watch.not_before = 0, None
        watch.save(update_fields=["failures", "not_before"])


def _put_off(watch: NightWatch, error: Exception) -> None:
    watch.not_before = days.now() + _PAUSE * (1 << min(watch.failures, _MOST_DOUBLINGS))
    watch.failures += 1
    watch.save(update_fields=["failures", "not_before"])
    wake(NIGHTS_QUEUE, at=watch.not_before)


def judge_days(till: Till, wanted: Iterable[date]) -> list[ReconciliationDay]:
    """Judge those of the days that are over; the rows that are new or have changed.

    A day for which a proof waits or is under way is left as it is: the proof marks it when it ends. One that
    a statement has and no proof that still holds is proved by itself, unless its last proof failed. Runs in
    the caller's transaction, who holds the till's NightWatch; locks the days, and the till's book where
    something is to be proved.
    """
    over = sorted({day for day in wanted if day < days.today()})
    if not over:
        return []
    facts = facts_of(till, Span(over[0], over[-1]))
    collecting = collecting_account(till).value
    busy = {day for _, day in facts.waiting}
    judged = {
        day: judge_day(day, facts.accounts[day], collecting=collecting) for day in over if day not in busy
    }
    _prove(till, facts, over)
    return write_days(till, judged)


def _prove(till: Till, facts: TillFacts, over: Sequence[date]) -> None:
    lacking = defaultdict[str, list[date]](list)
    for day in over:
        for account in to_be_proved(facts.accounts[day]):
            if (account, day) not in facts.waiting | facts.failed:
                lacking[account].append(day)
    if lacking:
        book_lock.take(till.pk)
        for account in sorted(lacking):
            queue_proofs(till, account, lacking[account])
