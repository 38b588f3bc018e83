"""The client against a server that speaks raw bytes: which error for which trouble, and no second push."""

from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import InvalidInput, UpstreamFailed
from mpesa.daraja.answers import StkAccepted, StkState, stk_accepted, stk_outcome
from mpesa.daraja.client import DarajaClient
from mpesa.daraja.errors import ERROR_CODES, DarajaRefused, DarajaUnknown, DarajaUnreachable
from mpesa.daraja.token_store import MemoryTokenStore, StoredToken
from mpesa.daraja.tokens import AppCredentials, cache_key
from mpesa.daraja.transport import MAX_ANSWER, Answer, Timeouts, new_session, shared_session

PUSH = "/mpesa/stkpush/v1/processrequest"
QUERY = "/mpesa/stkpushquery/v1/query"
REGISTER = "/mpesa/c2b/v2/registerurl"
OAUTH = "/oauth/v1/generate"
AT = datetime(2026, 11, 20, 5, 15, 0, tzinfo=UTC)
PASSKEY = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919"
CHECKOUT = "ws_CO_20112026081500123708374149"
PUSH_FIELDS: dict[str, Any] = {
    "shortcode": "174379",
    "passkey": PASSKEY,
    "kind": "paybill",
    "party_b": "174379",
    "amount_cents": 40_200,
    "phone": "254708374149",
    "callback_url": "https://pay.example.co.ke/hooks/ab12/stk/cd34",
    "account_reference": "INV-7",
    "description": "Invoice 7",
    "at": AT,
}
ACK = {
    "MerchantRequestID": "2654-4b64-97ff-b827b542881d3130",
    "CheckoutRequestID": CHECKOUT,
    "ResponseCode": "0",
    "ResponseDescription": "Success. Request accepted for processing",
    "CustomerMessage": "Success. Request accepted for processing",
}
FOUND = {
    "ResponseCode": "0",
    "ResponseDescription": "The service request has been accepted successsfully",
    "MerchantRequestID": "22205-34066-1",
    "CheckoutRequestID": CHECKOUT,
}


def push(client: DarajaClient, **changes: Any) -> StkAccepted:
    return client.stk_push(**{**PUSH_FIELDS, **changes})


def query(client: DarajaClient) -> Any:
    return client.stk_query(shortcode="174379", passkey=PASSKEY, checkout_request_id=CHECKOUT, at=AT)


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


def test_a_dripping_answer_ends_at_the_total(daraja, app, store, wire):
    timeouts = Timeouts(connect=1.0, read=1.0, total=0.3)
    client = DarajaClient(daraja.url, app, store, session=new_session(), timeouts=timeouts)
    daraja.says(PUSH, wire.drip)
    with pytest.raises(DarajaUnknown) as caught:
        push(client)
    assert caught.value.code == "DARAJA_TIMEOUT"


def hold_token(store: MemoryTokenStore, app: AppCredentials, url: str) -> None:
    store.save(cache_key(app, url), StoredToken("held", 1e11, 1e11), 0.0)


@pytest.mark.parametrize("with_token", [True, False])
def test_a_closed_door_is_unreachable(app, store, with_token):
    with socket.create_server(("127.0.0.1", 0)) as door:
        url = f"http://127.0.0.1:{door.getsockname()[1]}"
    if with_token:
        hold_token(store, app, url)
    with pytest.raises(DarajaUnreachable):
        push(DarajaClient(url, app, store, session=new_session()))


def test_an_unknown_host_is_unreachable(app, store):
    url = "http://nobody.invalid"
    hold_token(store, app, url)
    with pytest.raises(DarajaUnreachable):
        push(DarajaClient(url, app, store, session=new_session(), timeouts=Timeouts(connect=2.0)))


def test_a_host_that_does_not_speak_tls_is_not_called_safe(daraja, app, store):
    url = daraja.url.replace("http:", "https:")
    hold_token(store, app, url)
    with pytest.raises(DarajaUnknown):
        push(DarajaClient(url, app, store, session=new_session(), timeouts=Timeouts(1.0, 0.3, 1.0)))


