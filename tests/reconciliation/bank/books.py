"""A till as in tests/reconciliation/exceptions/books.py, and a bank account beside it, 1100-1."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from ledger.chart.accounts import open_money_account
from ledger.journal.posting import credit, debit, post_entry
from ledger.models import Entry, EntryKind
from reconciliation.exceptions.settling import correct
from reconciliation.models import ReconciliationException, ReconciliationRun, Statement
from reconciliation.runs.running import run_reconciliations, start_run
from reconciliation.runs.settlements import choose_settlement_account
from reconciliation.verified.importing import import_statements, store_statement
from reconciliation.verified.reading import Told
from tests.reconciliation.bank.files import Line, money_in_out
from tests.reconciliation.exceptions.books import Books, a_week_ago, leave_unproved
from tests.users.approving import NEW
from users.actors import SYSTEM
from users.approvals.approving import approve
from users.models import Approval, Role

BANK = "1100-1"
#: How the portal writes of money that goes to the bank.
TO_BANK = ("Withdrawal of Funds to Bank", "Withdrawal To Bank")
FRIDAY = a_week_ago() - timedelta(days=(a_week_ago().weekday() - 4) % 7)
SATURDAY, SUNDAY, MONDAY, TUESDAY = (FRIDAY + timedelta(days=count) for count in (1, 2, 3, 4))


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
        leave_unproved()
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

    def settles(self, account: str = BANK) -> None:
        """The till's withdrawals go into this account of the books."""
        owner = self.house.people[Role.OWNER]
        choose_settlement_account(till=self.till, account=account, actor=owner)

    def book(self, day: date, cents: int, other: str, name: str, account: str = BANK) -> Entry:
        """The books have a movement of the bank account, as a voucher has posted it: + into it."""
        legs = [debit(account, cents), credit(other, cents)]
        if cents < 0:
            legs = [debit(other, -cents), credit(account, -cents)]
        entry = post_entry(
            business_id=self.house.business.pk,
            kind=EntryKind.MANUAL,
            reference=f"test:{name}",
            legs=legs,
            occurred_at=datetime.combine(day, time(9), UTC),
            description=name,
        )
        return entry

    def settle(self, row: ReconciliationException, account: str) -> ReconciliationException:
        """Correct an exception: one person asks, another approves."""
        row = ReconciliationException.objects.select_related("business", "till__business").get(pk=row.pk)
        people = self.house.people
        asks = people[Role.ACCOUNTANT]
        correct(exception=row, account=account, key=f"k-{row.pk}", actor=asks, comment="seen")
        approval = Approval.objects.latest("pk")
        approve(approval=approval, checker=people[Role.APPROVER], digest=approval.digest, proof=NEW)
        row.refresh_from_db()
        assert row.state == "CLOSED"
        return row


def terms(run: ReconciliationRun) -> dict[str, int]:
    """The figures of a proof that are not zero, in cents."""
    names = (
        "statement_closing", "receipts_not_on_statement", "payouts_not_on_statement", "credits_not_booked",
        "debits_not_booked", "sweeps_in_flight", "ledger", "unexplained",
    )  # fmt: skip
    return {name: int(getattr(run, name)) for name in names if getattr(run, name)}
