"""Asking for a report: what is there already while nothing that it reads has changed, else a new file."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from core import days
from core.digests import digest
from core.errors import Conflict, Detail
from core.machine.turns import alone
from core.rows.locks import AdvisoryLock
from core.rows.states import take_step
from reports.basis import basis_of
from reports.catalogue.contents import report_named
from reports.filing import MAKE_QUEUE, leave_file, make_file
from reports.formats import Format
from reports.keeping import tell_changed
from reports.kinds import Report
from reports.making import check_report
from reports.models import WAITING, ReportFile, ReportState
from reports.naming import about
from reports.saying import ABOUT, Said, said_facts
from reports.selectors import business_for_report
from users.audit import record_audit
from users.models import Business, User

#: Files that one person may wait for in one business.
MOST_WAITING: Final = 10
#: A file that is shared is good for so long at least.
STILL_KEPT: Final = timedelta(hours=1)
#: Of a business: what is asked for, shared and taken off a list.
requests_of = AdvisoryLock("reports.requests")
_SHARED = (
    "first_day", "last_day", "row_count", "basis", "file_name", "size", "sha256", "made_at", "expires_at",
)  # fmt: skip


def request_report(
    *, said: Said, format: Format = Format.XLSX, business: Business, actor: User
) -> ReportFile:
    """The file of a report for a person: READY where it is small or was made before, else QUEUED for the
    cluster `reports`.

    Needs the right of the report. The same wish again gives the same file while it is waited for, and
    afterwards while nothing that it reads has changed; made for somebody else, its content is shared. Locks
    the requests of the business (advisory). Outside a transaction: it commits before it makes.

    Raises NotFound of the business to who has no right to the report, a member or not; NotFound of the report
    or of a thing; InvalidInput BAD_PERIOD / BAD_DAY / BAD_SEAL; Conflict TOO_MANY_REPORTS.
    """
    report = report_named(said.key)
    business = business_for_report(actor, business.pk, report)
    asked = check_report(said=said, actor=actor, business=business)[1]
    facts = said_facts(said)
    wish, kept = digest([facts, format.value]).hex(), facts | {ABOUT: about(asked)}
    with transaction.atomic():
        requests_of.take(business.pk)
        known = ReportFile.objects.filter(business=business, digest=wish).order_by("-pk")
        found = known.filter(requester=actor, state__in=WAITING).first()
        # By the digest it is found; what it says is what it was made of.
        alike = known.filter(said=kept, format=format.value)
        found = found or _made_before(alike, report, business, actor)
        if found is not None and found.requester_id == actor.pk:
            return found
        _require_patience(business, actor)
        file = ReportFile(
            business=business,
            requester=actor,
            report=report.key,
            format=format.value,
            said=kept,
            digest=wish,
            first_day=asked.first_day,
            last_day=asked.last_day,
            expected_rows=_rows_before(known),
        )
        if found is None:
            file.claimed_at = days.now()  # by this process; should it die, the cluster takes it up
        else:
            _share(file, found)
        file.save(force_insert=True)
        record_audit(
            actor=actor,
            business=business,
            action="report.request",
            subject=file,
            details={"report": report.key, "format": format.value},
        )
        tell_changed(file)
    if file.is_ended:
        return file
    work = partial(make_file, file, at_once=True)
    return alone(work, what=MAKE_QUEUE, business_id=business.pk, about=file) or leave_file(file)


def _made_before(
    known: QuerySet[ReportFile], report: Report, business: Business, person: User
) -> ReportFile | None:
    """A file of the same wish that says what would be said now: the person's own where there is one."""
    until = days.now() + STILL_KEPT
    ready = known.filter(
        state=ReportState.READY, expires_at__gt=until, removed_at=None, basis=basis_of(report, business)
    )
    return ready.filter(requester=person).first() or ready.select_related("source").first()


def _share(file: ReportFile, made: ReportFile) -> None:
    take_step(file, ReportState.READY)
    file.source = made.holder
    for name in _SHARED:
        setattr(file, name, getattr(made, name))


def _rows_before(known: QuerySet[ReportFile]) -> int | None:
    return known.filter(made_at__isnull=False).values_list("row_count", flat=True).first()


def _require_patience(business: Business, person: User) -> None:
    waiting = ReportFile.objects.filter(business=business, requester=person, state__in=WAITING)
    if waiting.count() >= MOST_WAITING:
        said = f"You wait for {MOST_WAITING} reports already; ask again when one of them is made."
        raise Conflict("TOO_MANY_REPORTS", "", said, detail=Detail(count=MOST_WAITING))
