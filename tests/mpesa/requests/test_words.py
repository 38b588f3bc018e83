"""Every code that Safaricom gives has its end, its words for the customer, and what to do next."""

from __future__ import annotations

import pytest

from core.phone import mask_phone
from graphql_api.ids import write_id
from mpesa.collections.requests.requesting import request_payment
from mpesa.models import PaymentRequest
from tests.databases import Snapshot
from tests.mpesa.daraja.conftest import FakeDaraja, http
from tests.mpesa.shops import PHONES, Shop
from users.actors import SYSTEM

PUSH = "/mpesa/stkpush/v1/processrequest"
SHOWN = """query ($id: ID!) { node(id: $id) { ... on PaymentRequest {
    state outcome message { en sw } advice { en sw } resultText saidBySafaricom } } }"""

#: Reference 3.1. Whether the same may be asked again.
RESULTS = {
    "1": "RETRYABLE", "2": "FINAL", "3": "FINAL", "4": "FINAL", "8": "FINAL", "26": "RETRYABLE",
    "1001": "RETRYABLE", "1019": "RETRYABLE", "1025": "RETRYABLE", "9999": "RETRYABLE", "1031": "RETRYABLE",
    "1032": "RETRYABLE", "1036": "RETRYABLE", "1037": "RETRYABLE", "1101": "FINAL", "2001": "RETRYABLE",
    "2028": "FINAL", "8006": "FINAL", "SFC_IC0003": "FINAL",
}  # fmt: skip
#: Reference 3.1: codes that decide nothing, and one that stands in no table.
UNDECIDED = ("17", "4999", "31337")

#: Reference 3.3 as an answer to a push: HTTP status, errorCode, errorMessage; the state and the outcome.
REFUSALS = [
    (400, "400.002.02", "Bad Request - Invalid Amount", "FAILED", "FINAL"),
    (400, "400.002.02", "Bad Request - Invalid CallBackURL", "FAILED", "FINAL"),
    (400, "400.002.02", "Bad Request - Threat Detected", "FAILED", "FINAL"),
    (400, "400.002.05", "Invalid Request Payload", "FAILED", "FINAL"),
    (400, "400.003.01", "Invalid Access Token", "FAILED", "FINAL"),
    (400, "400.003.02", "Bad request", "FAILED", "FINAL"),
    (400, "400.008.01", "Invalid Authentication passed", "FAILED", "FINAL"),
    (400, "400.008.02", "Invalid grant type passed", "FAILED", "FINAL"),
    (401, "401.003.01", "Invalid access token", "FAILED", "FINAL"),
    (403, "403.002.1001", "not authorized to initiate", "FAILED", "FINAL"),
    (404, "404.001.01", "Resource not found", "FAILED", "FINAL"),
    (404, "404.001.03", "Invalid Access Token", "FAILED", "FINAL"),
    (404, "404.001.04", "Invalid Authentication Header", "FAILED", "FINAL"),
    (405, "405.001", "Method not allowed", "FAILED", "FINAL"),
    (500, "500.001.1001", "[MerchantValidate] - Wrong credentials", "FAILED", "FINAL"),
    (500, "500.001.1001", "Merchant does not exist", "FAILED", "FINAL"),
    (500, "500.001.1001", "Unable to lock subscriber, a transaction is already in process for the current"
     " subscriber", "FAILED", "RETRYABLE"),
    (500, "500.001.1001", "Internal Server Error", "UNKNOWN", "UNKNOWN"),
    (500, "500.002.1001", "Service is currently under maintenance", "UNKNOWN", "UNKNOWN"),
    (500, "500.003.1001", "Internal Server Error", "UNKNOWN", "UNKNOWN"),
    (500, "500.003.02", "System is busy. Please try again in few minutes.", "UNKNOWN", "UNKNOWN"),
    (500, "500.003.03", "Error Occurred: Quota Violation", "FAILED", "RETRYABLE"),
    (400, "999.999.99", "In no table", "UNKNOWN", "UNKNOWN"),
]  # fmt: skip


def shown(house, request: PaymentRequest) -> dict:
    return house.browser().data(SHOWN, id=write_id("PaymentRequest", request.pk))["node"]


def says_something(node: dict) -> bool:
    message, advice = node["message"], node["advice"]
    return all((message["en"], message["sw"], advice["en"], advice["sw"])) and message["en"] != message["sw"]


@pytest.fixture(scope="session")
def worded_shop_snapshot(house_snapshot: Snapshot) -> Snapshot:
    return house_snapshot.take(lambda: Shop(house_snapshot.made, "600100"))


@pytest.fixture
def shop(worded_shop_snapshot: Snapshot, db: None) -> Shop:
    return worded_shop_snapshot.made


def come(shop: Shop, drain, code: str, desc: str, place: int = 0) -> None:
    result = {"CheckoutRequestID": f"{shop.shortcode}-{place}", "ResultCode": code, "ResultDesc": desc}
    shop.keep("stk", {"Body": {"stkCallback": result}}, shop.requests[place].ref)
    drain("mpesa.inbox")


