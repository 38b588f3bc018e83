"""`/graphql` over HTTP: POST with CSRF token, one operation a request, no files; for a browser, a page."""

from __future__ import annotations

from typing import Any

from cross_web import HTTPException, SyncHTTPRequestAdapter
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from strawberry.django.views import GraphQLView
from strawberry.http import GraphQLRequestData

from core.machine.addresses import client_address
from graphql_api.context import Context
from graphql_api.explorer.pages import explorer_page, wants_a_page
from graphql_api.gates.bodies import MAX_BODY_BYTES, Refused, check_headers, read_operation, refused
from graphql_api.gates.rates import seconds_to_wait
from graphql_api.schema import schema


class GraphQLEndpoint(GraphQLView[Context, None]):
    """Sync, inside Django's middleware: sessions, CSRF and sign-in work as everywhere."""

    def get_context(self, request: HttpRequest, response: HttpResponse) -> Context:
        return Context(request=request, response=response)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.body = request.read(MAX_BODY_BYTES + 1)
            if len(self.body) > MAX_BODY_BYTES:
                raise refused(413)
            return self.run(request=request)
        except Refused as refusal:
            return refusal.response()
        except HTTPException as error:
            return Refused(error.status_code, "BAD_QUERY", error.reason).response()

    def create_response(self, response_data: Any, sub_response: HttpResponse) -> HttpResponseBase:
        """As it is; 503 when nothing at all was answered because the database is away."""
        errors = response_data.get("errors") or []
        away = errors and all(each.get("extensions", {}).get("code") == "UNAVAILABLE" for each in errors)
        if away and not any(value is not None for value in (response_data["data"] or {}).values()):
            return refused(503).response()
        return super().create_response(response_data, sub_response)

    def parse_http_body(self, request: SyncHTTPRequestAdapter) -> GraphQLRequestData:
        operation = read_operation(self.body)
        return GraphQLRequestData(
            query=operation["query"],
            variables=operation.get("variables"),
            operation_name=operation.get("operationName"),
            extensions=operation.get("extensions"),
        )


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What a POST without the right token hears, wherever it went: one clear error in JSON."""
    message = "Send the csrftoken cookie's value as X-CSRFToken, from an allowed origin."
    return Refused(403, "CSRF_REFUSED", message).response()


_endpoint = csrf_protect(
    GraphQLEndpoint.as_view(
        schema=schema,
        graphql_ide=None,
        allow_queries_via_get=False,
        multipart_uploads_enabled=False,
        subscription_protocols=(),
    )
)


# The middleware's CSRF check would look into forms before the body is judged; the check is made here, after.
@csrf_exempt
def graphql_view(request: HttpRequest) -> HttpResponseBase:
    """A GET carries the CSRF cookie that a first POST needs. To a browser it is a page, to others refused."""
    get_token(request)
    if wants_a_page(request):
        return explorer_page(request)
    try:
        check_headers(request)
        wait = seconds_to_wait(client_address(request))
        if wait:
            raise refused(429, retry_after=wait)
    except Refused as refusal:
        response = refusal.response()
        if refusal.status == 405:
            response.headers["Allow"] = "POST"
        return response
    return _endpoint(request)
