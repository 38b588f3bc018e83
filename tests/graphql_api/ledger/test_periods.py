"""Closing a month over GraphQL: what the checks say, who may, and opening it again with a second person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from graphql_api.ids import write_id
from ledger.journal.posting import credit, debit, post_entry
from ledger.models import Entry, Period
from tests.graphql_api.conftest import House
from users.models import Role

NEXT = '{ nextPeriod(business: "maji") { firstDay lastDay checks { name holds problem } } }'
CLOSE = """mutation ($day: Date!, $comment: String! = "") {
    closePeriod(business: "maji", lastDay: $day, comment: $comment) {
    ... on Problem { code field message } ... on Period { id firstDay lastDay state seal comment closedBy }
    } }"""
REOPEN = """mutation ($period: ID!, $comment: String! = "typo") {
    reopenPeriod(period: $period, comment: $comment, key: "reopen-0001") {
    ... on Problem { code field } ... on Approval { id digest content { path text } } } }"""
APPROVE = """mutation ($input: ApproveRequestInput!) {
    approveRequest(input: $input) { approval { state } problems { code } } }"""
YEAR = """mutation ($day: Date!) { closeYear(business: "maji", lastDay: $day) {
    ... on Problem { code field } ... on JournalEntry { reference kind effectiveOn isLate } } }"""


@pytest.fixture
def october(house: House) -> House:
    for reference, to in (("sale", "4000"), ("found", "2900")):
        post_entry(
            business_id=house.business.pk,
            kind="RECEIPT",
            reference=reference,
            legs=[debit("1010", 5000), credit(to, 5000)],
            occurred_at=datetime(2024, 10, 20, 9, tzinfo=UTC),
        )
    return house


def test_a_month_is_closed_explained_and_opened_again(october: House):
    browser = october.browser(Role.ACCOUNTANT)
    told = browser.data(NEXT)["nextPeriod"]
    assert (told["firstDay"], told["lastDay"]) == ("2024-10-01", "2024-10-31")
    assert {check["name"]: check["holds"] for check in told["checks"]} == {
        "trial_balance": True, "sealed": False, "receipts_routed": True, "suspense": False,
        "year_before": True,
    }  # fmt: skip
    refused = browser.data(CLOSE, day="2024-10-31")["closePeriod"]
    assert (refused["code"], refused["field"]) == ("CHECKS_FAILED", ["lastDay"])
    assert refused["message"].startswith("suspense: Suspense holds KES 50.00")
    closed = browser.data(CLOSE, day="2024-10-31", comment="found at the gate")["closePeriod"]
    id = closed.pop("id")
    assert closed == {
        "firstDay": "2024-10-01", "lastDay": "2024-10-31", "state": "CLOSED", "seal": "2",
        "comment": "found at the gate", "closedBy": "ACCOUNTANT of maji",
    }  # fmt: skip
    assert browser.data(NEXT)["nextPeriod"]["firstDay"] == "2024-11-01"
    year = browser.data(YEAR, day="2024-10-31")["closeYear"]
    assert year == {
        "reference": "closing:2024-10-31:1", "kind": "CLOSING", "effectiveOn": "2024-10-31", "isLate": False,
    }  # fmt: skip

    assert browser.data(REOPEN, period=id, comment=" ")["reopenPeriod"] == {
        "code": "REASON_MISSING", "field": ["comment"],
    }  # fmt: skip
    asked = browser.data(REOPEN, period=id)["reopenPeriod"]
    assert {"path": ["facts", "reverses"], "text": "closing:2024-10-31:1"} in asked["content"]
    answer = {"approval": asked["id"], "digest": asked["digest"]}
    checker = october.browser(Role.APPROVER)
    assert checker.data(APPROVE, input=answer) == {
        "approveRequest": {"approval": {"state": "APPROVED"}, "problems": []}
    }
    assert Period.objects.get().state == "OPEN"
    assert Entry.objects.get(kind="CLOSING").reversed_by.effective_on.isoformat() == "2024-10-31"


def test_periods_are_listed_from_the_newest_in_one_go(october: House):
    browser = october.browser(Role.OWNER)
    for day in ("2024-10-31", "2024-11-30"):
        browser.data(CLOSE, day=day, comment="x")
    query = """query ($rows: Int!) { periods(business: "maji", first: $rows) {
        edges { node { id lastDay closedBy business { code } } } } }"""
    counts = []
    for rows in (1, 2):
        with CaptureQueriesContext(connection) as queries:
            edges = browser.data(query, rows=rows)["periods"]["edges"]
        counts.append(len(queries))
    assert [edge["node"]["lastDay"] for edge in edges] == ["2024-11-30", "2024-10-31"]
    assert counts[0] == counts[1]


def test_who_closes_and_opens(october: House, other_house: House):
    stranger = other_house.browser(Role.OWNER)
    assert stranger.data(CLOSE, day="2024-10-31")["closePeriod"]["code"] == "NOT_FOUND"
    closed = october.browser(Role.OWNER).data(CLOSE, day="2024-10-31", comment="x")["closePeriod"]
    for role in (Role.AUDITOR, Role.APPROVER, Role.CASHIER):
        browser = october.browser(role)
        assert browser.data(CLOSE, day="2024-11-01")["closePeriod"]["code"] == "NOT_ALLOWED"
        assert browser.data(YEAR, day="2024-10-31")["closeYear"]["code"] == "NOT_ALLOWED"
        code = browser.data(REOPEN, period=closed["id"])["reopenPeriod"]["code"]
        assert code == ("NOT_FOUND" if role == Role.CASHIER else "NOT_ALLOWED")
    assert stranger.data(REOPEN, period=closed["id"])["reopenPeriod"]["code"] == "NOT_FOUND"
    wrong = write_id("Invoice", 1)
    assert october.browser().data(REOPEN, period=wrong)["reopenPeriod"]["code"] == "NOT_FOUND"
