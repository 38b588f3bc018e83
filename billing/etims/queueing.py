"""Which bills go to the Kenya Revenue Authority: written down in the transaction that makes them so.

Nothing here asks a control unit, and nothing refuses: eTIMS stops neither money nor a bill. The one exception
is that a bill that a unit has signed, or may have, does not become void: it takes a credit note.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from django.conf import settings
from django.db import transaction

from billing.models import CreditNote, FiscalDocument, FiscalState, Invoice, InvoiceKind, InvoiceState
from billing.models.fiscal import PERHAPS_KNOWN
from core import days
from core.errors import InvalidState, NotFound
from core.machine.jobs import wake
from core.rows.locks import lock_row
from core.rows.saving import insert_rows
from core.rows.states import take_step
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit
from users.models import Business, Letterhead

QUEUE: Final = "billing.etims"


def is_connected(business: Business) -> bool:
    """Whether bills of a business go to eTIMS: there is a control unit, and the business has a KRA PIN."""
    return bool(connected([business.pk]))


def connected(businesses: Collection[int]) -> set[int]:
    """Those of the businesses whose bills go to eTIMS; no query where there is no control unit."""
    if not settings.ETIMS_URL:
        return set()
    known = Letterhead.objects.filter(business__in=businesses).exclude(kra_pin="")
    return set(known.values_list("business_id", flat=True))


def queue_invoices(invoices: Sequence[Invoice]) -> None:
    """Have invoices sent that were issued, and sales that were paid; of others nothing. Idempotent.

    Behind a sale come the credit notes that it had before it was paid. In the transaction that issues or pays
    them: a fixed number of statements, whatever their number.
    """
    due = [each for each in invoices if _is_due(each)]
    known = connected({each.business_id for each in due}) if due else set()
    due = [each for each in due if each.business_id in known]
    if due:
        now = days.now()
        insert_rows(
            (FiscalDocument(business_id=each.business_id, invoice=each, due_at=now) for each in due),
            skip_known=True,
        )
        _queue_earlier_notes([each.pk for each in due if each.kind == InvoiceKind.SALE])
        wake(QUEUE)


def _queue_earlier_notes(sales: Sequence[int]) -> None:
    """Have credit notes sent that were made while their sale was not paid; they are due after it."""
    if not sales:
        return
    notes = CreditNote.objects.filter(invoice__in=sales, fiscal=None).order_by("pk")
    now = days.now()
    insert_rows(
        (FiscalDocument(business_id=note.business_id, credit_note=note, due_at=now) for note in notes),
        skip_known=True,
    )


def _is_due(invoice: Invoice) -> bool:
    if invoice.kind == InvoiceKind.SALE:
        return invoice.state == InvoiceState.PAID
    return invoice.kind == InvoiceKind.INVOICE and invoice.state not in (
        InvoiceState.DRAFT,
        InvoiceState.VOID,
    )


def queue_credit_note(note: CreditNote) -> None:
    """Have a credit note sent, where its invoice is or was. Idempotent by note; in the note's transaction."""
    if connected([note.business_id]) and FiscalDocument.objects.filter(invoice=note.invoice_id).exists():
        row = FiscalDocument(business_id=note.business_id, credit_note=note, due_at=days.now())
        insert_rows([row], skip_known=True)
        wake(QUEUE)


def withdraw(invoice: Invoice) -> None:
    """Send nothing of an invoice that becomes void. In that transaction; locks the document.

    Raises InvalidState INVOICE_SIGNED where a control unit has signed it, or may have.
    """
    document = lock_row(FiscalDocument.objects.filter(invoice=invoice))
    if document is None or document.state == FiscalState.CANCELLED:
        return
    if document.state in PERHAPS_KNOWN:
        raise InvalidState(
            "INVOICE_SIGNED", "invoice", "KRA knows this invoice: make a credit note instead of voiding it."
        )
    take_step(document, FiscalState.CANCELLED)
    document.settled_at = days.now()
    document.save(update_fields=["state", "settled_at"])


@transaction.atomic
def send_again(*, bill: Invoice | CreditNote, actor: Actor) -> FiscalDocument:
    """Have a bill sent now: one that was never queued, that was refused and is put right, or that waits.

    Needs the right billing.write; audited. What is signed stays so; what is unknown is asked for by its own
    number. Locks the document. Raises InvalidState ETIMS_NOT_CONNECTED, and NOTHING_TO_SEND of what is not
    due (a draft, a void invoice, a sale that is not paid).
    """
    require_right(actor, bill.business, Right.BILLING_WRITE)
    if not is_connected(bill.business):
        raise InvalidState(
            "ETIMS_NOT_CONNECTED", "", "No control unit is connected, or the business has no KRA PIN."
        )
    own = {"invoice": bill} if isinstance(bill, Invoice) else {"credit_note": bill}
    if isinstance(bill, Invoice) and not _is_due(bill):
        raise InvalidState(
            "NOTHING_TO_SEND", "invoice", "Only what is issued goes to KRA, and sales once paid."
        )
    now = days.now()
    row = FiscalDocument(business=bill.business, due_at=now, **own)
    insert_rows([row], skip_known=True)
    document = lock_row(FiscalDocument.objects.filter(**own))
    if document is None:
        raise NotFound("fiscal document")
    if document.state == FiscalState.CANCELLED:
        raise InvalidState("NOTHING_TO_SEND", "invoice", "Its invoice is void.")
    if document.state in (FiscalState.QUEUED, FiscalState.REFUSED, FiscalState.UNKNOWN):
        if document.state == FiscalState.REFUSED:
            take_step(document, FiscalState.QUEUED)
        document.due_at, document.claims = now, 0
        document.save(update_fields=["state", "due_at", "claims"])
        record_audit(actor=actor, business=bill.business, action="invoice.fiscal", subject=bill)
        wake(QUEUE)
    return document
