"""When the books do not hold: an alert opens, and no new money is set in motion until a person closes it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.conf import settings

from core.errors import InvalidState
from core.machine.alerts import is_open, open_for, raise_alert
from core.models import Alert, Severity
from ledger.integrity.verifying import Break
from users.models import Business

LEDGER_BROKEN = "LEDGER_BROKEN"


def report_breaks(breaks: Iterable[Break]) -> list[Alert]:
    """Open, or count once more, one CRITICAL alert for each business with breaks.

    What is of no business that exists is of the whole database. Nothing closes here: books that were
    tampered with and hold again are a matter for a person.
    """
    known = set(Business.objects.values_list("pk", flat=True))
    found: dict[int | None, Counter[str]] = defaultdict(Counter)
    for each in breaks:
        found[each.business_id if each.business_id in known else None][each.code] += 1
    return [
        raise_alert(
            code=LEDGER_BROKEN,
            severity=Severity.CRITICAL,
            business_id=business_id,
            detail=", ".join(f"{code}: {count}" for code, count in sorted(counts.items())),
        )
        for business_id, counts in sorted(found.items(), key=lambda item: item[0] or 0)
    ]


def sound_businesses(*, besides: Iterable[int] = ()) -> list[str]:
    """Codes of the businesses of whose books, and of the database, no alert says that they are broken."""
    broken = open_for(LEDGER_BROKEN) | set(besides)
    rows = Business.objects.order_by("code").values_list("pk", "code")
    return [] if None in broken else [code for pk, code in rows if pk not in broken]


def require_sound_books(business_id: int) -> None:
    """Called before new money is set in motion: by payment requests, and by whatever pays out.

    Raises InvalidState BOOKS_BROKEN while such an alert is open, unless LEDGER_STOP_ON_BREAK is off. Money
    that has arrived is never asked: it is booked.
    """
    if settings.LEDGER_STOP_ON_BREAK and is_open(LEDGER_BROKEN, business_id):
        raise InvalidState(
            "BOOKS_BROKEN",
            "",
            "The books do not hold: see the alert LEDGER_BROKEN. Money that arrives is still booked.",
        )
