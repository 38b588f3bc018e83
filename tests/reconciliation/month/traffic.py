"""What happens at a till, day by day: planned by seed, lived through at its own moments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

from core.days import day_bounds
from core.errors import DomainError
from mpesa.collections.requests.requesting import request_payment
from mpesa.models import Till
from tests.processes import SandboxProcess
from tests.reconciliation.month.clocks import TwoClocks
from tests.reconciliation.month.other_client import OtherClient
from tests.reconciliation.month.payroll import Payroll
from tests.reconciliation.month.truth import moment
from users.actors import SYSTEM

DAY = 24 * 3600
#: How people with a phone answer a prompt.
ANSWERS = ("approve",) * 8 + ("cancel", None)


@dataclass(frozen=True)
class Busy:
    """How many of each there are on a day: a part of one is a chance. The shop is open every so many days."""

    every: int
    payments: float
    payouts: float
    wages: float
    taken_back: float
    swept: float
    banked: float


class Traffic:
    """The customers, the other client and Safaricom itself. Payments go to our real hooks."""

    def __init__(
        self,
        till: Till,
        sandbox: SandboxProcess,
        clocks: TwoClocks,
        other: OtherClient,
        payroll: Payroll,
        seed: int,
    ) -> None:
        self.till, self.sandbox, self.clocks, self.other = till, sandbox, clocks, other
        self.payroll = payroll
        self.seed, self.dice = seed, Random(seed)
        self.phones = [f"2547{self.dice.randrange(90_000_000, 99_999_999)}" for _ in range(40)]
        self.paid: list[tuple[str, int]] = []
        self.happened: Counter[str] = Counter()
        customers = [
            {"msisdn": phone, "answer": self.dice.choice(ANSWERS), "balance": "200000"}
            for phone in self.phones
        ]
        refusing = [{"msisdn": phone, "registered": False} for phone in payroll.refusing]
        self.control("customers", customers + refusing)

    def control(self, call: str, body: Any) -> dict[str, Any]:
        answer = self.sandbox.post(f"/_sandbox/{call}", body)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def live(self, day: date, busy: Busy, *, straddles: bool, rest: Callable[[], None]) -> None:
        """One day from its morning to its end. `straddles`: the last one of the month, with a payment in its
        last seconds, and without wages: what became of those the month's statement could not tell."""
        plan: list[tuple[datetime, Callable[[], None]]] = []
        acts = (
            (busy.payments / 2, self._ask),
            (busy.payments / 2, self._pay),
            (busy.payouts, self._pay_out),
            (0 if straddles else busy.wages, self.payroll.pay),
            (busy.taken_back, self._take_back),
            (busy.swept, self._sweep),
            (busy.banked, self._bank),
        )
        for mean, act in acts:
            for _ in range(int(mean) + (self.dice.random() < mean % 1)):
                plan.append((moment(day, self.dice.randrange(7 * 3600, 22 * 3600)), act))
        if straddles:
            plan.append((moment(day, DAY - 8), self._pay))
        for at, act in sorted(plan, key=lambda each: each[0]):
            self.clocks.wait_until(at)
            act()
            self.happened[act.__qualname__] += 1
            rest()
        self.clocks.wait_until(day_bounds(day)[1])

    def _ask(self) -> None:
        """We ask, on the customer's phone."""
        try:
            request_payment(
                till=self.till,
                phone=self.dice.choice(self.phones),
                amount=self._shillings() * 100,
                account_reference=f"HOUSE{self.dice.randrange(90)}",
                key=f"month-{self.seed}-{self.happened['Traffic._ask']}",
                actor=SYSTEM,
            )
        except DomainError as refused:
            self.happened[refused.code] += 1

    def _pay(self) -> None:
        """The customer begins."""
        shillings = self._shillings()
        body = {
            "msisdn": self.dice.choice(self.phones),
            "shortcode": self.till.shortcode,
            "amount": str(shillings),
            "account": f"HOUSE{self.dice.randrange(90)}",
        }
        answer = self.sandbox.post("/_sandbox/pay", body)
        if answer.status_code == 200:
            self.paid.append((answer.json()["receipt"], shillings))
        else:
            self.happened[answer.json()["error"]["code"]] += 1

    def _pay_out(self) -> None:
        careful = self.dice.random() < 0.7
        self.other.pay(self.dice.choice(self.phones), self.dice.randint(10, 1500), careful=careful)

    def _take_back(self) -> None:
        if self.paid:
            self.other.take_back(*self.paid.pop(self.dice.randrange(len(self.paid))))

    def _sweep(self) -> None:
        self.control("sweep", {"shortcode": self.till.shortcode, "amount": str(self.dice.randint(50, 400))})
        if self.dice.random() < 0.5:
            self.control("settle", {"shortcode": self.till.shortcode})

    def _bank(self) -> None:
        call = self.dice.choice(("fund", "withdraw"))
        self.control(call, {"shortcode": self.till.shortcode, "amount": str(self.dice.randint(100, 900))})

    def _shillings(self) -> int:
        return self.dice.randint(1, 3000)
