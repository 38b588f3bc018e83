"""What became of bills at KRA, over the API: lists, fields, and sending one again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.invoicing.crediting import credit_invoice
from billing.models import Customer
from core.models import Event
from graphql_api.ids import write_id
from tests.billing.bills import bill, customer_of, draft, fresh_key, head
from tests.billing.etims.control_unit import ControlUnit, control_unit
from tests.graphql_api.conftest import House
from users.actors import SYSTEM
from users.models import Role

PAGE = """query ($states: [FiscalState!]) { fiscalDocuments(allMine: true, filter: {states: $states}) {
    totalCount nodes { state reason told controlUnitNumber nextTryAt invoice { number } creditNote { number }
    business { etimsConnected } } } }"""


@pytest.fixture
def kra(settings) -> Iterator[ControlUnit]:
    with control_unit() as server:
        settings.ETIMS_URL = server.url
        yield server


@pytest.fixture
def customer(house: House) -> Customer:
    head(house.business)
    return customer_of(house.business)


def test_each_bill_says_how_far_it_has_come(house: House, customer, kra: ControlUnit, drain):
    kra.refusals = [("910", "Request parameter error [custTin]")]
    refused = bill(customer)
    drain()
    signed = bill(customer)
    note = credit_invoice(invoice=signed, reason="Less water", amount=1_00, key=fresh_key(), actor=SYSTEM)
    drain("billing.etims")
    drain("billing.etims")
    browser = house.browser(Role.CASHIER)
    page = browser.data(PAGE)["fiscalDocuments"]
    assert page["totalCount"] == 3
    shown = [(row["state"], row["reason"], row["told"], row["controlUnitNumber"]) for row in page["nodes"]]
    assert shown[1:] == [
        ("SIGNED", "", "", "KRACU0400001074/1"),
        ("REFUSED", "KRA_910", "Request parameter error [custTin]", ""),
    ]
    assert page["nodes"][0]["creditNote"] == {"number": str(note)}
    assert {row["invoice"]["number"] for row in page["nodes"][:2]} == {signed.number}
    assert page["nodes"][1]["business"] == {"etimsConnected": True}
    (only,) = browser.data(PAGE, states=["REFUSED"])["fiscalDocuments"]["nodes"]
    assert (only["invoice"]["number"], only["nextTryAt"]) == (refused.number, None)
    fields = "... on Invoice { fiscal { id state } business { etimsConnected } }"
    query = f"query ($id: ID!) {{ node(id: $id) {{ {fields} }} }}"
    one = browser.data(query, id=write_id("Invoice", refused.pk))
    assert one["node"]["fiscal"]["state"] == "REFUSED"
    told = Event.objects.filter(topic="invoice.changed", ids__invoice=refused.pk)
    assert told.exists()
    sent = browser.act("sendToEtims", "fiscalDocument { id state }", bill=write_id("Invoice", refused.pk))
    assert sent["fiscalDocument"] == {"id": one["node"]["fiscal"]["id"], "state": "QUEUED"}
    drain()
    assert browser.data(PAGE, states=["REFUSED"])["fiscalDocuments"]["totalCount"] == 0


def test_what_cannot_be_sent_says_why(house: House, customer, kra: ControlUnit, settings):
    owner, written = house.browser(), draft(customer)
    asked = {"bill": write_id("Invoice", written.pk)}
    assert owner.act("sendToEtims", "fiscalDocument { id }", **asked)["code"] == "NOTHING_TO_SEND"
    auditor = house.browser(Role.AUDITOR)
    assert auditor.act("sendToEtims", "fiscalDocument { id }", **asked)["code"] == "NOT_ALLOWED"
    settings.ETIMS_URL = ""
    assert owner.act("sendToEtims", "fiscalDocument { id }", **asked)["code"] == "ETIMS_NOT_CONNECTED"
    assert owner.data("{ businesses { nodes { etimsConnected } } }")["businesses"]["nodes"] == [
        {"etimsConnected": False}
    ]


def test_a_page_of_documents_costs_the_same_however_many(house: House, customer, kra: ControlUnit):
    counts = []
    for _ in range(2):
        for _ in range(4):
            issued = bill(customer)
            credit_invoice(invoice=issued, reason="Less water", amount=1_00, key=fresh_key(), actor=SYSTEM)
        with CaptureQueriesContext(connection) as queries:
            house.browser().data(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
