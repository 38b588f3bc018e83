"""Where a page leads on: the approval that waits for a thing, the phone on which a request is answered."""

from __future__ import annotations

import pytest

from graphql_api.ids import write_id
from graphql_api.subjects import SUBJECTS
from graphql_api.users.approval_types import SUBJECT_NAMES
from mpesa.collections.requests.requesting import request_payment
from mpesa.models import Environment, PaymentRequest, RequestState
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.graphql_api.conftest import House
from users.actors import SYSTEM
from users.models import Role

ABOUT = """query ($subject: ID!) { approvals(allMine: true, filter: {subject: $subject, states: [PENDING]}) {
    nodes { id } } }"""
REQUEST = "query ($id: ID!) { node(id: $id) { ... on PaymentRequest { phone answerAt } } }"
LOCAL = "http://127.0.0.1:8010"


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


@pytest.fixture
def request_of(seeds, settings) -> PaymentRequest:
    settings.DARAJA_SANDBOX_URL = LOCAL
    return seeds["maji"].nodes["PaymentRequest"]


def shown(house: House, request: PaymentRequest, role: str) -> dict:
    return house.browser(role).data(REQUEST, id=write_id("PaymentRequest", request.pk))["node"]


def test_a_request_to_the_local_daraja_leads_to_the_phone_that_rings(house: House, request_of):
    seen = shown(house, request_of, Role.CASHIER)
    assert seen["phone"].isdigit() and seen["answerAt"] == f"{LOCAL}/#/phones/{seen['phone']}"
    # Who may not read the number is led to all phones.
    masked = shown(house, request_of, Role.AUDITOR)
    assert "*" in masked["phone"] and masked["answerAt"] == f"{LOCAL}/#/phones"


def test_it_does_not_when_it_ended_or_went_to_safaricom(house: House, request_of):
    PaymentRequest.objects.filter(pk=request_of.pk).update(state=RequestState.FAILED)
    assert shown(house, request_of, Role.CASHIER)["answerAt"] is None


@pytest.mark.parametrize("environment", [Environment.SANDBOX, Environment.PRODUCTION])
def test_no_till_of_safaricom_leads_to_a_local_phone(house: House, environment, settings):
    settings.BASE_URL = "https://pay.example.co.ke"
    till = create_till(
        business=house.business,
        name="Real",
        kind="PAYBILL",
        shortcode="600984",
        environment=environment,
        credentials=TillCredentials(consumer_key="a", consumer_secret="b", passkey="c"),
        actor=SYSTEM,
    )
    request = request_payment(
        till=till, phone="254712345678", amount=10_000, account_reference="x", key="real-1", actor=SYSTEM
    )
    assert shown(house, request, Role.CASHIER) == {"phone": "254712345678", "answerAt": None}
