"""Each figure of a dashboard leads to its rows: the lists take the day, the hour, the till and the reason."""

from __future__ import annotations

from typing import Any

import pytest

from graphql_api.ids import write_id
from tests.graphql_api.conftest import House
from tests.reports.made import cents
from tests.reports.test_metrics import ASK
from tests.reports.trading import FIRST, SECOND, Trading
from users.models import Role

LISTS = """query ($business: ID!, $receipts: ReceiptFilter, $requests: PaymentRequestFilter) {
    receipts(business: $business, filter: $receipts) { nodes { amount } }
    paymentRequests(business: $business, filter: $requests) { nodes { amount } } }"""
SUMS = """query ($business: ID!, $filter: PaymentRequestFilter) {
    paymentRequests(business: $business, filter: $filter) { nodes { amount } }
    paymentRequestSums(business: $business, filter: $filter) { count amount } }"""
SUCCEEDED, NOT_PAID = ["PAID", "CONFIRMED"], ["FAILED", "CANCELLED", "EXPIRED"]
PAYOUTS = """query ($business: ID!, $filter: PayoutFilter) {
    payouts(business: $business, filter: $filter) { nodes { amount } } }"""


@pytest.fixture
def trading(house: House, drain, clock) -> Trading:
    return Trading(house, drain, clock)


def counted(nodes: list[dict[str, Any]]) -> tuple[int, int]:
    return len(nodes), sum(cents(each["amount"]) for each in nodes)


def figured(figure: dict[str, Any]) -> tuple[int, int]:
    return figure["count"], cents(figure["amount"])


@pytest.mark.parametrize("by", ["DAY", "HOUR", "TILL"])
def test_the_rows_of_a_span_add_up_to_its_figures(trading: Trading, by: str) -> None:
    browser, house = trading.house.browser(), trading.house
    known = browser.data(ASK, business=house.id, by=by, **{"from": str(FIRST), "to": str(SECOND)})["metrics"]
    tills = {each.shortcode: write_id("Till", each.pk) for each in (trading.shop.till, trading.office.till)}
    seen = 0
    for span in known["spans"]:
        if by == "HOUR" and span["collected"]["count"] + span["requests"]["asked"]["count"] == 0:
            continue
        seen += 1
        day = {"from": span["day"] or str(FIRST), "to": span["day"] or str(SECOND)}
        filter = {"day": day, "hour": span["hour"], "till": span["till"] and tills[span["till"]["shortcode"]]}
        lists = browser.data(LISTS, business=house.id, receipts=filter, requests=filter)
        assert counted(lists["receipts"]["nodes"]) == figured(span["collected"])
        assert counted(lists["paymentRequests"]["nodes"]) == figured(span["requests"]["asked"])
        paid = {"paidDay": day, "paidHour": span["hour"], "till": filter["till"]}
        assert counted(browser.data(PAYOUTS, business=house.id, filter=paid)["payouts"]["nodes"]) == figured(
            span["paidOut"]
        )
    assert seen >= 2


def test_the_requests_of_a_reason(trading: Trading) -> None:
    browser, house = trading.house.browser(), trading.house
    for state, code, amounts in (
        ("CANCELLED", "1032", ["50.00"]),
        ("FAILED", "1", ["70.00"]),
        ("FAILED", "1032", []),
        ("FAILED", "", []),
    ):
        lists = browser.data(
            LISTS, business=house.id, receipts=None, requests={"states": [state], "resultCode": code}
        )
        assert [each["amount"] for each in lists["paymentRequests"]["nodes"]] == amounts


