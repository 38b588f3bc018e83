"""A run that is done opens exceptions, sees those again that are still there, and closes those that are gone.

The same item of a later run is the same exception: it has the same identity (its kind, receipt and leg, and
the entry or the row that it is). What a person has closed stays closed while its amount stays; an item with
another amount is a new one then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from core import days
from core.days import day_bounds, display_moment
from core.digests import digest_of_plain
from core.money import display
from core.rows.locks import lock_rows
from core.rows.saving import insert_rows, save_rows
from reconciliation.exceptions.steps import close_all, tell
from reconciliation.models import (
    ClosedAs,
    ExceptionKind,
    ExceptionNote,
    ExceptionState,
    ReconciliationException,
    ReconciliationRun,
    RunGap,
)
from reconciliation.runs.carrying import work_list
from reconciliation.runs.matching import Matches
from reconciliation.runs.proof import Item, Proof, TermKind, Why
from reconciliation.verified.coverage import book_of


@dataclass(frozen=True)
class Found:
    """An item of a run's proof, and by what it is known again."""

    term: TermKind
    item: Item
    kind: ExceptionKind
    identity: str
    #: Of time without a statement: where it ends.
    until: datetime | None = None


def note_items(run: ReconciliationRun, _matches: Matches, proof: Proof) -> None:
    """Bring the work-list of the run's account up to its proof, in the transaction that ends the run.

    Idempotent by run. One run of an account at a time (advisory lock); locks the account's open exceptions.
    A handful of statements, however many items.
    """
    work_list.take(run.till_id, run.account)
    found = {each.identity: each for each in (*_found(proof), *_uncovered(run))}
    of_account = ReconciliationException.objects.filter(till=run.till_id, account=run.account)
    waiting = {row.identity: row for row in lock_rows(of_account.exclude(state=ExceptionState.CLOSED))}
    _see_again(run, [row for identity, row in waiting.items() if identity in found], found)
    settled = _settled_by_people(of_account, found.keys() - waiting.keys())
    _open(
        run,
        [
            each
            for identity, each in found.items()
            if identity not in waiting and (identity, each.term, each.item.cents) not in settled
        ],
    )
    _clear(run, [row for identity, row in waiting.items() if identity not in found])


def kind_of(term: TermKind, item: Item) -> ExceptionKind:
    """What kind of exception an item is."""
    if item.why == Why.AMOUNT_DIFFERS:
        return ExceptionKind.AMOUNT_DIFFERS
    if item.why in (Why.BOOKED_TWICE, Why.ON_STATEMENT_TWICE):
        return ExceptionKind.DUPLICATE
    if item.leg == "reversal":
        return ExceptionKind.REVERSED
    if term is TermKind.SWEEPS_IN_FLIGHT:
        return ExceptionKind.SWEEP_IN_FLIGHT
    if term in (TermKind.RECEIPTS_NOT_ON_STATEMENT, TermKind.PAYOUTS_NOT_ON_STATEMENT):
        return ExceptionKind.MISSING_ON_STATEMENT
    if item.leg == "charge":
        return ExceptionKind.UNLINKED_CHARGE
    return ExceptionKind.MISSING_IN_LEDGER if item.leg else ExceptionKind.UNKNOWN_ROW


def _found(proof: Proof) -> Iterator[Found]:
    """Items that are alike in all that names them are told apart by their order."""
    times: Counter[tuple[str, ...]] = Counter()
    for term in proof.terms:
        for item in term.items:
            kind = kind_of(term.kind, item)
            names = (kind.value, item.receipt, item.leg, item.reference, item.row_key)
            times[names] += 1
            yield Found(term.kind, item, kind, digest_of_plain([*names, times[names]]).hex())


def _uncovered(run: ReconciliationRun) -> Iterator[Found]:
    """Time between what files cover, and past time after it, as items: the amount is by how much the balance
    changes over it, as far as that is known. It is known again by its beginning."""
    anchor = book_of(run).anchor()
    today = day_bounds(days.today())[0]
    for gap in RunGap.objects.filter(run=run).order_by("pk"):
        begins = anchor is None or gap.from_at < anchor.from_at
        if begins or (gap.jump is None and gap.until_at > today):
            continue
        jump = int(gap.jump or 0)
        term = TermKind.CREDITS_NOT_BOOKED if jump >= 0 else TermKind.DEBITS_NOT_BOOKED
        kind = ExceptionKind.UNCOVERED
        item = Item("", "", abs(jump), Why.UNCOVERED, gap.from_at)
        names = [kind.value, gap.from_at.isoformat()]
        yield Found(term, item, kind, digest_of_plain(names).hex(), until=gap.until_at)


def _see_again(
    run: ReconciliationRun, known: Sequence[ReconciliationException], found: Mapping[str, Found]
) -> None:
    changed, notes = [], []
    for row in known:
        row.last_run = run
        now, was = found[row.identity], display(abs(int(row.cents)))
        if (row.term, int(row.cents)) == _facts(now):
            continue
        row.term, row.why, row.cents = now.term, now.item.why, now.item.cents
        notes.append(_note(row, f"By run {run.pk} it is {display(abs(now.item.cents))}, and was {was}."))
        changed.append(row)
    save_rows(known, ["last_run", "term", "why", "cents"])
    insert_rows(notes)
    tell(changed)


def _facts(found: Found) -> tuple[str, int]:
    return found.term, found.item.cents


def _settled_by_people(
    rows: QuerySet[ReconciliationException], identities: Iterable[str]
) -> set[tuple[str, str, int]]:
    closed = rows.filter(identity__in=list(identities), state=ExceptionState.CLOSED, closed_by__isnull=False)
    return {
        (identity, term, int(cents))
        for identity, term, cents in closed.values_list("identity", "term", "cents")
    }


def _open(run: ReconciliationRun, found: Sequence[Found]) -> None:
    if not found:
        return
    assert run.cut_off is not None
    insert_rows(
        ReconciliationException(
            business_id=run.business_id,
            till_id=run.till_id,
            account=run.account,
            kind=each.kind,
            identity=each.identity,
            term=each.term,
            why=each.item.why,
            receipt=each.item.receipt,
            leg=each.item.leg,
            reference=each.item.reference,
            row_key=each.item.row_key,
            cents=each.item.cents,
            occurred_at=each.item.occurred_at or run.cut_off - timedelta(microseconds=1),
            first_run=run,
            last_run=run,
            opened_at=days.now(),
        )
        for each in found
    )
    mine = ReconciliationException.objects.filter(last_run=run, first_run=run)
    rows = list(mine.only("business_id", "state", "identity").order_by("pk"))
    ends = {each.identity: each for each in found if each.until is not None}
    insert_rows(_note(row, _says(ends[row.identity])) for row in rows if row.identity in ends)
    tell(rows)


def _clear(run: ReconciliationRun, gone: Sequence[ReconciliationException]) -> None:
    """Close what this run would have found: it looked at everything that was open before its cut-off."""
    assert run.cut_off is not None
    cleared = [row for row in gone if row.occurred_at < run.cut_off]
    close_all(cleared, ClosedAs.CLEARED)
    insert_rows(_note(row, f"Cleared by run {run.pk}.") for row in cleared)


def _says(found: Found) -> str:
    assert found.item.occurred_at is not None and found.until is not None
    begins, ends = display_moment(found.item.occurred_at), display_moment(found.until)
    return f"No admitted file covers {begins} to {ends}. Bring in the statement of that time."


def _note(row: ReconciliationException, text: str) -> ExceptionNote:
    return ExceptionNote(exception=row, text=text, at=days.now())
