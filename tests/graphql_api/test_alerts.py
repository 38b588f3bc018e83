"""Alerts over /graphql: who sees which, who is told what, who closes them."""

from __future__ import annotations

import json

import pytest

from core.machine.alerts import raise_alert
from core.models import Alert
from graphql_api.ids import write_id
from mpesa.models import PaymentRequest
from tests.graphql_api.conftest import Browser, House, signed_in
from tests.graphql_api.seeds import fill
from users.models import Role, User

LIST = """query ($business: String, $open: Boolean) { alerts(business: $business, isOpen: $open) { edges {
    node { id code severity businessCode detail timesSeen resolvedAt comment } } } }"""
RESOLVE = """mutation ($alert: ID!, $comment: String!) { resolveAlert(alert: $alert, comment: $comment) {
    __typename ... on Alert { comment businessCode } ... on Problem { code field } } }"""
READERS = ("OWNER", "ACCOUNTANT", "AUDITOR")


@pytest.fixture
def alerts(house: House, other_house: House) -> dict[str, Alert]:
    def ring(business_id: int | None, code: str) -> Alert:
        return raise_alert(code=code, severity="CRITICAL", detail=f"found {code}", business_id=business_id)

    return {
        "mine": ring(house.business.pk, "MINE"),
        "theirs": ring(other_house.business.pk, "THEIRS"),
        "everybody's": ring(None, "EVERYBODYS"),
    }


@pytest.fixture
def root(db: None) -> Browser:
    return signed_in(User.objects.create_superuser("root", "correct horse battery"))


def listed(browser: Browser, **variables) -> dict[str, dict]:
    edges = browser.data(LIST, **variables)["alerts"]["edges"]
    return {edge["node"]["code"]: edge["node"] for edge in edges}


def resolve(browser: Browser, alert: Alert, comment: str = "looked at") -> dict:
    return browser.data(RESOLVE, alert=write_id("Alert", alert.pk), comment=comment)["resolveAlert"]


@pytest.mark.parametrize("role", Role.values)
def test_who_sees_alerts(house: House, alerts, role):
    browser = house.browser(role)
    if role not in READERS:
        assert listed(browser) == {}
        assert browser.refusal(LIST, business="maji") == "NOT_ALLOWED"
        return
    for variables in ({}, {"business": "maji"}):
        seen = listed(browser, **variables)
        assert list(seen) == ["EVERYBODYS", "MINE"]
        assert (seen["MINE"]["businessCode"], seen["MINE"]["detail"]) == ("maji", "found MINE")
        assert (seen["EVERYBODYS"]["businessCode"], seen["EVERYBODYS"]["detail"]) == (None, "")
    assert browser.refusal(LIST, business="duka") == "NOT_FOUND"


def test_a_superuser_sees_what_is_of_the_whole_database(root: Browser, alerts):
    assert {code: node["detail"] for code, node in listed(root).items()} == {"EVERYBODYS": "found EVERYBODYS"}
    assert root.refusal(LIST, business="maji") == "NOT_FOUND"


def test_the_owner_closes_what_is_theirs(house: House, alerts):
    browser = house.browser()
    assert resolve(browser, alerts["theirs"])["code"] == "NOT_FOUND"
    assert resolve(browser, alerts["everybody's"])["code"] == "NOT_ALLOWED"
    assert resolve(house.browser("AUDITOR"), alerts["mine"])["code"] == "NOT_ALLOWED"
    assert resolve(browser, alerts["mine"], "") == {
        "__typename": "Problem",
        "code": "COMMENT_MISSING",
        "field": ["comment"],
    }
    assert Alert.objects.filter(resolved_at=None).count() == 3
    for _ in range(2):
        closed = resolve(browser, alerts["mine"])
        assert closed == {"__typename": "Alert", "comment": "looked at", "businessCode": "maji"}
    assert list(listed(browser, open=False)) == ["MINE"] and list(listed(browser, open=True)) == [
        "EVERYBODYS"
    ]


def test_a_superuser_closes_what_is_of_the_whole_database(root: Browser, alerts):
    assert resolve(root, alerts["everybody's"]) == {
        "__typename": "Alert",
        "comment": "looked at",
        "businessCode": None,
    }
    assert resolve(root, alerts["mine"])["code"] == "NOT_FOUND"


def test_a_payment_is_refused_while_the_books_do_not_hold(house: House):
    till = fill(house, shortcode="600100").till
    raise_alert(code="LEDGER_BROKEN", severity="CRITICAL", detail="x", business_id=house.business.pk)
    before = PaymentRequest.objects.count()
    answer = house.browser("CASHIER").data(
        """mutation ($till: ID!) { requestPayment(input: {till: $till, phone: "0712345678", amount: "10.00",
            accountReference: "x", idempotencyKey: "another-key"}) { problems { code message } } }""",
        till=write_id("Till", till.pk),
    )
    assert answer["requestPayment"]["problems"][0]["code"] == "BOOKS_BROKEN", json.dumps(answer)
    assert PaymentRequest.objects.count() == before
