"""The work-list through the API: what it shows, in how many queries, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import days
from core.money import display
from graphql_api.ids import write_id
from reconciliation.exceptions.proposing import Action, Proposal, proposal_for
from reconciliation.models import ReconciliationException, ReconciliationRun
from tests.graphql_api.conftest import House
from tests.reconciliation.exceptions.books import ODD, PAYMENT, PAYOUT, Books, a_week_ago
from users.models import Approval, Business, Role

DAY = a_week_ago()
LIST = """query ($b: ID!, $first: Int, $filter: ReconciliationExceptionFilter,
    $order: ReconciliationExceptionOrder) {
    reconciliationExceptions(business: $b, first: $first, filter: $filter, orderBy: $order) { nodes {
    id kind state age daysOpen amount toBook receiptNumber till { shortcode } assignee { name isMe }
    proposal { action accountCode } actions tieCandidates { reference amount } announced
    row { details statement { fileName } } booked { reference }
    receipt { number } approval { state } notes { nodes { text author { name } } }
    firstRun { fromDay } lastRun { toDay } correction { reference } closedAs closedBy { name } } } }"""


@pytest.fixture
def books(house: House) -> Books:
    books = Books(house)
    books.call_back("UKK1AA00A1", 500, DAY)
    books.show(DAY, 9, "UKK1AA00A1", PAYMENT, 500)
    books.call_back("UKK1AA00A2", 200, DAY, 10)
    books.call_back("UKK1AA00A3", 300, DAY, 11)
    books.show(DAY, 11, "UKK1AA00A3", PAYMENT, 290)
    books.show(DAY, 12, "UKK1AA00B1", PAYOUT, -60)
    books.show(DAY, 13, "UKK1AA00B2", ODD, 7)
    books.close(DAY, DAY)
    return books


def listed(books: Books, by: str = Role.ACCOUNTANT, **more: Any) -> list[dict[str, Any]]:
    browser = books.house.browser(by)
    found: list[dict[str, Any]] = browser.data(LIST, b=books.house.id, **more)["reconciliationExceptions"][
        "nodes"
    ]
    return found


def act(books: Books, verb: str, by: str = Role.ACCOUNTANT, **input: Any) -> dict[str, Any]:
    name = f"{verb}Exception"
    asked = f"""mutation ($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {{
        reconciliationException {{ id state assignee {{ isMe }} approval {{ id digest subject {{ __typename }}
        content {{ path amount }} }} closedAs correction {{ reference }} }} problems {{ code field }} }} }}"""
    found: dict[str, Any] = books.house.browser(by).data(asked, input=input)[name]
    return found


def test_the_work_list_shows_what_is_open_and_why(books):
    rows = {row["receiptNumber"]: row for row in listed(books)}
    shown = {number: (row["kind"], row["amount"], row["toBook"]) for number, row in rows.items()}
    assert shown == {
        "UKK1AA00A2": ("MISSING_ON_STATEMENT", "200.00", "-200.00"),
        "UKK1AA00A3": ("AMOUNT_DIFFERS", "10.00", "-10.00"),
        "UKK1AA00B1": ("MISSING_IN_LEDGER", "60.00", "-60.00"),
        "UKK1AA00B2": ("UNKNOWN_ROW", "7.00", "7.00"),
    }
    assert {(row["state"], row["age"], row["daysOpen"]) for row in rows.values()} == {("OPEN", "OVERDUE", 10)}
    late, payout, odd = rows["UKK1AA00A2"], rows["UKK1AA00B1"], rows["UKK1AA00B2"]
    assert late["proposal"] == {"action": "WRITE_OFF", "accountCode": "5200"}
    assert odd["proposal"] == {"action": "CORRECT", "accountCode": "2890"}
    assert payout["proposal"] == {"action": "CORRECT", "accountCode": None}
    assert late["actions"] == ["CORRECT", "SPLIT", "TIE", "WRITE_OFF", "CARRY"]
    assert payout["actions"] == odd["actions"] == ["CORRECT", "SPLIT", "TIE", "CARRY"]
    key = {"exception": payout["id"], "comment": "gone", "idempotencyKey": "k-1"}
    assert act(books, "writeOff", **key)["problems"] == [{"code": "NOT_A_LOSS", "field": ["exception"]}]
    assert {number: row["announced"] for number, row in rows.items()} == {
        "UKK1AA00A2": "200.00",
        "UKK1AA00A3": "300.00",
        "UKK1AA00B1": None,
        "UKK1AA00B2": None,
    }
    differs = ReconciliationException.objects.get(kind="AMOUNT_DIFFERS")
    differs.occurred_at = (
        days.now()
    )  # of today: somebody looks at the portal before the books follow the file
    assert proposal_for(differs, is_announced=True) == Proposal(Action.CARRY)
    assert proposal_for(differs) == Proposal(Action.CORRECT)
    assert (late["row"], late["booked"]) == (None, {"reference": "mpesa:600984:UKK1AA00A2:pay"})
    assert late["receipt"] == {"number": "UKK1AA00A2"} and payout["receipt"] is None
    assert payout["row"] == {"details": PAYOUT[0], "statement": {"fileName": f"{DAY} to {DAY}.csv"}}
    assert payout["booked"] is None and payout["lastRun"] == {"toDay": str(DAY)}


@pytest.mark.parametrize(
    ("filter", "found"),
    [
        ({"kinds": ["UNKNOWN_ROW", "AMOUNT_DIFFERS"]}, ["UKK1AA00B2", "UKK1AA00A3"]),
        ({"ages": ["IN_TRANSIT", "OUTSTANDING"]}, []),
        ({"ages": ["OVERDUE"], "amount": {"min": "60.00"}}, ["UKK1AA00B1", "UKK1AA00A2"]),
        ({"text": "ukk1aa00b1"}, ["UKK1AA00B1"]),
        ({"owner": "ME"}, []),
        ({"owner": "NOBODY", "states": ["OPEN"], "amount": {"max": "7.00"}}, ["UKK1AA00B2"]),
        ({"states": ["CLOSED"]}, []),
        ({"day": {"from": str(DAY), "to": str(DAY)}, "kinds": ["MISSING_IN_LEDGER"]}, ["UKK1AA00B1"]),
    ],
)
def test_it_is_narrowed_down(books, filter, found):
    assert [row["receiptNumber"] for row in listed(books, filter=filter)] == found


def test_it_is_ordered(books):
    rows = listed(books, order={"field": "AMOUNT", "direction": "ASC"})
    assert [row["amount"] for row in rows] == ["7.00", "10.00", "60.00", "200.00"]


def test_many_take_no_more_queries_than_one(books):
    browser, counts = books.house.browser(Role.ACCOUNTANT), []
    for row in listed(books):
        assert act(books, "note", exception=row["id"], text="seen")["problems"] == []
    browser.data("{ __typename }")
    for first in (3, 4):  # the third is the first that has everything
        with CaptureQueriesContext(connection) as queries:
            found = browser.data(LIST, b=books.house.id, first=first)["reconciliationExceptions"]["nodes"]
        assert [len(row["notes"]["nodes"]) for row in found] == [1] * first
        counts.append(len(queries))
    assert counts[0] == counts[1], [query["sql"][:200] for query in queries]


def test_a_correction_is_asked_for_and_approved(books):
    (row,) = listed(books, filter={"text": "UKK1AA00B1"})
    asked = {"exception": row["id"], "comment": "a refund", "idempotencyKey": "k-1"}
    assert act(books, "correct", **asked)["problems"] == [{"code": "WHICH_ACCOUNT", "field": ["accountCode"]}]
    wrong = act(books, "correct", **asked, accountCode="2900")
    assert wrong["problems"] == [{"code": "SUSPENSE_IS_PLACED", "field": ["accountCode"]}]
    done = act(books, "correct", **asked, accountCode="5900")["reconciliationException"]
    assert (done["state"], done["approval"]["subject"]["__typename"]) == (
        "PROPOSED",
        "ReconciliationException",
    )
    amounts = {fact["amount"] for fact in done["approval"]["content"] if fact["amount"]}
    assert amounts == {"60.00"} and display(60_00) in Approval.objects.get().content
    checker = books.house.browser(Role.APPROVER)
    approve = """mutation ($input: ApproveRequestInput!) { approveRequest(input: $input) {
        approval { state } problems { code } } }"""
    given = {"approval": done["approval"]["id"], "digest": done["approval"]["digest"]}
    assert checker.data(approve, input=given)["approveRequest"]["approval"] == {"state": "APPROVED"}
    (row,) = listed(books, filter={"text": "UKK1AA00B1"})
    assert (row["state"], row["closedAs"], row["closedBy"]) == (
        "CLOSED",
        "CORRECTED",
        {"name": "ACCOUNTANT of maji"},
    )
    assert row["correction"] == {"reference": "mpesa:600984:UKK1AA00B1:payout"}
    refused = act(books, "carry", exception=row["id"], comment="not yet")
    assert refused["problems"] == [{"code": "EXCEPTION_CLOSED", "field": ["exception"]}]


def test_within_the_solo_limit_one_person_writes_off_and_splits(books):
    Business.objects.update(solo_limit=1_000_00)
    rows = {row["receiptNumber"]: row["id"] for row in listed(books)}
    key = {"comment": "looked at it", "idempotencyKey": "k-1"}
    done = act(books, "writeOff", exception=rows["UKK1AA00A2"], **key)["reconciliationException"]
    assert (done["closedAs"], done["correction"]["reference"][-11:]) == ("WRITTEN_OFF", ":writeoff:1")
    parts = [{"accountCode": "5100", "amount": "10.00"}, {"accountCode": "5900", "amount": "50.00"}]
    key["idempotencyKey"] = "k-2"
    done = act(books, "split", exception=rows["UKK1AA00B1"], parts=parts, **key)["reconciliationException"]
    assert (done["state"], done["closedAs"]) == ("CLOSED", "SPLIT")
    assert books.balance("5200") == 200_00
    run = ReconciliationRun.objects.get(state="DONE")
    asked = """query ($id: ID!) { node(id: $id) { ... on ReconciliationRun { items { nodes {
        receiptNumber exception { state closedAs } } } } } }"""
    browser = books.house.browser(Role.ACCOUNTANT)
    items = browser.data(asked, id=write_id("ReconciliationRun", run.pk))["node"]["items"]["nodes"]
    assert {item["receiptNumber"]: item["exception"]["closedAs"] for item in items} == {
        "UKK1AA00A2": "WRITTEN_OFF",
        "UKK1AA00A3": None,
        "UKK1AA00B1": "SPLIT",
        "UKK1AA00B2": None,
    }


def test_people_take_it_up_and_others_hear_nothing(books, other_house: House):
    (row,) = listed(books, filter={"text": "UKK1AA00B1"})
    accountant = books.house.people[Role.ACCOUNTANT]
    mine = write_id("Membership", accountant.memberships.get().pk)
    taken = act(books, "assign", exception=row["id"], member=mine)["reconciliationException"]
    assert taken["assignee"] == {"isMe": True}
    assert [found["id"] for found in listed(books, filter={"owner": "ME"})] == [row["id"]]
    assert act(books, "carry", exception=row["id"], comment="on Monday")["problems"] == []
    stranger = other_house.browser()
    assert stranger.data("query ($id: ID!) { node(id: $id) { id } }", id=row["id"]) == {"node": None}
    assert stranger.data("{ reconciliationExceptions(allMine: true) { totalCount nodes { id } } }") == {
        "reconciliationExceptions": {"totalCount": 0, "nodes": []}
    }
    theirs = write_id("Membership", other_house.people[Role.OWNER].memberships.get().pk)
    refused = act(books, "assign", exception=row["id"], member=theirs)
    assert refused["problems"] == [{"code": "NOT_FOUND", "field": ["member"]}]
