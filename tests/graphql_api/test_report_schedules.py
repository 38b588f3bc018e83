"""Who is sent packs of reports, over /graphql: set and seen by whom."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Event
from graphql_api.ids import write_id
from reports.models import ReportSchedule
from tests.graphql_api.conftest import House
from users.alert_recipients import set_recipient
from users.models import AuditEntry, Membership, RecoveryContact, Role

SHOWN = (
    """id pack isOn members { person { name } membership { id role } address problem sentAt fromDay toDay }"""
)
SET = f"""mutation ($input: SetReportScheduleInput!) {{ setReportSchedule(input: $input) {{
    reportSchedule {{ {SHOWN} }} problems {{ code field }} }} }}"""
LIST = f"query ($business: ID) {{ reportSchedules(business: $business) {{ nodes {{ {SHOWN} }} }} }}"


def membership(house: House, role: str) -> str:
    found = Membership.objects.get(user=house.people[role], business=house.business, role=role)
    return write_id("Membership", found.pk)


def put(house: House, *roles: str, by: str = Role.OWNER, **more: Any) -> dict[str, Any]:
    given = {
        "business": house.id,
        "pack": "DAILY",
        "members": [membership(house, role) for role in roles],
        "isOn": True,
    } | more
    return house.browser(by).data(SET, input=given)["setReportSchedule"]


def listed(house: House, by: str = Role.OWNER) -> list[dict[str, Any]]:
    return house.browser(by).data(LIST, business=house.id)["reportSchedules"]["nodes"]


def test_the_owner_says_who_is_sent_a_pack(house: House) -> None:
    set_recipient(
        business=house.business, user=house.people[Role.AUDITOR], channel="email",
        address="wanjiku@example.com", actor=house.people[Role.OWNER],
    )  # fmt: skip
    answer = put(house, Role.AUDITOR, Role.ACCOUNTANT, Role.CASHIER)["reportSchedule"]
    assert (answer["pack"], answer["isOn"]) == ("DAILY", True)
    members = {each["membership"]["role"]: each for each in answer["members"]}
    told = {role: (each["address"], each["problem"]) for role, each in members.items()}
    assert told == {
        "AUDITOR": ("w****@example.com", None),
        "ACCOUNTANT": (None, "NO_ADDRESS"),
        "CASHIER": (None, "NO_RIGHT"),
    }
    assert all(each["sentAt"] is each["fromDay"] is each["toDay"] is None for each in answer["members"])
    assert listed(house) == [answer]
    RecoveryContact.objects.create(
        user=house.people[Role.ACCOUNTANT], channel="email", sealed=b"x", masked="a****@example.com"
    )
    Membership.objects.get(user=house.people[Role.AUDITOR], business=house.business).delete()
    members = {each["person"]["name"]: each for each in listed(house)[0]["members"]}
    found = {each["problem"] for each in members.values()}
    assert found == {None, "LEFT", "NO_RIGHT"}


def test_it_is_set_anew_and_a_repeat_changes_nothing(house: House) -> None:
    put(house, Role.OWNER, Role.AUDITOR)
    put(house, Role.OWNER, Role.AUDITOR)
    events = Event.objects.filter(topic="report_schedule.changed")
    audited = AuditEntry.objects.filter(action="report.schedule")
    assert (events.count(), audited.count()) == (1, 1)
    answer = put(house, Role.AUDITOR, isOn=False)["reportSchedule"]
    assert answer["isOn"] is False and [each["membership"]["role"] for each in answer["members"]] == [
        "AUDITOR"
    ]
    assert (events.count(), audited.count(), ReportSchedule.objects.count()) == (2, 2, 1)
    put(house, Role.OWNER, pack="MONTHLY")
    assert [each["pack"] for each in listed(house)] == ["MONTHLY", "DAILY"]


@pytest.mark.parametrize("role", [each for each in Role if each != Role.OWNER])
def test_nobody_but_the_owner_sets_or_sees_it(house: House, role: str) -> None:
    assert put(house, Role.OWNER, by=role)["problems"][0]["code"] == "NOT_ALLOWED"
    assert house.browser(role).refusal(LIST, business=house.id) == "NOT_ALLOWED"
    assert not ReportSchedule.objects.exists()


def test_strangers_and_players_are_not_named(house: House, other_house: House) -> None:
    for stranger in (membership(other_house, Role.OWNER), membership(house, Role.PLAYER)):
        answer = put(house, members=[membership(house, Role.OWNER), stranger])
        assert answer["problems"] == [{"code": "NOT_FOUND", "field": ["members"]}]
    assert put(other_house, business=house.id)["problems"][0]["code"] == "NOT_FOUND"
    assert not ReportSchedule.objects.exists()


def test_more_members_take_as_many_queries(house: House) -> None:
    counts = []
    for roles in ((Role.OWNER,), (Role.OWNER, Role.AUDITOR, Role.ACCOUNTANT, Role.CASHIER)):
        put(house, *roles)
        put(house, *roles, pack="WEEKLY")
        browser = house.browser()
        with CaptureQueriesContext(connection) as queries:
            browser.data(LIST, business=house.id)
        counts.append(len(queries))
    assert counts[0] == counts[1]
