"""Finding customers and invoices by what people hold in hand."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from billing.customers.customers import name_of
from billing.customers.finding import found_by
from billing.customers.phones import phones_of_customers
from billing.models import Customer, Invoice
from billing.numbers import INVOICE_PREFIX
from core.machine.crypto import Unreadable
from core.money import display
from users.models import User
from users.searching import EACH, Hit

_DIGITS = re.compile(r"(INV)?([0-9]{3,12})")


def search_bills(user: User, text: str, businesses: Collection[int]) -> Iterator[Hit]:
    """Customers as found_by finds them, invoices by number, with or without
    `INV-`. A searcher (users/searching.py)."""
    compact = _DIGITS.fullmatch(re.sub(r"[\s\-./_]", "", text).upper()) if text.isascii() else None
    digits = compact[2] if compact else ""
    wanted = found_by(text, least_digits=3)
    known = Customer.objects.filter(wanted, business__in=businesses, merged_into=None)
    customers = list(known.select_related("data_key").order_by("account_number", "pk")[:EACH])
    phones = phones_of_customers([customer.pk for customer in customers])
    for customer in customers:
        rank = 2 if digits and customer.account_number.startswith(digits) else 0
        masked = [row.phone_masked for row in phones.get(customer.pk, ())]
        yield _customer(customer, masked, 0 if customer.account_number == digits else rank)
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


def _customer(customer: Customer, phones: list[str], rank: int) -> Hit:
    try:
        label = name_of(customer)
    except Unreadable:
        label = ""
    detail = ", ".join(filter(None, [f"account {customer.account_number}", *phones[:1]]))
    return Hit("Customer", customer.pk, customer.business_id, label or customer.account_number, detail, rank)
