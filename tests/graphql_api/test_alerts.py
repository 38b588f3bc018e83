"""Alerts over /graphql: who sees which, who is told what, who closes them."""

from __future__ import annotations

import json

import pytest

from core.machine.alerts import clear_alert, raise_alert
from core.models import Alert
from graphql_api.ids import write_id
from mpesa.models import PaymentRequest
from tests.graphql_api.conftest import Browser, House, signed_in
from tests.graphql_api.seeds import fill
from users.models import Role, User

LIST = """query ($business: ID, $allMine: Boolean, $filter: AlertFilter, $order: AlertOrder) {
    alerts(business: $business, allMine: $allMine, filter: $filter, orderBy: $order) { nodes {
        id code severity business { code tills { totalCount } } detail counts { code count } timesSeen
        resolvedAt comment } } }"""
RESOLVE = """mutation ($input: ResolveAlertInput!) { resolveAlert(input: $input) {
    alert { comment business { code } } problems { code field } } }"""
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


def id_of(house: House) -> str:
    return write_id("Business", house.business.pk)


def listed(browser: Browser, **variables) -> dict[str, dict]:
    asked = variables if "business" in variables else {"allMine": True, **variables}
    return {node["code"]: node for node in browser.data(LIST, **asked)["alerts"]["nodes"]}


def resolve(browser: Browser, alert: Alert, comment: str = "looked at") -> dict:
    asked = {"alert": write_id("Alert", alert.pk), "comment": comment}
    return browser.data(RESOLVE, input=asked)["resolveAlert"]


def refused(code: str, *field: str) -> dict:
    return {"alert": None, "problems": [{"code": code, "field": list(field)}]}


def closed(code: str | None) -> dict:
    business = None if code is None else {"code": code}
    return {"alert": {"comment": "looked at", "business": business}, "problems": []}


@pytest.mark.parametrize("role", Role.values)
def test_who_sees_alerts(house: House, other_house: House, alerts, role):
    browser = house.browser(role)
    if role not in READERS:
        assert listed(browser) == {}
        assert browser.refusal(LIST, business=id_of(house)) == "NOT_ALLOWED"
        return
    assert browser.refusal(LIST) == "WHICH_BUSINESS"
    for variables in ({}, {"business": id_of(house)}):
        seen = listed(browser, **variables)
        assert list(seen) == ["EVERYBODYS", "MINE"]
        mine, everybodys = seen["MINE"], seen["EVERYBODYS"]
        assert (mine["business"]["code"], mine["detail"]) == ("maji", "found MINE")
        assert (everybodys["business"], everybodys["detail"]) == (None, None)
    assert browser.refusal(LIST, business=id_of(other_house)) == "NOT_FOUND"


def test_what_was_found_is_counted_by_code(house: House, root: Browser):
    for business_id in (house.business.pk, None):
        raise_alert(
            code=f"OF_{business_id is None}",
            severity="WARNING",
            detail="ENTRY_CHANGED: 12, HEAD_MISSING: 1",
            business_id=business_id,
        )
    counts = [{"code": "ENTRY_CHANGED", "count": 12}, {"code": "HEAD_MISSING", "count": 1}]
    owners, roots = listed(house.browser()), listed(root)
    assert (owners["OF_False"]["detail"], owners["OF_False"]["counts"]) == (None, counts)
    assert (owners["OF_True"]["detail"], owners["OF_True"]["counts"]) == (None, [])
    assert (roots["OF_True"]["detail"], roots["OF_True"]["counts"]) == (None, counts)


SUBJECTS = """query { alerts(allMine: true, filter: {text: "QUIET"}) { nodes { clearedItself comment
    subject { __typename ... on Till { shortcode } } } } }"""