@pytest.mark.parametrize(("code", "outcome"), RESULTS.items())
def test_every_result_has_words_in_both_languages(shop, drain, code, outcome):
    come(shop, drain, code, f"DS said so. [{code}] to 254712345678")
    node = shown(shop.house, shop.requests[0])
    assert node["state"] == ("CANCELLED" if code in ("1031", "1032") else "FAILED")
    assert node["outcome"] == outcome and says_something(node) and node["resultText"]
    assert node["saidBySafaricom"] == f"DS said so. [{code}] to {mask_phone('254712345678')}"


@pytest.mark.parametrize("code", UNDECIDED)
def test_a_result_that_decides_nothing_leaves_it_open_and_keeps_the_words(shop, drain, code):
    come(shop, drain, code, "The transaction is still under processing")
    node = shown(shop.house, shop.requests[0])
    assert (node["state"], node["outcome"]) == ("PENDING", None) and says_something(node)
    assert node["saidBySafaricom"] == "The transaction is still under processing"


def test_what_is_paid_thanks_and_says_nothing_of_the_failure_before(shop, drain):
    come(shop, drain, "1037", "DS timeout user cannot be reached.")
    shop.call_back(0, "0", "UKK0000001", 50_00)
    drain("mpesa.inbox")
    node = shown(shop.house, shop.requests[0])
    assert (node["state"], node["outcome"], node["saidBySafaricom"]) == ("PAID", "PAID", "")
    assert node["message"]["sw"] == "Asante, tumepokea malipo yako."


@pytest.fixture
def safaricom(shop, settings):
    """A Safaricom that answers what it is told, and a request that is on its way to it."""
    server = FakeDaraja()
    server.start()
    settings.DARAJA_SANDBOX_URL = server.url
    yield server
    server.stop()


def pushed(shop: Shop, drain) -> PaymentRequest:
    request = request_payment(
        till=shop.till, phone=PHONES[0], amount=10_00, account_reference="x", key="pushed-1", actor=SYSTEM
    )
    drain("mpesa.push")
    return request


@pytest.mark.parametrize(("status", "code", "message", "state", "outcome"), REFUSALS)
def test_every_refusal_of_a_push_says_what_to_do(
    shop, drain, safaricom, status, code, message, state, outcome
):
    safaricom.says(PUSH, http(status, {"requestId": "1-2-3", "errorCode": code, "errorMessage": message}))
    node = shown(shop.house, pushed(shop, drain))
    assert (node["state"], node["outcome"], node["saidBySafaricom"]) == (state, outcome, message)
    assert says_something(node)


def test_a_push_refused_for_its_haste_says_what_to_do_when_its_minute_is_over(shop, drain, safaricom, clock):
    said = "Error Occurred: Spike Arrest Violation"
    refusal = {"requestId": "1-2-3", "errorCode": "500.003.02", "errorMessage": said}
    safaricom.says(PUSH, http(500, refusal))
    request = pushed(shop, drain)
    assert shown(shop.house, request)["state"] == "INITIATED"
    clock.pass_seconds(61)
    drain("mpesa.push")
    node = shown(shop.house, request)
    assert (node["state"], node["outcome"]) == ("FAILED", "RETRYABLE") and says_something(node)


INVALID = "The element AccountReference is invalid."


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (http(400, {"status": "error", "message": INVALID}), INVALID),
        (http(200, {"status": "error", "message": INVALID}), INVALID),
        (http(400, [{"error": {"message": INVALID}}]), INVALID),
        (http(400, {"fault": {"faultstring": INVALID, "detail": {"errorcode": "steps.x.Y"}}}), INVALID),
        (
            http(500, {"Envelope": {"Body": {"Fault": {"faultcode": "x", "faultstring": INVALID}}}}),
            INVALID,
        ),
        (http(500, {"ResponseCode": "1", "ResponseDescription": INVALID}), INVALID),
        (http(400, {"error_description": INVALID, "error": "invalid_request"}), INVALID),
        (
            http(503, b"<html><title>Service\nUnavailable</title><h1>Try &amp; wait</h1></html>"),
            "Service Unavailable. Try & wait",
        ),
        (http(503, b"<html>Not now. <b>Incident</b> 1-2</html>"), "Not now. Incident 1-2"),
        (http(502, b"upstream connect error"), "upstream connect error"),
        (http(500, b""), ""),
    ],
)  # fmt: skip
def test_safaricoms_words_are_kept_whatever_shape_they_come_in(shop, drain, safaricom, answer, said):
    safaricom.says(PUSH, answer)
    node = shown(shop.house, pushed(shop, drain))
    assert (node["state"], node["outcome"], node["saidBySafaricom"]) == ("UNKNOWN", "UNKNOWN", said)


def test_no_token_password_or_phone_stays_in_the_words(shop, drain, safaricom):
    def echo(connection):
        """As the 401 bodies do that hold the bearer token, and gateways that show the body."""
        asked = safaricom.calls(PUSH)[-1]
        told = f"Error - {asked.token} {asked.json['Password']} {asked.json['PhoneNumber']} cccccccc"
        connection.sendall(http(500, {"status": "error", "message": told}))

    safaricom.says(PUSH, echo)
    request = pushed(shop, drain)
    said = shown(shop.house, request)["saidBySafaricom"]
    assert said == "Error - **** **** **** ****"
    assert len(safaricom.calls(PUSH)) == 1
