"""A proof through the API: its digest, the one that it repeats, the players' money, and what is different."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.days import day_bounds
from graphql_api.ids import write_id
from reconciliation.models import ReconciliationRun
from reconciliation.proofs import offline_checker
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
    nodes { digest newest listed { amount } sameAs { id } cover { surplus } } } }"""


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


def test_a_list_says_what_each_proof_leaves_open_and_which_still_counts(house, books):
    books.close(FIRST, FIRST)
    books.close(FIRST, FIRST, fresh=False)
    asked = "newest cutOff listed { count amount } unexplained"
    query = RUNS.replace("digest newest listed { amount }", asked)
    found = house.browser(Role.APPROVER).data(query, business=house.id, first=5)["reconciliationRuns"][
        "nodes"
    ]
    assert [each["newest"] for each in found] == [True, False, False]
    until = day_bounds(FIRST)[1].isoformat()
    for each in found[:2]:
        assert each["listed"] == {"count": 2, "amount": "8.00"}, "a cent less here hides none there"
        assert (each["unexplained"], each["cutOff"]) == ("0.00", until)


def test_a_proof_file_is_taken_from_its_page_and_holds_with_the_digest_that_it_shows(house, books, tmp_path):
    run = books.close(FIRST, FIRST)
    browser = house.browser(Role.AUDITOR)
    query = "query ($id: ID!) { node(id: $id) { ... on ReconciliationRun { digest proofPath } } }"
    shown = browser.data(query, id=id_of(run))["node"]
    given = browser.client.get(shown["proofPath"])
    assert given.status_code == 200 and ".jsonl" in given["Content-Disposition"]
    out = tmp_path / "proof.jsonl"
    call_command("export_proof", "--run", id_of(run), "--out", str(out), stdout=StringIO())
    assert out.read_bytes() == given.content
    assert offline_checker.main([str(out), "--digest", shown["digest"]]) == 0
    with pytest.raises(CommandError):
        call_command("export_proof", "--run", write_id("Statement", run.pk), "--out", str(out))


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
