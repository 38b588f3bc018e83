"""One payment request and all that can happen to it, event by event; Safaricom answers what a test wants.

Nothing but the wire is put on: events come in as in life (stored callbacks, drains of the queues, a person's
claims and checks, rows of Pull and of a statement), and the clock runs on from now.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from billing.customers.customers import create_customer
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from billing.models import Invoice
from core import days
from core.errors import DomainError
from ledger.models import Entry
from mpesa.callbacks.inbox import store_callback
from mpesa.collections.claims import claim_receipt
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.collections.requests import pushing
from mpesa.collections.requests.checking import check_payment
from mpesa.collections.requests.requesting import request_payment
from mpesa.collections.requests.settling import settle_without_callback
from mpesa.daraja.answers import StkAccepted, StkOutcome, StkState
from mpesa.daraja.errors import DarajaRefused, DarajaUnknown, DarajaUnreachable
from mpesa.daraja.pull import PulledKind, PulledRow
from mpesa.models import Channel, Discrepancy, PaymentRequest, PaymentRequestStep, PullRun, Receipt, Till
from mpesa.pulling.recording import record_rows
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from users.actors import SYSTEM
from users.models import Business

ASKED = 50_00
_numbers = iter(range(610_000, 699_999))
_phones = iter(range(254_700_100_000, 254_700_999_999))

PUSHES: dict[str, Callable[[], DomainError]] = {
    "refused": lambda: DarajaRefused("DARAJA_BAD_REQUEST", "The element Amount is invalid."),
    "busy": lambda: DarajaRefused("DARAJA_SUBSCRIBER_BUSY", ""),
    "away": DarajaUnreachable,
    "lost": lambda: DarajaUnknown("DARAJA_TIMEOUT"),
    "undecided": lambda: DarajaUnknown("DARAJA_UNDECIDED"),
}
OUTCOMES = {
    "paid": StkOutcome(StkState.SUCCESS, "0", "The service request is processed successfully."),
    "failed": StkOutcome(StkState.FAILED, "1", "The balance is insufficient."),
    "cancelled": StkOutcome(StkState.CANCELLED, "1032", "Request cancelled by user"),
    "open": StkOutcome(StkState.IN_FLIGHT, "4999", "The transaction is still under processing"),
    "unsure": StkOutcome(StkState.UNKNOWN, "17", "words"),
}


class RunningClock:
    """The real time, put forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def pass_seconds(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)


@dataclass
class Wire:
    """What Safaricom answers just now."""

    push: str = "accepted"
    outcome: str = "open"
    checkout: str = ""
    held: list[tuple[int, Any]] = field(default_factory=list)

    def stk_push(self, **_: object) -> StkAccepted:
        if self.push in PUSHES:
            raise PUSHES[self.push]()
        return StkAccepted("m-1", self.checkout)

    def stk_query(self, **_: object) -> StkOutcome:
        return OUTCOMES[self.outcome]


