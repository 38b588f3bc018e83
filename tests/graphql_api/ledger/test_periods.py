"""Closing a month over GraphQL: what the checks say, who may, and opening it again with a second person."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from graphql_api.ids import write_id
from ledger.journal.posting import credit, debit, post_entry
from ledger.models import Entry, Period
from tests.graphql_api.conftest import House
from users.models import Role

NEXT = """query ($business: ID!) { nextPeriod(business: $business) {
    firstDay lastDay checks { name holds problem } } }"""
CLOSE = """mutation ($business: ID!, $day: Date!, $comment: String! = "") {
    closePeriod(input: {business: $business, lastDay: $day, comment: $comment}) {
    period { id firstDay lastDay state seal comment closedBy { name } } problems { code field message } } }"""
REOPEN = """mutation ($period: ID!, $comment: String! = "typo") {
    reopenPeriod(input: {period: $period, comment: $comment, idempotencyKey: "reopen-0001"}) {
    approval { id digest content { path text } } problems { code field } } }"""
APPROVE = """mutation ($input: ApproveRequestInput!) {
    approveRequest(input: $input) { approval { state } problems { code } } }"""
YEAR = """mutation ($business: ID!, $day: Date!) { closeYear(input: {business: $business, lastDay: $day}) {
    entry { reference kind effectiveOn isLate } problems { code field } } }"""


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
    told = browser.data(NEXT, business=october.id)["nextPeriod"]
    assert (told["firstDay"], told["lastDay"]) == ("2024-10-01", "2024-10-31")
    assert {check["name"]: check["holds"] for check in told["checks"]} == {
        "trial_balance": True, "sealed": False, "receipts_routed": True, "suspense": False,
        "year_before": True, "proved": True, "payouts_known": True,
        "float_arrived": True,
    }  # fmt: skip
    (refused,) = browser.data(CLOSE, business=october.id, day="2024-10-31")["closePeriod"]["problems"]
    assert (refused["code"], refused["field"]) == ("CHECKS_FAILED", ["lastDay"])
    assert refused["message"].startswith("suspense: Suspense holds KES 50.00")
    closed = browser.data(CLOSE, business=october.id, day="2024-10-31", comment="found at the gate")[
        "closePeriod"
    ]["period"]
    id = closed.pop("id")
    assert closed == {
        "firstDay": "2024-10-01", "lastDay": "2024-10-31", "state": "CLOSED", "seal": "2",
        "comment": "found at the gate", "closedBy": {"name": "ACCOUNTANT of maji"},
    }  # fmt: skip
    assert browser.data(NEXT, business=october.id)["nextPeriod"]["firstDay"] == "2024-11-01"
    year = browser.data(YEAR, business=october.id, day="2024-10-31")["closeYear"]["entry"]
    assert year == {
        "reference": "closing:2024-10-31:1", "kind": "CLOSING", "effectiveOn": "2024-10-31", "isLate": False,
    }  # fmt: skip

    assert browser.data(REOPEN, period=id, comment=" ")["reopenPeriod"]["problems"] == [
        {"code": "REASON_MISSING", "field": ["comment"]},
    ]
    asked = browser.data(REOPEN, period=id)["reopenPeriod"]["approval"]
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
        browser.data(CLOSE, business=october.id, day=day, comment="x")
    query = """query ($business: ID!, $rows: Int!) { periods(business: $business, first: $rows) {
        edges { node { id lastDay closedBy { name } business { code } } } } }"""
    counts = []
    for rows in (1, 2):
        with CaptureQueriesContext(connection) as queries:
            edges = browser.data(query, business=october.id, rows=rows)["periods"]["edges"]
        counts.append(len(queries))
    assert [edge["node"]["lastDay"] for edge in edges] == ["2024-11-30", "2024-10-31"]
    assert counts[0] == counts[1]


def told(answer: dict[str, Any]) -> str:
    """The one code with which a mutation refuses."""
    (problem,) = next(iter(answer.values()))["problems"]
    return problem["code"]


def test_who_closes_and_opens(october: House, other_house: House):
    stranger = other_house.browser(Role.OWNER)
    assert told(stranger.data(CLOSE, business=october.id, day="2024-10-31")) == "NOT_FOUND"
    done = october.browser(Role.OWNER).data(CLOSE, business=october.id, day="2024-10-31", comment="x")
    closed = done["closePeriod"]["period"]
    for role in (Role.AUDITOR, Role.APPROVER, Role.CASHIER):
        browser = october.browser(role)
        assert told(browser.data(CLOSE, business=october.id, day="2024-11-01")) == "NOT_ALLOWED"
        assert told(browser.data(YEAR, business=october.id, day="2024-10-31")) == "NOT_ALLOWED"
        code = told(browser.data(REOPEN, period=closed["id"]))
        assert code == ("NOT_FOUND" if role == Role.CASHIER else "NOT_ALLOWED")
    assert told(stranger.data(REOPEN, period=closed["id"])) == "NOT_FOUND"
    wrong = write_id("Invoice", 1)
    assert told(october.browser().data(REOPEN, period=wrong)) == "NOT_FOUND"
