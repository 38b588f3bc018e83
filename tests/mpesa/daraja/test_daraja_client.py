"""The client against a server that speaks raw bytes: which error for which trouble, and no second push."""

from __future__ import annotations

import base64

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import InvalidInput, UpstreamFailed
from mpesa.daraja.answers import StkAccepted, stk_accepted, stk_outcome
from mpesa.daraja.errors import ERROR_CODES, DarajaRefused, DarajaUnknown
from mpesa.daraja.transport import MAX_ANSWER, Answer
from tests.mpesa.daraja.asking import ACK, CHECKOUT, PASSKEY, PUSH, REGISTER, push


def test_a_push_as_daraja_wants_it(client, daraja, wire):
    daraja.says(PUSH, wire.http(200, ACK))
    assert push(client) == StkAccepted("2654-4b64-97ff-b827b542881d3130", CHECKOUT)
    (heard,) = daraja.calls(PUSH)
    assert heard.headers["content-type"] == "application/json"
    assert heard.token == "token-1"
    assert heard.json == {
        "BusinessShortCode": "174379",
        "Password": base64.b64encode(f"174379{PASSKEY}20261120081500".encode()).decode(),
        "Timestamp": "20261120081500",
        "TransactionType": "CustomerPayBillOnline",
        "Amount": 402,
        "PartyA": 254708374149,
        "PartyB": "174379",
        "PhoneNumber": 254708374149,
        "CallBackURL": "https://pay.example.co.ke/hooks/ab12/stk/cd34",
        "AccountReference": "INV-7",
        "TransactionDesc": "Invoice 7",
    }


def test_a_till_names_its_store(client, daraja, wire):
    daraja.says(PUSH, wire.http(200, ACK))
    push(client, kind="till", shortcode="600100", party_b="600200", description="Tea & mandazi @ #9, two")
    body = daraja.calls(PUSH)[0].json
    assert body["TransactionType"] == "CustomerBuyGoodsOnline"
    assert (body["BusinessShortCode"], body["PartyB"]) == ("600100", "600200")
    assert body["TransactionDesc"] == "Tea mandazi 9"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount_cents": 40_250}, "NOT_WHOLE"),
        ({"amount_cents": 0}, "BAD_AMOUNT"),
        ({"amount_cents": -100}, "BAD_AMOUNT"),
        ({"amount_cents": 25_000_100}, "BAD_AMOUNT"),
        ({"phone": "25470****149"}, "BAD_PHONE"),
        ({"account_reference": "INV#7"}, "BAD_REFERENCE"),
        ({"account_reference": "INVOICE-00007"}, "BAD_REFERENCE"),
        ({"account_reference": " "}, "BAD_REFERENCE"),
        ({"party_b": "600200"}, "BAD_SHORTCODE"),
        ({"shortcode": "17437x", "party_b": "17437x"}, "BAD_SHORTCODE"),
        ({"callback_url": "https://pay.example/hooks/MPESA"}, "BAD_CALLBACK_URL"),
        ({"callback_url": "https://pay.example/execute"}, "BAD_CALLBACK_URL"),
        ({"callback_url": "/hooks"}, "BAD_CALLBACK_URL"),
        ({"callback_url": "https://[x/"}, "BAD_CALLBACK_URL"),
    ],
)
def test_a_wrong_field_never_leaves(client, daraja, changes, code):
    with pytest.raises(InvalidInput) as caught:
        push(client, **changes)
    assert caught.value.code == code
    assert daraja.heard == []


