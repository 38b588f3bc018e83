"""Reads of statements and runs. The sealed files are not among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from core.errors import NotFound
from ledger.models import Account, Entry
from mpesa.models import AttemptState, MpesaAccount, PayoutAttempt, Receipt
from reconciliation.accounts import accounts_named
from reconciliation.models import (
    DayMark,
    PortalMove,
    ReconciliationDay,
    ReconciliationException,
    ReconciliationRun,
    RunCover,
    RunItem,
    RunMatch,
    RunState,
    Statement,
    StatementRow,
)
from users.access import Right, has_right
from users.models import User

RIGHT = Right.RECONCILIATION_READ
#: Who sees payouts sees what was moved in the portal.
MOVES_RIGHT = Right.PAYOUT_READ


def statements_of(businesses: Collection[int]) -> QuerySet[Statement]:
    """The statements of businesses whose proofs the person may read."""
    return Statement.objects.filter(business_id__in=businesses)


def rows_of_receipts(receipts: Sequence[int]) -> dict[int, StatementRow]:
    """Receipt's key -> the first row of a statement that has it as money that came in."""
    known = {
        (till, number): pk
        for pk, till, number in Receipt.objects.filter(pk__in=receipts).values_list("pk", "till_id", "number")
    }
    rows = StatementRow.objects.filter(
        till_id__in={till for till, _ in known},
        receipt__in={number for _, number in known},
        paid_in__gt=0,
        struck_at=None,
    )
    found: dict[int, StatementRow] = {}
    # Every account is named, so that the index over till, account and receipt serves.
    for row in rows.filter(account__in=MpesaAccount.values).select_related("statement").order_by("pk"):
        if (row.till_id, row.receipt) in known:
            found.setdefault(known[row.till_id, row.receipt], row)
    return found


def rows_of_attempts(attempts: Sequence[int]) -> dict[int, StatementRow]:
    """Key of a payout's attempt -> the first row of a statement that has it as money that went out."""
    paid = PayoutAttempt.objects.filter(pk__in=attempts, state=AttemptState.PAID)
    known = {
        (till, receipt, amount): pk
        for pk, till, receipt, amount in paid.values_list("pk", "till_id", "receipt", "amount")
    }
    rows = StatementRow.objects.filter(
        till_id__in={till for till, _, _ in known},
        receipt__in={receipt for _, receipt, _ in known},
        withdrawn__gt=0,
        struck_at=None,
    )
    found: dict[int, StatementRow] = {}
    for row in rows.filter(account__in=MpesaAccount.values).select_related("statement").order_by("pk"):
        if pk := known.get((row.till_id, row.receipt, row.withdrawn)):
            found.setdefault(pk, row)
    return found


def rows_of_matches(matches: Sequence[int]) -> dict[int, StatementRow]:
    """Match's key -> its row of the statement, as it is now, with the file that showed it."""
    found = RunMatch.objects.filter(pk__in=matches)
    keys = found.values_list("pk", "run__till_id", "run__account", "row_key")
    return rows_at({pk: (till, account, row_key) for pk, till, account, row_key in keys})


def rows_at(keys: dict[int, tuple[Any, ...]]) -> dict[int, StatementRow]:
    """The rows by till, account and row key, each under what asks for it."""
    rows = StatementRow.objects.filter(
        till__in={till for till, _, _ in keys.values()},
        account__in={account for _, account, _ in keys.values()},
        row_key__in={row_key for _, _, row_key in keys.values()} - {""},
    )
    found = {
        (row.till_id, row.account, row.row_key): row
        for row in rows.select_related("statement").order_by(F("struck_at").asc(nulls_last=True), "pk")
    }
    return {pk: found[key] for pk, key in keys.items() if key in found}


def banks_of_statements(statements: Sequence[int]) -> dict[int, Account]:
    """Statement's key -> the bank account that it is of; none for M-Pesa's."""
    rows = Statement.objects.filter(pk__in=statements)
    return accounts_named(list(rows.values_list("pk", "business_id", "account")))


def banks_of_rows(rows: Sequence[int]) -> dict[int, Account]:
    """Row's key -> the bank account whose statement it stands on; none for M-Pesa's."""
    found = StatementRow.objects.filter(pk__in=rows)
    return accounts_named(list(found.values_list("pk", "till__business_id", "account")))


def banks_of_runs(runs: Sequence[int]) -> dict[int, Account]:
    """Run's key -> the bank account that it proves; none for M-Pesa's."""
    rows = ReconciliationRun.objects.filter(pk__in=runs)
    return accounts_named(list(rows.values_list("pk", "business_id", "account")))


def banks_of_exceptions(exceptions: Sequence[int]) -> dict[int, Account]:
    """Exception's key -> the bank account that it is about; none for M-Pesa's."""
    rows = ReconciliationException.objects.filter(pk__in=exceptions)
    return accounts_named(list(rows.values_list("pk", "business_id", "account")))


def portal_moves_of(businesses: Collection[int]) -> QuerySet[PortalMove]:
    """Moves made in the portal, of businesses whose payouts the person may read."""
    return PortalMove.objects.filter(business_id__in=businesses)


def portal_move_for(user: User, move_id: int) -> PortalMove:
    """One move. Raises NotFound when it is absent or not the person's to see."""
    move = PortalMove.objects.filter(pk=move_id).select_related("business", "till").first()
    if move is None or not has_right(user, move.business, MOVES_RIGHT):
        raise NotFound("portal move")
    return move


def statement_for(user: User, statement_id: int) -> Statement:
    """One statement. Raises NotFound when it is absent or not the person's to see."""
    statement = Statement.objects.filter(pk=statement_id).select_related("business", "till").first()
    if statement is None or not has_right(user, statement.business, RIGHT):
        raise NotFound("statement")
    return statement


