"""Which report files a person reads: their own, of reports that they still have the right to."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Q, QuerySet

from core.errors import NotAllowed, NotFound
from reports.catalogue.contents import REPORTS
from reports.kinds import Report
from reports.models import ReportFile
from users.access import Right, business_of, businesses_of
from users.models import Business, User


def files_read_by(user: User) -> QuerySet[ReportFile]:
    """Those of them all, in every business, but for what they took off their list."""
    keys: defaultdict[tuple[Right, ...], list[str]] = defaultdict(list)
    for report in REPORTS.values():
        keys[report.rights].append(report.key)
    of_rights = Q()
    for rights, named in keys.items():
        theirs = Q(report__in=named)
        for right in rights:
            theirs &= Q(business__in=businesses_of(user, right).order_by().values("pk"))
        of_rights |= theirs
    return ReportFile.objects.filter(of_rights, requester=user, removed_at=None)


def file_for(user: User, file_id: int) -> ReportFile:
    """One file. Raises NotFound when it is absent or not the person's to read."""
    file = files_read_by(user).filter(pk=file_id).select_related("business").first()
    if file is None:
        raise NotFound("report file")
    return file


def business_for_report(user: User, business_id: int, report: Report) -> Business:
    """The business, when the person may have the report of it.

    Raises NotFound, the same to a member without the right as to a stranger: who may not have a report does
    not hear that there is one.
    """
    try:
        for right in report.rights:
            business = business_of(user, business_id, right)
    except (NotAllowed, NotFound):
        raise NotFound("thing", "business") from None
    return business
