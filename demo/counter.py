"""What the demo sells at a counter, and bills every month: for who looks at these pages first."""

from __future__ import annotations

from decimal import Decimal

from billing.invoicing.terms import LineInput
from billing.models import Customer
from billing.pos.products import ProductTerms, create_product
from billing.pos.registers import open_register
from billing.subscriptions.plans import create_plan
from billing.subscriptions.subscribing import subscribe
from core import days
from mpesa.models import Till
from users.models import Business, User

#: Name, barcode, cents, VAT.
GOODS = (
    ("Milk 500 ml", "6161100100015", 65_00, "ZERO_RATED"),
    ("Bread 400 g", "6161100100022", 70_00, "ZERO_RATED"),
    ("Maize flour 2 kg", "6161100100039", 180_00, "ZERO_RATED"),
    ("Sugar 1 kg", "6161100100046", 165_00, "STANDARD"),
    ("Cooking oil 1 l", "6161100100053", 320_00, "STANDARD"),
    ("Bar soap 800 g", "6161100100060", 190_00, "STANDARD"),
    ("Sukuma wiki, a bunch", "", 20_00, "EXEMPT"),
)
SUBSCRIBED = 6


def open_counter(till: Till, owner: User) -> None:
    """A drawer, and goods to sell from it. Idempotent."""
    open_register(business=till.business, name="Counter 1", till=till, actor=owner)
    for count, (name, code, price, vat) in enumerate(GOODS):
        terms = ProductTerms(name=name, code=code, price=price, vat_code=vat)
        create_product(business=till.business, terms=terms, key=f"goods-{count}", actor=owner)


def begin_standing_charges(business: Business, customers: list[Customer], owner: User) -> None:
    """A plan by which some customers are billed from the first of next month on. Idempotent."""
    plan = create_plan(
        business=business,
        name="Standing charge",
        frequency="MONTHLY",
        lines=[LineInput("Standing charge", Decimal(1), 200_00)],
        days_until_due=10,
        key="standing-charge",
        actor=owner,
    )
    first = days.months_after(days.today().replace(day=1), 1)
    for count, customer in enumerate(customers[:SUBSCRIBED]):
        subscribe(customer=customer, plan=plan, starts_on=first, key=f"standing-{count}", actor=owner)
