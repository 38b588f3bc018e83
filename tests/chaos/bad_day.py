"""Safaricom's bad day: many payments while programs are killed, and what follows until all is at rest."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import requests
from django.db import connections, transaction
from django.db.models import F
from django.utils import timezone

from billing.customers.customers import create_customer
from billing.invoicing.invoices import create_invoice
from billing.invoicing.issuing import issue_invoice
from billing.invoicing.terms import LineInput
from core.days import accounting_day
from core.machine.jobs import wake_all
from core.models import WakeUp
from demo.http import Site
from demo.system import Api
from ledger.models import Unsealed
from mpesa.asking.initiators import set_initiator
from mpesa.models import CallbackWork, Enquiry, PaymentRequest, PullRun, ReceiptRoute, Till
from mpesa.pulling.registering import register_pull
from mpesa.pulling.windows import pull_now
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.registering import register_urls
from mpesa.tills.tills import create_till
from tests.chaos.patience import eventually
from tests.chaos.points import CORE, WEB
from tests.chaos.system import START_SECONDS, System
from tests.reconciliation.releasing import release_all
from users.actors import SYSTEM
from users.models import User
from users.people import create_business, create_staff

OWNER, PASSWORD = "owner", "correct horse battery"
PAYBILL, BUY_GOODS, STORE = "600310", "600320", "600321"
PASSKEY = "passkey-of-the-bad-day"
APP = {"consumer_key": "app-of-the-bad-day", "consumer_secret": "secret-of-the-bad-day"}
#: Only the PayBill pulls, only the other till has an API operator: what is lost there is found by the numbers
#: in customers' messages (Transaction Status), and by the statement.
OPERATOR, OPERATORS_PASSWORD = "testapi", "Safaricom999!*!"
CLAIM = """mutation($input: ClaimReceiptInput!) { claimReceipt(input: $input) {
    claim { state } problems { code message } } }"""
NOMINATED = "254793111222"
SENDERS = 12
INVOICES = 40
#: How the people with a phone answer a prompt, of a hundred.
MANNERS = ("approve",) * 72 + ("cancel",) * 12 + ("ignore",) * 10 + ("poor",) * 6


@dataclass(frozen=True)
class Payment:
    """One that is to be: asked for by us ("stk"), or begun by the customer ("c2b")."""

    number: int
    way: str
    shortcode: str
    phone: str = field(repr=False)
    shillings: int
    reference: str


class BadDay:
    """One business with a PayBill and a Buy Goods till, its customers, the day's payments, all by seed."""

    def __init__(self, system: System, *, seed: int, payments: int, kills: int, redis_kills: int = 1) -> None:
        self.system, self.seed = system, seed
        self.dice = random.Random(seed)
        self.kills = kills
        self.redis_kills = redis_kills
        self.killed: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.begun = 0
        self.phones = {
            f"2547{number:08d}": self.dice.choice(MANNERS)
            for number in self.dice.sample(range(90_000_000, 99_999_999), max(20, payments // 6))
        }
        self.open_shops()
        self.plan = [self._payment(number) for number in range(payments)]

    def _payment(self, number: int) -> Payment:
        dice = self.dice
        way = dice.choice(("stk", "c2b"))
        shortcode = dice.choice((PAYBILL, PAYBILL, BUY_GOODS))
        reference = dice.choice(self.invoices) if dice.random() < 0.6 else f"HOUSE{dice.randrange(90)}"
        if way == "c2b" and dice.random() < 0.25:
            reference = mistyped(reference, dice)
        phone = dice.choice(sorted(self.phones))
        return Payment(number, way, shortcode, phone, dice.randint(1, 600), reference)

    # Before the day

    def open_shops(self) -> None:
        eventually(self.system.web_answers, "web answers", within=START_SECONDS)
        business = create_business(
            code="maji", name="Maji Safi", owner=create_staff(username=OWNER, password=PASSWORD)
        )
        common = {"passkey": PASSKEY, "tariff": "business", **APP}
        paybill = {"shortcode": PAYBILL, "name": "MAJI", "kind": "paybill", "validation": True}
        goods = {"shortcode": BUY_GOODS, "name": "DUKA", "kind": "till", "store_number": STORE}
        self.control("organisations", [{**paybill, **common}, {**goods, **common}])
        self.control("switches", {"prompt_seconds": 5, "token_seconds": 60, "validation_seconds": 2})
        self.tills = {
            shortcode: self._till(business, shortcode=shortcode, kind=kind, store_number=store)
            for shortcode, kind, store in ((PAYBILL, "PAYBILL", ""), (BUY_GOODS, "TILL", STORE))
        }
        set_initiator(till=self.tills[BUY_GOODS], name=OPERATOR, password=OPERATORS_PASSWORD, actor=SYSTEM)
        register_pull(till=self.tills[PAYBILL], nominated_number=NOMINATED, actor=SYSTEM)
        customer = create_customer(business=business, name="Client", actor=SYSTEM)
        self.invoices = []
        for number in range(INVOICES):
            lines = [LineInput("Water", Decimal(1), 5_000_00)]
            draft = create_invoice(customer=customer, lines=lines, key=f"bad-day-{number}", actor=SYSTEM)
            self.invoices.append(issue_invoice(invoice=draft, actor=SYSTEM).number)
        self.control("customers", [self._customer(*each) for each in self.phones.items()])

    def _till(self, business: Any, **facts: str) -> Till:
        credentials = TillCredentials(passkey=PASSKEY, **APP)
        till = create_till(
            business=business, name=facts["kind"], credentials=credentials, actor=SYSTEM, **facts
        )
        return register_urls(till=till, actor=SYSTEM)

    def _customer(self, phone: str, manner: str) -> dict[str, Any]:
        answer = {"approve": "approve", "poor": "approve", "cancel": "cancel", "ignore": None}[manner]
        name = f"Nyambura{phone[-6:]} Achieng"
        return {"msisdn": phone, "name": name, "answer": answer} | (
            {"balance": "0"} if manner == "poor" else {}
        )

    def control(self, path: str, body: Any) -> dict[str, Any]:
        answer = self.system.sandbox.post(f"/_sandbox/{path}", json=body)
        answer.raise_for_status()
        told: dict[str, Any] = answer.json()
        return told

    # The day

    def live(self) -> None:
        """Send it all and kill meanwhile; ends when Safaricom owes nobody anything."""
        self.control("faults", {"fault": "bad_day", "seed": str(self.seed)})
        blows = self._blows()
        hand = threading.Thread(target=self._strike, args=(blows,))
        queue = iter(self.plan)
        hand.start()
        with ThreadPoolExecutor(SENDERS) as pool:
            for done in [pool.submit(self._send_from, queue) for _ in range(SENDERS)]:
                done.result()
        hand.join()
        assert sum(self.killed.values()) == self.kills + self.redis_kills
        self.hear_all()

    def hear_all(self) -> None:
        """Half a minute at Safaricom: late messages leave, and who has not answered a prompt never will."""
        self.control("clock", {"advance_seconds": 30})
        eventually(self._quiet, "Safaricom owes nothing", within=120)

    def _blows(self) -> list[tuple[float, str]]:
        """At which part of the day who is killed, in order."""
        blows = [(self.dice.uniform(0.05, 0.95), self.dice.choice((WEB, CORE))) for _ in range(self.kills)]
        blows += [(self.dice.uniform(0.2, 0.8), "redis") for _ in range(self.redis_kills)]
        return sorted(blows)

    def _strike(self, blows: list[tuple[float, str]]) -> None:
        for part, name in blows:
            eventually(lambda part=part: self.begun >= part * len(self.plan), "the day goes on", within=1800)
            if name == "redis":
                self.system.restart_redis()
            else:
                self.system.kill(name)
            self.killed[name] += 1

    def _send_from(self, queue: Any) -> None:
        api = eventually(self._signed_in, "the owner is signed in", within=START_SECONDS)
        for payment in _shared(queue):
            self.begun += 1
            if payment.way == "stk":
                self._ask(api, payment)
            else:
                self._pay(payment)
        connections.close_all()

    def _signed_in(self) -> Api | None:
        try:
            api = Api(Site(self.system.addresses.web_url, seconds=30))
            api.sign_in(OWNER, PASSWORD)
        except requests.RequestException:
            return None
        except RuntimeError as refusal:  # an attempt that was killed counts as one that failed
            assert str(refusal).startswith("SIGN_IN_TOO_SOON"), refusal
            return None
        return api

    def _ask(self, api: Api, payment: Payment) -> None:
        """As often as it takes, under one key: whoever asks hears one answer in the end."""

        def answered() -> bool:
            try:
                api.request_payment(
                    till=payment.shortcode,
                    phone=payment.phone,
                    amount=str(payment.shillings),
                    reference=payment.reference,
                    key=f"payment-{payment.number}",
                )
            except requests.RequestException:
                return False
            except RuntimeError as refusal:
                code = str(refusal).partition(":")[0]
                if code == "TRY_AGAIN":
                    return False
                self.refused[code] += 1
            return True

        eventually(answered, "the request is answered", within=START_SECONDS, pause=0.3)

    def _pay(self, payment: Payment) -> None:
        body = {"msisdn": payment.phone, "shortcode": payment.shortcode, "amount": str(payment.shillings)}
        answer = self.system.sandbox.post("/_sandbox/pay", json={**body, "account": payment.reference})
        if answer.status_code == 400:
            self.refused[str(answer.json()["error"]["code"])] += 1
        else:
            answer.raise_for_status()

    def _quiet(self) -> bool:
        drained = self.control("drain", {"timeout": 5})["drained"]
        prompts = self.state()["prompts"]
        return bool(drained) and not any(prompt["state"] == "open" for prompt in prompts)

    def state(self) -> dict[str, Any]:
        told: dict[str, Any] = self.system.sandbox.get("/_sandbox/state").json()
        return told

    # After the day

    def rest(self) -> None:
        """Until no row waits for a process; then Safaricom is asked about what no callback has settled."""
        for _ in range(3):
            self.let_time_pass()
            eventually(self._rested, "nothing is due any more", within=240, pause=0.3)
            self.hear_all()
        pending = PaymentRequest.objects.filter(state__in=("INITIATED", "PENDING"))
        for _ in range(12):
            if not pending.exists():
                break
            self.let_time_pass()
            eventually(self._rested, "all that is due was asked about", within=240, pause=0.3)
        assert not pending.exists(), Counter(pending.values_list("state", "result_code"))

    def _rested(self) -> bool:
        waiting = (
            CallbackWork.objects.filter(state="DUE"),
            ReceiptRoute.objects.filter(state="DUE"),
            PaymentRequest.objects.filter(state="INITIATED"),
            PaymentRequest.objects.filter(next_query_at__lte=timezone.now()),
            PullRun.objects.filter(state="DUE"),
            Enquiry.objects.filter(state="ASKING", due_at__lte=timezone.now()),
            Unsealed.objects.all(),
        )
        if not any(rows.exists() for rows in waiting):
            return True
        wake_all()
        return False

    def let_time_pass(self) -> None:
        """Two minutes at once: leases and wake-ups of the dead run out, and questions fall due."""
        ago, now = timedelta(minutes=2), timezone.now()
        WakeUp.objects.using("owner").update(enqueued_at=F("enqueued_at") - ago)
        CallbackWork.objects.filter(state="DUE").update(due_at=now)
        with transaction.atomic():  # what a drain works on just now has its turn the next time: no deadlock
            free = PaymentRequest.objects.select_for_update(skip_locked=True).filter(sent_at__isnull=False)
            sent = list(free.values_list("pk", flat=True))
            PaymentRequest.objects.filter(pk__in=sent).update(sent_at=F("sent_at") - ago)
        PullRun.objects.filter(state="DUE").update(due_at=now)
        Enquiry.objects.filter(state__in=("ASKING", "ASKED")).update(due_at=now)
        to_ask = PaymentRequest.objects.filter(
            state__in=("PENDING", "UNKNOWN"), checkout_request_id__isnull=False, next_query_at__isnull=False
        )
        to_ask.update(next_query_at=now)

    def pull(self) -> None:
        """What the PayBill was paid in the last 48 hours is asked for; its day is as bad as before."""
        pull_now(till=self.tills[PAYBILL], actor=SYSTEM)
        runs = PullRun.objects.filter(till=self.tills[PAYBILL])

        def done() -> bool:
            self.let_time_pass()
            wake_all()
            return not runs.filter(state="DUE").exists()

        eventually(done, "the pull is done", within=180, pause=1)
        assert set(runs.values_list("state", flat=True)) == {"DONE"}
        self.rest()

    def claim(self, numbers: Sequence[str]) -> None:
        """Customers of the Buy Goods till show M-Pesa's messages; Safaricom is asked about each, as many a
        minute as one person may."""
        api = eventually(self._signed_in, "the owner is signed in", within=START_SECONDS)

        def claimed(number: str) -> bool:
            fields = {"till": api.tills[BUY_GOODS], "receiptNumber": number, "idempotencyKey": number}
            try:
                api.call(CLAIM, input=fields)
            except RuntimeError as refused:
                if "TOO_MANY_CLAIMS" not in str(refused):
                    raise
                return False
            return True

        for number in numbers:
            eventually(partial(claimed, number), "there is room for one claim more", within=120, pause=3)

        def answered() -> bool:
            self.let_time_pass()
            wake_all()
            return not Enquiry.objects.filter(kind="STATUS", state__in=("ASKING", "ASKED")).exists()

        eventually(answered, "all claims are answered", within=180, pause=1)
        self.rest()

    def reconcile(self) -> dict[str, dict[str, Any]]:
        """Each till's statement is uploaded and reconciled, as the accountant does; the runs by shortcode."""
        api = eventually(self._signed_in, "the owner is signed in", within=START_SECONDS)
        today = accounting_day(timezone.now()).isoformat()
        runs = {}
        for shortcode, account in ((PAYBILL, "Utility Account"), (BUY_GOODS, "Merchant Account")):
            query = f"shortcode={shortcode}&account={account}&from={today}&to={today}&template=a&format=csv"
            content = self.system.sandbox.get(f"/_sandbox/statement?{query}").content
            sha256 = api.upload_statement(shortcode, f"{shortcode}.csv", content)
            eventually(
                lambda sha256=sha256: api.statement(sha256) == ("ADMITTED", True),
                "the statement is imported",
                within=120,
            )
            run = api.reconcile(shortcode, today, today)
            eventually(
                lambda run=run: api.run(run)["state"] in ("DONE", "FAILED"), "the run is done", within=180
            )
            runs[shortcode] = api.run(run)
        self.rest()
        self.release()
        return runs

    def release(self) -> None:
        """What only a statement knew: Safaricom is asked by itself where the till can, else people decide."""
        held = ReceiptRoute.objects.filter(state="HELD")

        def seconded() -> bool:
            self.let_time_pass()
            wake_all()
            return not held.filter(receipt__till=self.tills[BUY_GOODS]).exists()

        eventually(seconded, "Safaricom has confirmed what the statement brought", within=180, pause=1)
        till = self.tills[PAYBILL]
        release_all(till.business, User.objects.get(username=OWNER))
        self.rest()
        assert not held.exists()

    def give_up(self) -> None:
        """Hours later: what has waited for another channel in vain comes to its end, or into a case."""
        waiting = PaymentRequest.objects.filter(next_query_at__isnull=False)
        waiting.update(next_query_at=timezone.now())
        self.rest()


_one = threading.Lock()


def _shared(queue: Any) -> Any:
    """The next of an iterator that several threads take from."""
    while True:
        with _one:
            payment = next(queue, None)
        if payment is None:
            return
        yield payment


def mistyped(reference: str, dice: random.Random) -> str:
    """Two neighbours swapped, as people in a hurry do."""
    at = dice.randrange(len(reference) - 1)
    return reference[:at] + reference[at + 1] + reference[at] + reference[at + 2 :]


def seconds_since(began: float) -> str:
    return f"{time.monotonic() - began:.0f} s"