@pytest.mark.parametrize(
    ("status", "code", "message", "ours"),
    [
        (400, "400.002.02", "Bad Request - Invalid Amount", "DARAJA_BAD_REQUEST"),
        (200, "400.002.02", "Bad Request - Invalid CallBackURL", "DARAJA_BAD_REQUEST"),
        (500, "500.001.1001", "[MerchantValidate] - Wrong credentials", "DARAJA_BAD_CREDENTIALS"),
        (500, "500.001.1001", "Merchant does not exist", "DARAJA_BAD_CREDENTIALS"),
        (500, "500.001.1001", "Unable to lock subscriber, a transaction is already in process for the current"
         " subscriber", "DARAJA_SUBSCRIBER_BUSY"),
        (500, "500.003.02", "Error Occurred: Spike Arrest Violation", "DARAJA_RATE_LIMITED"),
        (500, "500.003.03", "Quota Violation", "DARAJA_RATE_LIMITED"),
    ],
)  # fmt: skip
def test_refused_before_acceptance(client, daraja, wire, status, code, message, ours):
    daraja.says(PUSH, wire.error(status, code, message))
    with pytest.raises(DarajaRefused) as caught:
        push(client)
    error = caught.value
    assert (error.code, error.error_code, error.http_status) == (ours, code, status)
    assert error.message == message
    assert len(daraja.calls(PUSH)) == 1


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [
        (500, "500.001.1001", "Internal Server Error"),
        (500, "500.001.1001", ""),
        (500, "500.002.1001", "Service is under maintenance"),
        (500, "500.003.1001", "Internal Server Error"),
        (500, "500.003.02", "System is busy. Please try again in few minutes."),
        (400, "400.999.99", "Something new"),
        (500, "", "an error without a code"),
    ],
)
def test_an_error_that_says_nothing_about_acceptance_is_unknown(client, daraja, wire, status, code, message):
    daraja.says(PUSH, wire.error(status, code, message))
    with pytest.raises(DarajaUnknown) as caught:
        push(client)
    assert caught.value.code == "DARAJA_UNDECIDED"
    assert len(daraja.calls(PUSH)) == 1


