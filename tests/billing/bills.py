"""A business that bills with VAT, for tests of papers, of eTIMS and of the VAT return."""

from __future__ import annotations

from decimal import Decimal
from itertools import count
from typing import Any

from billing.customers.customers import create_customer
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from billing.models import Customer, Invoice
from users.actors import SYSTEM
from users.letterheads import set_letterhead
from users.models import Business

PIN, NAME = "P051365947M", "Gĩthĩnji Ñuñez & <b>Sons</b>"
_keys = count(1)


def fresh_key() -> str:
    return f"bill-{next(_keys)}"


def head(business: Business, *, kra_pin: str = PIN, vat_registered: bool = True) -> None:
    set_letterhead(
        business=business,
        postal_address="P.O. Box 1234-00100, Nairobi",
        phone="0700 000 100",
        email="bills@maji.example",
        kra_pin=kra_pin,
        vat_registered=vat_registered,
        actor=SYSTEM,
    )


def customer_of(business: Business, **more: Any) -> Customer:
    return create_customer(business=business, actor=SYSTEM, **{"name": NAME, **more})


def line(
    what: str, cents: int, vat_code: str = "STANDARD", *, quantity: str = "1", discount: int = 0
) -> LineInput:
    return LineInput(what, Decimal(quantity), cents, discount, vat_code)


MIXED = (
    line("Water, cubic metres", 116_00, quantity="2.5", discount=10_00),
    line("Maize flour", 50_00, "ZERO_RATED"),
    line("Rent of a meter", 30_00, "EXEMPT"),
)


def draft(customer: Customer, *lines: LineInput, **more: Any) -> Invoice:
    return create_invoice(customer=customer, lines=lines or MIXED, key=fresh_key(), actor=SYSTEM, **more)


def bill(customer: Customer, *lines: LineInput, **more: Any) -> Invoice:
    return issue_invoice(invoice=draft(customer, *lines, **more), actor=SYSTEM)
