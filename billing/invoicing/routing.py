"""Which receipts are billing's: those whose account reference is an invoice or a customer's account."""

from __future__ import annotations

from functools import partial

from billing.invoicing.invoices import allocate, open_invoices, shares
from billing.models import Customer, Invoice, InvoiceState
from billing.numbers import read_reference
from ledger.chart.standard import CUSTOMER_CREDIT, RECEIVABLES
from ledger.journal.posting import credit
from mpesa.collections.routing import Part, Placement
from mpesa.models import Receipt


def invoice_or_account(receipt: Receipt, reference: str) -> Placement | None:
    """To the named invoice, or the account's open invoices oldest first; the rest is customer credit.

    An owner of account references (registered in config/wiring). Locks the invoices it would
    pay, in the caller's transaction. None when the reference is nobody's.
    """
    named = read_reference(reference)
    if named is None:
        return None
    what, number = named
    business_id = receipt.business_id
    if what == "invoice":
        issued = Invoice.objects.filter(business_id=business_id).exclude(state=InvoiceState.DRAFT)
        known = issued.filter(number=number).exists()
    else:
        known = Customer.objects.filter(business_id=business_id, account_number=number).exists()
    if not known:
        return None
    invoices = open_invoices(business_id=business_id, **{what: number})
    paying = shares(invoices, receipt.amount)
    paid = sum(cents for _, cents in paying)
    left = receipt.amount - paid
    legs = [credit(code, cents) for code, cents in ((RECEIVABLES, paid), (CUSTOMER_CREDIT, left)) if cents]
    parts = [Part(f"invoice {each.number}", cents) for each, cents in paying]
    return Placement(
        owner=f"{what} {number}",
        credits=legs,
        parts=parts + ([Part("customer credit", left)] if left else []),
        is_open=bool(invoices) or what == "account",
        settle=partial(allocate, paying, receipt_id=receipt.pk, receipt_number=receipt.number),
    )
