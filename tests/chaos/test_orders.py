"""The same facts in any order, any number of times: the same books.

Bodies and statement are the sandbox's own. Its deliveries are lost on purpose, and made here in the order
that a test wants; every job is delivered twice.
"""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
import requests
from django.db import connections
from django.utils import timezone

from billing.customers.customers import create_customer
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from billing.models import Invoice
from core.days import accounting_day
from ledger.models import Entry
from ledger.reads.selectors import balance_by_code
from mpesa.asking.initiators import set_initiator
from mpesa.collections.claims import claim_receipt
from mpesa.collections.payers import phone_of_payer
from mpesa.collections.requests import pushing
from mpesa.collections.requests.requesting import request_payment
from mpesa.models import Channel, Discrepancy, Evidence, PaymentRequest, Receipt, Till
from mpesa.pulling.registering import register_pull
from mpesa.pulling.windows import pull_now
from mpesa.tills.accounts import account_code
from reconciliation.models import ReconciliationRun
from reconciliation.runs.running import start_run
from reconciliation.verified.importing import store_statement
from tests.mpesa.shops import STAMP
from tests.processes import SandboxProcess
from users.actors import SYSTEM

AMOUNT = 900_00
_phones = itertools.count(254700008000)


@pytest.fixture
def invoice(till: Till) -> Invoice:
    customer = create_customer(business=till.business, name="Client", actor=SYSTEM)
    lines = [LineInput("Water", Decimal("1"), AMOUNT)]
    draft = create_invoice(customer=customer, lines=lines, key="invoice-of-orders", actor=SYSTEM)
    return issue_invoice(invoice=draft, actor=SYSTEM)


@pytest.fixture
def request_sent(till: Till, invoice: Invoice, drain) -> PaymentRequest:
    """A request whose prompt is on the phone."""
    request = ask(till, invoice)
    drain(twice=True)
    request.refresh_from_db()
    assert request.state == "PENDING"
    return request


def ask(till: Till, invoice: Invoice) -> PaymentRequest:
    return request_payment(
        till=till,
        phone=str(next(_phones)),
        amount=AMOUNT,
        account_reference=invoice.number,
        key="request-of-orders",
        actor=SYSTEM,
    )


def answer(sandbox: SandboxProcess, verb: str, checkout_request_id: str | None) -> None:
    sandbox.post(f"/_sandbox/{verb}", {"checkout_request_id": checkout_request_id}).raise_for_status()
    sandbox.drain()


def lost(sandbox: SandboxProcess, kind: str) -> Callable[[], None]:
    """Delivers the newest message of a kind that got lost, two times, as it was meant."""
    listed = sandbox.get("/_sandbox/callbacks").json()["callbacks"]
    message = next(one for one in listed if one["kind"] == kind and one["state"] == "lost")

    def deliver() -> None:
        for _ in range(2):
            assert requests.post(message["url"], data=message["body"].encode(), timeout=10).status_code == 200

    return deliver


def reconcile(sandbox: SandboxProcess, till: Till, drain) -> ReconciliationRun:
    today = accounting_day(timezone.now())
    query = (
        f"shortcode={till.shortcode}&account=Utility Account&from={today}&to={today}&template=a&format=csv"
    )
    data = sandbox.get(f"/_sandbox/statement?{query}").content
    store_statement(till=till, file_name="statement.csv", data=data, actor=SYSTEM)
    drain(twice=True)
    run = start_run(till=till, from_day=today, to_day=today, actor=SYSTEM)
    drain(twice=True)
    return ReconciliationRun.objects.get(pk=run.pk)


REPORTING = (Channel.STK, Channel.C2B, Channel.PULL, Channel.STATEMENT)
EVERY = list(itertools.permutations(REPORTING))
FEW = EVERY[::5]
#: Transaction Status is asked about what is in no book yet: it comes first, or not at all.
#: By default each channel stands before and after each other; all the rest are long tests.
ORDERS = [
    pytest.param(order, marks=[] if order in FEW or order[::-1] in FEW else pytest.mark.slow)
    for order in EVERY
] + [
    pytest.param((Channel.STATUS, *order), marks=[] if order in FEW[::2] else pytest.mark.slow)
    for order in FEW
]


