"""Credit notes: what was billed and is not owed, of an issued bill, never more than it.

What of the bill is open is settled first; the rest is the customer's credit, which pays the next bill or is
given back. Net and VAT of a line go back together: of all of it exactly what it billed, of a part the share,
rounded so that the parts sum to the whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Sum

from billing.customers.news import balance_news
from billing.etims.queueing import queue_credit_note
from billing.invoicing.allocating import Share, allocate
from billing.invoicing.invoices import news_of
from billing.invoicing.payment_entries import post_payment
from billing.models import (
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
    InvoiceState,
    Payment,
    PaymentKind,
)
from billing.numbers import next_numbers, serial_series
from core import days
from core.digests import digest
from core.errors import Detail, Findings, InvalidInput, InvalidState, NotFound
from core.money import Cents, display, split
from core.rows.events import record_events
from core.rows.idempotency import first_or_conflict
from core.rows.locks import lock_row
from core.rows.saving import insert_rows
from core.text import checked_key, required_comment
from ledger.chart.standard import CREDIT_NOTES, OUTPUT_VAT
from ledger.journal.posting import debit
from ledger.models import EntryKind
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit

SERIES = "credit_note"


@dataclass(frozen=True)
class Back:
    """What goes back of a line of the bill: cents with VAT."""

    position: int
    cents: Cents


def credit_invoice(
    *,
    invoice: Invoice,
    reason: str,
    key: str,
    lines: Sequence[Back] = (),
    amount: Cents | None = None,
    actor: Actor,
) -> CreditNote:
    """Issue a credit note: of these lines; or of an amount, split over what is left of the lines; or, with
    neither, of all that is left. Dr 4010 the net, 2600 Output VAT / Cr 1200 what is open, 2100 the rest.

    Idempotent by (business, key). Locks the invoice, then the series of numbers. Audited. Needs the right
    billing.write. Raises InvalidInput BAD_KEY / COMMENT_MISSING / WHICH_LINES / BAD_AMOUNT / OVER_INVOICE,
    InvalidState NOT_ISSUED, all that apply at once.
    """
    business = invoice.business
    require_right(actor, business, Right.BILLING_WRITE)
    found = Findings()
    said = ""
    with found.noting():
        checked_key(key, "credit note")
    with found.noting():
        said = required_comment(reason, field="reason")
    with found.noting():
        if lines and amount is not None:
            raise InvalidInput("WHICH_LINES", "lines", "Give lines or an amount, not both.")
        if len({line.position for line in lines}) < len(lines):
            raise InvalidInput("WHICH_LINES", "lines", "A line is named twice.")
    with found.noting():
        if amount is not None and amount <= 0:
            raise InvalidInput("BAD_AMOUNT", "amount", "A credit note is above zero.")
    found.settle()
    asked = digest([invoice.pk, amount, sorted([line.position, line.cents] for line in lines)])

    def write() -> CreditNote:
        locked = lock_row(Invoice.objects.filter(pk=invoice.pk).select_related("business", "customer"))
        if locked is None:
            raise NotFound("invoice", "invoice")
        if locked.issued_at is None or locked.state == InvoiceState.VOID:
            raise InvalidState("NOT_ISSUED", "invoice", "Only what was issued, and is not void, is credited.")
        rows = _rows(locked, lines, amount)
        return _issue(locked, rows, said=said, key=key, key_hash=asked, actor=actor)

    known = CreditNote.objects.filter(business=business, key=key)
    return first_or_conflict(known, digests=[asked], write=write, what="credit note")[0]


def _rows(invoice: Invoice, lines: Sequence[Back], amount: Cents | None) -> list[CreditNoteLine]:
    """What goes back of each line. Raises InvalidInput WHICH_LINES / BAD_AMOUNT / OVER_INVOICE."""
    billed = list(invoice.lines.order_by("position"))
    before = _credited(invoice)
    left = [line.cents - before.get(line.pk, 0) for line in billed]
    if lines:
        wanted = _of_lines(billed, left, lines)
    else:
        whole = sum(left)
        if (amount is not None and amount > whole) or not whole:
            _refuse("amount", whole)
        wanted = split(whole if amount is None else amount, left)
    return [
        _back(line, before.get(line.pk, 0), cents)
        for line, cents in zip(billed, wanted, strict=True)
        if cents
    ]


def _of_lines(billed: Sequence[InvoiceLine], left: Sequence[Cents], lines: Sequence[Back]) -> list[Cents]:
    asked = {line.position: line.cents for line in lines}
    places = {line.position: place for place, line in enumerate(billed)}
    found = Findings()
    for number, line in enumerate(lines):
        with found.noting("lines", number):
            if line.position not in places:
                raise InvalidInput("WHICH_LINES", "position", "The bill has no such line.")
            if line.cents <= 0:
                raise InvalidInput("BAD_AMOUNT", "amount", "What goes back is above zero.")
            if line.cents > left[places[line.position]]:
                _refuse("amount", left[places[line.position]])
    found.settle()
    return [asked.get(line.position, 0) for line in billed]


def _refuse(field: str, most: Cents) -> None:
    text = f"At most {display(most)} can still be credited."
    raise InvalidInput("OVER_INVOICE", field, text, detail=Detail(limit=most))


def _credited(invoice: Invoice) -> Mapping[int, Cents]:
    """Line's key -> the cents of it that went back already."""
    rows = CreditNoteLine.objects.filter(line__invoice=invoice).order_by().values_list("line")
    return {line: int(cents) for line, cents in rows.annotate(sum=Sum("cents"))}


