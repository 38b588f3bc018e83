"""The two sides of a run, read from the database as the pure functions want them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, Sum, TextField, Value
from django.db.models.functions import Coalesce

from core.days import day_bounds
from core.money import Cents
from core.rows.copying import copy_out
from ledger.models import EntryKind, Line
from mpesa.collections.receipts import AGAIN, REVERSAL_LEGS
from mpesa.models import Till
from reconciliation.accounts import ledger_code
from reconciliation.models import ReconciliationRun, StatementRow
from reconciliation.runs.carrying import carried_into
from reconciliation.runs.matching import LEGS
from reconciliation.runs.matching.sides import BOOKED_COLUMNS
from reconciliation.runs.ties import ties_of
from reconciliation.statement_files.kinds import Kind
from reconciliation.verified.coverage import AccountBook, book_of

_ROW = (
    "row_key", "ordinal", "receipt", "completed_at", "details", "account_no", "payer_masked", "paid_in",
    "withdrawn", "linked", "moves", "kind",
)  # fmt: skip
#: What is read of a line, and its name in the frame.
_LINE = {
    "entry__reference": "reference",
    "debit": "debit",
    "credit": "credit",
    "entry__occurred_at": "occurred_at",
    "entry__seal__number": "seal",
}
_PLAIN = [leg for leg in LEGS if leg not in ("", "reversal")]
_WORDS = [word for leg in _PLAIN for word in AGAIN.get(leg, (leg,))]
_REFERENCE = rf"^mpesa:[^:]*:(?P<receipt>[^:]*):(?P<leg>{'|'.join((*_PLAIN, 'reversal'))})(?:_[2-9])?$"


def _part(number: int) -> Func:
    return Func(
        F("entry__reference"), Value(":"), Value(number), function="split_part", output_field=TextField()
    )


#: The parts of an entry's reference that name a receipt, a leg, and what should not be there.
_PARTS = {"own": _part(3), "word": _part(4), "more": _part(5)}


def statement_frame(run: ReconciliationRun) -> pd.DataFrame:
    """The statement's rows of the period up to the cut-off and those carried into it, oldest first, as
    `match` wants them."""
    return rows_frame(book_of(run).rows().filter(carried_into(run).rows))


def rows_frame(rows: QuerySet[StatementRow]) -> pd.DataFrame:
    """Rows of the verified statement as `match` wants them, oldest first."""
    frame = copy_out(rows.order_by("completed_at", "statement_id", "ordinal"), _ROW).to_pandas()
    return frame.assign(ordinal=np.arange(len(frame), dtype=np.int64))


def lines_of(book: AccountBook, till: Till) -> QuerySet[Any]:
    """The ledger's lines on an M-Pesa account; `is_shown`: a verified row has the receipt of the line."""
    reference = Coalesce(F("entry__reverses__reference"), F("entry__reference"))
    number = Func(reference, Value(":"), Value(3), function="split_part", output_field=TextField())
    return Line.objects.filter(
        account__business_id=till.business_id,
        account__code=ledger_code(till, book.account),
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
    ties, looked_at = ties_of(run), carried_into(run)
    carried, settled = looked_at.receipts, looked_at.settled
    older = book.rows().filter(completed_at__lt=start, moves=True).order_by()
    shown = _Shown(older.exclude(row_key__in=settled.kept))  # those have bookings of other names
    lines = lines.exclude(_is_opening() | Q(entry__reference__in=settled.references)).alias(**_PARTS)
    lines = lines.exclude(shown.lines(start) & ~Q(own__in=carried) & ~Q(entry__reference__in=ties.references))
    booked = copy_out(lines.order_by("entry__seal__number", "id"), list(_LINE)).rename_columns(_LINE)
    frame = booked.to_pandas()
    frame["cents"] = frame.pop("debit") - frame.pop("credit")
    frame = ties.joined(without_undone(lines, frame))
    receipts, legs = receipts_and_legs(frame["reference"])
    frame = frame.assign(receipt=receipts, leg=legs)
    tied = np.flatnonzero(frame["reference"].isin(ties.references).to_numpy(dtype=bool))
    past = []
    for place in tied.tolist():
        reference, occurred_at = frame["reference"].iat[place], frame["occurred_at"].iat[place]
        receipt, leg = ties.rows.get(reference) or (frame["receipt"].iat[place], frame["leg"].iat[place])
        frame.loc[place, ["receipt", "leg"]] = receipt, leg
        if occurred_at < start and receipt not in carried and shown.has(receipt, leg):
            past.append(place)
    return frame.drop(past)[list(BOOKED_COLUMNS)].reset_index(drop=True)


def without_undone(lines: QuerySet[Any], frame: pd.DataFrame) -> pd.DataFrame:
    """Bookings, which are of these lines, without those whose exact mirror is among them too, and without
    that: together they move nothing, and what they were for may be booked anew."""
    mirrors = lines.filter(entry__reverses__isnull=False)
    pairs = dict(mirrors.values_list("entry__reference", "entry__reverses__reference"))
    if not pairs:
        return frame
    there = set(frame["reference"])
    gone = [name for pair in pairs.items() if there.issuperset(pair) for name in pair]
    return frame[~frame["reference"].isin(gone)].reset_index(drop=True)


@dataclass(frozen=True)
class _Shown:
    """What rows of the statement, older than a run's days, show: a booking of it is no business of the run.

    A reversal goes by either of its receipts. Lines have the parts of their references (`_PARTS`).
    """

    rows: QuerySet[StatementRow]

    def lines(self, start: datetime) -> Q:
        back = self.rows.filter(kind=Kind.REVERSAL)
        named = Q(Exists(self.rows.filter(receipt=OuterRef("own"))), word__in=_WORDS)
        reversed_ = Exists(back.filter(receipt=OuterRef("own"))) | Exists(back.filter(linked=OuterRef("own")))
        is_shown = named | Q(reversed_, word__in=REVERSAL_LEGS)
        return Q(entry__occurred_at__lt=start, entry__reference__startswith="mpesa:", more="") & is_shown

    def has(self, receipt: str, leg: str) -> bool:
        if leg == "reversal":
            named = Q(receipt=receipt) | Q(linked=receipt)
            return self.rows.filter(named, kind=Kind.REVERSAL).exists()
        return self.rows.filter(receipt=receipt).exists()


def receipts_and_legs(references: pd.Series[str]) -> tuple[Any, Any]:
    """Of references `mpesa:<till>:<receipt>:<leg>`; of others two empty texts."""
    found = pc.extract_regex(pa.array(references, pa.large_string()), _REFERENCE)
    receipts, legs = (pc.fill_null(pc.struct_field(found, name), "") for name in ("receipt", "leg"))
    return pd.array(receipts, dtype="str"), pd.array(legs, dtype="str")


def ledger_balance(run: ReconciliationRun) -> Cents:
    sums = _lines(run).aggregate(debits=Sum("debit"), credits=Sum("credit"))
    return int(sums["debits"] or 0) - int(sums["credits"] or 0)


def statement_closing(run: ReconciliationRun) -> Cents:
    """The verified balance at the cut-off, which is the end of what is covered in the period or within it."""
    assert run.cut_off is not None
    book = book_of(run)
    piece = next(piece for piece in book.pieces() if piece.from_at < run.cut_off <= piece.until_at)
    return book.balance_at(piece, run.cut_off)
