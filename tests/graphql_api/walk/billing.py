"""Customers and invoices."""

from __future__ import annotations

from decimal import Decimal

from billing.customers.customers import create_customer
from billing.invoicing.crediting import credit_invoice
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from billing.models import FiscalDocument
from billing.paying.by_hand import Said, record_payment
from billing.paying.refunding import refund_in_cash
from core import days
from tests.graphql_api.walk.rows import PHONE, Rows, Seeds
from users.models import Role

ROWS = Rows(
    lists={
        "customers": "billing.read",
        "invoices": "billing.read",
        "fiscalDocuments": "billing.read",
        "receivables": "billing.read",
    },
    singles={"receivablesSummary": "billing.read", "invoiceSums": "billing.read"},
    others={"priceInvoice"},
    phones={"customers": "phone otherPhones kraPin email"},
    nodes={
        "Customer": "billing.read",
        "Invoice": "billing.read",
        "FiscalDocument": "billing.read",
        "CustomerPayment": "billing.read",
        "InvoicePayment": "billing.read",
        "CreditNote": "billing.read",
        "CustomerRefund": "billing.read",
    },
    mutations={
        "createCustomer": (
            "billing.write",
            'createCustomer(input: {{business: "{Business}", name: "", idempotencyKey: "1"}})',
        ),
        "updateCustomer": (
            "billing.write",
            'updateCustomer(input: {{customer: "{Customer}", name: ""}})',
        ),
        "mergeCustomers": (
            "billing.write",
            'mergeCustomers(input: {{customer: "{Customer}", into: "{Customer}"}})',
        ),
        "uploadCustomers": ("billing.write", 'uploadCustomers(input: {{business: "{Business}"}})'),
        "archiveCustomer": ("billing.write", 'archiveCustomer(input: {{customer: "{Customer}"}})'),
        "unarchiveCustomer": ("billing.write", 'unarchiveCustomer(input: {{customer: "{Customer}"}})'),
        "createInvoice": (
            "billing.write",
            'createInvoice(input: {{customer: "{Customer}", lines: [], idempotencyKey: "1"}})',
        ),
        "sendToEtims": ("billing.write", 'sendToEtims(input: {{bill: "{Invoice}"}})'),
        "drawPaymentCode": ("payment.request", 'drawPaymentCode(input: {{invoice: "{Invoice}"}})'),
        "issueInvoice": ("billing.write", 'issueInvoice(input: {{invoice: "{Invoice}"}})'),
        "editInvoice": ("billing.write", 'editInvoice(input: {{invoice: "{Invoice}", lines: []}})'),
        "discardInvoice": ("billing.write", 'discardInvoice(input: {{invoice: "{Invoice}"}})'),
        "voidInvoice": ("billing.write", 'voidInvoice(input: {{invoice: "{Invoice}", reason: ""}})'),
        "creditInvoice": (
            "billing.write",
            'creditInvoice(input: {{invoice: "{Invoice}", reason: "", idempotencyKey: "1"}})',
        ),
        "writeOffInvoice": (
            "billing.write",
            'writeOffInvoice(input: {{invoice: "{Invoice}", comment: "", idempotencyKey: "1"}})',
        ),
        "recordPayment": (
            "billing.write",
            'recordPayment(input: {{customer: "{Customer}", kind: CASH, amount: "1",'
            ' receivedOn: "2026-11-20", idempotencyKey: "1"}})',
        ),
        "takeBackPayment": (
            "ledger.write",
            'takeBackPayment(input: {{payment: "{CustomerPayment}", reason: ""}})',
        ),
        "reallocatePayment": (
            "billing.write",
            'reallocatePayment(input: {{allocation: "{InvoicePayment}", reason: ""}})',
        ),
        "applyCredit": ("billing.write", 'applyCredit(input: {{customer: "{Customer}"}})'),
        "refundInCash": (
            "ledger.write",
            'refundInCash(input: {{customer: "{Customer}", amount: "1", reason: "", idempotencyKey: "1"}})',
        ),
    },
)


def fill(seeds: Seeds) -> None:
    house = seeds.house
    owner = house.people[Role.OWNER]
    for count in range(seeds.times):
        customer = create_customer(
            business=house.business,
            name=f"Customer of {house.code}",
            phone=PHONE,
            other_phones=["254712345679"],
            kra_pin="A012345678Z",
            email="customer@example.com",
            actor=owner,
        )
        invoice = create_invoice(
            customer=customer,
            lines=[
                LineInput(f"water of {house.code}", Decimal("2.5"), 20_000),
                LineInput("meter", Decimal(1), 100),
            ],
            key=f"{house.code}-invoice-{count:04}",
            actor=owner,
        )
        # paid before it is issued: part goes back, and the rest pays the bill
        payment = record_payment(
            customer=customer,
            said=Said("CASH", 6_000, days.today(), note=f"at {house.code}"),
            key=f"{house.code}-payment-{count:04}",
            actor=owner,
        )
        refund = refund_in_cash(
            customer=customer,
            amount=1_000,
            reason=f"out of {house.code}",
            key=f"{house.code}-refund-{count:04}",
            actor=owner,
        )
        issue_invoice(invoice=invoice, actor=owner)
        told = FiscalDocument.objects.create(
            business=house.business, invoice=invoice, due_at=days.now(), told=f"to {house.code}"
        )
        note = credit_invoice(
            invoice=invoice,
            amount=10_000,
            reason=f"back to {house.code}",
            key=f"{house.code}-note-{count:04}",
            actor=owner,
        )
        seeds.nodes |= {
            "Customer": customer,
            "Invoice": invoice,
            "CustomerPayment": payment,
            "InvoicePayment": payment.allocations.get(),
            "CreditNote": note,
            "CustomerRefund": refund,
            "FiscalDocument": told,
        }