def runs_of(businesses: Collection[int]) -> QuerySet[ReconciliationRun]:
    """The reconciliation runs of businesses whose proofs the person may read."""
    return ReconciliationRun.objects.filter(business_id__in=businesses)


def run_for(user: User, run_id: int) -> ReconciliationRun:
    """One run. Raises NotFound when it is absent or not the person's to see."""
    run = ReconciliationRun.objects.filter(pk=run_id).select_related("business", "till", "statement").first()
    if run is None or not has_right(user, run.business, RIGHT):
        raise NotFound("run")
    return run


def same_as(runs: Sequence[int]) -> dict[int, ReconciliationRun]:
    """Run's key -> the earliest run of the account that was made from the same; none for that one itself."""
    digests = dict(
        ReconciliationRun.objects.filter(pk__in=runs).exclude(digest="").values_list("pk", "digest")
    )
    # The digest names till and account: those of the rows are named for the index.
    alike = ReconciliationRun.objects.filter(
        till__in=ReconciliationRun.objects.filter(pk__in=digests).values("till"),
        account__in=ReconciliationRun.objects.filter(pk__in=digests).values("account"),
        digest__in=set(digests.values()),
        state=RunState.DONE,
    )
    first: dict[str, ReconciliationRun] = {}
    for run in alike.order_by("pk"):
        first.setdefault(run.digest, run)
    return {pk: first[told] for pk, told in digests.items() if told in first and first[told].pk < pk}


def covers_of(runs: Sequence[int]) -> dict[int, RunCover]:
    """Run's key -> the players' money up to its seal."""
    return {cover.run_id: cover for cover in RunCover.objects.filter(run__in=runs)}


def days_of(businesses: Collection[int]) -> QuerySet[ReconciliationDay]:
    """The accounting days of tills of businesses whose proofs the person may read."""
    return ReconciliationDay.objects.filter(business_id__in=businesses)


def day_for(user: User, day_id: int) -> ReconciliationDay:
    """One accounting day of a till. Raises NotFound when it is absent or not the person's to see."""
    row = ReconciliationDay.objects.filter(pk=day_id).select_related("business", "till").first()
    if row is None or not has_right(user, row.business, RIGHT):
        raise NotFound("day")
    return row


def days_to_judge(tills: Sequence[int]) -> dict[int, int]:
    """Till's key -> how many of its days are still to be judged; a day that is marked twice counts once."""
    found: defaultdict[int, set[date]] = defaultdict(set)
    marks = DayMark.objects.filter(till__in=tills)
    for till, first, last in marks.values_list("till", "from_day", "to_day"):
        found[till] |= {first + timedelta(days=number) for number in range((last - first).days + 1)}
    return {till: len(found[till]) for till in tills}


def exceptions_of(businesses: Collection[int]) -> QuerySet[ReconciliationException]:
    """The exceptions of businesses whose proofs the person may read."""
    return ReconciliationException.objects.filter(business_id__in=businesses)


def exceptions_of_items(items: Sequence[int]) -> dict[int, ReconciliationException]:
    """Key of a proof's item -> the exception that it is, the newest of its name, open or closed."""
    asked = RunItem.objects.filter(pk__in=items).values_list(
        "pk", "run__till_id", "run__account", "receipt", "leg", "reference", "row_key"
    )
    named = {pk: tuple(name) for pk, *name in asked}
    rows = ReconciliationException.objects.filter(
        Q(reference__in={name[4] for name in named.values()} - {""})
        | Q(row_key__in={name[5] for name in named.values()} - {""}),
        till__in={name[0] for name in named.values()},
        account__in={name[1] for name in named.values()},
    )
    found: dict[tuple[Any, ...], ReconciliationException] = {
        (row.till_id, row.account, row.receipt, row.leg, row.reference, row.row_key): row
        for row in rows.order_by("pk")
    }
    return {pk: found[name] for pk, name in named.items() if name in found}


def exception_for(user: User, exception_id: int) -> ReconciliationException:
    """One exception. Raises NotFound when it is absent or not the person's to see."""
    found = ReconciliationException.objects.filter(pk=exception_id)
    exception = found.select_related("business", "till__business").first()
    if exception is None or not has_right(user, exception.business, RIGHT):
        raise NotFound("exception")
    return exception


def _keys_of(exceptions: Sequence[int], *names: str) -> dict[int, tuple[Any, ...]]:
    rows = ReconciliationException.objects.filter(pk__in=exceptions)
    return {row[0]: row[1:] for row in rows.values_list("pk", *names)}


def rows_of_exceptions(exceptions: Sequence[int]) -> dict[int, StatementRow]:
    """Exception's key -> its row of the statement, with the file that showed it."""
    return rows_at(_keys_of(exceptions, "till_id", "account", "row_key"))


def entries_of_exceptions(exceptions: Sequence[int]) -> dict[int, Entry]:
    """Exception's key -> the entry that the books have of it."""
    keys = _keys_of(exceptions, "business_id", "reference")
    rows = Entry.objects.filter(
        business__in={business for business, _ in keys.values()},
        reference__in={reference for _, reference in keys.values()} - {""},
    )
    found = {(row.business_id, row.reference): row for row in rows}
    return {pk: found[key] for pk, key in keys.items() if key in found}


def receipts_of_exceptions(exceptions: Sequence[int]) -> dict[int, Receipt]:
    """Exception's key -> the receipt of its number."""
    keys = _keys_of(exceptions, "till_id", "receipt")
    rows = Receipt.objects.filter(
        till__in={till for till, _ in keys.values()},
        number__in={number for _, number in keys.values()} - {""},
    )
    found = {(row.till_id, row.number): row for row in rows.select_related("business", "till")}
    return {pk: found[key] for pk, key in keys.items() if key in found}
