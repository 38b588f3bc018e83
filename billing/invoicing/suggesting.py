"""Whose is it: who may have sent a receipt that waits in Suspense, and why. A person decides.

What is looked for: customers with the payer's phone, numbers one slip of the pen from what was typed (a digit
wrong, missing, too many, or two changed about), and open invoices of exactly the amount. Each is one query by
an index.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import F, Q

from billing.customers.phones import indexed_as, masked_as, phones_of_customers
from billing.invoicing.allocating import open_invoices
from billing.models import Customer, Invoice
from billing.numbers import INVOICE_PREFIX, is_account_number, is_invoice_number
from core.machine.crypto import Unreadable, blind_indexes
from mpesa.collections.payers import phone_of_payer
from mpesa.models import Receipt

#: So many rows are looked at for each reason.
EACH = 20
MAX_SUGGESTIONS = 20
_LOOKALIKES = str.maketrans("OQDILZSBG", "000112586")
_MOST = 20


class Why(StrEnum):
    """What speaks for it; the first ones speak louder."""

    PHONE = "PHONE"
    NUMBER = "NUMBER"
    MASKED_PHONE = "MASKED_PHONE"
    AMOUNT = "AMOUNT"


_WEIGHT = {Why.PHONE: 8, Why.NUMBER: 6, Why.MASKED_PHONE: 2, Why.AMOUNT: 3}


@dataclass
class Suggestion:
    """A customer, the invoice that it may be for where one is known, and what speaks for it."""

    customer: Customer
    invoice: Invoice | None = None
    why: set[Why] = field(default_factory=set)

    @property
    def weight(self) -> int:
        return sum(_WEIGHT[reason] for reason in self.why)


def suggestions_for(receipt: Receipt, *, limit: int = 10) -> list[Suggestion]:
    """Whose a receipt may be, the likeliest first; none when nothing speaks for anybody.

    The caller has checked that the person may read the receipt and the bills of its business.
    """
    found: dict[int, Suggestion] = {}
    reasons = _by_phone(receipt)
    accounts, bills = _slips(receipt.account_reference)
    reasons |= Q(account_number__in=accounts)
    customers = Customer.objects.filter(reasons, business=receipt.business_id).select_related("data_key")
    exact = set(_payer_indexes(receipt))
    likely = list(customers.order_by("-pk")[:EACH])
    phones = phones_of_customers([customer.pk for customer in likely])
    for customer in likely:
        why = found.setdefault(customer.pk, Suggestion(customer)).why
        if customer.account_number in accounts:
            why.add(Why.NUMBER)
        theirs = phones.get(customer.pk, ())
        if any(bytes(row.phone_index) in exact for row in theirs):
            why.add(Why.PHONE)
        elif any(row.phone_masked == receipt.payer_masked for row in theirs):
            why.add(Why.MASKED_PHONE)
    for invoice in _bills(receipt, bills, list(found)):
        known = found.setdefault(invoice.customer_id, Suggestion(invoice.customer))
        named, fits = invoice.number in bills, invoice.total - invoice.paid == receipt.amount
        known.why |= {reason for reason, holds in ((Why.NUMBER, named), (Why.AMOUNT, fits)) if holds}
        if (named or fits) and (known.invoice is None or named):
            known.invoice = invoice
    return sorted(found.values(), key=lambda each: -each.weight)[: min(limit, MAX_SUGGESTIONS)]


def _payer_indexes(receipt: Receipt) -> list[bytes]:
    payer = receipt.payer
    if payer is None:
        return []
    try:
        return blind_indexes(phone_of_payer(payer)) if payer.phone_sealed else [bytes(payer.phone_index)]
    except Unreadable:
        return [bytes(payer.phone_index)]


def _by_phone(receipt: Receipt) -> Q:
    """The payer's very number; where only a mask is known, numbers with the same mask."""
    if receipt.payer is not None:
        return indexed_as(_payer_indexes(receipt))
    return masked_as(receipt.payer_masked) if receipt.payer_masked else Q(pk__in=[])


def _bills(receipt: Receipt, numbers: set[str], customers: list[int]) -> Iterator[Invoice]:
    """Open invoices with one of the numbers, or of exactly the amount; those of likely customers first."""
    waiting = open_invoices().filter(business=receipt.business_id).select_related("customer__data_key")
    yield from waiting.filter(number__in=numbers).order_by("pk")[:EACH] if numbers else ()
    fitting = waiting.alias(open=F("total") - F("paid")).filter(open=receipt.amount)
    if customers:
        yield from fitting.filter(customer__in=customers).order_by("pk")[:EACH]
    yield from fitting.exclude(customer__in=customers).order_by("-pk")[:EACH]


def _slips(typed: str) -> tuple[set[str], set[str]]:
    """Account numbers and invoice numbers that may have been meant by what was typed."""
    text = re.sub(r"[\W_]", "", typed).upper()
    digits = re.sub(r"^INV?", "", text).translate(_LOOKALIKES)
    if not 3 <= len(digits) <= _MOST or not digits.isascii():
        return set(), set()
    near = {digits, *_one_slip_from(digits)}
    accounts = {each for each in near if is_account_number(each)}
    return accounts, {f"{INVOICE_PREFIX}{each}" for each in near if is_invoice_number(each)}


def _one_slip_from(typed: str) -> Iterator[str]:
    """What was meant, if one key was wrong, missing, too many, or two neighbours changed about."""
    for place in range(len(typed) + 1):
        before, rest = typed[:place], typed[place:]
        for digit in "0123456789":
            yield before + digit + rest
            if rest:
                yield before + digit + rest[1:]
        if rest:
            yield before + rest[1:]
        if len(rest) > 1:
            yield before + rest[1] + rest[0] + rest[2:]
