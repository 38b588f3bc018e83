"""Every row of the reference's code tables can be provoked, in shape: status, keys, values (section 3)."""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from tests.daraja_sandbox.daraja import (
    B2C,
    QUERY,
    STK,
    Daraja,
    Operator,
    password,
    push_body,
)
from tests.daraja_sandbox.sink import Sink
from tests.processes import SandboxProcess

URL = "http://127.0.0.1:9/hooks/nobody"
TOKEN_URL = "/oauth/v1/generate?grant_type=client_credentials"
STALE = {"Authorization": "Bearer stale"}
APP = ("sandbox-key", "sandbox-secret")
Ask = Callable[[Daraja, str], requests.Response]


def pushing(**changes: Any) -> Ask:
    return lambda daraja, phone: daraja.push(phone, URL, **changes)


def posting(path: str, **body: Any) -> Ask:
    return lambda daraja, phone: daraja.post(path, body)


def stale(path: str) -> Ask:
    return lambda daraja, phone: daraja.sandbox.post(path, {}, headers=STALE)


def querying(daraja: Daraja, phone: str) -> requests.Response:
    return daraja.query("ws_CO_20112026103000123700000001")


def query_in_flight(daraja: Daraja, phone: str) -> requests.Response:
    answer = daraja.query(daraja.pushed(phone, URL))
    daraja.sandbox.post("/_sandbox/cancel", {"msisdn": phone})
    return answer


def push_twice(daraja: Daraja, phone: str) -> requests.Response:
    daraja.pushed(phone, URL)
    answer = daraja.push(phone, URL)
    daraja.sandbox.post("/_sandbox/cancel", {"msisdn": phone})
    return answer


def register_twice(daraja: Daraja, phone: str) -> requests.Response:
    daraja.register("600984", "https://example.com/c", "https://example.com/v", "Completed")
    daraja.sandbox.post("/_sandbox/switches", {"register_once": True})
    return daraja.register("600984", "https://example.com/c", "https://example.com/v", "Completed")


def broken_json(daraja: Daraja, phone: str) -> requests.Response:
    headers = {"Authorization": f"Bearer {daraja.token()}", "Content-Type": "application/json"}
    return daraja.sandbox._client.post(STK, data=b"{", headers=headers)


def wrong_secret(daraja: Daraja, phone: str) -> requests.Response:
    daraja.sandbox.post("/_sandbox/switches", {"wrong_basic_answer": "json"})
    return daraja.sandbox.get(TOKEN_URL, auth=("sandbox-key", "wrong"))


def wrong_grant(daraja: Daraja, phone: str) -> requests.Response:
    return daraja.sandbox.get("/oauth/v1/generate?grant_type=password", auth=APP)


def token_by_post(daraja: Daraja, phone: str) -> requests.Response:
    return daraja.sandbox.post(TOKEN_URL, auth=APP)


def no_header(daraja: Daraja, phone: str) -> requests.Response:
    return daraja.sandbox.post(STK, push_body(phone, URL))


