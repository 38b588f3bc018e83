"""Callbacks: stored and drained, against the bare insert of the same bodies."""

from __future__ import annotations

import itertools
import json

from django.db import transaction

from bench.measuring import Row, compare, per_second, row
from billing.models import Customer, Invoice, InvoiceState
from billing.numbers import account_number, invoice_number
from core import days
from core.machine.jobs import drain_queue
from ledger.chart.standard import RECEIVABLES, SALES
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, credit, debit
from ledger.models import EntryKind
from mpesa.callbacks.inbox import store_callback
from mpesa.models import CallbackKind, Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from users.actors import SYSTEM
from users.models import Business
from users.people import create_business, create_staff

CALLBACKS = 300
BACKLOG, RUNS = 10_000, 3
DRAINED = 1_000
_numbers = itertools.count()


def _till() -> Till:
    count = Business.objects.count()
    owner = create_staff(username=f"bench-c{count}", password="bench-password-of-nobody")
    return create_till(
        business=create_business(code=f"bench-c{count}", name="Bench", owner=owner),
        name="Bench",
        kind="PAYBILL",
        shortcode=f"8{count:05d}",
        credentials=TillCredentials("consumer-key", "consumer-secret", "passkey"),
        actor=SYSTEM,
    )


def _invoices(till: Till, count: int) -> list[str]:
    """The numbers of as many issued invoices of 7 shillings, each of its own customer."""
    start = Invoice.objects.filter(business=till.business).count()
    numbers = range(start + 1, start + count + 1)
    customers = Customer.objects.bulk_create(
        (
            Customer(business=till.business, account_number=account_number(number), name_sealed=b"")
            for number in numbers
        ),
        batch_size=1000,
    )
    invoices = Invoice.objects.bulk_create(
        (
            Invoice(
                business=till.business,
                customer=customer,
                number=invoice_number(number),
                key=str(number),
                key_hash=b"",
                state=InvoiceState.UNPAID,
                total=700,
                issued_at=days.now(),
            )
            for number, customer in zip(numbers, customers, strict=True)
        ),
        batch_size=1000,
    )
    post_entries(
        EntryDraft(
            business_id=till.business_id,
            kind=EntryKind.INVOICE,
            reference=f"invoice:{invoice.number}:issue",
            legs=[debit(RECEIVABLES, invoice.total), credit(SALES, invoice.total)],
            occurred_at=days.now(),
        )
        for invoice in invoices
    )
    return [invoice.number for invoice in invoices]


def rows() -> list[Row]:
    till = _till()

    def body(reference: str) -> bytes:
        number = next(_numbers)
        fields = {
            "TransactionType": "Pay Bill",
            "TransID": f"UKK{number:07d}",
            "TransTime": "20261120101500",
            "TransAmount": "7.00",
            "BusinessShortCode": till.shortcode,
            "BillRefNumber": reference,
            "OrgAccountBalance": "49197.00",
            "MSISDN": f"2547{number:08d}",
            "FirstName": "AMINA",
        }
        return json.dumps(fields).encode()

    def keep(reference: str) -> None:
        store_callback(
            till=till,
            kind=CallbackKind.C2B_CONFIRMATION.value,
            ref="",
            body=body(reference),
            headers={},
            address=None,
        )

    def store() -> int:
        for _ in range(CALLBACKS):
            keep("x")
        return CALLBACKS

    def drain() -> int:
        """Booked, routed and published."""
        handled = drain_queue("mpesa.inbox")
        drain_queue("mpesa.route")
        return handled

    def empty_commits() -> int:
        for _ in range(CALLBACKS):
            with transaction.atomic():
                Till.objects.filter(pk=till.pk).exists()
        return CALLBACKS

    stored = compare(
        "collections.store_vs_empty",
        value=store,
        reference=empty_commits,
        against="empty transactions",
        target=0.1,
    )
    drain()
    rates, bare = [], []
    for _ in range(RUNS):
        for number in _invoices(till, BACKLOG):
            keep(number)
        rates.append(per_second(drain))
        assert Invoice.objects.filter(business=till.business).exclude(state=InvoiceState.PAID).count() == 0
        bare.append(per_second(store))
        drain()
    drained = row(
        "collections.drain_per_s", rates, "1/s", "storing them", bare, target=DRAINED, absolute=True
    )
    return [stored, drained]
