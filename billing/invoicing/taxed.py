"""What bills and credit notes add to the VAT return of a month: values by code and their VAT, in cents."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum, Value
from django.db.models.functions import Concat

from billing.models import CreditNoteLine, InvoiceKind, InvoiceLine
from core.money import Cents
from ledger.models import Entry, EntryKind
from ledger.vouchers.vat_sources import Supplies
from users.models import Business


def billed_supplies(business: Business, first: date, after: date) -> Supplies:
    """What was billed from the first day until the day after the last, less what was credited and voided.

    By the accounting days of the entries: a bill counts on the day of its issue, and is taken away on the day
    on which it became void. What was owed when the books were opened is no sale of them.
    """
    lines = InvoiceLine.objects.filter(invoice__business=business).exclude(vat_code="")
    lines = lines.exclude(invoice__kind=InvoiceKind.OPENING)
    voided = Entry.objects.filter(
        business=business,
        effective_on__gte=first,
        effective_on__lt=after,
        kind=EntryKind.REVERSAL,
        reverses__kind=EntryKind.INVOICE,
    )
    named = lines.alias(entry=Concat(Value("invoice:"), "invoice__number", Value(":issue")))
    credited = CreditNoteLine.objects.filter(
        note__business=business, note__issued_on__gte=first, note__issued_on__lt=after
    ).exclude(line__vat_code="")
    values: defaultdict[str, Cents] = defaultdict(int)
    vat = 0
    for sign, rows, code in (
        (1, lines.filter(invoice__issued_on__gte=first, invoice__issued_on__lt=after), "vat_code"),
        (-1, named.filter(entry__in=voided.values("reverses__reference")), "vat_code"),
        (-1, credited, "line__vat_code"),
    ):
        for each, net, tax in _sums(rows, code):
            values[each] += sign * net
            vat += sign * tax
    return Supplies(values, vat)


def _sums(rows: QuerySet[Any], code: str) -> list[tuple[str, Cents, Cents]]:
    found = rows.order_by().values_list(code).annotate(net=Sum("net"), vat=Sum("vat"))
    return [(each, int(net), int(vat)) for each, net, vat in found]
