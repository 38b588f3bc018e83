"""Taking a file off one's list: content and key are deleted at once, unless somebody else has it too."""

from __future__ import annotations

from django.db import transaction

from core import days
from core.errors import NotFound
from core.rows.locks import lock_row
from core.rows.states import take_step
from reports.keeping import delete_content, tell_changed
from reports.models import WAITING, ReportFile, ReportState
from reports.requesting import requests_of
from users.actors import Actor
from users.audit import record_audit


@transaction.atomic
def remove_file(*, file: ReportFile, actor: Actor) -> ReportFile:
    """Take a file that the person reads off their list, for good; one that waits is not made any more.

    The row stays: who asked for what, and when. What was made for several people goes with the last of them.
    Locks the requests of the business (advisory), then the rows that share the content. Idempotent. The
    caller fetched the file as its person's own (selectors.file_for).
    """
    requests_of.take(file.business_id)
    found = lock_row(ReportFile.objects.filter(pk=file.pk))
    if found is None:
        raise NotFound("report file")
    if found.removed_at is not None:
        return found
    if found.state in WAITING:
        take_step(found, ReportState.FAILED)
        found.problem_code, found.problem = "REPORT_NOT_MADE", "It was taken off the list before it was made."
    found.removed_at = days.now()
    found.save(update_fields=["state", "problem_code", "problem", "removed_at"])
    record_audit(
        actor=actor,
        business=found.business,
        action="report.remove",
        subject=found,
        details={"report": found.report, "format": found.format},
    )
    _clear(found)
    tell_changed(found)
    return found


def _clear(file: ReportFile) -> None:
    """The content goes when nobody has it any more; a row that only shared it is EXPIRED at once."""
    if file.state != ReportState.READY:
        return
    if file.source_id is not None:
        delete_content(file)  # it has none of its own
    holder_id = file.source_id or file.pk
    sharers = ReportFile.objects.filter(source_id=holder_id, state=ReportState.READY, removed_at=None)
    holder = lock_row(
        ReportFile.objects.filter(pk=holder_id, state=ReportState.READY)
        .exclude(removed_at=None)
        .select_related("data_key")
    )
    if holder is not None and not sharers.exists():
        delete_content(holder)
        if holder.pk == file.pk:
            file.state, file.data_key = holder.state, None