def test_an_untrusted_certificate_is_unreachable(app, store, tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "both.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + built.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)

    def serve_one(door: socket.socket) -> None:
        connection, _ = door.accept()
        with connection, contextlib.suppress(OSError):
            context.wrap_socket(connection, server_side=True).recv(1)

    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=serve_one, args=(door,), daemon=True)
        thread.start()
        url = f"https://127.0.0.1:{door.getsockname()[1]}"
        hold_token(store, app, url)
        with pytest.raises(DarajaUnreachable):
            push(DarajaClient(url, app, store, session=new_session()))
        thread.join(5)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, {"errorCode": "404.001.03", "errorMessage": "Invalid Access Token"}),
        (401, {"errorCode": "401.002.01", "errorMessage": "Error Occurred - Invalid Access Token - token-1"}),
        (400, {"errorCode": "400.003.01", "errorMessage": "Invalid Access Token"}),
        (401, {"errorCode": "401.003.01", "errorMessage": "x"}),
        (401, {"errorCode": "401.001", "errorMessage": "Invalid Access Token"}),
        (404, {"errorCode": "404.001.04", "errorMessage": "Invalid Authentication Header"}),
        (401, {"errorMessage": "Invalid API call as no apiproduct match found"}),
        (401, {"fault": {"faultstring": "Invalid access token", "detail": {
            "errorcode": "keymanagement.service.invalid_access_token"}}}),
        (401, {"fault": {"faultstring": "x", "detail": {"errorcode": "oauth.v2.InvalidAccessToken"}}}),
    ],
)  # fmt: skip
def test_a_bad_token_is_refreshed_once_and_the_same_body_sent(client, daraja, wire, status, body):
    daraja.says(PUSH, wire.http(status, body), wire.http(200, ACK))
    assert push(client).checkout_request_id == CHECKOUT
    first, second = daraja.calls(PUSH)
    assert (first.token, second.token) == ("token-1", "token-2")
    assert first.body == second.body
    assert len(daraja.calls(OAUTH)) == 2


def test_a_token_that_stays_bad_is_a_refusal_without_the_token(client, daraja, wire):
    daraja.says(PUSH, *(
        wire.error(401, "401.002.01", f"Error Occurred - Invalid Access Token - token-{n}") for n in (1, 2)
    ))  # fmt: skip
    with pytest.raises(DarajaRefused) as caught:
        push(client)
    assert caught.value.code == "DARAJA_TOKEN_REFUSED"
    assert "token-" not in repr(caught.value) + str(caught.value)
    assert len(daraja.calls(PUSH)) == 2


def test_after_a_bad_token_no_new_token_still_means_nothing_happened(client, daraja, wire):
    daraja.says(OAUTH, wire.http(200, {"access_token": "a", "expires_in": "3599"}), wire.http(400, b""))
    daraja.says(PUSH, wire.error(404, "404.001.03", "Invalid Access Token"))
    with pytest.raises(DarajaRefused) as caught:
        push(client)
    assert caught.value.code == "DARAJA_BAD_CREDENTIALS"


def test_a_bare_401_drops_the_token_but_sends_nothing_again(client, daraja, wire):
    daraja.says(PUSH, wire.http(401, b""), wire.http(200, ACK))
    with pytest.raises(DarajaUnknown):
        push(client)
    push(client)
    assert [heard.token for heard in daraja.calls(PUSH)] == ["token-1", "token-2"]


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("0", StkState.SUCCESS), (0, StkState.SUCCESS), ("1032", StkState.CANCELLED),
        (1032, StkState.CANCELLED), ("1031", StkState.CANCELLED), ("1", StkState.FAILED),
        ("1037", StkState.FAILED), ("2001", StkState.FAILED), ("SFC_IC0003", StkState.FAILED),
        ("4999", StkState.IN_FLIGHT), ("17", StkState.UNKNOWN), ("777777", StkState.UNKNOWN),
        ("", StkState.UNKNOWN), (None, StkState.UNKNOWN), ([0], StkState.UNKNOWN),
        (False, StkState.UNKNOWN), ("00", StkState.UNKNOWN),
    ],
)  # fmt: skip
def test_query_results(client, daraja, wire, code, state):
    daraja.says(QUERY, wire.http(200, {**FOUND, "ResultCode": code, "ResultDesc": "text"}))
    assert query(client).state is state
    assert daraja.calls(QUERY)[0].json["CheckoutRequestID"] == CHECKOUT


