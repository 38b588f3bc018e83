"""Misbehaviour on command beyond what a single callback test shows."""

import hashlib
import time
from typing import Any

import pytest
import requests

from tests.daraja_sandbox.api.test_enquiries import paid
from tests.daraja_sandbox.bank.test_statement import csv_rows, download, split
from tests.daraja_sandbox.conftest import new_organisation
from tests.daraja_sandbox.daraja import (
    B2C,
    STK,
    Daraja,
    Operator,
    balance_of,
    new_phone,
    prompt_of,
    push_body,
    values,
)
from tests.daraja_sandbox.sink import Sink

URL = "http://127.0.0.1:9/hooks/nobody"


def order(daraja: Daraja, fault: str, **given: Any) -> None:
    answer = daraja.sandbox.post("/_sandbox/faults", {"fault": fault, **given})
    assert answer.status_code == 200, answer.text


def switch(daraja: Daraja, **given: Any) -> None:
    answer = daraja.sandbox.post("/_sandbox/switches", given)
    assert answer.status_code == 200, answer.text


def item(callback: Any, name: str) -> Any:
    items = callback.json["Body"]["stkCallback"]["CallbackMetadata"]["Item"]
    return next((one.get("Value", "no value") for one in items if one["Name"] == name), None)


def approve(daraja: Daraja, sink: Sink, path: str) -> Any:
    phone = new_phone()
    daraja.pushed(phone, sink.url + path)
    daraja.sandbox.post("/_sandbox/approve", {"msisdn": phone})
    return sink.wait_for(path)[-1]


@pytest.mark.parametrize(
    ("fault", "body"), [("empty_body", b""), ("error_200", b'"errorCode":"500.001.1001"')]
)
def test_success_that_is_none(daraja: Daraja, phone: str, fault: str, body: bytes) -> None:
    order(daraja, fault, call="stkpush")

    answer = daraja.push(phone, URL)

    assert answer.status_code == 200
    assert body in answer.content
    assert "CheckoutRequestID" not in answer.text
    prompts = daraja.sandbox.get("/_sandbox/state").json()["prompts"]
    assert not [prompt for prompt in prompts if prompt["msisdn"] == phone]


@pytest.mark.parametrize(("fault", "prompts"), [("reset", 0), ("lose_ack", 1)])
def test_connection_cut_before_and_after_acceptance(
    daraja: Daraja, phone: str, fault: str, prompts: int
) -> None:
    order(daraja, fault, call="stkpush")

    with pytest.raises(requests.ConnectionError):
        daraja.push(phone, URL)

    state = daraja.sandbox.get("/_sandbox/state").json()
    assert len([prompt for prompt in state["prompts"] if prompt["msisdn"] == phone]) == prompts
    if prompts:
        daraja.sandbox.post("/_sandbox/cancel", {"msisdn": phone})


def test_slow_drip_ends_whole(daraja: Daraja, phone: str) -> None:
    order(daraja, "drip", call="stkpush", seconds="0.4")
    token = daraja.token()
    started = time.monotonic()

    answer = daraja.sandbox.post(STK, push_body(phone, URL), headers={"Authorization": f"Bearer {token}"})

    assert time.monotonic() - started >= 0.3
    assert answer.json()["ResponseCode"] == "0"
    daraja.sandbox.post("/_sandbox/cancel", {"msisdn": phone})


def test_query_says_processing_for_ever(daraja: Daraja, phone: str) -> None:
    checkout = daraja.pushed(phone, URL)
    daraja.sandbox.post("/_sandbox/approve", {"msisdn": phone})
    order(daraja, "processing", times=None)

    answers = [daraja.query(checkout).json()["errorMessage"] for _ in range(3)]

    assert answers == ["The transaction is being processed"] * 3
    daraja.sandbox.delete("/_sandbox/faults")
    assert daraja.query(checkout).json()["ResultCode"] == "0"


def test_query_says_failed_and_success_comes_late(daraja: Daraja, sink: Sink, phone: str, path: str) -> None:
    checkout = daraja.pushed(phone, sink.url + path)
    order(daraja, "early_failure")

    early = daraja.query(checkout).json()["ResultCode"]
    daraja.sandbox.post("/_sandbox/approve", {"msisdn": phone})

    (callback,) = sink.wait_for(path)
    assert early == "1037"
    assert callback.json["Body"]["stkCallback"]["ResultCode"] == 0
    assert prompt_of(daraja.sandbox, checkout)["state"] == "paid"


def test_later_callback_overtakes(daraja: Daraja, sink: Sink, path: str) -> None:
    first, second = new_phone(), new_phone()
    order(daraja, "reorder_callbacks", call="stk", seconds=900)
    for phone in (first, second):
        daraja.pushed(phone, sink.url + path)
        daraja.sandbox.post("/_sandbox/approve", {"msisdn": phone})

    arrived = sink.wait_for(path, 2)

    assert [str(item(callback, "PhoneNumber")) for callback in arrived] == [second, first]


