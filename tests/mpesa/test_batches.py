"""Callbacks booked by the batch: what is in the books afterwards is what one by one would have put there."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from billing.customers.customers import create_customer
from billing.invoicing.invoices import LineInput, create_invoice, issue_invoice
from billing.models import Allocation, Invoice
from core import days
from core.machine.turns import WORK_FAILS
from core.models import Alert, DataKey, PublishedEvent
from ledger.models import Entry
from mpesa.callbacks import inbox
from mpesa.callbacks.inbox import store_callback
from mpesa.collections import routing
from mpesa.collections.payment_requests import request_payment
from mpesa.collections.pushing import record_answer
from mpesa.daraja.answers import StkAccepted
from mpesa.models import (
    CallbackWork,
    Discrepancy,
    Evidence,
    Payer,
    PaymentRequest,
    Receipt,
    ReceiptRoute,
    Till,
)
from mpesa.tills.tills import TillCredentials, create_till
from tests.core.threads import run_together
from tests.graphql_api.conftest import House
from users.actors import SYSTEM

PHONES = [f"2547000003{number:02}" for number in range(6)]
AMOUNTS = (50_00, 70_00)


@dataclass
class Shop:
    """A business with a till, bills and requests, to which callbacks come."""

    house: House
    shortcode: str
    till: Till = field(init=False)
    invoices: list[Invoice] = field(default_factory=list)
    requests: list[PaymentRequest] = field(default_factory=list)

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
                "TransTime": "20261120101500",
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
            {"Name": "TransactionDate", "Value": 20261120101500},
            {"Name": "PhoneNumber", "Value": int(PHONES[place])},
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
                        [row.invoice.number, row.receipt_number, row.cents]
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


Story = list[Callable[[Shop], None]]


def story(chance: random.Random) -> Story:
    """Callbacks as they may come: doubled, contradicting, of both channels, malformed, for nobody."""

    def one() -> Callable[[Shop], None]:
        receipt = f"UKK{chance.randrange(12):07}"
        cents = chance.choice((*AMOUNTS, 300_00))
        place, turn = chance.randrange(6), chance.randrange(3)
        phone = chance.choice((PHONES[place], PHONES[place][:5] + "****" + PHONES[place][-3:], "9" * 64, ""))
        reference = chance.choice(("invoice", "account", "nobody", ""))
        kind = chance.choice(("c2b", "c2b", "stk", "stk", "fail", "bad", "foreign"))

        def come(shop: Shop) -> None:
            invoice = shop.invoices[place]
            typed = {"invoice": invoice.number, "account": invoice.customer.account_number}.get(
                reference, reference
            )
            if kind == "c2b":
                shop.confirm(receipt, cents, typed, phone, turn)
            elif kind == "stk":
                shop.call_back(place, "0", receipt, AMOUNTS[place % 2] if turn else cents, turn)
            elif kind == "fail":
                shop.call_back(place, ("1032", "1", "1037")[turn], receipt, cents, turn)
            elif kind == "bad":
                shop.keep("c2b/confirmation", b'{"TransID": "%d"}' % place)
            else:
                shop.keep("stk", {"Body": {"stkCallback": {"ResultCode": 0}}}, "0" * 32)

        return come

    return [one() for _ in range(chance.randrange(8, 60))]


@pytest.fixture
def by(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Sets how many are taken at a time."""

    def take(size: int) -> None:
        monkeypatch.setattr(inbox, "BATCH", size)
        monkeypatch.setattr(routing, "BATCH", size)

    return take


def drained(shop: Shop, events: Story, drain: Callable[..., None]) -> dict[str, Any]:
    for come in events:
        come(shop)
    drain("mpesa.inbox", "mpesa.route")
    return shop.books()


@pytest.mark.parametrize("seed", range(12))
def test_a_batch_leaves_what_one_by_one_would(seed, house, other_house, drain, by):
    events = story(random.Random(seed))
    by(1)
    alone = drained(Shop(house, "600100"), events, drain)
    by(500)
    together = drained(Shop(other_house, "600200"), events, drain)
    assert together == alone
    by(7)
    drain(twice=True)
    assert not Alert.objects.filter(code=WORK_FAILS).exists()


def test_one_that_cannot_be_booked_stands_alone(house, drain, by):
    shop = Shop(house, "600100")
    for number in range(40):
        shop.confirm(f"UKK{number:07}", 50_00, "nobody", PHONES[0])
    shop.confirm("UKK9999999", 50_00, "nobody", PHONES[0])
    key = CallbackWork.objects.latest("pk").callback.data_key_id
    DataKey.objects.filter(pk=key).delete()  # erased: nobody can read it any more
    by(500)
    drain("mpesa.inbox", "mpesa.route")
    assert Receipt.objects.count() == ReceiptRoute.objects.filter(state="SUSPENSE").count() == 40
    (left,) = CallbackWork.objects.exclude(state="DONE")
    assert (left.state, left.claims, left.note) == ("DUE", 1, "Unreadable")
    assert Alert.objects.get(code=WORK_FAILS).business_id == house.business.pk


def test_a_bill_that_cannot_be_paid_stops_no_other(house, drain, by, monkeypatch):
    shop = Shop(house, "600100")
    wrong = shop.invoices[2].number
    for number, invoice in enumerate(shop.invoices):
        shop.confirm(f"UKK{number:07}", 120_00, invoice.number, PHONES[0])
    draft = routing._draft

    def refuse(receipt: Receipt, placement: Any) -> Any:
        if receipt.account_reference == wrong:
            raise ValueError
        return draft(receipt, placement)

    monkeypatch.setattr(routing, "_draft", refuse)
    by(500)
    drain("mpesa.inbox", "mpesa.route")
    states = dict(Invoice.objects.values_list("number", "state"))
    assert {number for number, state in states.items() if state != "PAID"} == {wrong}
    assert ReceiptRoute.objects.get(state="DUE").receipt.account_reference == wrong
    monkeypatch.setattr(routing, "_draft", draft)
    drain("mpesa.route")
    assert set(Invoice.objects.values_list("state", flat=True)) == {"PAID"}


