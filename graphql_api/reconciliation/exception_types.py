"""Exceptions of the work-list, as the schema shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, cast

import strawberry
import strawberry_django
from strawberry import relay

from graphql_api.context import Info
from graphql_api.ledger.types import Account, JournalEntry
from graphql_api.mpesa.types import Receipt, Till
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Below, keep_together, together
from graphql_api.reconciliation.enums import (
    ExceptionAction,
    ExceptionAge,
    ExceptionEnd,
    ExceptionKind,
    ExceptionState,
    ItemReason,
    MatchRule,
    ProofTerm,
    StatementAccount,
)
from graphql_api.reconciliation.types import ReconciliationItem, ReconciliationRun, StatementRow, account_of
from graphql_api.scalars import Money
from graphql_api.users.approval_types import Approval
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from ledger.models import Entry
from reconciliation import models, selectors
from reconciliation.exceptions.ages import age_of, days_open
from reconciliation.exceptions.announcing import announced_of
from reconciliation.exceptions.candidates import MAX_SHOWN as MAX_CANDIDATES
from reconciliation.exceptions.candidates import candidates_of
from reconciliation.exceptions.proposing import actions_for, proposal_for
from reconciliation.exceptions.suggesting import MAX_SHOWN, Suggested, suggestions_of
from reconciliation.exceptions.terms import to_book
from reconciliation.exceptions.undoing import Undone, undone_by
from reconciliation.runs.rulesets import Rule
from users.access import Right

_Root = strawberry.Parent[models.ReconciliationException]


def _amount(root: _Root) -> Money:
    return Money(abs(int(root.cents)))


def _to_book(root: _Root) -> Money:
    return Money(to_book(root))


def _age(root: _Root) -> ExceptionAge:
    return age_of(root.occurred_at)


def _days_open(root: _Root) -> int:
    return days_open(root.occurred_at)


def _assignee(root: _Root) -> Person | None:
    return Person.of(root.assignee) if root.assignee else None


def _closed_by(root: _Root) -> Person | None:
    return Person.of(root.closed_by) if root.closed_by else None


def _closed_as(root: _Root) -> ExceptionEnd | None:
    return models.ClosedAs(root.closed_as) if root.closed_as else None


def _author(root: strawberry.Parent[models.ExceptionNote]) -> Person | None:
    return Person.of(root.author) if root.author else None


@strawberry.type(description="What usually ends such an exception. It binds nobody.")
class ExceptionProposal:
    action: ExceptionAction = strawberry.field(description="What to do.")
    account_code: str | None = strawberry.field(
        description="On which account the other side is booked; null where a person has to say it."
    )


def _actions(root: _Root) -> list[ExceptionAction]:
    return list(actions_for(root))


def _undone(root: _Root) -> Undone | None:
    return cast("Undone | None", together(root, ("undone",), undone_by))


def _told(root: _Root) -> int | None:
    return cast("int | None", together(root, ("announced",), announced_of))


def _announced(root: _Root, info: Info) -> Money | None:
    if not info.context.holds(root.business_id, Right.COLLECTIONS_READ):
        return None
    cents = _told(root)
    return None if cents is None else Money(cents)


def _undoes(root: _Root) -> ReconciliationException | None:
    found = _undone(root)
    return cast("ReconciliationException", found.exception) if found else None


def _proposal(root: _Root) -> ExceptionProposal | None:
    proposed = proposal_for(root, _undone(root), is_announced=_told(root) is not None)
    return (
        ExceptionProposal(action=proposed.action, account_code=proposed.account or None) if proposed else None
    )


def _bank(root: _Root) -> Account | None:
    return cast("Account | None", together(root, ("bankAccount",), selectors.banks_of_exceptions))


def _row(root: _Root) -> StatementRow | None:
    return cast("StatementRow | None", together(root, ("row",), selectors.rows_of_exceptions))


def _booked(root: _Root, info: Info) -> JournalEntry | None:
    if not root.reference or not info.context.holds(root.business_id, Right.LEDGER_READ):
        return None
    return cast("JournalEntry | None", together(root, ("booked",), selectors.entries_of_exceptions))


def _receipt(root: _Root, info: Info) -> Receipt | None:
    if not root.receipt or not info.context.holds(root.business_id, Right.COLLECTIONS_READ):
        return None
    return cast("Receipt | None", together(root, ("receipt",), selectors.receipts_of_exceptions))


@strawberry_django.type(models.ExceptionNote, description="What somebody, or a proof, says about it.")
class ExceptionNote:
    text: str = strawberry_django.field(description="In words.")
    author: Person | None = strawberry_django.field(
        resolver=_author, select_related=["author"], description="Who; null for a proof."
    )
    at: datetime = strawberry_django.field(description="In UTC.")


@strawberry_django.type(
    models.ReconciliationException,
    description="Something that a proof left open. The same item of a later proof is the same exception; it"
    " is carried by name until it clears.",
)
class ReconciliationException(relay.Node):
    business: Business = strawberry_django.field(description="Whose books.")
    till: Till = strawberry_django.field(
        description="Of which shortcode; of a bank account, the oldest one of the business."
    )
    account: StatementAccount = strawberry_django.field(
        resolver=account_of, only=["account"], description="Of which account."
    )
    bank_account: Account | None = strawberry_django.field(
        resolver=_bank, only=[], description="The bank account of the books; null for an account of M-Pesa."
    )
    kind: ExceptionKind = strawberry_django.field(description="What kind it is.")
    state: ExceptionState = strawberry_django.field(description="How it stands.")
    term: ProofTerm = strawberry_django.field(description="In which term of the proof it stands.")
    why: ItemReason = strawberry_django.field(description="Why it stands there.")
    receipt_number: str = strawberry_django.field(
        field_name="receipt", description="M-Pesa's number; empty where there is none."
    )
    leg: str = strawberry_django.field(
        description="Which movement: pay, payout, charge, sweep, reversal, bank; may be empty."
    )
    amount: Money = strawberry_django.field(
        resolver=_amount, only=["cents"], description="How much is open, without a sign."
    )
    to_book: Money = strawberry_django.field(
        resolver=_to_book,
        only=["cents", "term"],
        description="What would have to be booked on the account so that it is gone: below zero where"
        " the books have too much.",
    )
    occurred_at: datetime = strawberry_django.field(
        description="When it happened, in UTC; where nobody says, how far the first proof looked."
    )
    age: ExceptionAge = strawberry_django.field(
        resolver=_age, only=["occurred_at"], description="How old it is by today."
    )
    days_open: int = strawberry_django.field(
        resolver=_days_open, only=["occurred_at"], description="Accounting days since it happened."
    )
    proposal: ExceptionProposal | None = strawberry_django.field(
        resolver=_proposal,
        only=[
            "state",
            "kind",
            "why",
            "term",
            "leg",
            "cents",
            "receipt",
            "occurred_at",
            "account",
            "till__kind",
        ],
        select_related=["till"],
        description="What is proposed; null unless it is open.",
    )
    actions: list[ExceptionAction] = strawberry_django.field(
        resolver=_actions,
        only=["state", "kind", "why", "term", "cents"],
        description="What can be done about it now, beside notes; nothing where it is closed or waits for an"
        " answer.",
    )
    announced: Money | None = strawberry_django.field(
        resolver=_announced,
        only=["business_id"],
        description="Of a payment on which the statement and the books disagree: how much Safaricom itself"
        " told, by a callback or when it was asked. Compare with the portal before the books follow a file."
        " Null where only files know of it.",
    )
    undoes: ReconciliationException | None = strawberry_django.field(
        resolver=_undoes,
        only=["receipt"],
        description="The closed exception that took the same movement out of the books, which the statement"
        " has after all: booking this one takes that back. Null for most.",
    )
    row: StatementRow | None = strawberry_django.field(
        resolver=_row,
        only=["row_key"],
        description="The row of the statement; null where the statement has nothing.",
    )
    booked: JournalEntry | None = strawberry_django.field(
        resolver=_booked,
        only=["reference", "business_id"],
        description="The entry that the books have; null where they have none.",
    )
    receipt: Receipt | None = strawberry_django.field(
        resolver=_receipt,
        only=["receipt", "business_id"],
        description="The receipt of this number; null where none is known.",
    )
    first_run: ReconciliationRun = strawberry_django.field(description="The proof that found it.")
    last_run: ReconciliationRun = strawberry_django.field(description="The last proof that has it.")
    assignee: Person | None = strawberry_django.field(
        resolver=_assignee, select_related=["assignee"], description="Who works on it; null: nobody."
    )
    approval: Approval | None = strawberry_django.field(
        description="The last correction that was asked for; null where none was."
    )
    correction: JournalEntry | None = strawberry_django.field(
        field_name="entry",
        description="The entry that ended it; null where none did.",
    )
    opened_at: datetime = strawberry_django.field(description="When it was found, in UTC.")
    closed_as: ExceptionEnd | None = strawberry_django.field(
        resolver=_closed_as, only=["closed_as"], description="How it was closed; null while it is not."
    )
    closed_by: Person | None = strawberry_django.field(
        resolver=_closed_by,
        select_related=["closed_by"],
        description="Who closed it; null while it is open, and where a proof did.",
    )
    closed_at: datetime | None = strawberry_django.field(
        description="When it was closed, in UTC; null while it is not."
    )


@strawberry.type(
    description="A row of the statement and an entry that may be one thing, and are not certainly: nothing is"
    " matched, and the row is not booked by itself."
)
class ExceptionSuggestion:
    found: strawberry.Private[Suggested]

    @strawberry.field(description="By which rule it would be one thing, were it the only one.")
    def rule(self) -> MatchRule:
        return Rule(self.found.rule)

    @strawberry.field(description="What speaks for it, in words.")
    def evidence(self) -> str:
        return self.found.evidence

    @strawberry.field(description="The row of the statement.")
    def row(self) -> StatementRow:
        return cast("StatementRow", self.found.row)

    @strawberry.field(description="The entry; null for who may not read the journal.")
    def booked(self, info: Info) -> JournalEntry | None:
        if not info.context.holds(self.found.exception.business_id, Right.LEDGER_READ):
            return None
        return cast("JournalEntry", self.found.entry)

    @strawberry.field(description="The exception of the row: it is tied with the entry by tieException.")
    def exception(self) -> ReconciliationException:
        return cast("ReconciliationException", self.found.exception)

    @strawberry.field(description="Whether the entry moves just what the row does, so that it can be tied.")
    def fits(self) -> bool:
        return self.found.fits


@strawberry_django.field(
    only=["state"],
    description=f"What it may be, as the last proof found it and both sides are still open; at most"
    f" {MAX_SHOWN}, those first that can be tied.",
)
def _suggestions(
    root: _Root,
    limit: Annotated[int, strawberry.argument(description="At most so many.")] = MAX_SHOWN,
) -> list[ExceptionSuggestion]:
    found = together(root, ("suggestions",), _suggested) or []
    return [ExceptionSuggestion(found=each) for each in found[:limit]]


def _suggested(exceptions: Sequence[int]) -> dict[int, list[Suggested]]:
    """Their entries, rows and exceptions know of each other: what stands below them is read together."""
    found = suggestions_of(exceptions)
    for name in ("entry", "row", "exception"):
        keep_together([getattr(each, name) for told in found.values() for each in told])
    return found


@strawberry_django.field(
    only=["business_id"],
    description="Entries that it can be tied to: they move its account by just what is missing and stand for"
    f" nothing else; at most {MAX_CANDIDATES}, the nearest in time first. None for who may not read the"
    " journal.",
)
def _tie_candidates(
    root: _Root,
    info: Info,
    limit: Annotated[int, strawberry.argument(description="At most so many.")] = MAX_CANDIDATES,
) -> list[JournalEntry]:
    if not info.context.holds(root.business_id, Right.LEDGER_READ):
        return []
    return cast("list[JournalEntry]", (together(root, ("candidates",), _candidates) or [])[:limit])


def _candidates(exceptions: Sequence[int]) -> dict[int, list[Entry]]:
    found = candidates_of(exceptions)
    keep_together([entry for entries in found.values() for entry in entries])
    return found


@listed(Page[ExceptionNote], description="What was said about it, oldest first.")  # type: ignore[type-var]
def _notes(root: _Root) -> Below[models.ExceptionNote]:
    return Below(root, "exception", models.ExceptionNote.objects.order_by("pk"))


@strawberry_django.field(
    only=[], description="The exception that it is, open or ended; null for a proof that is not done."
)
def _exception_of_item(root: strawberry.Parent[models.RunItem]) -> ReconciliationException | None:
    found = together(root, ("exception",), selectors.exceptions_of_items)
    return cast("ReconciliationException | None", found)


grow(ReconciliationItem, exception=_exception_of_item)
grow(ReconciliationException, notes=_notes, suggestions=_suggestions, tie_candidates=_tie_candidates)
