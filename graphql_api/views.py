"""`/graphql` over HTTP: POST with CSRF token, one operation a request, no files."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import ensure_csrf_cookie
from strawberry.django.views import GraphQLView

from graphql_api.context import Context
from graphql_api.schema import schema

MAX_BODY_BYTES = 256 * 1024


class GraphQLEndpoint(GraphQLView[Context, None]):
    """Sync, inside Django's middleware: sessions, CSRF and sign-in work as everywhere."""

    def get_context(self, request: HttpRequest, response: HttpResponse) -> Context:
        return Context(request=request, response=response)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" and not (request.method == "GET" and self.graphql_ide):
            return HttpResponseNotAllowed(["POST"])
        if (
            int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY_BYTES
            or len(request.body) > MAX_BODY_BYTES
        ):
            return HttpResponse("The operation is too long.", status=413, content_type="text/plain")
        return super().dispatch(request, *args, **kwargs)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a POST without the right token hears, wherever it went: one clear error in JSON."""
    message = "Send the csrftoken cookie's value as X-CSRFToken, from an allowed origin."
    error = {"message": message, "extensions": {"code": "CSRF_REFUSED", "field": ""}}
    return JsonResponse({"data": None, "errors": [error]}, status=403)


#: A GET is refused, but carries the CSRF cookie that a first POST needs.
graphql_view = ensure_csrf_cookie(
    GraphQLEndpoint.as_view(
        schema=schema,
        graphql_ide="graphiql" if settings.DEBUG else None,
        allow_queries_via_get=False,
        multipart_uploads_enabled=False,
        subscription_protocols=(),
    )
)
