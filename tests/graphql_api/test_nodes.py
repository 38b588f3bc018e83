"""`nodes(ids)`: whatever it is, in the place of its id; nothing of others; one query a type."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import NotFound
from graphql_api.ids import write_id
from graphql_api.nodes import finders
from graphql_api.readable import READABLE
from tests.graphql_api.conftest import House
from tests.graphql_api.test_pages import make
from tests.graphql_api.walk.tables import ROWS
from users.models import Role, User

NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"


def test_every_node_type_is_read_in_both_ways_by_the_same_people(seeds, house: House, other_house: House):
    """As every role of two businesses: what the access function gives is among the rows, and nothing else."""
    assert set(READABLE) == set(finders) == set(ROWS.nodes)
    people = [*house.people.values(), *other_house.people.values()]
    people.append(User.objects.create_superuser("root", "correct horse battery"))
    people.append(User.objects.create(username="gone", is_active=False))
    seen = 0
    for person in people:
        for name, finder in finders.items():
            for place in ("maji", "duka"):
                row = seeds[place].nodes[name]
                try:
                    readable = finder(person, row.pk) == row
                except NotFound:
                    readable = False
                seen += readable
                among = READABLE[name](person).filter(pk=row.pk).exists()
                assert among == readable, (person.username, name, place)
    assert seen > 100


def test_each_in_its_place(seeds, house: House):
    browser = house.browser(Role.OWNER)
    own = {name: write_id(name, row.pk) for name, row in seeds["maji"].nodes.items()}
    theirs = {name: write_id(name, row.pk) for name, row in seeds["duka"].nodes.items()}
    asked = [own["Till"], theirs["Till"], "nothing", own["Invoice"], own["Till"], own["Business"], ""]
    assert browser.data(NODES, ids=asked)["nodes"] == [
        {"__typename": "Till", "id": own["Till"]},
        None,
        None,
        {"__typename": "Invoice", "id": own["Invoice"]},
        {"__typename": "Till", "id": own["Till"]},
        {"__typename": "Business", "id": own["Business"]},
        None,
    ]
    assert browser.data(NODES, ids=[])["nodes"] == []
    for name in own:
        alone = browser.data(NODES, ids=[own[name], theirs[name]])["nodes"]
        assert alone == [{"__typename": name, "id": own[name]}, None], name


def test_no_more_than_a_page(house: House):
    browser = house.browser()
    assert browser.data(NODES, ids=["x"] * 100)["nodes"] == [None] * 100
    assert browser.refusal(NODES, ids=["x"] * 101) == "BAD_PAGE"
    deep = """query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Customer { invoices(first: 100) { nodes {
        lines(first: 100) { nodes { description } } } } } } }"""
    assert browser.data(deep, ids=["x"])["nodes"] == [None]
    assert browser.refusal(deep, ids=["x"] * 50) == "BAD_QUERY"  # what it could cost is counted


@pytest.mark.parametrize("who", [Role.OWNER, Role.MARKET_OPERATOR])
def test_queries_do_not_grow_with_the_ids(house: House, who: str):
    customers = [make(house, 10, 20, name=f"Amina {number}") for number in range(12)]
    invoices = [write_id("Invoice", each.pk) for customer in customers for each in customer.invoices.all()]
    ids = [*invoices, *(write_id("Customer", customer.pk) for customer in customers)]
    query = """query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Invoice { total due customer { name phone }
        lines { nodes { description } } } ... on Customer { name
        invoices(first: 1) { nodes { total } } } } }"""
    browser = house.browser(who)
    counts = []
    for asked in ([*ids[:2], *ids[-2:]], ids):
        with CaptureQueriesContext(connection) as queries:
            found = browser.data(query, ids=asked)["nodes"]
        counts.append(len(queries))
        assert len([each for each in found if each]) == (len(asked) if who == Role.OWNER else 0)
    assert counts[0] == counts[1], counts
    with CaptureQueriesContext(connection) as queries:
        browser.data(NODES, ids=invoices)
    kept = [each["sql"] for each in queries if 'FROM "billing_' in each["sql"]]
    assert len(kept) == 1, kept
