"""What is proposed for an exception: the act that usually ends such an item, and where its money belongs.

A proposal binds nobody: who works through the list takes it, or does something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ledger.chart.standard import BANK, MPESA_CHARGES, RECEIPTS_TO_ROUTE
from mpesa.models import PayoutAttempt
from mpesa.payouts.taking_back import paid_attempts
from mpesa.tills.accounts import collecting_account
from reconciliation.accounts import is_bank
from reconciliation.exceptions.ages import Age, age_of
from reconciliation.exceptions.movements import verified_row
from reconciliation.exceptions.terms import is_only_on_statement, to_book
from reconciliation.exceptions.undoing import Undone
from reconciliation.models import ExceptionKind, ExceptionState, ReconciliationException
from reconciliation.runs.proof import Why
from reconciliation.statement_files.kinds import Kind

BAD_DEBTS = "5200"


class Action(StrEnum):
    CARRY = "CARRY"
    TIE = "TIE"
    CORRECT = "CORRECT"
    SPLIT = "SPLIT"
    WRITE_OFF = "WRITE_OFF"


@dataclass(frozen=True)
class Proposal:
    """`account`: where the other side of the posting goes; empty where a person has to say it."""

    action: Action
    account: str = ""


def proposal_for(
    exception: ReconciliationException, undone: Undone | None = None, *, is_announced: bool = False
) -> Proposal | None:
    """What is proposed now; None for what is closed or waits for an answer. `undone`: what booking it takes
    back (undoing.undone_by). `is_announced`: Safaricom itself told of it (announcing.announced_of), so that
    another amount in a file is looked at on the portal before the books follow it."""
    if exception.state != ExceptionState.OPEN:
        return None
    if exception.kind == ExceptionKind.UNCOVERED:
        return Proposal(Action.CARRY)
    if undone is not None:
        return Proposal(Action.CORRECT, undone.account)
    if is_only_on_statement(exception):
        return _for_a_row(exception)
    is_overdue = age_of(exception.occurred_at) is Age.OVERDUE
    if exception.kind == ExceptionKind.AMOUNT_DIFFERS and is_announced and not is_overdue:
        return Proposal(Action.CARRY)
    if exception.kind in (ExceptionKind.AMOUNT_DIFFERS, ExceptionKind.DUPLICATE):
        return Proposal(Action.CORRECT)
    if not is_overdue:
        return Proposal(Action.CARRY)
    if to_book(exception) < 0 and exception.kind == ExceptionKind.MISSING_ON_STATEMENT:
        return Proposal(Action.WRITE_OFF, BAD_DEBTS)
    return Proposal(Action.TIE)


def _for_a_row(exception: ReconciliationException) -> Proposal:
    comes_in = to_book(exception) > 0
    if exception.leg == "charge":
        return Proposal(Action.CORRECT, MPESA_CHARGES)
    if exception.leg == "sweep":  # what comes in is booked from the statement of the account that sent it
        if is_bank(exception.account) and age_of(exception.occurred_at) is Age.OVERDUE:
            return Proposal(Action.CORRECT)
        return Proposal(Action.CARRY) if comes_in else Proposal(Action.CORRECT, BANK)
    if is_payment(exception):
        return Proposal(Action.CORRECT, RECEIPTS_TO_ROUTE)
    if attempt := payout_of(exception):
        return Proposal(Action.CORRECT, attempt.payout.source.code)
    return Proposal(Action.CORRECT)


def actions_for(exception: ReconciliationException) -> list[Action]:
    """What a person can do about it now, beside notes: time without a statement ends by its statement only,
    and nothing is lost of what the books do not have."""
    if exception.state != ExceptionState.OPEN:
        return []
    if exception.kind == ExceptionKind.UNCOVERED:
        return [Action.CARRY]
    found = [Action.CORRECT, Action.SPLIT, Action.TIE, Action.WRITE_OFF, Action.CARRY]
    return [action for action in found if action is not Action.WRITE_OFF or can_be_lost(exception)]


def can_be_lost(exception: ReconciliationException) -> bool:
    """Whether it can be written off: the books have more than the statement has."""
    return to_book(exception) < 0 and not is_only_on_statement(exception)


def payout_of(exception: ReconciliationException) -> PayoutAttempt | None:
    """The payment of a payout that came back whole by the row, as it says, and not yet by the books."""
    cents = to_book(exception)
    if exception.leg != "reversal" or exception.why != Why.NOT_BOOKED or cents <= 0:
        return None
    row = verified_row(exception)
    if row is None or row.kind != Kind.REVERSAL or not row.linked:
        return None
    named = paid_attempts(exception.till, [row.linked])
    return next((attempt for attempt in named if attempt.amount == cents), None)


def is_payment(exception: ReconciliationException) -> bool:
    """Whether it can be booked as a customer's payment: money in, under a receipt that the books lack, on the
    account in which payments arrive."""
    return (
        exception.why == Why.NOT_BOOKED
        and exception.account == collecting_account(exception.till)
        and exception.leg in ("", "pay")
        and to_book(exception) > 0
        and exception.receipt != ""
    )
