"""A business whose customers are told and reminded; what is sent is caught before it is sealed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.customers.customers import create_customer
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from billing.models import Customer, CustomerNotice, Invoice, Payment
from billing.paying.by_hand import Said, record_payment
from billing.reminders import writing
from billing.reminders.dunning import remind_customers
from billing.reminders.settings import set_reminders
from billing.reminders.telling import tell_customers
from core import days
from messaging.templates import render
from mpesa.models import Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from users.actors import SYSTEM
from users.models import Business

PHONE = "254712345678"


@dataclass
class Street:
    """Customers of one business with a PayBill."""

    business: Business
    count: int = 0
    till: Till = field(init=False)

    def __post_init__(self) -> None:
        self.till = create_till(
            business=self.business,
            name="Street",
            kind="PAYBILL",
            shortcode="600111",
            credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
            actor=SYSTEM,
        )

    def switch(self, **on: Any) -> None:
        set_reminders(business=self.business, actor=SYSTEM, **on)

    def customer(self, phone: str = PHONE, **more: Any) -> Customer:
        return create_customer(business=self.business, name="Amina Otieno", phone=phone, actor=SYSTEM, **more)

    def invoice(self, customer: Customer, cents: int, due_on: date | None = None) -> Invoice:
        self.count += 1
        line = LineInput("Water", Decimal(1), cents)
        draft = create_invoice(
            customer=customer, lines=[line], due_on=due_on, key=f"bill-{self.count}", actor=SYSTEM
        )
        return issue_invoice(invoice=draft, actor=SYSTEM)

    def tell(self) -> list[tuple[str, str, str]]:
        """All that waits is told; what there is since."""
        while tell_customers():
            pass
        return notices()

    def remind(self) -> list[tuple[str, str, str]]:
        while remind_customers():
            pass
        return notices()


def pay(customer: Customer, cents: int, reference: str = "") -> Payment:
    """In cash."""
    said = Said("CASH", cents, days.today(), reference)
    return record_payment(customer=customer, said=said, key=f"pay-{cents}", actor=SYSTEM)


def notices() -> list[tuple[str, str, str]]:
    """(action, state, code), oldest first."""
    rows = CustomerNotice.objects.order_by("pk")
    return list(rows.values_list("action", "state", "code"))


def catch(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What is written, as (to, text), from now on."""
    caught: list[tuple[str, str]] = []

    def catching(send: Any) -> Any:
        def write(*, to: str, template: str, values: dict[str, str], language: str, **more: Any) -> Any:
            message = send(to=to, template=template, values=values, language=language, **more)
            caught.append((to, render(template, language, values)[1]))
            return message

        return write

    for name in ("send_sms", "send_email"):
        monkeypatch.setattr(writing, name, catching(getattr(writing, name)))
    return caught
