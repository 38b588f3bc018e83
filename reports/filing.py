"""Files that were asked for, on their way: made from one picture of the books, kept, or failed.

The claim and the lease are those of core/machine/claiming.py. Making a file writes nothing, so a file whose
maker died is made again from its beginning; who ends it first has the last word.
"""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from tempfile import TemporaryFile
from typing import IO, Final

from django.db import transaction

from core.errors import DomainError, InvalidState
from core.machine.claiming import MAX_CLAIMS, claim_next, lock_unended
from core.machine.jobs import wake
from core.machine.killpoints import reach
from core.machine.turns import alone, is_temporary
from core.rows.states import take_step
from reports.formats import Format
from reports.keeping import keep_content, settle_ready, tell_changed
from reports.limiting import TOO_LARGE, Walk
from reports.making import Written, write_report
from reports.models import WAITING, ReportFile, ReportState
from reports.progress import told
from reports.saying import said_of

MAKE_QUEUE: Final = "reports.make"
#: Rows of a report that is made while somebody waits, and of any: what one job makes in some minutes.
AT_ONCE: Final = 2_000
MOST_ROWS: Final = 5_000_000
_MADE = (
    "state", "first_day", "last_day", "row_count", "basis", "file_name", "size", "sha256", "data_key",
    "made_at", "expires_at",
)  # fmt: skip


def make_files() -> int:
    """Drain of reports.make: make one file that waits; returns 1, or 0 when none does."""
    waiting = ReportFile.objects.filter(state__in=WAITING).select_related("business", "requester")
    file = claim_next(waiting, began=ReportState.MAKING, queue=MAKE_QUEUE)
    if file is None:
        return 0
    with transaction.atomic():
        tell_changed(file)
    work = partial(make_file, file)
    if file.claims > MAX_CLAIMS:
        work = partial(
            fail_file, file, InvalidState("REPORT_NOT_MADE", "", "It was begun often and never ended.")
        )
    alone(work, what=MAKE_QUEUE, business_id=file.business_id, about=file)
    return 1


def make_file(file: ReportFile, *, at_once: bool = False) -> ReportFile:
    """Make a claimed file to its end. What a person can mend makes it FAILED and says so; what has too many
    rows to be made `at_once` is left to the cluster.

    Raises what only cannot be done just now, and TotalsDiffer: then it waits as before.
    """
    walk = Walk(AT_ONCE if at_once else MOST_ROWS)
    with TemporaryFile() as content:
        try:
            with nullcontext() if at_once else told(file, walk):
                written = write_report(
                    content,
                    said=said_of(file.said),
                    actor=file.requester,
                    business=file.business,
                    format=Format(file.format),
                    walk=walk,
                )
        except DomainError as error:
            if is_temporary(error):
                raise
            if at_once and error.code == TOO_LARGE:
                return leave_file(file)
            return fail_file(file, error)
        return _keep(file, written, walk.rows, content)


def leave_file(file: ReportFile) -> ReportFile:
    """Leave a file that somebody waits for to the cluster."""
    with transaction.atomic():
        if lock_unended(file):
            file.claimed_at = None
            file.save(update_fields=["claimed_at"])
            wake(MAKE_QUEUE)
    return file


def _keep(file: ReportFile, written: Written, rows: int, content: IO[bytes]) -> ReportFile:
    with transaction.atomic():
        if not lock_unended(file):
            return file
        keep_content(file, content)
        file.file_name, file.first_day, file.last_day, file.basis = written
        file.row_count = rows
        settle_ready(file)
        file.save(update_fields=_MADE)
        tell_changed(file)
        reach("report.before_commit")
    reach("report.after_commit")
    return file


def fail_file(file: ReportFile, error: DomainError) -> ReportFile:
    """Let a file be, and say why. One that somebody else has ended stays so."""
    with transaction.atomic():
        if not lock_unended(file):
            return file
        take_step(file, ReportState.FAILED)
        file.problem_code, file.problem = error.code, error.message[:300]
        file.save(update_fields=["state", "problem_code", "problem"])
        tell_changed(file)
    return file
