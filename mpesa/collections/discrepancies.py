"""What a person must look at: noted once, with an event."""

from __future__ import annotations

from core.rows.events import record_event
from mpesa.models import Discrepancy, PaymentRequest, Receipt, Till


def note_discrepancy(
    *,
    till: Till,
    code: str,
    subject: str,
    detail: str,
    receipt: Receipt | None = None,
    request: PaymentRequest | None = None,
) -> None:
    """Open something that a person must look at. Idempotent by (till, code, subject)."""
    Discrepancy.objects.bulk_create(
        [
            Discrepancy(
                business_id=till.business_id,
                till=till,
                code=code,
                subject=subject[:120],
                detail=detail[:300],
                receipt=receipt,
                request=request,
            )
        ],
        ignore_conflicts=True,
    )
    record_event(topic="discrepancy.noted", business_id=till.business_id, till=till.pk, code=code)
