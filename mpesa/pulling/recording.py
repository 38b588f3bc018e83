"""What is done with the rows of a page, all in the caller's transaction and safe to repeat.

A row that is known to be a customer's payment is booked, by the code that books callbacks, and one that says
that money went back is recorded as a reversal (mpesa/pulling/reversals.py). Any other, and one that cannot be
read, is kept as it came and named in a case.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core import days
from core.days import display_moment
from core.machine.crypto import keyed_digests, new_data_key, seal, unseal
from core.machine.scrub import scrub
from core.machine.turns import by_halves, is_gone, is_temporary
from core.money import display
from mpesa.collections.agreeing import JITTER
from mpesa.collections.applying import AHEAD
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.collections.receipts import ReceiptFacts, Report, record_receipts
from mpesa.collections.requests.settling import settle_without_callbacks
from mpesa.daraja.pull import ZONE, PulledKind, PulledRow, UnreadableRow
from mpesa.models import Channel, Discrepancy, Evidence, PullPage, PullRun, Receipt, Till
from mpesa.pulling.reversals import record_reversal_rows

PURPOSE = "pull.rows"
UNREADABLE, NOT_A_PAYMENT, UNBOOKABLE = "PULL_ROW_UNREADABLE", "PULL_ROW_NOT_A_PAYMENT", "PULL_ROW_FAILS"


@dataclass
class Tally:
    """How many payments rows showed, and how many of these nobody had reported; and what is to be kept."""

    found: int = 0
    added: int = 0
    fresh: list[PulledRow | UnreadableRow] = field(default_factory=list)

    def __iadd__(self, other: Tally) -> Tally:
        self.found += other.found
        self.added += other.added
        self.fresh += other.fresh
        return self


def record_rows(run: PullRun, rows: Sequence[PulledRow | UnreadableRow], *, offset: int) -> Tally:
    """Book the payments and reversals among the rows, and keep those rows that say something new.

    A row that cannot be booked costs no other: it is named in a case.
    """
    payments, reversals, others = [], [], []
    for row in rows:
        if isinstance(row, PulledRow) and row.kind == PulledKind.PAYMENT:
            payments.append(row)
        elif isinstance(row, PulledRow) and row.kind == PulledKind.REVERSAL:
            reversals.append(row)
        else:
            others.append(row)
    tally = _booked(run, payments, _book)
    if reversals:
        shift = _shift(payments, _known(run.till, payments))
        tally += _booked(run, reversals, lambda run, some: _take_back(run, some, shift))
    if others:
        tally.fresh += _noted(run.till, others)
    if tally.fresh:
        key = new_data_key()
        said = json.dumps([row.said for row in tally.fresh], default=str)
        PullPage.objects.create(
            run=run, offset=offset, data_key=key, rows_sealed=seal(key, said, purpose=PURPOSE)
        )
    return tally


def rows_of(page: PullPage) -> list[object]:
    """The rows as Safaricom sent them. Raises Unreadable when their key was erased."""
    rows: list[object] = json.loads(unseal(page.data_key, page.rows_sealed, purpose=PURPOSE))
    return rows


def _booked(
    run: PullRun, rows: Sequence[PulledRow], book: Callable[[PullRun, Sequence[PulledRow]], Tally]
) -> Tally:
    """Book them together; where that fails, by halves, until the one that cannot be stands alone."""
    booked: list[Tally] = []
    failures = by_halves(
        lambda some: booked.append(book(run, some)),
        rows,
        raises=lambda error: is_gone(error) or is_temporary(error),
    )
    tally = Tally()
    for each in booked:
        tally += each
    for row, error in failures:
        found = int(row.kind == PulledKind.PAYMENT)
        tally += Tally(found, fresh=_not_booked(run.till, row, error))
    return tally


def _book(run: PullRun, rows: Sequence[PulledRow]) -> Tally:
    till, known = run.till, _known(run.till, rows)
    shift = _shift(rows, known)
    reports, told = [], []
    for row in rows:
        moment, doubts = _moment(run, row, shift)
        facts = ReceiptFacts(
            row.receipt,
            row.amount_cents,
            moment,
            row.account_reference,
            row.payer,
            is_timed=row.occurred_at is not None and not doubts,
        )
        reports.append(Report(till, facts, Channel.PULL, source=str(run)))
        told.append((*row.doubts, *doubts))
    said = _said_before(till, rows)
    new = [
        place
        for place, report in enumerate(reports)
        if (report.facts.number, report.facts.digest()) not in said
    ]
    booked = record_receipts([reports[place] for place in new])
    for place, (receipt, _) in zip(new, booked, strict=True):
        if told[place]:
            note_discrepancy(
                till=till,
                code="FIELD_UNREADABLE",
                subject=f"pulled {receipt.number}",
                detail=f"The money is booked. What its row does not say: {', '.join(told[place])}.",
                receipt=receipt,
            )
    settle_without_callbacks(
        [
            (receipt, rows[place].payer)
            for place, (receipt, created) in zip(new, booked, strict=True)
            if created
        ]
    )
    return Tally(len(rows), sum(created for _, created in booked), [rows[place] for place in new])


def _take_back(run: PullRun, rows: Sequence[PulledRow], shift: timedelta) -> Tally:
    return Tally(fresh=[*record_reversal_rows(run, [(row, _moment(run, row, shift)[0]) for row in rows])])


def _known(till: Till, rows: Iterable[PulledRow]) -> dict[str, Receipt]:
    numbers = [row.receipt for row in rows]
    return {receipt.number: receipt for receipt in Receipt.objects.filter(till=till, number__in=numbers)}


def _said_before(till: Till, rows: Iterable[PulledRow]) -> set[tuple[str, bytes]]:
    """What this channel has said already: windows overlap."""
    said = Evidence.objects.filter(
        receipt__till=till, receipt__number__in=[row.receipt for row in rows], channel=Channel.PULL
    )
    return {(number, bytes(facts)) for number, facts in said.values_list("receipt__number", "facts_hash")}


def _shift(rows: Iterable[PulledRow], known: Mapping[str, Receipt]) -> timedelta:
    """What is to be added to the times of a page: three hours where other channels say that Z means UTC."""
    shifts = set()
    for row in rows:
        receipt = known.get(row.receipt)
        if receipt is None or receipt.first_channel == Channel.PULL or row.occurred_at is None:
            continue
        for shift in (timedelta(), ZONE):
            if abs(row.occurred_at + shift - receipt.occurred_at) <= JITTER and not row.is_zoned:
                shifts.add(shift)
    return ZONE if shifts == {ZONE} else timedelta()


def _moment(run: PullRun, row: PulledRow, shift: timedelta) -> tuple[datetime, list[str]]:
    """When the money was taken: what the row says, unless that is yet to come; else the end of the window."""
    if row.occurred_at is not None:
        said = row.occurred_at if row.is_zoned else row.occurred_at + shift
        if said <= days.now() + AHEAD:
            return said, []
    return run.to_at.replace(microsecond=0), [] if row.occurred_at is None else ["a time yet to come"]


def _noted(till: Till, rows: Sequence[PulledRow | UnreadableRow]) -> list[PulledRow | UnreadableRow]:
    """Name in a case each row that is no payment; those that were not named before."""
    subjects = {_subject(row): row for row in rows}
    cases = Discrepancy.objects.filter(till=till, code__in=(UNREADABLE, NOT_A_PAYMENT), subject__in=subjects)
    named = set(cases.values_list("subject", flat=True))
    fresh = {subject: row for subject, row in subjects.items() if subject not in named}
    for subject, row in fresh.items():
        if isinstance(row, UnreadableRow):
            code, receipt = UNREADABLE, None
            detail = (
                f"A row of Pull Transactions has no usable {row.place or 'fields'}; nothing is booked of it."
            )
        else:
            code, receipt = NOT_A_PAYMENT, Receipt.objects.filter(till=till, number=row.receipt).first()
            said = scrub(row.type_said) or "nothing"
            when = f" at {display_moment(row.occurred_at)}" if row.occurred_at else ""
            what = f"{row.receipt} of {display(row.amount_cents)}{when}"
            detail = f"{what} says of its type: {said}; nothing is booked of it."
        note_discrepancy(till=till, code=code, subject=subject, detail=detail, receipt=receipt)
    return list(fresh.values())


def _subject(row: PulledRow | UnreadableRow) -> str:
    if isinstance(row, PulledRow):
        return f"pulled {row.receipt} {display(row.amount_cents)} {row.type_said}"[:120]
    # Keyed: a phone in it could be guessed from a plain hash.
    said = json.dumps(row.said, default=str, sort_keys=True)
    return f"pulled row {keyed_digests(['pull', said])[0].hex()[:32]}"


def _not_booked(till: Till, row: PulledRow, error: Exception) -> list[PulledRow | UnreadableRow]:
    subject = f"pulled {row.receipt}"
    if Discrepancy.objects.filter(till=till, code=UNBOOKABLE, subject=subject).exists():
        return []
    note_discrepancy(
        till=till,
        code=UNBOOKABLE,
        subject=subject,
        detail=f"{row.receipt} of {display(row.amount_cents)} could not be booked: {type(error).__name__}.",
    )
    return [row]
