"""Customers as reports name them."""

from __future__ import annotations

from billing.customers.sealing import name_of
from billing.models import Customer
from core.machine.crypto import Unreadable


def shown_name(customer: Customer) -> str:
    """Empty for somebody who was erased."""
    try:
        return name_of(customer)
    except Unreadable:
        return ""
