"""Files below /static/ come out of the apps' folders without another server, from a real socket."""

from __future__ import annotations

import gzip
import http.client
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from console.addresses import version

STYLE = "/static/admin/css/base.css"
SCRIPT = "/static/console/frame/shell.js"


def ask(server: str, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    """One request with the path as it is: clients take `..` out of addresses."""
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=20)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    answer.body = answer.read()
    connection.close()
    return answer


@pytest.mark.parametrize(
    ("path", "kind"),
    [(STYLE, "text/css"), (SCRIPT, "text/javascript"), ("/static/console/favicon.svg", "image/svg+xml")],
)
def test_files_of_the_admin_and_of_the_console(hook_server: str, path: str, kind: str) -> None:
    assert settings.DEBUG is False
    answer = ask(hook_server, path)
    assert answer.status == 200 and len(answer.body) == int(answer.headers["Content-Length"]) > 0
    assert answer.headers.get_content_type() == kind
    assert answer.headers["Cache-Control"] == "max-age=300, public"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Access-Control-Allow-Origin"] is None
    assert answer.headers["Set-Cookie"] is None


def test_what_has_not_changed_is_not_sent_again(hook_server: str) -> None:
    first = ask(hook_server, SCRIPT)
    again = ask(hook_server, SCRIPT, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    head = ask(hook_server, SCRIPT, "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(first.body))
    part = ask(hook_server, SCRIPT, Range="bytes=0-9")
    assert (part.status, part.body) == (206, first.body[:10])


def test_files_of_this_version_are_kept_for_ever_and_of_another_are_not(hook_server: str) -> None:
    ours = ask(hook_server, SCRIPT.replace("console", f"console.{version()}"))
    assert ours.status == 200 and ours.body == ask(hook_server, SCRIPT).body
    assert ours.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    # A page of before the change goes on, and keeps nothing wrong under its own name.
    before = ask(hook_server, SCRIPT.replace("console", "console.0123456789abcdef"))
    assert before.status == 200 and before.headers["Cache-Control"] == "max-age=300, public"


def test_text_comes_compressed_to_who_takes_it(hook_server: str) -> None:
    plain = ask(hook_server, SCRIPT)
    small = ask(hook_server, SCRIPT, **{"Accept-Encoding": "br, gzip"})
    assert (small.headers["Content-Encoding"], plain.headers["Content-Encoding"]) == ("gzip", None)
    assert small.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(small.body) == plain.body
    assert len(small.body) == int(small.headers["Content-Length"]) < len(plain.body) / 2
    part = ask(hook_server, SCRIPT, **{"Accept-Encoding": "gzip", "Range": "bytes=0-9"})
    assert (part.status, part.body, part.headers["Content-Encoding"]) == (206, plain.body[:10], None)


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static/console/",
        "/static/console/nothing.js",
        "/static/../config/settings.py",
        "/static/%2e%2e/config/settings.py",
        "/static/console/..%2f..%2f..%2fconfig/settings.py",
        "/static//etc/passwd",
    ],
)
def test_nothing_else_is_found(hook_server: str, path: str) -> None:
    assert ask(hook_server, path).status == 404


def test_files_are_read_only(hook_server: str) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert ask(hook_server, SCRIPT, method).status == 405
