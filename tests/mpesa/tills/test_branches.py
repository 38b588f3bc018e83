"""Branches: named, called otherwise, put away; tills are put into those of their own business."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.errors import NotFound
from core.models import Event
from graphql_api.ids import write_id
from ledger.models import Entry
from mpesa.models import Branch, Till
from mpesa.tills.branches import create_branch, set_till_branch
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.graphql_api.conftest import House
from users.actors import SYSTEM
from users.models import AuditEntry, Role

CREATE = """mutation ($input: CreateBranchInput!) { createBranch(input: $input) {
    branch { id name archivedAt tills { nodes { id } } } problems { code field } } }"""
RENAME = """mutation ($input: RenameBranchInput!) { renameBranch(input: $input) {
    branch { id name } problems { code field } } }"""
ARCHIVE = """mutation ($input: ArchiveBranchInput!) { archiveBranch(input: $input) {
    branch { id archivedAt } problems { code field } } }"""
PUT = """mutation ($input: SetTillBranchInput!) { setTillBranch(input: $input) {
    till { id branch { id name } } problems { code field } } }"""
LIST = """query ($business: ID!, $first: Int, $filter: BranchFilter) { branches(
    business: $business, first: $first, filter: $filter, orderBy: {field: NAME}) {
    nodes { name tills { totalCount nodes { name branch { name } } } } } }"""
TILLS = """query ($business: ID!, $filter: TillFilter) { tills(business: $business, filter: $filter,
    orderBy: {field: NAME, direction: ASC}) { nodes { name } } }"""


def branch_of(house: House, name: str = "Kilimani shop", key: str = "") -> Branch:
    return create_branch(business=house.business, name=name, key=key or f"key of {name}", actor=SYSTEM)


def till_of(house: House, shortcode: str = "600984", name: str = "Water") -> Till:
    return create_till(
        business=house.business,
        name=name,
        kind="PAYBILL",
        shortcode=shortcode,
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )


def codes(answer: dict[str, Any]) -> list[tuple[str, list[str]]]:
    (payload,) = answer.values()
    return [(each["code"], each["field"]) for each in payload["problems"]]


def test_a_branch_is_made_once_by_its_key(house: House):
    owner = house.browser()
    wanted = {"business": house.id, "name": "  Kilimani \n shop ", "idempotencyKey": "k-1"}
    first = owner.data(CREATE, input=wanted)["createBranch"]
    assert first["problems"] == []
    assert first["branch"] | {"id": ""} == {
        "id": "",
        "name": "Kilimani shop",
        "archivedAt": None,
        "tills": {"nodes": []},
    }
    assert owner.data(CREATE, input=wanted)["createBranch"] == first
    (entry,) = AuditEntry.objects.filter(action="branch.create")
    assert (entry.actor, entry.details) == (house.people[Role.OWNER], {"name": "Kilimani shop"})
    branch = Branch.objects.get()
    assert [each.ids for each in Event.objects.filter(topic="branch.changed")] == [{"branch": branch.pk}]

    refused = owner.data(CREATE, input=wanted | {"name": "Kariakoo"})
    assert codes(refused) == [("KEY_REUSED", ["idempotencyKey"])]
    refused = owner.data(CREATE, input=wanted | {"name": "KILIMANI SHOP", "idempotencyKey": "k-2"})
    assert codes(refused) == [("BRANCH_NAME_TAKEN", ["name"])]
    refused = owner.data(CREATE, input=wanted | {"name": " ", "idempotencyKey": ""})
    assert codes(refused) == [("BAD_KEY", ["idempotencyKey"]), ("NAME_MISSING", ["name"])]
    refused = owner.data(CREATE, input=wanted | {"name": "x" * 81, "idempotencyKey": "k-3"})
    assert codes(refused) == [("NAME_MISSING", ["name"])]
    assert Branch.objects.count() == AuditEntry.objects.filter(action__startswith="branch.").count() == 1


def test_two_businesses_may_call_their_places_alike(house: House, other_house: House):
    assert branch_of(house).name == branch_of(other_house).name


def test_another_name_and_put_away_and_back(house: House):
    owner, branch = house.browser(), branch_of(house)
    branch_of(house, "Kariakoo")
    this = write_id("Branch", branch.pk)
    for _ in range(2):
        renamed = owner.data(RENAME, input={"branch": this, "name": "kilimani shop"})["renameBranch"]
        assert renamed == {"branch": {"id": this, "name": "kilimani shop"}, "problems": []}
    refused = owner.data(RENAME, input={"branch": this, "name": "kariakoo"})
    assert codes(refused) == [("BRANCH_NAME_TAKEN", ["name"])]
    (entry,) = AuditEntry.objects.filter(action="branch.rename")
    assert entry.details == {"name": "kilimani shop", "name_before": "Kilimani shop"}

    till = till_of(house)
    set_till_branch(till=till, branch=branch, actor=SYSTEM)
    for _ in range(2):
        away = owner.data(ARCHIVE, input={"branch": this})["archiveBranch"]
        assert away["problems"] == [] and away["branch"]["archivedAt"]
    assert Till.objects.get().branch == branch, "its tills stay in it"
    other = till_of(house, "600985", "Duka")
    refused = owner.data(PUT, input={"till": write_id("Till", other.pk), "branch": this})
    assert codes(refused) == [("BRANCH_ARCHIVED", ["branch"])]
    back = owner.data(ARCHIVE, input={"branch": this, "archived": False})["archiveBranch"]
    assert back["branch"] == {"id": this, "archivedAt": None}
    acts = AuditEntry.objects.filter(action__in=("branch.archive", "branch.restore")).order_by("pk")
    assert [each.action for each in acts] == ["branch.archive", "branch.restore"]


def test_a_till_is_put_into_a_branch_and_nothing_moves_in_the_books(house: House):
    owner, till = house.browser(), till_of(house)
    branch, other = branch_of(house), branch_of(house, "Kariakoo")
    this = {"till": write_id("Till", till.pk)}
    entries = list(Entry.objects.values_list("pk", "content_hash"))
    for into in (branch, branch, other, None):
        id = into and write_id("Branch", into.pk)
        put = owner.data(PUT, input=this | {"branch": id})["setTillBranch"]
        assert put["problems"] == []
        assert put["till"]["branch"] == (into and {"id": id, "name": into.name})
    told = AuditEntry.objects.filter(action="till.branch").order_by("pk")
    assert [(each.details["branch"], each.details["branch_before"]) for each in told] == [
        ("Kilimani shop", ""),
        ("Kariakoo", "Kilimani shop"),
        ("", "Kariakoo"),
    ]
    heard = Event.objects.filter(topic="branch.changed").order_by("pk").values_list("ids", flat=True)
    assert [each["branch"] for each in heard][2:] == [branch.pk, branch.pk, other.pk, other.pk]
    assert list(Entry.objects.values_list("pk", "content_hash")) == entries


def test_another_business_has_no_such_branch(house: House, other_house: House):
    till, theirs = till_of(house), branch_of(other_house)
    mine = branch_of(house, "Kariakoo")
    id, owner, stranger = write_id("Branch", theirs.pk), house.browser(), other_house.browser()
    nobody = [("NOT_FOUND", ["branch"])]
    assert codes(owner.data(PUT, input={"till": write_id("Till", till.pk), "branch": id})) == nobody
    assert codes(owner.data(RENAME, input={"branch": id, "name": "x"})) == nobody
    assert codes(owner.data(ARCHIVE, input={"branch": id})) == nobody
    refused = stranger.data(PUT, input={"till": write_id("Till", till.pk), "branch": id})
    assert codes(refused) == [("NOT_FOUND", ["till"])]
    with pytest.raises(NotFound):
        set_till_branch(till=till, branch=theirs, actor=SYSTEM)
    answer = owner.ask(TILLS, business=house.id, filter={"branch": id})
    assert [each["extensions"]["code"] for each in answer["errors"]] == ["NOT_FOUND"]
    for role in set(Role.values) - {Role.OWNER}:
        browser = house.browser(role)
        for document, wanted in (
            (CREATE, {"business": house.id, "name": "x", "idempotencyKey": "k"}),
            (RENAME, {"branch": write_id("Branch", mine.pk), "name": "x"}),
            (ARCHIVE, {"branch": write_id("Branch", mine.pk)}),
            (PUT, {"till": write_id("Till", till.pk)}),
        ):
            ((code, _),) = codes(browser.data(document, input=wanted))
            assert code in ("NOT_ALLOWED", "NOT_FOUND"), (role, document)
    assert Till.objects.get().branch is None
    assert set(Branch.objects.values_list("name", "archived_at")) == {
        ("Kilimani shop", None),
        ("Kariakoo", None),
    }


def test_the_database_keeps_a_till_in_a_branch_of_its_business(
    house: House, other_house: House, owner_database: Any
):
    till, mine, theirs = till_of(house), branch_of(house), branch_of(other_house)
    with pytest.raises(DatabaseError, match="BRANCH_DIFFERS"), transaction.atomic():
        Till.objects.filter(pk=till.pk).update(branch=theirs)
    assert Till.objects.filter(pk=till.pk).update(branch=mine) == 1
    with pytest.raises(psycopg.DatabaseError, match="BRANCH_FIXED"):
        owner_database.execute(
            "UPDATE mpesa_branch SET business_id = %s WHERE id = %s", [other_house.business.pk, mine.pk]
        )
    with pytest.raises(psycopg.DatabaseError, match="BRANCH_DIFFERS"):
        owner_database.execute("UPDATE mpesa_till SET branch_id = %s", [theirs.pk])


def test_lists_are_narrowed_and_take_no_more_queries(house: House):
    owner, placed = house.browser(), []
    for place in range(4):
        branch = branch_of(house, f"Branch {place}")
        till = till_of(house, f"60098{place}", f"Till {place}")
        set_till_branch(till=till, branch=branch, actor=SYSTEM)
        placed.append(branch)
    till_of(house, "600990", "Till of none")
    counts = []
    for first in (2, 4):
        with CaptureQueriesContext(connection) as queries:
            nodes = owner.data(LIST, business=house.id, first=first)["branches"]["nodes"]
        counts.append(len(queries))
        assert nodes == [
            {
                "name": f"Branch {place}",
                "tills": {
                    "totalCount": 1,
                    "nodes": [{"name": f"Till {place}", "branch": {"name": f"Branch {place}"}}],
                },
            }
            for place in range(first)
        ]
    assert counts[0] == counts[1], counts

    def tills(**wanted: Any) -> list[str]:
        return [
            each["name"] for each in owner.data(TILLS, business=house.id, filter=wanted)["tills"]["nodes"]
        ]

    assert tills(branch=write_id("Branch", placed[2].pk)) == ["Till 2"]
    assert tills(inBranch=False) == ["Till of none"]
    assert tills(inBranch=True, text="600983") == ["Till 3"]
    owner.data(ARCHIVE, input={"branch": write_id("Branch", placed[1].pk)})
    found = owner.data(LIST, business=house.id, filter={"archived": True, "text": "branch"})
    assert [each["name"] for each in found["branches"]["nodes"]] == ["Branch 1"]
