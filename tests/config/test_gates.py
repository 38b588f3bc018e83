"""The doors of the real application: methods, bodies without end, odd ways to write an address, a crowd."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core import signing

from mpesa.models import Callback, Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.graphql_api.conftest import House
from tests.serving import PATIENCE, Caller
from users.actors import SYSTEM
from users.files import upload_address, upload_bytes
from users.models import Role

BIG = 2**40


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


@pytest.fixture
def door(hook_server: str) -> str:
    """The address of the real application's server, in this process."""
    return hook_server


def call(door: str, request: str | bytes) -> Caller:
    place = urlsplit(door)
    caller = Caller(socket.create_connection((place.hostname or "", place.port or 0), PATIENCE))
    caller.say(request.encode("latin-1") if isinstance(request, str) else request)
    return caller


def status(door: str, line: str, *headers: str, body: str = "") -> list[int]:
    head = "\r\n".join([f"{line} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers, "", ""])
    return call(door, head + body).statuses()


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "PROPFIND", "MKCOL", "LOCK", "PURGE"])
def test_a_method_that_nothing_here_has_is_refused(door: str, method: str):
    for path in ("/", "/healthz", "/graphql", "/admin/", "/static/admin/css/base.css"):
        assert status(door, f"{method} {path}", "Cookie: secret=1") == [405], path


@pytest.mark.parametrize(
    "kind",
    [
        *(f"multipart/form-data; boundary=x; charset={codec}" for codec in ("hex", "idna", "undefined")),
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "application/x-www-form-urlencoded; charset=hex",
        "application/x-www-form-urlencoded; charset=latin-1",
        "text/plain; x*=y'z'%",
    ],
)
def test_a_form_that_only_a_codec_of_python_reads_is_refused(door: str, kind: str):
    part = 'Content-Disposition: form-data; name="username"\r\n\r\n\xe9'
    body = f"--x\r\n{part}\r\n--x--\r\n" if kind.startswith("multipart") else "username=%E9"
    length = f"Content-Length: {len(body)}"
    for path in ("/admin/login/", "/uploads/x", "/healthz", "/graphql"):
        cookie = f"Cookie: csrftoken={'a' * 32}"
        assert status(door, f"POST {path}", f"Content-Type: {kind}", length, cookie, body=body) == [415], path


