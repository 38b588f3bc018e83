"""The two sides of a bank account's proof: its rows, and the lines of the books since its statement begins.

Nothing that lasts ties a row of a bank to a booking, so a proof matches everything anew, from the beginning
of the verified statement on, and then leaves out the pairs that lie before its own days: what is open is
carried by itself, however old it is. The statement's opening balance holds what the books have from before,
but for what was under way then: its rows come after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

import pandas as pd
from django.db.models import Q, QuerySet

from core.days import day_bounds
from ledger.models import EntryKind, Line
from reconciliation.models import ReconciliationRun, RowTie
from reconciliation.runs.inputs import receipts_and_legs, rows_frame, without_undone
from reconciliation.runs.matching import match_bank
from reconciliation.runs.matching.sides import BOOKED_COLUMNS
from reconciliation.runs.rulesets import STANDARD, ruleset_named
from reconciliation.runs.ties import ties_of
from reconciliation.verified.coverage import AccountBook, book_of

_LINE = ("entry__reference", "debit", "credit", "entry__occurred_at")


def opening_base(account: str) -> str:
    """What the references of a bank account's openings by its statement begin with."""
    return f"bank:{account}:opening"


def lines_on(business_id: int, account: str) -> QuerySet[Line]:
    """The lines of the books on a bank account, but for the openings that its statement has posted."""
    base = opening_base(account)
    own = Q(entry__kind=EntryKind.OPENING, entry__reference__startswith=base)
    undone = Q(entry__reverses__kind=EntryKind.OPENING, entry__reverses__reference__startswith=base)
    return Line.objects.filter(account__business_id=business_id, account__code=account).exclude(own | undone)


def before_the_bank(
    book: AccountBook, lines: QuerySet[Line], tied: Collection[str] | None = None
) -> QuerySet[Line]:
    """Of lines on a bank account: what its opening balance holds. That happened before its statement begins,
    and no row of it is theirs. `tied`: references of entries that people have tied to rows; else all are."""
    anchor = book.anchor()
    if anchor is None:
        return lines.none()
    if tied is None:
        ties = RowTie.objects.filter(till=book.till_id, account=book.account).exclude(row_key="")
        tied = list(ties.values_list("reference", flat=True))
    shown = _under_way(book, lines, anchor.from_at).union(tied)
    return lines.filter(entry__occurred_at__lt=anchor.from_at).exclude(entry__reference__in=shown)


def _under_way(book: AccountBook, lines: QuerySet[Line], begins: datetime) -> set[str]:
    """References of what left before the statement begins and came after, by the rules of every proof."""
    window = timedelta(days=STANDARD.bank_days)
    near = lines.filter(entry__occurred_at__gte=begins - window, entry__occurred_at__lt=begins + window)
    near = near.exclude(entry__kind=EntryKind.OPENING)
    booked = _frame(near.order_by("entry_id", "id").values_list(*_LINE, "entry_id"))
    early = set(booked.loc[booked["occurred_at"] < begins, "reference"])
    if not early:
        return set()
    rows = rows_frame(book.rows().filter(completed_at__lt=begins + window))
    matches = match_bank(rows, booked[list(BOOKED_COLUMNS)])
    return early & (matches.references | set(matches.amount_conflicts["reference"]))


def bank_sides(run: ReconciliationRun, rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows and the bookings of a run, as `match_bank` wants them. `rows` are all up to its cut-off."""
    bookings = _bookings(run)
    start = day_bounds(run.from_day)[0]
    matches = match_bank(rows, bookings, ruleset=ruleset_named(run.ruleset))
    at = dict(zip(rows["row_key"], rows["completed_at"], strict=True))
    past = [
        (pair.row_key, pair.reference)
        for pair in matches.exact.itertuples(index=False)
        if at[pair.row_key] < start and pair.occurred_at < start
    ]
    counts, lines = Counter(reference for _, reference in past), Counter(bookings["reference"])
    settled = {reference for reference, count in counts.items() if count == lines[reference]}
    gone = {row_key for row_key, reference in past if reference in settled}
    return (
        rows[~rows["row_key"].isin(gone)].reset_index(drop=True),
        bookings[~bookings["reference"].isin(settled)].reset_index(drop=True),
    )


def _bookings(run: ReconciliationRun) -> pd.DataFrame:
    """All lines since the statement begins, up to the run's seal and cut-off; an entry and its reversal are
    nothing."""
    lines = lines_on(run.business_id, run.account).filter(
        entry__seal__number__lte=run.seal, entry__occurred_at__lt=run.cut_off
    )
    ties = ties_of(run)
    before = before_the_bank(book_of(run), lines, ties.rows.keys())
    lines = lines.exclude(pk__in=before.values("pk"))
    found = _frame(lines.order_by("entry__seal__number", "id").values_list(*_LINE, "entry__seal__number"))
    found = without_undone(lines, found)
    joined = ties.joined(found[["reference", "cents", "occurred_at", "seal"]].reset_index(drop=True))
    receipts, legs = receipts_and_legs(joined["reference"])
    joined = joined.assign(receipt=receipts, leg=legs)
    for place in joined.index[joined["reference"].isin(ties.rows)].tolist():
        joined.loc[place, ["receipt", "leg"]] = ties.rows[joined["reference"].iat[place]]
    return joined[list(BOOKED_COLUMNS)].reset_index(drop=True)


def _frame(lines: QuerySet[Line, tuple[object, ...]]) -> pd.DataFrame:
    """Lines as `_LINE` and a number by which they stand in order."""
    columns = ["reference", "debit", "credit", "occurred_at", "seal"]
    found = pd.DataFrame.from_records(list(lines), columns=columns)
    found["occurred_at"] = pd.to_datetime(found["occurred_at"], utc=True).astype("datetime64[us, UTC]")
    found = found.astype(dict.fromkeys(("debit", "credit", "seal"), "int64"))
    found["cents"] = found.pop("debit") - found.pop("credit")
    receipts, legs = receipts_and_legs(found["reference"].astype("str"))
    return found.astype({"reference": "str"}).assign(receipt=receipts, leg=legs)
