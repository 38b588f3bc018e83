"""Billing: how many invoices a second a run issues, posts and numbers.

HESABU_BENCH_SUBSCRIPTIONS (10,000) says how many a run bills. One worker, as a cluster has one for each
queue's job, on the durable database; the ledger's batches alone are what it is compared with.
"""

from __future__ import annotations

import os
from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from bench.measuring import Row, per_second, row
from billing.customers.customers import create_customer
from billing.invoicing.terms import LineInput
from billing.models import BillingRun, Customer, Plan, RunState, Subscription, SubscriptionTerms
from billing.subscriptions.plans import create_plan
from billing.subscriptions.running import bill_runs
from billing.subscriptions.runs import begin_run
from core import days
from core.rows.saving import insert_rows
from ledger.chart.standard import RECEIVABLES, SALES
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, credit, debit
from users.actors import SYSTEM
from users.models import Business
from users.people import create_business, create_staff

MANY = int(os.environ.get("HESABU_BENCH_SUBSCRIPTIONS", "10000"))
RUNS, CUSTOMERS, POSTINGS = 3, 200, 1000
#: Invoices a second.
A_SECOND = 1_000


def rows() -> list[Row]:
    landlord = _Landlord()
    billed, posted = [], []
    for _ in range(RUNS):
        landlord.subscribe_all()
        posted.append(per_second(landlord.post_alone))
        billed.append(per_second(landlord.run))
    against = "entries posted by the batch alone"
    return [
        row("billing.invoices_per_s", billed, "1/s", against, posted, target=A_SECOND, absolute=True),
    ]


class _Landlord:
    """A business with a plan and some customers; each round they have ten thousand subscriptions more."""

    def __init__(self) -> None:
        count = Business.objects.count()
        owner = create_staff(username=f"bench-b{count}", password="bench-password-of-nobody")
        self.business = create_business(code=f"bench-b{count}", name="Bench", owner=owner)
        line = LineInput("Rent", Decimal(1), 15_000_00, 0, "EXEMPT")
        garbage = LineInput("Garbage", Decimal(1), 350_00, 0, "STANDARD")
        self.plan: Plan = create_plan(
            business=self.business,
            name="Rooms",
            frequency="MONTHLY",
            lines=[line, garbage],
            key="plan",
            actor=SYSTEM,
        )
        self.customers: list[Customer] = [
            create_customer(business=self.business, name=f"Tenant {each}", actor=SYSTEM)
            for each in range(CUSTOMERS)
        ]
        self.rounds = 0

    @transaction.atomic
    def subscribe_all(self) -> None:
        self.rounds += 1
        today = days.today()
        insert_rows(
            Subscription(
                business=self.business,
                customer=self.customers[each % CUSTOMERS],
                plan=self.plan,
                state="ACTIVE",
                starts_on=today,
                billed_from=today,
                next_on=today,
                key=f"{self.rounds}-{each}",
                key_hash=b"",
            )
            for each in range(MANY)
        )
        fresh = Subscription.objects.filter(business=self.business, next_on=today)
        insert_rows(
            SubscriptionTerms(
                subscription_id=pk, from_on=today, plan=self.plan, anchor_on=today, quantity=Decimal(1)
            )
            for pk in fresh.values_list("pk", flat=True)
        )

    def run(self) -> int:
        """Bill all that is due; returns how many invoices."""
        run = begin_run(business=self.business, actor=SYSTEM)
        while bill_runs():
            pass
        run = BillingRun.objects.get(pk=run.pk)
        assert (run.state, run.invoices, run.skipped) == (RunState.DONE, MANY, 0), run.invoices
        next_on = days.today() + timedelta(days=1)
        assert not Subscription.objects.filter(business=self.business, next_on__lt=next_on).exists()
        return run.invoices

    def post_alone(self) -> int:
        """Entries of the same kind, by the thousand."""
        post_entries(
            EntryDraft(
                business_id=self.business.pk,
                kind="INVOICE",
                reference=f"bench:{self.rounds}:{each}",
                legs=[debit(RECEIVABLES, 100_00), credit(SALES, 100_00)],
                occurred_at=days.now(),
                effective_on=days.today(),
                description="Bench",
            )
            for each in range(POSTINGS)
        )
        return POSTINGS
