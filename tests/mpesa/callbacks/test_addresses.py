"""The address of a till: who may call it, how it may be written, what a caller may say beside the body."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from mpesa.models import Callback, PaymentRequest, Receipt, Till
from tests.mpesa.callbacks.callers import C2B, call, paid, post

SAFARICOM, ELSEWHERE = "196.201.214.200", "203.0.113.7"


def test_slashes_behind_or_doubled_are_welcome(shop: Till, asked: PaymentRequest):
    for number, path in enumerate(("c2b/confirmation/", "c2b//confirmation//", "c2b/confirmation///")):
        assert post(shop, path, paid(shop, f"UKK{number:07}")) == 200
    assert post(shop, f"stk/{asked.ref}/", b"{}") == 200
    assert call(f"/hooks//{shop.hook_token}//stk/{asked.ref}//", b"{}").status == 200
    assert post(shop, "result/status/abc/", b"{}") == post(shop, "timeout//status/abc", b"{}") == 200
    kept = Callback.objects.order_by("pk").values_list("kind", "ref")
    stk, result, timeout = ("stk", asked.ref), ("result", "status/abc"), ("timeout", "status/abc")
    assert list(kept) == [(C2B, "")] * 3 + [stk, result, timeout]  # the same bytes are kept once


@pytest.mark.parametrize(
    "path",
    ["", "/", "/c2b", "/c2b/confirmed", "/stk", "/stk/", "/stk/a/b", "/other/x", "/c2b/confirmation/x"],
)
def test_other_addresses_are_not_there(shop: Till, path: str):
    assert call(f"/hooks/{shop.hook_token}{path}", b"{}").status == 404
    assert call(f"/hooks/{'0' * 32}/{C2B}", b"{}").status == 404
    assert not Callback.objects.exists()


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "get"])
def test_nothing_but_a_post_is_taken(shop: Till, method: str):
    assert call(f"/hooks/{shop.hook_token}/{C2B}", paid(shop, "UKK0000001"), method=method).status == 405
    assert not Callback.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [(b"content-type", b"application/json;charset=UTF-8")],
        [(b"content-type", b"text/plain")],
        [(b"content-type", b"application/x-www-form-urlencoded")],
        [(b"content-type", b"multipart/form-data; boundary=x")],
        [(b"content-type", b"; ; \xff")],
        [(b"content-type", b"a"), (b"content-type", b"b")],
        [(b"content-encoding", b"gzip")],
        [(b"content-length", b"7")],
    ],
)
def test_what_a_caller_says_of_the_body_does_not_matter(shop: Till, drain, headers):
    path = f"/hooks/{shop.hook_token}/{C2B}"
    assert call(path, paid(shop, "UKK0000001"), headers=headers).status == 200
    drain("mpesa.inbox")
    assert Receipt.objects.get().amount == 7_00


@pytest.mark.parametrize(
    ("proxies", "client", "forwarded", "status"),
    [
        (0, SAFARICOM, [], 200),
        (0, ELSEWHERE, [], 403),
        (0, ELSEWHERE, [SAFARICOM], 403),  # nobody told us of a proxy: what it says is the caller's word
        (0, SAFARICOM, [ELSEWHERE], 200),
        (1, "10.0.0.1", [SAFARICOM], 200),
        (1, "10.0.0.1", [ELSEWHERE], 403),
        (1, "10.0.0.1", [f"{SAFARICOM}, {ELSEWHERE}"], 403),  # the first was written by the caller
        (1, "10.0.0.1", [SAFARICOM, ELSEWHERE], 403),  # so was the first line
        (1, "10.0.0.1", [f"{ELSEWHERE}, {SAFARICOM}"], 200),
        (2, "10.0.0.1", [f"{SAFARICOM}, 10.0.0.2"], 200),
        (2, "10.0.0.1", [f"{SAFARICOM}, {ELSEWHERE}, 10.0.0.2"], 403),
        (2, "10.0.0.1", [SAFARICOM], 403),  # a hop too few: not from the proxies
        (1, "10.0.0.1", [], 403),
        (1, "10.0.0.1", ["rubbish"], 403),
        (1, "10.0.0.1", [f"{SAFARICOM},"], 200),
        (1, "rubbish", [], 403),
    ],
)
def test_only_addresses_on_the_list_are_heard(shop: Till, settings, proxies, client, forwarded, status):
    settings.CALLBACK_IP_ALLOWLIST = [SAFARICOM, "196.201.213.0/24"]
    settings.TRUSTED_PROXIES = proxies
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    path = f"/hooks/{shop.hook_token}/{C2B}"
    assert call(path, paid(shop, "UKK0000001"), client=client, headers=headers).status == status
    assert Callback.objects.count() == (status == 200)


@pytest.mark.parametrize("ending", ["HTTP/1.0", "chunked", "Expect"])
def test_other_ways_to_send_a_body(till: Till, hook_server: str, drain, ending: str):
    place, body = urlsplit(hook_server), paid(till, "UKK0000001")
    version = "HTTP/1.0" if ending == "HTTP/1.0" else "HTTP/1.1"
    lines = [f"POST /hooks/{till.hook_token}/{C2B} {version}", "Host: 127.0.0.1", "Connection: close"]
    lines.append("Transfer-Encoding: chunked" if ending == "chunked" else f"Content-Length: {len(body)}")
    if ending == "Expect":
        lines.append("Expect: 100-continue")
    chunks = (body[:30], body[30:])
    sent = b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in chunks) + b"0\r\n\r\n"
    with socket.create_connection((place.hostname, place.port), timeout=10) as wire:
        wire.sendall("\r\n".join([*lines, "", ""]).encode() + (sent if ending == "chunked" else body))
        heard = b"".join(iter(lambda: wire.recv(4096), b""))
    assert b" 200 " in heard
    drain("mpesa.inbox")
    assert Receipt.objects.get().number == "UKK0000001"
