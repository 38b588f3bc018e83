"""Papers that KRA refuses, or has not signed for long: the tax that they carry is due all the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db.models import Count, Q

from billing.models import FiscalDocument, FiscalState
from core import days
from core.machine.watching import Finding

ETIMS_STUCK: Final = "ETIMS_STUCK"
#: A unit may be down for a while; a bill that is not signed for longer, people should hear of.
WAITING_AFTER: Final = timedelta(days=1)
#: What is neither signed nor given up; the index fiscal_open is of these.
OPEN: Final = (FiscalState.QUEUED, FiscalState.SENT, FiscalState.UNKNOWN, FiscalState.REFUSED)


def stuck_documents() -> Iterator[Finding]:
    """Businesses with papers that were refused, or that have waited for WAITING_AFTER; counted. Where no
    control unit is connected, none."""
    if not settings.ETIMS_URL:
        return
    refused = Q(state=FiscalState.REFUSED)
    old = Q(created_at__lt=days.now() - WAITING_AFTER)
    rows = FiscalDocument.objects.filter(refused | old, state__in=OPEN).order_by()
    found = rows.values_list("business_id").annotate(
        refused=Count("pk", filter=refused), waiting=Count("pk", filter=~refused)
    )
    for business_id, gone, waiting in found:
        yield Finding(business_id, "", f"REFUSED: {gone}, WAITING: {waiting}")
