"""Refusals and how they look on the wire.

Refusal        Daraja's envelope {requestId, errorCode, errorMessage}
ControlError   400 {"error": {code, field, message}} of the control API
"""

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import HTMLResponse, Response

from daraja_sandbox.world.receipts import request_id

INCAPSULA = (
    '<html><head><META NAME="robots" CONTENT="noindex,nofollow"></head><body>'
    '<iframe id="main-iframe" src="/_Incapsula_Resource">Request unsuccessful. '
    "Incapsula incident ID: 1160000380212345678-318392123456789012</iframe></body></html>"
)


class Refusal(Exception):
    """A Daraja call refused before M-PESA. An empty `code` means an empty body.

    `body` takes the envelope's place where the gateway answers in another shape.
    """

    def __init__(self, status: int, code: str, message: str, body: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.body = body


class ControlError(Exception):
    """A control call that cannot be done; nothing changed."""

    def __init__(self, code: str, field: str | None, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.field = field
        self.message = message


def invalid(field: str) -> Refusal:
    return Refusal(400, "400.002.02", f"Bad Request - Invalid {field}")


def json_response(body: Mapping[str, Any], status: int = 200) -> Response:
    return Response(
        json.dumps(body, separators=(",", ":")), status_code=status, media_type="application/json"
    )


def refusal_response(refusal: Refusal) -> Response:
    if refusal.body is not None:
        return json_response(refusal.body, refusal.status)
    if not refusal.code:
        return Response(b"", status_code=refusal.status)
    body = {"requestId": request_id(), "errorCode": refusal.code, "errorMessage": refusal.message}
    return json_response(body, refusal.status)


def control_error_response(error: ControlError, status: int = 400) -> Response:
    told = {"code": error.code, "field": error.field, "message": error.message}
    return json_response({"error": told}, status)


def edge_page() -> Response:
    """The HTML that Safaricom's edge protection answers with."""
    return HTMLResponse(INCAPSULA, status_code=503)
