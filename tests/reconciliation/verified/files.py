"""Days of an account as movements, and the files that the portal would write of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from mpesa.models import Till
from reconciliation.models import Statement
from reconciliation.runs.running import start_run
from reconciliation.verified.importing import import_statements, store_statement
from reconciliation.verified.reading import NOTHING_TOLD, Told
from users.actors import SYSTEM

HEAD_A = (
    "Receipt No.,Completion Time,Initiation Time,Details,Transaction Status,Paid In,Withdrawn,Balance,"
    "Balance Confirmed,Reason Type,Other Party Info,Linked Transaction ID,A/C No.,Currency"
)
HEAD_B = (
    "Receipt No,Completion Time,Details,Transaction Status,Paid In (KSHs),Withdrawn (KSHs),Balance (KSHs)"
)
MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)


@dataclass(frozen=True)
class Move:
    """One row: shillings are whole, signed (+ paid in); `balance` is the one after it."""

    receipt: str
    at: datetime
    shillings: int
    balance: int
    who: str = "25470****111 - AMINA **** DEMO"

    @property
    def is_charge(self) -> bool:
        return self.shillings < 0


def moves(day: date, opening: int, *shillings: int, first: int = 8) -> list[Move]:
    """Movements of a day, an hour apart, oldest first."""
    found, balance = [], opening
    for place, amount in enumerate(shillings):
        balance += amount
        at = datetime(day.year, day.month, day.day, first + place, 5, 42)
        found.append(
            Move(
                f"UK{day.day}AA{first + place:02}{abs(amount) % 1000:03}"[:10].ljust(10, "Z"),
                at,
                amount,
                balance,
            )
        )
    return found


def file_of(
    rows: Sequence[Move],
    first: date,
    last: date | None = None,
    *,
    opening: int | None = None,
    totals: bool = False,
    seconds: bool = True,
    account: str = "Utility Account",
) -> bytes:
    """Template A, newest first, with its period; with `totals` its balances and sums are declared."""
    last = last or first
    lines = [
        "Short Code:,600984",
        f"Account:,{account}" if account else "",
        f"Time Period:,From,{first:%d-%m-%Y} 00:00:00,To,{last:%d-%m-%Y} 23:59:59",
    ]
    if totals or opening is not None:
        start = opening if opening is not None else rows[0].balance - rows[0].shillings
        lines.append(f"Opening Balance:,{start}.00,Closing Balance:,{rows[-1].balance if rows else start}.00")
    if totals:
        paid_in = sum(row.shillings for row in rows if row.shillings > 0)
        withdrawn = sum(-row.shillings for row in rows if row.shillings < 0)
        lines.append(f"Total Paid In:,{paid_in}.00,Total Withdrawn:,{withdrawn}.00")
    form = "%d-%m-%Y %H:%M:%S" if seconds else "%d-%m-%Y %H:%M"
    for row in [None, *reversed(rows)]:
        if row is None:
            lines.append(HEAD_A)
            continue
        at = f"{row.at:{form}}"
        money = f"{row.shillings}.00," if row.shillings > 0 else f",{row.shillings}.00"
        what = "Pay Bill Charge" if row.is_charge else f"Pay Bill from {row.who} Acc. X1"
        lines.append(
            f"{row.receipt},{at},{at},{what},Completed,{money},{row.balance}.00,true,"
            f"Pay Bill Online,{row.who},,X1,KES"
        )
    return "\r\n".join(line for line in lines if line).encode()


def file_b(rows: Sequence[Move]) -> bytes:
    """Template B, newest first, with other masks than template A."""
    lines = [HEAD_B]
    for row in reversed(rows):
        what = "Pay Bill Charge" if row.is_charge else "Pay Bill from 2547*****11 - A**** D*** Acc. X1"
        paid_in, withdrawn = (row.shillings, 0) if row.shillings > 0 else (0, row.shillings)
        lines.append(
            f"{row.receipt},{row.at:%d/%m/%Y %H:%M:%S},{what},Completed,{paid_in}.00,{withdrawn}.00,"
            f"{row.balance}.00"
        )
    return "\r\n".join(lines).encode()


def name_of_b(first: date, last: date | None = None) -> str:
    return f"Statements for 600984 from {first} to {last or first}.csv"


def with_row(rows: Sequence[Move], place: int, receipt: str, shillings: int) -> list[Move]:
    """A row put in, and all balances after it computed anew, as a forger would."""
    before = rows[place - 1] if place else None
    balance = before.balance if before else rows[0].balance - rows[0].shillings
    at = (before or rows[0]).at.replace(second=59)
    put = Move(receipt, at, shillings, balance + shillings)
    return [*rows[:place], put, *(replace(row, balance=row.balance + shillings) for row in rows[place:])]


def bring(till: Till, data: bytes, name: str = "export.csv", told: Told = NOTHING_TOLD) -> Statement:
    """Bring a file in and have it judged, and whatever is judged again because of it."""
    statement = store_statement(till=till, file_name=name, data=data, actor=SYSTEM, told=told)
    while import_statements():
        pass
    statement.refresh_from_db()
    return statement


def prove(till: Till, drain, first: date, last: date | None = None):
    run = start_run(till=till, from_day=first, to_day=last or first, actor=SYSTEM)
    drain()
    run.refresh_from_db()
    return run
