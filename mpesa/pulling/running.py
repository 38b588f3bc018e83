"""Reading the windows, page by page.

A run is claimed and that is committed; then Safaricom is called, outside any transaction; then the page and
how far the run is are committed together. Whoever dies in between has lost nothing: after LEASE the run goes
on with the page that was not kept, and rows that are read twice are known.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Final

from django.db import transaction

from core import days
from core.errors import UpstreamFailed
from core.machine.jobs import wake
from core.machine.killpoints import reach
from core.machine.turns import alone, work_through
from core.rows.locks import lock_row
from core.rows.states import take_step
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.daraja.client import DarajaClient
from mpesa.daraja.pull import REACH, PulledPage
from mpesa.models import PullRun, PullState
from mpesa.pulling.recording import record_rows
from mpesa.pulling.windows import PULL_QUEUE, earliest, note_gap
from mpesa.tills.apps import not_slow, wake_when_not_slow
from mpesa.tills.connections import client_for

BATCH: Final = 4
#: Pages that one run reads until the others have their turn.
PAGES: Final = 20
LEASE: Final = timedelta(minutes=2)
#: After so many failures in a row the pause grows no more: 32 minutes.
MOST_DOUBLINGS: Final = 4
_SAVED = ("from_at", "offset", "found", "added", "state", "tries", "error_code", "due_at", "done_at")


def pull_due() -> int:
    """Drain of mpesa.pull: some pages of each run whose time has come."""
    runs = _claim_due()
    for run in runs:
        alone(partial(_read_on, run), what=PULL_QUEUE, business_id=run.business_id, about=run)
    return len(runs)


def _claim_due(only: int | None = None) -> list[PullRun]:
    """The due runs, their next try set ahead and committed; what Safaricom shows no more is given up."""
    now = days.now()

    def claim(run: PullRun) -> None:
        if run.to_at <= earliest(now):
            take_step(run, PullState.FAILED)
            run.done_at = now
        elif run.from_at < now - REACH:  # the first rows are gone, and those behind count anew
            if run.scheduled:
                note_gap(run.till, run.from_at, earliest(now))
            run.from_at, run.offset = earliest(now), 0
        run.due_at = now + pause(run.tries)
        run.tries += 1
        run.save(update_fields=_SAVED)
        wake(PULL_QUEUE, at=run.due_at)

    due = PullRun.objects.filter(state=PullState.DUE, due_at__lte=now)
    due = not_slow(due.filter(pk=only) if only else due, now)
    claimed = work_through(
        not_slow(due, now).select_related("till__business").order_by("due_at", "pk"),
        claim,
        what=PULL_QUEUE,
        limit=BATCH,
    )
    wake_when_not_slow(PULL_QUEUE, due)
    wake_when_not_slow(PULL_QUEUE, PullRun.objects.filter(state=PullState.DUE))
    reach("pull.after_claim")
    return claimed


def read_run(run: PullRun) -> PullRun:
    """Read one run here and now, as far as it goes; the run as it stands then."""
    while True:
        claimed = _claim_due(only=run.pk)
        if not claimed:
            run.refresh_from_db()
            return run
        _read_on(claimed[0])


def pause(tries: int) -> timedelta:
    """How long until the next try, after so many that brought no page."""
    return LEASE * (1 << min(tries, MOST_DOUBLINGS))


def _read_on(run: PullRun) -> None:
    if run.state != PullState.DUE:
        return
    client, before = client_for(run.till), None
    for _ in range(PAGES):
        try:
            page = _ask(client, run)
        except UpstreamFailed as error:
            note_failure(run, error.code)
            return
        repeats = page == before  # whoever does not count rows shows one page for ever
        kept = record_page(run.pk, PulledPage(()) if repeats else page, offset=run.offset)
        if kept is not None and repeats:
            _tell_repeats(kept)
        if kept is None or kept.state != PullState.DUE:
            return
        run, before = kept, page
    with transaction.atomic():
        PullRun.objects.filter(pk=run.pk, state=PullState.DUE).update(due_at=days.now())
        wake(PULL_QUEUE)


def _ask(client: DarajaClient, run: PullRun) -> PulledPage:
    return client.pull_transactions(
        shortcode=run.till.shortcode, since=run.from_at, until=run.to_at, offset=run.offset
    )


@transaction.atomic
def record_page(pk: int, page: PulledPage, *, offset: int) -> PullRun | None:
    """Book what a page says and note how far the run is; an empty one ends it. Locks the run.

    None, and nothing is written, when the run is somewhere else meanwhile.
    """
    run = lock_row(PullRun.objects.filter(pk=pk).select_related("till__business", "till__data_key"))
    if run is None or run.state != PullState.DUE or run.offset != offset:
        return None
    now = days.now()
    if page.rows:
        tally = record_rows(run, page.rows, offset=offset)
        run.found += tally.found
        run.added += tally.added
        run.offset += len(page.rows)
    else:
        take_step(run, PullState.DONE)
        run.done_at = now
    run.tries, run.error_code, run.due_at = 0, "", now + LEASE
    run.save(update_fields=_SAVED)
    reach("pull.before_commit")
    transaction.on_commit(lambda: reach("pull.after_commit"))
    return run


@transaction.atomic
def _tell_repeats(run: PullRun) -> None:
    note_discrepancy(
        till=run.till,
        code="PULL_REPEATS",
        subject="pull",
        detail="Safaricom shows the same page whatever row it is asked from: what lies behind it is found on"
        " the statement only.",
    )


@transaction.atomic
def note_failure(run: PullRun, code: str) -> None:
    """Write down why there was no page; the claim has said already when to try again."""
    PullRun.objects.filter(pk=run.pk, state=PullState.DUE).update(error_code=code[:40])