def test_a_body_is_not_kept_before_somebody_wants_it(door: str):
    """Django writes every body to a file first; this one would be a terabyte."""
    for path in ("/", "/healthz", "/graphql", "/admin/login/", "/uploads/", "/uploads/x", "/nowhere"):
        assert status(door, f"POST {path}", f"Content-Length: {BIG}") == [413], path
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    for path in ("/healthz", "/uploads/x"):
        caller = call(door, f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n")
        assert caller.is_cut_off(chunk)


def test_graphql_is_told_in_its_own_form_what_the_doors_refuse(door: str):
    odd = "Content-Type: text/plain; x*=y'z'%"
    for line, header, code in (
        ("PUT /graphql", "Content-Length: 0", "POST_ONLY"),
        ("POST /graphql", odd, "BAD_CONTENT_TYPE"),
        ("POST /graphql", f"Content-Length: {BIG}", "BODY_TOO_LARGE"),
    ):
        head = f"{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{header}\r\n\r\n"
        body = call(door, head).hear().partition(b"\r\n\r\n")[2]
        error = json.loads(body)["errors"][0]
        assert error["extensions"] == {"code": code, "field": []} and error["message"], line


def test_an_upload_may_be_as_long_as_its_address_says(house: House, door: str):
    person = house.people[Role.OWNER]
    sizes = {"kyc_document": "KYC_DOCUMENT_MAX_BYTES", "statement": "STATEMENT_MAX_BYTES"}
    sizes |= {"statement_preview": "STATEMENT_PREVIEW_MAX_BYTES", "payout_batch": "PAYOUT_BATCH_MAX_BYTES"}
    sizes |= {"customers": "CUSTOMER_FILE_MAX_BYTES"}
    for what, setting in sizes.items():
        address = upload_address(what, user=person, pk=1)
        assert upload_bytes(address.removeprefix("/uploads/")) == getattr(settings, setting) + 1
        body = "x" * (3 * 1024 * 1024)  # more than other addresses take
        length = f"Content-Length: {len(body)}"
        assert status(door, f"POST {address}", length, body=body) == [403]  # read; without a CSRF token
    for token in ("", "x", "x:y", signing.dumps(["kyc_document", 1, 1, ""], salt="another")):
        assert upload_bytes(token) == 0


def test_a_file_of_ten_gigabytes_is_refused_unread_in_the_form_of_graphql(house: House, door: str):
    address = upload_address("statement", user=house.people[Role.OWNER], pk=1)
    head = f"POST {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    answer = call(door, f"{head}Content-Length: {10 * 2**30}\r\n\r\n").hear()
    assert answer.startswith(b"HTTP/1.1 413")
    error = json.loads(answer.partition(b"\r\n\r\n")[2])["errors"][0]
    assert error["extensions"] == {"code": "FILE_TOO_LARGE", "field": ["file"]}
    assert error["message"] == "A file has at most 64 MB here."
    endless = call(door, f"{head}Transfer-Encoding: chunked\r\n\r\n")
    assert endless.is_cut_off(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")


def test_an_address_is_written_in_one_way_or_leads_nowhere(till: Till, door: str):
    """A proxy that lets nobody else to /hooks/ must not be talked around; nothing odd ends as 500."""
    token = till.hook_token
    right = f"/hooks/{token}/c2b/confirmation"
    same = (right, right.replace("hooks", "%68ooks"), f"http://127.0.0.1{right}", f"{right}?a=b")
    same += (f"{right}/", right.replace("/c2b", "%2f%2fc2b"))  # who registers one puts a slash too many
    for path in same:
        assert status(door, f"POST {path}", "Content-Length: 2", body="{}") == [200], path
    assert Callback.objects.count() == 1  # the same bytes
    for path in (
        f"/{right}",
        f"/static/..{right}",
        f"/static/%2e%2e{right}",
        right.replace("/c2b", "/./c2b"),
        right.replace("/c2b", "/x/../c2b"),
        f"{right}%00",
        f"{right}%0a",
        f"{right};a=b",
        f"/hooks/{token.upper()}x/c2b/confirmation",
        "/hooks/%ff%fe/c2b/confirmation",
        "/hooks/%ED%A0%80/stk/1",
        "/hooks/../admin/",
        "/HOOKS/x/stk/1",
        "/hooks/" + "a" * 20_000,
    ):
        answers = status(door, f"POST {path}", "Content-Length: 2", body="{}")
        assert len(answers) == 1 and answers[0] in (400, 403, 404), (path, answers)
    assert Callback.objects.count() == 1


@pytest.mark.parametrize(
    "target", ["*", "/%00", "/%ff", "//evil.example/", "/%2e%2e/%2e%2e/etc/passwd", "/?%ff", "/?a=%00", "/\\"]
)
def test_odd_targets_are_no_server_error(door: str, target: str):
    for method in ("GET", "OPTIONS", "HEAD", "POST"):
        answers = status(door, f"{method} {target}", "Content-Length: 0")
        assert len(answers) == 1 and answers[0] < 500, (method, target, answers)


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1@evil.example", "127.0.0.1:80:80", "", "a b", "[::1"]
)
def test_a_host_that_is_not_ours_is_refused(door: str, host: str):
    request = f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    assert call(door, request).statuses() == [400]
    twice = f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    assert call(door, twice).statuses() == [400]


def test_a_callback_gets_through_a_crowd_from_its_own_address(till: Till, door: str):
    """With the limits as they are: 700 callers who each sent half a request and wait."""
    crowd = [call(door, "POST /hooks/aaaaaaaa/stk/1 HTTP/1.1\r\nHost: 1") for _ in range(350)]
    half = "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n{"
    crowd += [call(door, half) for _ in range(350)]
    path = f"/hooks/{till.hook_token}/stk/abc"
    assert status(door, f"POST {path}", "Content-Length: 2", body="{}") == [200]
    assert Callback.objects.get().ref == "abc"
    for caller in crowd:
        caller.close()
