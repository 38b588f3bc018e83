"""A write-off that waits for another person is seen by who sees the bill."""

from __future__ import annotations

from collections.abc import Callable

from graphql_api.ids import write_id
from tests.billing.placing import Desk
from tests.graphql_api.conftest import House

WAITING = """query ($business: ID!, $id: ID!) {
    approvals(business: $business, filter: {subject: $id, states: [PENDING]}) { nodes { id } } }"""
WRITE_OFF = """mutation ($id: ID!) { writeOffInvoice(input: {invoice: $id, comment: "Moved away",
    idempotencyKey: "write-off-1"}) { approval { id state } problems { code } } }"""


def test_who_sees_a_bill_sees_that_a_write_off_of_it_waits(house: House, drain: Callable[[], None]):
    desk, owner = Desk(house, drain), house.browser()
    bill = write_id("Invoice", desk.invoice(desk.customer(), 300_00).pk)
    mine = {"business": write_id("Business", house.business.pk), "id": bill}
    assert owner.data(WAITING, **mine)["approvals"]["nodes"] == []
    approval = owner.data(WRITE_OFF, id=bill)["writeOffInvoice"]["approval"]
    assert approval["state"] == "PENDING"
    assert owner.data(WAITING, **mine)["approvals"]["nodes"] == [{"id": approval["id"]}]