def _back(line: InvoiceLine, before: Cents, cents: Cents) -> CreditNoteLine:
    """The VAT of so many cents is what all that went back has of the line's VAT, less what it had before."""

    def vat_of(part: Cents) -> Cents:
        return split(line.vat, [part, line.cents - part])[0]

    vat = vat_of(before + cents) - vat_of(before)
    return CreditNoteLine(line=line, net=cents - vat, vat=vat, cents=cents)


def _issue(
    invoice: Invoice, rows: Sequence[CreditNoteLine], *, said: str, key: str, key_hash: bytes, actor: Actor
) -> CreditNote:
    today = days.today()
    total, vat = sum(row.cents for row in rows), sum(row.vat for row in rows)
    settled = min(invoice.due, total)
    (count,) = next_numbers(invoice.business_id, serial_series(SERIES, today.year), 1)
    payment = Payment.objects.create(
        business_id=invoice.business_id,
        customer_id=invoice.customer_id,
        kind=PaymentKind.CREDIT_NOTE,
        amount=total,
        allocated=settled,
        reference=f"CN-{today.year}-{count:05d}",
        received_on=today,
        created_by=person(actor),
    )
    note = CreditNote.objects.create(
        business_id=invoice.business_id,
        invoice=invoice,
        payment=payment,
        key=key,
        key_hash=key_hash,
        reason=said[:200],
        net=total - vat,
        vat=vat,
        total=total,
        serial_year=today.year,
        serial_count=count,
        issued_on=today,
        issued_at=days.now(),
        created_by=person(actor),
    )
    for row in rows:
        row.note = note
    insert_rows(rows)
    if settled:
        allocate([Share(invoice, settled, payment)], are_counted=True)
    invoice.credited += total
    invoice.save(update_fields=["credited"])
    sources = [
        debit(code, cents) for code, cents in ((CREDIT_NOTES, total - vat), (OUTPUT_VAT, vat)) if cents
    ]
    post_payment(payment, sources, EntryKind.CREDIT_NOTE, actor=actor)
    queue_credit_note(note)
    record_audit(actor=actor, business=invoice.business, action="invoice.credit", subject=note)
    record_events([news_of(invoice), *balance_news([(invoice.business_id, invoice.customer_id)])])
    return note
