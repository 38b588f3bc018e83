"""`receipt { entries }`: what a receipt did in the books, in two queries for however many receipts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from graphql_api.ids import write_id
from tests.billing.placing import Desk
from tests.graphql_api.conftest import House
from users.models import Role

ALL = """query ($business: ID!, $first: Int!) { receipts(business: $business, first: $first) { nodes {
    number brief: entries(first: 5) { nodes { id } }
    entries(first: 5) { nodes { kind lines(first: 3) { nodes { debit account { code } } } } } } } }"""


@pytest.fixture
def desk(house: House, drain: Callable[[], None]) -> Desk:
    return Desk(house, drain)


def test_a_receipt_shows_its_entries_in_their_order(desk: Desk):
    invoice = desk.invoice(desk.customer(), 100_00)
    paid, lost = desk.pay(100_00, invoice.number), desk.pay(70_00, "nobody")
    other = desk.invoice(desk.customer("254712345679"), 70_00)
    desk.yes(desk.asked(lost, accountReference=other.number))
    node = """query ($id: ID!) { node(id: $id) { ... on Receipt { entries { nodes { kind
        lines { nodes { debit credit account { code } } } } } } } }"""

    def shown(pk: int) -> list[tuple[str, list[tuple[str, str, str]]]]:
        found = desk.house.browser().data(node, id=write_id("Receipt", pk))["node"]["entries"]["nodes"]
        return [
            (
                entry["kind"],
                [
                    (line["account"]["code"], line["debit"], line["credit"])
                    for line in entry["lines"]["nodes"]
                ],
            )
            for entry in found
        ]

    mpesa = f"1010-{desk.shortcode}-utility"
    assert shown(paid.pk) == [
        ("RECEIPT", [(mpesa, "100.00", "0.00"), ("2890", "0.00", "100.00")]),
        ("ROUTE", [("2890", "100.00", "0.00"), ("1200", "0.00", "100.00")]),
    ]
    assert shown(lost.pk) == [
        ("RECEIPT", [(mpesa, "70.00", "0.00"), ("2890", "0.00", "70.00")]),
        ("SUSPENSE", [("2890", "70.00", "0.00"), ("2900", "0.00", "70.00")]),
        ("ROUTE", [("2900", "70.00", "0.00"), ("1200", "0.00", "70.00")]),
    ]


def test_many_receipts_take_no_more_queries_than_one(desk: Desk, other_house: House):
    for _ in range(4):
        desk.pay(50_00)
    browser, counts = desk.house.browser(), []
    browser.data("{ __typename }")
    for first in (1, 4):
        with CaptureQueriesContext(connection) as asked:
            found = browser.data(ALL, business=desk.house.id, first=first)["receipts"]["nodes"]
        assert all(
            len(receipt["entries"]["nodes"]) == len(receipt["brief"]["nodes"]) == 2 for receipt in found
        )
        counts.append(len(asked))
    assert counts[0] == counts[1], [each["sql"][:300] for each in asked]


def test_who_may_not_read_the_books_sees_none(desk: Desk):
    desk.pay(50_00)
    ask = "query ($business: ID!) { receipts(business: $business) { nodes { entries { nodes { id } } } } }"
    for role, seen in ((Role.CASHIER, False), (Role.AUDITOR, True)):
        (receipt,) = desk.house.browser(role).data(ask, business=desk.house.id)["receipts"]["nodes"]
        assert (receipt["entries"] is not None) is seen