def test_same_receipt_by_both_channels(daraja: Daraja, sink: Sink, path: str) -> None:
    daraja.register("174379", f"{sink.url}{path}/c", "http://127.0.0.1:9/v", "Completed")
    order(daraja, "both_channels")

    callback = approve(daraja, sink, path)

    (confirmation,) = sink.wait_for(f"{path}/c")
    assert confirmation.json["TransID"] == item(callback, "MpesaReceiptNumber")


def test_result_arrives_before_the_acknowledgement(operator: Operator, phone: str) -> None:
    order(operator.daraja, "result_first", call="b2c")

    answer = operator.send(B2C, operator.b2c_body(phone))

    # Not waited for: it was there before the answer was.
    (result,) = operator.sink.at(f"{operator.path}/r")
    assert result.json["Result"]["ConversationID"] == answer.json()["ConversationID"]


@pytest.mark.parametrize("style", ["echo", "result"])
def test_queue_timeout_then_success(operator: Operator, phone: str, style: str) -> None:
    switch(operator.daraja, timeout_body=style)
    order(operator.daraja, "queue_timeout", call="b2c", seconds=300)
    operator.daraja.sandbox.post("/_sandbox/customers", {"msisdn": phone})
    body = operator.b2c_body(phone)

    operator.send(B2C, body)

    (notice,) = operator.sink.wait_for(f"{operator.path}/t")
    if style == "echo":
        assert notice.json == body
    else:
        assert notice.json["Result"]["ResultCode"] == 1
        assert notice.json["Result"]["OriginatorConversationID"] == body["OriginatorConversationID"]
    assert operator.sink.at(f"{operator.path}/r") == []
    assert balance_of(operator.daraja.sandbox, phone) == "100000.00"
    operator.daraja.sandbox.post("/_sandbox/clock", {"advance_seconds": 300})
    (result,) = operator.sink.wait_for(f"{operator.path}/r")
    assert result.json["Result"]["ResultCode"] == 0
    assert balance_of(operator.daraja.sandbox, phone) == "101200.00"


@pytest.mark.parametrize(("shape", "kind"), [("documented", dict), ("lists", list), ("objects", dict)])
def test_lists_and_objects(operator: Operator, phone: str, shape: str, kind: type) -> None:
    switch(operator.daraja, result_shape=shape, result_types="strings")

    result = operator.b2c(phone)

    assert isinstance(result["ReferenceData"]["ReferenceItem"], kind)
    assert (result["ResultType"], result["ResultCode"]) == ("0", "0")
    assert values(result)["TransactionAmount"] == 1200


@pytest.mark.parametrize("style", ["masked", "hashed", "plain"])
def test_phone_of_an_stk_callback(daraja: Daraja, sink: Sink, phone: str, path: str, style: str) -> None:
    switch(daraja, stk_phone_style=style)
    daraja.pushed(phone, sink.url + path)
    daraja.sandbox.post("/_sandbox/approve", {"msisdn": phone})

    shown = item(sink.wait_for(path)[0], "PhoneNumber")

    assert (
        shown
        == {
            "plain": int(phone),
            "masked": f"{phone[:5]}****{phone[-3:]}",
            "hashed": hashlib.sha256(phone.encode()).hexdigest(),
        }[style]
    )


@pytest.mark.parametrize("style", ["no_value", "absent", "map"])
def test_balance_item_of_an_stk_callback(daraja: Daraja, sink: Sink, path: str, style: str) -> None:
    switch(daraja, stk_balance_item=style)

    shown = item(approve(daraja, sink, path), "Balance")

    worth = "{Amount={CurrencyCode=KES, MinimumAmount=9999000, BasicAmount=99990.00}}"
    assert shown == {"no_value": "no value", "absent": None, "map": worth}[style]


def test_safaricoms_clock_can_be_wrong(daraja: Daraja, sink: Sink, path: str) -> None:
    straight = item(approve(daraja, sink, path), "TransactionDate")
    switch(daraja, stamp_skew_seconds="-86400")

    skewed = item(approve(daraja, sink, f"{path}/skewed"), "TransactionDate")

    assert straight // 1_000_000 - skewed // 1_000_000 > 0


