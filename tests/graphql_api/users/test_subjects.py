"""What requests for approval are about, as things: for who may read them, in few queries."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.money import cents_shown, display
from graphql_api.ids import write_id
from graphql_api.subjects import SUBJECTS
from tests.billing.placing import Desk
from tests.graphql_api.conftest import House
from tests.graphql_api.walk.users import hand_in
from users.kyc.submissions import request_upgrade
from users.models import Role

ROOT = Path(__file__).parents[3]
APPROVALS = """query ($id: ID!, $first: Int!) { approvals(business: $id, first: $first) { nodes { subject {
    __typename ... on Receipt { number till { name } } ... on Business { name } ... on Voucher { description }
} } } }"""
ONE = """query ($id: ID!) { node(id: $id) { ... on Approval {
    subject { __typename ... on Receipt { number } } content { path text amount } } } }"""


@pytest.fixture
def desk(house: House, drain: Callable[[], None]) -> Desk:
    return Desk(house, drain)


def test_every_kind_of_request_is_about_a_type_that_is_known():
    said = [
        name
        for app in ("users", "ledger", "mpesa", "billing", "markets", "reconciliation")
        for path in (ROOT / app).rglob("*.py")
        if "Content(" in (text := path.read_text())
        for name in re.findall(r'(?:subject=|else )f"(\w+):\{', text)
    ]
    assert len(said) >= 6 and set(said) <= SUBJECTS.keys()
    assert SUBJECTS.keys() - set(said) <= {"voucher"}, "nothing is known that no kind is about"


def test_a_request_shows_the_thing_that_it_is_about(desk: Desk):
    receipt = desk.pay(70_00)
    asked = desk.asked(receipt, target=write_id("Customer", desk.customer().pk))
    found = desk.house.browser(Role.APPROVER).data(ONE, id=write_id("Approval", asked.pk))["node"]
    assert found["subject"] == {"__typename": "Receipt", "number": receipt.number}
    amounts = {tuple(fact["path"]): fact["amount"] for fact in found["content"] if fact["amount"]}
    assert amounts[("facts", "amount")] == amounts[("facts", "lines", "0", "debit")] == "70.00"
    assert all(fact["text"] == "KES 70.00" for fact in found["content"] if fact["amount"])


def test_what_one_may_not_read_is_no_subject(house: House):
    """Who reviews players reads their papers; an auditor only reads that their approval was asked for."""
    papers = hand_in(house.business, house.people[Role.PLAYER], key="papers-0001")
    asked = request_upgrade(submission=papers, reviewer=house.people[Role.ACCOUNTANT], key="upgrade-0001")
    id = write_id("Approval", asked.pk)
    for role, about in ((Role.APPROVER, {"__typename": "KycSubmission"}), (Role.AUDITOR, None)):
        found = house.browser(role).data(ONE, id=id)["node"]
        assert found["subject"] == about and found["content"], role


def test_subjects_of_many_requests_take_no_more_queries(desk: Desk):
    for _ in range(4):
        desk.asked(desk.pay(70_00), target=write_id("Customer", desk.customer().pk))
    browser, counts = desk.house.browser(), []
    browser.data("{ __typename }")
    for first in (1, 4):
        with CaptureQueriesContext(connection) as queries:
            found = browser.data(APPROVALS, id=desk.house.id, first=first)["approvals"]["nodes"]
        assert [each["subject"]["till"]["name"] for each in found] == ["Water"] * first
        counts.append(len(queries))
    assert counts[0] == counts[1], [query["sql"][:200] for query in queries]


@pytest.mark.parametrize("cents", [0, 1, -1, 116_000, -1_250_50, 10**17])
def test_money_in_words_is_read_back(cents: int):
    assert cents_shown(display(cents)) == cents


@pytest.mark.parametrize("text", ["", "KES 1", "KES 1160.00", "1,160.00", "KES 1,160.00 ", "KES \u0661.00"])
def test_other_words_are_no_money(text: str):
    assert cents_shown(text) is None