@dataclass
class World:
    business: Business
    clock: RunningClock
    wire: Wire
    run: Callable[..., None]
    till: Till = field(init=False)
    invoice: Invoice = field(init=False)
    request: PaymentRequest = field(init=False)
    #: What was reported and must be in the books: receipt -> cents.
    reported: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    #: Receipts that a doubtful message named: booked, or in a case.
    doubted: set[str] = field(default_factory=set)
    steps: list[tuple[Any, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock.ahead = timedelta()
        self.phone = str(next(_phones))
        self.till = create_till(
            business=self.business,
            name="Water",
            kind="PAYBILL",
            shortcode=str(next(_numbers)),
            credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
            actor=SYSTEM,
        )
        number = self.till.shortcode
        customer = create_customer(business=self.business, name="Amina", actor=SYSTEM)
        lines = [LineInput("Water", Decimal(1), 500_00)]
        draft = create_invoice(customer=customer, lines=lines, key=f"bill-{number}", actor=SYSTEM)
        self.invoice = issue_invoice(invoice=draft, actor=SYSTEM)
        self.wire.push, self.wire.outcome, self.wire.held = "accepted", "open", []
        self.wire.checkout = f"ws_{number}"
        self.began = self.clock.now().replace(microsecond=0)
        self.request = request_payment(
            till=self.till,
            phone=self.phone,
            amount=ASKED,
            account_reference=self.invoice.number,
            key=f"ask-{number}",
            actor=SYSTEM,
        )

    def happen(self, event: tuple[Any, ...]) -> None:
        """One event, and what the queues make of it; no step that was taken may change afterwards."""
        getattr(self, event[0])(*event[1:])
        self.run("mpesa.inbox", "mpesa.route", "mpesa.query")
        rows = PaymentRequestStep.objects.filter(request=self.request).order_by("pk")
        steps = list(rows.values_list("before", "after", "cause", "code", "callback", "at"))
        assert steps[: len(self.steps)] == self.steps
        self.steps = steps

    def end(self) -> None:
        """All deadlines pass, one after the other."""
        self.happen(("push",))
        self.happen(("wait", 91))
        for _ in range(12):
            due = PaymentRequest.objects.values_list("next_query_at", flat=True).get(pk=self.request.pk)
            if due is None:
                break
            self.happen(("wait", max((due - self.clock.now()).total_seconds(), 0) + 1))
        self.run()

    # Events

    def wait(self, seconds: float) -> None:
        self.clock.pass_seconds(seconds)
        self.run("mpesa.push")

    def push(self, answer: str = "accepted") -> None:
        """It is sent, if it was not before."""
        self.wire.push = answer
        self.run("mpesa.push")

    def answer(self) -> None:
        """The answer to a push that was held back: whoever waited for it was slow."""
        for pk, answer in self.wire.held:
            pushing.record_answer.__wrapped__(pk, answer)  # type: ignore[attr-defined]
        self.wire.held.clear()

    def say(self, outcome: str) -> None:
        """From now on queries are answered so."""
        self.wire.outcome = outcome

    def check(self) -> None:
        check_payment(request=PaymentRequest.objects.get(pk=self.request.pk), actor=SYSTEM)

    def stk(
        self, code: int, receipt: str = "", cents: int = ASKED, forged: bool = False, turn: int = 0
    ) -> None:
        result: dict[str, Any] = {
            "MerchantRequestID": "m-1",
            "CheckoutRequestID": f"forged_{self.till.shortcode}" if forged else self.wire.checkout,
            "ResultCode": code,
            "ResultDesc": f"words {turn}",
        }
        if receipt:
            items = {
                "Amount": cents // 100,
                "MpesaReceiptNumber": receipt,
                "TransactionDate": int(days.to_daraja_stamp(self.began)),
                "PhoneNumber": int(self.phone),
            }
            listed = [{"Name": name, "Value": value} for name, value in items.items()]
            result["CallbackMetadata"] = {"Item": listed}
            # Before the push was answered the first id that comes is taken for ours; another one is a case.
            learnt = PaymentRequest.objects.values_list("checkout_request_id", flat=True).get(
                pk=self.request.pk
            )
            is_ours = not forged and learnt in (None, self.wire.checkout)
            is_sure = code == 0 and cents == ASKED and is_ours
            if is_sure:
                self.reported[receipt].add(cents)
            else:
                self.doubted.add(receipt)
        self._keep("stk", {"Body": {"stkCallback": result}}, self.request.ref)

    def c2b(self, receipt: str, cents: int = ASKED) -> None:
        self.reported[receipt].add(cents)
        self._keep(
            "c2b/confirmation",
            {
                "TransID": receipt,
                "TransTime": days.to_daraja_stamp(self.began),
                "TransAmount": f"{cents // 100}.00",
                "BusinessShortCode": self.till.shortcode,
                "BillRefNumber": self.invoice.number,
                "MSISDN": self.phone,
                "FirstName": "AMINA",
            },
        )

    def pull(self, receipt: str, cents: int = ASKED) -> None:
        self.reported[receipt].add(cents)
        run = PullRun(
            business=self.business,
            till=self.till,
            from_at=self.began - timedelta(hours=1),
            to_at=self.began + timedelta(hours=1),
            scheduled=False,
            state="DONE",
            due_at=self.began,
        )
        run.save()
        row = PulledRow(
            receipt=receipt,
            amount_cents=cents,
            occurred_at=self.began,
            is_zoned=False,
            kind=PulledKind.PAYMENT,
            type_said="c2b-pay-bill-debit",
            account_reference=self.invoice.number,
            payer=self.phone,
            said={},
        )
        with transaction.atomic():
            record_rows(run, [row], offset=0)

    def statement(self, receipt: str, cents: int = ASKED) -> None:
        self.reported[receipt].add(cents)
        masked = f"{self.phone[:5]}****{self.phone[-3:]}"
        facts = ReceiptFacts(receipt, cents, self.began, self.invoice.number, masked)
        with transaction.atomic():
            row, created = record_receipt(till=self.till, facts=facts, channel=Channel.STATEMENT)
            if created:
                settle_without_callback(row, phone=masked)

    def status(self, receipt: str, cents: int = ASKED) -> None:
        """A person claims a receipt for the request, and Safaricom says that it is there."""
        claim = claim_receipt(
            till=self.till,
            receipt_number=receipt,
            request=self.request,
            key=f"claim-{self.till.shortcode}-{receipt}",
            actor=SYSTEM,
        )
        self.reported[receipt].add(cents)
        items = {
            "TransactionStatus": "Completed",
            "Amount": f"{cents // 100}.00",
            "ReceiptNo": receipt,
            "DebitPartyName": f"{self.phone} - Amina",
            "CreditPartyName": f"{self.till.shortcode} - Maji",
        }
        listed = [{"Key": key, "Value": value} for key, value in items.items()]
        result = {"ResultCode": 0, "ResultDesc": "words", "ResultParameters": {"ResultParameter": listed}}
        self._keep("result", {"Result": result}, f"status/{claim.ref}")

    def _keep(self, kind: str, body: dict[str, Any], ref: str = "") -> None:
        store_callback(
            till=self.till, kind=kind, ref=ref, body=json.dumps(body).encode(), headers={}, address=None
        )

    # What is left

    def books(self) -> dict[str, Any]:
        """The money of the till, without ids and times, and what it paid."""
        request = PaymentRequest.objects.select_related("receipt").get(pk=self.request.pk)
        entries = Entry.objects.filter(reference__startswith=f"mpesa:{self.till.shortcode}:")
        self.invoice.refresh_from_db()
        return {
            "receipts": sorted(
                (row.number, row.amount, row.account_reference == self.invoice.number, row.route.state)
                for row in Receipt.objects.filter(till=self.till).select_related("route")
            ),
            "entries": sorted(
                (
                    entry.reference.partition(self.till.shortcode)[2],
                    sorted((line.account.code[:4], line.debit, line.credit) for line in entry.lines.all()),
                )
                for entry in entries.prefetch_related("lines__account")
            ),
            "invoice": (self.invoice.state, self.invoice.paid),
            "paid by": request.receipt.number if request.receipt else "",
        }

    def open_cases(self) -> list[Discrepancy]:
        return list(Discrepancy.objects.filter(till=self.till, closing=None).order_by("pk"))
