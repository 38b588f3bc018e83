"""`GET /graphql` in a browser: GraphiQL where GRAPHQL_EXPLORER is on, else a page that says what to do.

GraphiQL's files lie in the repository (static/graphql_api/explorer/vendor/); nothing comes from elsewhere.
"""

from __future__ import annotations

import hashlib
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import etag, require_safe
from graphql import build_schema, introspection_from_schema

_FOLDER: Final = Path(__file__).parent
_SCHEMA: Final = _FOLDER.parents[1] / "schema.graphql"


def wants_a_page(request: HttpRequest) -> bool:
    """Whether a browser asks, for a person: a program gets JSON."""
    return request.method in ("GET", "HEAD") and "text/html" in request.headers.get("Accept", "")


def explorer_page(request: HttpRequest) -> HttpResponse:
    """The explorer, or what to do without it. The same for everybody."""
    if settings.GRAPHQL_EXPLORER:
        text = _page("explorer.html")
    else:
        address = escape(f"{request.scheme}://{request.get_host()}")
        text = _page("closed.html").replace("{address}", address)
    response = HttpResponse(text, content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = _policy(request)
    response["Cache-Control"] = "no-store"
    return response


def _policy(request: HttpRequest) -> str:
    """Own files only, nothing inline. Fonts and the cursor of GraphiQL stand in its style sheet."""
    socket = f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "font-src data:",
            "img-src 'self' data:",
            f"connect-src 'self' {socket}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


@cache
def _page(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


@cache
def _schema_text() -> str:
    """Both schemas in one: what HTTP and what sockets serve (`make schema` writes it)."""
    return _SCHEMA.read_text("utf-8")


@cache
def _introspection() -> dict[str, Any]:
    return dict(introspection_from_schema(build_schema(_schema_text()), input_value_deprecation=True))


@cache
def _mark() -> str:
    return f'"{hashlib.sha256(_schema_text().encode()).hexdigest()[:32]}"'


_unchanged: Final = etag(lambda _: _mark())


@require_safe
@_unchanged
def schema_text(request: HttpRequest) -> HttpResponseBase:
    """The whole schema as a document, for code generators and for people."""
    return HttpResponse(_schema_text(), content_type="text/plain; charset=utf-8")


@require_safe
@_unchanged
def schema_json(request: HttpRequest) -> HttpResponseBase:
    """The whole schema as the answer to a query of introspection."""
    return JsonResponse({"data": _introspection()})
