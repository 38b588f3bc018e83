"""Customers as reports name them."""

from __future__ import annotations

from billing.customers.sealing import kra_pin_of, name_of
from billing.models import Customer
from core.machine.crypto import Unreadable


def shown_name(customer: Customer) -> str:
    """Empty for somebody who was erased."""
    try:
        return name_of(customer)
    except Unreadable:
        return ""


def whole_pin(customer: Customer) -> str:
    """The whole KRA PIN, for reports that want phone.read; empty for somebody who has none or was erased."""
    try:
        return kra_pin_of(customer)
    except Unreadable:
        return ""