def test_every_channel_has_its_turn():
    assert {*REPORTING, Channel.STATUS} == set(Channel)
    told = [order for order in EVERY if order in FEW or order[::-1] in FEW]
    for one, other in itertools.permutations(REPORTING, 2):
        assert any(order.index(one) < order.index(other) for order in told)


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_channels_in_any_order_end_in_the_same_books(
    till, sandbox, drain, invoice, request_sent, order: tuple[Channel, ...]
) -> None:
    register_pull(till=till, nominated_number="254700000001", actor=SYSTEM)
    if Channel.STATUS in order:  # else what the statement tells first would be asked about by itself
        till = set_initiator(till=till, name="testapi", password="Safaricom999!*!", actor=SYSTEM)
    sandbox.post("/_sandbox/switches", {"stk_confirms_c2b": True}).raise_for_status()
    for kind in ("stk", "c2b"):
        fault = {"fault": "lose_callback", "call": kind, "times": 1}
        sandbox.post("/_sandbox/faults", fault).raise_for_status()
    answer(sandbox, "approve", request_sent.checkout_request_id)
    payments = sandbox.get("/_sandbox/state").json()["payments"]
    (paid,) = (each["receipt"] for each in payments if each["msisdn"] == phone_of_payer(request_sent.payer))

    def ask_for_status() -> None:
        claim_receipt(till=till, receipt_number=paid, request=request_sent, key="claim-1", actor=SYSTEM)
        drain(twice=True)
        sandbox.drain()

    tell = {
        Channel.STK: lost(sandbox, "stk"),
        Channel.C2B: lost(sandbox, "c2b"),
        Channel.PULL: lambda: pull_now(till=till, actor=SYSTEM),
        Channel.STATUS: ask_for_status,
        Channel.STATEMENT: lambda: reconcile(sandbox, till, drain),
    }

    for position, channel in enumerate(order):
        tell[channel]()
        drain(twice=True)
        assert Receipt.objects.get().first_channel == order[0]
        assert Evidence.objects.count() == position + 1

    receipt = Receipt.objects.get()
    assert sorted(receipt.evidence.values_list("channel", flat=True)) == sorted(order)
    assert set(receipt.evidence.values_list("agrees", "amount")) == {(True, AMOUNT)}
    request_sent.refresh_from_db()
    assert (request_sent.state, request_sent.receipt, request_sent.flagged) == ("PAID", receipt, False)
    invoice.refresh_from_db()
    assert (invoice.state, invoice.paid, receipt.route.state) == ("PAID", AMOUNT, "ROUTED")
    assert sorted(Entry.objects.values_list("kind", flat=True)) == ["INVOICE", "RECEIPT", "ROUTE"]
    balances = [
        balance_by_code(till.business_id, code) for code in (account_code(till), "1200", "2890", "2900")
    ]
    assert balances == [AMOUNT, 0, 0, 0]
    assert not Discrepancy.objects.exists()
    run = reconcile(sandbox, till, drain)
    assert (run.state, run.unexplained, run.matched, run.booked_rows) == ("DONE", 0, 1, 0)
    assert Entry.objects.count() == 3


def test_a_callback_that_is_faster_than_the_answer_to_the_push(
    till, sandbox, drain, invoice, monkeypatch
) -> None:
    recorded = pushing.record_answer
    seen: list[str] = []

    def record_late(pk: int, accepted: object) -> None:
        answer(sandbox, "approve", accepted.checkout_request_id)
        drain("mpesa.inbox", twice=True)
        seen.append(PaymentRequest.objects.get(pk=pk).state)
        recorded(pk, accepted)

    monkeypatch.setattr(pushing, "record_answer", record_late)
    request = ask(till, invoice)
    drain(twice=True)

    request.refresh_from_db()
    assert seen == ["PAID"]
    assert (request.state, request.flagged, request.next_query_at) == ("PAID", False, None)
    assert request.checkout_request_id.startswith("ws_CO_")
    assert request.merchant_request_id
    assert balance_by_code(till.business_id, account_code(till)) == AMOUNT


def success_after(failure: str, receipt: str) -> bytes:
    """The body of a success for the prompt that a failure was told of."""
    told = json.loads(failure)["Body"]["stkCallback"]
    items = {
        "Amount": 900.0,
        "MpesaReceiptNumber": receipt,
        "TransactionDate": int(STAMP),
        "PhoneNumber": 254,
    }
    told.update(ResultCode=0, ResultDesc="The service request is processed successfully.")
    told["CallbackMetadata"] = {"Item": [{"Name": name, "Value": value} for name, value in items.items()]}
    return json.dumps({"Body": {"stkCallback": told}}).encode()


@pytest.mark.parametrize("failure_first", [True, False])
def test_a_failure_and_a_success_for_one_prompt(
    till, sandbox, drain, invoice, request_sent, failure_first: bool
) -> None:
    """The success has the last word, whichever comes last; after a failure it is flagged for a person."""
    fault = {"fault": "lose_callback", "call": "stk", "times": 1}
    sandbox.post("/_sandbox/faults", fault).raise_for_status()
    answer(sandbox, "cancel", request_sent.checkout_request_id)
    message = next(
        one for one in sandbox.get("/_sandbox/callbacks").json()["callbacks"] if one["state"] == "lost"
    )
    bodies = [message["body"].encode(), success_after(message["body"], "UKK1AA00W1")]
    states = []
    for body in bodies if failure_first else reversed(bodies):
        assert requests.post(message["url"], data=body, timeout=10).status_code == 200
        drain(twice=True)
        request_sent.refresh_from_db()
        states.append((request_sent.state, request_sent.flagged))

    assert states == ([("CANCELLED", False), ("PAID", True)] if failure_first else [("PAID", False)] * 2)
    assert Receipt.objects.get().amount == AMOUNT
    assert balance_by_code(till.business_id, account_code(till)) == AMOUNT
    invoice.refresh_from_db()
    assert invoice.state == "PAID"


def test_four_workers_at_once_push_once(till, sandbox, drain, invoice) -> None:
    request = ask(till, invoice)
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        drain("mpesa.push", twice=True)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    request.refresh_from_db()
    prompts = [
        one for one in sandbox.get("/_sandbox/state").json()["prompts"] if one["shortcode"] == till.shortcode
    ]
    assert (len(prompts), request.claims, request.state) == (1, 1, "PENDING")
    assert prompts[0]["checkout_request_id"] == request.checkout_request_id
