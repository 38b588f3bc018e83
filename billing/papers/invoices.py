"""The paper of an invoice, and that of a credit note."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from billing.models import CreditNote, FiscalDocument, Invoice, InvoiceKind, InvoiceState
from billing.models.payments import PaymentKind
from billing.papers.asking import pay_box
from billing.papers.paper import Box, Breakdown, Column, Paper, Total
from billing.papers.sheet import draw
from billing.papers.shown import buyer_of, figure, quantity, seller_of, shown_day, signed_box, warning_of
from billing.papers.words import Words
from core import days
from core.money import Cents, display
from ledger.models import VatCode
from ledger.vouchers.vat import rate_on
from users.languages import language_for

_WITHHELD = (PaymentKind.VAT_WITHHELD, PaymentKind.INCOME_TAX_WITHHELD)


class _Taxed(NamedTuple):
    """What a line adds, in cents, and its VAT code."""

    code: str
    net: Cents
    vat: Cents


def invoice_pdf(invoice: Invoice) -> bytes:
    """The invoice on A4, in the language of the business: as it stands now, with what is paid and due."""
    return draw(invoice_paper(invoice))


def credit_note_pdf(note: CreditNote) -> bytes:
    """A credit note on A4, in the language of the business."""
    return draw(credit_note_paper(note))


def invoice_paper(invoice: Invoice) -> Paper:
    """What stands on an invoice. Reads its lines, what settled it, and what KRA has signed."""
    say = Words(language_for(business=invoice.business))
    document = FiscalDocument.objects.filter(invoice=invoice).first()
    lines = list(invoice.lines.order_by("position"))
    rate = _rate(invoice)
    taxed = any(line.vat_code for line in lines)
    cut = any(line.discount for line in lines)
    rows = []
    for place, line in enumerate(lines, 1):
        amount = line.cents if invoice.prices_include_vat else line.net
        row = [str(place), line.description, quantity(line.quantity), figure(line.unit_cents)]
        row += [figure(line.discount)] if cut else []
        row += [_code_shown(line.vat_code, rate, say)] if taxed else []
        rows.append((*row, figure(amount)))
    facts = [(say("issued"), shown_day(invoice.issued_on))] if invoice.issued_on else []
    facts += [(say("due_on"), shown_day(invoice.due_on))] if invoice.due_on else []
    facts += [(say("reference"), invoice.number)]
    if taxed:
        how = "prices_with" if invoice.prices_include_vat else "prices_without"
        facts.append((say("prices"), say(how)))
    signed = signed_box(document, say)
    return Paper(
        title=say(_title(invoice, signed is not None)),
        number=invoice.serial_number or invoice.number,
        seller=seller_of(invoice.business, say),
        buyer_is=say("billed_to"),
        buyer=buyer_of(invoice.customer, say),
        facts=tuple(facts),
        columns=_columns(say, cut=cut, taxed=taxed),
        rows=tuple(rows),
        totals=_totals(invoice, taxed, say),
        breakdown=_breakdown([_Taxed(row.vat_code, row.net, row.vat) for row in lines], rate, say),
        boxes=tuple(box for box in (pay_box(invoice, say), signed) if box is not None),
        notes=(invoice.note,) if invoice.note else (),
        warning=warning_of(invoice.business, document, say),
        watermark=say(invoice.state) if invoice.state in (InvoiceState.DRAFT, InvoiceState.VOID) else "",
        page_of=say.page_of(),
    )


def _title(invoice: Invoice, signed: bool) -> str:
    if invoice.kind != InvoiceKind.INVOICE:
        return str(invoice.kind)
    return "TAX_INVOICE" if signed else "INVOICE"


def _rate(invoice: Invoice) -> str:
    """The standard rate of VAT on its day: `16`."""
    return quantity(Decimal(rate_on(invoice.issued_on or days.today())).scaleb(-2))


def _code_shown(code: str, rate: str, say: Words) -> str:
    shown = {VatCode.STANDARD: f"{rate} %", VatCode.ZERO_RATED: "0 %", VatCode.EXEMPT: say("exempt_short")}
    return shown[VatCode(code)] if code else "-"


def _columns(say: Words, *, cut: bool, taxed: bool) -> tuple[Column, ...]:
    columns = [Column("#", 0.05), Column(say("description"), figures=False)]
    columns += [Column(say("quantity"), 0.1), Column(say("unit_price"), 0.14)]
    columns += [Column(say("discount"), 0.12)] if cut else []
    columns += [Column(say("vat"), 0.1)] if taxed else []
    return (*columns, Column(say("amount"), 0.16))


def _totals(invoice: Invoice, taxed: bool, say: Words) -> tuple[Total, ...]:
    totals = []
    if taxed:
        totals += [Total(say("net"), figure(invoice.net)), Total(say("vat"), figure(invoice.vat))]
    totals.append(Total(say("total"), figure(invoice.total)))
    if invoice.state in (InvoiceState.DRAFT, InvoiceState.VOID):
        return (*totals[:-1], Total(say("total"), display(invoice.total), strong=True))
    settled: defaultdict[str, Cents] = defaultdict(int)
    for kind, cents in invoice.allocations.values_list("payment__kind", "cents"):
        settled[_heading(kind)] += cents
    order = ("paid", "credited", "withheld", "written_off")
    totals += [Total(say(name), figure(-settled[name])) for name in order if settled[name]]
    return (*totals, Total(say("due"), display(invoice.due), strong=True))


def _heading(kind: str) -> str:
    if kind in _WITHHELD:
        return "withheld"
    papers = {PaymentKind.CREDIT_NOTE: "credited", PaymentKind.WRITE_OFF: "written_off"}
    return papers.get(PaymentKind(kind), "paid")


def _breakdown(lines: Sequence[_Taxed], rate: str, say: Words) -> Breakdown | None:
    """What was taxed how; None where the business charges no VAT."""
    names = {
        VatCode.STANDARD: say("standard", rate=rate),
        VatCode.ZERO_RATED: say("zero"),
        VatCode.EXEMPT: say("exempt"),
    }
    rows = []
    for code, name in names.items():
        here = [line for line in lines if line.code == code]
        if here:
            net, vat = sum(line.net for line in here), sum(line.vat for line in here)
            rows.append((name, figure(net), figure(vat)))
    return Breakdown((say("vat"), say("taxable"), say("vat")), tuple(rows)) if rows else None


def credit_note_paper(note: CreditNote) -> Paper:
    """What stands on a credit note: what of which invoice is not owed, and why."""
    say = Words(language_for(business=note.business))
    document = FiscalDocument.objects.filter(credit_note=note).first()
    rows = list(note.lines.select_related("line").order_by("line__position"))
    taxed = any(row.line.vat_code for row in rows)
    rate = _rate(note.invoice)
    signed = signed_box(document, say)
    invoice = note.invoice
    body = []
    for place, row in enumerate(rows, 1):
        code = (_code_shown(row.line.vat_code, rate, say), figure(row.vat)) if taxed else ()
        body.append((str(place), row.line.description, *code, figure(row.cents)))
    columns = [Column("#", 0.05), Column(say("description"), figures=False)]
    columns += [Column(say("vat"), 0.12), Column(f"{say('vat')}, KES", 0.14)] if taxed else []
    totals = [Total(say("net"), figure(note.net)), Total(say("vat"), figure(note.vat))] if taxed else []
    boxes: tuple[Box, ...] = (signed,) if signed else ()
    return Paper(
        title=say("TAX_CREDIT_NOTE" if signed else "CREDIT_NOTE"),
        number=str(note),
        seller=seller_of(note.business, say),
        buyer_is=say("credited_to"),
        buyer=buyer_of(invoice.customer, say),
        facts=(
            (say("issued"), shown_day(note.issued_on)),
            (say("for_invoice"), invoice.serial_number),
            ("", say("of_day", day=shown_day(invoice.issued_on))),
        ),
        columns=(*columns, Column(say("amount"), 0.16)),
        rows=tuple(body),
        totals=(*totals, Total(say("total"), display(note.total), strong=True)),
        breakdown=_breakdown([_Taxed(row.line.vat_code, row.net, row.vat) for row in rows], rate, say),
        boxes=boxes,
        notes=(say("reason", reason=note.reason),),
        warning=warning_of(note.business, document, say),
        page_of=say.page_of(),
    )
