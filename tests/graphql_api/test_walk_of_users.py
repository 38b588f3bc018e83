"""The walk through one's own businesses, and requests that wait for a second person."""

from __future__ import annotations

from strawberry import relay

from tests.graphql_api.conftest import House
from tests.graphql_api.walk.asking import code_of, may
from users.models import Role, User


def test_one_approval_by_its_id(seeds, walkers):
    id = relay.to_base64("Approval", seeds["duka"].nodes["Approval"].pk)
    for who, (browser, roles) in walkers.items():
        answer = browser.ask("query ($id: ID!) { approval(id: $id) { business { code } digest } }", id=id)
        if may(roles, "approval.read"):
            assert answer["data"]["approval"]["business"] == {"code": "duka"}, who
        else:
            assert code_of(answer) == "NOT_FOUND", who


def test_a_request_is_taken_back_by_its_maker_alone(seeds, walkers):
    id = relay.to_base64("Approval", seeds["duka"].nodes["Approval"].pk)
    mutation = "mutation ($id: ID!) { cancelRequest(approval: $id) { ... on Problem { code } } }"
    for who, (browser, roles) in walkers.items():
        if who != "OWNER of duka":
            expected = "NOT_THE_MAKER" if may(roles, "approval.read") else "NOT_FOUND"
            assert browser.data(mutation, id=id) == {"cancelRequest": {"code": expected}}, who
    maker, _ = walkers["OWNER of duka"]
    assert maker.data(mutation, id=id) == {"cancelRequest": {}}


def test_my_businesses_are_mine(seeds, walkers):
    for who, (browser, _) in walkers.items():
        codes = [
            edge["node"]["code"]
            for edge in browser.data("{ businesses { edges { node { code } } } }")["businesses"]["edges"]
        ]
        assert codes == ([who.split()[-1]] if " of " in who else [])


def test_somebody_switched_off_is_nobody(seeds, house: House):
    browser = house.browser(Role.OWNER)
    User.objects.filter(pk=house.people[Role.OWNER].pk).update(is_active=False)
    assert browser.refusal('{ tills(business: "maji") { totalCount } }') == "SIGN_IN_REQUIRED"
    assert browser.data("{ me { username } }") == {"me": None}
