"""What goes wrong with requests is told while it does, as members read it, from asking to the all-clear.

Only Safaricom is put on, and the minutes that pass.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from core import days
from core.tasks import sweep
from graphql_api.ids import write_id
from mpesa.daraja.answers import StkAccepted, StkOutcome
from mpesa.daraja.client import DarajaClient
from mpesa.daraja.errors import DarajaUnknown
from mpesa.models import PaymentRequest
from tests.mpesa.callbacks.callers import post
from tests.mpesa.requests.conftest import Desk
from tests.mpesa.requests.worlds import OUTCOMES, PUSHES, RunningClock

ALERTS = """query ($business: ID!) { alerts(business: $business, first: 50) { nodes {
    code severity resolvedAt clearedItself comment counts { code count }
    subject { __typename ... on PaymentRequest { id } ... on Till { id } } } } }"""


class Safaricom:
    """Takes pushes, or does not; answers queries, or does not."""

    def __init__(self) -> None:
        self.push, self.outcome, self.taken = "", "open", 0

    def stk_push(self, **_: object) -> StkAccepted:
        if self.push:
            raise PUSHES[self.push]()
        self.taken += 1
        return StkAccepted(f"m-{self.taken}", f"ws_CO_{self.taken}")

    def stk_query(self, **_: object) -> StkOutcome:
        if self.outcome == "lost":
            raise DarajaUnknown("DARAJA_CONNECTION_LOST")
        return OUTCOMES[self.outcome]


class Counter:
    """A desk where time passes and the clusters run."""

    def __init__(self, desk: Desk, drain: Callable[..., None], clock: RunningClock, safaricom: Safaricom):
        self.desk, self.drain, self.clock, self.safaricom = desk, drain, clock, safaricom
        self.phones = iter(range(254_700_200_000, 254_700_200_999))
        self.owner = desk.house.browser()

    def ask(self, count: int = 1) -> list[PaymentRequest]:
        asked = []
        for _ in range(count):
            assert self.desk.ask(str(next(self.phones))) is None
            asked.append(PaymentRequest.objects.latest("pk").pk)
        self.drain("mpesa.push")
        return list(PaymentRequest.objects.filter(pk__in=asked).order_by("pk"))

    def wait(self, seconds: int) -> None:
        self.clock.pass_seconds(seconds)
        self.drain("mpesa.push", "mpesa.query", "mpesa.inbox")

    def call_back(self, request: PaymentRequest, code: int = 0) -> None:
        items = {"Amount": request.amount // 100, "MpesaReceiptNumber": f"UKK1{request.pk:06}"}
        result: dict[str, Any] = {
            "MerchantRequestID": request.merchant_request_id,
            "CheckoutRequestID": request.checkout_request_id,
            "ResultCode": code,
            "ResultDesc": "words",
        }
        if not code:
            listed = [{"Name": name, "Value": value} for name, value in items.items()]
            result["CallbackMetadata"] = {"Item": listed}
        body = json.dumps({"Body": {"stkCallback": result}}).encode()
        assert post(self.desk.till, f"stk/{request.ref}", body) == 200
        self.drain("mpesa.inbox")

    def alerts(self, code: str) -> list[dict[str, Any]]:
        """Those of a code, as the owner reads them after the minute's sweep, newest first."""
        sweep()
        house = write_id("Business", self.desk.house.business.pk)
        nodes = self.owner.data(ALERTS, business=house)["alerts"]["nodes"]
        return [node for node in nodes if node["code"] == code]

    def is_all_clear(self, code: str, comment: str) -> bool:
        """Whether it closed by itself, and says so."""
        (alert,) = self.alerts(code)
        return bool(alert["resolvedAt"] and alert["clearedItself"]) and alert["comment"] == comment

    def open_about(self, code: str) -> tuple[str, str, dict[str, int]]:
        """The type and id of the one thing that the one open alert of a code is about, and its counts."""
        (alert,) = [each for each in self.alerts(code) if each["resolvedAt"] is None]
        counts = {each["code"]: each["count"] for each in alert["counts"]}
        return alert["subject"]["__typename"], alert["subject"]["id"], counts


@pytest.fixture
def counter(desk: Desk, drain: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> Counter:
    clock, safaricom = RunningClock(), Safaricom()
    monkeypatch.setattr(days, "_ask", clock.now)
    monkeypatch.setattr(timezone, "now", clock.now)
    monkeypatch.setattr(DarajaClient, "stk_push", lambda _, **more: safaricom.stk_push(**more))
    monkeypatch.setattr(DarajaClient, "stk_query", lambda _, **more: safaricom.stk_query(**more))
    return Counter(desk, drain, clock, safaricom)


def till_of(counter: Counter) -> str:
    return write_id("Till", counter.desk.till.pk)


@pytest.mark.parametrize("code", [0, 1032])
def test_one_payment_without_a_callback_for_a_minute(counter: Counter, code: int):
    answered, waiting = counter.ask(2)
    counter.call_back(answered)
    counter.wait(50)
    assert counter.alerts("REQUEST_SILENT") == []
    counter.wait(11)
    subject = ("PaymentRequest", write_id("PaymentRequest", waiting.pk))
    assert counter.open_about("REQUEST_SILENT") == (*subject, {"NO_CALLBACK": 1})
    counter.call_back(waiting, code)
    assert counter.is_all_clear("REQUEST_SILENT", "It has come to an end.")


def test_no_callback_for_five_minutes_while_requests_are_open(counter: Counter):
    counter.clock.pass_seconds(-301)  # when a callback came PostgreSQL says, by its own clock
    first, _ = counter.ask(2)
    counter.wait(4 * 60)
    assert counter.alerts("TILL_SILENT") == []
    counter.wait(61)
    assert counter.open_about("TILL_SILENT") == ("Till", till_of(counter), {"REQUESTS_OPEN": 2})
    counter.call_back(first)
    assert counter.is_all_clear("TILL_SILENT", "Callbacks come again.")


def test_more_than_five_percent_of_requests_fail(counter: Counter):
    counter.safaricom.push = "refused"
    refused = counter.ask(2)
    assert {request.state for request in refused} == {"FAILED"}
    counter.safaricom.push = ""
    for request in counter.ask(17):
        counter.call_back(request)
    for request in counter.ask(3):
        counter.call_back(request, 1032)  # who declines is no failure of ours
    assert counter.alerts("REQUESTS_FAIL") == []
    counter.call_back(*counter.ask())
    found = {"FAILED": 2, "ENDED": 20}
    assert counter.open_about("REQUESTS_FAIL") == ("Till", till_of(counter), found)
    for request in counter.ask(20):
        counter.call_back(request)
    assert counter.is_all_clear("REQUESTS_FAIL", "Fewer of the last hour failed.")


def test_more_than_ten_percent_of_queries_are_not_answered(counter: Counter):
    first = counter.ask(2)
    counter.safaricom.outcome = "lost"
    counter.wait(31)
    counter.safaricom.outcome = "open"
    assert [request.status_answers.get().code for request in first] == ["DARAJA_CONNECTION_LOST"] * 2
    counter.ask(4)
    counter.wait(31)
    assert counter.alerts("QUERIES_FAIL") == [], "eight are too few"
    counter.wait(61)
    found = {"FAILED": 2, "ENDED": 14}
    assert counter.open_about("QUERIES_FAIL") == ("Till", till_of(counter), found)
    counter.wait(121)
    assert counter.is_all_clear("QUERIES_FAIL", "Safaricom answers again.")
