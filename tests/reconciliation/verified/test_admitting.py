"""M1 to M6: what becomes of a file. The numbers are those of docs/reconciliation.md."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import InvalidInput
from ledger.models import Entry
from mpesa.models import Receipt
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from reconciliation.models import Statement, StatementRow, Stretch
from reconciliation.verified.importing import store_statement
from reconciliation.verified.reading import Told
from tests.reconciliation.verified.files import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    bring,
    file_b,
    file_of,
    moves,
    name_of_b,
    prove,
    with_row,
)
from users.actors import SYSTEM

DAY = moves(MONDAY, 1000, 300, -5, 700, 50)


def books() -> list[tuple[str, int]]:
    """All that is verified: receipts and signed cents."""
    rows = StatementRow.objects.filter(struck_at=None, moves=True).order_by("completed_at", "pk")
    return [(row.receipt, row.paid_in - row.withdrawn) for row in rows]


WHOLE = [(row.receipt, row.shillings * 100) for row in DAY]


def edited(place: int, **changes: int):
    return [replace(row, **changes) if at == place else row for at, row in enumerate(DAY)]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (DAY[:1] + DAY[2:], "movement of -KES 5.00 is missing"),
        (edited(2, shillings=777), "or the amount of UK16AA1070 is off by that"),
        (edited(1, balance=1296), "is off by"),
        (DAY[:2] + DAY[1:], "twice"),
    ],
    ids=["dropped", "edited amount", "edited balance", "doubled"],
)
def test_m1_a_file_that_contradicts_itself_counts_for_nothing_whatever_comes_later(shop, drain, rows, told):
    broken = bring(shop, file_of(rows, MONDAY))
    assert (broken.state, books(), Stretch.objects.count()) == ("QUARANTINED", [], 0)
    assert told in broken.problems[0]
    assert prove(shop, drain, MONDAY).problem
    right = bring(shop, file_of(DAY, MONDAY))
    broken.refresh_from_db()
    assert (right.state, broken.state, books()) == ("ADMITTED", "QUARANTINED", WHOLE)
    run = prove(shop, drain, MONDAY)
    assert (run.state, run.unexplained, run.ledger) == ("DONE", 0, 2045_00)
    assert set(Receipt.objects.values_list("number", flat=True)) == {
        row.receipt for row in DAY if row.shillings > 0
    }


def test_m1_a_forged_row_in_a_broken_file_never_becomes_a_receipt(shop, drain):
    forged = [*DAY[:2], replace(DAY[2], receipt="UKFORGED01", shillings=777), *DAY[2:]]
    assert bring(shop, file_of(forged, MONDAY)).state == "QUARANTINED"
    assert bring(shop, file_of(DAY, MONDAY)).state == "ADMITTED"
    prove(shop, drain, MONDAY)
    assert not Receipt.objects.filter(number="UKFORGED01").exists()
    assert not Entry.objects.filter(reference__contains="UKFORGED01").exists()


def test_m2_days_that_do_not_meet_wait_until_they_do(shop):
    """Monday was exported at noon; Tuesday is right and has to wait for the rest of Monday."""
    tuesday = file_of(moves(TUESDAY, DAY[-1].balance, 40), TUESDAY)
    assert bring(shop, file_of(DAY[:2], MONDAY)).state == "ADMITTED"
    waiting = bring(shop, tuesday)
    assert waiting.state == "QUARANTINED"
    assert waiting.problems[0].startswith("A movement of KES 750.00 is missing before 17-11-2026 00:00:00")
    assert bring(shop, file_of(DAY, MONDAY)).state == "ADMITTED"
    waiting.refresh_from_db()
    assert (waiting.state, waiting.problems, len(books())) == ("ADMITTED", [], 5)


def test_m2_in_the_other_order(shop):
    assert bring(shop, file_of(moves(TUESDAY, DAY[-1].balance, 40), TUESDAY)).state == "ADMITTED"
    early = bring(shop, file_of(DAY[:2], MONDAY))
    assert (early.state, len(books())) == ("QUARANTINED", 1)
    assert bring(shop, file_of(DAY, MONDAY)).state == "ADMITTED"
    early.refresh_from_db()
    assert (early.state, books()[:4]) == ("ADMITTED", WHOLE)


def test_m2_a_file_of_another_account_is_named_so(shop):
    bring(shop, file_of(DAY, MONDAY))
    other = [replace(row, receipt=f"UKOTHER{place:03}") for place, row in enumerate(DAY)]
    foreign = bring(shop, file_of(other, MONDAY))
    assert (foreign.state, books()) == ("QUARANTINED", WHOLE)
    assert "another account" in foreign.problems[0]


@pytest.mark.parametrize("first", ["A", "B", "minutes", "masks"])
@pytest.mark.parametrize("second", ["A", "B", "minutes", "masks"])
def test_m3_the_same_day_is_the_same_day_in_whatever_dress(shop, first, second):
    dresses = {
        "A": (file_of(DAY, MONDAY), "export.csv"),
        "B": (file_b(DAY), name_of_b(MONDAY)),
        "minutes": (file_of(DAY, MONDAY, seconds=False), "export.csv"),
        "masks": (file_of([replace(row, who="SP") for row in DAY], MONDAY), "export.csv"),
    }
    for dress in (first, second):
        assert bring(shop, *dresses[dress]).state == "ADMITTED"
    assert books() == WHOLE


def test_m3_equal_rows_of_one_receipt_are_counted_not_merged(shop):
    twins = moves(MONDAY, 0, 100, 100, 100)
    twins = [replace(row, receipt="UKTWIN0001", at=twins[0].at) for row in twins]
    assert bring(shop, file_of(twins[:2], MONDAY)).state == "ADMITTED"
    assert bring(shop, file_of(twins, MONDAY)).state == "ADMITTED"
    assert books() == [("UKTWIN0001", 100_00)] * 3


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0), (2, 1, 0)], ids=str)
def test_m4_a_file_may_end_anywhere_and_an_older_export_never_wins(shop, order):
    minute = moves(MONDAY, 0, 10, 20, 30, 40)
    minute = [replace(row, at=row.at.replace(hour=9)) for row in minute]  # all in one second
    cuts = [minute[:1], minute[:3], minute]
    for place in order:
        assert bring(shop, file_of(cuts[place], MONDAY)).state == "ADMITTED"
    assert sorted(books()) == sorted((row.receipt, row.shillings * 100) for row in minute)


def test_m5_a_refused_file_is_corrected_by_asking(shop):
    data = file_of(DAY, MONDAY, account="")
    refused = bring(shop, data)
    assert (refused.state, books()) == ("REFUSED", [])
    again = bring(shop, data, told=Told(account="utility"))
    assert (again.state, again.pk != refused.pk, books()) == ("ADMITTED", True, WHOLE)
    assert bring(shop, data, told=Told(account="utility")).pk == again.pk
    assert bring(shop, data).pk == refused.pk
    assert Statement.objects.count() == 2


def test_m5_a_wrong_name_of_the_file_is_corrected_too(shop):
    wrong = bring(shop, file_b(DAY), name_of_b(WEDNESDAY))
    assert wrong.state == "REFUSED" and "OUTSIDE_PERIOD" in wrong.problems[0]
    assert bring(shop, file_b(DAY), "mine.csv", told=Told(from_day=MONDAY, to_day=MONDAY)).state == "ADMITTED"
    assert books() == WHOLE


@pytest.mark.parametrize(
    "told",
    [Told(from_day=MONDAY), Told(from_day=TUESDAY, to_day=MONDAY), Told(account="purse")],
    ids=["half", "backwards", "unknown"],
)
def test_m5_what_is_told_wrong_is_refused_at_once(shop, told):
    with pytest.raises(InvalidInput):
        store_statement(till=shop, file_name="x", data=b"x", actor=SYSTEM, told=told)
    assert Statement.objects.count() == 0


@pytest.mark.parametrize("name", ["UTILITY ACCOUNT", "utility_account", "Organization Utility Account"])
def test_m5_accounts_are_known_by_their_words(shop, name):
    assert bring(shop, file_of(DAY, MONDAY, account=name)).account == "utility"


def test_m5_the_file_speaks_before_its_sender(shop):
    data = file_of(DAY, MONDAY, account="MMF Account")
    assert bring(shop, data).account == "working"
    other = bring(shop, data, told=Told(account="utility"))
    assert other.state == "REFUSED" and "Working Account" in other.problems[0]


@pytest.mark.parametrize("totals", [False, True])
@pytest.mark.parametrize("place", [1, 2, 4], ids=["early", "middle", "last"])
def test_m6_a_row_put_into_verified_time_changes_nothing(shop, drain, place, totals):
    """A forger computes all balances anew; or Safaricom booked late. Nobody knows yet."""
    bring(shop, file_of(DAY, MONDAY))
    later = moves(TUESDAY, DAY[-1].balance, 40)
    bring(shop, file_of(later, TUESDAY))
    run = prove(shop, drain, MONDAY, TUESDAY)
    restated = bring(shop, file_of(with_row(DAY, place, "UKLATE0001", 777), MONDAY, totals=totals))
    assert restated.state == "RESTATED"
    assert any("777.00" in problem for problem in restated.problems)
    assert len(books()) == 5
    again = prove(shop, drain, MONDAY, TUESDAY)
    assert (again.ledger, again.unexplained, again.booked_rows) == (run.ledger, 0, 0)


def test_m6_a_row_taken_out_changes_nothing(shop):
    bring(shop, file_of(DAY, MONDAY))
    without = [DAY[0], *(replace(row, balance=row.balance + 5) for row in DAY[2:])]
    restated = bring(shop, file_of(without, MONDAY))
    assert (restated.state, books()) == ("RESTATED", WHOLE)
    assert any("is verified, and not in the file" in problem for problem in restated.problems)


def test_m6_a_round_trip_put_in_is_seen_though_no_balance_differs(shop):
    bring(shop, file_of(DAY, MONDAY))
    at = DAY[1].at.replace(minute=30)
    there = [replace(DAY[1], receipt="UKROUND001", at=at, shillings=90, balance=DAY[1].balance + 90)]
    back = [replace(DAY[1], receipt="UKROUND002", at=at, shillings=-90)]
    restated = bring(shop, file_of([*DAY[:2], *there, *back, *DAY[2:]], MONDAY))
    assert (restated.state, books()) == ("RESTATED", WHOLE)
    without = bring(shop, file_of(DAY, MONDAY, WEDNESDAY, opening=1000))
    assert without.state == "ADMITTED"


@pytest.mark.parametrize("opening", [9_999, 0])
def test_m2_a_quiet_file_moves_no_opening(shop, drain, opening):
    """It begins where the verified statement begins, ends before the first row, and says another balance."""
    bring(shop, file_of(DAY, MONDAY))
    run = prove(shop, drain, MONDAY)
    early = file_of([], MONDAY, opening=opening).replace(b"23:59:59", b"00:00:01")
    quiet = bring(shop, early)
    assert (quiet.state, "is missing before 16-11-2026" in quiet.problems[0]) == ("QUARANTINED", True)
    again = prove(shop, drain, MONDAY)
    assert (
        (again.ledger, again.statement_closing) == (run.ledger, run.statement_closing) == (2045_00, 2045_00)
    )
    assert bring(shop, early.replace(b"%d.00" % opening, b"1000.00")).state == "ADMITTED"


def test_m6_a_round_trip_put_into_quiet_verified_time_changes_nothing(shop):
    """None of the file's rows is known, and none is missing: nothing happened in that time."""
    closing = DAY[-1].balance
    bring(shop, file_of(DAY, MONDAY))
    bring(shop, file_of([], TUESDAY, opening=closing))
    bring(shop, file_of(moves(WEDNESDAY, closing, 40), WEDNESDAY))
    known = books()
    forged = bring(shop, file_of(moves(TUESDAY, closing, 500, -500), TUESDAY))
    assert (forged.state, books()) == ("RESTATED", known)
    assert "(KES 500.00) would be put into verified time." in forged.problems[0]
    night = [replace(row, at=row.at.replace(hour=3)) for row in moves(WEDNESDAY, closing, 300, -300)]
    assert bring(shop, file_b(night), "night.csv").state == "RESTATED"
    assert books() == known


