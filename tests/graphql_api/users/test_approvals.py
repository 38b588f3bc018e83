"""Approvals through the front door: what the maker and the checker see and do."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.graphql_api.conftest import PASSWORD, House
from tests.graphql_api.seeds import fill
from users.approvals import approving
from users.models import Business, Membership, Role

ASK = """mutation ($limit: Money!, $key: String!) {
    changeApprovalRules(business: "maji", soloLimit: $limit, key: $key, comment: "quieter days") {
    ... on Problem { code field } ... on Approval { id digest content state } } }"""
APPROVE = """mutation ($input: ApproveInput!) { approveRequest(input: $input) {
    ... on Problem { code field } ... on Approval { state checker alone business { soloLimit } } } }"""
LIST = """{ approvals(business: "maji", state: PENDING) { edges { node { id kind digest content amount comment
    maker checker alone twoPeople decisions { step by comment } } } } }"""


def ask(house: House, limit: str = "500.00", key: str = "rules-0001") -> dict:
    return house.browser().data(ASK, limit=limit, key=key)["changeApprovalRules"]


def test_the_checker_reads_and_approves(house: House):
    asked = ask(house)
    assert hashlib.sha256(asked["content"].encode()).hexdigest() == asked["digest"]
    assert asked == ask(house)
    checker = house.browser(Role.APPROVER)
    (edge,) = checker.data(LIST)["approvals"]["edges"]
    assert edge["node"] == {
        "id": asked["id"],
        "kind": "approval_rules.change",
        "digest": asked["digest"],
        "content": asked["content"],
        "amount": None,
        "comment": "quieter days",
        "maker": "OWNER of maji",
        "checker": None,
        "alone": None,
        "twoPeople": False,
        "decisions": [{"step": "REQUESTED", "by": "OWNER of maji", "comment": "quieter days"}],
    }
    answer = {"approval": asked["id"], "digest": asked["digest"]}
    mine = house.browser().data(APPROVE, input=answer)
    assert mine == {"approveRequest": {"code": "SAME_PERSON", "field": ["approval"]}}
    assert Business.objects.get(code="maji").solo_limit == 0
    done = {
        "state": "APPROVED",
        "checker": "APPROVER of maji",
        "alone": None,
        "business": {"soloLimit": "500.00"},
    }
    assert checker.data(APPROVE, input=answer) == {"approveRequest": done}
    assert checker.data(LIST)["approvals"]["edges"] == []
    assert ask(house, "600.00", "rules-0001") == {"code": "KEY_REUSED", "field": ["key"]}


def test_an_owner_alone_gives_the_password_again(house: House, monkeypatch):
    Membership.objects.filter(business=house.business, role=Role.APPROVER).delete()
    monkeypatch.setattr(approving, "SECOND_THOUGHTS", timedelta(0))
    asked = ask(house)
    answer = {"approval": asked["id"], "digest": asked["digest"]}
    browser = house.browser()
    for secret, code in (("", "SECRET_REQUIRED"), ("wrong", "SIGN_IN_FAILED")):
        refused = browser.data(APPROVE, input=answer | {"secret": secret})
        assert refused == {"approveRequest": {"code": code, "field": ["secret"]}}
    assert Business.objects.get(code="maji").solo_limit == 0
    done = browser.data(APPROVE, input=answer | {"secret": PASSWORD})["approveRequest"]
    assert (done["state"], done["alone"]) == ("APPROVED", "NOBODY_ELSE")
    codes = [
        browser.data(APPROVE, input=answer | {"secret": "wrong"})["approveRequest"]["code"] for _ in range(5)
    ]
    assert codes[-1] == "SIGN_IN_TOO_SOON"


def test_the_solo_limit_is_not_for_everybody(house: House):
    query = "{ businesses { edges { node { soloLimit } } } }"
    for role in Role.values:
        (edge,) = house.browser(role).data(query)["businesses"]["edges"]
        shown = role not in (Role.PLAYER, Role.CASHIER)
        assert edge["node"]["soloLimit"] == ("0.00" if shown else None), role


def test_many_approvals_with_their_trails_take_few_queries(house: House):
    fill(house, shortcode="600100", times=6)
    browser = house.browser(Role.APPROVER)
    query = LIST.replace(", state: PENDING", ", first: %d")
    counts = []
    for rows in (1, 6):
        with CaptureQueriesContext(connection) as queries:
            assert len(browser.data(query % rows)["approvals"]["edges"]) == rows
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8, counts
