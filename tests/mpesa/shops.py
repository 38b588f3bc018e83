"""A business with a till, bills and requests, to which callbacks come, and what they leave behind."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from billing.customers.customers import create_customer
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from billing.models import Allocation, Invoice
from core import days
from ledger.models import Entry
from mpesa.callbacks.inbox import store_callback
from mpesa.collections.requests.pushing import record_answer
from mpesa.collections.requests.requesting import request_payment
from mpesa.daraja.answers import StkAccepted
from mpesa.models import CallbackWork, Discrepancy, Evidence, Payer, PaymentRequest, Receipt, Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.graphql_api.conftest import House
from users.actors import SYSTEM

PHONES = [f"2547000003{number:02}" for number in range(6)]
AMOUNTS = (50_00, 70_00)
#: When customers paid: not today, and not so long ago that a callback is doubted for it.
PAID_AT = (days.now() - timedelta(days=2)).replace(microsecond=0)
STAMP = days.to_daraja_stamp(PAID_AT)


@dataclass
class Shop:
    """A business with a till, bills and requests, to which callbacks come."""

    house: House
    shortcode: str
    till: Till = field(init=False)
    invoices: list[Invoice] = field(default_factory=list)
    requests: list[PaymentRequest] = field(default_factory=list)
    phones: list[str] = field(default_factory=lambda: list(PHONES))
    stamp: str = STAMP

    def __post_init__(self) -> None:
        self.till = create_till(
            business=self.house.business,
            name="Water",
            kind="PAYBILL",
            shortcode=self.shortcode,
            credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
            actor=SYSTEM,
        )
        for number in range(3):
            customer = create_customer(
                business=self.house.business, name="Amina", phone=PHONES[number], actor=SYSTEM
            )
            for turn in range(2):
                draft = create_invoice(
                    customer=customer,
                    lines=[LineInput("Water", Decimal(1), 120_00)],
                    key=f"bill-{number}-{turn}",
                    actor=SYSTEM,
                )
                self.invoices.append(issue_invoice(invoice=draft, actor=SYSTEM))
        for number in range(6):
            request = request_payment(
                till=self.till,
                phone=PHONES[number],
                amount=AMOUNTS[number % 2],
                account_reference=self.invoices[number].number,
                key=f"ask-{number}",
                actor=SYSTEM,
            )
            record_answer(request.pk, StkAccepted(f"m-{number}", f"{self.shortcode}-{number}"))
            self.requests.append(request)

    def keep(self, kind: str, body: dict[str, Any] | bytes, ref: str = "") -> None:
        store_callback(
            till=self.till,
            kind=kind,
            ref=ref,
            body=body if isinstance(body, bytes) else json.dumps(body).encode(),
            headers={},
            address=None,
        )

    def confirm(self, receipt: str, cents: int, reference: str, phone: str, turn: int = 0) -> None:
        self.keep(
            "c2b/confirmation",
            {
                "TransID": receipt,
                "TransTime": self.stamp,
                "TransAmount": f"{cents // 100}.00",
                "BusinessShortCode": self.shortcode,
                "BillRefNumber": reference,
                "MSISDN": phone,
                "FirstName": f"AMINA{turn}",
            },
        )

    def call_back(self, place: int, code: str, receipt: str, cents: int, turn: int = 0) -> None:
        items = [
            {"Name": "Amount", "Value": cents // 100},
            {"Name": "MpesaReceiptNumber", "Value": receipt},
            {"Name": "TransactionDate", "Value": int(self.stamp)},
            {"Name": "PhoneNumber", "Value": int(self.phones[place])},
        ]
        result: dict[str, Any] = {
            "MerchantRequestID": f"m-{place}",
            "CheckoutRequestID": f"{self.shortcode}-{place}",
            "ResultCode": int(code),
            "ResultDesc": f"words {turn}",
        }
        if code == "0":
            result["CallbackMetadata"] = {"Item": items}
        self.keep("stk", {"Body": {"stkCallback": result}}, self.requests[place].ref)

    def books(self) -> dict[str, Any]:
        """All that callbacks leave behind, without ids and times."""
        business = self.house.business
        entries = Entry.objects.filter(business=business).prefetch_related("lines__account").order_by("pk")
        receipts = {row.pk: row for row in Receipt.objects.filter(business=business)}
        return json.loads(
            json.dumps(
                {
                    "entries": sorted(
                        [
                            [
                                entry.reference,
                                entry.kind,
                                entry.description,
                                sorted(
                                    (one.account.code, one.debit, one.credit) for one in entry.lines.all()
                                ),
                            ]
                            for entry in entries
                        ]
                    ),
                    "receipts": sorted(
                        [
                            row.number,
                            row.amount,
                            row.account_reference,
                            row.payer_masked,
                            row.payer.phone_masked if row.payer else "",
                            row.first_channel,
                            row.route.state,
                            row.route.owner,
                        ]
                        for row in receipts.values()
                    ),
                    "evidence": sorted(
                        [receipts[row.receipt_id].number, row.channel, row.amount, row.agrees]
                        for row in Evidence.objects.filter(receipt__business=business)
                    ),
                    "requests": [
                        [
                            row.state,
                            row.flagged,
                            row.result_code,
                            row.result_text,
                            row.receipt.number if row.receipt else "",
                        ]
                        for row in PaymentRequest.objects.filter(business=business).order_by("pk")
                    ],
                    "invoices": [
                        [row.number, row.state, row.paid]
                        for row in Invoice.objects.filter(business=business).order_by("pk")
                    ],
                    "allocations": sorted(
                        [row.invoice.number, row.payment.receipt_number, row.cents]
                        for row in Allocation.objects.filter(invoice__business=business)
                    ),
                    "discrepancies": sorted(
                        [row.code, row.detail, row.receipt.number if row.receipt else ""]
                        for row in Discrepancy.objects.filter(business=business)
                    ),
                    "work": [
                        [row.state, row.note]
                        for row in CallbackWork.objects.filter(callback__till=self.till).order_by("pk")
                    ],
                    "payers": sorted(
                        [row.phone_masked, row.data_key_id is not None]
                        for row in Payer.objects.filter(business=business)
                    ),
                }
            ).replace(self.shortcode, "SHORTCODE")
        )
