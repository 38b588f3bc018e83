"""Accepting a restated file and withdrawing an admitted one: asked by one person, approved by another.

What is approved is the effect that was shown: should the verified statement change meanwhile, ask anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db import transaction

from core import days
from core.days import accounting_day
from core.digests import digest
from core.errors import NotFound
from core.money import Cents, display
from core.rows.events import record_event
from core.rows.locks import lock_row, lock_rows
from core.rows.states import take_step
from core.text import required_comment
from ledger.models import Entry
from mpesa.models import Receipt, Reversal
from reconciliation.accounts import account_shown
from reconciliation.models import Statement, StatementRow, StatementState, Stretch
from reconciliation.restating.effects import Effect, of_acceptance, of_withdrawal
from reconciliation.restating.taking_back import (
    entries_of_rows,
    receipts_of_rows,
    reversals_of_rows,
    take_back,
)
from reconciliation.verified.changes import days_without, tell_changed, tell_struck
from reconciliation.verified.coverage import AccountBook, book_lock
from reconciliation.verified.importing import admit, ask_again
from users.access import Right, require_right
from users.actors import person
from users.approvals.approving import request_approval
from users.approvals.kinds import Content, Payload
from users.audit import record_audit
from users.models import Approval, Business, User

KIND: Final = "statement.change"
RIGHT: Final = Right.RECONCILIATION_WRITE
_EFFECTS: Final = {"accept": of_acceptance, "withdraw": of_withdrawal}


def accept_restatement(*, statement: Statement, key: str, comment: str, actor: User) -> Approval:
    """Ask that a RESTATED file replaces what is verified of its time. Two people, always.

    Needs the right reconciliation.write. Idempotent by (business, key). Raises what describe_change and
    request_approval raise.
    """
    return _ask("accept", statement, key, comment, actor)


def withdraw_statement(*, statement: Statement, key: str, comment: str, actor: User) -> Statement:
    """Take a file back, and say why. Needs the right reconciliation.write.

    Where nothing of it counts, or nothing was booked from it, it is WITHDRAWN at once; else another person
    approves first, and what was booked is undone by postings. Idempotent by (business, key). Raises
    InvalidState NOT_ADMITTED, and what request_approval raises.
    """
    require_right(actor, statement.business, RIGHT)
    comment = required_comment(comment)
    with transaction.atomic():
        book_lock.take(statement.till_id)
        locked = _locked(statement.business, statement.pk)
        if locked.state == StatementState.WITHDRAWN:
            return locked
        locked.ended_because, locked.ended_by = comment, person(actor)
        if locked.state in (StatementState.QUARANTINED, StatementState.RESTATED):
            _end(locked, StatementState.WITHDRAWN)
        else:
            effect = of_withdrawal(locked)
            if _books_of(locked, effect.gone):
                _ask("withdraw", locked, key, comment, actor)
                return locked
            _withdraw(locked, effect)
        record_audit(actor=actor, business=locked.business, action="statement.withdraw", subject=locked)
    return locked


def _ask(act: str, statement: Statement, key: str, comment: str, actor: User) -> Approval:
    require_right(actor, statement.business, RIGHT)
    return request_approval(
        kind=KIND,
        business=statement.business,
        payload={"statement": statement.pk, "act": act},
        maker=actor,
        key=key,
        comment=required_comment(comment),
    )


def describe_change(business: Business, payload: Payload) -> Content:
    """What becomes of the verified statement and of the books. Locks the till's book, then the file.

    Raises NotFound, and what of_acceptance and of_withdrawal raise.
    """
    statement, effect = _looked_at(business, payload)
    receipts, entries, reversals = _books_of(statement, effect.gone) or ([], [], [])
    facts = {
        "act": payload["act"],
        "file": statement.file_name,
        "sha256": statement.sha256,
        "till": statement.till.shortcode,
        "account": account_shown(statement.account),
        "taken_out": _counted([(row.receipt, row.paid_in - row.withdrawn) for row in effect.gone]),
        "put_in": _counted([(receipt, cents) for _, receipt, cents in effect.put_in]),
        "other_balance": {"rows": str(effect.rebalanced)},
        "taken_back": {
            "receipts": str(len(receipts)),
            "amount": display(sum(receipt.amount for receipt in receipts)),
            "charges_and_sweeps": str(len(entries)),
        },
        "stay_reversed": _reversals([row.taken_back - row.held for row in reversals]),
        "come_back": _reversals([row.held for row in reversals]),
        "files_replaced": [stretch.statement.file_name for stretch in effect.ended if effect.claim],
        "all": digest(
            [sorted(row.pk for row in effect.struck), sorted(key for key, _, _ in effect.put_in)]
        ).hex(),
    }
    return Content(facts=facts, subject=f"statement:{statement.pk}")


def execute_change(approval: Approval) -> None:
    """Strike what is verified no longer, write what takes its place, and undo what was booked from what is
    gone. Idempotent by the file. Raises as describe_change does."""
    statement, effect = _looked_at(approval.business, approval.payload)
    if effect.claim is None:
        statement.ended_because, statement.ended_by = approval.comment, approval.maker
        _withdraw(statement, effect, approval)
        return
    _strike(statement, effect)
    for stretch in effect.ended:
        _end(stretch.statement, StatementState.SUPERSEDED)
    admit(statement, effect.claim, effect.written)
    statement.problems, statement.imported_at = [], days.now()
    take_step(statement, StatementState.ADMITTED)
    statement.save(update_fields=["state", "problems", "imported_at", "rows_done"])
    record_event(topic="statement.imported", business_id=statement.business_id, statement=statement.pk)
    why = f"statement {statement.pk} restates it"
    take_back(statement.till, effect.gone, why=why, approval=approval)
    _judge_others(statement)


def _withdraw(statement: Statement, effect: Effect, approval: Approval | None = None) -> None:
    _strike(statement, effect)
    _end(statement, StatementState.WITHDRAWN)
    name = f"The file {statement.file_name} was withdrawn, and no other shows this row."
    tell_struck(statement.till, effect.struck, name[:500])
    why = f"statement {statement.pk} was withdrawn"
    take_back(statement.till, effect.gone, why=why, approval=approval)
    _judge_others(statement)


def _strike(statement: Statement, effect: Effect) -> None:
    now, changed = days.now(), defaultdict[str, set[date]](set)
    StatementRow.objects.filter(pk__in=[row.pk for row in effect.struck]).update(struck_at=now)
    Stretch.objects.filter(pk__in=[stretch.pk for stretch in effect.ended]).update(ended_at=now)
    for row in effect.struck:
        changed[row.account].add(accounting_day(row.completed_at))
    for stretch in effect.ended:
        left = AccountBook(stretch.till_id, stretch.account).pieces()
        changed[stretch.account] |= days_without(left, stretch.from_at, stretch.until_at)
    for account in sorted(changed):
        tell_changed(statement.till, account, changed[account])


def _end(statement: Statement, state: StatementState) -> None:
    take_step(statement, state)
    statement.save(update_fields=["state", "ended_because", "ended_by"])
    record_event(topic="statement.withdrawn", business_id=statement.business_id, statement=statement.pk)


def _judge_others(statement: Statement) -> None:
    """Files that did not fit what was verified, also of another account (M10), may fit now."""
    waiting = Statement.objects.filter(
        till=statement.till_id,
        state__in=(StatementState.QUARANTINED, StatementState.RESTATED),
        chain_ok=True,
    )
    ask_again(lock_rows(waiting.exclude(pk=statement.pk)))


def _looked_at(business: Business, payload: Payload) -> tuple[Statement, Effect]:
    found = Statement.objects.filter(pk=payload["statement"], business=business).first()
    if found is None:
        raise NotFound("statement", "statement")
    book_lock.take(found.till_id)
    statement = _locked(business, found.pk)
    return statement, _EFFECTS[str(payload["act"])](statement)


def _locked(business: Business, pk: int) -> Statement:
    known = Statement.objects.filter(pk=pk, business=business)
    statement = lock_row(known.select_related("business", "till__business", "data_key"))
    if statement is None:
        raise NotFound("statement", "statement")
    return statement


def _books_of(
    statement: Statement, rows: Sequence[StatementRow]
) -> tuple[list[Receipt], list[Entry], list[Reversal]] | None:
    """(receipts, entries, reversals) that were booked from these rows alone; None where there are none."""
    receipts = list(receipts_of_rows(statement.till, rows))
    entries = list(entries_of_rows(statement.till, rows))
    reversals = list(reversals_of_rows(statement.till, rows))
    return (receipts, entries, reversals) if receipts or entries or reversals else None


def _reversals(taken: Sequence[Cents]) -> dict[str, object]:
    return {"receipts": str(sum(map(bool, taken))), "amount": display(sum(taken))}


def _counted(rows: Sequence[tuple[str, int]]) -> dict[str, object]:
    """How many, their sums, and the first of them by name."""
    return {
        "rows": str(len(rows)),
        "paid_in": display(sum(cents for _, cents in rows if cents > 0)),
        "withdrawn": display(sum(-cents for _, cents in rows if cents < 0)),
        "first": [{"receipt": receipt, "amount": display(cents)} for receipt, cents in sorted(rows)[:20]],
    }
