from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from billing.customers.customers import create_customer
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from billing.models import Counter, Customer, Invoice, InvoiceLine
from billing.numbers import INVOICE_SERIES
from core import days
from core.errors import Conflict, InvalidInput
from tests.core.threads import run_together
from users.actors import SYSTEM
from users.models import Business

KEY = "invoice-key-1"


@pytest.fixture
def customer(business: Business) -> Customer:
    return create_customer(business=business, name="Amina", actor=SYSTEM)


def draft(customer: Customer, *lines: tuple[str, int, int], key: str = KEY, **more: Any) -> Invoice:
    written = [LineInput(what, Decimal(count), cents) for what, count, cents in lines]
    return create_invoice(customer=customer, lines=written, key=key, actor=SYSTEM, **more)


def test_a_key_stands_for_one_invoice_however_its_lines_are_worded(customer):
    first = draft(customer, ("a|1|100\nb", 1, 100))
    for other in ([("a", 1, 100), ("b", 1, 100)], [("a|1|100\nb", 1, 101)], [("a|1|100\nb", 2, 100)]):
        with pytest.raises(Conflict) as refusal:
            draft(customer, *other)
        assert refusal.value.code == "KEY_REUSED"
    assert draft(customer, ("a|1|100\nb", 1, 100)) == first
    assert [(line.invoice_id, line.description) for line in InvoiceLine.objects.all()] == [
        (first.pk, "a|1|100 b")
    ]


def test_a_day_that_no_books_keep_is_refused(customer):
    for day in (date(1999, 12, 31), date(2101, 1, 1)):
        with pytest.raises(InvalidInput) as refusal:
            draft(customer, ("a", 1, 100), due_on=day)
        assert (refusal.value.code, refusal.value.field) == ("BAD_DAY", "due_on")


def test_a_refused_or_repeated_key_uses_no_number_up(customer):
    first = draft(customer, ("a", 1, 100))
    draft(customer, ("a", 1, 100))
    with pytest.raises(Conflict):
        draft(customer, ("b", 1, 100))
    second = draft(customer, ("b", 1, 100), key="invoice-key-2")
    assert (first.number[:-1], second.number[:-1]) == ("INV-00001", "INV-00002")


def test_the_same_invoice_from_threads_is_one_and_another_is_refused(customer):
    mine, other = (lambda: draft(customer, ("a", 1, 100))), (lambda: draft(customer, ("b", 1, 100)))
    outcomes = run_together([mine, other] * 4)
    made = {each.pk for each in outcomes if isinstance(each, Invoice)}
    assert made == {Invoice.objects.get().pk}
    assert [each.code for each in outcomes if not isinstance(each, Invoice)] == ["KEY_REUSED"] * 4
    assert Counter.objects.get(series=INVOICE_SERIES).last == 1


def test_no_bill_is_issued_before_its_day(customer):
    made = draft(customer, ("a", 1, 100))
    with pytest.raises(InvalidInput) as refusal:
        issue_invoice(invoice=made, issued_on=days.today() + timedelta(days=1), actor=SYSTEM)
    assert (refusal.value.code, refusal.value.field) == ("BAD_DAY", "issued_on")
    issued = issue_invoice(invoice=made, issued_on=days.today() - timedelta(days=1), actor=SYSTEM)
    assert issued.issued_on == days.today() - timedelta(days=1)
