"""What a proof leaves open is carried by name until it clears, once."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core import days
from core.days import day_bounds, display_moment
from core.models import Event
from reconciliation.exceptions.opening import note_items
from reconciliation.exceptions.settling import correct
from reconciliation.exceptions.working import add_note, assign, carry
from reconciliation.models import ExceptionNote, ReconciliationException, StatementRow
from reconciliation.runs.running import compute
from tests.reconciliation.exceptions.books import CHARGE, ODD, PAYMENT, PAYOUT, Books, a_week_ago
from tests.users.approving import code
from users.models import Business, Role

DAY = a_week_ago()
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def books(house) -> Books:
    books = Books(house)
    books.call_back("UKK1AA00A1", 500, DAY)
    books.show(DAY, 9, "UKK1AA00A1", PAYMENT, 500)
    return books


def test_every_open_item_is_an_exception_of_its_kind(books):
    books.call_back("UKK1AA00A2", 200, DAY, 10)
    books.call_back("UKK1AA00A3", 300, DAY, 11)
    books.show(DAY, 11, "UKK1AA00A3", PAYMENT, 290)
    books.show(DAY, 12, "UKK1AA00B1", PAYOUT, -60)
    books.show(DAY, 13, "UKK1AA00B2", ODD, -7)
    books.show(DAY, 14, "UKK1AA00B3", CHARGE, -5)
    books.show(DAY, 15, "UKK1AA00B3", CHARGE, -5)
    run = books.close(DAY, DAY)
    assert [(row.kind, row.receipt, row.cents, row.state) for row in books.open()] == [
        ("MISSING_ON_STATEMENT", "UKK1AA00A2", 200_00, "OPEN"),
        ("AMOUNT_DIFFERS", "UKK1AA00A3", 10_00, "OPEN"),
        ("MISSING_IN_LEDGER", "UKK1AA00B1", 60_00, "OPEN"),
        ("UNKNOWN_ROW", "UKK1AA00B2", 7_00, "OPEN"),
        ("DUPLICATE", "UKK1AA00B3", 5_00, "OPEN"),
    ]
    assert {(row.first_run, row.last_run) for row in books.open()} == {(run, run)}
    events = Event.objects.filter(topic="reconciliation.exception").order_by("pk")
    assert [event.ids for event in events] == [{"exception": row.pk, "state": "OPEN"} for row in books.open()]


def test_the_same_item_of_a_second_run_is_the_same_exception_and_clears_by_evidence(books):
    books.call_back("UKK1AA00A2", 200, DAY, 23)
    first = books.close(DAY, DAY)
    (row,) = books.open()
    again = books.close(DAY, DAY, fresh=False)
    row.refresh_from_db()
    assert (row.first_run, row.last_run, row.state) == (first, again, "OPEN")
    books.show(NEXT, 1, "UKK1AA00A2", PAYMENT, 200)
    later = books.close(NEXT, NEXT)
    row.refresh_from_db()
    assert (row.state, row.closed_as, row.closed_by, row.last_run) == ("CLOSED", "CLEARED", None, again)
    assert [note.text for note in row.notes.all()] == [f"Cleared by run {later.pk}."]
    assert later.items.count() == 0 and ReconciliationException.objects.count() == 1
    assert Event.objects.filter(topic="reconciliation.exception").count() == 2


def test_everything_open_is_carried_into_the_next_period_by_name(books):
    books.call_back("UKK1AA00A2", 200, DAY, 22)
    books.call_back("UKK1AA00A3", 300, DAY, 11)
    books.show(DAY, 11, "UKK1AA00A3", PAYMENT, 290)
    books.show(DAY, 12, "UKK1AA00B1", PAYOUT, -60)
    first = books.close(DAY, DAY)
    books.show(NEXT, 9, "UKK1AA00B2", ODD, -7)
    second = books.close(NEXT, NEXT)
    carried = [(item.term, item.receipt, item.cents) for item in first.items.order_by("pk")]
    assert carried == [
        ("RECEIPTS_NOT_ON_STATEMENT", "UKK1AA00A2", 200_00),
        ("RECEIPTS_NOT_ON_STATEMENT", "UKK1AA00A3", 10_00),
        ("DEBITS_NOT_BOOKED", "UKK1AA00B1", 60_00),
    ]
    items = [(item.term, item.receipt, item.cents) for item in second.items.order_by("pk")]
    assert items == [*carried, ("DEBITS_NOT_BOOKED", "UKK1AA00B2", 7_00)]
    assert [(row.receipt, row.first_run, row.last_run) for row in books.open()] == [
        ("UKK1AA00A2", first, second),
        ("UKK1AA00A3", first, second),
        ("UKK1AA00B1", first, second),
        ("UKK1AA00B2", second, second),
    ]


def test_an_earlier_period_that_is_proved_again_clears_nothing_of_later_ones(books):
    books.close(DAY, DAY)
    books.show(NEXT, 9, "UKK1AA00B2", ODD, -7)
    books.close(NEXT, NEXT)
    books.close(DAY, DAY, fresh=False)
    assert [(row.receipt, row.state) for row in books.open()] == [("UKK1AA00B2", "OPEN")]


def test_what_a_person_closed_stays_closed_until_its_amount_changes(books):
    Business.objects.update(solo_limit=1000_00)
    accountant = books.house.people[Role.ACCOUNTANT]
    books.show(DAY, 12, "UKK1AA00B1", PAYOUT, -60)
    books.close(DAY, DAY)
    (row,) = books.open()
    closed = correct(exception=row, account="5900", key="k-1", actor=accountant, comment="a friend was paid")
    assert (closed.state, closed.closed_as, closed.closed_by) == ("CLOSED", "CORRECTED", accountant)
    run = books.close(DAY, DAY, fresh=False)
    assert books.open() == [] and run.items.count() == 0
    assert ReconciliationException.objects.count() == 1


def test_people_assign_note_and_carry(books):
    books.call_back("UKK1AA00A2", 200, DAY, 10)
    books.close(DAY, DAY)
    (row,) = books.open()
    accountant = books.house.people[Role.ACCOUNTANT]
    assert assign(exception=row, assignee=accountant, actor=accountant).assignee == accountant
    add_note(exception=row, text=" asked   Safaricom ", actor=accountant)
    assert carry(exception=row, comment="it comes on Monday", actor=accountant).state == "OPEN"
    assert assign(exception=row, assignee=None, actor=accountant).assignee is None
    notes = ExceptionNote.objects.order_by("pk").values_list("text", "author")
    assert list(notes) == [("asked Safaricom", accountant.pk), ("it comes on Monday", accountant.pk)]


def test_the_database_keeps_what_was_closed_and_said(books, owner_database):
    books.call_back("UKK1AA00A2", 200, DAY, 23)
    books.close(DAY, DAY)
    books.show(NEXT, 1, "UKK1AA00A2", PAYMENT, 200)
    books.close(NEXT, NEXT)
    for change, says in (
        ("UPDATE reconciliation_reconciliationexception SET cents = 1", "EXCEPTION_STAYS"),
        ("UPDATE reconciliation_reconciliationexception SET state = 'OPEN'", "EXCEPTION_STAYS|ILLEGAL_STEP"),
        ("DELETE FROM reconciliation_reconciliationexception", "APPEND_ONLY"),
        ("UPDATE reconciliation_exceptionnote SET text = 'x'", "APPEND_ONLY"),
        ("DELETE FROM reconciliation_rowtie", "APPEND_ONLY"),
    ):
        with pytest.raises(psycopg.Error, match=says):
            owner_database.execute(change)


def test_days_that_no_file_covers_are_carried_until_their_statement_comes(books):
    """Nothing is posted for them: only the statement tells what happened."""
    accountant = books.house.people[Role.ACCOUNTANT]
    Business.objects.update(solo_limit=1000_00)
    third = NEXT + timedelta(days=1)
    books.close(DAY, DAY)
    books.show(NEXT, 9, "UKK1AA00C1", PAYMENT, 80)
    books.show(third, 9, "UKK1AA00D1", PAYMENT, 20)
    books.bring(third, third)
    books.prove(DAY, third)
    (row,) = books.open()
    assert (row.kind, row.cents, row.why, row.occurred_at) == (
        "UNCOVERED",
        80_00,
        "UNCOVERED",
        day_bounds(NEXT)[0],
    )
    assert [note.text.split(".")[0] for note in row.notes.all()] == [
        f"No admitted file covers {display_moment(row.occurred_at)} to {display_moment(day_bounds(third)[0])}"
    ]
    row = ReconciliationException.objects.select_related("business", "till").get(pk=row.pk)
    asked = {"exception": row, "account": "5900", "key": "k-1", "comment": "a guess"}
    assert code(correct, actor=accountant, **asked) == "STATEMENT_NEEDED"
    books.bring(NEXT, NEXT)
    run = books.close(third, third, fresh=False)
    row.refresh_from_db()
    assert (row.closed_as, row.notes.latest("pk").text) == ("CLEARED", f"Cleared by run {run.pk}.")
    assert books.open() == []


def test_a_row_that_is_struck_meanwhile_is_not_corrected(books, owner_database):
    accountant = books.house.people[Role.ACCOUNTANT]
    books.show(DAY, 12, "UKK1AA00B1", PAYOUT, -60)
    books.close(DAY, DAY)
    (row,) = books.open()
    StatementRow.objects.filter(receipt="UKK1AA00B1").update(struck_at=days.now())
    row = ReconciliationException.objects.select_related("business", "till").get(pk=row.pk)
    asked = {"exception": row, "account": "5900", "key": "k-1", "comment": "a refund"}
    assert code(correct, actor=accountant, **asked) == "EXCEPTION_CHANGED"


def test_many_items_take_no_more_statements_than_few(books):
    """However much a proof lists, the work-list is brought up to it by a handful of statements."""
    counts = []
    for day, many in ((DAY, 2), (NEXT, 30)):
        for number in range(many):
            books.show(day, 10 + number % 12, f"UKK{day:%d}AA{number:04}", PAYOUT, -1)
        books.rows.sort(key=lambda row: row[:2])
        books.bring(day, day)
        run = books.prove(day, day)
        matches, proof = compute(run)
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            note_items(run, matches, proof)
        counts.append(len(queries))
    assert len(books.open()) == 32 and counts[0] == counts[1] <= 12, counts
