"""Routes, and what runs beside them: the alarm, the messages, the leftovers of the last run."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from . import control
from .c2b import register_urls, simulate_payment
from .c2b_payments import resume_attempts
from .clock import Milliseconds
from .errors import ControlError, control_error_response, json_response
from .gate import HANG_UP, Work, serve_call, serve_token, serve_unknown, serve_wrong_method
from .prompts import answer_all_as_told, expire_prompts
from .statement import Statement, read_statement
from .statement_files import file_name, write_csv, write_xlsx
from .stk import accept_push, answer_query
from .world import World

PAGE = Path(__file__).parent / "static" / "index.html"
LARGEST_BODY = 1_000_000
PATIENCE_AT_STOP = 0.5
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def build_app(world: World) -> ASGIApp:
    daraja: list[BaseRoute] = [
        *_call("/mpesa/stkpush/v1/processrequest", "stkpush", "BusinessShortCode", accept_push),
        *_call("/mpesa/stkpushquery/v1/query", "stkquery", "BusinessShortCode", answer_query),
    ]
    for version in ("v1", "v2"):
        daraja += _call(f"/mpesa/c2b/{version}/registerurl", "register", "ShortCode", register_urls)
        daraja += _call(f"/mpesa/c2b/{version}/simulate", "simulate", "ShortCode", simulate_payment)
    methods = ["GET", "POST", "PUT", "DELETE"]
    control_routes = [
        _control("state", control.show_state, "GET"),
        _control("callbacks", control.show_callbacks, "GET"),
        _control("check", control.check, "GET"),
        _control("organisations", control.put_organisations),
        _control("customers", control.put_customers),
        _control("pay", control.pay),
        _control("approve", control.approve),
        _control("cancel", control.cancel),
        _control("sweep", control.sweep_account),
        _control("faults", control.put_fault),
        _control("faults", control.delete_faults, "DELETE"),
        _control("switches", control.put_switches),
        _control("clock", control.advance_clock),
        _control("drain", control.drain),
        Route("/_sandbox/statement", serve_statement, methods=["GET"]),
        Route("/_sandbox/{call:path}", control.serve_no_such_call, methods=methods),
    ]
    app = Starlette(
        routes=[
            Route("/", serve_page, methods=["GET"]),
            Route("/healthz", serve_health, methods=["GET"]),
            Route("/oauth/v1/generate", serve_token, methods=methods),
            *daraja,
            *control_routes,
            Route("/{path:path}", serve_unknown, methods=methods),
        ],
        lifespan=partial(_run_beside, world),
        max_body_size=LARGEST_BODY,
    )
    app.state.world = world
    return _with_hang_up(app)


def _call(path: str, call: str, first_field: str, work: Work) -> list[BaseRoute]:
    async def serve(request: Request) -> Response:
        return await serve_call(request, call=call, first_field=first_field, work=work)

    return [Route(path, serve, methods=["POST"]), Route(path, serve_wrong_method)]


def _control(name: str, verb: control.Verb, method: str = "POST") -> Route:
    return Route(f"/_sandbox/{name}", control.controlled(verb), methods=[method])


def _with_hang_up(app: ASGIApp) -> ASGIApp:
    """Give every request a way to cut its connection, which ASGI itself has none for."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            cycle: Any = getattr(send, "__self__", None)
            scope[HANG_UP] = lambda: cycle.transport.abort()
        await app(scope, receive, send)

    return serve


@asynccontextmanager
async def _run_beside(world: World, app: Starlette) -> AsyncIterator[None]:
    resume_attempts(world)
    await answer_all_as_told(world)
    alarm = asyncio.create_task(world.ring(partial(_do_what_is_due, world)))
    try:
        yield
    finally:
        for task in (alarm, *world.tasks):
            task.cancel()
        await asyncio.gather(alarm, *world.tasks, return_exceptions=True)
        await world.outbox.close(patience=PATIENCE_AT_STOP)
        world.store.close()


def _do_what_is_due(world: World) -> Milliseconds | None:
    moments = (expire_prompts(world), world.outbox.start_due())
    return min((moment for moment in moments if moment is not None), default=None)


async def serve_page(request: Request) -> Response:
    return FileResponse(PAGE, media_type="text/html")


async def serve_health(request: Request) -> Response:
    request.app.state.world.store.reads.execute("SELECT 1").fetchone()
    return json_response({"status": "ok"})


async def serve_statement(request: Request) -> Response:
    """A statement file, read and written in a thread so that payments go on meanwhile."""
    world: World = request.app.state.world
    asked = request.query_params
    template, extension = asked.get("template", "a"), asked.get("format", "csv")
    try:
        if template not in ("a", "b"):
            raise ControlError("INVALID", "template", "a or b")
        if extension not in MEDIA:
            raise ControlError("INVALID", "format", "csv or xlsx")
        now = world.clock.now()

        def make() -> tuple[Statement, bytes]:
            reader = world.store.open_reader()
            try:
                reader.execute("BEGIN")
                statement = read_statement(
                    reader,
                    shortcode=asked.get("shortcode"),
                    account=asked.get("account"),
                    since=asked.get("from"),
                    until=asked.get("to"),
                    now=now,
                )
            finally:
                reader.close()
            return statement, (write_csv if extension == "csv" else write_xlsx)(statement, template)

        statement, content = await asyncio.to_thread(make)
    except ControlError as error:
        return control_error_response(error)
    name = file_name(statement, template, extension)
    return Response(
        content,
        media_type=MEDIA[extension],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
