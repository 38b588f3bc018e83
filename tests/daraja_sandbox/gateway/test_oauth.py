import pytest

from tests.daraja_sandbox.daraja import STK, Daraja, push_body

URL = "/oauth/v1/generate?grant_type=client_credentials"


def test_token_is_opaque_and_its_life_is_a_string(daraja: Daraja) -> None:
    answer = daraja.sandbox.get(URL, auth=("sandbox-key", "sandbox-secret"))

    assert answer.status_code == 200
    assert answer.json()["expires_in"] == "3599"
    assert len(answer.json()["access_token"]) == 28


def test_wrong_secret_gets_an_empty_400(daraja: Daraja) -> None:
    answer = daraja.sandbox.get(URL, auth=("sandbox-key", "other"))

    assert (answer.status_code, answer.content) == (400, b"")


def test_missing_authorization(daraja: Daraja) -> None:
    answer = daraja.sandbox.get(URL)

    assert answer.status_code == 400
    assert answer.json()["errorCode"] == "400.008.01"
    assert answer.json()["errorMessage"] == "Invalid Authentication passed"


@pytest.mark.parametrize("query", ["", "?grant_type=password"])
def test_wrong_grant_type(daraja: Daraja, query: str) -> None:
    answer = daraja.sandbox.get(f"/oauth/v1/generate{query}", auth=("sandbox-key", "sandbox-secret"))

    assert (answer.status_code, answer.json()["errorCode"]) == (400, "400.008.02")


@pytest.mark.parametrize(
    ("path", "status", "code", "message"),
    [
        (STK, 404, "404.001.03", "Invalid Access Token"),
        ("/mpesa/reversal/v1/request", 404, "404.001.03", "Invalid Access Token"),
        ("/mpesa/stkpushquery/v1/query", 400, "400.003.01", "Invalid Access Token"),
        ("/mpesa/c2b/v1/registerurl", 400, "400.003.01", "Invalid Access Token"),
        ("/mpesa/c2b/v2/simulate", 400, "400.003.01", "Invalid Access Token"),
        ("/mpesa/transactionstatus/v1/query", 400, "400.003.01", "Invalid Access Token"),
        (
            "/mpesa/b2c/v3/paymentrequest",
            401,
            "401.002.01",
            "Error Occurred - Invalid Access Token - stale",
        ),
        (
            "/mpesa/accountbalance/v1/query",
            401,
            "401.002.01",
            "Error Occurred - Invalid Access Token - stale",
        ),
        ("/pulltransactions/v1/query", 401, "401.001", "Invalid Access Token"),
    ],
)
def test_each_family_says_bad_token_its_own_way(
    daraja: Daraja, path: str, status: int, code: str, message: str
) -> None:
    answer = daraja.sandbox.post(path, {}, headers={"Authorization": "Bearer stale"})

    assert answer.status_code == status
    assert (answer.json()["errorCode"], answer.json()["errorMessage"]) == (code, message)
    assert set(answer.json()) == {"requestId", "errorCode", "errorMessage"}


def test_get_on_a_post_resource_and_a_missing_header(daraja: Daraja) -> None:
    for answer in (daraja.sandbox.get(STK), daraja.sandbox.post(STK, {})):
        assert (answer.status_code, answer.json()["errorCode"]) == (404, "404.001.04")


def test_token_ends_with_its_life(daraja: Daraja, phone: str, path: str) -> None:
    headers = {"Authorization": f"Bearer {daraja.token()}"}
    daraja.sandbox.post("/_sandbox/clock", {"advance_seconds": 3600})

    answer = daraja.sandbox.post(STK, push_body(phone, f"http://127.0.0.1:9{path}"), headers=headers)

    assert answer.json()["errorCode"] == "404.001.03"


def test_token_of_another_app_cannot_use_the_shortcode(daraja: Daraja, phone: str, path: str) -> None:
    daraja.sandbox.post(
        "/_sandbox/organisations",
        {"shortcode": "888880", "consumer_key": "other-key", "consumer_secret": "other-secret"},
    )

    answer = Daraja(daraja.sandbox, "other-key", "other-secret").push(phone, f"http://127.0.0.1:9{path}")

    assert answer.status_code == 500
    assert answer.json()["errorMessage"] == "Merchant does not exist"


def test_unbuilt_path_with_a_good_token(daraja: Daraja) -> None:
    answer = daraja.post("/mpesa/hakikisha/v1/query", {})

    assert (answer.status_code, answer.json()["errorCode"]) == (404, "404.001.01")