@pytest.mark.parametrize(
    ("status", "code", "message", "state"),
    [
        (500, "500.001.1001", "The transaction is being processed", StkState.IN_FLIGHT),
        (200, "500.001.1001", "", StkState.IN_FLIGHT),
        (500, "500.001.1001", "The transaction does not Exist", StkState.UNKNOWN),
        (500, "500.001.1001", "Internal Server Error", StkState.UNKNOWN),
        (500, "500.003.1001", "Internal Server Error", StkState.UNKNOWN),
        (500, "999", "new", StkState.UNKNOWN),
    ],
)
def test_query_errors_that_are_answers(client, daraja, wire, status, code, message, state):
    daraja.says(QUERY, wire.error(status, code, message))
    outcome = query(client)
    assert (outcome.state, outcome.code) == (state, code)


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [
        (500, "500.003.02", "Spike arrest violation"),
        (500, "500.003.02", "System is busy. Please try again in few minutes."),
        (500, "500.001.1001", "[MerchantValidate] - Wrong credentials"),
        (400, "400.002.02", "Bad Request - Invalid CheckoutRequestID"),
    ],
)
def test_query_refusals_say_nothing_about_the_payment(client, daraja, wire, status, code, message):
    daraja.says(QUERY, wire.error(status, code, message))
    with pytest.raises(DarajaRefused):
        query(client)


@pytest.mark.parametrize(
    "answer",
    [
        (500, {**FOUND, "ResultCode": "0"}),
        (200, {**FOUND, "ResultCode": "0", "ResponseCode": "1"}),
        (200, {**FOUND, "ResultCode": "0", "CheckoutRequestID": "ws_CO_somebody_elses"}),
        (200, {**FOUND, "ResultCode": "0", "errorCode": "500.001.1001"}),
    ],
)
def test_a_contradictory_success_is_unknown(client, daraja, wire, answer):
    daraja.says(QUERY, wire.http(*answer))
    assert query(client).state is StkState.UNKNOWN


def test_a_web_page_instead_of_a_query_answer(client, daraja, wire):
    daraja.says(QUERY, wire.page)
    with pytest.raises(DarajaUnknown):
        query(client)


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


def test_connections_are_kept_alive_and_cookies_are_not(client, daraja, wire):
    daraja.says(PUSH, wire.http(200, ACK, extra="Set-Cookie: visid=1; path=/\r\n"))
    for _ in range(3):
        push(client)
    assert {heard.connection for heard in daraja.heard} == {1}
    assert not any("cookie" in heard.headers for heard in daraja.heard)


def test_a_retrying_session_is_not_taken(daraja, app):
    session = requests.Session()
    session.mount("http://", requests.adapters.HTTPAdapter(max_retries=3))
    with pytest.raises(ValueError, match="retry"):
        DarajaClient(daraja.url, app, MemoryTokenStore(), session=session)


def test_a_process_shares_its_session_per_host(monkeypatch):
    first = shared_session("https://one.invalid")
    assert shared_session("https://one.invalid") is first
    assert shared_session("https://two.invalid") is not first
    monkeypatch.setattr("mpesa.daraja.transport.IDLE_SECONDS", -1.0)
    assert shared_session("https://one.invalid") is not first


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
