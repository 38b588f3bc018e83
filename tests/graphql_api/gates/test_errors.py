"""What a client is told: refusals with a code, faults of ours without any detail."""

from __future__ import annotations

import json
import logging

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from graphql_api.gates import limits
from graphql_api.gates.bodies import MAX_BODY_BYTES
from graphql_api.ids import write_id
from mpesa.models import PaymentRequest
from tests.graphql_api.conftest import PASSWORD, Browser, House
from tests.graphql_api.seeds import fill
from tests.graphql_api.walk.rows import PHONE
from users.models import Role

REQUEST = """mutation ($input: RequestPaymentInput!) { requestPayment(input: $input) {
    paymentRequest { amount state } problems { code field } } }"""


def test_a_crash_shows_no_detail(browser: Browser, house: House, monkeypatch, caplog):
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("the passkey=hunter2 of 254712345678 broke")

    monkeypatch.setattr("graphql_api.ledger.trial_balance.selectors.trial_balance", crash)
    with caplog.at_level(logging.ERROR):
        answer = house.browser().ask(
            "query ($b: ID!) { trialBalance(business: $b) { totalDebit } me { username } }", b=house.id
        )
    assert answer["errors"][0]["message"] == "Something went wrong on our side."
    assert answer["errors"][0]["extensions"] == {"code": "INTERNAL", "field": []}
    assert "hunter2" not in json.dumps(answer)
    assert "an operation crashed" in caplog.text