def test_m6_known_rows_on_another_day_cover_no_other_day(shop):
    """A spreadsheet has taken the day for the month: the file would say that 3 April is known."""
    march, april = MONDAY.replace(month=3, day=4), MONDAY.replace(month=4, day=3)
    day = moves(march, 1000, 300, -5, 700)
    bring(shop, file_of(day, march))
    swapped = bring(shop, file_of([replace(row, at=row.at.replace(month=4, day=3)) for row in day], april))
    assert (swapped.state, Stretch.objects.count()) == ("QUARANTINED", 1)
    assert "is verified on another day: are day and month swapped?" in swapped.problems[0]
    assert bring(shop, file_of(moves(april, 5000, 40), april)).state == "ADMITTED"


def test_m7_no_row_is_of_a_day_that_is_still_to_come(business):
    """Without a period the file would cover all the years between its rows. (Not of the local Safaricom.)"""
    shop = create_till(
        business=business,
        name="Water",
        kind="PAYBILL",
        shortcode="600984",
        environment="SANDBOX",
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )
    rows = [*DAY[:3], replace(DAY[3], at=DAY[3].at.replace(year=2035))]
    future = bring(shop, file_b(rows), "mine.csv")
    assert (future.state, books()) == ("REFUSED", [])
    assert "IN_THE_FUTURE" in future.problems[0]
