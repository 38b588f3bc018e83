"""What customers owed when the books were opened: bills of the kind OPENING, Dr 1200 / Cr 3900."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from billing.invoicing.issuing import NewInvoice, issue_new
from billing.invoicing.terms import LineInput, Terms
from billing.models import Invoice, InvoiceKind
from core import days
from core.money import Cents
from users.actors import Actor
from users.audit import record_audit
from users.models import Business

DESCRIPTION = "Owed when the books were opened"


@dataclass(frozen=True)
class Owed:
    """What a customer owed on the day on which the books were opened; `key` is its idempotency key."""

    customer_id: int
    cents: Cents
    key: str
    due_on: date | None = None


def open_receivables(
    *, business: Business, owed: Sequence[Owed], opened_on: date, actor: Actor
) -> list[Invoice]:
    """Book what customers owed, a bill for each, which payments settle like any other.

    Idempotent by (business, key): what is known already is left as it is. All or nothing. Locks what
    issue_new locks. Audited. Needs the right billing.write. Raises InvalidInput BAD_DAY / BAD_AMOUNT.
    """
    day = days.checked_day(opened_on, field="opened_on")
    with transaction.atomic():
        known = set(
            Invoice.objects.filter(business=business, key__in=[each.key for each in owed]).values_list(
                "key", flat=True
            )
        )
        made = issue_new(
            business=business,
            drafts=[
                NewInvoice(
                    customer_id=each.customer_id,
                    terms=Terms([LineInput(DESCRIPTION, Decimal(1), each.cents)], each.due_on),
                    key=each.key,
                    issued_on=day,
                    kind=InvoiceKind.OPENING,
                )
                for each in owed
                if each.key not in known
            ],
            actor=actor,
        )
        if made:
            record_audit(
                actor=actor,
                business=business,
                action="invoice.open_receivables",
                subject=business,
                details={"count": len(made)},
            )
    return made
