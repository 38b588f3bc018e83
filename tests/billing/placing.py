"""A business with a till, a customer with bills, and receipts that nobody's reference names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from billing.customers.customers import create_customer
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from billing.models import Customer, Invoice
from graphql_api.ids import write_id
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.models import Channel, Receipt, Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.graphql_api.conftest import House
from users.actors import SYSTEM
from users.approvals.approving import Proof, approve
from users.models import Approval, Role

PHONE = "254712345678"
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PLACE = """mutation ($input: PlaceReceiptInput!) { placeReceipt(input: $input) {
    approval { id state kind comment } problems { code field } } }"""


@dataclass
class Desk:
    """The business `house`, worked from its front desk."""

    house: House
    drain: Callable[[], None]
    shortcode: str = "600984"
    count: int = 0
    till: Till = field(init=False)

    def __post_init__(self) -> None:
        self.till = create_till(
            business=self.house.business,
            name="Water",
            kind="PAYBILL",
            shortcode=self.shortcode,
            credentials=TillCredentials(consumer_key="a", consumer_secret="b", passkey="c"),
            actor=SYSTEM,
        )

    def customer(self, phone: str = PHONE, name: str = "Amina Otieno") -> Customer:
        return create_customer(business=self.house.business, name=name, phone=phone, actor=SYSTEM)

    def draft(self, customer: Customer, cents: int) -> Invoice:
        self.count += 1
        line = LineInput("Water", Decimal(1), cents)
        return create_invoice(customer=customer, lines=[line], key=f"bill-{self.count}", actor=SYSTEM)

    def invoice(self, customer: Customer, cents: int) -> Invoice:
        return issue_invoice(invoice=self.draft(customer, cents), actor=SYSTEM)

    def pay(self, cents: int, reference: str = "nobody", *, phone: str = PHONE, at: datetime = AT) -> Receipt:
        """A receipt, booked and routed."""
        self.count += 1
        facts = ReceiptFacts(f"UKK{self.count:07}", cents, at, reference, phone)
        with transaction.atomic():
            receipt, _ = record_receipt(till=self.till, facts=facts, channel=Channel.C2B)
        self.drain()
        return receipt

    def ask(self, receipt: Receipt, *, by: str = Role.ACCOUNTANT, key: str = "", **given: Any) -> Any:
        """The payload of placeReceipt."""
        asked = {"receipt": write_id("Receipt", receipt.pk), "idempotencyKey": key or f"place-{receipt.pk}"}
        return self.house.browser(by).data(PLACE, input=asked | given)["placeReceipt"]

    def asked(self, receipt: Receipt, **given: Any) -> Approval:
        """The request that placeReceipt has made."""
        payload = self.ask(receipt, **given)
        assert payload["problems"] == [], payload
        return Approval.objects.filter(subject=f"receipt:{receipt.pk}").latest("pk")

    def yes(self, approval: Approval, by: str = Role.APPROVER) -> Approval:
        return approve(
            approval=approval, checker=self.house.people[by], digest=approval.digest, proof=Proof()
        )


def codes(payload: Any) -> list[tuple[str, list[str]]]:
    assert (payload["approval"] is None) == bool(payload["problems"])
    return [(problem["code"], problem["field"]) for problem in payload["problems"]]
