"""Routes, and what runs beside them: the alarm, the messages, the leftovers of the last run."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from daraja_sandbox.api.b2b import B2B, TAX
from daraja_sandbox.api.b2c import B2C_V1, B2C_V3, POCHI
from daraja_sandbox.api.c2b import register_urls, simulate_payment
from daraja_sandbox.api.c2b_payments import resume_attempts
from daraja_sandbox.api.enquiries import BALANCE, STATUS
from daraja_sandbox.api.operations import Api, accept, carry_out_due
from daraja_sandbox.api.prompts import answer_all_as_told, expire_prompts
from daraja_sandbox.api.pull import pull_payments, register_pull
from daraja_sandbox.api.qr import make_code
from daraja_sandbox.api.reversal import REVERSAL
from daraja_sandbox.api.stk import accept_push, answer_query
from daraja_sandbox.bank.statement import Statement, read_statement, spoil_statement
from daraja_sandbox.bank.statement_files import file_name, write_csv, write_xlsx
from daraja_sandbox.control import calls, moving, reading
from daraja_sandbox.control.guard import with_guard
from daraja_sandbox.control.history import pay_history
from daraja_sandbox.gateway.gate import (
    HANG_UP,
    Work,
    serve_call,
    serve_token,
    serve_unknown,
    serve_wrong_method,
)
from daraja_sandbox.world.clock import Milliseconds
from daraja_sandbox.world.errors import ControlError, control_error_response, json_response
from daraja_sandbox.world.faults import STATEMENT_FAULTS, draw_fault
from daraja_sandbox.world.world import World

STATIC = Path(__file__).parent / "control" / "static"
LARGEST_BODY = 1_000_000
PATIENCE_AT_STOP = 0.5
# path, the field that a body without JSON is blamed on, what it does
ASYNCHRONOUS: tuple[tuple[str, str, Api], ...] = (
    ("/mpesa/b2c/v1/paymentrequest", "InitiatorName", B2C_V1),
    ("/mpesa/b2c/v3/paymentrequest", "OriginatorConversationID", B2C_V3),
    ("/mpesa/b2pochi/v1/paymentrequest", "OriginatorConversationID", POCHI),
    ("/mpesa/b2b/v1/paymentrequest", "Initiator", B2B),
    ("/mpesa/b2b/v1/remittax", "Initiator", TAX),
    ("/mpesa/transactionstatus/v1/query", "Initiator", STATUS),
    ("/mpesa/accountbalance/v1/query", "Initiator", BALANCE),
    ("/mpesa/reversal/v1/request", "Initiator", REVERSAL),
)
APIS = {api.kind: api for _, _, api in ASYNCHRONOUS}
MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def build_app(world: World, *, hosts: Collection[str] = ()) -> ASGIApp:
    """`hosts`: further names under which the page may be opened."""
    daraja: list[BaseRoute] = [
        *_call("/mpesa/stkpush/v1/processrequest", "stkpush", "BusinessShortCode", accept_push),
        *_call("/mpesa/stkpushquery/v1/query", "stkquery", "BusinessShortCode", answer_query),
    ]
    daraja += [route for path, first, api in ASYNCHRONOUS for route in _asynchronous(path, first, api)]
    daraja += _call("/mpesa/qrcode/v1/generate", "qr", "MerchantName", make_code)
    # The documents contradict each other on the method of Pull.
    daraja += _call("/pulltransactions/v1/register", "pull", "ShortCode", register_pull, get=True)
    daraja += _call("/pulltransactions/v1/query", "pull", "ShortCode", pull_payments, get=True)
    for version in ("v1", "v2"):
        daraja += _call(f"/mpesa/c2b/{version}/registerurl", "register", "ShortCode", register_urls)
        daraja += _call(f"/mpesa/c2b/{version}/simulate", "simulate", "ShortCode", simulate_payment)
    world.carry_out = partial(carry_out_due, APIS, world)
    methods = ["GET", "POST", "PUT", "DELETE"]
    control_routes = [
        _control("state", calls.show_state, "GET"),
        _control("callbacks", calls.show_callbacks, "GET"),
        _control("check", calls.check, "GET"),
        _control("organisations", calls.put_organisations),
        _control("customers", calls.put_customers),
        _control("pay", calls.pay),
        _control("history", pay_history),
        _control("approve", calls.approve),
        _control("cancel", calls.cancel),
        _control("expire", calls.expire),
        _control("apps", calls.put_app),
        _control("traffic", calls.show_traffic, "GET"),
        _control("fund", moving.fund),
        _control("withdraw", moving.withdraw),
        _control("settle", moving.settle_charges),
        Route("/_sandbox/certificate", serve_certificate, methods=["GET"]),
        _control("sweep", moving.sweep_account),
        _control("faults", calls.show_faults, "GET"),
        _control("faults", calls.put_fault),
        _control("faults", calls.delete_faults, "DELETE"),
        _control("switches", calls.put_switches),
        _control("clock", calls.advance_clock),
        _control("drain", calls.drain),
        Route("/_sandbox/statement", serve_statement, methods=["GET"]),
        Route("/_sandbox/pulse", reading.serve_pulse, methods=["GET"]),
        Route("/_sandbox/phones", reading.serve_phones, methods=["GET"]),
        Route("/_sandbox/phones/{msisdn}", reading.serve_phone, methods=["GET"]),
        Route("/_sandbox/organisations", reading.serve_organisations, methods=["GET"]),
        Route("/_sandbox/feed", reading.serve_feed, methods=["GET"]),
        Route("/_sandbox/feed/{id}", reading.serve_row, methods=["GET"]),
        Route("/_sandbox/{call:path}", calls.serve_no_such_call, methods=methods),
    ]
    app = Starlette(
        routes=[
            Route("/", serve_page, methods=["GET"]),
            *[_part(file) for file in sorted(STATIC.iterdir()) if file.suffix in (".css", ".js")],
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
    return _with_hang_up(with_guard(app, hosts=hosts))


def _call(path: str, call: str, first_field: str, work: Work, *, get: bool = False) -> list[BaseRoute]:
    async def serve(request: Request) -> Response:
        return await serve_call(request, call=call, first_field=first_field, work=work)

    return [Route(path, serve, methods=["POST", *(["GET"] if get else [])]), Route(path, serve_wrong_method)]


def _asynchronous(path: str, first_field: str, api: Api) -> list[BaseRoute]:
    return _call(path, api.kind, first_field, partial(accept, api))


def _control(name: str, verb: calls.Verb, method: str = "POST") -> Route:
    return Route(f"/_sandbox/{name}", calls.controlled(verb), methods=[method])


def _with_hang_up(app: ASGIApp) -> ASGIApp:
    """Give every request a way to cut its connection, which ASGI itself has none for."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            cycle: Any = getattr(send, "__self__", None)
            scope[HANG_UP] = lambda: cycle.transport.abort()
        with suppress(ClientDisconnect):  # a caller who is gone in mid-body; nothing was done yet
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
    moments = (expire_prompts(world), world.carry_out(), world.outbox.start_due())
    return min((moment for moment in moments if moment is not None), default=None)


async def serve_page(request: Request) -> Response:
    return FileResponse(STATIC / "index.html", media_type="text/html", headers={"Cache-Control": "no-cache"})


def _part(file: Path) -> Route:
    """A file that the page loads."""

    async def serve(request: Request) -> Response:
        return FileResponse(file, headers={"Cache-Control": "no-cache"})

    return Route(f"/page/{file.name}", serve, methods=["GET"])


async def serve_certificate(request: Request) -> Response:
    """What clients encrypt initiator passwords with."""
    world: World = request.app.state.world
    return Response(world.safe.certificate(), media_type="application/x-pem-file")


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
            if fault is not None:
                statement = spoil_statement(statement, fault)
            return statement, (write_csv if extension == "csv" else write_xlsx)(statement, template)

        with world.store.transaction() as tx:
            fault = draw_fault(tx, among=STATEMENT_FAULTS, call="statement")
        statement, content = await asyncio.to_thread(make)
    except ControlError as error:
        return control_error_response(error)
    name = file_name(statement, template, extension)
    return Response(
        content,
        media_type=MEDIA[extension],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
