"""The pause switch: no phone rings, and money that comes is booked."""

from __future__ import annotations

import pytest

from core.errors import CODES
from core.machine.alerts import raise_alert
from core.models import WakeUp
from graphql_api.ids import write_id
from ledger.integrity.soundness import LEDGER_BROKEN
from mpesa.collections.requests import pushing
from mpesa.collections.requests.pausing import pause_requests, resume_requests
from mpesa.collections.requests.words import BY_CODE
from mpesa.daraja.answers import StkAccepted
from mpesa.models import PaymentRequest
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from users.actors import SYSTEM
from users.models import AuditEntry

PAUSE = """mutation ($input: PauseRequestsInput!) { done: pauseRequests(input: $input) {
    business { requestRules { pause { reason by { name } } }
        tills(first: 5) { nodes { pause { reason by { name } } } } }
    problems { code field } } }"""
RESUME = PAUSE.replace("PauseRequestsInput", "ResumeRequestsInput").replace("pauseRequests", "resumeRequests")


class Phones:
    """A Safaricom that takes every push."""

    def __init__(self, monkeypatch) -> None:
        self.rang = 0
        monkeypatch.setattr(pushing, "client_for", lambda till: self)

    def stk_push(self, **_: object) -> StkAccepted:
        self.rang += 1
        return StkAccepted("m", f"ws_{self.rang}")


@pytest.fixture
def phones(monkeypatch) -> Phones:
    return Phones(monkeypatch)


def where(desk, *, till: bool) -> dict[str, str]:
    input = {"business": write_id("Business", desk.house.business.pk)}
    return input | ({"till": write_id("Till", desk.till.pk)} if till else {})


@pytest.mark.parametrize("till", [True, False])
def test_while_it_is_paused_nobody_is_asked_and_the_queue_waits(desk, drain, phones, till):
    assert desk.ask("254700000101") is None
    owner = desk.house.browser()
    done = owner.data(PAUSE, input=where(desk, till=till) | {"reason": "wrong\npasskey"})["done"]
    pause = {"reason": "wrong passkey", "by": {"name": "OWNER of maji"}}
    shown = done["business"]
    assert [shown["requestRules"]["pause"], shown["tills"]["nodes"][0]["pause"]] == (
        [None, pause] if till else [pause, None]
    )
    refused = desk.ask("254700000102")
    assert (refused["code"], refused["message"]) == (
        "REQUESTS_PAUSED",
        "Requests are paused: wrong passkey",
    )
    drain()
    assert phones.rang == 0 and PaymentRequest.objects.get().state == "INITIATED"
    assert owner.data(RESUME, input=where(desk, till=till))["done"]["problems"] == []
    assert WakeUp.objects.filter(queue="mpesa.push").exists()
    drain()
    assert phones.rang == 1 and PaymentRequest.objects.get().state == "PENDING"
    assert desk.ask("254700000102") is None
    audited = AuditEntry.objects.filter(action__startswith="requests.").order_by("pk")
    assert list(audited.values_list("action", flat=True)) == ["requests.pause", "requests.resume"]


def test_another_till_goes_on(desk, drain, phones, house):
    pause_requests(business=house.business, till=desk.till, reason="test", actor=SYSTEM)
    desk.till = create_till(
        business=house.business,
        name="Two",
        kind="PAYBILL",
        shortcode="600200",
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )
    assert desk.ask() is None
    drain()
    assert phones.rang == 1


@pytest.mark.parametrize("cause", ["paused", "broken", "nothing ran"])
def test_what_waited_for_too_long_is_given_up_and_rings_no_phone(desk, drain, phones, clock, cause):
    assert desk.ask() is None
    business = desk.house.business
    if cause == "paused":
        pause_requests(business=business, reason="storm", actor=SYSTEM)
    if cause == "broken":
        raise_alert(code=LEDGER_BROKEN, severity="CRITICAL", detail="x", business_id=business.pk)
    if cause != "nothing ran":
        clock.pass_seconds(290)
        drain()
        assert PaymentRequest.objects.get().state == "INITIATED"
    clock.pass_seconds(301)
    drain()
    request = PaymentRequest.objects.get()
    code = {"paused": "REQUESTS_PAUSED", "broken": "BOOKS_BROKEN", "nothing ran": "PUSH_TOO_OLD"}[cause]
    assert (request.state, request.result_code, phones.rang) == ("FAILED", code, 0)
    assert code in BY_CODE and code in CODES
    resume_requests(business=business, actor=SYSTEM)
    drain()
    assert phones.rang == 0


def test_only_the_owner_pauses_and_says_why(desk, other_house):
    owner = desk.house.browser()
    for reason, code in ((" \n", "REASON_MISSING"), ("x" * 201, "REASON_TOO_LONG")):
        done = owner.data(PAUSE, input=where(desk, till=True) | {"reason": reason})["done"]
        assert done["problems"] == [{"code": code, "field": ["reason"]}]
    for role in ("CASHIER", "ACCOUNTANT"):
        done = desk.house.browser(role).data(PAUSE, input=where(desk, till=True) | {"reason": "x"})["done"]
        assert done["problems"][0]["code"] == "NOT_ALLOWED"
    foreign = {"business": write_id("Business", other_house.business.pk), "reason": "x"}
    stranger = other_house.browser()
    done = stranger.data(PAUSE, input=foreign | {"till": write_id("Till", desk.till.pk)})["done"]
    assert done["problems"][0]["code"] == "NOT_FOUND"
    assert desk.ask() is None
