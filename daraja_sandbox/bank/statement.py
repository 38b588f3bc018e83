"""What a statement holds: one account's rows of a period, and the sums around them."""

import re
import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from daraja_sandbox.bank.organisations import COLLECTING, organisation_named
from daraja_sandbox.world.clock import Milliseconds, from_eat, in_eat
from daraja_sandbox.world.errors import ControlError
from daraja_sandbox.world.faults import pick
from daraja_sandbox.world.money import Cents
from daraja_sandbox.world.switches import read_switches

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True)
class Line:
    receipt: str
    completed_at: datetime
    initiated_at: datetime
    details: str
    status: str
    amount: Cents
    balance: Cents
    reason_type: str
    other_party: str
    linked: str
    account_no: str


@dataclass(frozen=True)
class Statement:
    """Lines newest first. Times are EAT; `until` is the last second inside the period."""

    holder: str
    shortcode: str
    account: str
    since: datetime
    until: datetime
    made_at: datetime
    operator: str
    opening: Cents
    closing: Cents
    paid_in: Cents
    withdrawn: Cents
    lines: list[Line]


def read_statement(
    tx: sqlite3.Connection,
    *,
    shortcode: str | None,
    account: str | None,
    since: str | None,
    until: str | None,
    now: Milliseconds,
) -> Statement:
    """One account's period. `since` and `until` are days or `YYYY-MM-DDTHH:MM:SS`, EAT, inclusive.

    Without an account the one that collects is meant, without dates today. Raises ControlError.
    """
    organisation = organisation_named(tx, shortcode)
    account = account or COLLECTING[organisation["kind"]]
    key = (organisation["shortcode"], account)
    held = tx.execute(
        "SELECT opening_cents FROM accounts WHERE shortcode = ? AND account = ?", key
    ).fetchone()
    if held is None:
        raise ControlError("UNKNOWN_ACCOUNT", "account", f"{shortcode} has no {account}")
    today = in_eat(now).strftime("%Y-%m-%d")
    first, last = _moment(since or today, "from"), _moment(until or today, "to", end_of_day=True)
    if last < first:
        raise ControlError("INVALID", "to", "not before from")
    start, end = from_eat(first), from_eat(last) + 1000
    before = tx.execute(
        "SELECT balance_cents FROM movements WHERE shortcode = ? AND account = ? AND completed_at < ?"
        " ORDER BY completed_at DESC, id DESC LIMIT 1",
        (*key, start),
    ).fetchone()
    opening = before[0] if before else held[0]
    rows = tx.execute(
        "SELECT * FROM movements WHERE shortcode = ? AND account = ?"
        " AND completed_at >= ? AND completed_at < ? ORDER BY completed_at DESC, id DESC",
        (*key, start, end),
    ).fetchall()
    if read_switches(tx)["statement_ties"] == "oldest":
        rows.sort(key=lambda row: (-(row["completed_at"] // 1000), row["id"]))
    lines = [_line(row) for row in rows]
    completed = [line.amount for line in lines if line.status == "Completed"]
    newest = max(rows, key=lambda row: (row["completed_at"], row["id"]), default=None)
    return Statement(
        holder=organisation["name"],
        shortcode=organisation["shortcode"],
        account=account,
        since=first,
        until=last,
        made_at=in_eat(now),
        operator="sandbox",
        opening=opening,
        closing=opening if newest is None else newest["balance_cents"],
        paid_in=sum(amount for amount in completed if amount > 0),
        withdrawn=sum(amount for amount in completed if amount < 0),
        lines=lines,
    )


def spoil_statement(statement: Statement, fault: sqlite3.Row) -> Statement:
    """With a row missing, twice, or a cent off; which one comes from the fault's seed. The sums stay."""
    if not statement.lines:
        return statement
    lines = list(statement.lines)
    at = pick(fault, len(lines))
    if fault["fault"] == "drop_row":
        del lines[at]
    elif fault["fault"] == "repeat_row":
        lines.insert(at, lines[at])
    else:
        amount = lines[at].amount
        lines[at] = replace(lines[at], amount=amount + (1 if amount > 0 else -1))
    return replace(statement, lines=lines)


def _line(row: sqlite3.Row) -> Line:
    return Line(
        receipt=row["receipt"],
        completed_at=in_eat(row["completed_at"]),
        initiated_at=in_eat(row["initiated_at"]),
        details=row["details"],
        status=row["status"],
        amount=row["amount_cents"],
        balance=row["balance_cents"],
        reason_type=row["reason_type"],
        other_party=row["other_party"],
        linked=row["linked"],
        account_no=row["account_no"],
    )


def _moment(text: str, field: str, *, end_of_day: bool = False) -> datetime:
    try:
        if DAY.fullmatch(text):
            day = datetime.strptime(text, "%Y-%m-%d")
            return day + timedelta(hours=23, minutes=59, seconds=59) if end_of_day else day
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S")
    except ValueError:
        raise ControlError("INVALID", field, "YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS") from None
