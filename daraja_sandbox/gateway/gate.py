"""The way in for Daraja calls: header, faults, token, JSON, work, answer (or its loss)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from daraja_sandbox.gateway.oauth import app_of_token, issue_token, revoke_token
from daraja_sandbox.world.codes import refusal_named
from daraja_sandbox.world.errors import Refusal, edge_page, invalid, json_response, refusal_response
from daraja_sandbox.world.faults import AFTER_WORK, BEFORE_WORK, Kind, any_fault, draw_fault
from daraja_sandbox.world.fields import Payload, parse_object
from daraja_sandbox.world.receipts import request_id
from daraja_sandbox.world.store import Row
from daraja_sandbox.world.traffic import Exchange
from daraja_sandbox.world.world import World

HANG_UP = "daraja_sandbox.hang_up"
DRIPS = 20
PATIENCE_WITH_RESULT = 2.0
# Longest prefix wins: each family has its own code for a path that is not there (reference 3.3).
NOT_FOUND = {"/mpesa/c2b/": "404.003.01", "/mpesa/b2c/": "404.002.01", "/": "404.001.01"}


@dataclass(frozen=True)
class Ack:
    """A call's answer, and what happens after it left."""

    body: dict[str, Any]
    then: Callable[[], Awaitable[None]] | None = None
    status: int = 200


Work = Callable[[World, str, Payload], Ack]


