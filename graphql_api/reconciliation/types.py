"""Statements and runs, as the schema shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

import strawberry
import strawberry_django
from strawberry import relay

from graphql_api.context import Info
from graphql_api.ledger.types import Account
from graphql_api.mpesa.types import Till
from graphql_api.reading import together
from graphql_api.reconciliation.enums import (
    ItemReason,
    MatchRule,
    ProofTerm,
    RunState,
    StatementAccount,
    StatementState,
)
from graphql_api.scalars import BigInt, Money, money_column
from graphql_api.users.types import Business
from reconciliation import models, releasing, selectors
from reconciliation.accounts import kind_of_account
from reconciliation.runs.listing import NOTHING_LISTED, Listed, listed_of, newest_of
from reconciliation.verified import snapshots
from reconciliation.web import proof_path, workbook_path

MAX_PROBLEMS = 50
_TILL = "Of which shortcode; of a bank account, the oldest one of the business."
_BANK = "The bank account of the books; null for an account of M-Pesa."


def _problems(root: strawberry.Parent[models.Statement]) -> list[str]:
    return [str(problem) for problem in root.problems[:MAX_PROBLEMS]]


def _account_of_file(root: strawberry.Parent[models.Statement]) -> StatementAccount | None:
    return kind_of_account(root.account) if root.account else None


def account_of(
    root: strawberry.Parent[models.ReconciliationRun | models.StatementRow | models.ReconciliationException],
) -> StatementAccount:
    return kind_of_account(root.account)


def _bank_of_file(root: strawberry.Parent[models.Statement]) -> Account | None:
    return cast("Account | None", together(root, ("bankAccount",), selectors.banks_of_statements))


def _bank_of_row(root: strawberry.Parent[models.StatementRow]) -> Account | None:
    return cast("Account | None", together(root, ("bankAccount",), selectors.banks_of_rows))


def _bank_of_run(root: strawberry.Parent[models.ReconciliationRun]) -> Account | None:
    return cast("Account | None", together(root, ("bankAccount",), selectors.banks_of_runs))


def _workbook_path(root: strawberry.Parent[models.ReconciliationRun], info: Info) -> str | None:
    if root.state != models.RunState.DONE:
        return None
    return workbook_path(user=info.context.user, run=root)


def _proof_path(root: strawberry.Parent[models.ReconciliationRun], info: Info) -> str | None:
    if root.state != models.RunState.DONE:
        return None
    return proof_path(user=info.context.user, run=root)


@strawberry.type(description="How much a proof lists, item by item.")
class ReconciliationListed:
    count: int = strawberry.field(description="How many items.")
    amount: Money = strawberry.field(
        description="Their sum, each counted above zero, so that none hides another."
    )

    @classmethod
    def of(cls, listed: Listed) -> ReconciliationListed:
        return cls(count=listed.count, amount=Money(listed.amount))


def _listed(root: strawberry.Parent[models.ReconciliationRun]) -> ReconciliationListed:
    return ReconciliationListed.of(together(root, ("listed",), listed_of) or NOTHING_LISTED)


def _newest(root: strawberry.Parent[models.ReconciliationRun]) -> bool:
    return bool(together(root, ("newest",), newest_of))


def _seal(root: strawberry.Parent[models.ReconciliationRun]) -> BigInt | None:
    return None if root.seal is None else BigInt(root.seal)


@strawberry.type(
    description="Receipts and reversals of a statement that nobody else knows: booked, and held in 2890."
)
class HeldReceipts:
    count: int = strawberry.field(description="How many.")
    amount: Money = strawberry.field(description="Their sum.")
    left_out: int = strawberry.field(
        description="Of how many another source says otherwise, or Safaricom that there is no such payment:"
        " they are not released before their cases are closed."
    )
    reversals: int = strawberry.field(description="How many receipts it alone says were taken back.")
    taken_back: Money = strawberry.field(description="The sum of these, which nobody has lost yet.")


def _held(root: strawberry.Parent[models.Statement]) -> HeldReceipts | None:
    found = cast("releasing.HeldOfFile | None", together(root, ("held",), releasing.held_of_statements))
    if found is None:
        return None
    return HeldReceipts(
        count=found.count,
        amount=Money(found.amount),
        left_out=found.left_out,
        reversals=found.reversals,
        taken_back=Money(found.taken_back),
    )


@strawberry.type(description="What Safaricom said was in the account, beside the statement.")
class BalanceCompared:
    taken_at: datetime = strawberry.field(description="When Safaricom said it, in UTC.")
    said: Money = strawberry.field(description="By Safaricom.")
    verified: Money = strawberry.field(description="By the verified statement, at that moment.")
    differs_by: Money = strawberry.field(
        description="The statement less what Safaricom said: other than 0.00, rows are false or missing."
    )


def _compared(root: strawberry.Parent[models.Statement]) -> BalanceCompared | None:
    found = cast(
        "snapshots.Compared | None", together(root, ("compared",), snapshots.compared_with_snapshots)
    )
    if found is None:
        return None
    return BalanceCompared(
        taken_at=found.taken_at,
        said=Money(found.said),
        verified=Money(found.verified),
        differs_by=Money(found.differs_by),
    )


@strawberry_django.type(
    models.Statement, description="A file from Safaricom's organisation portal, or of a bank."
)
class Statement(relay.Node):
    business: Business = strawberry_django.field(description="Whose it is.")
    till: Till = strawberry_django.field(description=_TILL)
    account: StatementAccount | None = strawberry_django.field(
        resolver=_account_of_file,
        only=["account"],
        description="Which account; null until the file was read.",
    )
    bank_account: Account | None = strawberry_django.field(resolver=_bank_of_file, only=[], description=_BANK)
    file_name: str = strawberry_django.field(description="As it was uploaded.")
    sha256: str = strawberry_django.field(description="SHA-256 of the file in hex.")
    state: StatementState = strawberry_django.field(description="How far it has come.")
    period_from: datetime | None = strawberry_django.field(
        description="Where its rows begin, in UTC; null until it was read."
    )
    period_to: datetime | None = strawberry_django.field(
        description="Where its rows end, in UTC; null until it was read."
    )
    opening: Money | None = strawberry_django.field(
        description="The balance before its first row; null until it was read."
    )
    closing: Money | None = strawberry_django.field(
        description="The balance after its last row; null until it was read."
    )
    rows_total: int | None = strawberry_django.field(description="Its rows; null until they were counted.")
    rows_done: int = strawberry_django.field(description="How many of them count: all, or none.")
    chain_ok: bool | None = strawberry_django.field(
        description="Whether every row's balance follows from the one before; null until it was read."
    )
    problems: list[str] = strawberry_django.field(
        resolver=_problems,
        only=["problems"],
        description=f"What is wrong with the file, by line; the first {MAX_PROBLEMS}.",
    )
    held: HeldReceipts | None = strawberry_django.field(
        resolver=_held,
        only=[],
        description="Its receipts and reversals that wait for a second source, or for"
        " releaseStatementReceipts; null where none does.",
    )
    balance_compared: BalanceCompared | None = strawberry_django.field(
        resolver=_compared,
        only=[],
        description="Its balance beside the first one that Safaricom told after its last row (Account"
        " Balance); null where none was asked for within its time, or it does not count.",
    )
    ended_because: str = strawberry_django.field(description="Why it was withdrawn; empty where it was not.")
    uploaded_at: datetime = strawberry_django.field(description="In UTC.")
    imported_at: datetime | None = strawberry_django.field(
        description="When it was judged, in UTC; null before that."
    )


@strawberry_django.type(models.StatementRow, description="One row of an account's statement.")
class StatementRow:
    account: StatementAccount = strawberry_django.field(
        resolver=account_of, only=["account"], description="Of which account."
    )
    bank_account: Account | None = strawberry_django.field(resolver=_bank_of_row, only=[], description=_BANK)
    receipt_number: str = strawberry_django.field(
        field_name="receipt",
        description="M-Pesa's number. Banks have none that lasts: there it is the day, and a part that tells"
        " rows of a day apart.",
    )
    completed_at: datetime = strawberry_django.field(
        description="When Safaricom did it, in UTC; of a bank, the beginning of its day."
    )
    details: str = strawberry_django.field(description="What the statement says; phones are masked.")
    paid_in: Money = strawberry_django.field(description="What came in; zero for money that went out.")
    withdrawn: Money = strawberry_django.field(description="What went out; zero for money that came in.")
    balance: Money | None = strawberry_django.field(
        description="What the statement says was there afterwards; null where it says nothing."
    )
    statement: Statement = strawberry_django.field(description="The file that showed it.")


@strawberry_django.type(models.RunGap, description="Time that no admitted file covers.")
class ReconciliationGap:
    from_at: datetime = strawberry_django.field(description="Where it begins, in UTC.")
    until_at: datetime = strawberry_django.field(description="Where it ends, in UTC.")
    jump: Money | None = strawberry_django.field(
        description="By how much the balance changes over it; null where one side is not known."
    )


@strawberry_django.type(models.RunItem, description="One listed item of a term of the proof.")
class ReconciliationItem:
    term: ProofTerm = strawberry_django.field(description="In which term it stands.")
    receipt_number: str = strawberry_django.field(
        field_name="receipt", description="M-Pesa's number; empty where there is none."
    )
    leg: str = strawberry_django.field(
        description="Which movement: pay, payout, charge, sweep, reversal, bank; may be empty."
    )
    amount: Money = money_column("cents", "What it adds to its term.")
    why: ItemReason = strawberry_django.field(description="Why it stands there.")
    occurred_at: datetime | None = strawberry_django.field(
        description="When it happened, in UTC; null where nobody says."
    )
    reference: str = strawberry_django.field(
        description="The reference of the entry in the books; empty where there is none."
    )


@strawberry_django.type(
    models.RunMatch,
    description="A row of the statement and a booking that a proof found to be one thing. A sum has one of"
    " these for each of its pairs.",
)
class ReconciliationMatch:
    reference: str = strawberry_django.field(description="The reference of the entry in the books.")
    rule: MatchRule = strawberry_django.field(description="Why they are one thing.")
    evidence: str = strawberry_django.field(description="What showed it, in words.")


@strawberry_django.type(
    models.ReconciliationRun,
    description="One proof of one account over accounting days, up to a seal of the books.",
)
class ReconciliationRun(relay.Node):
    business: Business = strawberry_django.field(description="Whose books.")
    till: Till = strawberry_django.field(description=_TILL)
    account: StatementAccount = strawberry_django.field(
        resolver=account_of, only=["account"], description="Which account."
    )
    bank_account: Account | None = strawberry_django.field(resolver=_bank_of_run, only=[], description=_BANK)
    from_day: date = strawberry_django.field(description="The first accounting day.")
    to_day: date = strawberry_django.field(description="The last accounting day.")
    state: RunState = strawberry_django.field(description="How far it has come.")
    automatic: bool = strawberry_django.field(
        description="Whether it began by itself, because what is verified of these days has changed."
    )
    problem: str = strawberry_django.field(description="Why it failed; empty unless it did.")
    statement: Statement | None = strawberry_django.field(
        description="The newest file that it goes by; null until it began, or where there was none."
    )
    seal: BigInt | None = strawberry_django.field(
        resolver=_seal,
        only=["seal"],
        description="It looks at the books up to this entry number; null until it began.",
    )
    ruleset: str = strawberry_django.field(description="By which version of the rules it matches.")
    rows_total: int | None = strawberry_django.field(
        description="Rows of the statement in the period; null until they were counted."
    )
    rows_done: int = strawberry_django.field(description="How many of them were looked at.")
    booked_rows: int = strawberry_django.field(description="Rows that only the statement knew, booked now.")
    matched: int = strawberry_django.field(description="Rows that the books have too.")
    statement_closing: Money | None = strawberry_django.field(
        description="The balance by the statement; null until the proof is done."
    )
    receipts_not_on_statement: Money = strawberry_django.field(
        description="Added: booked, not on the statement."
    )
    payouts_not_on_statement: Money = strawberry_django.field(
        description="Taken off: paid out by the books, not on the statement."
    )
    credits_not_booked: Money = strawberry_django.field(
        description="Taken off: came in by the statement, not booked."
    )
    debits_not_booked: Money = strawberry_django.field(
        description="Added: went out by the statement, not booked."
    )
    sweeps_in_flight: Money = strawberry_django.field(description="Added: on its way between own accounts.")
    ledger: Money | None = strawberry_django.field(
        description="The balance by the books; null until the proof is done."
    )
    unexplained: Money | None = strawberry_django.field(
        description="What is left: zero when the proof is complete; null until it is done."
    )
    workbook_path: str | None = strawberry_django.field(
        resolver=_workbook_path,
        select_related=["business"],
        only=["state"],
        description="Where to GET the workbook within ten minutes; null until the run is done.",
    )
    proof_path: str | None = strawberry_django.field(
        resolver=_proof_path,
        select_related=["business"],
        only=["state"],
        description="Where to GET the proof as a file within ten minutes, to be checked without the database;"
        " null until the run is done.",
    )
    cut_off: datetime | None = strawberry_django.field(
        description="The moment up to which statement and books are compared, in UTC: where what files cover"
        " ends, midnight after the last day at the latest; null until it began."
    )
    listed: ReconciliationListed = strawberry_django.field(
        resolver=_listed, only=[], description="How many items it lists, and how much that is."
    )
    newest: bool = strawberry_django.field(
        resolver=_newest,
        only=[],
        description="Whether it is done, and no later proof of the account has all of its days.",
    )
    created_at: datetime = strawberry_django.field(description="In UTC.")
    done_at: datetime | None = strawberry_django.field(description="In UTC; null until it ended.")
