"""Who writes X-Forwarded-For is believed as far as TRUSTED_PROXIES says, and no further: the real process."""

from __future__ import annotations

from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory

from core.machine.addresses import client_address
from embedded.programs import HOST
from mpesa.models import Callback, Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.config.web_process import WebProcess, web_process
from tests.graphql_api.conftest import House
from users.actors import SYSTEM
from users.models import SignInDelay
from users.signing_in.delays import place_subjects

SAFARICOM, STRANGER = "10.1.2.3", "6.6.6.6"
WRONG = {"username": "nobody", "password": "wrong"}


@pytest.fixture
def till(house: House) -> Till:
    return create_till(
        business=house.business,
        name="Water",
        kind="PAYBILL",
        shortcode="600100",
        credentials=TillCredentials("key", "secret", "passkey"),
        actor=SYSTEM,
    )


def call_back(web: WebProcess, till: Till, *hops: str, name: str = "X-Forwarded-For") -> int:
    """One header line a hop, as several proxies write them; requests would join or refuse them."""
    connection = HTTPConnection(HOST, web.port, timeout=30)
    connection.putrequest("POST", f"/hooks/{till.hook_token}/c2b/confirmation")
    for header, value in (("Content-Type", "application/json"), ("Content-Length", "2")):
        connection.putheader(header, value)
    for hop in hops:
        connection.putheader(name, hop)
    connection.endheaders(b"{}")
    status = connection.getresponse().status
    connection.close()
    return status


def sign_in(web: WebProcess, **headers: str) -> None:
    """Fail once at the door of /admin/."""
    web.http.cookies.clear()
    page = web.http.get("/admin/login/", headers=headers)
    token = page.cookies["csrftoken"]
    form: dict[str, Any] = {**WRONG, "csrfmiddlewaretoken": token}
    cookies = {"Cookie": f"csrftoken={token}"}
    assert web.http.post("/admin/login/", data=form, headers={**headers, **cookies}).status_code == 200


def is_held_back(address: str) -> bool:
    return SignInDelay.objects.filter(subject__in=place_subjects(address)).exists()


def graphql_status(web: WebProcess, proto: str) -> int:
    """A POST without a Referer, which only a secure request must have."""
    web.http.cookies.clear()
    token = web.http.get("/graphql").cookies["csrftoken"]
    headers = {"X-CSRFToken": token, "Cookie": f"csrftoken={token}", "X-Forwarded-Proto": proto}
    return web.http.post("/graphql", json={"query": "{ __typename }"}, headers=headers).status_code


def test_without_a_proxy_nobody_writes_their_own_address(till: Till, tmp_path: Path):
    """uvicorn believes whoever comes from 127.0.0.1, which is everybody behind a proxy on this machine."""
    forwarded = {"X-Forwarded-For": STRANGER, "Forwarded": f"for={STRANGER}", "X-Real-IP": STRANGER}
    # uvicorn's own variable is not ours.
    with web_process(tmp_path, CALLBACK_IP_ALLOWLIST=SAFARICOM, FORWARDED_ALLOW_IPS="*") as web:
        assert call_back(web, till, SAFARICOM) == call_back(web, till) == 403
        sign_in(web, **forwarded)
        assert is_held_back("127.0.0.1") and not is_held_back(STRANGER)
        assert graphql_status(web, "https") == 200
        answer = web.http.get("/healthz", headers={"Host": "evil.example", "X-Forwarded-Host": "127.0.0.1"})
        assert answer.status_code == 400
        assert "server" not in answer.headers
        web.http.get(f"/nowhere/hooks/{till.hook_token}/stk/1")
        web.call(f"GET /hooks/{till.hook_token} HTTP/9\r\n\r\n".encode()).hear()
        assert "/nowhere/hooks/" in web.said() and till.hook_token not in web.said()
        assert "Traceback" not in web.said()  # of a name that is not ours: anybody could fill the disk
    assert not Callback.objects.exists()


def test_with_one_proxy_the_last_hop_is_believed(till: Till, tmp_path: Path):
    proxied = {"TRUSTED_PROXIES": "1", "BASE_URL": "https://hesabu.example"}
    limits = {"WEB_MAX_CONNECTIONS": "100"}
    with web_process(tmp_path, CALLBACK_IP_ALLOWLIST=SAFARICOM, **proxied, **limits) as web:
        for hops in ((), (STRANGER,), (f"{SAFARICOM}, {STRANGER}",), (SAFARICOM, STRANGER), ("nonsense",)):
            assert call_back(web, till, *hops) == 403, hops
        assert call_back(web, till, SAFARICOM, name="X_Forwarded_For") == 403
        assert trailing(web, till) == [403]
        assert not Callback.objects.exists()
        for hops in ((SAFARICOM,), (f"{STRANGER}, {SAFARICOM}",), (STRANGER, SAFARICOM)):
            assert call_back(web, till, *hops) == 200, hops
        assert {row.address for row in Callback.objects.all()} == {SAFARICOM}
        sign_in(web, **{"X-Forwarded-For": f"127.0.0.9, {STRANGER}"})
        assert is_held_back(STRANGER) and not is_held_back("127.0.0.1") and not is_held_back("127.0.0.9")
        assert (graphql_status(web, "https"), graphql_status(web, "http")) == (403, 200)
        crowd = [web.call(f"POST /hooks/{till.hook_token}/stk/1 HTTP/1.1\r\nHo".encode()) for _ in range(500)]
        assert call_back(web, till, SAFARICOM) == 200
        for caller in crowd:
            caller.close()
        assert "Traceback" not in web.said()


@pytest.mark.parametrize("hop", ["fe80::1%eth0", "fe80::1", " FE80:0::1 "])
def test_an_address_goes_without_its_zone(settings: Any, rf: RequestFactory, hop: str):
    """PostgreSQL's inet knows none."""
    settings.TRUSTED_PROXIES = 1
    assert client_address(rf.get("/", HTTP_X_FORWARDED_FOR=hop)) == "fe80::1"


def trailing(web: WebProcess, till: Till) -> list[int]:
    """A callback from elsewhere, with Safaricom's address behind its body."""
    head = f"POST /hooks/{till.hook_token}/c2b/confirmation HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    head += f"X-Forwarded-For: {STRANGER}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    body = f"2\r\n{{}}\r\n0\r\nX-Forwarded-For: {SAFARICOM}\r\n\r\n"
    return web.call((head + body).encode()).statuses()
