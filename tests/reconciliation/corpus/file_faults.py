"""Files that are not what Safaricom wrote, or not what they say: found when they come, or by the next one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.reconciliation.corpus.building import payment, reversal_of
from tests.reconciliation.corpus.claims import Claim, claim_of, days_of, early_of
from tests.reconciliation.corpus.history import SETTLEMENT, Row, balanced
from tests.reconciliation.corpus.stories import Fate, Level, Making, Named, Run, Story, kind
from tests.reconciliation.corpus.writing import Style, torn

FORGED = 777_00


def changed(claim: Claim, row: Row, *instead: Row) -> Claim:
    """The claim with other rows in one row's place."""
    at = claim.rows.index(row)
    return claim.with_rows([*claim.rows[:at], *instead, *claim.rows[at + 1 :]])


def between(make: Making, faulty: Claim, *names: Named, style: Style | None = None) -> Story:
    """A faulty second day after the first one; then the right one."""
    return make.story(make.true(1), make.quarantined(faulty, *names, style=style), make.true(2), Run(1, 2))


@kind(Level.FILE, "a row is left out", "quarantined; a problem names the amount that is missing")
def dropped_row(make: Making) -> Story:
    claim = days_of(make.history, 2)
    row = make.payment_of(claim)
    return between(make, changed(claim, row), Named(cents=row.cents))


@kind(Level.FILE, "the same in a file without totals", "quarantined; a problem names the amount")
def dropped_row_without_totals(make: Making) -> Story:
    claim = days_of(make.history, 2)
    row = make.payment_of(claim)
    return between(make, changed(claim, row), Named(cents=row.cents), style=replace(make.style, totals=False))


@kind(Level.FILE, "an amount is a cent more", "quarantined; a problem names the row and 0.01")
def edited_cent(make: Making) -> Story:
    claim = days_of(make.history, 2)
    row = make.payment_of(claim)
    return between(make, changed(claim, row, replace(row, cents=row.cents + 1)), Named((row.receipt,), 1))


@kind(Level.FILE, "a balance is 100.00 more", "quarantined; a problem names the row and the amount")
def edited_balance(make: Making) -> Story:
    claim = days_of(make.history, 2)
    row = make.payment_of(claim)
    edited = replace(row, balance=row.balance + 100_00)
    return between(make, changed(claim, row, edited), Named((row.receipt,), 100_00))


@kind(Level.FILE, "a row stands in the file twice", "quarantined; a problem names the row")
def duplicated_row(make: Making) -> Story:
    claim = days_of(make.history, 2)
    row = make.payment_of(claim)
    return between(make, changed(claim, row, row, row), Named((row.receipt,)))


@kind(
    Level.FILE, "two rows exchange their amounts", "quarantined; problems name both rows and the difference"
)
def swapped_amounts(make: Making) -> Story:
    claim = days_of(make.history, 2)
    one = make.payment_of(claim)
    other = make.payment_of(claim, but=(one,))
    names = [Named((row.receipt,), abs(one.cents - other.cents)) for row in (one, other)]
    claim = changed(claim, one, replace(one, cents=other.cents))
    return between(make, changed(claim, other, replace(other, cents=one.cents)), *names)


@kind(Level.FILE, "a payment is forged, all balances are recomputed; Safaricom's totals stand above them",
      "quarantined; a problem names the amount by which rows and totals differ")  # fmt: skip
def forged_row(make: Making) -> Story:
    return between(make, forged(make), Named(cents=FORGED))


@kind(Level.FILE, "the same with forged totals, between two days that are known",
      "quarantined; a problem names the amount by which it does not reach the next day")  # fmt: skip
def forged_row_and_totals(make: Making) -> Story:
    faulty = make.quarantined(forged(make).redeclared(), Named(cents=FORGED))
    return make.story(make.true(1), make.true(3), faulty, make.true(2), Run(1, 3))


@kind(Level.LATER, "the same in a file without totals, and no later day is known",
      "cannot be by this file: it is admitted, and its receipt stays in Receipts to route; the file of the "
      "next day does not begin where it ends: quarantined, the amount is named")  # fmt: skip
