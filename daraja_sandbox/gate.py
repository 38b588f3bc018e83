"""The way in for Daraja calls: header, faults, token, JSON, work, answer (or its loss)."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from .errors import Refusal, edge_page, invalid, json_response, refusal_response
from .faults import AFTER_WORK, BEFORE_WORK, any_fault, draw_fault
from .fields import Payload, parse_object
from .oauth import app_of_token, issue_token, revoke_token
from .store import Row
from .world import World

HANG_UP = "daraja_sandbox.hang_up"


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


async def serve_call(request: Request, *, call: str, first_field: str, work: Work) -> Response:
    """Answer one Daraja POST. `first_field` is what a body that is not JSON gets blamed on."""
    world: World = request.app.state.world
    header = request.headers.get("authorization")
    try:
        spoiled = _draw(world, call, BEFORE_WORK)
        if spoiled is not None and spoiled["fault"] != "token_revoked":
            return _spoil(spoiled)
        if spoiled is not None:
            with world.store.transaction() as tx:
                revoke_token(tx, header)
        path, now = request.url.path, world.clock.now()
        app = app_of_token(world.store.reads, authorization=header, path=path, now=now)
        if "json" not in request.headers.get("content-type", "").lower():
            raise invalid(first_field)
        try:
            payload = parse_object(await request.body())
        except ValueError:
            raise Refusal(400, "400.002.05", "Invalid Request Payload") from None
        ack = work(world, app, payload)
    except Refusal as refusal:
        return refusal_response(refusal)
    lost = _draw(world, call, AFTER_WORK)
    answer = json_response(ack.body, ack.status)
    if lost is not None:
        answer = edge_page() if lost["how"] == "html" else HungUp()
    if ack.then is not None:
        answer.background = BackgroundTask(ack.then)
    return answer


async def serve_token(request: Request) -> Response:
    world: World = request.app.state.world
    if request.method != "GET":
        return refusal_response(Refusal(405, "405.001", "Method Not Allowed"))
    spoiled = _draw(world, "oauth", (*BEFORE_WORK, *AFTER_WORK))
    if spoiled is not None and spoiled["fault"] in ("error_500", "html_503"):
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
    if spoiled is not None and spoiled["fault"] == "lose_ack":
        return edge_page() if spoiled["how"] == "html" else HungUp()
    return json_response({"access_token": token, "expires_in": life})


async def serve_wrong_method(request: Request) -> Response:
    """GET on a POST resource (reference 1.2)."""
    return refusal_response(Refusal(404, "404.001.04", "Invalid Authentication Header"))


async def serve_unknown(request: Request) -> Response:
    """A Daraja path that is not built: the token is judged as its family does, then 404."""
    world: World = request.app.state.world
    try:
        header, path = request.headers.get("authorization"), request.url.path
        app_of_token(world.store.reads, authorization=header, path=path, now=world.clock.now())
    except Refusal as refusal:
        return refusal_response(refusal)
    return refusal_response(Refusal(404, "404.001.01", "Resource not found"))


def _draw(world: World, call: str, among: tuple[str, ...]) -> Row | None:
    if not any_fault(world.store.reads):
        return None
    with world.store.transaction() as tx:
        return draw_fault(tx, among=among, call=call)


def _spoil(fault: Row) -> Response:
    if fault["fault"] == "html_503":
        return edge_page()
    return refusal_response(Refusal(500, "500.003.1001", "Internal Server Error"))