MANY, BAD = "500.001.1001", "Bad Request - Invalid "
ROWS: list[tuple[Ask, int, str, str]] = [
    (pushing(Amount="1.5"), 400, "400.002.02", BAD + "Amount"),
    (pushing(CallBackURL="https://example.com/sql"), 400, "400.002.02", BAD + "CallBackURL"),
    (broken_json, 400, "400.002.05", "Invalid Request Payload"),
    (stale(QUERY), 400, "400.003.01", "Invalid Access Token"),
    (posting("/mpesa/c2b/v2/registerurl", ShortCode="x"), 400, "400.003.02", BAD + "ShortCode"),
    (posting("/pulltransactions/v1/query", ShortCode="x"), 400, "400.001", "Invalid ShortCode"),
    (stale("/pulltransactions/v1/query"), 401, "401.001", "Invalid Access Token"),
    (wrong_secret, 400, "400.008.01", "Invalid Authentication passed"),
    (wrong_grant, 400, "400.008.02", "Invalid grant type passed"),
    (stale(B2C), 401, "401.002.01", "Error Occurred - Invalid Access Token - stale"),
    (posting("/mpesa/nowhere/v1"), 404, "404.001.01", "Resource not found"),
    (posting("/mpesa/b2c/v9"), 404, "404.002.01", "Resource not found"),
    (posting("/mpesa/c2b/v9"), 404, "404.003.01", "Resource not found"),
    (stale(STK), 404, "404.001.03", "Invalid Access Token"),
    (no_header, 404, "404.001.04", "Invalid Authentication Header"),
    (token_by_post, 405, "405.001", "Method Not Allowed"),
    (pushing(Password="MTIz"), 500, MANY, "[MerchantValidate] - Wrong credentials"),
    (pushing(BusinessShortCode=999999), 500, MANY, "Merchant does not exist"),
    (
        push_twice,
        500,
        MANY,
        "Unable to lock subscriber, a transaction is already in process for the current subscriber",
    ),
    (query_in_flight, 500, MANY, "The transaction is being processed"),
    (querying, 500, MANY, "The transaction does not Exist"),
    (register_twice, 500, "500.003.1001", "Urls are already registered."),
]
# Rows that no request alone can provoke: how of the fault `refuse`.
ORDERED: list[tuple[str, int, str, str]] = [
    ("spike_arrest", 500, "500.003.02", "Error Occurred: Spike Arrest Violation"),
    ("busy", 500, "500.003.02", "System is busy. Please try again in few minutes."),
    ("quota", 500, "500.003.03", "Error Occurred: Quota Violation"),
    ("internal", 500, "500.003.1001", "Internal Server Error"),
    ("maintenance", 500, "500.002.1001", "The service is temporarily unable to handle the request."),
    ("maintenance_short", 500, "00.002.1001", "Service is under maintenance. Try again later."),
    ("threat", 400, "400.002.02", "Bad Request - Threat Detected"),
    ("bad_request", 400, "400.003.02", "Bad Request"),
    ("product_token", 401, "401.003.01", "Invalid Access Token"),
    ("not_authorised", 403, "403.002.1001", "The initiator is not authorized to initiate this request."),
    ("aggregator", 500, "500.003.1001", "Duplicate notification info"),
    ("empty_message", 500, MANY, ""),
    ("server_error", 500, MANY, "Internal Server Error"),
]


def assert_envelope(answer: requests.Response, status: int, code: str, message: str) -> None:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert list(body) == ["requestId", "errorCode", "errorMessage"]
    assert (body["errorCode"], body["errorMessage"]) == (code, message)


@pytest.mark.parametrize(("ask", "status", "code", "message"), ROWS, ids=[f"{r[2]} {r[3]}" for r in ROWS])
def test_provoked(daraja: Daraja, phone: str, ask: Ask, status: int, code: str, message: str) -> None:
    assert_envelope(ask(daraja, phone), status, code, message)


@pytest.mark.parametrize(("how", "status", "code", "message"), ORDERED)
def test_ordered(daraja: Daraja, phone: str, how: str, status: int, code: str, message: str) -> None:
    daraja.sandbox.post("/_sandbox/faults", {"fault": "refuse", "call": "stkpush", "how": how})

    assert_envelope(daraja.push(phone, URL), status, code, message)


@pytest.mark.parametrize(
    ("how", "status", "path"),
    [
        ("no_product", 401, ("fault", "faultstring")),
        ("gateway", 500, ("fault", "faultstring")),
        ("gateway_nested", 500, ("Envelope", "Body", "Fault", "faultstring")),
    ],
)
def test_shapes_of_the_gateway(daraja: Daraja, how: str, status: int, path: tuple[str, ...]) -> None:
    daraja.sandbox.post("/_sandbox/faults", {"fault": "refuse", "call": "register", "how": how})

    answer = daraja.register("600984", "https://example.com/c", "https://example.com/v", "Completed")

    assert answer.status_code == status
    inside = answer.json()
    for key in path:
        inside = inside[key]
    assert isinstance(inside, str)


