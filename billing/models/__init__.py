"""Customers, invoices and the money allocated to them."""

from __future__ import annotations

from billing.models.customers import Counter, Customer, CustomerPhone
from billing.models.invoices import Invoice, InvoiceLine, InvoiceState
from billing.models.payments import Allocation, Credit, StatementLine

__all__ = [
    "Allocation",
    "Counter",
    "Credit",
    "Customer",
    "CustomerPhone",
    "Invoice",
    "InvoiceLine",
    "InvoiceState",
    "StatementLine",
]
