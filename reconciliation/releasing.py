"""Releasing what only one file knows: a person asks for a whole statement, with the sums shown.

The receipts and the reversals that the books have from a file alone are held (mpesa/collections/holding.py,
taking_back.py). Where no second source will come, people decide under the approval rules of the business: a
till that cannot ask Safaricom is such a case. A receipt that another source contradicts, or Safaricom itself
denies, is left out until its case is closed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from core.days import accounting_day
from core.digests import digest
from core.errors import InvalidState, NotFound
from core.money import Cents, display
from core.rows.locks import lock_rows
from mpesa.collections.discrepancies import open_cases
from mpesa.collections.held_reversals import release_reversals
from mpesa.collections.holding import DOUBTS, RELEASE, held_routes
from mpesa.collections.releasing import release_receipts
from mpesa.models import MpesaAccount, ReceiptRoute, Reversal
from reconciliation.models import Statement, StatementRow
from reconciliation.statement_files.kinds import Kind
from reconciliation.verified.snapshots import compared_with_snapshots
from users.access import Right, require_right
from users.approvals.approving import request_approval
from users.approvals.kinds import Content, Payload
from users.models import Approval, Business, User

KIND = RELEASE
RIGHT = Right.RECONCILIATION_WRITE
#: So many of the largest receipts are named to who approves.
NAMED = 5


def release_statement_receipts(*, statement: Statement, key: str, actor: User, comment: str = "") -> Approval:
    """Ask that the receipts which only this file knows go on to whoever they are for, and that what only it
    says was taken back is taken from whoever has it, all at once.

    Needs the right reconciliation.write. The sum counts against the solo limit; above it somebody else
    approves. Idempotent by (business, key). Locks what describe_release locks. Raises what describe_release
    and request_approval raise.
    """
    require_right(actor, statement.business, RIGHT)
    return request_approval(
        kind=KIND,
        business=statement.business,
        payload={"statement": statement.pk},
        maker=actor,
        key=key,
        comment=comment,
    )


def describe_release(business: Business, payload: Payload) -> Content:
    """How many receipts and reversals of which sums would go on, the largest of them by name, and all by a
    digest.

    Locks the routes and the reversals. Raises InvalidState NOTHING_HELD.
    """
    statement, routes, reversals = _looked_at(business, payload)
    receipts = [route.receipt for route in routes]
    total, back = sum(each.amount for each in receipts), sum(each.held for each in reversals)
    left_out = held_of(statement).filter(_is_doubted()).count()
    moments = [*(each.occurred_at for each in receipts), *(each.occurred_at for each in reversals)]
    days = sorted(map(accounting_day, moments))
    taken = sorted(reversals, key=lambda reversal: (-reversal.held, reversal.number))[:NAMED]
    largest = sorted(receipts, key=lambda receipt: (-receipt.amount, receipt.number))[:NAMED]
    facts = {
        "statement": statement.file_name,
        "sha256": statement.sha256,
        "till": statement.till.shortcode,
        "receipts": str(len(receipts)),
        "sum": display(total),
        "first_day": days[0].isoformat(),
        "last_day": days[-1].isoformat(),
        "largest": [{"receipt": each.number, "amount": display(each.amount)} for each in largest],
        "reversals": str(len(reversals)),
        "reversals_sum": display(back),
        "reversed": [{"receipt": each.number, "amount": display(each.held)} for each in taken],
        "left_out": str(left_out),
        "balance_differs_by": _differs_by(statement),
        "all": digest(
            [
                sorted([each.number, each.amount] for each in receipts),
                sorted([each.number, each.held] for each in reversals),
            ]
        ).hex(),
    }
    return Content(facts=facts, amount=total + back, subject=f"statement:{statement.pk}")


def _differs_by(statement: Statement) -> str:
    """By how much the file's balance differs from what Safaricom said after its last row; empty: unknown."""
    compared = compared_with_snapshots([statement.pk]).get(statement.pk)
    return display(compared.differs_by) if compared else ""


def execute_release(approval: Approval) -> None:
    """Let them go. Idempotent by receipt; raises as describe_release does."""
    _, routes, reversals = _looked_at(approval.business, approval.payload)
    release_receipts(receipts=[route.pk for route in routes], approval=approval)
    release_reversals(reversals=[reversal.pk for reversal in reversals], approval=approval)


def held_of(statement: Statement) -> QuerySet[ReceiptRoute]:
    """The routes of the held receipts that this file was the first to show."""
    shown = StatementRow.objects.filter(statement=statement, paid_in__gt=0, struck_at=None)
    return held_routes().filter(receipt__till=statement.till_id, receipt__number__in=shown.values("receipt"))


