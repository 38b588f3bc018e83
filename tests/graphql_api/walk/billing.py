"""Customers and invoices."""

from __future__ import annotations

from decimal import Decimal

from billing.customers.customers import create_customer
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from billing.models import FiscalDocument
from core import days
from tests.graphql_api.walk.rows import PHONE, Rows, Seeds
from users.models import Role

ROWS = Rows(
    lists={
        "customers": "billing.read",
        "invoices": "billing.read",
        "fiscalDocuments": "billing.read",
    },
    phones={"customers": "phone otherPhones kraPin email"},
    nodes={
        "Customer": "billing.read",
        "Invoice": "billing.read",
        "FiscalDocument": "billing.read",
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
        issue_invoice(invoice=invoice, actor=owner)
        told = FiscalDocument.objects.create(
            business=house.business, invoice=invoice, due_at=days.now(), told=f"to {house.code}"
        )
        seeds.nodes |= {"Customer": customer, "Invoice": invoice, "FiscalDocument": told}
