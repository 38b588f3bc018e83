"""The two sides of a run, read from the database as the pure functions want them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, Sum, TextField, Value
from django.db.models.functions import Coalesce

from core.days import day_bounds
from core.money import Cents
from ledger.models import EntryKind, Line
from mpesa.collections.receipts import REVERSAL_LEGS
from mpesa.models import MpesaAccount, Till
from mpesa.tills.accounts import account_code
from reconciliation.models import ReconciliationRun, StatementRow
from reconciliation.runs.carrying import carried_into
from reconciliation.runs.matching import LEGS
from reconciliation.runs.ties import ties_of
from reconciliation.statement_files.kinds import Kind
from reconciliation.verified.coverage import AccountBook, book_of


def statement_frame(run: ReconciliationRun) -> pd.DataFrame:
    """The statement's rows of the period up to the cut-off and those carried into it, oldest first, as
    `match` wants them."""
    names = [
        "row_key",
        "ordinal",
        "receipt",
        "completed_at",
        "details",
        "account_no",
        "payer_masked",
        "paid_in",
        "withdrawn",
        "linked",
        "moves",
        "kind",
    ]
    rows = (
        book_of(run).rows().filter(carried_into(run).rows).order_by("completed_at", "statement_id", "ordinal")
    )
    frame = pd.DataFrame.from_records(list(rows.values_list(*names)), columns=names)
    frame["ordinal"] = range(len(frame))
    return frame.astype({"paid_in": "int64", "withdrawn": "int64", "ordinal": "int64", "moves": "bool"})


def lines_of(book: AccountBook, till: Till) -> QuerySet[Any]:
    """The ledger's lines on an M-Pesa account; `is_shown`: a verified row has the receipt of the line."""
    reference = Coalesce(F("entry__reverses__reference"), F("entry__reference"))
    number = Func(reference, Value(":"), Value(3), function="split_part", output_field=TextField())
    return Line.objects.filter(
        account__business_id=till.business_id,
        account__code=account_code(till, MpesaAccount(book.account)),
    ).annotate(number=number, is_shown=Exists(book.rows().filter(receipt=OuterRef("number"))))


def before_the_book(lines: QuerySet[Any], anchor: datetime) -> QuerySet[Any]:
    """Lines of what happened before the verified statement begins: its opening balance holds them."""
    return lines.filter(Q(is_shown=False), entry__occurred_at__lt=anchor).exclude(_is_opening())


def _is_opening() -> Q:
    return Q(entry__kind=EntryKind.OPENING) | Q(entry__reverses__kind=EntryKind.OPENING)


def _lines(run: ReconciliationRun) -> QuerySet[Any]:
    return lines_of(book_of(run), run.till).filter(
        entry__seal__number__lte=run.seal, entry__occurred_at__lt=run.cut_off
    )


def _undone(run: ReconciliationRun, lines: QuerySet[Any]) -> list[str]:
    """Receipts that no longer stand on the statement and were taken back: nothing of them is left."""
    struck = StatementRow.objects.filter(till=run.till_id, account=run.account, struck_at__lte=run.read_at)
    found = lines.filter(Q(is_shown=False), number__in=struck.values("receipt"))
    sums = found.values("number").annotate(net=Sum("debit") - Sum("credit"))
    return list(sums.filter(net=0).order_by().values_list("number", flat=True))


def booked_frame(run: ReconciliationRun) -> pd.DataFrame:
    """What the ledger has on the account: the period, and older lines that no statement has shown."""
    start = day_bounds(run.from_day)[0]
    book = book_of(run)
    lines = _lines(run)
    lines = lines.exclude(number__in=_undone(run, lines))
    anchor = book.anchor()
    if anchor is not None:
        lines = lines.exclude(pk__in=before_the_book(lines, anchor.from_at).values("pk"))
    values = (
        lines.exclude(_is_opening())
        .order_by("entry__seal__number", "id")
        .values_list("entry__reference", "debit", "credit", "entry__occurred_at", "entry__seal__number")
    )
    older = book.rows().filter(completed_at__lt=start, moves=True)
    shown = set(older.values_list("receipt", flat=True))
    reversals = older.filter(kind=Kind.REVERSAL).values_list("receipt", "linked")
    taken_back = {number for numbers in reversals for number in numbers}
    ties, carried = ties_of(run), carried_into(run).receipts
    records = []
    for reference, debit, credit, occurred_at, seal in ties.joined(values.iterator(chunk_size=10_000)):
        receipt, leg = ties.rows.get(reference) or _receipt_and_leg(reference)
        known = taken_back if leg == "reversal" else shown
        if occurred_at < start and receipt in known and receipt not in carried:
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
    """The verified balance at the cut-off, which is the end of what is covered in the period or within it."""
    assert run.cut_off is not None
    book = book_of(run)
    piece = next(piece for piece in book.pieces() if piece.from_at < run.cut_off <= piece.until_at)
    return book.balance_at(piece, run.cut_off)