@pytest.mark.parametrize("fault", ["drop_row", "repeat_row", "edit_cent"])
def test_spoiled_statement(operator: Operator, phone: str, fault: str) -> None:
    for amount in ("10", "20", "30", "40"):
        paid(operator, phone, amount)
    daraja, code = operator.daraja, operator.shortcode
    _, whole = split(csv_rows(download(daraja, code).content))
    spoiled = []
    for _ in range(2):
        order(daraja, fault, seed=5)
        spoiled.append(split(csv_rows(download(daraja, code).content))[1])

    assert spoiled[0] == spoiled[1] != whole
    assert len(spoiled[0]) - len(whole) == {"drop_row": -1, "repeat_row": 1, "edit_cent": 0}[fault]
    if fault == "edit_cent":
        changed = [(a[5], b[5]) for a, b in zip(whole, spoiled[0], strict=True) if a != b]
        assert len(changed) == 1
        assert changed[0][1] == changed[0][0].replace(".00", ".01")
    assert split(csv_rows(download(daraja, code).content))[1] == whole


def test_failed_rows_and_ties_are_switches(operator: Operator, phone: str) -> None:
    daraja, code = operator.daraja, operator.shortcode
    switch(daraja, failed_rows=True)
    daraja.sandbox.post("/_sandbox/customers", {"msisdn": phone, "balance": "50"})
    refused = {"msisdn": phone, "shortcode": code, "amount": "700", "account": "INV-7"}
    assert daraja.sandbox.post("/_sandbox/pay", refused).status_code == 400
    paid(operator, phone, "20")

    sums, lines = split(csv_rows(download(daraja, code).content))

    assert sorted((line[4], line[5], line[7]) for line in lines) == [
        ("Completed", "20.00", "50,020.00"),
        ("Failed", "700.00", "50,000.00"),
    ]
    assert str(sums["Total Paid In:"]) == "20.00"
    switch(daraja, statement_ties="oldest")
    assert sorted(split(csv_rows(download(daraja, code).content))[1]) == sorted(lines)


def test_charges_can_have_their_own_account(daraja: Daraja, phone: str) -> None:
    code = str(new_organisation(daraja.sandbox, tariff="business")["shortcode"])
    switch(daraja, c2b_charges="charges_paid")
    given = {"msisdn": phone, "shortcode": code, "amount": "1000", "account": "A"}
    receipt = daraja.sandbox.post("/_sandbox/pay", given).json()["receipt"]

    (charge,) = split(csv_rows(download(daraja, code, account="Charges Paid Account").content))[1]
    assert (charge[0], charge[3], charge[6], charge[7]) == (receipt, "Pay Bill Charge", "-10.00", "-10.00")
    daraja.sandbox.post("/_sandbox/sweep", {"shortcode": code})
    settled = daraja.sandbox.post("/_sandbox/settle", {"shortcode": code}).json()
    assert settled == {"charges_settled": "10.00", "forwarded": "990.00"}
    withdrawn = daraja.sandbox.post("/_sandbox/withdraw", {"shortcode": code, "amount": "990"}).json()
    assert withdrawn["balance"] == "0.00"


def test_bad_day_is_the_same_for_the_same_seed(daraja: Daraja) -> None:
    def day(seed: int) -> list[int]:
        order(daraja, "bad_day", seed=seed)
        headers = {"Authorization": "Bearer stale"}
        seen = []
        for _ in range(120):
            try:
                seen.append(daraja.sandbox.post(STK, {}, headers=headers).status_code)
            except requests.ConnectionError:
                seen.append(0)
        daraja.sandbox.delete("/_sandbox/faults")
        return seen

    first, again, other = day(1), day(1), day(2)

    assert first == again != other
    assert set(first) > {404}


def test_time_can_be_compressed(daraja: Daraja, sink: Sink, phone: str, path: str) -> None:
    daraja.pushed(phone, sink.url + path)
    try:
        daraja.sandbox.post("/_sandbox/clock", {"speed": 600})
        (callback,) = sink.wait_for(path)  # a minute in a tenth of a second
    finally:
        daraja.sandbox.post("/_sandbox/clock", {"speed": 1})

    assert callback.json["Body"]["stkCallback"]["ResultCode"] == 1037


def test_traffic_shows_no_secrets(operator: Operator, phone: str) -> None:
    body = operator.b2c_body(phone)
    operator.result_of(B2C, body)
    checkout = operator.daraja.pushed(phone, URL)
    operator.daraja.sandbox.post(B2C, {}, headers={"Authorization": "Bearer secret-token"})

    log = operator.daraja.sandbox.get("/_sandbox/traffic")

    calls = {line["call"] for line in log.json()["traffic"]}
    assert {"oauth", "b2c", "stkpush"} <= calls
    assert checkout in log.text
    sent = push_body(phone, URL)["Password"]
    for secret in (body["SecurityCredential"], sent, "secret-token", operator.daraja.token()):
        assert secret not in operator.daraja.sandbox.get("/_sandbox/traffic").text
    operator.daraja.sandbox.post("/_sandbox/cancel", {"msisdn": phone})