def forged_row_without_totals(make: Making) -> Story:
    claim = forged(make)
    (receipt,) = {row.receipt for row in claim.rows} - {row.receipt for row in days_of(make.history, 2).rows}
    came = make.upload(claim, style=replace(make.style, totals=False), is_true=False)
    after = make.upload(days_of(make.history, 3), Named(cents=FORGED), fate=Fate.QUARANTINED)
    return make.story(make.true(1), came, Run(1, 2), after, kept_back=(receipt,))


@kind(Level.LATER, "amount and balance of the newest row are 5.00 more, in a file without totals",
      "cannot be by this file; the file of the next day does not begin where it ends: quarantined, the "
      "amount is named")  # fmt: skip
def edited_last_row(make: Making) -> Story:
    claim = days_of(make.history, 2)
    last = claim.rows[-1]
    edited = replace(last, cents=last.cents + 5_00, balance=last.balance + 5_00)
    came = make.upload(changed(claim, last, edited), style=replace(make.style, totals=False), is_true=False)
    after = make.upload(days_of(make.history, 3), Named(cents=5_00), fate=Fate.QUARANTINED)
    return make.story(make.true(1), came, after)


def forged(make: Making) -> Claim:
    """The second day with a payment that never was; the figures above it are Safaricom's."""
    claim = days_of(make.history, 2)
    before = make.payment_of(claim)
    at = before.completed + timedelta(seconds=1)
    row = payment(make.random, make_receipt(make, before.receipt), at, cents=FORGED)
    return claim.with_rows(balanced(claim.opening, [*claim.rows, row]))


def make_receipt(make: Making, like: str) -> str:
    """A receipt of the same day that nobody has."""
    used = {row.receipt for rows in make.history.rows.values() for row in rows}
    found = like
    while found in used:
        found = like[:5] + "".join(make.random.choice("BCDFHJLMNP23456789") for _ in range(5))
    return found


@kind(Level.FILE, "a payment and its reversal are left out, the balances hold; the totals know them",
      "quarantined; a problem names the amount")  # fmt: skip
def removed_cycle(make: Making) -> Story:
    paid, back = cycle(make)
    claim = days_of(make.history, 2)
    rows = [row for row in claim.rows if row.receipt not in (paid.receipt, back.receipt)]
    return between(make, claim.with_rows(rows), Named(cents=paid.cents))


def cycle(make: Making) -> tuple[Row, Row]:
    """A payment and its reversal with nothing between them, now part of the truth."""
    at = make.history.start_of(2) + timedelta(hours=5)
    first = make.history.of_day(2)[0].receipt
    paid = payment(make.random, make_receipt(make, first), at, cents=64_00)
    make.history = make.history.with_rows(paid)
    back = reversal_of(paid, make_receipt(make, first), at + timedelta(seconds=90))
    make.history = make.history.with_rows(back)
    return paid, back


@kind(Level.FILE, "Safaricom issues the day anew with a row more: later balances are shifted",
      "restated: nothing changes; a problem names the row and the amount")  # fmt: skip
def late_row(make: Making) -> Story:
    claim = days_of(make.history, 2)
    before = make.payment_of(claim)
    at = before.completed + timedelta(seconds=2)
    row = payment(make.random, make_receipt(make, before.receipt), at, cents=83_00)
    anew = days_of(make.history.with_rows(row), 2)
    named = Named((row.receipt,), row.cents)
    again = make.upload(anew, named, fate=Fate.RESTATED, is_true=False)
    return make.story(make.true(1), make.true(2), again, Run(1, 2))


@kind(Level.FILE, "another account's file is given as the Utility account's",
      "quarantined; a problem names the amount between its beginning and the day before")  # fmt: skip
def other_account(make: Making) -> Story:
    theirs = days_of(make.history, 2, account=SETTLEMENT)
    first = days_of(make.history, 1)
    jump = abs(first.closing - theirs.opening)
    return between(make, replace(theirs, account=first.account), Named(cents=jump))


@kind(Level.FILE, "another till's file", "refused")
def other_till(make: Making) -> Story:
    theirs = replace(days_of(make.history, 2), shortcode="600999")
    refused = make.upload(theirs, fate=Fate.REFUSED, is_true=False)
    return make.story(make.true(1), refused, make.true(2), Run(1, 2))


@kind(Level.FILE, "a download that broke off in the middle of a row", "refused or quarantined")
def torn_file(make: Making) -> Story:
    whole = make.quarantined(days_of(make.history, 2))
    fates = frozenset({Fate.REFUSED, Fate.QUARANTINED})
    broken = replace(whole, file=torn(whole.file), fates=fates)
    return make.story(make.true(1), broken, make.true(2), Run(1, 2))


