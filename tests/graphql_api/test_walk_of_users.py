"""The walk through one's own businesses, and requests that wait for a second person."""

from __future__ import annotations

from graphql import get_named_type

from graphql_api.ids import write_id
from tests.graphql_api.conftest import Browser, House, signed_in
from tests.graphql_api.walk.asking import code_of, may, root_fields, row_counts, selection
from users.models import Role, User


def test_one_approval_by_its_id(seeds, walkers):
    id = write_id("Approval", seeds["duka"].nodes["Approval"].pk)
    for who, (browser, roles) in walkers.items():
        query = "query ($id: ID!) { node(id: $id) { ... on Approval { business { code } digest } } }"
        answer = browser.ask(query, id=id)
        if may(roles, "approval.read"):
            assert answer["data"]["node"]["business"] == {"code": "duka"}, who
        else:
            assert answer.get("data") == {"node": None} or code_of(answer) == "SIGN_IN_REQUIRED", who


def test_a_request_is_taken_back_by_its_maker_alone(seeds, walkers):
    id = write_id("Approval", seeds["duka"].nodes["Approval"].pk)
    mutation = "mutation ($id: ID!) { cancelRequest(input: {approval: $id}) { problems { code } } }"
    for who, (browser, roles) in walkers.items():
        if who != "OWNER of duka":
            expected = "NOT_THE_MAKER" if may(roles, "approval.read") else "NOT_FOUND"
            assert browser.data(mutation, id=id) == {"cancelRequest": {"problems": [{"code": expected}]}}, who
    maker, _ = walkers["OWNER of duka"]
    assert maker.data(mutation, id=id) == {"cancelRequest": {"problems": []}}


def test_an_invitation_is_the_invited_persons_alone(seeds, walkers):
    id = write_id("MyInvitation", seeds["duka"].invitation.pk)
    page = get_named_type(root_fields("query")["myInvitations"].type)
    inside = selection(get_named_type(page.fields["nodes"].type))
    query = f"{{ myInvitations {{ nodes {{ {inside} }} }} }}"
    answers = [
        f'mutation {{ done: {verb}Invitation(input: {{invitation: "{id}"}}) {{ problems {{ code }} }} }}'
        for verb in ("accept", "decline")
    ]
    refused = {"problems": [{"code": "NOT_FOUND"}]}
    for who, (browser, _) in walkers.items():
        before = row_counts()
        assert browser.data(query) == {"myInvitations": {"nodes": []}}, who
        assert [browser.data(each)["done"] for each in answers] == [refused] * 2, who
        assert row_counts() == before, who
    nobody = Browser()
    assert nobody.refusal(query) == "SIGN_IN_REQUIRED"
    refused = {"problems": [{"code": "SIGN_IN_REQUIRED"}]}
    assert [nobody.data(each)["done"] for each in answers] == [refused] * 2
    guest = signed_in(seeds["duka"].invitation.invitee)
    (mine,) = guest.data(query)["myInvitations"]["nodes"]
    assert (mine["businessName"], mine["id"]) == ("House duka", id)


def test_nobody_leaves_a_business_of_others(seeds, walkers):
    id = write_id("Business", seeds["duka"].house.business.pk)
    leave = f'mutation {{ leaveBusiness(input: {{business: "{id}"}}) {{ problems {{ code }} }} }}'
    for who, (browser, roles) in walkers.items():
        if not roles:
            before = row_counts()
            assert browser.data(leave) == {"leaveBusiness": {"problems": [{"code": "NOT_FOUND"}]}}, who
            assert row_counts() == before, who


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
    assert browser.refusal("{ tills(allMine: true) { totalCount } }") == "SIGN_IN_REQUIRED"
    assert browser.data("{ me { username } }") == {"me": None}
