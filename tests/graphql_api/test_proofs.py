"""A proof through the API: its digest, the one that it repeats, the players' money, and what is different."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from graphql_api.ids import write_id
from reconciliation.models import ReconciliationRun
from tests.graphql_api.conftest import House
from tests.reconciliation.exceptions.books import ODD, PAYMENT, PAYOUT, Books, a_week_ago
from users.models import Role

FIRST = a_week_ago()
RUN = """query ($id: ID!) { node(id: $id) { ... on ReconciliationRun { digest sameAs { id digest } gaps {
    totalCount } cover { wallets pools carryOver payoutsInFlight mpesa bank surplus } } } }"""
COMPARED = """query ($id: ID!, $with: ID!) { node(id: $id) { ... on ReconciliationRun {
    compared(with: $with) { sameInputs cameCount wentCount changedCount came { receiptNumber term amount }
    went { receiptNumber term amount } changed { before { amount } after { receiptNumber amount } } } } } }"""
RUNS = """query ($business: ID!, $first: Int!) { reconciliationRuns(business: $business, first: $first) {
    nodes { digest sameAs { id } cover { surplus } } } }"""


def id_of(run: ReconciliationRun) -> str:
    return write_id("ReconciliationRun", run.pk)


@pytest.fixture
def books(house: House) -> Books:
    books = Books(house)
    books.call_back("UKKA000001", 100, FIRST)
    books.show(FIRST, 9, "UKKA000001", PAYMENT, 99)
    books.show(FIRST, 10, "UKKA000002", ODD, 7)
    return books


def test_a_proof_has_a_digest_and_says_what_it_repeats(house, other_house, books):
    first, again = books.close(FIRST, FIRST), books.close(FIRST, FIRST, fresh=False)
    browser = house.browser(Role.AUDITOR)
    shown = browser.data(RUN, id=id_of(again))["node"]
    assert shown == {
        "digest": first.digest,
        "sameAs": {"id": id_of(first), "digest": first.digest},
        "gaps": {"totalCount": 0},
        "cover": {
            "wallets": "0.00", "pools": "0.00", "carryOver": "0.00", "payoutsInFlight": "0.00",
            "mpesa": "100.00", "bank": "0.00", "surplus": "100.00",
        },
    }  # fmt: skip
    assert browser.data(RUN, id=id_of(first))["node"]["sameAs"] is None
    asked = {"id": id_of(again), "with": id_of(first)}
    compared = browser.data(COMPARED, **asked)["node"]["compared"]
    assert (compared["sameInputs"], compared["cameCount"], compared["wentCount"]) == (True, 0, 0)
    stranger = other_house.browser(Role.OWNER)
    answer = stranger.ask(COMPARED, **asked)
    assert not (answer.get("data") or {}).get("node")


def test_two_proofs_are_compared_item_by_item(house, other_house, books):
    first = books.close(FIRST, FIRST)
    day = FIRST + timedelta(days=1)
    books.show(day, 9, "UKKB000001", PAYOUT, -20)
    books.call_back("UKKB000002", 5, day)
    later = books.close(FIRST, day)
    browser = house.browser(Role.ACCOUNTANT)
    compared = browser.data(COMPARED, id=id_of(later), **{"with": id_of(first)})["node"]["compared"]
    assert (compared["sameInputs"], compared["changedCount"], compared["went"]) == (False, 0, [])
    assert compared["came"] == [
        {"receiptNumber": "UKKB000002", "term": "RECEIPTS_NOT_ON_STATEMENT", "amount": "5.00"},
        {"receiptNumber": "UKKB000001", "term": "DEBITS_NOT_BOOKED", "amount": "20.00"},
    ]
    back = browser.data(COMPARED, id=id_of(first), **{"with": id_of(later)})["node"]["compared"]
    assert (back["cameCount"], back["wentCount"], back["went"]) == (0, 2, compared["came"])
    theirs = Books(other_house, "600985")
    theirs.show(FIRST, 9, "UKKA000009", PAYMENT, 99)
    answer = browser.ask(COMPARED, id=id_of(first), **{"with": id_of(theirs.close(FIRST, FIRST))})
    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"


def test_many_proofs_take_no_more_queries_than_few(house, books):
    books.close(FIRST, FIRST)
    for _ in range(4):
        books.close(FIRST, FIRST, fresh=False)
    browser, counts = house.browser(Role.AUDITOR), []
    for first in (2, 5):
        with CaptureQueriesContext(connection) as queries:
            nodes = browser.data(RUNS, business=house.id, first=first)["reconciliationRuns"]["nodes"]
        assert len(nodes) == first and nodes[0]["cover"]["surplus"] == "100.00"
        counts.append(len(queries))
    assert counts[0] == counts[1], counts
