"""What bills and credit notes add to a VAT return: values by code and their VAT, in cents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from heapq import merge
from itertools import islice
from typing import Any, Final, NamedTuple

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Concat

from billing.models import (
    CreditNote,
    CreditNoteLine,
    Customer,
    Invoice,
    InvoiceKind,
    InvoiceLine,
    Payment,
    PaymentKind,
)
from core.money import Cents
from ledger.models import Entry, EntryKind
from ledger.vouchers.vat_sources import Supplies
from users.models import Business

_CHUNK: Final = 2_000


def billed_supplies(business: Business, first: date, after: date) -> Supplies:
    """What was billed from the first day until the day after the last, less what was credited and voided.

    By the accounting days of the entries: a bill counts on the day of its issue, and is taken away on the day
    on which it became void. What was owed when the books were opened is no sale of them.
    """
    values: defaultdict[str, Cents] = defaultdict(int)
    vat = 0
    for sign, rows, code, *_ in _parts(business, first, after):
        found = rows.order_by().values_list(code).annotate(net=Sum("net"), vat=Sum("vat"))
        for each, net, tax in found:
            values[each] += sign * int(net)
            vat += sign * int(tax)
    return Supplies(values, vat)


@dataclass(frozen=True)
class Supplied:
    """What one bill, its voiding or a credit note sold under one VAT code, in cents; below zero where it
    takes away. `unit` is the number that KRA's control unit gave it, `of` the bill that is taken back, with
    its day and its own number at the unit."""

    day: date
    document: str
    customer: Customer
    code: str
    net: Cents
    vat: Cents
    unit_serial: str = ""
    unit: str = ""
    of: str = ""
    of_day: date | None = None
    of_unit: str = ""


def billed_documents(business: Business, first: date, after: date) -> Iterator[Supplied]:
    """As billed_supplies, document by document and code by code, in the order of days. They sum to it."""
    parts = (_documents(*part) for part in _parts(business, first, after))
    return merge(*parts, key=lambda each: each.day)


def named_documents(business: Business, first: date, after: date, *, code: str) -> Iterator[Supplied]:
    """Those of billed_documents under one code to customers whose KRA PIN is known, as a return lists them. A
    bill that became void within the days is not among them, nor is its voiding: they sum to nothing."""
    return _lasting(business, first, after, code, Q(kra_pin_masked__gt=""))


def unnamed_documents(business: Business, first: date, after: date, *, code: str) -> Iterator[Supplied]:
    """As named_documents, of customers whose PIN is not known though they have withheld VAT: who does that
    was appointed by KRA, and has one."""
    agents = Payment.objects.filter(customer=OuterRef("pk"), kind=PaymentKind.VAT_WITHHELD)
    return _lasting(business, first, after, code, Q(Exists(agents), kra_pin_masked=""))


class Sold(NamedTuple):
    """A taxable value and the VAT on it, in cents."""

    net: Cents
    vat: Cents


def billed_by_pin(business: Business, first: date, after: date, *, code: str) -> tuple[Sold, Sold]:
    """What of billed_supplies is under one code: to customers whose KRA PIN is known, and to all others."""
    sums = {True: [0, 0], False: [0, 0]}
    for part in _parts(business, first, after):
        named = ExpressionWrapper(Q(**{f"{part.bill}__customer__kra_pin_masked__gt": ""}), BooleanField())
        rows = part.rows.filter(**{part.code: code}).order_by().annotate(named=named).values_list("named")
        for is_named, net, vat in rows.annotate(net_sum=Sum("net"), vat_sum=Sum("vat")):
            sums[is_named][0] += part.sign * int(net)
            sums[is_named][1] += part.sign * int(vat)
    return Sold(*sums[True]), Sold(*sums[False])


def _lasting(business: Business, first: date, after: date, code: str, who: Q) -> Iterator[Supplied]:
    customers = Customer.objects.filter(who, business=business).values("pk")
    parts = (
        part._replace(rows=part.rows.filter(**{part.code: code, f"{part.bill}__customer__in": customers}))
        for part in _parts(business, first, after, only_lasting=True)
    )
    return merge(*(_documents(*part) for part in parts), key=lambda each: each.day)


class _Part(NamedTuple):
    """Lines that count with a sign. `code` and `bill` say where the lines have them, `note` the credit note,
    `day` the accounting day on which they count."""

    sign: int
    rows: QuerySet[Any]
    code: str
    bill: str
    day: str
    note: str = ""


def _parts(business: Business, first: date, after: date, *, only_lasting: bool = False) -> tuple[_Part, ...]:
    """With `only_lasting`, without bills that were both issued and voided within the days."""
    lines = InvoiceLine.objects.filter(invoice__business=business).exclude(vat_code="")
    lines = lines.exclude(invoice__kind=InvoiceKind.OPENING)
    voided = Entry.objects.filter(
        business=business,
        effective_on__gte=first,
        effective_on__lt=after,
        kind=EntryKind.REVERSAL,
        reverses__kind=EntryKind.INVOICE,
    )
    entry = Concat(Value("invoice:"), "invoice__number", Value(":issue"))
    on = voided.filter(reverses__reference=OuterRef("entry")).order_by("pk").values("effective_on")[:1]
    references = voided.values("reverses__reference")
    named = lines.alias(entry=entry).filter(entry__in=references)
    credited = CreditNoteLine.objects.filter(
        note__business=business, note__issued_on__gte=first, note__issued_on__lt=after
    ).exclude(line__vat_code="")
    issued = lines.filter(invoice__issued_on__gte=first, invoice__issued_on__lt=after)
    if only_lasting:
        issued = issued.alias(entry=entry).exclude(entry__in=references)
        named = named.filter(invoice__issued_on__lt=first)
    return (
        _Part(1, issued, "vat_code", "invoice", "invoice__issued_on"),
        _Part(-1, named.annotate(voided_on=Subquery(on)), "vat_code", "invoice", "voided_on"),
        _Part(-1, credited, "line__vat_code", "line__invoice", "note__issued_on", "note"),
    )


def _documents(
    sign: int, rows: QuerySet[Any], code: str, bill: str, day: str, note: str
) -> Iterator[Supplied]:
    """Bills and customers are read a few thousand at a time."""
    thing = note or bill
    sums = rows.order_by(day, thing, code).values_list(day, thing, bill, code)
    found = sums.annotate(net=Sum("net"), vat=Sum("vat")).iterator(chunk_size=_CHUNK)
    while batch := list(islice(found, _CHUNK)):
        bills = Invoice.objects.select_related("customer__data_key", "fiscal").in_bulk(
            {row[2] for row in batch}
        )
        notes = CreditNote.objects.select_related("fiscal").in_bulk({row[1] for row in batch} if note else ())
        for on, key, bill_id, each, net, vat in batch:
            billed = bills[bill_id]
            document = notes[key] if note else billed
            serial, number = _unit(document) if note or sign > 0 else ("", "")
            supplied = Supplied(
                day=on,
                document=str(document) if note else billed.serial_number,
                customer=billed.customer,
                code=each,
                net=sign * int(net),
                vat=sign * int(vat),
                unit_serial=serial,
                unit=number,
            )
            if sign < 0:
                supplied = replace(
                    supplied, of=billed.serial_number, of_day=billed.issued_on, of_unit=_unit(billed)[1]
                )
            yield supplied


def _unit(document: Invoice | CreditNote) -> tuple[str, str]:
    """The control unit that signed, and its number for the document; empty where none did."""
    fiscal = getattr(document, "fiscal", None)
    return ("", "") if fiscal is None else (fiscal.control_unit, fiscal.control_unit_number)
