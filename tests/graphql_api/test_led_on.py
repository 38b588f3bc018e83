"""Where a page leads on: the approval that waits for a thing."""

from __future__ import annotations

from graphql_api.ids import write_id
from graphql_api.subjects import SUBJECTS
from graphql_api.users.approval_types import SUBJECT_NAMES
from tests.graphql_api.conftest import House

ABOUT = """query ($subject: ID!) { approvals(allMine: true, filter: {subject: $subject, states: [PENDING]}) {
    nodes { id } } }"""


def test_every_type_that_a_request_can_be_about_can_be_asked_for():
    assert {type.__name__: name for name, type in SUBJECTS.items()} == SUBJECT_NAMES


def test_the_approval_that_waits_for_a_thing_is_found_by_the_thing(seeds, house: House):
    nodes = seeds["maji"].nodes
    owner = house.browser()
    mine = {"nodes": [{"id": write_id("Approval", nodes["Approval"].pk)}]}
    assert owner.data(ABOUT, subject=house.id)["approvals"] == mine
    # A receipt for which nothing waits, a kind that no approval is about, somebody else's business.
    receipt = write_id("Receipt", nodes["Receipt"].pk)
    other = write_id("Business", seeds["duka"].house.business.pk)
    for subject in (receipt, write_id("Till", nodes["Till"].pk), other):
        assert owner.data(ABOUT, subject=subject)["approvals"] == {"nodes": []}
