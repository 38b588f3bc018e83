"""Correcting, splitting and writing off: postings that end an exception, by approval.

What is approved is what is posted: the legs stand in the request, and the item must be as it was. A row of
the statement is booked at its own moment, as the run would have booked it, so that a closed day moves it to
the first open one. What has a reference of its own (`mpesa:<till>:<receipt>:<leg>`) is posted under it; all
else under `recon:<exception>:<rule>:<version>`, and tied to what it corrects. What takes an earlier
correction back counts together with the entry that was taken out (reconciliation/exceptions/undoing.py).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from core import days
from core.errors import Conflict, InvalidInput, InvalidState, NotFound
from core.money import Cents, display
from core.rows.locks import lock_row
from core.rows.states import take_step
from core.text import required_comment
from ledger.chart.standard import MPESA_CHARGES, RECEIPTS_TO_ROUTE
from ledger.chart.system_accounts import require_open_to_people
from ledger.journal.posting import Leg, credit, debit, post_entry
from ledger.models import Entry, EntryKind
from ledger.vouchers.lines import accounts_by_code
from mpesa.collections.receipts import receipt_reference
from mpesa.models import PayoutAttempt, Receipt
from mpesa.payouts.postings import reference_of
from reconciliation.accounts import ledger_code
from reconciliation.exceptions.movements import book_receipt, take_payout_back, verified_row
from reconciliation.exceptions.proposing import (
    BAD_DEBTS,
    can_be_lost,
    is_payment,
    payout_of,
    proposal_for,
)
from reconciliation.exceptions.steps import close_all, tell, write_note
from reconciliation.exceptions.terms import is_only_on_statement, to_book
from reconciliation.exceptions.undoing import Undone, undone
from reconciliation.models import (
    ClosedAs,
    ExceptionKind,
    ExceptionState,
    ReconciliationException,
    RowTie,
)
from reconciliation.runs.proof import Why
from reconciliation.runs.ties import tie_lock
from users.access import Right, require_right
from users.approvals.approving import request_approval
from users.approvals.kinds import Content, Payload
from users.audit import record_audit
from users.models import Approval, ApprovalState, Business, User

KIND: Final = "reconciliation.settle"
RIGHT: Final = Right.RECONCILIATION_WRITE
#: Of the way in which a rule posts; part of the references.
VERSION: Final = 1
MAX_PARTS: Final = 20
#: What a receipt can do beside being paid, once each, under a reference of its own.
_LEGS: Final = ("charge", "payout", "sweep")
_RULES: Final = {"correct": ClosedAs.CORRECTED, "split": ClosedAs.SPLIT, "writeoff": ClosedAs.WRITTEN_OFF}


@dataclass(frozen=True)
class Part:
    """So much of the amount, in cents, for an account of the books."""

    account: str
    cents: Cents


def correct(
    *, exception: ReconciliationException, account: str = "", key: str, actor: User, comment: str
) -> ReconciliationException:
    """Ask for the posting that makes the books agree with the statement, its other side on one account.

    `account` empty means the proposed one; with 2890 a row of the statement becomes a receipt, as by a
    callback. Needs the right reconciliation.write. Idempotent by (business, key). Raises InvalidInput
    WHICH_ACCOUNT, and what describe_settling and request_approval raise.
    """
    proposed = proposal_for(exception, undone(exception))
    account = account or (proposed.account if proposed else "")
    if not account and exception.state == ExceptionState.OPEN:
        raise InvalidInput("WHICH_ACCOUNT", "account_code", "Say on which account the other side is booked.")
    return _ask("correct", exception, [Part(account, _size(exception))], key, actor, comment)


def split(
    *, exception: ReconciliationException, parts: Sequence[Part], key: str, actor: User, comment: str
) -> ReconciliationException:
    """As `correct`, over several accounts whose parts are the amount exactly.

    Raises InvalidInput UNBALANCED / BAD_AMOUNT, and what `correct` raises.
    """
    if not 2 <= len(parts) <= MAX_PARTS or len({part.account for part in parts}) < len(parts):
        raise InvalidInput("UNBALANCED", "parts", f"Name 2 to {MAX_PARTS} accounts, each once.")
    if any(part.cents <= 0 for part in parts):
        raise InvalidInput("BAD_AMOUNT", "parts", "Each part is above zero.")
    total = sum(part.cents for part in parts)
    if total != _size(exception):
        raise InvalidInput(
            "UNBALANCED",
            "parts",
            f"The parts are {display(total)}, and the amount is {display(_size(exception))}.",
        )
    return _ask("split", exception, list(parts), key, actor, comment)


def write_off(
    *, exception: ReconciliationException, account: str = "", key: str, actor: User, comment: str
) -> ReconciliationException:
    """Ask to book as lost what the books have and the statement has not; `account` empty means 5200.

    Raises InvalidState NOT_A_LOSS where the books do not have it or money would be gained, and what `correct`
    raises.
    """
    if not can_be_lost(exception):
        raise InvalidState("NOT_A_LOSS", "exception", "Nothing is lost here: correct it, or tie it.")
    return _ask("writeoff", exception, [Part(account or BAD_DEBTS, _size(exception))], key, actor, comment)


def _size(exception: ReconciliationException) -> Cents:
    return abs(int(exception.cents))


def _ask(
    rule: str,
    exception: ReconciliationException,
    parts: Sequence[Part],
    key: str,
    actor: User,
    comment: str,
) -> ReconciliationException:
    require_right(actor, exception.business, RIGHT)
    comment = required_comment(comment)
    with transaction.atomic():
        approval = request_approval(
            kind=KIND,
            business=exception.business,
            payload={
                "exception": exception.pk,
                "rule": rule,
                "parts": json.dumps([[part.account[:40], part.cents] for part in parts]),
            },
            maker=actor,
            key=key,
            comment=comment,
        )
        locked = locked_exception(exception.business, approval.payload["exception"])
        if approval.state == ApprovalState.PENDING and locked.state == ExceptionState.OPEN:
            take_step(locked, ExceptionState.PROPOSED)
            locked.approval = approval
            locked.save(update_fields=["state", "approval"])
            tell([locked])
    return locked


def describe_settling(business: Business, payload: Payload) -> Content:
    """The item and the legs that end it. Locks the exception.

    The amount is that of the item, so that one person acts alone within the solo limit of the business only.
    Raises InvalidState EXCEPTION_CLOSED / EXCEPTION_CHANGED / STATEMENT_NEEDED, Conflict REFERENCE_REUSED,
    InvalidInput UNKNOWN_ACCOUNT / SYSTEM_ACCOUNT / SAME_ACCOUNT / SUSPENSE_IS_PLACED.
    """
    settling = _looked_at(business, payload)
    exception = settling.exception
    accounts = accounts_by_code(business.pk, [leg.account for leg in settling.legs])
    facts = {
        "exception": str(exception.pk),
        "kind": str(exception.kind),
        "till": exception.till.shortcode,
        "receipt": exception.receipt,
        "entry": exception.reference,
        "row": exception.row_key,
        "rule": payload["rule"],
        "reference": settling.reference,
        "lines": [
            {"account": leg.account, "name": accounts[leg.account].name}
            | ({"debit": display(leg.debit)} if leg.debit else {})
            | ({"credit": display(leg.credit)} if leg.credit else {})
            for leg in settling.legs
        ],
    }
    return Content(facts=facts, amount=_size(exception), subject=f"reconciliationexception:{exception.pk}")


def execute_settling(approval: Approval) -> None:
    """Post what was approved, and close the exception. Idempotent by the reference of the posting.

    Raises what describe_settling and post_entry raise, and Conflict REFERENCE_REUSED where another channel
    has booked the receipt meanwhile.
    """
    settling = _looked_at(approval.business, approval.payload)
    exception, reference = settling.exception, settling.reference
    if settling.as_receipt:
        entry = book_receipt(exception, reference, approval)
    elif settling.came_back is not None:
        entry = take_payout_back(exception, settling.came_back, reference, approval)
    else:
        entry = post_entry(
            business_id=exception.business_id,
            kind=_entry_kind(settling.legs, reference),
            reference=reference,
            legs=settling.legs,
            occurred_at=_moment(settling),
            description=f"{exception.receipt or exception.get_kind_display()}: {approval.comment}",
        )
        _tie(settling, entry)
    exception.approval = approval
    exception.save(update_fields=["approval"])
    close_all([exception], _RULES[approval.payload["rule"]], by=approval.maker, entry=entry)
    write_note(exception, approval.comment, approval.maker)
    record_audit(
        actor=approval.maker,
        business=approval.business,
        action="reconciliation.settle",
        subject=exception,
        details={"rule": approval.payload["rule"], "entry": entry.pk},
    )


def put_back(approval: Approval) -> None:
    """What was proposed was refused, taken back or not answered: the exception is open again."""
    exception = locked_exception(approval.business, approval.payload["exception"])
    if exception.state == ExceptionState.PROPOSED and exception.approval_id == approval.pk:
        take_step(exception, ExceptionState.OPEN)
        exception.save(update_fields=["state"])
        tell([exception])


def locked_exception(business: Business, pk: int) -> ReconciliationException:
    """An exception of a business, locked. Raises NotFound."""
    rows = ReconciliationException.objects.filter(pk=pk, business=business)
    found = lock_row(rows.select_related("business", "till__business"))
    if found is None:
        raise NotFound("exception", "exception")
    return found


def require_payable(exception: ReconciliationException) -> None:
    """Raises InvalidState STATEMENT_NEEDED for time without a statement: no posting and no entry stands for
    that; EXCEPTION_CHANGED for a row that is no more part of the verified statement."""
    if exception.kind == ExceptionKind.UNCOVERED:
        raise InvalidState("STATEMENT_NEEDED", "exception", "Bring in the statement of that time.")
    if exception.row_key and verified_row(exception) is None:
        raise InvalidState(
            "EXCEPTION_CHANGED",
            "exception",
            "The verified statement has this row no more: prove the day anew.",
        )


def require_unclosed(exception: ReconciliationException) -> None:
    """Raises InvalidState EXCEPTION_CLOSED."""
    if exception.state == ExceptionState.CLOSED:
        raise InvalidState("EXCEPTION_CLOSED", "exception", "It is closed, and stays as it was closed.")


def own_account(exception: ReconciliationException) -> str:
    """The code of the account of the books that it is about."""
    return ledger_code(exception.till, exception.account)


@dataclass(frozen=True)
class _Settling:
    """How an item would be settled: as a receipt, as what came back of a payout, or by legs of its own.
    `undone`: the earlier correction that it takes back."""

    exception: ReconciliationException
    legs: list[Leg]
    reference: str
    as_receipt: bool
    came_back: PayoutAttempt | None
    undone: Undone | None


def _looked_at(business: Business, payload: Payload) -> _Settling:
    exception = locked_exception(business, payload["exception"])
    require_unclosed(exception)
    require_payable(exception)
    parts = _parts(payload)
    moves = to_book(exception)
    if sum(part.cents for part in parts) != abs(moves):
        raise InvalidState("EXCEPTION_CHANGED", "exception", "Its amount has changed: look at it again.")
    as_receipt = _becomes_a_receipt(exception, payload)
    came_back = None if as_receipt else payout_of(exception)
    if came_back is not None:
        source = came_back.payout.source.code
        if payload["rule"] != "correct" or parts[0].account != source:
            raise InvalidInput(
                "SYSTEM_ACCOUNT", "account_code", f"It came back of a payout that was paid from {source}."
            )
    elif not as_receipt:
        if exception.leg == "pay" and is_payment(exception) and not _receipt_is_known(exception):
            raise InvalidInput(
                "SYSTEM_ACCOUNT", "account_code", "A customer's payment becomes a receipt: 2890."
            )
        _require_accounts(business, [part.account for part in parts])
    own = own_account(exception)
    if own in {part.account for part in parts}:
        raise InvalidInput("SAME_ACCOUNT", "account_code", f"{own} itself is corrected: say another account.")
    if moves > 0:
        legs = [debit(own, moves), *(credit(part.account, part.cents) for part in parts)]
    else:
        legs = [*(debit(part.account, part.cents) for part in parts), credit(own, -moves)]
    if as_receipt:
        reference = receipt_reference(exception.till, exception.receipt, "pay")
    elif came_back is not None:
        reference = reference_of(came_back.payout, came_back.receipt, "reversal")
    else:
        reference = _reference(exception, payload)
    return _Settling(exception, legs, reference, as_receipt, came_back, undone(exception))


def _parts(payload: Payload) -> list[Part]:
    """A payload is flat: the parts are a text in it."""
    return [Part(account, cents) for account, cents in json.loads(payload["parts"])]


def _require_accounts(business: Business, codes: Sequence[str]) -> None:
    accounts = accounts_by_code(business.pk, codes)
    for place, code in enumerate(codes):
        field = f"parts.{place}.account_code" if len(codes) > 1 else "account_code"
        if code not in accounts:
            raise InvalidInput("UNKNOWN_ACCOUNT", field, f"There is no account {code!r}.")
        require_open_to_people([accounts[code]], field=field)


def _becomes_a_receipt(exception: ReconciliationException, payload: Payload) -> bool:
    """Whether it is booked as by a callback. Raises Conflict REFERENCE_REUSED for a receipt that is known:
    its money was written off and comes after all, or came under a second row."""
    codes = [part.account for part in _parts(payload)]
    if payload["rule"] != "correct" or codes != [RECEIPTS_TO_ROUTE] or not is_payment(exception):
        return False
    if _receipt_is_known(exception):
        raise Conflict(
            "REFERENCE_REUSED",
            "account_code",
            f"The receipt {exception.receipt} is booked already: say on which account this goes.",
        )
    return True


def _receipt_is_known(exception: ReconciliationException) -> bool:
    return Receipt.objects.filter(till=exception.till_id, number=exception.receipt).exists()


def _reference(exception: ReconciliationException, payload: Payload) -> str:
    """The posting's own reference: that of the movement where it has one that is free, else of the rule."""
    if exception.why == Why.NOT_BOOKED and exception.receipt and exception.leg in _LEGS:
        reference = receipt_reference(exception.till, exception.receipt, exception.leg)
        taken = Entry.objects.filter(business_id=exception.business_id, reference=reference)
        if not taken.exists():
            return reference
    return f"recon:{exception.pk}:{payload['rule']}:{VERSION}"


def _entry_kind(legs: Sequence[Leg], reference: str) -> EntryKind:
    """A charge that is booked as a run books it is the same posting, should both do it."""
    is_charge = reference.endswith(":charge") and MPESA_CHARGES in [leg.account for leg in legs]
    return EntryKind.CHARGE if is_charge else EntryKind.CORRECTION


def _moment(settling: _Settling) -> datetime:
    """A row is booked when it happened; what the statement never had is taken out now."""
    exception = settling.exception
    if settling.undone is not None:
        return settling.undone.moment(exception)
    return exception.occurred_at if exception.row_key else days.now()


def _tie(settling: _Settling, entry: Entry) -> None:
    """So that the next run knows what the posting is of. Nothing where its reference says it."""
    exception, taken_out = settling.exception, settling.undone
    if entry.reference.startswith("mpesa:"):
        return
    of_row = is_only_on_statement(exception) and taken_out is None
    beside = taken_out.exception if taken_out is not None else exception
    tie_lock.take(exception.till_id)
    RowTie.objects.create(
        exception=exception,
        till=exception.till,
        account=exception.account,
        reference=entry.reference,
        row_key=exception.row_key if of_row else "",
        with_reference="" if of_row else beside.reference,
        at=days.now(),
    )
