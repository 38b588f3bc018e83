"""The audit log over /graphql: who reads it, what an entry says, how it is narrowed."""

from __future__ import annotations

import pytest

from graphql_api.ids import write_id
from tests.graphql_api.conftest import House
from users.actors import SYSTEM
from users.audit import record_audit
from users.models import Role, User

LOG = """query ($business: ID, $all: Boolean, $filter: AuditEntryFilter, $order: AuditEntryOrder) {
    auditEntries(business: $business, allMine: $all, filter: $filter, orderBy: $order) { nodes {
        business { code } actor { name } action subject person { name }
        details { name text flag count thing before { name text flag } } } } }"""


@pytest.fixture
def entries(house: House, other_house: House) -> None:
    business, owner, cashier = house.business, house.people[Role.OWNER], house.people[Role.CASHIER]
    told = {"role": "CASHIER", "sure": True, "rows": 3, "approval": 7}
    before = {"role": "AUDITOR", "sure": False}
    record_audit(
        actor=owner, business=business, action="z.role", subject=cashier, details=told, before=before
    )
    record_audit(actor=SYSTEM, business=business, action="z.business", subject=business)
    record_audit(actor=owner, business=business, action="z.odd", subject="job:x")
    record_audit(actor=SYSTEM, business=other_house.business, action="z.theirs", subject=business)


def asked(browser, **variables) -> list[dict]:
    where = variables if "business" in variables else {"all": True, **variables}
    return browser.data(LOG, **where)["auditEntries"]["nodes"]


def actions(browser, **filter) -> list[str]:
    return [node["action"] for node in asked(browser, filter={"text": "z.", **filter})]


def test_who_reads_it(house: House, other_house: House, entries):
    mine, theirs = (write_id("Business", each.business.pk) for each in (house, other_house))
    for role in Role.values:
        browser = house.browser(role)
        if role in (Role.OWNER, Role.AUDITOR):
            assert actions(browser) == ["z.odd", "z.business", "z.role"], role
            assert browser.refusal(LOG, business=theirs) == "NOT_FOUND"
            assert browser.refusal(LOG) == "WHICH_BUSINESS"
        else:
            assert asked(browser) == [], role
            assert browser.refusal(LOG, business=mine) == "NOT_ALLOWED", role


def test_what_an_entry_says(house: House, entries):
    odd, of_business, of_role = asked(house.browser(), filter={"text": "z."})
    business = write_id("Business", house.business.pk)
    nothing = {"text": None, "flag": None, "count": None, "thing": None, "before": None}
    was = {"text": None, "flag": None}
    assert (odd["subject"], odd["person"], odd["details"]) == (None, None, [])
    assert (of_business["subject"], of_business["actor"]) == (business, None)
    assert of_role["business"] == {"code": "maji"} and of_role["subject"] is None
    assert (of_role["actor"], of_role["person"]) == ({"name": "OWNER of maji"}, {"name": "CASHIER of maji"})
    assert of_role["details"] == [
        {**nothing, "name": "approval", "thing": write_id("Approval", 7)},
        {**nothing, "name": "role", "text": "CASHIER", "before": {**was, "name": "role", "text": "AUDITOR"}},
        {**nothing, "name": "rows", "count": 3},
        {**nothing, "name": "sure", "flag": True, "before": {**was, "name": "sure", "flag": False}},
    ]


def test_it_is_narrowed_and_ordered(house: House, other_house: House, entries):
    browser = house.browser()
    mine, theirs = (write_id("Business", each.business.pk) for each in (house, other_house))
    assert actions(browser, bySystem=True) == ["z.business"]
    assert actions(browser, bySystem=False) == ["z.odd", "z.role"]
    assert actions(browser, person="owner OF") == ["z.odd", "z.role"]
    assert actions(browser, person="cashier") == []
    assert actions(browser, subject=mine) == ["z.business"]
    assert actions(browser, day={"preset": "YESTERDAY"}) == []
    for id in (theirs, "no id"):
        (error,) = browser.ask(LOG, all=True, filter={"subject": id})["errors"]
        assert error["extensions"]["code"] == "NOT_FOUND"
        assert error["extensions"]["field"] == ["filter", "subject"]
    order = {"field": "ACTION", "direction": "ASC"}
    nodes = asked(browser, filter={"text": "z."}, order=order)
    assert [node["action"] for node in nodes] == ["z.business", "z.odd", "z.role"]


def test_a_user_name_is_found_only_where_it_is_shown(house: House, entries):
    """An auditor is not told by what others sign in, and cannot find it out by looking."""
    owner = house.people[Role.OWNER]
    auditor = house.browser(Role.AUDITOR)
    assert owner.username and owner.username.lower() not in str(owner).lower()
    assert actions(auditor, person=owner.username) == []
    User.objects.filter(pk=owner.pk).update(display_name="")
    assert actions(auditor, person=owner.username) == ["z.odd", "z.role"]
    refused = auditor.ask(LOG, all=True, filter={"person": " "})["errors"][0]["extensions"]
    assert (refused["code"], refused["field"]) == ("BAD_FILTER", ["filter", "person"])
