"""What came to a till, over GraphQL: who sees what of it, what it led to, and replaying it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import days
from graphql_api.ids import write_id
from mpesa.callbacks import inbox, replaying
from mpesa.models import Callback, CallbackWork, Receipt
from tests.graphql_api.conftest import House, signed_in
from tests.mpesa.shops import PHONES, Shop
from users.models import AuditEntry, User

ASK = """query Q($business: ID!, $filter: CallbackFilter) {
  callbacks(business: $business, filter: $filter, first: 50) {
  totalCount nodes { id kind couldBeMoney receivedAt trace till { id name business { id } }
    work { state tries note dueAt doneAt } receipt { id number amount phone }
    request { id state phone } } } }"""
STANDING = """query S($business: ID!) {
  inbox(business: $business) { waiting failing dead malformed failingRoutings } }"""
REPLAY = """mutation R($input: ReplayCallbacksInput!) { replayCallbacks(input: $input) {
  replayed routings left nextSince problems { code field } } }"""
READ = """mutation B($input: ReadCallbackInput!) {
  readCallback(input: $input) { content { body isMasked } problems { code } } }"""


@pytest.fixture
def shop(house: House, drain) -> Shop:
    shop = Shop(house, "600100")
    shop.confirm("UKK0000001", 50_00, "nobody", PHONES[0])
    shop.call_back(0, "0", "UKK0000002", 50_00)
    shop.call_back(1, "1032", "", 0)
    shop.keep("c2b/confirmation", b"rubbish of 0712345678")
    shop.keep("c2b/validation", {"TransID": "x"})
    drain("mpesa.inbox", "mpesa.route")
    return shop


def listed(house: House, role: str = "OWNER", **filter: Any) -> list[dict[str, Any]]:
    business = write_id("Business", house.business.pk)
    data = house.browser(role).data(ASK, business=business, filter=filter)
    assert data["callbacks"]["totalCount"] == len(data["callbacks"]["nodes"])
    return data["callbacks"]["nodes"]


def test_what_came_and_what_it_led_to(house, other_house, shop):
    question, rubbish, failure, success, confirmation = listed(house)
    assert [each["kind"] for each in (question, rubbish, failure, success, confirmation)] == [
        "C2B_VALIDATION", "C2B_CONFIRMATION", "STK", "STK", "C2B_CONFIRMATION",
    ]  # fmt: skip
    assert question["work"] is None
    assert (rubbish["work"]["state"], rubbish["couldBeMoney"]) == ("MALFORMED", True)
    assert (failure["receipt"], failure["request"]["state"]) == (None, "CANCELLED")
    assert (success["receipt"]["number"], success["request"]["state"]) == ("UKK0000002", "PAID")
    assert (confirmation["receipt"]["number"], confirmation["request"]) == ("UKK0000001", None)
    assert confirmation["work"]["note"] == "booked" and confirmation["work"]["tries"] == 1
    assert not listed(other_house)
    assert {each["trace"] for each in listed(house)} == {None}


def test_filters(house, shop):
    assert [each["kind"] for each in listed(house, kinds=["STK"])] == ["STK"] * 2
    assert [each["work"]["note"][:10] for each in listed(house, states=["MALFORMED"])] == ["CALLBACK_U"]
    assert not listed(house, states=["DEAD", "DUE"]) and not listed(house, failing=True)
    assert len(listed(house, failing=False)) == 5 and len(listed(house, couldBeMoney=True)) == 5
    assert len(listed(house, day={"preset": "TODAY"}, till=write_id("Till", shop.till.pk))) == 5


def test_a_list_takes_as_many_queries_however_long_it_is(house, shop, drain):
    counts = []
    for turn in range(2):
        for number in range(turn * 12):
            shop.confirm(f"UKL{number:07}", 50_00, "nobody", PHONES[number % 6])
        drain("mpesa.inbox", "mpesa.route")
        with CaptureQueriesContext(connection) as queries:
            listed(house)
        counts.append(len(queries))
    assert counts[1] == counts[0] <= 28


def test_a_body_is_shown_by_right_and_every_look_is_audited(house, other_house, shop):
    confirmation = Callback.objects.get(evidence__receipt__number="UKK0000001")
    asked = {"input": {"callback": write_id("Callback", confirmation.pk)}}
    whole = house.browser("CASHIER").data(READ, **asked)["readCallback"]["content"]
    assert (whole["isMasked"], PHONES[0] in whole["body"], "AMINA0" in whole["body"]) == (False, True, True)
    masked = house.browser("AUDITOR").data(READ, **asked)["readCallback"]["content"]
    assert masked["isMasked"] and "UKK0000001" in masked["body"] and "50.00" in masked["body"]
    assert not any(secret in masked["body"] for secret in (PHONES[0], "AMINA"))
    looks = AuditEntry.objects.filter(action="callback.read").order_by("pk")
    assert [(look.details["masked"], look.subject) for look in looks] == [
        (False, f"callback:{confirmation.pk}"),
        (True, f"callback:{confirmation.pk}"),
    ]
    for client in (house.browser("PLAYER"), other_house.browser("OWNER")):
        assert [each["code"] for each in client.data(READ, **asked)["readCallback"]["problems"]] == [
            "NOT_FOUND"
        ]


def test_persons_and_secrets_in_odd_places_are_masked(house, shop):
    items = [
        {"Key": "DebitPartyName", "Value": "254712345678 - JOHN DOE"},
        {"Name": "PhoneNumber", "Value": 254712345678},
    ]
    shop.keep(
        "timeout", {"Result": items, "SecurityCredential": "abc" * 9, "BillRefNumber": "0712345678"}, "x/y"
    )
    shop.keep("timeout", b"JOHN DOE 0712345678", "x/y")
    echoed, unreadable = Callback.objects.filter(kind="timeout").order_by("pk")
    for role, hidden in (("AUDITOR", ("JOHN", "345678", "abcabc")), ("OWNER", ("abcabc",))):
        said = house.browser(role).data(READ, input={"callback": write_id("Callback", echoed.pk)})
        assert json.loads(said["readCallback"]["content"]["body"])["SecurityCredential"] == "****"
        assert not any(each in said["readCallback"]["content"]["body"] for each in hidden)
    said = house.browser("AUDITOR").data(READ, input={"callback": write_id("Callback", unreadable.pk)})
    assert said["readCallback"] == {"content": {"body": None, "isMasked": True}, "problems": []}


def test_the_owner_has_what_failed_worked_through_again(house, shop, drain, monkeypatch):
    name = "AMINA"

    def failing(*_: object) -> None:
        raise ValueError(shop.requests[0].payer.phone_masked, name)

    business = write_id("Business", house.business.pk)
    shop.confirm("UKK0000003", 50_00, "nobody", PHONES[0])
    with monkeypatch.context() as patch:
        patch.setattr(inbox, "work_off", failing)
        drain("mpesa.inbox")
    owner = house.browser("OWNER")
    assert owner.data(STANDING, business=business)["inbox"] == {
        "waiting": 0, "failing": 1, "dead": 0, "malformed": 1, "failingRoutings": 0,
    }  # fmt: skip
    (row,) = listed(house, failing=True)
    root = signed_in(User.objects.create_superuser("root", "correct horse battery"))
    trace = root.data("{ operations { deadLetters { number why trace } } }")["operations"]["deadLetters"]
    assert any("in failing" in each["trace"] and "AMINA" not in each["trace"] for each in trace)
    done = owner.data(REPLAY, input={"business": business, "callbacks": [row["id"]]})["replayCallbacks"]
    assert done == {"replayed": 1, "routings": 0, "left": 0, "nextSince": None, "problems": []}
    drain("mpesa.inbox")
    assert Receipt.objects.filter(number="UKK0000003").exists()
    again = owner.data(REPLAY, input={"business": business, "unprocessed": True})["replayCallbacks"]
    assert again["replayed"] == 1  # the malformed one
    drain("mpesa.inbox")
    assert CallbackWork.objects.filter(state="MALFORMED").count() == 1
    for role, code in (
        ("ACCOUNTANT", "NOT_ALLOWED"),
        ("CASHIER", "NOT_ALLOWED"),
        ("OWNER", "WHICH_CALLBACKS"),
    ):
        refused = house.browser(role).data(REPLAY, input={"business": business})["replayCallbacks"]
        assert [each["code"] for each in refused["problems"]] == [code]
    named = [row["id"]] * 101
    refused = owner.data(REPLAY, input={"business": business, "callbacks": named})["replayCallbacks"]
    assert [each["code"] for each in refused["problems"]] == ["BAD_PAGE"]


def test_asking_again_goes_on_behind_what_was_put_in_line(house, shop, drain, monkeypatch):
    monkeypatch.setattr(replaying, "MOST", 2)
    owner, business = house.browser("OWNER"), write_id("Business", house.business.pk)
    first = Callback.objects.order_by("pk").values_list("received_at", flat=True)[0]
    began, since, lefts = days.now(), first.isoformat(), []
    while since:
        done = owner.data(REPLAY, input={"business": business, "since": since})["replayCallbacks"]
        lefts.append((done["replayed"], done["left"]))
        since = done["nextSince"]
    assert lefts == [(2, 2), (2, 1), (2, 0)]  # each goes on with the one at which the last ended
    assert not CallbackWork.objects.filter(due_at__lt=began).exists()
    seen: set[int] = set()
    for _ in range(2):
        began = days.now()
        owner.data(REPLAY, input={"business": business, "unprocessed": True})
        seen |= set(CallbackWork.objects.filter(due_at__gte=began).values_list("pk", flat=True))
    assert len(seen) == 4
