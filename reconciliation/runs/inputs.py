"""The two sides of a run, read from the database as the pure functions want them."""

from __future__ import annotations

import pandas as pd
from django.db.models import QuerySet, Sum

from core.days import day_bounds
from core.errors import InvalidInput
from core.money import Cents
from ledger.models import Line
from mpesa.collections.receipts import REVERSAL_LEGS
from mpesa.models import MpesaAccount
from mpesa.tills.accounts import account_code
from reconciliation.models import ReconciliationRun, StatementRow
from reconciliation.runs.carrying import carried_receipts, rows_of
from reconciliation.runs.matching import LEGS
from reconciliation.runs.ties import ties_of
from reconciliation.statement_files.kinds import Kind


def statement_frame(run: ReconciliationRun) -> pd.DataFrame:
    """The statement's rows of the period up to the cut-off and those carried into it, oldest first, as
    `match` wants them."""
    names = [
        "row_key",
        "ordinal",
        "receipt",
        "completed_at",
        "details",
        "paid_in",
        "withdrawn",
        "linked",
        "moves",
        "kind",
    ]
    rows = StatementRow.objects.filter(
        rows_of(run, carried_receipts(run)), till=run.till_id, account=run.account
    ).order_by("completed_at", "statement_id", "ordinal")
    frame = pd.DataFrame.from_records(list(rows.values_list(*names)), columns=names)
    frame["ordinal"] = range(len(frame))
    return frame.astype({"paid_in": "int64", "withdrawn": "int64", "ordinal": "int64", "moves": "bool"})


def _lines(run: ReconciliationRun) -> QuerySet[Line]:
    return Line.objects.filter(
        account__business_id=run.business_id,
        account__code=account_code(run.till, MpesaAccount(run.account)),
        entry__seal__number__lte=run.seal,
        entry__occurred_at__lte=run.cut_off,
    )


def booked_frame(run: ReconciliationRun) -> pd.DataFrame:
    """What the ledger has on the account: the period, and older lines that no statement has shown."""
    start = day_bounds(run.from_day)[0]
    values = (
        _lines(run)
        .order_by("entry__seal__number", "id")
        .values_list("entry__reference", "debit", "credit", "entry__occurred_at", "entry__seal__number")
    )
    older = StatementRow.objects.filter(
        till=run.till_id, account=run.account, completed_at__lt=start, moves=True
    )
    shown = set(older.values_list("receipt", flat=True))
    reversals = older.filter(kind=Kind.REVERSAL).values_list("receipt", "linked")
    taken_back = {number for numbers in reversals for number in numbers}
    ties, carried = ties_of(run), carried_receipts(run)
    records = []
    for reference, debit, credit, occurred_at, seal in ties.joined(values.iterator(chunk_size=10_000)):
        receipt, leg = ties.rows.get(reference) or _receipt_and_leg(reference)
        known = taken_back if leg == "reversal" else shown
        if occurred_at < start and (leg == "opening" or (receipt in known and receipt not in carried)):
            continue
        records.append((reference, receipt, leg, debit - credit, occurred_at, seal))
    columns = ["reference", "receipt", "leg", "cents", "occurred_at", "seal"]
    return pd.DataFrame.from_records(records, columns=columns).astype({"cents": "int64", "seal": "int64"})


def _receipt_and_leg(reference: str) -> tuple[str, str]:
    parts = reference.split(":")
    if len(parts) == 4 and parts[3] in REVERSAL_LEGS:
        parts[3] = REVERSAL_LEGS[0]
    if len(parts) == 4 and parts[0] == "mpesa" and parts[3] in LEGS:
        return parts[2], parts[3]
    return "", ""


def ledger_balance(run: ReconciliationRun) -> Cents:
    sums = _lines(run).aggregate(debits=Sum("debit"), credits=Sum("credit"))
    return int(sums["debits"] or 0) - int(sums["credits"] or 0)


def statement_closing(run: ReconciliationRun) -> Cents:
    """The statement's balance at the cut-off: its last moving row up to then, else what it declares."""
    assert run.statement is not None and run.cut_off is not None
    statement = run.statement
    if (
        statement.closing is not None
        and statement.period_to is not None
        and statement.period_to <= run.cut_off
    ):
        return statement.closing
    last = (
        StatementRow.objects.filter(
            till=run.till_id,
            account=run.account,
            moves=True,
            completed_at__lte=run.cut_off,
            balance__isnull=False,
        )
        .order_by("-completed_at", "-statement_id", "-ordinal")
        .first()
    )
    if last is not None and last.balance is not None:
        return last.balance
    if statement.opening is None:
        raise InvalidInput("STATEMENT_EMPTY", "statement", "The statement says no balance for this period.")
    return statement.opening
