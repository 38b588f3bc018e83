"""A till as in tests/reconciliation/exceptions/books.py, and a bank account beside it, 1100-1."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ledger.chart.accounts import open_money_account
from reconciliation.models import ReconciliationRun, Statement
from reconciliation.runs.running import run_reconciliations, start_run
from reconciliation.verified.importing import import_statements, store_statement
from reconciliation.verified.reading import Told
from tests.reconciliation.bank.files import Line, money_in_out
from tests.reconciliation.exceptions.books import Books
from users.actors import SYSTEM
from users.models import Role

BANK = "1100-1"


@dataclass
class BankBooks(Books):
    """`lines` is the bank's statement so far, `opening` its balance before them, in cents."""

    opening: int = 0
    lines: list[Line] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.open_bank("Equity")

    def open_bank(self, name: str) -> str:
        owner = self.house.people[Role.OWNER]
        return open_money_account(business=self.house.business, parent="1100", name=name, actor=owner).code

    def at_bank(self, day: date, words: str, cents: int) -> None:
        """The bank's statement has a row, after those that it had."""
        self.lines.append(Line(day, words, cents))

    def bank_file(self, first: date, last: date) -> bytes:
        before = sum(line.cents for line in self.lines if line.day < first)
        within = [line for line in self.lines if first <= line.day <= last]
        return money_in_out(within, self.opening + before, first=first, last=last)

    def take(self, data: bytes, name: str = "bank.csv", account: str = BANK) -> Statement:
        """Bring a file of the bank account in, and have all that waits judged."""
        statement = store_statement(
            till=self.till, file_name=name, data=data, actor=SYSTEM, told=Told(account)
        )
        while import_statements():
            pass
        statement.refresh_from_db()
        return statement

    def bring_bank(self, first: date, last: date) -> Statement:
        """Bring the bank's statement of these days in: it is admitted."""
        statement = self.take(self.bank_file(first, last), f"bank {first} to {last}.csv")
        assert (statement.state, statement.problems) == ("ADMITTED", [])
        return statement

    def prove_bank(self, first: date, last: date, account: str = BANK) -> ReconciliationRun:
        """Prove the bank account over these days."""
        run = start_run(till=self.till, from_day=first, to_day=last, account=account, actor=SYSTEM)
        run_reconciliations()
        run.refresh_from_db()
        assert run.state == "DONE", run.problem
        return run

    def close_bank(self, first: date, last: date) -> ReconciliationRun:
        """Bring its statement of these days in, and prove them: nothing is unexplained."""
        self.bring_bank(first, last)
        run = self.prove_bank(first, last)
        assert run.unexplained == 0
        return run
