"""Files below /static/ come out of the apps' folders without another server, from a real socket."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest
from django.conf import settings

STYLE = "/static/admin/css/base.css"
SCRIPT = "/static/console/app.js"


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
