"""What really happened at Safaricom, read from the sandbox's own file."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from core.days import day_bounds

#: M-Pesa account, receipt, cents (+ into it).
Fact = tuple[str, str, int]
#: How the phones begin to which our own books pay.
OURS = "254711"


@dataclass(frozen=True)
class Truth:
    data: Path
    shortcode: str

    def _ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.data / 'sandbox.sqlite3'}?mode=ro", uri=True)) as books:
            return books.execute(query, values).fetchall()

    def rows(self, first: date, last: date) -> Counter[Fact]:
        """Every row of every account."""
        return Counter(
            self._ask(
                "SELECT account, receipt, amount_cents FROM movements"
                " WHERE shortcode = ? AND completed_at >= ? AND completed_at < ?",
                *(self.shortcode, *_milliseconds(first, last)),
            )
        )

    def of_others(self, first: date, last: date) -> Counter[Fact]:
        """What only others did, and no file says on which account of the books it belongs: the payouts of
        another client, and money to and from the bank."""
        fees = dict(self._ask("SELECT receipt, fee_cents FROM transfers WHERE kind = 'b2c'"))
        banked = self._ask("SELECT receipt FROM journal WHERE holder = 'outside' AND account = 'Bank'")
        paid = "SELECT receipt FROM transfers WHERE kind = 'b2c' AND counterparty NOT LIKE ?"
        theirs = {receipt for (receipt,) in (*banked, *self._ask(paid, f"{OURS}%"))}
        return Counter(
            (account, receipt, cents)
            for account, receipt, cents in self.rows(first, last).elements()
            if receipt in theirs and cents != -fees.get(receipt, 0)
        )

    def paid_out(self) -> list[tuple[str, int]]:
        """Each phone that our own books may pay, and the cents of each time that it was paid."""
        paid = "SELECT counterparty, amount_cents FROM transfers WHERE kind = 'b2c' AND counterparty LIKE ?"
        return sorted(self._ask(paid, f"{OURS}%"))

    def payments(self, first: date, last: date) -> dict[str, int]:
        """What customers paid: receipt -> cents."""
        return dict(
            self._ask(
                "SELECT receipt, amount_cents FROM payments WHERE shortcode = ? AND at >= ? AND at < ?",
                *(self.shortcode, *_milliseconds(first, last)),
            )
        )

    def untold(self, first: date, last: date) -> dict[str, int]:
        """Those of them of which no message has come to us."""
        told = {
            _receipt_in(json.loads(body))
            for (body,) in self._ask("SELECT body FROM callbacks WHERE state = 'delivered'")
        }
        paid = self.payments(first, last)
        return {receipt: cents for receipt, cents in paid.items() if receipt not in told}

    def balances(self) -> dict[str, int]:
        return dict(
            self._ask("SELECT account, balance_cents FROM accounts WHERE shortcode = ?", self.shortcode)
        )

    def counts(self) -> str:
        kinds = Counter(kind for (kind,) in self._ask("SELECT kind FROM transfers"))
        messages = Counter(state for (state,) in self._ask("SELECT state FROM callbacks"))
        ((payments,),) = self._ask("SELECT count(*) FROM payments")
        return f"{payments} payments, {dict(kinds)}, messages {dict(messages)}"


def moment(day: date, seconds: int) -> datetime:
    """So many seconds after midnight in Nairobi."""
    return day_bounds(day)[0].astimezone(UTC) + timedelta(seconds=seconds)


def _milliseconds(first: date, last: date) -> list[int]:
    return [int(each.timestamp() * 1000) for each in (day_bounds(first)[0], day_bounds(last)[1])]


def _receipt_in(body: dict[str, Any]) -> str:
    """The receipt that a confirmation or a successful STK callback tells."""
    if "TransID" in body:
        return str(body["TransID"])
    return json.dumps(body).partition('"MpesaReceiptNumber", "Value": "')[2][:10]
