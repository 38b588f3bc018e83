from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from graphql import get_named_type

from graphql_api.gates.secrets import SECRET_MUTATIONS
from tests.clock import Clock
from tests.graphql_api.conftest import PASSWORD, Browser, House
from tests.graphql_api.walk.asking import root_fields
from users.models import AuditEntry, Role, SignInDelay
from users.signing_in.devices import COOKIE, GOOD_FOR

ME = "{ me { displayName username phone memberships { nodes { role business { code } } } } }"
#: Names of arguments that hold a secret; `code` is one too, where it is not the code of a thing.
SECRETS = {"secret", "pin", "newPin", "password", "newPassword", "token"}
CODES_OF_THINGS = {"createBusiness", "openAccount"}
#: These seal a secret of somebody else's and try none: there is nothing to guess by them.
PUT_IN = {"setTillInitiator"}


def at(address: str) -> Browser:
    return Browser(Client(enforce_csrf_checks=True, REMOTE_ADDR=address))


def test_nobody_is_signed_in(browser: Browser):
    assert browser.data("{ me { username } }") == {"me": None}


def test_sign_in_and_out(browser: Browser, house: House):
    assert browser.sign_in("Cashier.maji ") == {"me": {"username": "cashier.maji"}}
    assert browser.data(ME)["me"] == {
        "displayName": "CASHIER of maji",
        "username": "cashier.maji",
        "phone": "",
        "memberships": {"nodes": [{"role": "CASHIER", "business": {"code": "maji"}}]},
    }
    assert browser.data("mutation { signOut { problems { code } } }") == {"signOut": {"problems": []}}
    assert browser.data("{ me { username } }") == {"me": None}
    assert AuditEntry.objects.filter(action="sign_out", actor=house.people[Role.CASHIER]).count() == 1


def test_a_device_is_known_after_signing_out(house: House, clock: Clock):
    """Strangers behind the same address, and strangers everywhere, hold out nobody who was there before."""
    known = at("10.0.0.1")
    known.sign_in("cashier.maji")
    cookie = known.client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == int(GOOD_FOR / timedelta(seconds=1))
    known.data("mutation { signOut { __typename } }")
    stranger = at("10.0.0.2")
    for number in range(20):
        assert stranger.sign_in("cashier.maji" if number < 4 else f"name-{number}", "wrong")["code"]
    known.client.defaults["REMOTE_ADDR"] = "10.0.0.2"
    assert stranger.sign_in("cashier.maji")["code"] == "SIGN_IN_TOO_SOON"
    assert at("10.0.0.2").sign_in("auditor.maji")["code"] == "SIGN_IN_TOO_SOON"
    assert known.sign_in("cashier.maji")["me"]
    assert at("10.0.0.1").sign_in("cashier.maji")["me"]  # a known place


def test_a_new_password_makes_devices_unknown_but_the_one_that_chose_it(house: House, clock: Clock):
    here, elsewhere = at("10.0.0.1"), at("10.0.0.2")
    for each in (here, elsewhere):
        each.sign_in("cashier.maji")
    new = "quite another password"
    assert here.act("changePassword", secret=PASSWORD, newPassword=new) == {"problems": []}
    stranger = at("10.0.0.3")
    for _ in range(4):
        stranger.sign_in("cashier.maji", "wrong")
    for each in (here, elsewhere):
        each.client.defaults["REMOTE_ADDR"] = "10.0.0.3"
    assert elsewhere.sign_in("cashier.maji", new)["code"] == "SIGN_IN_TOO_SOON"
    assert here.sign_in("cashier.maji", new)["me"]


def test_too_soon_says_when_to_come_back_whether_or_not_there_is_such_a_person(house: House, clock: Clock):
    def refusal(name: str) -> dict[str, Any]:
        query = """mutation ($input: SignInInput!) { signIn(input: $input) { me { username }
            problems { code field message detail { retryAt } } } }"""
        for _ in range(5):  # three are free, the fourth makes the fifth wait
            answer = at(f"10.1.{len(name)}.1").data(query, input={"identifier": name, "secret": "wrong"})
        return answer["signIn"]

    there, nobody = refusal("cashier.maji"), refusal("nobody")
    assert there == nobody
    (problem,) = there["problems"]
    assert (there["me"], problem["code"], problem["field"]) == (None, "SIGN_IN_TOO_SOON", [])
    wait = datetime.fromisoformat(problem["detail"]["retryAt"]) - clock.at
    assert f"in {wait.seconds} seconds" in problem["message"] and timedelta(0) < wait < timedelta(seconds=10)
    clock.pass_seconds(wait.seconds)
    assert at("10.1.12.1").sign_in("cashier.maji")["me"]


def test_a_refused_sign_in_sets_no_cookie_and_signing_out_takes_it(house: House, settings):
    browser = Browser()
    for secret, bad in (("wrong", "SIGN_IN_FAILED"), ("a\x00b", "BAD_TEXT"), ("x" * 3000, "BAD_TEXT")):
        assert browser.sign_in("cashier.maji", secret)["code"] == bad
        assert set(browser.client.cookies) == {"csrftoken"}
    assert browser.sign_in("cashier.maji")["me"]
    token = browser.client.cookies["csrftoken"].value
    assert browser.client.cookies[settings.SESSION_COOKIE_NAME].value and browser.client.cookies[COOKIE].value
    browser.data("mutation { signOut { problems { code } } }")
    assert browser.client.cookies[settings.SESSION_COOKIE_NAME].value == ""
    refused = browser.data("mutation { signOut { problems { code } } }")["signOut"]["problems"]
    assert refused == [{"code": "SIGN_IN_REQUIRED"}]
    assert browser.sign_in("cashier.maji")["me"] and browser.client.cookies["csrftoken"].value != token


def test_one_operation_tries_one_secret(browser: Browser, house: House):
    one = 'signIn(input: {identifier: "owner.maji", secret: "wrong"}) { problems { code } }'
    thirty = " ".join(f"a{number}: {one}" for number in range(30))
    other = 'startTotp(input: {secret: "x"}) { problems { code } }'
    f, g = f"fragment F on Mutation {{ c: {one} ...G }}", "fragment G on Mutation { ...F }"
    for operation in (
        f"mutation {{ {thirty} }}",
        f"mutation {{ {one} {other} }}",
        f"mutation {{ {one} ... {{ b: {one} }} }}",
        f"mutation {{ {one} ...F }} {f} {g}",
        f"mutation {{ ...F d: {one} }} fragment F on Mutation {{ c: {one} }}",
    ):
        assert browser.ask(operation)["errors"][0]["extensions"]["code"] == "BAD_QUERY", operation
    assert (
        not SignInDelay.objects.exists() and not AuditEntry.objects.filter(action="sign_in.failed").exists()
    )
    assert browser.data(f"mutation {{ a: {one} }}")["a"] == {"problems": [{"code": "SIGN_IN_FAILED"}]}


def test_every_mutation_that_takes_a_secret_is_tried_alone():
    found = set()
    for name, field in root_fields("mutation").items():
        given = set(field.args)
        for argument in field.args.values():
            given |= set(getattr(get_named_type(argument.type), "fields", ()))
        if name in PUT_IN:
            continue
        if given & SECRETS or ("code" in given and name not in CODES_OF_THINGS):
            found.add(name)
    assert found <= SECRET_MUTATIONS, found - SECRET_MUTATIONS
    assert set(root_fields("mutation")) >= SECRET_MUTATIONS
