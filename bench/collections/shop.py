"""A till, its invoices, and the confirmations that Safaricom sends to it."""

from __future__ import annotations

import itertools
import json
from decimal import Decimal

from django.db import transaction

from billing.invoicing.issuing import NewInvoice, issue_new
from billing.invoicing.terms import LineInput, Terms
from billing.models import Customer, Invoice
from billing.numbers import account_number
from core import days
from mpesa.models import CallbackKind, Till
from mpesa.tills.addresses import hook_url
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from users.actors import SYSTEM
from users.models import Business
from users.people import create_business, create_staff

PASSWORD = "bench-password-of-nobody"
_numbers = itertools.count()


class Shop:
    """A business with one till; its owner's user name is its code."""

    def __init__(self) -> None:
        count = Business.objects.count()
        self.code = f"bench-c{count}"
        owner = create_staff(username=self.code, password=PASSWORD)
        self.till: Till = create_till(
            business=create_business(code=self.code, name="Bench", owner=owner),
            name="Bench",
            kind="PAYBILL",
            shortcode=f"8{count:05d}",
            credentials=TillCredentials("consumer-key", "consumer-secret", "passkey"),
            actor=SYSTEM,
        )

    @property
    def hook_path(self) -> str:
        address = hook_url(self.till, CallbackKind.C2B_CONFIRMATION)
        return address[address.index("/hooks/") :]

    def invoices(self, count: int) -> list[str]:
        """The numbers of as many issued invoices of 7 shillings, each of its own customer."""
        business = self.till.business
        start = Invoice.objects.filter(business=business).count()
        numbers = range(start + 1, start + count + 1)
        customers = Customer.objects.bulk_create(
            (
                Customer(business=business, account_number=account_number(number), name_sealed=b"")
                for number in numbers
            ),
            batch_size=1000,
        )
        terms = Terms([LineInput("Water", Decimal(1), 700)])
        invoices: list[Invoice] = []
        for some in (customers[at : at + 1000] for at in range(0, count, 1000)):
            drafts = [NewInvoice(each.pk, terms, f"bill-{each.pk}", days.today()) for each in some]
            with transaction.atomic():
                invoices += issue_new(business=business, drafts=drafts, actor=SYSTEM)
        return [invoice.number for invoice in invoices]

    def confirmation(self, reference: str) -> tuple[str, bytes]:
        """The number of a new receipt of 7 shillings, and the C2B confirmation that tells of it."""
        number = next(_numbers)
        receipt = f"U{self.till.shortcode[-4:]}{number % 100_000:05d}"
        fields = {
            "TransactionType": "Pay Bill",
            "TransID": receipt,
            "TransTime": days.to_daraja_stamp(days.now()),
            "TransAmount": "7.00",
            "BusinessShortCode": self.till.shortcode,
            "BillRefNumber": reference,
            "OrgAccountBalance": "",
            "MSISDN": f"2547{number:08d}",
            "FirstName": "AMINA",
        }
        return receipt, json.dumps(fields).encode()
