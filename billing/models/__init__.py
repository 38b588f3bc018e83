"""Customers, invoices, and what settles them: a file for each subject. Import them from here."""

from __future__ import annotations

from billing.models.customers import Counter, Customer, CustomerPhone
from billing.models.fiscal import FiscalDocument, FiscalState, PaymentCode
from billing.models.invoices import (
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceKind,
    InvoiceLine,
    InvoiceState,
)
from billing.models.payments import (
    Allocation,
    CustomerEntry,
    Payment,
    PaymentKind,
    Refund,
    RefundPart,
    StatementLine,
)
from billing.models.products import Product, StockMove, StockMoveKind
from billing.models.shifts import DrawerMove, DrawerMoveKind, Register, Shift, ShiftState

__all__ = [
    "Allocation",
    "Counter",
    "CreditNote",
    "CreditNoteLine",
    "Customer",
    "CustomerEntry",
    "CustomerPhone",
    "DrawerMove",
    "DrawerMoveKind",
    "FiscalDocument",
    "FiscalState",
    "Invoice",
    "InvoiceKind",
    "InvoiceLine",
    "InvoiceState",
    "Payment",
    "PaymentCode",
    "PaymentKind",
    "Product",
    "Refund",
    "RefundPart",
    "Register",
    "Shift",
    "ShiftState",
    "StatementLine",
    "StockMove",
    "StockMoveKind",
]
