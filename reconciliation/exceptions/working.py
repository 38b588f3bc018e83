"""What people do with an exception that moves no money: assign, note, carry, tie."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Sum

from core import days
from core.errors import Conflict, InvalidInput, InvalidState
from core.money import Cents, display
from core.rows.locks import lock_rows
from core.text import required_comment
from ledger.models import Entry, Line
from mpesa.collections.receipts import receipt_in
from reconciliation.exceptions.settling import (
    RIGHT,
    locked_exception,
    own_account,
    require_payable,
    require_unclosed,
)
from reconciliation.exceptions.steps import close_all, tell, write_note
from reconciliation.exceptions.terms import is_only_on_statement, to_book
from reconciliation.models import (
    ClosedAs,
    ExceptionNote,
    ExceptionState,
    ReconciliationException,
    RowTie,
)
from reconciliation.runs.settled import is_settled
from reconciliation.runs.ties import tie_lock
from users.access import has_right, require_right
from users.audit import record_audit
from users.models import User


@transaction.atomic
def assign(
    *, exception: ReconciliationException, assignee: User | None, actor: User
) -> ReconciliationException:
    """Say who works on it; None: nobody. Needs the right reconciliation.write; locks the exception.

    Idempotent. Raises InvalidInput CANNOT_WORK_ON_IT for who may not, InvalidState EXCEPTION_CLOSED.
    """
    locked = _locked(exception, actor)
    if assignee is not None and not has_right(assignee, locked.business, RIGHT):
        raise InvalidInput("CANNOT_WORK_ON_IT", "assignee", "This person may not work on exceptions here.")
    if locked.assignee_id == (assignee.pk if assignee else None):
        return locked
    locked.assignee = assignee
    locked.save(update_fields=["assignee"])
    record_audit(
        actor=actor,
        business=locked.business,
        action="reconciliation.assign",
        subject=locked,
        details={"to": assignee.pk} if assignee else {},
    )
    tell([locked])
    return locked


@transaction.atomic
def add_note(*, exception: ReconciliationException, text: str, actor: User) -> ExceptionNote:
    """Write down what was found; also of one that is closed. Needs the right reconciliation.write.

    Raises InvalidInput COMMENT_MISSING / COMMENT_TOO_LONG.
    """
    require_right(actor, exception.business, RIGHT)
    note = write_note(exception, required_comment(text, field="text"), actor)
    record_audit(actor=actor, business=exception.business, action="reconciliation.note", subject=exception)
    tell([exception])
    return note


@transaction.atomic
def carry(*, exception: ReconciliationException, comment: str, actor: User) -> ReconciliationException:
    """Leave it open, and say why: it is carried into the next period. Needs the right reconciliation.write.

    Raises InvalidInput COMMENT_MISSING / COMMENT_TOO_LONG, InvalidState EXCEPTION_CLOSED.
    """
    locked = _locked(exception, actor)
    write_note(locked, required_comment(comment), actor)
    record_audit(actor=actor, business=locked.business, action="reconciliation.carry", subject=locked)
    tell([locked])
    return locked


@transaction.atomic
def tie(
    *, exception: ReconciliationException, entry: Entry, comment: str, actor: User
) -> ReconciliationException:
    """Say that an entry is this item: it stands for the row, or undoes what the statement never had.

    Nothing is posted. Closes the exception, and the one that the entry itself was. Needs the right
    reconciliation.write; locks the ties of the till, then both. Idempotent by (exception, entry). Raises
    InvalidInput TIE_AMOUNT when the entry does not move exactly the item's amount on the same M-Pesa account,
    Conflict ENTRY_IN_USE when it stands for something else, InvalidState EXCEPTION_CLOSED /
    EXCEPTION_PROPOSED, and what require_payable raises.
    """
    tie_lock.take(exception.till_id)  # first of all: of two who tie one entry the second sees the first
    locked = _locked(exception, actor, closed_too=True)
    comment = required_comment(comment)
    if locked.closed_as == ClosedAs.TIED and locked.entry_id == entry.pk:
        return locked
    require_unclosed(locked)
    if locked.state == ExceptionState.PROPOSED:
        raise InvalidState("EXCEPTION_PROPOSED", "exception", "A correction waits for an answer: cancel it.")
    require_payable(locked)
    moved = _moved(entry, locked)
    if moved != to_book(locked):
        raise InvalidInput(
            "TIE_AMOUNT",
            "entry",
            f"The entry moves {display(moved)} on this account, and {display(to_book(locked))} is missing.",
        )
    others = _free_or_open(entry, locked)
    of_row = is_only_on_statement(locked)
    RowTie.objects.create(
        exception=locked,
        till=locked.till,
        account=locked.account,
        reference=entry.reference,
        row_key=locked.row_key if of_row else "",
        with_reference="" if of_row else locked.reference,
        at=days.now(),
    )
    close_all([locked, *others], ClosedAs.TIED, by=actor, entry=entry)
    for row in (locked, *others):
        write_note(row, comment, actor)
    record_audit(
        actor=actor,
        business=locked.business,
        action="reconciliation.tie",
        subject=locked,
        details={"entry": entry.pk},
    )
    return locked


def _locked(
    exception: ReconciliationException, actor: User, *, closed_too: bool = False
) -> ReconciliationException:
    require_right(actor, exception.business, RIGHT)
    locked = locked_exception(exception.business, exception.pk)
    if not closed_too:
        require_unclosed(locked)
    return locked


def _moved(entry: Entry, exception: ReconciliationException) -> Cents:
    """What the entry moves on the exception's M-Pesa account."""
    lines = Line.objects.filter(
        entry=entry,
        entry__business=exception.business_id,
        account__code=own_account(exception),
        account__business=exception.business_id,
    )
    sums = lines.aggregate(debits=Sum("debit"), credits=Sum("credit"))
    return int(sums["debits"] or 0) - int(sums["credits"] or 0)


def _free_or_open(entry: Entry, exception: ReconciliationException) -> list[ReconciliationException]:
    """The open exceptions that the entry itself is. Raises Conflict ENTRY_IN_USE."""
    others = lock_rows(
        ReconciliationException.objects.filter(
            till=exception.till_id,
            account=exception.account,
            reference=entry.reference,
            row_key="",
            state=ExceptionState.OPEN,
        ).exclude(pk=exception.pk)
    )
    ties = RowTie.objects.filter(till=exception.till_id, account=exception.account)
    if (
        entry.reference == exception.reference
        or ties.filter(reference=entry.reference).exists()
        or is_settled(exception.till_id, exception.account, entry.reference)
        or (receipt_in(entry.reference) and not others)
    ):
        raise Conflict("ENTRY_IN_USE", "entry", "This entry stands for something else already.")
    return others
