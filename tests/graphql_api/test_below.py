"""What stands below tills and businesses: for who may read it, in few queries."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.machine.alerts import raise_alert
from tests.billing.placing import Desk
from tests.graphql_api.conftest import House
from users.models import Role

STATEMENTS = """query ($id: ID!, $first: Int!) { tills(business: $id, first: $first) { nodes {
    name statements { totalCount nodes { fileName } } } } }"""
ALERTS = """query ($id: ID!) { node(id: $id) { ... on Business { code alerts(filter: {isOpen: true}) {
    totalCount nodes { code detail } } } } }"""


@pytest.fixture
def desk(house: House, drain: Callable[[], None]) -> Desk:
    return Desk(house, drain)


def test_statements_of_many_tills_take_no_more_queries(desk: Desk, drain: Callable[[], None]):
    for shortcode in ("600985", "600986", "600987"):
        Desk(desk.house, drain, shortcode=shortcode)
    browser, counts = desk.house.browser(), []
    for first in (2, 4):
        with CaptureQueriesContext(connection) as queries:
            assert len(browser.data(STATEMENTS, id=desk.house.id, first=first)["tills"]["nodes"]) == first
        counts.append(len(queries))
    assert counts[0] == counts[1], counts


def test_a_business_shows_its_alerts_to_who_reads_them(house: House, other_house: House):
    for where in (house.business.pk, other_house.business.pk, None):
        raise_alert(code=f"OF_{where}", severity="INFO", detail="x", business_id=where)
    found = house.browser(Role.AUDITOR).data(ALERTS, id=house.id)["node"]
    mine = {"code": f"OF_{house.business.pk}", "detail": "x"}
    assert found == {"code": "maji", "alerts": {"totalCount": 1, "nodes": [mine]}}
    assert house.browser(Role.CASHIER).data(ALERTS, id=house.id)["node"]["alerts"] is None
