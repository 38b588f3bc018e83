"""Customers and invoices, as the schema shows them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from billing import models
from billing.customers.customers import name_of, phone_of
from core.machine.crypto import Unreadable
from graphql_api.context import Info
from graphql_api.scalars import Money
from graphql_api.users.types import Business
from users.access import Right

InvoiceState = strawberry.enum(models.InvoiceState, name="InvoiceState")

PHONE_RIGHT = Right.PHONE_READ


def _name(root: strawberry.Parent[models.Customer]) -> str:
    try:
        return name_of(root)
    except Unreadable:
        return ""


def _phone(root: strawberry.Parent[models.Customer], info: Info) -> str:
    if not info.context.holds(root.business_id, PHONE_RIGHT):
        return root.phone_masked
    try:
        return phone_of(root)
    except Unreadable:
        return root.phone_masked


def _unit_price(root: strawberry.Parent[models.InvoiceLine]) -> Money:
    return Money(root.unit_cents)


def _line_amount(root: strawberry.Parent[models.InvoiceLine]) -> Money:
    return Money(root.cents)


def _allocated(root: strawberry.Parent[models.Allocation]) -> Money:
    return Money(root.cents)


def _due(root: strawberry.Parent[models.Invoice]) -> Money:
    return Money(root.total - root.paid)


@strawberry_django.type(models.Customer, description="Somebody who is billed.")
class Customer(relay.Node):
    business: Business
    account_number: str = strawberry_django.field(description="What the payer types; ends in a check digit.")
    name: str = strawberry_django.field(
        resolver=_name,
        select_related=["data_key"],
        only=["name_sealed", "data_key__wrapped"],
        description="Empty when it was erased.",
    )
    phone: str = strawberry_django.field(
        resolver=_phone,
        select_related=["data_key"],
        only=["phone_sealed", "phone_masked", "business_id", "data_key__wrapped"],
        description="Masked for readers without the right.",
    )
    created_at: datetime


@strawberry_django.type(models.InvoiceLine)
class InvoiceLine:
    description: str
    quantity: Decimal
    unit_price: Money = strawberry_django.field(resolver=_unit_price, only=["unit_cents"])
    amount: Money = strawberry_django.field(resolver=_line_amount, only=["cents"])

    @classmethod
    def get_queryset(
        cls, queryset: QuerySet[models.InvoiceLine], info: Any, **kwargs: Any
    ) -> QuerySet[models.InvoiceLine]:
        return queryset.order_by("pk")


@strawberry_django.type(models.Allocation, description="Part of a receipt that paid part of an invoice.")
class Allocation:
    receipt_number: str
    amount: Money = strawberry_django.field(resolver=_allocated, only=["cents"])
    allocated_at: datetime

    @classmethod
    def get_queryset(
        cls, queryset: QuerySet[models.Allocation], info: Any, **kwargs: Any
    ) -> QuerySet[models.Allocation]:
        return queryset.order_by("pk")


@strawberry_django.type(models.Invoice, description="A bill; its number can be typed as the account number.")
class Invoice(relay.Node):
    business: Business
    customer: Customer
    number: str
    state: InvoiceState
    total: Money
    paid: Money
    due: Money = strawberry_django.field(
        resolver=_due, only=["total", "paid"], description="Still to be paid."
    )
    due_on: date | None
    issued_at: datetime | None
    created_at: datetime
    lines: list[InvoiceLine] = strawberry_django.field(pagination=True)
    allocations: list[Allocation] = strawberry_django.field(pagination=True)
