"""A till whose statements and callbacks are made to measure, in whole shillings, on days of the past."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from core import days
from ledger.reads.selectors import balance_by_code
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.models import Channel, Till
from mpesa.tills.accounts import account_code
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from reconciliation.models import ReconciliationException, ReconciliationRun
from reconciliation.runs.running import run_reconciliations, start_run
from reconciliation.verified.importing import import_statements, store_statement
from tests.graphql_api.conftest import House
from tests.reconciliation.statement_files import HEADER_A
from users.actors import SYSTEM

PAYMENT = ("Pay Bill from 25470****111 - PAYER ONE Acc. X1", "Pay Utility")
PAYOUT = ("Business Payment to 25470****222 - PAYEE TWO", "Business Payment")
ODD = ("Something that nobody has seen", "New product")
CHARGE = ("Pay Bill Charge", "Pay Utility")


@dataclass
class Books:
    """`rows` is the statement so far: (day, hour, receipt, words, shillings; + in), in their order."""

    house: House
    shortcode: str = "600984"
    till: Till = field(init=False)
    rows: list[tuple[date, int, str, tuple[str, str], int]] = field(default_factory=list)
    #: Receipt -> its Linked Transaction ID.
    linked: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.till = create_till(
            business=self.house.business,
            name="Water",
            kind="PAYBILL",
            shortcode=self.shortcode,
            credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
            actor=SYSTEM,
        )

    def call_back(self, receipt: str, shillings: int, day: date, hour: int = 9) -> None:
        """Safaricom tells of a payment."""
        at = datetime.combine(day, time(hour), UTC) - timedelta(hours=3)
        facts = ReceiptFacts(receipt, shillings * 100, at, "x")
        with transaction.atomic():
            record_receipt(till=self.till, facts=facts, channel=Channel.C2B, source="c2b")

    def show(self, day: date, hour: int, receipt: str, words: tuple[str, str], shillings: int) -> None:
        """The statement has a row, after those that it had."""
        self.rows.append((day, hour, receipt, words, shillings))

    def statement(self, first: date, last: date) -> bytes:
        balance = sum(row[4] for row in self.rows if row[0] < first)
        lines = []
        for day, hour, receipt, (details, reason), shillings in self.rows:
            if not first <= day <= last:
                continue
            balance += shillings
            cells = {
                "Receipt No.": receipt,
                "Completion Time": f"{day:%d-%m-%Y} {hour:02}:00:00",
                "Initiation Time": f"{day:%d-%m-%Y} {hour:02}:00:00",
                "Details": details,
                "Transaction Status": "Completed",
                "Paid In": f"{shillings}.00" if shillings > 0 else "",
                "Withdrawn": f"{-shillings}.00" if shillings < 0 else "",
                "Balance": f"{balance}.00",
                "Reason Type": reason,
                "Linked Transaction ID": self.linked.get(receipt, ""),
            }
            lines.append(",".join('"' + cells.get(name, "") + '"' for name in HEADER_A.split(",")))
        period = f"From {first:%d-%m-%Y} 00:00:00 To {last:%d-%m-%Y} 23:59:59"
        head = [f"Short Code:,{self.shortcode}", "Account:,Utility Account", f"Time Period:,{period}"]
        return "\r\n".join([*head, HEADER_A, *reversed(lines)]).encode()

    def bring(self, first: date, last: date) -> None:
        """Bring the statement of these days in. They are not proved by themselves: a test says which are."""
        name = f"{first} to {last}.csv"
        data = self.statement(first, last)
        statement = store_statement(till=self.till, file_name=name, data=data, actor=SYSTEM)
        import_statements()
        statement.refresh_from_db()
        assert (statement.state, statement.problems) == ("ADMITTED", [])
        leave_unproved()

    def prove(self, first: date, last: date) -> ReconciliationRun:
        """Prove these days."""
        run = start_run(till=self.till, from_day=first, to_day=last, account="utility", actor=SYSTEM)
        run_reconciliations()
        run.refresh_from_db()
        assert run.state == "DONE", run.problem
        return run

    def close(self, first: date, last: date, *, fresh: bool = True) -> ReconciliationRun:
        """Bring the statement of these days in, and prove them: nothing is unexplained."""
        if fresh:
            self.bring(first, last)
        run = self.prove(first, last)
        assert run.unexplained == 0
        return run

    def balance(self, code: str = "") -> int:
        return balance_by_code(self.house.business.pk, code or account_code(self.till))

    def open(self) -> list[ReconciliationException]:
        return list(ReconciliationException.objects.exclude(state="CLOSED").order_by("pk"))


def leave_unproved() -> None:
    """Give up the proofs that wait by themselves."""
    waiting = ReconciliationRun.objects.filter(automatic=True, state="QUEUED")
    waiting.update(state="FAILED", problem="left to the test")


def a_week_ago() -> date:
    return days.today() - timedelta(days=10)