def test_an_alert_is_about_a_thing_for_who_may_read_it(house: House, other_house: House):
    seeds, theirs = fill(house, shortcode="600100"), fill(other_house, shortcode="600999")
    quiet = {"code": "QUIET", "business_id": house.business.pk}
    request = seeds.nodes["PaymentRequest"]
    for subject in (
        f"till:{seeds.till.pk}",
        f"request:{request.pk}",
        f"till:{theirs.till.pk}",
        "other:1",
        "",
    ):
        raise_alert(severity="WARNING", detail="x", subject=subject, **quiet)
    clear_alert(subject=f"till:{seeds.till.pk}", comment="Heard.", **quiet)
    nodes = house.browser().data(SUBJECTS)["alerts"]["nodes"]
    found = [node["subject"] and node["subject"]["__typename"] for node in nodes]
    assert found == [None, None, None, "PaymentRequest", "Till"]
    assert nodes[-1]["subject"]["shortcode"] == "600100"
    assert (nodes[-1]["clearedItself"], nodes[-1]["comment"]) == (True, "Heard.")
    assert (nodes[0]["clearedItself"], nodes[0]["comment"]) == (False, "")


def test_a_count_that_may_have_been_cut_is_not_told(house: House):
    long = ", ".join(f"{'X' * 40}{letter}: 1234" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    raise_alert(code="LONG", severity="WARNING", detail=long, business_id=house.business.pk)
    counts = listed(house.browser())["LONG"]["counts"]
    assert len(counts) == 10 and {each["count"] for each in counts} == {1234}


def test_alerts_are_narrowed_and_ordered(house: House, alerts):
    browser = house.browser()
    raise_alert(code="SMALL", severity="INFO", detail="x", business_id=house.business.pk)
    raise_alert(code="MINE", severity="CRITICAL", detail="again", business_id=house.business.pk)
    resolve(browser, alerts["mine"], "a card was lost")
    raise_alert(code="EVERYBODYS", severity="CRITICAL", detail="again", business_id=None)

    def found(**filter) -> list[str]:
        return list(listed(browser, filter=filter))

    assert found(severities=["INFO"]) == ["SMALL"] and found(severities=[]) == []
    assert found(isOpen=True) == ["SMALL", "EVERYBODYS"] and found(isOpen=False) == ["MINE"]
    assert found(text="every") == ["EVERYBODYS"] and found(text="card") == ["MINE"]
    assert found(text="again") == []  # what was found in the whole database is not searched
    assert len(found(day={"preset": "TODAY"})) == 3 and found(day={"preset": "YESTERDAY"}) == []
    order = {"field": "LAST_SEEN_AT"}
    assert list(listed(browser, order=order)) == ["EVERYBODYS", "MINE", "SMALL"]
    assert list(listed(browser, order=order | {"direction": "ASC"})) == ["SMALL", "MINE", "EVERYBODYS"]


def test_a_superuser_sees_what_is_of_the_whole_database(root: Browser, house: House, alerts):
    assert {code: node["detail"] for code, node in listed(root).items()} == {"EVERYBODYS": "found EVERYBODYS"}
    assert root.refusal(LIST, business=id_of(house)) == "NOT_FOUND"


def test_the_owner_closes_what_is_theirs(house: House, alerts):
    browser = house.browser()
    assert resolve(browser, alerts["theirs"]) == refused("NOT_FOUND", "alert")
    assert resolve(browser, alerts["everybody's"]) == refused("NOT_ALLOWED")
    assert resolve(house.browser("AUDITOR"), alerts["mine"]) == refused("NOT_ALLOWED")
    for comment in ("", " x "):
        assert resolve(browser, alerts["mine"], comment) == refused("COMMENT_MISSING", "comment")
    assert resolve(browser, alerts["mine"], "x" * 501) == refused("COMMENT_TOO_LONG", "comment")
    assert Alert.objects.filter(resolved_at=None).count() == 3
    for _ in range(2):
        assert resolve(browser, alerts["mine"]) == closed("maji")
    assert list(listed(browser, filter={"isOpen": False})) == ["MINE"]
    assert list(listed(browser, filter={"isOpen": True})) == ["EVERYBODYS"]


def test_a_superuser_closes_what_is_of_the_whole_database(root: Browser, alerts):
    assert resolve(root, alerts["everybody's"]) == closed(None)
    assert resolve(root, alerts["mine"]) == refused("NOT_FOUND", "alert")


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