class HungUp(Response):
    """No answer: the connection is cut where the answer would have been."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[HANG_UP]()
        await asyncio.sleep(0)  # until the server knows it, or it answers 500 into the cut connection
        if self.background is not None:
            await self.background()


class Dripping(Response):
    """The answer in small pieces, `seconds` long."""

    def __init__(self, answer: Response, seconds: float) -> None:
        super().__init__(answer.body, answer.status_code, media_type=answer.media_type)
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        await send(start)
        body = bytes(self.body)
        step = max(len(body) // DRIPS, 1)
        for at in range(0, len(body), step):
            await asyncio.sleep(self._seconds * step / len(body))
            await send({"type": "http.response.body", "body": body[at : at + step], "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        if self.background is not None:
            await self.background()


async def serve_call(request: Request, *, call: str, first_field: str, work: Work) -> Response:
    """Answer one Daraja call. `first_field` is what a body that is not JSON gets blamed on."""
    world: World = request.app.state.world
    asked = await request.body()
    answer = await _answer_call(world, request, asked, call, first_field, work)
    _note(world, request, call, asked, answer)
    return answer


async def _answer_call(
    world: World, request: Request, asked: bytes, call: str, first_field: str, work: Work
) -> Response:
    header = request.headers.get("authorization")
    try:
        spoiled = _draw(world, call, BEFORE_WORK)
        if spoiled is not None and spoiled["fault"] != "token_revoked":
            return _spoil(spoiled)
        if spoiled is not None:
            with world.store.transaction() as tx:
                revoke_token(tx, header)
        path, now = request.url.path, world.clock.now()
        app = app_of_token(world.store.reads, authorization=header, path=path, call=call, now=now)
        ack = work(world, app, _read_payload(request, asked, first_field))
    except Refusal as refusal:
        return refusal_response(refusal)
    return await _acknowledge(world, call, ack)


def _read_payload(request: Request, asked: bytes, first_field: str) -> Payload:
    if request.method == "GET" and not asked:
        return dict(request.query_params)
    if "json" not in request.headers.get("content-type", "").lower():
        raise invalid(first_field)
    try:
        return parse_object(asked)
    except ValueError:
        raise Refusal(400, "400.002.05", "Invalid Request Payload") from None


async def _acknowledge(world: World, call: str, ack: Ack) -> Response:
    """The answer of a call that was done, spoiled by what faults order for it."""
    fault = _draw(world, call, AFTER_WORK)
    answer, then = json_response(ack.body, ack.status), ack.then
    if fault is not None and fault["fault"] == "lose_ack":
        answer = _lost(fault)
    elif fault is not None and fault["fault"] == "drip":
        answer = Dripping(answer, fault["milliseconds"] / 1000)
    elif fault is not None and then is not None:
        await then()
        await world.outbox.settle(patience=PATIENCE_WITH_RESULT)
        then = None
    if then is not None:
        answer.background = BackgroundTask(then)
    return answer


async def serve_token(request: Request) -> Response:
    world: World = request.app.state.world
    answer = _answer_token(world, request)
    _note(world, request, "oauth", b"", answer)
    return answer


def _answer_token(world: World, request: Request) -> Response:
    if request.method != "GET":
        return refusal_response(Refusal(405, "405.001", "Method Not Allowed"))
    spoiled = _draw(world, "oauth", BEFORE_WORK | AFTER_WORK)
    if spoiled is not None and spoiled["fault"] in BEFORE_WORK and spoiled["fault"] != "token_revoked":
        return _spoil(spoiled)
    try:
        with world.store.transaction() as tx:
            token, life = issue_token(
                tx,
                authorization=request.headers.get("authorization"),
                grant_type=request.query_params.get("grant_type"),
                now=world.clock.now(),
            )
            if spoiled is not None and spoiled["fault"] == "token_revoked":
                revoke_token(tx, f"Bearer {token}")
    except Refusal as refusal:
        return refusal_response(refusal)
    answer = json_response({"access_token": token, "expires_in": life})
    if spoiled is not None and spoiled["fault"] == "lose_ack":
        return _lost(spoiled)
    if spoiled is not None and spoiled["fault"] == "drip":
        return Dripping(answer, spoiled["milliseconds"] / 1000)
    return answer


async def serve_wrong_method(request: Request) -> Response:
    """GET on a POST resource (reference 1.2)."""
    return refusal_response(Refusal(404, "404.001.04", "Invalid Authentication Header"))


async def serve_unknown(request: Request) -> Response:
    """A Daraja path that is not built: the token is judged as its family does, then 404."""
    world: World = request.app.state.world
    asked = await request.body()
    try:
        header, path = request.headers.get("authorization"), request.url.path
        now = world.clock.now()
        app_of_token(world.store.reads, authorization=header, path=path, call="", now=now)
        family = max((prefix for prefix in NOT_FOUND if path.startswith(prefix)), key=len)
        refusal = Refusal(404, NOT_FOUND[family], "Resource not found")
    except Refusal as refused:
        refusal = refused
    answer = refusal_response(refusal)
    _note(world, request, "unknown", asked, answer)
    return answer


def _draw(world: World, call: str, among: dict[str, Kind]) -> Row | None:
    if not any_fault(world.store.reads):
        return None
    with world.store.transaction() as tx:
        return draw_fault(tx, among=among, call=call)


def _lost(fault: Row) -> Response:
    """What comes instead of the answer to a call that was done."""
    if fault["how"] == "html":
        return edge_page()
    return HungUp() if fault["how"] == "close" else _internal_error()


def _internal_error() -> Response:
    return refusal_response(Refusal(500, "500.003.1001", "Internal Server Error"))


def _spoil(fault: Row) -> Response:
    """The answer to a call that was not looked at."""
    name = fault["fault"]
    if name == "html_503":
        return edge_page()
    if name == "reset":
        return HungUp()
    if name == "empty_body":
        return Response(b"", media_type="application/json")
    if name == "error_200":
        empty = {"requestId": request_id(), "errorCode": "500.001.1001", "errorMessage": ""}
        return json_response(empty)
    if name == "refuse":
        return refusal_response(refusal_named(fault["how"]))
    return _internal_error()


def _note(world: World, request: Request, call: str, asked: bytes, answer: Response) -> None:
    cut = isinstance(answer, HungUp)
    world.traffic.note(
        Exchange(
            at=world.clock.now(),
            call=call,
            method=request.method,
            path=request.url.path,
            asked=asked,
            status=None if cut else answer.status_code,
            answered=bytes(answer.body),
        )
    )