@pytest.mark.parametrize(
    ("filter", "field"),
    [
        ({"hour": 3}, "hour"),
        ({"hour": 3, "day": {"from": str(FIRST)}}, "hour"),
        ({"hour": 3, "day": {"from": str(FIRST), "to": str(SECOND)}}, "hour"),
        ({"hour": 24, "day": {"preset": "TODAY"}}, "hour"),
        ({"hour": -1, "day": {"preset": "TODAY"}}, "hour"),
    ],
)
def test_an_hour_is_of_one_day(house: House, filter: dict[str, Any], field: str) -> None:
    browser = house.browser(Role.ACCOUNTANT)
    for given in ({"receipts": filter}, {"requests": filter}):
        refused = browser.ask(LISTS, business=house.id, **given)["errors"][0]["extensions"]
        assert (refused["code"], refused["field"]) == ("BAD_FILTER", ["filter", field])
    paid = {"paidHour": filter["hour"], "paidDay": filter.get("day")}
    refused = browser.ask(PAYOUTS, business=house.id, filter=paid)["errors"][0]["extensions"]
    assert (refused["code"], refused["field"]) == ("BAD_FILTER", ["filter", "paidHour"])


@pytest.mark.parametrize("by", ["DAY", "HOUR", "TILL"])
def test_the_requests_behind_each_share(trading: Trading, by: str) -> None:
    """Those that a rate is of, those that it counts, and their sums as the lists have them."""
    browser, house = trading.house.browser(), trading.house
    known = browser.data(ASK, business=house.id, by=by, **{"from": str(FIRST), "to": str(SECOND)})["metrics"]
    tills = {each.shortcode: write_id("Till", each.pk) for each in (trading.shop.till, trading.office.till)}
    seen = 0
    for span in (*known["spans"], known["total"] | {"till": None}):
        figures = span["requests"]
        if figures["asked"]["count"] == 0:
            continue
        seen += 1
        day = {"from": span["day"] or str(FIRST), "to": span["day"] or str(SECOND)}
        here = {"day": day, "hour": span["hour"], "till": span["till"] and tills[span["till"]["shortcode"]]}
        ended = figures["succeeded"] + figures["failed"]
        for more, count in (
            ({"states": SUCCEEDED}, figures["succeeded"]),
            ({"states": NOT_PAID}, figures["failed"]),
            ({"states": [*SUCCEEDED, *NOT_PAID]}, ended),
            ({"callback": "DUE"}, figures["callbacksDue"]),
            ({"callback": "LOST"}, figures["callbacksLost"]),
            ({"callback": "CAME"}, figures["callbacksDue"] - figures["callbacksLost"]),
        ):
            found = browser.data(SUMS, business=house.id, filter=here | more)
            listed = counted(found["paymentRequests"]["nodes"])
            assert listed[0] == count, more
            assert listed == figured(found["paymentRequestSums"])
    assert seen == 2
    assert (known["total"]["requests"]["callbacksLost"], known["total"]["requests"]["callbacksDue"]) == (2, 4)


def test_sums_are_over_all_pages_and_of_nothing_too(trading: Trading, other_house: House) -> None:
    browser, house = trading.house.browser(), trading.house
    ask = "query ($business: ID!, $filter: ReceiptFilter) { receiptSums(business: $business, filter: $filter)"
    ask += " { count amount } }"
    whole = browser.data(ask, business=house.id, filter=None)["receiptSums"]
    assert whole == {"count": 3, "amount": "157.00"}
    first = {"day": {"from": str(FIRST), "to": str(FIRST)}}
    assert browser.data(ask, business=house.id, filter=first)["receiptSums"]["amount"] == "150.00"
    none = {"text": "nobody"}
    assert browser.data(ask, business=house.id, filter=none)["receiptSums"] == {"count": 0, "amount": "0.00"}
    for stranger, code in ((other_house.browser(), "NOT_FOUND"), (house.browser(Role.PLAYER), "NOT_ALLOWED")):
        refused = stranger.ask(ask, business=house.id, filter=None)["errors"][0]["extensions"]
        assert refused["code"] == code


@pytest.mark.parametrize("day", [None, {"from": str(FIRST)}, {"to": str(FIRST)}])
def test_a_callback_is_of_days_that_are_named(house: House, day: dict[str, Any] | None) -> None:
    asked = {"callback": "LOST", "day": day}
    refused = house.browser().ask(LISTS, business=house.id, requests=asked)["errors"][0]["extensions"]
    assert (refused["code"], refused["field"]) == ("BAD_FILTER", ["filter", "callback"])
