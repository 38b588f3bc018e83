"""Verifying the books: of one business for people (GraphQL), of all of them every hour."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from core.errors import DomainError, InvalidState
from core.machine.alerts import clear_alert, raise_alert
from core.machine.turns import WORK_FAILS, alone, kind_of
from core.models import Severity
from core.rows.events import record_event
from ledger.integrity.heads import broken_heads, unanchored_since
from ledger.integrity.keeping import Kept, append_heads, kept_heads
from ledger.integrity.soundness import report_breaks
from ledger.integrity.verifying import LIMIT, Break, verify_ledger
from ledger.journal.sealing import ledger_head
from users.models import Business

logger = logging.getLogger(__name__)

TOPIC = "ledger.broken"
WORK = "verify the books"
HEADS_NOT_KEPT = "HEADS_NOT_KEPT"


@dataclass(frozen=True)
class Integrity:
    """What verification found; `unanchored_since` is None when exported heads cover every seal."""

    errors: list[Break]
    head_number: int
    unanchored_since: datetime | None

    @property
    def is_valid(self) -> bool:
        return not self.errors


def check_integrity(business: Business) -> Integrity:
    """Verify the books of a business and the guards of the database, also against LEDGER_HEADS_PATH."""
    kept = kept_heads()
    errors = breaks_of(kept, business.pk)
    since = unanchored_since(kept.heads, business.pk).get(business.pk)
    return Integrity(errors, ledger_head(business.pk), since)


def verify_books() -> int:
    """Verify everything; returns the number of breaks. Each is logged as an error and becomes an event.

    Each business with breaks has an open alert LEDGER_BROKEN afterwards, until a person closes it. A break of
    the database as a whole is an alert of its own, and becomes an event of every business. Books that cannot
    be verified are a break of theirs alone, NOT_VERIFIED. The heads of now of the businesses without a break
    are added to LEDGER_HEADS_PATH, where it is set; when they cannot be, the alert HEADS_NOT_KEPT opens.
    """
    breaks = _every_break()
    businesses = list(Business.objects.order_by("pk").values_list("pk", flat=True))
    told = set()
    for each in breaks:
        logger.error(
            "the books are broken: %s, business %s: %s", each.code, each.business_id or "-", each.detail
        )
        told |= {(owner, each.code) for owner in ([each.business_id] if each.business_id else businesses)}
    with transaction.atomic():
        report_breaks(breaks)
        for owner, code in sorted(told):
            record_event(topic=TOPIC, business_id=owner, code=code)
    broken = {each.business_id for each in breaks}
    if settings.LEDGER_HEADS_PATH and broken < set(businesses):
        _keep_heads(Path(settings.LEDGER_HEADS_PATH), broken)
    return len(breaks)


def _every_break() -> list[Break]:
    """All breaks in one go; those of each business by itself where that raises, or one has so many that they
    hide the others'.
    """
    kept = kept_heads()
    try:
        breaks = breaks_of(kept)
        if max(Counter(each.code for each in breaks).values(), default=0) < LIMIT:
            return breaks
    except Exception as error:
        logger.error("the books are verified one by one: %s", kind_of(error))
    breaks = []
    for business_id in Business.objects.order_by("pk").values_list("pk", flat=True):
        found = alone(partial(breaks_of, kept, business_id), what=WORK, business_id=business_id)
        breaks += [Break("NOT_VERIFIED", business_id, WORK_FAILS)] if found is None else found
    return list(dict.fromkeys(breaks))


def _keep_heads(path: Path, besides: Collection[int]) -> None:
    try:
        append_heads(path, besides=besides)
        clear_alert(code=HEADS_NOT_KEPT)
    except (OSError, DomainError) as error:
        logger.error("no heads were added to %s: %s", path, error)
        raise_alert(
            code=HEADS_NOT_KEPT, severity=Severity.CRITICAL, detail="LEDGER_HEADS_PATH takes no heads"
        )


def require_books_that_hold(business_id: int | None) -> None:
    """Verify a business, or everything. Raises InvalidState BOOKS_BROKEN while anything is broken."""
    breaks = breaks_of(kept_heads(), business_id)
    if breaks:
        codes = ", ".join(sorted({each.code for each in breaks}))
        raise InvalidState("BOOKS_BROKEN", "alert", f"The books still do not hold: {codes}.")


def breaks_of(kept: Kept, business_id: int | None = None) -> list[Break]:
    """Every break of a business, or of all: in the rows, beside heads that were kept, and in their file."""
    return verify_ledger(business_id) + broken_heads(kept.heads, business_id) + kept.breaks
