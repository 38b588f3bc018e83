"""Tills as the console's settings use them: who may change them, and that what was put in never comes out."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from core import days
from graphql_api.ids import write_id
from mpesa.models import Till
from mpesa.tills.credentials import TillCredentials, passkey_of
from mpesa.tills.tills import create_till
from tests.graphql_api.conftest import House
from users.models import AuditEntry, Role

SECRETS = {"consumerKey": "kkkk-one", "consumerSecret": "ssss-two", "passkey": "pppp-three"}
REPLACE = """mutation ($input: ReplaceTillCredentialsInput!) { replaceTillCredentials(input: $input) {
    till { id name credentialsSetAt urlsRegisteredAt } problems { code field message } } }"""
CREATE = """mutation ($input: CreateTillInput!) { createTill(input: $input) {
    till { id name kind shortcode storeNumber environment credentialsSetAt }
    problems { code field message } } }"""


@pytest.fixture
def till(house: House) -> Till:
    made = create_till(
        business=house.business,
        name="Shop",
        kind="PAYBILL",
        shortcode="600100",
        credentials=TillCredentials("a", "b", "old"),
        actor=house.people[Role.OWNER],
    )
    Till.objects.filter(pk=made.pk).update(credentials_set_at=days.now() - timedelta(days=100))
    return Till.objects.get(pk=made.pk)


def test_new_credentials_are_dated_and_never_come_back(house: House, till: Till):
    wanted = {"till": write_id("Till", till.pk), "credentials": SECRETS}
    answer = house.browser().data(REPLACE, input=wanted)
    assert not any(secret in json.dumps(answer) for secret in SECRETS.values())
    assert answer["replaceTillCredentials"]["problems"] == []
    now = Till.objects.get()
    assert now.credentials_set_at > till.credentials_set_at + timedelta(days=99)
    assert answer["replaceTillCredentials"]["till"]["credentialsSetAt"] == now.credentials_set_at.isoformat()
    assert passkey_of(now) == "pppp-three"
    told = AuditEntry.objects.get(action="till.credentials")
    assert (told.actor, told.details) == (house.people[Role.OWNER], {"proven": False})


def test_what_is_refused_changes_nothing(house: House, other_house: House, till: Till):
    wanted = {"till": write_id("Till", till.pk), "credentials": SECRETS}
    for role in set(Role.values) - {Role.OWNER}:
        (problem,) = house.browser(role).data(REPLACE, input=wanted)["replaceTillCredentials"]["problems"]
        assert problem["code"] in ("NOT_ALLOWED", "NOT_FOUND"), role
    (problem,) = other_house.browser().data(REPLACE, input=wanted)["replaceTillCredentials"]["problems"]
    assert problem["code"] == "NOT_FOUND"
    empty = wanted | {"credentials": SECRETS | {"passkey": " ", "consumerKey": ""}}
    problems = house.browser().data(REPLACE, input=empty)["replaceTillCredentials"]["problems"]
    assert [problem["field"] for problem in problems] == [
        ["credentials", "consumerKey"],
        ["credentials", "passkey"],
    ]
    assert Till.objects.get().credentials_set_at == till.credentials_set_at
    assert passkey_of(Till.objects.get()) == "old"
    assert not AuditEntry.objects.filter(action="till.credentials").exists()


def test_a_new_till_says_when_it_was_given_its_credentials(house: House):
    wanted = {"business": house.id, "name": "Duka", "kind": "TILL", "shortcode": "600300"}
    wanted |= {"storeNumber": "600301", "environment": "SANDBOX", "credentials": SECRETS}
    answer = house.browser().data(CREATE, input=wanted)
    assert not any(secret in json.dumps(answer) for secret in SECRETS.values())
    assert answer["createTill"]["problems"] == []
    assert (
        answer["createTill"]["till"]["credentialsSetAt"] == Till.objects.get().credentials_set_at.isoformat()
    )
    again = house.browser().data(CREATE, input=wanted)["createTill"]
    assert [problem["code"] for problem in again["problems"]] == ["SHORTCODE_TAKEN"]
    for role in set(Role.values) - {Role.OWNER}:
        answer = house.browser(role).data(CREATE, input=wanted | {"shortcode": "600400"})["createTill"]
        assert [problem["code"] for problem in answer["problems"]] == ["NOT_ALLOWED"], role
    assert Till.objects.count() == 1
