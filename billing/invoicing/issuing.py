"""Issuing: a bill goes into the books, gets its printed number, and can be paid.

What the customer has left of earlier payments pays it at once.

The hot path is the batch: numbers, bills, lines and entries of thousands in a handful of statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from billing.customers.archiving import require_billable
from billing.customers.limits import require_within_limit
from billing.customers.news import balance_news
from billing.etims.queueing import queue_invoices
from billing.invoicing.applying import apply_credit
from billing.invoicing.invoices import news_of
from billing.invoicing.terms import Terms, content_of, lines_of, priced_lines, put_terms, terms_of
from billing.models import CustomerEntry, Invoice, InvoiceKind, InvoiceLine, InvoiceState
from billing.numbers import INVOICE_SERIES, invoice_number, next_numbers, serial_series
from core import days
from core.digests import digest
from core.errors import InvalidInput, NotFound
from core.money import Cents
from core.rows.events import record_events
from core.rows.locks import lock_rows
from core.rows.saving import insert_known_by, insert_rows, save_rows
from core.rows.states import take_step
from ledger.chart.standard import OPENING_BALANCES, OUTPUT_VAT, RECEIVABLES, open_vat_accounts
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, Leg, credit, debit
from ledger.models import EntryKind
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit
from users.models import Business

SERIES = "serial"
_ISSUED = ["state", "issued_at", "issued_on", "serial_year", "serial_count"]
_PRICED = ["net", "vat", "total"]


@dataclass(frozen=True)
class NewInvoice:
    """A bill that is made and issued in one step. `key` is its idempotency key within the business, and
    `issued_on` the accounting day of its entry."""

    customer_id: int
    terms: Terms
    key: str
    issued_on: date
    kind: str = InvoiceKind.INVOICE


def issue_invoice(
    *, invoice: Invoice, actor: Actor, issued_on: date | None = None, beyond_limit: bool = False
) -> Invoice:
    """Post Dr 1200 Receivables / Cr income and 2600 Output VAT, and open the invoice for payment.

    Idempotent by invoice. The VAT is that of the day of issue. What the customer has left of earlier payments
    pays it, oldest first. Locks the invoice, the customer if there is a limit, the series of numbers, the
    customer's payments. Needs the right billing.write, and to issue `beyond_limit` of the customer
    billing.override. Raises NotFound, InvalidState ILLEGAL_STEP of a void one / OVER_CREDIT_LIMIT,
    InvalidInput BAD_DAY.
    """
    require_right(actor, invoice.business, Right.BILLING_WRITE)
    day = days.checked_day(issued_on, field="issued_on") if issued_on else days.today()
    if day > days.today():
        raise InvalidInput("BAD_DAY", "issued_on", "An invoice is not issued before its day.")
    with transaction.atomic():
        rows = lock_rows(Invoice.objects.filter(pk=invoice.pk).select_related("business", "customer"))
        if not rows:
            raise NotFound("invoice")
        (locked,) = rows
        if locked.issued_at is not None:
            return locked
        require_billable(locked.customer)
        _price_anew(locked, day)
        require_within_limit(locked.customer, locked.total, actor, override=beyond_limit)
        issue_together(rows, issued_on=day, actor=actor)
        record_audit(actor=actor, business=locked.business, action="invoice.issue", subject=locked)
    return locked


def issue_new(*, business: Business, drafts: Sequence[NewInvoice], actor: Actor) -> list[Invoice]:
    """Make and issue many bills of a business, in the caller's transaction and in their order: statements do
    not grow with their count. All or nothing.

    The caller sees to it that keys and terms are right (note_all) and keys new: one that is taken is an
    IntegrityError, and nothing is written. Locks the two series of numbers, then the customers' payments.
    Needs the right billing.write.
    """
    require_right(actor, business, Right.BILLING_WRITE)
    if not drafts:
        return []
    numbers = next_numbers(business.pk, INVOICE_SERIES, len(drafts))
    invoices, lines = [], []
    by = person(actor)
    rates: dict[date, int] = {}
    for draft, count in zip(drafts, numbers, strict=True):
        priced = priced_lines(draft.terms, draft.issued_on, rates)
        invoice = Invoice(
            business=business,
            customer_id=draft.customer_id,
            kind=draft.kind,
            number=invoice_number(count),
            key=draft.key,
            key_hash=digest([draft.customer_id, *content_of(draft.terms)]),
            created_by=by,
        )
        put_terms(invoice, draft.terms, priced)
        invoices.append(invoice)
        lines.append((draft.terms, priced))
    by_day: defaultdict[date, list[Invoice]] = defaultdict(list)
    for draft, invoice in zip(drafts, invoices, strict=True):
        by_day[draft.issued_on].append(invoice)
    now = days.now()
    for day, group in by_day.items():
        _number(group, day, now)
    insert_known_by(invoices, by=["number"])
    rows = [
        row
        for invoice, (terms, priced) in zip(invoices, lines, strict=True)
        for row in lines_of(invoice, terms, priced)
    ]
    insert_rows(rows)
    _book(invoices, rows, actor)
    return invoices


def issue_together(invoices: Sequence[Invoice], *, issued_on: date, actor: Actor) -> None:
    """Number and post locked drafts of one business on an accounting day, and let credit pay them."""
    _number(invoices, issued_on, days.now())
    save_rows(invoices, [*_ISSUED, *_PRICED])
    _book(
        invoices,
        list(InvoiceLine.objects.filter(invoice__in=invoices).order_by("invoice", "position")),
        actor,
    )


def _price_anew(invoice: Invoice, day: date) -> None:
    """The rate of VAT may be another one than when the draft was written."""
    if not invoice.vat:
        return
    terms = terms_of(invoice)
    priced = priced_lines(terms, day)
    if [row.vat for row in priced] != list(invoice.lines.order_by("position").values_list("vat", flat=True)):
        put_terms(invoice, terms, priced)
        InvoiceLine.objects.filter(invoice=invoice).delete()
        insert_rows(lines_of(invoice, terms, priced))


def _number(invoices: Sequence[Invoice], day: date, now: datetime) -> None:
    business_id = invoices[0].business_id
    counts = next_numbers(business_id, serial_series(SERIES, day.year), len(invoices))
    for invoice, count in zip(invoices, counts, strict=True):
        take_step(invoice, InvoiceState.UNPAID)
        invoice.issued_at, invoice.issued_on = now, day
        invoice.serial_year, invoice.serial_count = day.year, count


def _book(invoices: Sequence[Invoice], lines: Sequence[InvoiceLine], actor: Actor) -> None:
    """Post the entries of numbered bills, say whose they are, and let credit pay them."""
    if any(invoice.vat for invoice in invoices):
        open_vat_accounts(invoices[0].business_id)
    income: defaultdict[int, defaultdict[str, Cents]] = defaultdict(lambda: defaultdict(int))
    for line in lines:
        income[line.invoice_id][line.account_code] += line.net
    post_entries(_draft(invoice, income[invoice.pk], actor) for invoice in invoices)
    insert_rows(
        CustomerEntry(
            business_id=invoice.business_id,
            customer_id=invoice.customer_id,
            reference=issue_reference(invoice),
            invoice=invoice,
        )
        for invoice in invoices
    )
    apply_credit(invoices)
    queue_invoices(invoices)
    changed = balance_news((invoice.business_id, invoice.customer_id) for invoice in invoices)
    record_events([*map(news_of, invoices), *changed])


def issue_reference(invoice: Invoice) -> str:
    """The reference of the entry that issued an invoice."""
    return f"invoice:{invoice.number}:issue"


def _draft(invoice: Invoice, income: dict[str, Cents], actor: Actor) -> EntryDraft:
    opened = invoice.kind == InvoiceKind.OPENING
    legs: list[Leg] = [debit(RECEIVABLES, invoice.total)]
    legs += [
        credit(OPENING_BALANCES if opened else code, cents) for code, cents in sorted(income.items()) if cents
    ]
    if invoice.vat:
        legs.append(credit(OUTPUT_VAT, invoice.vat))
    assert invoice.issued_at is not None
    return EntryDraft(
        business_id=invoice.business_id,
        kind=EntryKind.OPENING if opened else EntryKind.INVOICE,
        reference=issue_reference(invoice),
        legs=legs,
        occurred_at=invoice.issued_at,
        effective_on=invoice.issued_on,
        description=f"Invoice {invoice.serial_number} ({invoice.number})",
        actor_id=actor.pk,
    )
