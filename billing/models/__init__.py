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
from billing.models.plans import Plan, PlanFrequency, PlanLine, PlanPrice
from billing.models.products import Product, StockMove, StockMoveKind
from billing.models.receivables import Receivable
from billing.models.reminders import (
    ContactPreference,
    CustomerNotice,
    DunningAction,
    DunningRule,
    NoticeKind,
    NoticeState,
    ReminderSettings,
)
from billing.models.sales import (
    CounterClaim,
    Sale,
    SaleItem,
    SaleRefund,
    SaleRefundItem,
)
from billing.models.shifts import DrawerMove, DrawerMoveKind, Register, Shift, ShiftState
from billing.models.subscriptions import (
    BillingRun,
    BillingSkip,
    RunState,
    Subscription,
    SubscriptionPeriod,
    SubscriptionState,
    SubscriptionTerms,
)

__all__ = [
    "Allocation",
    "BillingRun",
    "BillingSkip",
    "ContactPreference",
    "Counter",
    "CounterClaim",
    "CreditNote",
    "CreditNoteLine",
    "Customer",
    "CustomerEntry",
    "CustomerNotice",
    "CustomerPhone",
    "DrawerMove",
    "DrawerMoveKind",
    "DunningAction",
    "DunningRule",
    "FiscalDocument",
    "FiscalState",
    "Invoice",
    "InvoiceKind",
    "InvoiceLine",
    "InvoiceState",
    "NoticeKind",
    "NoticeState",
    "Payment",
    "PaymentCode",
    "PaymentKind",
    "Plan",
    "PlanFrequency",
    "PlanLine",
    "PlanPrice",
    "Product",
    "Receivable",
    "Refund",
    "RefundPart",
    "Register",
    "ReminderSettings",
    "RunState",
    "Sale",
    "SaleItem",
    "SaleRefund",
    "SaleRefundItem",
    "Shift",
    "ShiftState",
    "StatementLine",
    "StockMove",
    "StockMoveKind",
    "Subscription",
    "SubscriptionPeriod",
    "SubscriptionState",
    "SubscriptionTerms",
]