@kind(Level.HARMLESS, "the lines of a file stand in another order", "admitted: balances need no order")
def swapped_lines(make: Making) -> Story:
    claim = days_of(make.history, 2)
    rows = list(claim.rows)
    for at in range(0, len(rows) - 1, 3):
        rows[at], rows[at + 1] = rows[at + 1], rows[at]
    return make.story(make.true(1), make.upload(claim.with_rows(rows)), Run(1, 2))


@kind(Level.HARMLESS, "the same day again in the other template, masked otherwise", "admitted, nothing new")
def reissued_file(make: Making) -> Story:
    anew = Style(template="B", form="xlsx", mask="short")
    return make.story(make.true(1), make.true(2), Run(1, 2), make.true(2, style=anew), Run(1, 2))


@kind(Level.HARMLESS, "an export of the same day that was made at noon comes after that of the evening",
      "admitted, nothing changes: neither rows nor closing balance")  # fmt: skip
def older_export_later(make: Making) -> Story:
    older = make.upload(early_of(make.history, 2, 12))
    return make.story(make.true(1), make.true(2), older, Run(1, 2))


@kind(Level.PROOF, "an export of the whole day, made at noon as it says; then the next day's file",
      "the run names the day and the amount that moved after noon; with the whole day no more")  # fmt: skip
def early_export(make: Making) -> Story:
    early = early_of(make.history, 2, 12)
    jump = Named(cents=abs(days_of(make.history, 3).opening - early.closing), text=day_text(make, 2))
    late = of_hours(make, 2, 12)
    first = Run(1, 3, names=(jump,), usual=late, explained=False)
    return make.story(make.true(1), make.upload(early), make.true(3), first, make.true(2), Run(1, 3))


@kind(Level.LATER, "the same in a file that does not say when it was made",
      "the file of the next day does not begin where it ends: quarantined, the amount is named; the whole "
      "day is admitted")  # fmt: skip
def early_export_undated(make: Making) -> Story:
    early = early_of(make.history, 2, 12)
    after = days_of(make.history, 3)
    named = Named(cents=abs(after.opening - early.closing))
    came = make.upload(early, style=replace(make.style, template="B"))
    return make.story(
        make.true(1), came, make.upload(after, named, fate=Fate.QUARANTINED), make.true(2), Run(1, 2)
    )


def day_text(make: Making, day: int) -> str:
    return make.history.day(day).isoformat()


def of_hours(make: Making, day: int, hour: int = 0) -> tuple[str, ...]:
    """Receipts of a day from an hour on: where that is not covered, a run may well say that it lacks them."""
    start = make.history.start_of(day) + timedelta(hours=hour)
    return tuple(row.receipt for row in make.history.of_day(day) if row.completed >= start)


@kind(Level.HARMLESS, "a day that a spreadsheet saved without seconds, after the one with seconds",
      "admitted, nothing new")  # fmt: skip
def missing_seconds(make: Making) -> Story:
    bare = replace(make.style, seconds=False)
    return make.story(
        make.true(1), make.true(2), make.true(2, style=bare), make.true(3, style=bare), Run(1, 3)
    )


@kind(Level.HARMLESS, "an export that ends in the middle of a second, then the whole day",
      "both admitted, each row once")  # fmt: skip
def cut_in_a_second(make: Making) -> Story:
    history = make.history
    at = history.of_day(2)[0].completed
    there = [row for row in history.of_day(2) if row.completed == at]
    assert len(there) > 1
    early = claim_of(history, history.start_of(2), at, cut=len(there) - 1)
    return make.story(make.true(1), make.upload(early), make.true(2), Run(1, 2))


@kind(Level.PROOF, "the file of a day between two others is missing",
      "the run names the day and the amount by which the balance jumps")  # fmt: skip
def uncovered_day(make: Making) -> Story:
    jump = abs(days_of(make.history, 3).opening - days_of(make.history, 1).closing)
    named = Named(cents=jump, text=day_text(make, 2))
    run = Run(1, 3, names=(named,), usual=of_hours(make, 2), explained=False)
    return make.story(make.true(1), make.true(3), run, make.true(2), Run(1, 3))