def test_a_handful_of_statements_however_many_come(house, drain, by, django_assert_max_num_queries):
    shop = Shop(house, "600100")
    counts = []
    by(500)
    for batch in (10, 200):
        for number in range(batch):
            shop.confirm(
                f"U{batch:03}{number:07}", 1_00, shop.invoices[number % 6].number, PHONES[number % 6]
            )
        with django_assert_max_num_queries(150) as asked:
            inbox.drain_inbox()
            routing.route_receipts()
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 2
    numbers = PublishedEvent.objects.filter(business_id=house.business.pk).values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_four_who_drain_at_once_book_each_once(house, other_house, drain, by):
    shops = [Shop(house, "600100"), Shop(other_house, "600200")]
    for number in range(300):
        for shop in shops:
            place = number % 6
            for turn in range(2):
                shop.confirm(f"UKK{number:07}", 50_00, shop.invoices[place].number, PHONES[place], turn)
    by(64)

    def work() -> int:
        return sum(iter(lambda: inbox.drain_inbox() + routing.route_receipts(), 0))

    assert sum(run_together([work] * 4)) >= 1800
    drain("mpesa.inbox", "mpesa.route")
    assert Receipt.objects.count() == 600
    assert not CallbackWork.objects.exclude(state="DONE").exists()
    assert not ReceiptRoute.objects.filter(state="DUE").exists()
    for shop in shops:
        books = shop.books()
        assert len(books["receipts"]) == len({row[0] for row in books["receipts"]}) == 300
        assert sum(row[2] for row in books["allocations"]) == sum(row[2] for row in books["invoices"])
        assert all(row[1:] == ["PAID", 120_00] for row in books["invoices"])


def test_what_is_wrong_beside_the_money_stops_no_money_and_is_noted(house, drain):
    shop = Shop(house, "600100")
    confirmed = {"TransAmount": "50.00", "BusinessShortCode": shop.shortcode, "BillRefNumber": "nobody"}
    ahead = f"{days.today().year + 1}0101000000"
    for number, changes in enumerate(
        (
            {"TransTime": "yesterday"},
            {"TransTime": ahead},
            {"TransTime": "20261120101500", "FirstName": "A\x00", "BusinessShortCode": None},
            {"TransTime": "20261120101500"},
        )
    ):
        shop.keep("c2b/confirmation", {"TransID": f"UKK{number:07}", **confirmed, **changes})
    items = [{"Name": "Amount", "Value": 50}, {"Name": "MpesaReceiptNumber", "Value": "UKK0000009"}]
    bare = {"ResultCode": 0, "CallbackMetadata": {"Item": items}}
    shop.keep("stk", bare, shop.requests[0].ref)
    drain("mpesa.inbox", "mpesa.route")
    assert Receipt.objects.count() == 5 and set(CallbackWork.objects.values_list("note", flat=True)) == {
        "booked"
    }
    assert PaymentRequest.objects.get(pk=shop.requests[0].pk).receipt.number == "UKK0000009"
    told = {each.receipt.number: each.detail for each in Discrepancy.objects.filter(code="FIELD_UNREADABLE")}
    assert {number: detail.partition("not say: ")[2] for number, detail in told.items()} == {
        "UKK0000000": "TransTime.",
        "UKK0000001": "a time yet to come.",
        "UKK0000002": "text, BusinessShortCode.",
        "UKK0000009": "Body, stkCallback, CheckoutRequestID.",
    }
    for receipt in Receipt.objects.all():
        callback = receipt.evidence.get().callback
        assert receipt.occurred_at <= callback.received_at


def test_a_failure_that_names_a_receipt_is_shown_to_a_person_and_decides_nothing(house, drain):
    shop = Shop(house, "600100")
    items = [{"Name": "Amount", "Value": 50}, {"Name": "MpesaReceiptNumber", "Value": "UKK0000009"}]
    for request, code in zip(shop.requests, (1032, 1, "00", 77), strict=False):
        shop.keep("stk", {"ResultCode": code, "CallbackMetadata": {"Item": items}}, request.ref)
    drain("mpesa.inbox", "mpesa.route")
    assert not Receipt.objects.exists()
    states = PaymentRequest.objects.filter(pk__in=[each.pk for each in shop.requests[:4]])
    assert set(states.values_list("state", flat=True)) == {"PENDING"}
    told = Discrepancy.objects.filter(code="RESULT_CONTRADICTS").order_by("request")
    assert [each.request_id for each in told] == [each.pk for each in shop.requests[:4]]
    assert all("UKK0000009" in each.subject for each in told)


def test_a_request_is_not_paid_by_a_receipt_of_another_amount(house, drain):
    """Whichever channel came first, what is booked is what a request is measured by."""
    shop = Shop(house, "600100")
    shop.confirm("UKK0000009", 1_00, "nobody", PHONES[0])
    shop.call_back(0, "0", "UKK0000009", shop.requests[0].amount)
    drain("mpesa.inbox", "mpesa.route")
    request = PaymentRequest.objects.get(pk=shop.requests[0].pk)
    assert (request.state, request.flagged, request.receipt) == ("PENDING", True, None)
    codes = set(Discrepancy.objects.values_list("code", flat=True))
    assert codes == {"CHANNELS_DIFFER", "AMOUNT_DIFFERS"}
    assert Receipt.objects.get().amount == 1_00
