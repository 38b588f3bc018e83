"""A landlord: a business with plans, tenants and what they owe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from billing.customers.customers import create_customer
from billing.invoicing.terms import LineInput
from billing.models import (
    BillingRun,
    BillingSkip,
    Customer,
    Invoice,
    Plan,
    Subscription,
    SubscriptionPeriod,
)
from billing.subscriptions.plans import create_plan
from billing.subscriptions.running import bill_runs
from billing.subscriptions.runs import begin_due, begin_run
from billing.subscriptions.subscribing import subscribe
from users.actors import SYSTEM
from users.models import Business


def line(description: str, cents: int, vat_code: str = "", quantity: str = "1") -> LineInput:
    return LineInput(description, Decimal(quantity), cents, 0, vat_code)


@dataclass
class Landlord:
    """Plans, tenants and runs of one business; what is made has keys by count."""

    business: Business
    count: int = 0

    def _key(self) -> str:
        self.count += 1
        return f"key-{self.count}"

    def plan(self, *lines: LineInput, **more: Any) -> Plan:
        key = self._key()
        given = {"name": f"Plan {key}", "frequency": "MONTHLY", "lines": lines or [line("Rent", 15_000_00)]}
        return create_plan(business=self.business, key=key, actor=SYSTEM, **(given | more))

    def tenant(self, name: str = "Amina Otieno", **more: Any) -> Customer:
        return create_customer(business=self.business, name=name, actor=SYSTEM, **more)

    def subscribe(self, plan: Plan, customer: Customer | None = None, **more: Any) -> Subscription:
        given = {"customer": customer or self.tenant(), "plan": plan, "key": self._key(), "actor": SYSTEM}
        return subscribe(**(given | more))

    def run(self) -> BillingRun | None:
        """The clock comes by, and what it begins is worked off: the newest run, if there ever was one."""
        begin_due()
        return self.work()

    def run_now(self) -> BillingRun | None:
        """A run that somebody asked for, to its end."""
        begin_run(business=self.business, actor=SYSTEM)
        return self.work()

    def work(self) -> BillingRun | None:
        while bill_runs():
            pass
        return BillingRun.objects.filter(business=self.business).order_by("pk").last()


def billed(subscription: Subscription) -> list[tuple[int, str, str, int]]:
    """(number, first day, last day, cents) of each period."""
    periods = SubscriptionPeriod.objects.filter(subscription=subscription).order_by("number")
    return [
        (each.number, str(each.starts_on), str(each.ends_on), each.invoice.total if each.invoice else 0)
        for each in periods.select_related("invoice")
    ]


def skips(run: BillingRun) -> list[tuple[int, str, str]]:
    """(subscription, first day, code) of what a run left out."""
    rows = BillingSkip.objects.filter(run=run).order_by("subscription")
    return [(each.subscription_id, str(each.period_on), each.code) for each in rows]


def serials(business: Business) -> list[int]:
    """Printed numbers in the order of issue."""
    rows = Invoice.objects.filter(business=business, serial_count__isnull=False)
    return list(rows.order_by("serial_year", "serial_count").values_list("serial_count", flat=True))


def on(text: str) -> date:
    return date.fromisoformat(text)
