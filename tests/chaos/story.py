"""A compact day told on a running system that may lose a process at any moment, and its check at the end."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import requests
from django.db.models import F
from django.utils import timezone

from billing.customers.customers import create_customer
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from billing.models import BillingRun, Invoice
from billing.subscriptions.plans import create_plan
from billing.subscriptions.runs import begin_run
from billing.subscriptions.subscribing import subscribe
from core.days import accounting_day
from core.machine.jobs import wake_all
from core.models import WakeUp
from ledger.integrity.verifying import verify_ledger
from ledger.models import Unsealed
from ledger.reads.selectors import balance_by_code
from mpesa.asking.initiators import set_initiator
from mpesa.callbacks.inbox import body_of
from mpesa.collections.claims import claim_receipt
from mpesa.collections.requests.requesting import request_payment
from mpesa.models import (
    Callback,
    CallbackWork,
    Enquiry,
    PaymentRequest,
    Payout,
    PayoutAttempt,
    PullRun,
    Receipt,
    ReceiptRoute,
)
from mpesa.payouts.requesting import create_payout
from mpesa.pulling.registering import register_pull
from mpesa.pulling.windows import pull_now
from mpesa.tills.accounts import account_code
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.registering import register_urls
from mpesa.tills.tills import create_till
from reconciliation.models import ReconciliationRun, Statement
from reconciliation.runs.running import start_run
from reconciliation.verified.importing import store_statement
from tests.chaos.patience import eventually
from tests.chaos.system import System
from users.actors import SYSTEM
from users.models import Business
from users.people import create_business, create_staff

SHORTCODE = "600100"
PASSKEY = "passkey-of-the-chaos-till"
ASKED, ASKED_AGAIN, LOST, LOST_AGAIN, PAYER, STRANGER, UNHEARD, PAYEE, UNHEARD_PAYEE = (
    f"25470000060{n}" for n in range(9)
)
#: Cents of each payout: so little that Safaricom takes nothing for it.
PAID_OUT = 50_00
#: Cents of each period of a subscription.
BILLED = 70_00


def cents(shillings: str) -> int:
    return int(Decimal(shillings) * 100)


class Story:
    """The operator of one PayBill; every wait lets the minute's sweep run, and time pass after a death."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.requests: dict[str, PaymentRequest] = {}
        self._mourned: set[str] = set()

    def tell(self) -> ReconciliationRun:
        """Ask, pay, lose a callback, pull, import, reconcile; returns the run."""
        self.open_shop()
        self.ask_and_approve(ASKED, ASKED_AGAIN, 2000)
        self.pay(PAYER, "3000", self.invoice.number)
        self.pay(STRANGER, "350", "GRANDMA")
        self.control("faults", {"fault": "lose_callback", "call": "stk", "times": 1})
        self.ask_and_approve(LOST, LOST_AGAIN, 900)
        self.query()
        self.control("faults", {"fault": "lose_callback", "call": "c2b", "times": 1})
        self.pay(UNHEARD, "125", "GRANDMA")
        self.claim(UNHEARD)
        self.pull()
        self.pay_out()
        self.bill_again()
        return self.close_day()

    def open_shop(self) -> None:
        self.owner = owner = create_staff(username="owner", password="correct horse battery")
        business = create_business(code="maji", name="Maji Safi", owner=owner)
        Business.objects.filter(pk=business.pk).update(solo_limit=2 * PAID_OUT)
        app = {
            "consumer_key": f"app-of-{self.system.addresses.sandbox_port}",
            "consumer_secret": "its-secret",
        }
        shop = {
            "shortcode": SHORTCODE,
            "name": "MAJI",
            "kind": "paybill",
            "passkey": PASSKEY,
            "tariff": "business",
        }
        self.control("organisations", {**shop, **app})
        credentials = TillCredentials(passkey=PASSKEY, **app)
        till = create_till(
            business=business,
            name="Water",
            kind="PAYBILL",
            shortcode=SHORTCODE,
            credentials=credentials,
            actor=SYSTEM,
        )
        till = register_urls(till=till, actor=SYSTEM)
        register_pull(till=till, nominated_number="254700000001", actor=SYSTEM)
        self.till = set_initiator(till=till, name="testapi", password="Safaricom999!*!", actor=SYSTEM)
        customer = create_customer(business=business, name="Client", actor=SYSTEM)
        lines = [LineInput("Water", Decimal("1"), 3000_00)]
        draft = create_invoice(customer=customer, lines=lines, key="invoice-of-chaos", actor=SYSTEM)
        self.invoice = issue_invoice(invoice=draft, actor=SYSTEM)

    def bill_again(self) -> None:
        """A subscription that began a week ago: two periods, caught up with one after the other."""
        business, first = self.till.business, accounting_day(timezone.now()) - timedelta(weeks=1)
        plan = create_plan(
            business=business,
            name="Meter",
            frequency="WEEKLY",
            lines=[LineInput("Meter", Decimal("1"), BILLED)],
            key="plan-of-chaos",
            actor=SYSTEM,
        )
        self.subscription = subscribe(
            customer=self.invoice.customer,
            plan=plan,
            starts_on=first,
            key="subscription-of-chaos",
            actor=SYSTEM,
        )
        run = begin_run(business=business, actor=SYSTEM)
        self.rest(BillingRun.objects.filter(pk=run.pk, state="DONE").exists, "all is billed")

    def control(self, path: str, body: dict[str, Any]) -> bool:
        """One call to the sandbox; False when it died over it."""
        try:
            self.system.sandbox.post(f"/_sandbox/{path}", json=body).raise_for_status()
        except requests.RequestException:
            return False
        return True

    def truth(self) -> dict[str, Any]:
        """What the sandbox knows, once it owes nobody anything."""
        eventually(lambda: self.control("drain", {"timeout": 20}), "the sandbox is there", within=120)
        state: dict[str, Any] = self.system.sandbox.get("/_sandbox/state").json()
        return state

    def prompts(self, phone: str) -> list[dict[str, Any]]:
        return [prompt for prompt in self.truth()["prompts"] if prompt["msisdn"] == phone]

    def pay(self, phone: str, amount: str, account: str) -> None:
        """A customer pays once: again only if the sandbox died before it knew of it."""
        body = {"msisdn": phone, "shortcode": SHORTCODE, "amount": amount, "account": account}

        def paid() -> bool:
            return any(payment["msisdn"] == phone for payment in self.truth()["payments"])

        eventually(lambda: paid() or (self.control("pay", body) and paid()), f"{phone} has paid", within=120)
        self.rest()

    def ask_and_approve(self, phone: str, other_phone: str, shillings: int) -> None:
        """Ask; where no prompt ever reached the phone, ask once more on the other one, as a cashier would."""
        if not self._ask(phone, shillings):
            assert self._ask(other_phone, shillings), "two prompts in a row never arrived"
            phone = other_phone

        def approved() -> bool:
            return self.prompts(phone)[0]["state"] == "paid"

        def approve() -> bool:
            return approved() or (self.control("approve", {"msisdn": phone}) and approved())

        eventually(approve, f"{phone} has approved", within=120)
        self.rest()

    def _ask(self, phone: str, shillings: int) -> bool:
        self.requests[phone] = request_payment(
            till=self.till,
            phone=phone,
            amount=shillings * 100,
            account_reference=f"ASK{phone[-3:]}",
            key=f"request-of-{phone}",
            actor=SYSTEM,
        )
        self.rest()
        return bool(self.prompts(phone))

    def query(self) -> None:
        """Half a minute after the pushes: what no callback has settled is asked of Safaricom."""
        unsettled = PaymentRequest.objects.filter(state="PENDING")
        unsettled.update(next_query_at=timezone.now())
        self.rest(lambda: not unsettled.exists(), "no request is left pending")

    def claim(self, phone: str) -> None:
        """The customer shows the SMS: Safaricom is asked until it confirms, whoever dies over it."""
        (receipt,) = (each["receipt"] for each in self.truth()["payments"] if each["msisdn"] == phone)
        claim_receipt(till=self.till, receipt_number=receipt, key="claim-of-chaos", actor=SYSTEM)
        open_ones = Enquiry.objects.exclude(state="BOOKED")

        def booked() -> bool:
            open_ones.update(tries=0, due_at=timezone.now())
            return not open_ones.exists()

        self.rest(booked, "what was claimed is booked")

    def pull(self) -> None:
        """Before the day ends Safaricom is asked what was paid, so that nothing is left for the statement."""
        self.truth()
        run = pull_now(till=self.till, actor=SYSTEM)
        self.rest(PullRun.objects.filter(pk=run.pk, state="DONE").exists, "the window is read")
        assert not PaymentRequest.objects.exclude(state="PAID").exists()

    def pay_out(self) -> None:
        """Two are paid, of one the result is lost and had by asking. What died on its way nobody knows."""
        for phone in (PAYEE, UNHEARD_PAYEE):
            if phone == UNHEARD_PAYEE:
                self.control("faults", {"fault": "lose_callback", "call": "b2c", "times": 1})
            create_payout(
                till=self.till,
                phone=phone,
                amount=PAID_OUT,
                account_code="5500",
                description="Firewood",
                key=f"payout-of-{phone}",
                actor=self.owner,
            )
            self.rest(lambda: not Payout.objects.filter(state="RESERVED").exists(), "each is ordered")
            self.truth()
        live = PayoutAttempt.objects.filter(state__in=("SENDING", "SENT", "UNKNOWN"))

        def looked_at() -> bool:
            live.filter(look_at__isnull=False).update(look_at=timezone.now())
            orders = {row["originator_id"] for row in self.truth()["operations"] if row["kind"] == "b2c"}
            Enquiry.objects.filter(kind="PAYOUT", attempt__in=live).update(due_at=timezone.now())
            return not live.filter(state__in=("SENDING", "SENT")).exists() and not (
                set(live.values_list("originator_id", flat=True)) & orders
            )

        self.rest(looked_at, "what Safaricom took is known")

    def close_day(self) -> ReconciliationRun:
        today = accounting_day(timezone.now())
        self.truth()
        query = f"shortcode={SHORTCODE}&account=Utility Account&from={today}&to={today}&template=a&format=csv"
        data = self.system.sandbox.get(f"/_sandbox/statement?{query}").content
        statement = store_statement(till=self.till, file_name="statement.csv", data=data, actor=SYSTEM)
        read = Statement.objects.filter(pk=statement.pk, state="ADMITTED", chain_ok=True)
        self.rest(read.exists, "the statement is imported")
        run = start_run(till=self.till, from_day=today, to_day=today, actor=SYSTEM)
        self.rest(ReconciliationRun.objects.filter(pk=run.pk, state="DONE").exists, "the run is done")
        return ReconciliationRun.objects.get(pk=run.pk)

    def rest(self, also=lambda: True, what: str = "nothing is due any more") -> None:
        """The minute's sweep, until no row waits for a process."""

        def rested() -> bool:
            self._mourn()
            with_work = (
                CallbackWork.objects.filter(state="DUE"),
                ReceiptRoute.objects.filter(state="DUE"),
                PaymentRequest.objects.filter(state="INITIATED"),
                Unsealed.objects.all(),
            )
            if not any(rows.exists() for rows in with_work) and also():
                return True
            wake_all()
            return False

        eventually(rested, what, within=180, pause=0.2)

    def _mourn(self) -> None:
        """After a death two minutes pass at once: leases and wake-ups of the dead run out."""
        dead = self.system.deaths() - self._mourned
        if not dead:
            return
        self._mourned |= dead
        ago = timedelta(minutes=2)
        WakeUp.objects.using("owner").update(enqueued_at=F("enqueued_at") - ago)
        PaymentRequest.objects.filter(sent_at__isnull=False).update(sent_at=F("sent_at") - ago)
        PaymentRequest.objects.filter(state="PENDING").update(next_query_at=F("next_query_at") - ago)
        PullRun.objects.filter(state="DUE").update(due_at=F("due_at") - ago)
        for work in (
            Statement.objects.all(),
            ReconciliationRun.objects.exclude(state__in=("DONE", "FAILED")),
        ):
            work.filter(claimed_at__isnull=False).update(claimed_at=F("claimed_at") - ago)

    def check(self, run: ReconciliationRun) -> None:
        """The books are the sandbox's truth, to the cent; nobody was asked twice; every 200 was kept."""
        truth = self.truth()
        assert self.system.sandbox.get("/_sandbox/check").json() == {"adds_up": True, "breaks": []}
        payments = {payment["receipt"]: cents(payment["amount"]) for payment in truth["payments"]}
        assert sorted(payments.values()) == [125_00, 350_00, 900_00, 2000_00, 3000_00]
        assert dict(Receipt.objects.values_list("number", "amount")) == payments
        assert Receipt.objects.count() == len(payments)
        (shop,) = (one for one in truth["organisations"] if one["shortcode"] == SHORTCODE)
        balance = cents(shop["accounts"]["Utility Account"])
        business = self.till.business_id
        assert balance_by_code(business, account_code(self.till)) == balance
        paid_out = PayoutAttempt.objects.filter(state="PAID").count() * PAID_OUT
        assert balance_by_code(business, "5100") == sum(payments.values()) - paid_out - balance > 0
        assert balance_by_code(business, "2890") == 0
        assert list(self.subscription.periods.order_by("number").values_list("number", flat=True)) == [1, 2]
        assert balance_by_code(business, "1200") == 2 * BILLED
        assert Invoice.objects.get(pk=self.invoice.pk).state == "PAID"
        assert sorted(Invoice.objects.values_list("serial_count", flat=True)) == [1, 2, 3]
        assert (run.state, run.unexplained, run.statement_closing, run.ledger) == (
            "DONE",
            0,
            balance,
            balance,
        )
        assert verify_ledger() == []

        asked = Counter(prompt["msisdn"] for prompt in truth["prompts"])
        assert set(asked.values()) == {1}
        for prompt in truth["prompts"]:
            request = PaymentRequest.objects.get(pk=self.requests[prompt["msisdn"]].pk)
            assert (request.state, request.receipt.number) == ("PAID", prompt["receipt"])
        self.check_payouts(truth)
        self.check_deliveries()

    def check_payouts(self, truth: dict[str, Any]) -> None:
        """Each phone was paid at most once, and where the books say so."""
        took = {row["originator_id"]: row["receipt"] for row in truth["operations"] if row["kind"] == "b2c"}
        paid = PayoutAttempt.objects.filter(state="PAID")
        assert dict(paid.values_list("originator_id", "receipt")) == took
        assert PayoutAttempt.objects.count() == 2 == Payout.objects.count()
        unknown = PayoutAttempt.objects.filter(state="UNKNOWN").count()
        assert unknown + len(took) == 2
        business = self.till.business_id
        assert balance_by_code(business, "2400") == unknown * PAID_OUT
        assert balance_by_code(business, "5500") == 2 * PAID_OUT

    def check_deliveries(self) -> None:
        sent = self.system.sandbox.get("/_sandbox/callbacks").json()
        listed = sent if isinstance(sent, list) else sent["callbacks"]
        answered = {one["body"] for one in listed if one["http_status"] == 200}
        kept = {body_of(callback).decode() for callback in Callback.objects.select_related("data_key")}
        assert answered <= kept, answered - kept
        assert CallbackWork.objects.exclude(state="DONE").count() == 0