def _chunked(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


@pytest.mark.parametrize(
    ("reply", "ours"),
    [
        (lambda w: w.page, "DARAJA_UNREADABLE"),
        (lambda w: w.http(200, b"<html>maintenance</html>", kind="text/html"), "DARAJA_UNREADABLE"),
        (lambda w: w.http(200, b""), "DARAJA_UNREADABLE"),
        (lambda w: w.http(500, b""), "DARAJA_UNREADABLE"),
        (lambda w: w.http(401, b""), "DARAJA_UNREADABLE"),
        (lambda w: w.http(200, b"OK"), "DARAJA_UNREADABLE"),
        (lambda w: w.http(200, b'{"ResponseCode": "0"'), "DARAJA_UNREADABLE"),
        (lambda w: w.http(200, b'["ResponseCode"]'), "DARAJA_UNREADABLE"),
        (lambda w: w.http(200, b'{"a": NaN}'), "DARAJA_UNREADABLE"),
        (lambda w: w.http(200, b'{"a": 1e99999999999999999999}'), "DARAJA_UNREADABLE"),
        (lambda w: w.http(200, b"[" * 100_000), "DARAJA_UNREADABLE"),
        (lambda w: w.http(200, b"\xff\xfe\x00"), "DARAJA_UNREADABLE"),
        (lambda w: w.http(200, b'{"a": "' + b"x" * MAX_ANSWER + b'"}'), "DARAJA_UNREADABLE"),
        (lambda w: _chunked(b"y" * (MAX_ANSWER + 1)), "DARAJA_UNREADABLE"),
        (lambda w: w.http(307, b"", extra="Location: /elsewhere\r\n"), "DARAJA_UNREADABLE"),
        (lambda w: w.http(200, {**ACK, "CheckoutRequestID": ""}), "DARAJA_UNREADABLE"),
        (lambda w: w.http(200, {**ACK, "CheckoutRequestID": ["x"]}), "DARAJA_UNREADABLE"),
        (lambda w: w.http(200, {**ACK, "ResponseCode": "1"}), "DARAJA_UNDECIDED"),
        (lambda w: w.http(500, ACK), "DARAJA_UNDECIDED"),
        (lambda w: w.http(200, {**ACK, "errorCode": "400.002.02"}), "DARAJA_UNDECIDED"),
        (lambda w: w.http(404, {**ACK, "errorCode": "404.001.03"}), "DARAJA_UNDECIDED"),
        (lambda w: w.http(200, {}), "DARAJA_UNDECIDED"),
        (lambda w: w.http(500, {"Envelope": {"Body": {"Fault": {"faultstring": "ServiceCallout 409"}}}}),
         "DARAJA_UNDECIDED"),
        (lambda w: w.http(504, {"fault": {"faultstring": "Gateway Timeout", "detail": {
            "errorcode": "messaging.adaptors.http.flow.GatewayTimeout"}}}), "DARAJA_UNDECIDED"),
        (lambda w: w.reset, "DARAJA_CONNECTION_LOST"),
        (lambda w: w.cut(b""), "DARAJA_CONNECTION_LOST"),
        (lambda w: w.cut(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"), "DARAJA_CONNECTION_LOST"),
        (lambda w: w.cut(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"),
         "DARAJA_CONNECTION_LOST"),
        (lambda w: w.cut(b"rubbish\r\n\r\n"), "DARAJA_CONNECTION_LOST"),
        (lambda w: w.silence, "DARAJA_TIMEOUT"),
    ],
)  # fmt: skip
def test_once_sent_anything_unclear_is_unknown_and_sent_once(client, daraja, wire, reply, ours):
    daraja.says(PUSH, reply(wire))
    with pytest.raises(DarajaUnknown) as caught:
        push(client)
    assert caught.value.code == ours
    assert len(daraja.calls(PUSH)) == 1
    assert daraja.calls("/elsewhere") == []
    assert caught.value.__context__ is None  # requests' exceptions hold the Authorization header


def test_register_urls(client, daraja, wire):
    daraja.says(REGISTER, wire.http(200, {
        "OriginatorCoversationID": "7619-37765134-1", "ResponseCode": "00000000",
        "ResponseDescription": "Success",
    }))  # fmt: skip
    urls = {"confirmation_url": "https://p.example/c", "validation_url": "https://p.example/v"}
    ack = client.register_c2b_urls(shortcode="600984", **urls)
    assert ack.originator_conversation_id == "7619-37765134-1"
    assert daraja.calls(REGISTER)[0].json == {
        "ShortCode": "600984",
        "ResponseType": "Completed",
        "ConfirmationURL": "https://p.example/c",
        "ValidationURL": "https://p.example/v",
    }
    for message, code in (
        ("Urls are already registered.", "DARAJA_URLS_REGISTERED"),
        ("Duplicate notification info", "DARAJA_URLS_ELSEWHERE"),
    ):
        daraja.says(REGISTER, wire.error(500, "500.003.1001", message))
        with pytest.raises(DarajaRefused) as caught:
            client.register_c2b_urls(shortcode="600984", **urls)
        assert caught.value.code == code
    daraja.says(REGISTER, wire.http(500, {"Envelope": {"Body": {"Fault": {"faultstring": "409"}}}}))
    with pytest.raises(DarajaUnknown):
        client.register_c2b_urls(shortcode="600984", **urls)


def test_simulate(client, daraja, wire):
    path = "/mpesa/c2b/v1/simulate"
    daraja.says(path, wire.http(200, {"ConversationID": "AG_1", "ResponseCode": "0"}))
    ack = client.simulate_c2b(
        shortcode="600984", kind="paybill", amount_cents=500, phone="254708374149",
        account_reference="INV-7", version="v1",
    )  # fmt: skip
    assert ack.conversation_id == "AG_1"
    assert daraja.calls(path)[0].json == {
        "ShortCode": "600984", "CommandID": "CustomerPayBillOnline", "Amount": 5, "Msisdn": 254708374149,
        "BillRefNumber": "INV-7",
    }  # fmt: skip


@pytest.mark.parametrize("reply", ["error", "unknown"])
def test_errors_carry_no_secret_and_no_phone(client, daraja, wire, reply):
    password = base64.b64encode(f"174379{PASSKEY}20261120081500".encode()).decode()
    leak = f"token-1 {PASSKEY} {password} Bearer token-1 254708374149 {CHECKOUT} \x00\n"
    code = "400.002.02" if reply == "error" else "x" + password
    daraja.says(PUSH, wire.error(400, code, leak))
    with pytest.raises(UpstreamFailed) as caught:
        push(client)
    shown = repr(caught.value) + str(caught.value) + repr(caught.value.__dict__)
    for secret in ("token-1", PASSKEY, password, "254708374149", "708374149", "\\x00"):
        assert secret not in shown
    assert caught.value.code in ERROR_CODES


texts = st.text("aé0\x00 -ws_CO", max_size=20)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=3,
)
KEYS = ["errorCode", "errorMessage", "ResponseCode", "ResultCode", "ResultDesc", "CheckoutRequestID", "fault"]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(200, 599),
    st.none() | st.dictionaries(st.sampled_from([*KEYS, "Envelope", "ConversationID"]), json_values),
)
def test_any_answer_is_an_outcome_or_one_of_our_errors(status, payload):
    answer = Answer(status, payload, "" if payload else "empty")
    for read in (lambda: stk_outcome(answer, CHECKOUT, ("t",)), lambda: stk_accepted(answer, ("t",))):
        try:
            outcome = read()
        except UpstreamFailed as error:
            code = error.code
        else:
            assert payload is not None
            assert not isinstance(outcome, StkAccepted) or 200 <= status < 300
            continue
        assert code in ERROR_CODES
