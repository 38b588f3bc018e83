"""What an exception may be, through the API: shown on both sides, tied in one press, in fixed queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from reconciliation.models import ReconciliationException, RunSuggestion
from tests.graphql_api.conftest import House
from tests.reconciliation.exceptions.books import PAYMENT, Books, a_week_ago
from tests.reconciliation.staying import assert_runs_stay
from tests.reconciliation.test_known_facts import by_hand
from users.models import Role

DAY = a_week_ago()
WORDS = "25470****111 for X1"
LIST = """query ($b: ID!, $first: Int) { reconciliationExceptions(business: $b, first: $first,
    filter: { states: [OPEN] }, orderBy: { field: OPENED, direction: ASC }) { nodes {
    id kind receiptNumber amount booked { reference } suggestions { rule evidence fits
    row { receiptNumber paidIn statement { fileName } } booked { reference description amount }
    exception { id kind till { shortcode } row { details } assignee { name } } } } } }"""
TIE = """mutation ($input: TieExceptionInput!) { tieException(input: $input) {
    reconciliationException { state closedAs } problems { code } } }"""


@pytest.fixture
def books(house: House) -> Books:
    return Books(house)


def listed(books: Books, by: str = Role.ACCOUNTANT, **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = books.house.browser(by).data(LIST, b=books.house.id, **more)[
        "reconciliationExceptions"
    ]["nodes"]
    return found


def test_both_sides_say_what_they_may_be_and_are_tied_in_one_press(books):
    entries = [by_hand(books, 500, WORDS, hour=hour) for hour in (9, 11)]
    books.show(DAY, 9, "UKK1AA00A1", PAYMENT, 500)
    books.close(DAY, DAY)
    rows = {row["receiptNumber"] or row["booked"]["reference"]: row for row in listed(books)}
    row = rows["UKK1AA00A1"]
    evidence = "1 row and 2 bookings have this amount, account number and payer"
    assert [
        (each["rule"], each["evidence"], each["fits"], each["booked"]) for each in row["suggestions"]
    ] == [
        (
            "UNIQUE_FACTS",
            evidence,
            True,
            {"reference": entry.reference, "description": WORDS, "amount": "500.00"},
        )
        for entry in entries
    ]
    for entry in entries:
        (told,) = rows[entry.reference]["suggestions"]
        assert told["row"] == {
            "receiptNumber": "UKK1AA00A1",
            "paidIn": "500.00",
            "statement": {"fileName": f"{DAY} to {DAY}.csv"},
        }
        assert told["exception"] == {
            "id": row["id"],
            "kind": "MISSING_IN_LEDGER",
            "till": {"shortcode": "600984"},
            "row": {"details": PAYMENT[0]},
            "assignee": None,
        }
    told = rows[entries[1].reference]["suggestions"][0]
    asked = {"exception": told["exception"]["id"], "comment": f"As suggested: {told['evidence']}"}
    browser = books.house.browser(Role.ACCOUNTANT)
    entry = browser.data(
        'query ($b: ID!) { journalEntries(business: $b, filter: { text: "voucher:1" }) { nodes { id } } }',
        b=books.house.id,
    )["journalEntries"]["nodes"][0]["id"]
    done = browser.data(TIE, input=asked | {"entry": entry})["tieException"]
    assert done == {"reconciliationException": {"state": "CLOSED", "closedAs": "TIED"}, "problems": []}
    (left,) = listed(books)
    assert (left["booked"], left["suggestions"]) == ({"reference": entries[0].reference}, [])
    run = books.close(DAY, DAY, fresh=False)
    assert [item.reference for item in run.items.all()] == [entries[0].reference]
    assert assert_runs_stay() == 2


def test_a_sum_that_is_not_the_only_one_is_shown_and_not_tied(books):
    cash = by_hand(books, 500, WORDS)
    for hour, shillings in ((9, 200), (10, 300), (11, 250), (12, 250)):
        books.show(DAY, hour, f"UKK1AA00A{hour % 8}", PAYMENT, shillings)
    books.close(DAY, DAY)
    rows = {row["receiptNumber"] or row["booked"]["reference"]: row for row in listed(books)}
    assert len(rows) == 5
    told = rows[cash.reference]["suggestions"]
    assert {(each["rule"], each["evidence"], each["fits"]) for each in told} == {
        ("SUM_OF_ROWS", "one payer and day: 2 rows", False)
    }
    assert len(told) == 4


def test_what_is_closed_or_matched_since_suggests_nothing(books):
    by_hand(books, 500, WORDS)
    by_hand(books, 500, WORDS)
    books.show(DAY, 9, "UKK1AA00A1", PAYMENT, 500)
    books.close(DAY, DAY)
    assert RunSuggestion.objects.count() == 2
    books.call_back("UKK1AA00A1", 500, DAY)
    books.close(DAY, DAY, fresh=False)
    assert [row["suggestions"] for row in listed(books)] == [[], []]
    for change in (
        lambda rows: rows.update(evidence=""),
        lambda rows: rows.filter(pk__gt=0).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(RunSuggestion.objects.all())


def test_many_take_no_more_queries_than_one(books):
    for place in range(4):
        day = DAY + timedelta(days=place)
        for hour in (9, 11):
            by_hand(books, 500, WORDS, day=day, hour=hour)
        books.show(day, 9, f"UKK{place}AA00A1", PAYMENT, 500)
        books.close(day, day)
    browser, counts = books.house.browser(Role.ACCOUNTANT), []
    browser.data("{ __typename }")
    for first in (3, 12):
        with CaptureQueriesContext(connection) as queries:
            found = browser.data(LIST, b=books.house.id, first=first)["reconciliationExceptions"]["nodes"]
        assert len(found) == first and all(row["suggestions"] for row in found)
        counts.append(len(queries))
    assert counts[0] == counts[1], [query["sql"][:160] for query in queries]


def test_of_one_row_that_may_be_very_many_a_few_are_shown(books):
    for _ in range(30):
        by_hand(books, 500, WORDS)
    books.show(DAY, 9, "UKK1AA00A1", PAYMENT, 500)
    books.close(DAY, DAY)
    assert ReconciliationException.objects.count() == 31
    (row,) = [row for row in listed(books) if row["receiptNumber"]]
    assert len(row["suggestions"]) == 5