@pytest.mark.parametrize(
    "code", ["2", "3", "8", "11", "14", "17", "26", "1001", "1019", "1025", "9999", "1031", "1036", "1101"]
)
def test_stk_result_codes(daraja: Daraja, sink: Sink, phone: str, path: str, code: str) -> None:
    """0, 1, 4, 1032, 1037, 2001, 2028, 4999, 8006 and SFC_IC0003 have tests of their own."""
    daraja.sandbox.post("/_sandbox/faults", {"fault": "result_code", "call": "stk", "how": code})
    checkout = daraja.pushed(phone, sink.url + path)
    daraja.sandbox.post("/_sandbox/approve", {"checkout_request_id": checkout})

    (callback,) = sink.wait_for(path)

    body = callback.json["Body"]["stkCallback"]
    assert set(body) == {"MerchantRequestID", "CheckoutRequestID", "ResultCode", "ResultDesc"}
    assert body["ResultCode"] == int(code)
    assert daraja.query(checkout).json()["ResultCode"] == code


ASYNC_CODES = (
    *("1", "2", "3", "4", "8", "11", "14", "15", "17", "18", "19", "20", "21", "22", "24", "25", "26", "29"),
    *("1005", "2001", "2006", "2007", "2020", "2028", "2029", "2033", "2040", "2043", "2051", "2202", "8006"),
    *("SFC_IC0003", "R000001", "R000002", "TP40153"),
    *(str(number) for number in range(100_000_000, 100_000_012)),
)


def test_async_result_codes(operator: Operator, phone: str) -> None:
    for code in ASYNC_CODES:
        order = {"fault": "result_code", "call": "b2c", "how": code}
        assert operator.daraja.sandbox.post("/_sandbox/faults", order).status_code == 200

        result = operator.b2c(phone)

        assert str(result["ResultCode"]) == code
        assert isinstance(result["ResultCode"], int) == code.isdecimal()
        assert result["ResultDesc"]
        assert "ResultParameters" not in result


def test_daily_limit_and_pin(daraja: Daraja, sink: Sink, phone: str, path: str) -> None:
    customer = {"msisdn": phone, "daily_limit": "25", "pin": "4321"}
    daraja.sandbox.post("/_sandbox/customers", customer)
    codes = []
    for pin in ("4321", "0000", "4321", "4321", "0000", "0000", "0000", "4321"):
        daraja.pushed(phone, sink.url + path)
        daraja.sandbox.post("/_sandbox/approve", {"msisdn": phone, "pin": pin})
        codes.append(sink.wait_for(path, len(codes) + 1)[-1].json["Body"]["stkCallback"]["ResultCode"])

    assert codes == [0, 2001, 0, 4, 2001, 2001, 2001, 8006]


def test_products_bind_a_token_when_it_is_issued(sandbox: SandboxProcess, daraja: Daraja, phone: str) -> None:
    app = {"consumer_key": "scoped-key", "consumer_secret": "scoped-secret"}
    sandbox.post("/_sandbox/organisations", {"shortcode": "801009", **app})
    sandbox.post("/_sandbox/apps", {"consumer_key": "scoped-key", "products": ["c2b"]})
    caller = Daraja(sandbox, "scoped-key", "scoped-secret")
    body = push_body(phone, URL, BusinessShortCode="801009", PartyB="801009", Password=password("801009"))
    cached = {"Authorization": f"Bearer {caller.token()}"}

    refused = sandbox.post(STK, body, headers=cached)
    sandbox.post("/_sandbox/apps", {"consumer_key": "scoped-key", "products": None})
    stubborn = sandbox.post(STK, body, headers=cached)

    for answer in (refused, stubborn):
        assert answer.status_code == 401
        assert answer.json()["fault"]["faultstring"] == "Invalid API call as no apiproduct match found"
    assert caller.post(STK, body).status_code == 200
    sandbox.post("/_sandbox/cancel", {"msisdn": phone})


def test_newer_token_can_end_the_older(daraja: Daraja, phone: str) -> None:
    daraja.sandbox.post("/_sandbox/switches", {"one_token": True})
    older = {"Authorization": f"Bearer {daraja.token()}"}
    daraja.token()

    answer = daraja.sandbox.post(STK, push_body(phone, URL), headers=older)

    assert answer.json()["errorCode"] == "404.001.03"
