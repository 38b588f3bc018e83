"""Cases: what a person must look at. Noted once, with an event; closed by a person, or by what decides it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from core import days
from core.rows.events import record_event
from core.text import MAX_COMMENT, required_comment
from mpesa.models import Discrepancy, PaymentRequest, Receipt, Till
from users.access import Right, require_right
from users.audit import record_audit
from users.models import User

#: Who may close a case.
RIGHT = Right.LEDGER_WRITE

_NOTE = """
INSERT INTO mpesa_discrepancy
    (business_id, till_id, code, subject, detail, receipt_id, request_id, created_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, clock_timestamp())
ON CONFLICT (till_id, code, subject) DO NOTHING
RETURNING id
"""


def note_discrepancy(
    *,
    till: Till,
    code: str,
    subject: str,
    detail: str,
    receipt: Receipt | None = None,
    request: PaymentRequest | None = None,
) -> None:
    """Open something that a person must look at. Idempotent by (till, code, subject): closed stays closed.

    `subject` is for machines; `detail` is read by people and names no person.
    """
    values = (till.business_id, till.pk, code, subject[:120], detail[:300])
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [*values, receipt.pk if receipt else None, request.pk if request else None])
        row = cursor.fetchone()
    if row is not None:
        record_event(
            topic="discrepancy.noted",
            business_id=till.business_id,
            discrepancy=row[0],
            till=till.pk,
            code=code,
        )


def open_cases() -> QuerySet[Discrepancy]:
    """The cases that nobody has closed, of all businesses."""
    return Discrepancy.objects.filter(closing=None)


def cases_between(business_id: int, *, first_day: date, last_day: date) -> QuerySet[Discrepancy]:
    """The cases that were open at some time of these accounting days, both included; the oldest first."""
    start, end = days.day_bounds(first_day)[0], days.day_bounds(last_day)[1]
    found = Discrepancy.objects.filter(
        Q(closing=None) | Q(closing__at__gte=start), business=business_id, created_at__lt=end
    )
    return found.select_related("till", "receipt", "closing__person").order_by("created_at", "pk")


@transaction.atomic
def close_discrepancy(*, discrepancy: Discrepancy, comment: str, actor: User) -> Discrepancy:
    """A person has looked at it: keep what was found and done. Needs the right ledger.write; audited.

    What is closed already stays as it was closed. Raises InvalidInput COMMENT_MISSING / COMMENT_TOO_LONG.
    """
    require_right(actor, discrepancy.business, RIGHT)
    said = required_comment(comment)
    if _close(discrepancy, said, actor):
        record_audit(
            actor=actor,
            business=discrepancy.business,
            action="discrepancy.close",
            subject=discrepancy,
            details={"code": discrepancy.code},
        )
    return Discrepancy.objects.select_related("business", "closing__person").get(pk=discrepancy.pk)


def close_by_evidence(cases: Iterable[Discrepancy], because: str) -> int:
    """Close cases that something else has decided, and say what; returns how many were open. In the caller's
    transaction."""
    return sum(_close(case, because[:MAX_COMMENT]) for case in cases)


def _close(case: Discrepancy, comment: str, person: User | None = None) -> bool:
    """Whether this closed it: somebody else may have, at the same moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mpesa_discrepancyclosing (discrepancy_id, person_id, comment, at)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [case.pk, person.pk if person else None, comment, days.now()],
        )
        if not cursor.rowcount:
            return False
    record_event(
        topic="discrepancy.closed",
        business_id=case.business_id,
        discrepancy=case.pk,
        till=case.till_id,
        code=case.code,
    )
    return True
