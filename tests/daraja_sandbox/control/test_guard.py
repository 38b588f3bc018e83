"""No foreign web page drives the sandbox: what a browser could be made to send is turned away."""

from typing import Any

import pytest
import requests

from daraja_sandbox.control.guard import is_near
from tests.daraja_sandbox.daraja import Daraja, balance_of

PAY = {"shortcode": "600984", "amount": "10", "account": "A"}


def pay(daraja: Daraja, phone: str, **headers: str) -> requests.Response:
    given = {
        "Content-Type": "application/json",
        **{name.replace("_", "-"): headers[name] for name in headers},
    }
    return daraja.sandbox.post("/_sandbox/pay", {**PAY, "msisdn": phone}, headers=given)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Origin": "https://example.com"}, "FOREIGN_ORIGIN"),
        ({"Origin": "null"}, "FOREIGN_ORIGIN"),
        ({"Origin": "http://127.0.0.1:1"}, "FOREIGN_ORIGIN"),
        ({"Host": "rebound.example.com"}, "FOREIGN_HOST"),
        ({"Host": "127.0.0.1.example.com", "Origin": "http://127.0.0.1.example.com"}, "FOREIGN_HOST"),
        ({"Host": "localhost.:8010.example.com"}, "FOREIGN_HOST"),
        ({"Sec_Fetch_Site": "cross-site"}, "FOREIGN_ORIGIN"),
        ({"Origin": "own", "Content_Type": "text/plain"}, "NOT_JSON"),
        ({"Origin": "own", "Content_Type": "application/x-www-form-urlencoded"}, "NOT_JSON"),
        (
            {"Sec_Fetch_Site": "same-origin", "Content_Type": "text/plain; charset=application/json"},
            "NOT_JSON",
        ),
    ],
)
def test_foreign_pages_move_no_money(daraja: Daraja, phone: str, headers: dict[str, str], code: str) -> None:
    daraja.sandbox.post("/_sandbox/customers", {"msisdn": phone})
    sent = {name: daraja.sandbox.url if value == "own" else value for name, value in headers.items()}

    answer = pay(daraja, phone, **sent)

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, code)
    assert balance_of(daraja.sandbox, phone) == "100000.00"


@pytest.mark.parametrize("verb", ["faults", "state", "feed", "phones", "statement?shortcode=600984"])
def test_nothing_is_read_or_cleared_from_elsewhere(daraja: Daraja, verb: str) -> None:
    daraja.sandbox.post("/_sandbox/faults", {"fault": "drop_row"})
    for headers in ({"Host": "rebound.example.com"}, {"Sec-Fetch-Site": "cross-site"}):
        assert daraja.sandbox.get(f"/_sandbox/{verb}", headers=headers).status_code == 403
        cleared = daraja.sandbox._client.delete("/_sandbox/faults", headers=headers)
        assert cleared.status_code == 403
    assert [one["fault"] for one in daraja.sandbox.get("/_sandbox/faults").json()["faults"]] == ["drop_row"]


def test_own_page_scripts_and_links_from_the_console_are_let_in(daraja: Daraja, phone: str) -> None:
    own: dict[str, Any] = {"Origin": daraja.sandbox.url, "Sec_Fetch_Site": "same-origin"}
    assert pay(daraja, phone, **own).status_code == 200
    assert pay(daraja, phone, Content_Type="application/x-www-form-urlencoded").status_code == 200, "curl -d"
    assert pay(daraja, phone, Host="sandbox:8010").status_code == 200, "a container's name"
    for site in ("cross-site", "same-site", "none"):
        headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate"}
        assert daraja.sandbox.get("/?msisdn=254700000101", headers=headers).status_code == 200


def test_daraja_itself_asks_for_no_host(daraja: Daraja) -> None:
    answer = daraja.sandbox.get(
        "/oauth/v1/generate?grant_type=client_credentials",
        auth=("sandbox-key", "sandbox-secret"),
        headers={"Host": "host.docker.internal:8010"},
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("host", "near"),
    [
        ("127.0.0.1:8010", True),
        ("[::1]:8010", True),
        ("192.168.1.7", True),
        ("localhost", True),
        ("LOCALHOST:8010", True),
        ("trial.localhost:8010", True),
        ("localhost.", True),
        ("sandbox", True),
        ("", False),
        (".", False),
        ("example.com", False),
        ("example.com.", False),
        ("localhost.example.com", False),
        ("127.0.0.1.nip.io", False),
        ("user@localhost", False),
        ("0x7f.1", False),
        ("trial.example.com:8010", True),
    ],
)
def test_names_that_are_near(host: str, near: bool) -> None:
    assert is_near(host, {"trial.example.com"}) is near


def test_the_page_runs_its_own_scripts_alone_and_is_framed_by_nobody(daraja: Daraja) -> None:
    for path in ("/", "/page/main.js", "/_sandbox/state", "/_sandbox/nothing"):
        headers = daraja.sandbox.get(path).headers
        policy = headers["content-security-policy"]
        for rule in (
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
            "connect-src 'self'",
        ):
            assert rule in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["referrer-policy"] == "no-referrer"
