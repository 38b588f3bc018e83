"""Who is told of alerts, over /graphql: set, seen, tested and removed by whom."""

from __future__ import annotations

import pytest

from core.models import DataKey
from graphql_api.ids import write_id
from messaging.models import Message
from tests.clock import Clock
from tests.graphql_api.conftest import House
from users.models import AlertRecipient, AuditEntry, Membership
from users.people import remove_member

SET = """mutation ($input: SetAlertRecipientInput!) { setAlertRecipient(input: $input) {
    alertRecipient { id person { name } channel address leastSeverity codes afterMinutes quietFrom quietUntil
        pierced } problems { code field } } }"""
QUIET = """mutation ($input: SetQuietHoursInput!) { setQuietHours(input: $input) {
    alertRecipient { quietFrom quietUntil pierced } problems { code field } } }"""
REMOVE = """mutation ($input: RemoveAlertRecipientInput!) { removeAlertRecipient(input: $input) {
    business { code } problems { code field } } }"""
TEST = """mutation ($input: SendTestAlertInput!) { sendTestAlert(input: $input) {
    alertRecipient { testedAt } problems { code field } } }"""
LIST = "query ($business: ID) { alertRecipients(business: $business) { nodes { channel address } } }"


def asked(house: House, role: str = "ACCOUNTANT", **wishes) -> dict:
    membership = Membership.objects.get(user=house.people[role], business=house.business, role=role)
    return {
        "business": write_id("Business", house.business.pk),
        "member": write_id("Membership", membership.pk),
        "channel": "EMAIL",
        "address": "wanjiku@example.com",
    } | wishes


def put(house: House, by: str = "OWNER", **wishes) -> dict:
    return house.browser(by).data(SET, input=asked(house, **wishes))["setAlertRecipient"]


def only() -> str:
    return write_id("AlertRecipient", AlertRecipient.objects.get().pk)


def test_the_owner_says_who_is_told(house: House):
    wishes = {"quietFrom": "22:00", "quietUntil": "06:30", "codes": ["TILL_SILENT"], "afterMinutes": 15}
    answer = put(house, **wishes, leastSeverity="CRITICAL", pierced=False)["alertRecipient"]
    assert answer.pop("id") == only() and answer.pop("person")["name"]
    assert answer == wishes | {
        "channel": "EMAIL", "address": "w****@example.com", "leastSeverity": "CRITICAL", "pierced": False,
    }  # fmt: skip
    keys = DataKey.objects.count()
    again = put(house, address=None)["alertRecipient"]
    assert (again["id"], again["address"], again["quietFrom"]) == (only(), "w****@example.com", None)
    assert put(house, address="amina@example.com")["alertRecipient"]["address"] == "a****@example.com"
    assert (AlertRecipient.objects.count(), DataKey.objects.count()) == (1, keys)
    assert AuditEntry.objects.filter(action="alert.recipient_set").count() == 3
    listed = house.browser("AUDITOR").data(LIST, business=write_id("Business", house.business.pk))
    assert listed["alertRecipients"]["nodes"] == [{"channel": "EMAIL", "address": "a****@example.com"}]


@pytest.mark.parametrize(
    ("wishes", "code", "field"),
    [
        ({"quietFrom": "22:00"}, "BAD_TIME", "quietUntil"),
        ({"quietFrom": "24:00", "quietUntil": "06:00"}, "BAD_TIME", "quietFrom"),
        ({"quietFrom": "06:00", "quietUntil": "06:00"}, "BAD_TIME", "quietUntil"),
        ({"afterMinutes": -1}, "BAD_TIME", "afterMinutes"),
        ({"codes": ["something else"]}, "BAD_FILTER", "codes"),
        ({"address": "nobody"}, "BAD_EMAIL", "address"),
        ({"address": ""}, "BAD_EMAIL", "address"),
        ({"channel": "SMS"}, "BAD_PHONE", "address"),
    ],
)
def test_what_cannot_be_is_refused(house: House, wishes, code, field):
    assert put(house, **wishes) == {
        "alertRecipient": None,
        "problems": [{"code": code, "field": [field]}],
    }
    assert not AlertRecipient.objects.exists()


def test_members_of_other_businesses_and_players_are_not_told(house: House, other_house: House):
    stranger = asked(other_house)["member"]
    assert put(house, member=stranger)["problems"] == [{"code": "NOT_FOUND", "field": ["member"]}]
    player = asked(house, "PLAYER")["member"]
    assert put(house, member=player)["problems"] == [{"code": "NOT_FOUND", "field": ["member"]}]
    assert put(house, by="ACCOUNTANT")["problems"][0]["code"] == "NOT_ALLOWED"


def test_everybody_sets_their_own_quiet_hours(house: House):
    put(house, role="CASHIER")
    mine = {"recipient": only(), "quietFrom": "21:00", "quietUntil": "07:00", "pierced": False}
    answer = house.browser("CASHIER").data(QUIET, input=mine)["setQuietHours"]
    assert answer["alertRecipient"] == {"quietFrom": "21:00", "quietUntil": "07:00", "pierced": False}
    others = house.browser("ACCOUNTANT").data(QUIET, input={"recipient": only()})["setQuietHours"]
    assert others["problems"] == [{"code": "NOT_ALLOWED", "field": []}]
    assert house.browser().data(QUIET, input={"recipient": only()})["setQuietHours"]["problems"] == []


def test_a_test_message_is_sent_once_a_minute(house: House, clock: Clock):
    put(house, role="CASHIER")

    def again(by: str = "CASHIER") -> list[str]:
        answer = house.browser(by).data(TEST, input={"recipient": only()})["sendTestAlert"]
        return [problem["code"] for problem in answer["problems"]]

    assert again() == [] and again() == ["TOO_OFTEN"] and again("ACCOUNTANT") == ["NOT_ALLOWED"]
    clock.pass_seconds(60)
    assert again("OWNER") == []
    assert Message.objects.filter(template="alert_test", channel="EMAIL").count() == 2


def test_who_is_removed_leaves_no_address_behind(house: House):
    put(house)
    keys = DataKey.objects.count()
    answer = house.browser().data(REMOVE, input={"recipient": only()})["removeAlertRecipient"]
    assert answer == {"business": {"code": "maji"}, "problems": []}
    assert not AlertRecipient.objects.exists() and DataKey.objects.count() == keys - 1
    put(house)
    membership = Membership.objects.get(user=house.people["ACCOUNTANT"], business=house.business)
    remove_member(membership=membership, actor=house.people["OWNER"])
    assert not AlertRecipient.objects.exists() and DataKey.objects.count() == keys - 1