def test_a_crash_in_a_mutation_is_masked_and_ends_the_operation(house: House, monkeypatch):
    def crash(**_: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("graphql_api.billing.customer_mutations.customers.create_customer", crash)
    answer = house.browser().ask(
        "mutation ($b: ID!) { issueSocketToken { __typename }"
        ' createCustomer(input: {business: $b, name: "A", idempotencyKey: "1"}) { __typename } }',
        b=write_id("Business", house.business.pk),
    )
    assert answer["data"] is None  # a payload is never null: what was done beside it is told by asking
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"


def test_a_crash_of_an_extension_is_masked_too(browser: Browser, monkeypatch):
    def crash(self: object, *_: object) -> None:
        raise RuntimeError("inside the limits")

    monkeypatch.setattr(limits.Measure, "sizes", crash)
    answer = browser.ask("{ me { username } }")
    assert answer["data"] is None
    assert "inside" not in json.dumps(answer)
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"


def test_permission_denied_is_not_a_fault(house: House, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise PermissionDenied("by Django")

    monkeypatch.setattr("graphql_api.ledger.trial_balance.selectors.trial_balance", refuse)
    query = "query ($b: ID!) { trialBalance(business: $b) { day } }"
    assert house.browser().refusal(query, b=house.id) == "NOT_ALLOWED"


@pytest.mark.parametrize("amount", ["10.001", "ten", "", "1e3", 10, 10.5, None, True, "9" * 17])
def test_money_is_exact_text(amount: object, house: House):
    seeds = fill(house, shortcode="600100")
    wanted = {"till": write_id("Till", seeds.till.pk), "phone": PHONE, "amount": amount}
    before = PaymentRequest.objects.count()
    answer = house.browser().ask(
        REQUEST, input=wanted | {"accountReference": "A1", "idempotencyKey": "a-key-of-mine"}
    )
    if amount is None:  # the schema itself says that there must be one
        expected = {"code": "BAD_QUERY", "field": ["input", "amount"]}
        assert [error["extensions"] for error in answer["errors"]] == [expected]
    else:
        expected = {"paymentRequest": None, "problems": [{"code": "BAD_AMOUNT", "field": ["amount"]}]}
        assert answer == {"data": {"requestPayment": expected}}
    assert PaymentRequest.objects.count() == before


def test_money_literals_are_text_too(house: House):
    operation = (
        'mutation { requestPayment(input: {till: "x", phone: "", amount: %s, accountReference: "",'
        ' idempotencyKey: ""})'
    )
    operation += " { problems { code field } } }"
    problems = house.browser().data(operation % "12.50")["requestPayment"]["problems"]
    assert {(each["code"], *each["field"]) for each in problems} == {
        ("BAD_PHONE", "phone"),
        ("BAD_AMOUNT", "amount"),
        ("BAD_REFERENCE", "accountReference"),
        ("BAD_KEY", "idempotencyKey"),
    }


def test_a_payment_request_rounds_by_policy_and_shows_shillings(house: House):
    seeds = fill(house, shortcode="600100")
    wanted = {"till": write_id("Till", seeds.till.pk), "phone": "0712 345 678", "amount": "402.50"}
    wanted |= {"accountReference": "A1", "idempotencyKey": "a-key-of-mine"}
    browser = house.browser(Role.CASHIER)
    expected = {"paymentRequest": {"amount": "403.00", "state": "INITIATED"}, "problems": []}
    assert browser.data(REQUEST, input=wanted) == {"requestPayment": expected}
    assert browser.data(REQUEST, input=wanted) == {"requestPayment": expected}
    reused = {
        "paymentRequest": None,
        "problems": [{"code": "KEY_REUSED", "field": ["idempotencyKey"]}],
    }
    assert browser.data(REQUEST, input=wanted | {"amount": "403"}) == {"requestPayment": reused}
    assert PaymentRequest.objects.filter(key="a-key-of-mine").count() == 1


@pytest.mark.parametrize(
    "id",
    ["", "x", "VGlsbA==", "VGlsbDp4", "VGlsbDotMQ==", "Tm90aGluZzox", "VGlsbDo5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"],
)
def test_bad_ids_look_like_absent_ones(id: str, house: House):
    assert house.browser().data("query ($id: ID!) { node(id: $id) { id } }", id=id) == {"node": None}


def test_without_the_csrf_token_nothing_happens(house: House):
    client = Client(enforce_csrf_checks=True)
    client.force_login(house.people[Role.OWNER])
    body = {"query": "mutation { signOut { __typename } }"}
    assert client.post("/graphql", body, content_type="application/json").status_code == 403
    wrong = {"X-CSRFToken": "x" * 32}
    refused = client.post("/graphql", body, content_type="application/json", headers=wrong)
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (403, "CSRF_REFUSED")


def test_only_named_origins_read_the_answers(browser: Browser, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example.org"]
    for origin, allowed in (("https://app.example.org", True), ("https://evil.example.org", False)):
        answer = browser.client.options(
            "/graphql", headers={"Origin": origin, "Access-Control-Request-Method": "POST"}
        )
        assert ("access-control-allow-origin" in answer.headers) is allowed


def test_only_post_counts(browser: Browser):
    answer = browser.client.get("/graphql", {"query": "{ me { username } }"})
    assert answer.status_code == 405
    assert "csrftoken" in browser.client.cookies


def test_batches_and_long_bodies_are_refused(browser: Browser):
    assert browser.post([{"query": "{ __typename }"}]).status_code == 400
    assert browser.post({"query": "{ me { username } }", "pad": "x" * MAX_BODY_BYTES}).status_code == 413


def test_introspection_is_open(browser: Browser):
    assert browser.data("{ __schema { queryType { name } } }") == {
        "__schema": {"queryType": {"name": "Query"}}
    }


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("{ " + " ".join(f"a{n}: me {{ username }}" for n in range(31)) + " }", "aliases"),
        ("{ me { username " + "username " * 2000 + "} }", "tokens"),
        (
            "{ journalEntries(allMine: true, first: 100) { edges { node { lines(first: 100) { nodes {"
            " debit credit account { balance parent { code } business { code name } } } } } } } }",
            "smaller pages",
        ),
        (
            "query ($n: Int) { journalEntries(allMine: true, first: $n) { edges { node { lines(first: $n) {"
            " nodes { account { business { code name } code balance } debit } } } } } }",
            "smaller pages",
        ),
        (
            "{ receipts { edges { node { ...a } } } } "
            + " ".join(
                f"fragment {chr(97 + n)} on Receipt {{ till {{ ...{chr(98 + n)} ...{chr(98 + n)} }} }}"
                for n in range(20)
            )
            + " fragment u on Receipt { id }",
            "",
        ),
    ],
)
def test_limits(query: str, says: str, browser: Browser):
    answer = browser.ask(query, n=100)
    assert answer["data"] is None
    assert any(
        says in error["message"] and error["extensions"]["code"] == "BAD_QUERY" for error in answer["errors"]
    )


def test_a_bomb_of_fragments_is_measured_in_no_time(browser: Browser):
    """Each of 40 fragments spreads the next one twice: 2^40 fields, refused without counting them."""
    bomb = " ".join(
        f"fragment f{n} on Membership {{ business {{ code }} ...f{n + 1} x{n}: role ...f{n + 1} }}"
        for n in range(40)
    )
    answer = browser.ask(
        f"{{ me {{ memberships {{ nodes {{ ...f0 }} }} }} }} {bomb} fragment f40 on Membership {{ id }}"
    )
    assert any(
        "smaller pages" in error["message"] or "aliases" in error["message"] for error in answer["errors"]
    )


def test_a_circle_of_fragments_is_refused(browser: Browser):
    answer = browser.ask("{ me { ...a } } fragment a on Me { ...b } fragment b on Me { ...a }")
    assert answer["data"] is None


def test_smaller_pages_are_allowed(house: House):
    query = "query ($n: Int) { journalEntries(allMine: true, first: $n) { edges { node"
    query += " { lines(first: 5) { nodes { debit } } } } } }"
    assert house.browser().data(query, n=100) == {"journalEntries": {"edges": []}}


def test_sign_in_grows_a_delay_and_tells_nothing(browser: Browser, house: House):
    wrong = {
        browser.sign_in("owner.maji", "wrong")["code"],
        browser.sign_in("nobody-at-all", "wrong")["code"],
    }
    assert wrong == {"SIGN_IN_FAILED"}
    codes = [browser.sign_in("owner.maji", "wrong")["code"] for _ in range(5)]
    assert codes[-1] == "SIGN_IN_TOO_SOON"
    assert browser.sign_in("owner.maji", PASSWORD)["code"] == "SIGN_IN_TOO_SOON"
    assert browser.data("{ me { username } }") == {"me": None}
    assert browser.sign_in("cashier.maji")["me"]
