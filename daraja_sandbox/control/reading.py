"""What the page asks for: small answers, and one sign that tells whether anything has changed at all."""

import time
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from daraja_sandbox.control.feed import list_feed, read_row
from daraja_sandbox.control.phones import list_phones, read_phone
from daraja_sandbox.control.state import organisation_view
from daraja_sandbox.world.clock import iso_eat
from daraja_sandbox.world.errors import ControlError, control_error_response, json_response
from daraja_sandbox.world.world import World

#: Another one after each start, so that a page notices that its sandbox was started anew.
START = time.time_ns()
MOST = 100
ORGANISATIONS = (
    "SELECT * FROM organisations WHERE instr(shortcode, :find) OR instr(upper(name), upper(:find))"
    " ORDER BY shortcode LIMIT :limit"
)


async def serve_pulse(request: Request) -> Response:
    """Cheap enough to be asked every second. `revision` differs as soon as anything has changed."""
    world: World = request.app.state.world
    tx = world.store.reads
    (ringing,) = tx.execute("SELECT count(*) FROM prompts WHERE state = 'open'").fetchone()
    faults = [row[0] for row in tx.execute("SELECT DISTINCT fault FROM faults ORDER BY fault")]
    return json_response(
        {
            "now": iso_eat(world.clock.now()),
            "speed": world.clock.speed,
            "revision": f"{START}.{tx.total_changes}.{world.traffic.count}",
            "ringing": ringing,
            "faults": faults,
        }
    )


async def serve_phones(request: Request) -> Response:
    """`find` in number or name, `limit` listed, `open` (numbers with commas) in full with `messages` each."""
    asked = request.query_params
    named = [name for name in asked.get("open", "").split(",") if name]
    try:
        limit, messages = _count(request, "limit", 50), _count(request, "messages", 20)
        find = asked.get("find", "").strip()
        told = list_phones(request.app.state.world, find=find, limit=limit, named=named, messages=messages)
    except ControlError as error:
        return control_error_response(error)
    return json_response(told)


async def serve_phone(request: Request) -> Response:
    try:
        messages = _count(request, "messages", 50)
        return json_response(
            read_phone(request.app.state.world, request.path_params["msisdn"], messages=messages)
        )
    except ControlError as error:
        return control_error_response(error)


async def serve_organisations(request: Request) -> Response:
    """`find` in shortcode or name; a hundred at most."""
    tx = request.app.state.world.store.reads
    find = request.query_params.get("find", "").strip()
    rows = tx.execute(ORGANISATIONS, {"find": find, "limit": MOST}).fetchall()
    (total,) = tx.execute("SELECT count(*) FROM organisations").fetchone()
    return json_response({"total": total, "organisations": [organisation_view(tx, row) for row in rows]})


async def serve_feed(request: Request) -> Response:
    """`way` all, calls, callbacks or bad; `find` in address and body; `limit` rows without bodies."""
    asked = request.query_params
    try:
        limit = _count(request, "limit", 50)
        told: dict[str, Any] = list_feed(
            request.app.state.world,
            way=asked.get("way", "all"),
            find=asked.get("find", "").strip(),
            limit=limit,
        )
    except ControlError as error:
        return control_error_response(error)
    return json_response(told)


async def serve_row(request: Request) -> Response:
    try:
        return json_response(read_row(request.app.state.world, request.path_params["id"]))
    except ControlError as error:
        return control_error_response(error)


def _count(request: Request, name: str, usual: int) -> int:
    text = request.query_params.get(name, str(usual))
    if not text.isascii() or not text.isdecimal() or len(text) > 3 or not 1 <= int(text) <= 500:
        raise ControlError("INVALID", name, "a whole number from 1 to 500")
    return int(text)
