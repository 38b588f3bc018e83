"""Finding customers and invoices by what people hold in hand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import suppress

from django.db.models import Q

from billing.customers.customers import name_of
from billing.customers.names import named_like
from billing.models import Customer, Invoice
from billing.numbers import INVOICE_PREFIX
from core.errors import InvalidInput
from core.machine.crypto import Unreadable, blind_indexes
from core.money import display
from core.phone import canonical_phone
from users.models import User
from users.searching import EACH, Hit

_DIGITS = re.compile(r"(INV)?([0-9]{3,12})")


def search_bills(user: User, text: str, businesses: Collection[int]) -> Iterator[Hit]:
    """Customers by account number, phone or the words of their name, invoices by number, with or without
    `INV-`. A searcher (users/searching.py)."""
    compact = _DIGITS.fullmatch(re.sub(r"[\s\-./_]", "", text).upper()) if text.isascii() else None
    prefix, digits = (compact[1], compact[2]) if compact else (None, "")
    wanted = Q(account_number__startswith=digits) if digits and not prefix else Q(pk__in=[])
    if (named := named_like(text)) is not None:
        wanted |= named
    with suppress(InvalidInput):
        wanted |= Q(phone_index__in=blind_indexes(canonical_phone(text)))
    known = Customer.objects.filter(wanted, business__in=businesses).select_related("data_key")
    for customer in known.order_by("account_number", "pk")[:EACH]:
        rank = 2 if digits and customer.account_number.startswith(digits) else 0
        yield _customer(customer, 0 if customer.account_number == digits else rank)
    if digits:
        number = f"{INVOICE_PREFIX}{digits}"
        bills = Invoice.objects.filter(business__in=businesses, number__startswith=number)
        for invoice in bills.select_related("customer").order_by("number", "pk")[:EACH]:
            detail = (
                f"{display(invoice.total)}, {invoice.get_state_display().lower()},"
                f" account {invoice.customer.account_number}"
            )
            rank = 0 if invoice.number == number else 2
            yield Hit("Invoice", invoice.pk, invoice.business_id, invoice.number, detail, rank)


def _customer(customer: Customer, rank: int) -> Hit:
    try:
        label = name_of(customer)
    except Unreadable:
        label = ""
    detail = ", ".join(filter(None, [f"account {customer.account_number}", customer.phone_masked]))
    return Hit("Customer", customer.pk, customer.business_id, label or customer.account_number, detail, rank)
