from typing import Any

import pytest

from tests.daraja_sandbox.daraja import Daraja, accounts


@pytest.mark.parametrize(
    ("call", "given", "code", "field"),
    [
        ("pay", {"msisdn": "0700", "shortcode": "600984", "amount": 1}, "INVALID", "msisdn"),
        (
            "pay",
            {"msisdn": "254700000001", "shortcode": "1", "amount": 1},
            "UNKNOWN_ORGANISATION",
            "shortcode",
        ),
        ("pay", {"msisdn": "254700000001", "shortcode": "600984", "amount": 1.005}, "INVALID", "amount"),
        ("pay", {"msisdn": "254700000001", "shortcode": "600984", "amount": "0.99"}, "INVALID", "amount"),
        ("pay", {"completed_at": "2026-11-20"}, "UNKNOWN_FIELD", "completed_at"),
        ("approve", {"msisdn": "254700000999"}, "NO_OPEN_PROMPT", "msisdn"),
        ("cancel", {"checkout_request_id": "x"}, "UNKNOWN_PROMPT", "checkout_request_id"),
        ("sweep", {"shortcode": "600984", "amount": "99999999"}, "INSUFFICIENT_BALANCE", "amount"),
        ("faults", {"fault": "sulk"}, "INVALID", "fault"),
        ("faults", {"fault": "lose_ack", "call": "validation"}, "INVALID", "call"),
        ("faults", {"fault": "lose_ack", "call": "stk", "times": 0}, "INVALID", "times"),
        ("switches", {"sulk": True}, "UNKNOWN_SWITCH", "sulk"),
        ("switches", {"msisdn_style": "shouted"}, "INVALID", "msisdn_style"),
        ("customers", {"msisdn": "254700000001", "balance": -1}, "INVALID", "balance"),
        ("customers", {"msisdn": "254700000001", "answer": "maybe"}, "INVALID", "answer"),
        ("organisations", {"shortcode": "600984", "kind": "till"}, "INVALID", "kind"),
        ("organisations", {"shortcode": "600985", "consumer_key": "new"}, "MISSING", "consumer_secret"),
        ("clock", {"advance_seconds": -1}, "INVALID", "advance_seconds"),
        ("history", {"msisdn": "254700000001", "shortcode": "600984", "amount": 1}, "INVALID", "at"),
        ("history", [], "INVALID", None),
    ],
)
def test_refusals_name_code_and_field(
    daraja: Daraja, call: str, given: dict[str, Any], code: str, field: str
) -> None:
    before = daraja.sandbox.get("/_sandbox/state").json()

    answer = daraja.sandbox.post(f"/_sandbox/{call}", given)

    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["code"], error["field"]) == (code, field)
    assert error["message"]
    after = daraja.sandbox.get("/_sandbox/state").json()
    assert {**after, "now": ""} == {**before, "now": ""}


def test_body_that_is_not_json(daraja: Daraja) -> None:
    answer = daraja.sandbox._client.post("/_sandbox/pay", data=b"{")

    assert answer.json()["error"]["code"] == "INVALID"


def test_organisations_are_saved_together_or_not_at_all(daraja: Daraja) -> None:
    good, bad = {"shortcode": "801001", "opening_balance": "5.00"}, {"shortcode": "801002", "tariff": "free"}

    assert daraja.sandbox.post("/_sandbox/organisations", [good, bad]).status_code == 400
    assert daraja.sandbox.post("/_sandbox/organisations", [good]).status_code == 200
    again = good | {"name": "RENAMED LTD", "opening_balance": "900.00"}
    assert daraja.sandbox.post("/_sandbox/organisations", again).status_code == 200

    assert accounts(daraja.sandbox, "801001")["Utility Account"] == "5.00"
    names = {o["shortcode"]: o["name"] for o in daraja.sandbox.get("/_sandbox/state").json()["organisations"]}
    assert names["801001"] == "RENAMED LTD"
    assert "801002" not in names


def test_sweep_empties_the_collecting_account(daraja: Daraja, phone: str, paybill: dict[str, Any]) -> None:
    code = paybill["shortcode"]
    daraja.sandbox.post("/_sandbox/pay", {"msisdn": phone, "shortcode": code, "amount": "50", "account": "A"})

    swept = daraja.sandbox.post("/_sandbox/sweep", {"shortcode": code}).json()

    assert swept["amount"] == "50.00"
    assert accounts(daraja.sandbox, code)["Utility Account"] == "0.00"
    assert accounts(daraja.sandbox, code)["Organization Settlement Account"] == "50.00"


def test_unknown_call(daraja: Daraja) -> None:
    for answer in (daraja.sandbox.post("/_sandbox/refund"), daraja.sandbox.get("/_sandbox/pay")):
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "UNKNOWN_CALL")


def test_page_is_served(daraja: Daraja) -> None:
    answer = daraja.sandbox.get("/")

    assert answer.headers["content-type"].startswith("text/html")
    assert "Daraja sandbox" in answer.text


def test_payments_of_the_past_are_booked_and_confirmed_at_their_own_times(
    daraja: Daraja, phone: str, paybill: dict[str, Any]
) -> None:
    # Later than all that other tests have booked: moments are told to the second.
    newest = daraja.sandbox.post("/_sandbox/clock", {"advance_seconds": 2}).json()["now"]
    one = {"msisdn": phone, "shortcode": paybill["shortcode"], "account": "A"}
    entries = [one | {"amount": str(count + 1), "at": newest} for count in range(2)]
    backwards = [entries[0], entries[1] | {"at": "2020-01-01T09:00:00+03:00"}]
    for refused in (backwards, [entries[0] | {"at": "2199-01-01T00:00:00+03:00"}]):
        answer = daraja.sandbox.post("/_sandbox/history", refused)
        assert (answer.status_code, answer.json()["error"]["field"]) == (400, "at")
    assert accounts(daraja.sandbox, paybill["shortcode"])["Utility Account"] == "0.00"

    receipts = daraja.sandbox.post("/_sandbox/history", entries).json()["receipts"]

    state = daraja.sandbox.get("/_sandbox/state").json()
    paid = {each["receipt"]: each["amount"] for each in state["payments"]}
    assert [paid[receipt] for receipt in receipts] == ["1.00", "2.00"]
    assert accounts(daraja.sandbox, paybill["shortcode"])["Utility Account"] == "3.00"
    assert daraja.sandbox.get("/_sandbox/check").json()["adds_up"]
