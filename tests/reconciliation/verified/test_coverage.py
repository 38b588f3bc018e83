"""M7 and M8: what is covered is a fact, and the opening balance stands at its beginning."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations

import pytest
from django.db import transaction

from ledger.models import Entry
from ledger.reads.selectors import balance_by_code
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.models import Channel
from reconciliation.verified.coverage import AccountBook
from tests.reconciliation.verified.files import MONDAY, TUESDAY, WEDNESDAY, bring, file_of, moves, prove

DAYS = {
    MONDAY: moves(MONDAY, 1000, 300, -5),
    TUESDAY: moves(TUESDAY, 1295, 20),
    WEDNESDAY: moves(WEDNESDAY, 1315, 500),
}


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_m7_a_run_names_the_days_that_nobody_covers(shop, drain):
    for day in (MONDAY, WEDNESDAY):
        bring(shop, file_of(DAYS[day], day))
    run = prove(shop, drain, MONDAY, WEDNESDAY)
    (gap,) = run.gaps.all()
    assert (gap.from_at, gap.until_at, gap.jump) == (at(16, 21), at(17, 21), 20_00)
    assert (run.state, run.statement_closing, run.unexplained) == ("DONE", 1815_00, -20_00)
    bring(shop, file_of(DAYS[TUESDAY], TUESDAY))
    run = prove(shop, drain, MONDAY, WEDNESDAY)
    assert (run.gaps.count(), run.unexplained, run.ledger) == (0, 0, 1815_00)


def test_m7_days_at_the_ends_are_named_without_a_jump(shop, drain):
    bring(shop, file_of(DAYS[TUESDAY], TUESDAY))
    run = prove(shop, drain, MONDAY, WEDNESDAY)
    assert [(gap.from_at, gap.until_at, gap.jump) for gap in run.gaps.all()] == [
        (at(15, 21), at(16, 21), None),
        (at(17, 21), at(18, 21), None),
    ]
    assert (run.cut_off, run.unexplained) == (at(17, 21), 0)


def test_m7_a_quiet_day_is_covered(shop, drain):
    bring(shop, file_of(DAYS[MONDAY], MONDAY))
    assert bring(shop, file_of([], TUESDAY, opening=1295)).state == "ADMITTED"
    wrong = bring(shop, file_of([], WEDNESDAY, opening=1296))
    assert wrong.state == "QUARANTINED" and "1.00" in wrong.problems[0]
    assert AccountBook(shop.pk, "utility").holes(at(15, 21), at(17, 21)) == []


def test_m7_rows_outside_of_the_period_make_it_worthless(shop):
    """A file of Monday says that it is of Tuesday: who knows whether it holds all of Tuesday?"""
    assert bring(shop, file_of(DAYS[MONDAY], TUESDAY)).state == "ADMITTED"
    (piece,) = AccountBook(shop.pk, "utility").pieces()
    assert (piece.from_at.day, piece.until_at.day) == (16, 16)


def test_m7_without_a_period_only_the_time_between_its_rows_is_covered(shop):
    data = b"\r\n".join(
        line for line in file_of(DAYS[MONDAY], MONDAY).split(b"\r\n") if not line.startswith(b"Time Period")
    )
    assert bring(shop, data).state == "ADMITTED"
    (piece,) = AccountBook(shop.pk, "utility").pieces()
    assert (piece.until_at - piece.from_at).total_seconds() == 3601


@pytest.mark.parametrize(
    "order", list(permutations(DAYS)), ids=lambda days: "-".join(f"{d:%a}" for d in days)
)
@pytest.mark.parametrize("proved", ["after each", "at the end"])
def test_m8_whatever_comes_first_the_opening_and_the_books_are_the_same(shop, drain, order, proved):
    for day in order:
        assert bring(shop, file_of(DAYS[day], day)).state == "ADMITTED"
        if proved == "after each":
            run = prove(shop, drain, day)
            assert run.unexplained == -sum(gap.jump or 0 for gap in run.gaps.all())
    run = prove(shop, drain, MONDAY, WEDNESDAY)
    assert (run.unexplained, run.statement_closing, run.ledger) == (0, 1815_00, 1815_00)
    assert run.items.count() == 0
    code = "1010-600984-utility"
    assert balance_by_code(shop.business_id, "3900") == 1000_00
    assert balance_by_code(shop.business_id, code, day=MONDAY) == 1295_00
    (opening,) = Entry.objects.filter(kind="OPENING", reversed_by=None)
    assert (opening.occurred_at, prove(shop, drain, MONDAY, WEDNESDAY).booked_rows) == (at(15, 21), 0)


def test_m8_what_the_books_have_from_before_is_part_of_the_opening(shop, drain):
    """The till collected for days before the first statement: its opening balance holds that money."""
    for number, day in (("UKEARLY001", 10), ("UKEARLY002", 11)):
        with transaction.atomic():
            facts = ReceiptFacts(number, 200_00, at(day, 9))
            record_receipt(till=shop, facts=facts, channel=Channel.C2B)
    bring(shop, file_of(DAYS[MONDAY], MONDAY))
    run = prove(shop, drain, MONDAY)
    assert (run.unexplained, run.ledger, run.items.count()) == (0, 1295_00, 0)
    assert balance_by_code(shop.business_id, "3900") == 600_00
