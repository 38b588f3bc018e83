"""What bills have done in the books: that they were issued, what settled them, and what undid that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import Q

from billing.models import Allocation, CustomerEntry, Invoice
from ledger.models import Entry
from mpesa.collections.receipts import LEGS, receipt_reference
from mpesa.models import Receipt

_ROUTED = tuple(leg for leg in LEGS if leg.startswith(("route", "place", "reversal")))


def entries_of_invoices(invoices: Collection[int]) -> dict[int, list[int]]:
    """Invoice's key -> the keys of its entries, oldest first. A few queries for however many invoices.

    An entry of a payment is of all bills that it paid; the moves between credit and a bill are the bill's.
    """
    business = dict(Invoice.objects.filter(pk__in=invoices).values_list("pk", "business_id"))
    paid: defaultdict[int, set[int]] = defaultdict(set)
    receipts: defaultdict[int, set[int]] = defaultdict(set)
    known: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    rows = Allocation.objects.filter(invoice__in=invoices)
    for pk, invoice, payment, receipt in rows.values_list("pk", "invoice", "payment", "payment__receipt_id"):
        known[business[invoice], f"allocation:{pk}"].add(invoice)
        paid[payment].add(invoice)
        if receipt:
            receipts[receipt].add(invoice)
    said = CustomerEntry.objects.filter(Q(invoice__in=invoices) | Q(payment__in=list(paid)))
    for where, reference, invoice_id, payment_id in said.values_list(
        "business", "reference", "invoice", "payment"
    ):
        known[where, reference] |= {invoice_id} if invoice_id in business else paid.get(payment_id, set())
    for row in Receipt.objects.filter(pk__in=list(receipts)).select_related("till"):
        for leg in _ROUTED:
            known[row.business_id, receipt_reference(row.till, row.number, leg)] |= receipts[row.pk]
    return _found(known)


def _found(known: dict[tuple[int, str], set[int]]) -> dict[int, list[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    first: dict[int, set[int]] = {}
    entries = Entry.objects.filter(
        business__in={where for where, _ in known}, reference__in=[reference for _, reference in known]
    )
    for pk, where, reference in entries.values_list("pk", "business", "reference"):
        first[pk] = known.get((where, reference), set())
    undone = Entry.objects.filter(reverses__in=list(first)).values_list("pk", "reverses")
    mirrors = {pk: first[of] for pk, of in undone if of is not None}
    for pk, of_invoices in (first | mirrors).items():
        for invoice in of_invoices:
            found[invoice].add(pk)
    return {invoice: sorted(pks) for invoice, pks in found.items()}
