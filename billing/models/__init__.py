"""Customers, invoices and the money allocated to them."""

from __future__ import annotations

from billing.models.customers import Counter, Customer, CustomerPhone
from billing.models.invoices import Invoice, InvoiceLine, InvoiceState
from billing.models.payments import Allocation, Credit, StatementLine
from billing.models.products import Product, StockMove, StockMoveKind
from billing.models.shifts import DrawerMove, DrawerMoveKind, Register, Shift, ShiftState

__all__ = [
    "Allocation",
    "Counter",
    "Credit",
    "Customer",
    "CustomerPhone",
    "DrawerMove",
    "DrawerMoveKind",
    "Invoice",
    "InvoiceLine",
    "InvoiceState",
    "Product",
    "Register",
    "Shift",
    "ShiftState",
    "StatementLine",
    "StockMove",
    "StockMoveKind",
]
