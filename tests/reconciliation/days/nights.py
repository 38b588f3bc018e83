"""A till of which everybody tells: callbacks, Pull, snapshots, files; and its days as tests look at them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from core.days import EAT, day_bounds
from mpesa.callbacks.inbox import store_callback
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.models import BalanceSnapshot, Channel, Enquiry, MpesaAccount, PullRun, Till
from reconciliation.days.beginning import begin_nights
from reconciliation.models import ReconciliationDay, Statement
from tests.reconciliation.verified.files import bring

Shown = tuple[str, bool, int, int | None, int | None, int]


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute, second), EAT)


@dataclass
class Nights:
    till: Till
    drain: Callable[..., None]

    def tell(self, receipt: str, shillings: int, when: datetime, channel: str = Channel.C2B) -> None:
        """A channel tells of a payment."""
        facts = ReceiptFacts(receipt, shillings * 100, when, "x")
        with transaction.atomic():
            record_receipt(till=self.till, facts=facts, channel=channel, source=channel)

    def bring(self, data: bytes, name: str = "export.csv") -> Statement:
        """A file, and all that follows from it."""
        file = bring(self.till, data, name)
        self.drain()
        return file

    def snapshot(self, when: datetime, shillings: int, account: str = "utility") -> None:
        """Safaricom says what is in an account."""
        callback = store_callback(
            till=self.till, kind="result", ref=secrets.token_hex(16), body=b"{}", headers={}, address=None
        )
        BalanceSnapshot.objects.create(
            business_id=self.till.business_id,
            till=self.till,
            enquiry=self._enquiry(when),
            callback_id=callback,
            account=account,
            name=MpesaAccount(account).label,
            currency="KES",
            current=shillings * 100,
            stamp=int(when.timestamp()),
            taken_at=when,
        )

    def _enquiry(self, when: datetime) -> Enquiry:
        return Enquiry.objects.create(
            business_id=self.till.business_id,
            till=self.till,
            kind="BALANCE",
            ref=secrets.token_hex(16),
            why="SCHEDULE",
            state="ANSWERED",
            begun_at=when,
        )

    def pulled(self, first: date, last: date) -> None:
        """Safaricom was asked about these days, to their end."""
        PullRun.objects.create(
            business_id=self.till.business_id,
            till=self.till,
            from_at=day_bounds(first)[0] - timedelta(hours=4),
            to_at=day_bounds(last)[1] + timedelta(minutes=10),
            scheduled=True,
            state="DONE",
            due_at=day_bounds(last)[1],
            done_at=day_bounds(last)[1],
        )

    def pass_(self) -> None:
        """The clock begins the nights, and they are judged."""
        self.drain()
        begin_nights()
        self.drain()

    def row(self, day: date) -> ReconciliationDay:
        return ReconciliationDay.objects.select_related("business", "till").get(till=self.till, day=day)

    def shown(self, day: date) -> Shown:
        """State, whether it is provisional; expected, actual, difference in shillings; open items."""
        row = self.row(day)
        return (
            row.state,
            row.provisional,
            shillings(row.expected),
            shillings(row.actual),
            shillings(row.discrepancy),
            row.open_items,
        )

    def accounts(self, day: date) -> dict[str, tuple[Any, ...]]:
        """By account: basis, expected, actual, whether it is proved."""
        rows = self.row(day).accounts.order_by("account")
        return {
            row.account: (row.basis, shillings(row.expected), shillings(row.actual), row.is_proved)
            for row in rows
        }

    def notes(self, day: date) -> list[str]:
        return list(self.row(day).notes.order_by("pk").values_list("text", flat=True))

    def days(self) -> list[date]:
        rows = ReconciliationDay.objects.filter(till=self.till).order_by("day")
        return list(rows.values_list("day", flat=True))


def shillings(cents: int | None) -> Any:
    if cents is None:
        return None
    return cents // 100 if cents % 100 == 0 else cents / 100
