"""The body of a POST to /graphql, or of a message on a socket: an operation, or one refusal with a code."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, JsonResponse

from core.json_reading import BadJson, read_json
from core.text import is_text

MAX_BODY_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 32
#: Of the id that a client gives to a subscription.
MAX_ID: Final = 100


class Refused(Exception):
    """What came is no operation, or is not carried out now; `code` is in docs/errors.md.

    `retry_after`: in how many seconds it may be sent again; 0 where that would change nothing.
    """

    def __init__(
        self, status: int, code: str, message: str, field: str = "", *, retry_after: int = 0
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.field = field
        self.headers = {"Retry-After": str(retry_after)} if retry_after else {}

    def answer(self) -> dict[str, Any]:
        error = {
            "message": self.message,
            "extensions": {"code": self.code, "field": [self.field] if self.field else []},
        }
        return {"data": None, "errors": [error]}

    def response(self) -> JsonResponse:
        response = JsonResponse(self.answer(), status=self.status, headers=self.headers)
        response["Content-Length"] = str(len(response.content))
        return response


#: In how many seconds a machine that is full, or has lost its database, may be better.
RETRY_SECONDS: Final = 5
_SAID: Final = (
    Refused(
        400, "BAD_REQUEST", "This is no request that we read: its first line, a header or its host is wrong."
    ),
    Refused(403, "NOT_ALLOWED", "This is not allowed here."),
    Refused(404, "NOT_FOUND", "There is nothing here; the address is /graphql."),
    Refused(405, "POST_ONLY", "Send operations by POST."),
    Refused(408, "TOO_SLOW", "The request did not come in time. Send it again, in one go."),
    Refused(413, "BODY_TOO_LARGE", f"An operation has at most {MAX_BODY_BYTES // 1024} KiB."),
    Refused(415, "BAD_CONTENT_TYPE", "Send JSON in UTF-8 as application/json, without files."),
    Refused(429, "TOO_OFTEN", "Too many operations from this address. Wait, and ask for more at a time."),
    Refused(
        431,
        "HEAD_TOO_LARGE",
        "The head of the request is too long: fewer headers, cookies or a shorter address.",
    ),
    Refused(500, "INTERNAL", "Something went wrong on our side."),
    Refused(503, "UNAVAILABLE", "Not possible just now. Try again in a moment."),
)
_BY_STATUS: Final = {each.status: each for each in _SAID}


def refused(status: int, *, retry_after: int = 0) -> Refused:
    """What a status alone says, whoever finds out first that the request is not answered otherwise."""
    said = _BY_STATUS[status]
    return Refused(
        status, said.code, said.message, retry_after=RETRY_SECONDS if status == 503 else retry_after
    )


def told_as_graphql(status: int, kind: str) -> Refused | None:
    """What stands in the place of an error page on the way to who speaks GraphQL; None for other answers."""
    if status < 400 or kind.startswith("application/json"):
        return None
    return refused(status if status in _BY_STATUS else 500 if status > 500 else 400)


def check_headers(request: HttpRequest) -> None:
    """Refuse by the headers alone, before anybody reads the body. Raises Refused."""
    if request.method != "POST":
        raise refused(405)
    charset = (request.content_params or {}).get("charset", "utf-8")
    if request.content_type != "application/json" or charset.lower() not in ("utf-8", "utf8"):
        raise refused(415)
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise Refused(415, "BAD_CONTENT_TYPE", "Send the body as it is, not compressed.")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not (length.isascii() and length.isdigit()):
        raise Refused(400, "BAD_BODY", "The length of the body is not a number.")
    if len(length) > 18 or int(length) > MAX_BODY_BYTES:
        raise refused(413)


def read_operation(body: bytes | str) -> dict[str, Any]:
    """The JSON object of one operation: a `query`, perhaps `variables` and `operationName`. Raises Refused.

    What the variables hold is judged where it is used (graphql_api/gates/clean.py).
    """
    return _checked_operation(_read_object(body))


def read_message(data: bytes | str) -> dict[str, Any]:
    """The JSON object of one message of graphql-transport-ws. Raises Refused."""
    message = _read_object(data)
    for key in ("type", "id"):
        text = message.get(key, "-" if key == "id" else None)
        if not (isinstance(text, str) and 1 <= len(text) <= MAX_ID and is_text(text)):
            raise _bad("A message has a type, and perhaps an id of 1 to 100 characters.", key)
    if message["type"] == "subscribe":
        _checked_operation(message.get("payload"))
    return message


def _read_object(body: bytes | str) -> dict[str, Any]:
    try:
        value = read_json(body, max_depth=MAX_DEPTH)
    except BadJson as error:
        raise _bad(error.message) from None
    if not isinstance(value, dict):
        raise _bad("Send one JSON object; batches are not taken.")
    return value


def _checked_operation(operation: object) -> dict[str, Any]:
    if not isinstance(operation, dict):
        raise _bad("An operation is a JSON object.")
    query, name = operation.get("query"), operation.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise _bad("An operation is a text.", "query")
    if not isinstance(name, str | None):
        raise _bad("The name of the operation is a text.", "operationName")
    for key in ("variables", "extensions"):
        if not isinstance(operation.get(key), dict | None):
            raise _bad("An object is expected here.", key)
    names = operation.get("variables") or {}
    for key, text in (("query", query), ("operationName", name or ""), ("variables", "".join(names))):
        if not is_text(text):
            raise Refused(400, "BAD_TEXT", "A text holds characters that are not text.", key)
    return operation


def _bad(message: str, field: str = "") -> Refused:
    return Refused(400, "BAD_BODY", message, field)
