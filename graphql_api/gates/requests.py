"""The gate for what comes in with the head of a request: path, query string, headers, cookies. On the way out
no page of errors in HTML reaches who speaks GraphQL.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote_plus

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.text import is_text
from graphql_api.gates.bodies import Refused, told_as_graphql


def clean_requests(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, the first: 400 BAD_TEXT when the head holds NUL or half of a character.

    A quoted cookie may spell NUL, and so may a query string; behind this they would reach the database.
    What Django answers by itself at /graphql (a host that is not ours, a crash) becomes GraphQL's JSON.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        heads = (value for name, value in request.META.items() if name.startswith("HTTP_"))
        query = unquote_plus(request.META.get("QUERY_STRING", ""))
        if all(map(is_text, (request.path, query, *heads, *request.COOKIES, *request.COOKIES.values()))):
            response = get_response(request)
            told = request.path.rstrip("/") == "/graphql" and told_as_graphql(
                response.status_code, response.headers.get("Content-Type", "")
            )
            return told.response() if told else response
        return Refused(
            400, "BAD_TEXT", "The address or a header holds characters that are not text."
        ).response()

    return answer