def reversals_held_of(statement: Statement) -> QuerySet[Reversal]:
    """The held reversals that this file was the first to show."""
    shown = StatementRow.objects.filter(statement=statement, kind=Kind.REVERSAL, struck_at=None)
    return Reversal.objects.filter(
        till=statement.till_id, held__gt=0, number__in=shown.values("linked")
    ).order_by("pk")


@dataclass(frozen=True)
class HeldOfFile:
    """How many receipts of a file are held, and their cents together; how many of them are left out of a
    release, since somebody contradicts them. How many reversals are held, and their cents."""

    count: int = 0
    amount: Cents = 0
    left_out: int = 0
    reversals: int = 0
    taken_back: Cents = 0


# From what is held, which is little, to the rows by their index over till, account and receipt.
_HELD = """
SELECT row.statement_id, count(*), sum(receipt.amount), count(*) FILTER (WHERE EXISTS (
           SELECT FROM mpesa_discrepancy AS noted
           LEFT JOIN mpesa_discrepancyclosing AS closing ON closing.discrepancy_id = noted.id
           WHERE noted.receipt_id = receipt.id AND noted.code = ANY(%(doubts)s)
             AND closing.discrepancy_id IS NULL))
FROM mpesa_receiptroute AS route JOIN mpesa_receipt AS receipt ON receipt.id = route.receipt_id
CROSS JOIN LATERAL (
    SELECT DISTINCT shown.statement_id FROM reconciliation_statementrow AS shown
    WHERE shown.till_id = receipt.till_id AND shown.account = ANY(%(accounts)s)
      AND shown.receipt = receipt.number AND shown.paid_in > 0 AND shown.struck_at IS NULL) AS row
WHERE route.state = 'HELD' AND row.statement_id = ANY(%(statements)s)
  AND receipt.till_id IN (SELECT till_id FROM reconciliation_statement WHERE id = ANY(%(statements)s))
GROUP BY row.statement_id
"""


_REVERSALS_HELD = """
SELECT row.statement_id, count(*), sum(reversal.held)
FROM mpesa_reversal AS reversal
CROSS JOIN LATERAL (
    SELECT DISTINCT shown.statement_id FROM reconciliation_statementrow AS shown
    WHERE shown.statement_id = ANY(%(statements)s) AND shown.till_id = reversal.till_id
      AND shown.kind = 'REVERSAL' AND shown.linked = reversal.number AND shown.struck_at IS NULL) AS row
WHERE reversal.held > 0
  AND reversal.till_id IN (SELECT till_id FROM reconciliation_statement WHERE id = ANY(%(statements)s))
GROUP BY row.statement_id
"""


def held_of_statements(statements: Collection[int]) -> dict[int, HeldOfFile]:
    """Statement's key -> what is held of it, where something is. Two queries for however many."""
    asked: dict[str, Any] = {
        "statements": list(statements),
        "doubts": list(DOUBTS),
        "accounts": list(MpesaAccount.values),
    }
    with connection.cursor() as cursor:
        cursor.execute(_HELD, asked)
        found = {
            statement: HeldOfFile(count, int(amount), left_out)
            for statement, count, amount, left_out in cursor.fetchall()
        }
        cursor.execute(_REVERSALS_HELD, asked)
        for statement, count, cents in cursor.fetchall():
            of_receipts = found.get(statement, HeldOfFile())
            found[statement] = replace(of_receipts, reversals=count, taken_back=int(cents))
    return found


def _is_doubted() -> Exists:
    return Exists(open_cases().filter(receipt=OuterRef("pk"), code__in=DOUBTS))


def _looked_at(business: Business, payload: Payload) -> tuple[Statement, list[ReceiptRoute], list[Reversal]]:
    """The file, and the routes and reversals of what would go on, locked in the order of everybody."""
    known = Statement.objects.filter(pk=payload["statement"], business=business).select_related("till")
    statement = known.first()
    if statement is None:
        raise NotFound("statement", "statement")
    reversals = lock_rows(reversals_held_of(statement))
    routes = lock_rows(held_of(statement).filter(~_is_doubted()).select_related("receipt"))
    if not routes and not reversals:
        raise InvalidState(
            "NOTHING_HELD",
            "statement",
            "No receipt or reversal waits that only this statement knows, and nobody doubts.",
        )
    return statement, routes, reversals
