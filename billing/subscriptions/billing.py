"""Billing the next period of many subscriptions at once: judged, issued, and moved on to the period after it.

A period is billed once: its row is unique by (subscription, number) and is written in the transaction that
issues its invoice, whose key names it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from billing.invoicing.issuing import NewInvoice, issue_new
from billing.models import BillingRun, Invoice, Subscription, SubscriptionPeriod, SubscriptionState
from billing.subscriptions.news import tell_subscriptions
from billing.subscriptions.pricing import Planned, next_bill
from billing.subscriptions.refusals import refusals
from billing.subscriptions.tariffs import Tariff
from core.errors import DomainError
from core.money import Cents
from core.rows.saving import insert_rows, save_rows
from core.rows.states import take_step
from ledger.journal.posting import first_open_day
from ledger.vouchers.vat import rate_on
from users.actors import SYSTEM, Actor
from users.models import Business


class Outlook(NamedTuple):
    """What would be billed, and what would not, each with a code that says why."""

    planned: list[Planned]
    refused: list[tuple[Subscription, str]]

    @property
    def total(self) -> Cents:
        return sum(each.bill.total for each in self.planned)


def look_ahead(subscriptions: Sequence[Subscription], *, lock: bool = True) -> Outlook:
    """What billing the next period of each would do; they have their customers. Its statements do not grow
    with their count. With `lock` customers with a limit of credit are locked, in the caller's transaction.
    """
    tariff = Tariff([row.pk for row in subscriptions])
    rates = {day: rate_on(day) for day in {row.next_on for row in subscriptions}}
    planned: list[Planned] = []
    refused: list[tuple[Subscription, str]] = []
    for row in subscriptions:
        try:
            planned.append(Planned(row, next_bill(row, tariff, rates[row.next_on])))
        except DomainError as problem:
            refused.append((row, problem.code))
    why = refusals(planned, lock=lock)
    refused += [(row, why[row.pk]) for row, _ in planned if row.pk in why]
    return Outlook([each for each in planned if each.subscription.pk not in why], refused)


def bill_planned(
    planned: Sequence[Planned], *, business: Business, run: BillingRun | None = None, actor: Actor = SYSTEM
) -> list[Invoice]:
    """Issue the invoices of locked subscriptions of a business, each on the first day of its period, note the
    periods, and move the subscriptions on. In the caller's transaction, in a handful of statements.

    A first day whose books are closed is the first open one. Raises what issue_new raises; until then the
    rows are as they were.
    """
    if not planned:
        return []
    opened = first_open_day(business.pk)
    billed = [each for each in planned if each.bill.terms.lines]
    drafts = [
        NewInvoice(
            customer_id=row.customer_id,
            terms=bill.terms,
            key=f"subscription:{row.pk}:{row.next_number}",
            issued_on=max(row.next_on, opened or row.next_on),
        )
        for row, bill in billed
    ]
    invoices = issue_new(business=business, drafts=drafts, actor=actor)
    of_row = {row.pk: invoice.pk for (row, _), invoice in zip(billed, invoices, strict=True)}
    insert_rows(
        SubscriptionPeriod(
            subscription=row,
            number=row.next_number,
            starts_on=bill.part.billed.starts_on,
            ends_on=bill.part.billed.ends_on,
            whole_starts_on=bill.part.whole.starts_on,
            whole_ends_on=bill.part.whole.ends_on,
            invoice_id=of_row.get(row.pk),
            run=run,
        )
        for row, bill in planned
    )
    begun = [row for row, _ in planned if row.state == SubscriptionState.TRIAL]
    for row, bill in planned:
        row.next_on = bill.part.billed.ends_on + timedelta(days=1)
        row.next_number += 1
    for row in begun:
        take_step(row, SubscriptionState.ACTIVE)
    save_rows([row for row, _ in planned], ["next_on", "next_number", "state"])
    tell_subscriptions(begun)
    return invoices
