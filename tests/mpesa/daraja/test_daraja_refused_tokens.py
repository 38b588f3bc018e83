"""A token that Safaricom does not take: fetched anew once, and never shown."""

from __future__ import annotations

import pytest

from mpesa.daraja.errors import DarajaRefused, DarajaUnknown
from tests.mpesa.daraja.asking import ACK, CHECKOUT, OAUTH, PUSH, push


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
