"""Which proofs have the days of a till, and which of them still hold."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from core.days import day_bounds
from mpesa.models import MpesaAccount, Till
from reconciliation.days.judging import ProofFacts
from reconciliation.days.lines import BookedDay, Key, ShownDay
from reconciliation.models import ReconciliationRun, RunGap, RunState
from reconciliation.verified.changes import Span

#: So many proofs of the days are looked at, the newest.
_PROOFS = 2_000


class Proofs:
    """The proofs that have days of a till."""

    def __init__(self, till: Till, span: Span) -> None:
        self.waiting: set[Key] = set()
        self.failed: set[Key] = set()
        self.newest: dict[Key, ReconciliationRun] = {}
        self.gaps: defaultdict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
        runs = ReconciliationRun.objects.filter(
            till=till, account__in=MpesaAccount.values, from_day__lte=span.last, to_day__gte=span.first
        )
        for run in runs.order_by("-pk")[:_PROOFS]:
            for day in Span(max(run.from_day, span.first), min(run.to_day, span.last)).days():
                self._note((run.account, day), run)
        used = {run.pk for run in self.newest.values()}
        for pk, from_at, until_at in RunGap.objects.filter(run__in=used).values_list(
            "run", "from_at", "until_at"
        ):
            self.gaps[pk].append((from_at, until_at))

    def _note(self, key: Key, run: ReconciliationRun) -> None:
        if run.state in (RunState.QUEUED, RunState.RUNNING):
            self.waiting.add(key)
        elif key not in self.newest:
            if run.state == RunState.DONE:
                self.newest[key] = run
            else:
                self.failed.add(key)

    def of(self, key: Key, booked: BookedDay, shown: ShownDay) -> ProofFacts | None:
        run = self.newest.get(key)
        if run is None:
            return None
        begins, ends = day_bounds(key[1])
        gap = any(from_at < ends and until_at > begins for from_at, until_at in self.gaps[run.pk])
        changed = (
            booked.unsealed
            or (booked.seal or 0) > (run.seal or 0)
            or shown.last_row > (run.last_row or 0)
            or (shown.struck_at is not None and run.read_at is not None and shown.struck_at > run.read_at)
        )
        return ProofFacts(
            run=run.pk,
            unexplained=int(run.unexplained or 0),
            whole=not gap and run.cut_off is not None and ends <= run.cut_off,
            current=not changed,
        )
