"""Approvals through the front door: what the maker and the checker see and do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.digests import digest
from graphql_api.ids import write_id
from tests.graphql_api.conftest import PASSWORD, House
from tests.graphql_api.seeds import fill
from users.approvals import approving
from users.models import Business, Membership, Role, User

ASK = """mutation ($input: ChangeApprovalRulesInput!) { changeApprovalRules(input: $input) {
    problems { code field } approval { id digest content { path text flag amount } state } } }"""
APPROVE = """mutation ($input: ApproveRequestInput!) { approveRequest(input: $input) {
    problems { code field } approval { state checker { name } alone business { soloLimit } } } }"""
LIST = """{ approvals(allMine: true, filter: {states: [PENDING]}) { edges { node { id kind digest
    content { path text flag amount } amount comment
    subject { __typename ... on Business { code } } maker { name } checker { name } alone twoPeople
    decisions { step by { name } comment } } } } }"""


def ask(house: House, limit: str = "500.00", key: str = "rules-0001") -> dict:
    return made(house.browser().data(ASK, input=rules(house, soloLimit=limit, idempotencyKey=key)))


def rules(house: House, **given: object) -> dict:
    return {"business": write_id("Business", house.business.pk), "comment": "quieter days"} | given


def made(answer: dict) -> dict:
    """The approval that a mutation gave, or the first of its problems."""
    (payload,) = answer.values()
    return payload["problems"][0] if payload["problems"] else payload["approval"]


def put_together(facts: list[dict]) -> dict:
    """The facts as they were before they were told one by one."""
    whole: dict = {}
    for fact in facts:
        place = whole
        for step in fact["path"][:-1]:
            place = place.setdefault(step, {})
        place[fact["path"][-1]] = fact["text"] if fact["flag"] is None else fact["flag"]
    return _lists(whole)


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(each) for name, each in value.items()}
    return list(inner.values()) if "0" in inner else inner


def test_the_checker_reads_and_approves(house: House):
    asked = ask(house)
    assert digest(put_together(asked["content"])).hex() == asked["digest"], "the facts are all that is hashed"
    assert {fact["text"]: fact["amount"] for fact in asked["content"] if fact["amount"]} == {
        "KES 0.00": "0.00", "KES 500.00": "500.00",
    }  # fmt: skip
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
        "subject": {"__typename": "Business", "code": "maji"},
        "maker": {"name": "OWNER of maji"},
        "checker": None,
        "alone": None,
        "twoPeople": False,
        "decisions": [{"step": "REQUESTED", "by": {"name": "OWNER of maji"}, "comment": "quieter days"}],
    }
    answer = {"approval": asked["id"], "digest": asked["digest"]}
    mine = made(house.browser().data(APPROVE, input=answer))
    assert mine == {"code": "SAME_PERSON", "field": ["approval"]}
    assert Business.objects.get(code="maji").solo_limit == 0
    done = {
        "state": "APPROVED",
        "checker": {"name": "APPROVER of maji"},
        "alone": None,
        "business": {"soloLimit": "500.00"},
    }
    assert made(checker.data(APPROVE, input=answer)) == done
    assert checker.data(LIST)["approvals"]["edges"] == []
    assert ask(house, "600.00", "rules-0001") == {"code": "KEY_REUSED", "field": ["idempotencyKey"]}


def second_person(house: House, kind: str = "approval_rules.change", role: str = Role.OWNER) -> Any:
    query = """query ($id: ID!, $kind: String!) { node(id: $id) { ... on Business {
    secondPerson(kind: $kind) { others twoPeople minutes } } } }"""
    return house.browser(role).data(query, id=house.id, kind=kind)["node"]["secondPerson"]


def test_who_asks_is_told_whether_anybody_else_can_answer(house: House):
    assert second_person(house) == {"others": 1, "twoPeople": False, "minutes": 10}
    assert second_person(house, role=Role.ACCOUNTANT) == {"others": 2, "twoPeople": False, "minutes": 10}
    assert second_person(house, "market.settle") == {"others": 2, "twoPeople": True, "minutes": 10}
    User.objects.filter(pk=house.people[Role.APPROVER].pk).update(is_active=False)
    assert second_person(house)["others"] == 0, "who cannot sign in answers nothing"
    assert second_person(house, "no.such") is second_person(house, role=Role.CASHIER) is None


def test_an_owner_alone_gives_the_password_again(house: House, monkeypatch):
    Membership.objects.filter(business=house.business, role=Role.APPROVER).delete()
    monkeypatch.setattr(approving, "SECOND_THOUGHTS", timedelta(0))
    assert second_person(house) == {"others": 0, "twoPeople": False, "minutes": 10}
    asked = ask(house)
    answer = {"approval": asked["id"], "digest": asked["digest"]}
    browser = house.browser()
    for secret, code in (("", "SECRET_REQUIRED"), ("wrong", "SIGN_IN_FAILED")):
        refused = made(browser.data(APPROVE, input=answer | {"secret": secret}))
        assert refused == {"code": code, "field": ["secret"]}
    assert Business.objects.get(code="maji").solo_limit == 0
    done = made(browser.data(APPROVE, input=answer | {"secret": PASSWORD}))
    assert (done["state"], done["alone"]) == ("APPROVED", "NOBODY_ELSE")
    codes = [made(browser.data(APPROVE, input=answer | {"secret": "wrong"}))["code"] for _ in range(5)]
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
    query = LIST.replace("filter: {states: [PENDING]}", "first: %d")
    counts = []
    for rows in (3, 6):
        with CaptureQueriesContext(connection) as queries:
            assert len(browser.data(query % rows)["approvals"]["edges"]) == rows
        counts.append(len(queries))
    # One query for each type that these requests are about: receipts, vouchers, the business.
    assert counts[1] - counts[0] <= 1 and counts[1] <= 8, counts


def test_who_is_asked_by_oneself_is_told_by_the_person_and_not_by_the_name(house: House):
    ask(house)
    owner, checker = house.people[Role.OWNER], house.people[Role.APPROVER]
    shown = "{ approvals(allMine: true) { nodes { maker { name isMe } } } }"
    for name in ("Asha Juma", ""):  # two who are called alike, and one who gave no name
        owner.display_name = checker.display_name = name
        owner.save(update_fields=["display_name"])
        checker.save(update_fields=["display_name"])
        for person, mine in ((Role.OWNER, True), (Role.APPROVER, False)):
            (found,) = house.browser(person).data(shown)["approvals"]["nodes"]
            assert found["maker"] == {"name": name or owner.username, "isMe": mine}
