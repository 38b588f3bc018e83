"""The control API: not Safaricom's. What a test, a demo or the page at `/` steers the sandbox with."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from daraja_sandbox.api.c2b import LONGEST_ACCOUNT
from daraja_sandbox.api.c2b_payments import finish_attempt, open_attempt
from daraja_sandbox.api.prompts import (
    answer_all_as_told,
    approve_prompt,
    cancel_prompt,
    expire_prompt,
    prompt_named,
)
from daraja_sandbox.bank.books import find_breaks
from daraja_sandbox.bank.customers import save_customer
from daraja_sandbox.bank.organisations import organisation_named, save_organisation
from daraja_sandbox.control.state import customer_view, organisation_view, read_callbacks, read_state
from daraja_sandbox.control.words import fault_groups, switch_list
from daraja_sandbox.gateway.oauth import scope_app
from daraja_sandbox.world.callbacks import count_callbacks
from daraja_sandbox.world.clock import from_iso, iso_eat
from daraja_sandbox.world.errors import ControlError, control_error_response, json_response
from daraja_sandbox.world.faults import FAULTS, add_fault, call_names, clear_faults, list_faults
from daraja_sandbox.world.fields import msisdn_of, parse_json, text_of
from daraja_sandbox.world.money import Cents, cents_from
from daraja_sandbox.world.switches import read_switches, set_switches
from daraja_sandbox.world.world import World

Given = dict[str, Any]
Verb = Callable[[World, Given], Awaitable[dict[str, Any]]]


def controlled(verb: Verb) -> Callable[[Request], Awaitable[Response]]:
    """A control call: a JSON object in (or nothing), a JSON object out, refusals as 400.

    A list in reaches the verb as {"entries": list}.
    """

    async def serve(request: Request) -> Response:
        body = await request.body()
        try:
            try:
                given = parse_json(body) if body.strip() else {}
            except ValueError:
                raise ControlError("INVALID", None, "the body is not JSON") from None
            if isinstance(given, list):
                given = {"entries": given}
            if not isinstance(given, dict):
                raise ControlError("INVALID", None, "the body must be a JSON object")
            return json_response(await verb(request.app.state.world, given))
        except ControlError as error:
            return control_error_response(error)

    return serve


async def serve_no_such_call(request: Request) -> Response:
    return control_error_response(ControlError("UNKNOWN_CALL", None, "no such control call or method"))


async def show_state(world: World, given: Given) -> dict[str, Any]:
    return read_state(world)


async def show_callbacks(world: World, given: Given) -> dict[str, Any]:
    return {"callbacks": read_callbacks(world.store.reads)}


async def check(world: World, given: Given) -> dict[str, Any]:
    """Recompute the books from the journal."""
    breaks = find_breaks(world.store.reads)
    return {"adds_up": not breaks, "breaks": breaks}


async def put_organisations(world: World, given: Given) -> dict[str, Any]:
    entries = entries_of(given)
    with world.store.transaction() as tx:
        for entry in entries:
            save_organisation(tx, entry)
        saved = [organisation_view(tx, organisation_named(tx, entry["shortcode"])) for entry in entries]
    return {"organisations": saved}


async def put_customers(world: World, given: Given) -> dict[str, Any]:
    entries = entries_of(given)
    with world.store.transaction() as tx:
        rows = [save_customer(tx, entry) for entry in entries]
    await answer_all_as_told(world)
    return {"customers": [customer_view(row) for row in rows]}


async def put_app(world: World, given: Given) -> dict[str, Any]:
    only(given, "consumer_key", "products")
    with world.store.transaction() as tx:
        scope_app(tx, given)
    return {"consumer_key": given["consumer_key"], "products": given.get("products")}


async def show_traffic(world: World, given: Given) -> dict[str, Any]:
    return {"traffic": world.traffic.shown()}


async def pay(world: World, given: Given) -> dict[str, Any]:
    """A customer pays from the phone menu; answers when the money is in (or was refused)."""
    only(given, "msisdn", "shortcode", "amount", "account")
    msisdn, amount = msisdn_of(given.get("msisdn")), amount_given(given.get("amount"))
    if msisdn is None:
        raise ControlError("INVALID", "msisdn", "twelve digits, 2547... or 2541...")
    if not 100 <= amount <= 250_000_00:
        raise ControlError("INVALID", "amount", "from 1 to 250,000 shillings")
    account_no = text_of(given.get("account", ""))
    if account_no is None or len(account_no) > LONGEST_ACCOUNT:
        raise ControlError("INVALID", "account", f"a text of at most {LONGEST_ACCOUNT} characters")
    with world.store.transaction("c2b.accept") as tx:
        organisation = organisation_named(tx, given.get("shortcode"))
        receipt = open_attempt(
            tx,
            world,
            organisation=organisation,
            msisdn=msisdn,
            amount=amount,
            account_no=account_no if organisation["kind"] == "paybill" else "",
        )
    # Shielded: a caller who hangs up does not undo what the customer has done.
    rejected = await asyncio.shield(world.spawn(finish_attempt(world, receipt)))
    if rejected is not None:
        raise ControlError(rejected, None, "the payment was refused; no money moved")
    return {"receipt": receipt}


async def approve(world: World, given: Given) -> dict[str, Any]:
    only(given, "checkout_request_id", "msisdn", "pin")
    pin = given.get("pin")
    if pin is not None and not isinstance(pin, str):
        raise ControlError("INVALID", "pin", "digits in a string")
    checkout = prompt_named(world.store.reads, given)
    receipt = approve_prompt(world, checkout, pin)
    return {"checkout_request_id": checkout, "state": "paid" if receipt else "failed", "receipt": receipt}


async def cancel(world: World, given: Given) -> dict[str, Any]:
    only(given, "checkout_request_id", "msisdn")
    checkout = prompt_named(world.store.reads, given)
    cancel_prompt(world, checkout)
    return {"checkout_request_id": checkout, "state": "cancelled"}


async def expire(world: World, given: Given) -> dict[str, Any]:
    only(given, "checkout_request_id", "msisdn")
    checkout = prompt_named(world.store.reads, given)
    expire_prompt(world, checkout)
    return {"checkout_request_id": checkout, "state": "expired"}


async def show_faults(world: World, given: Given) -> dict[str, Any]:
    """What is ordered, and what can be."""
    kinds = {name: {"calls": call_names(kind), "hows": list(kind.hows)} for name, kind in FAULTS.items()}
    tx = world.store.reads
    told = {"faults": list_faults(tx), "kinds": kinds, "groups": fault_groups()}
    return told | {"switches": read_switches(tx), "switch_list": switch_list()}


async def put_fault(world: World, given: Given) -> dict[str, Any]:
    with world.store.transaction() as tx:
        add_fault(tx, given)
        return {"faults": list_faults(tx)}


async def delete_faults(world: World, given: Given) -> dict[str, Any]:
    """All that is ordered, or of the one kind that is named."""
    only(given, "fault")
    fault = given.get("fault")
    if fault is not None and fault not in FAULTS:
        raise ControlError("INVALID", "fault", f"one of: {', '.join(FAULTS)}")
    with world.store.transaction() as tx:
        clear_faults(tx, fault)
        return {"faults": list_faults(tx)}


async def put_switches(world: World, given: Given) -> dict[str, Any]:
    with world.store.transaction() as tx:
        return {"switches": set_switches(tx, given)}


async def advance_clock(world: World, given: Given) -> dict[str, Any]:
    """Move the clock forward, or make it run faster: prompts expire, tokens age, callbacks come due.

    `at` is where it goes on from; a moment of the past only while nothing has happened.
    """
    only(given, "advance_seconds", "speed", "at")
    seconds, speed = given.get("advance_seconds", 0), given.get("speed", world.clock.speed)
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 <= seconds <= 366 * 86_400:
        raise ControlError("INVALID", "advance_seconds", "whole seconds, from 0 to a year")
    if isinstance(speed, bool) or not isinstance(speed, int) or not 1 <= speed <= 100_000:
        raise ControlError("INVALID", "speed", "seconds here per second outside, 1 to 100,000")
    if "at" in given:
        _begin_at(world, given["at"])
    world.clock.advance(seconds * 1000)
    kept = [("clock_offset", str(world.clock.run_at(speed))), ("clock_speed", str(speed))]
    with world.store.transaction() as tx:
        tx.executemany(
            "INSERT INTO settings VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", kept
        )
    world.alarm.set()
    return {"now": iso_eat(world.clock.now()), "speed": speed}


def _begin_at(world: World, text: object) -> None:
    at = from_iso(text)
    if at is None:
        raise ControlError("INVALID", "at", "a moment in ISO 8601 with its zone")
    happened = "SELECT EXISTS (SELECT 1 FROM movements) OR EXISTS (SELECT 1 FROM callbacks)"
    happened += " OR EXISTS (SELECT 1 FROM prompts) OR EXISTS (SELECT 1 FROM operations)"
    if at < world.clock.now() and world.store.reads.execute(happened).fetchone()[0]:
        raise ControlError("INVALID", "at", "not before now: something has happened already")
    world.clock.begin_at(at)


async def drain(world: World, given: Given) -> dict[str, Any]:
    """Wait until nothing is owed or half done, for `timeout` seconds (10) at most."""
    only(given, "timeout")
    seconds = given.get("timeout", 10)
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 <= seconds <= 600:
        raise ControlError("INVALID", "timeout", "whole seconds, from 0 to 600")
    busy = (
        "SELECT EXISTS (SELECT 1 FROM callbacks WHERE state = 'pending')"
        " OR EXISTS (SELECT 1 FROM attempts WHERE state = 'open')"
        " OR EXISTS (SELECT 1 FROM operations WHERE state = 'queued')"
        " OR EXISTS (SELECT 1 FROM prompts JOIN customers USING (msisdn)"
        " WHERE state = 'open' AND answer IS NOT NULL)"
    )
    deadline = asyncio.get_running_loop().time() + seconds
    while (waiting := bool(world.store.reads.execute(busy).fetchone()[0])) and (
        asyncio.get_running_loop().time() < deadline
    ):
        await asyncio.sleep(0.01)
    return {"drained": not waiting, **count_callbacks(world.store.reads)}


def entries_of(given: Given) -> list[Given]:
    entries: list[Any] = given["entries"] if isinstance(given.get("entries"), list) else [given]
    if not all(isinstance(entry, dict) for entry in entries):
        raise ControlError("INVALID", None, "an object, or a list of objects")
    return entries


def only(given: Given, *names: str) -> None:
    for name in given:
        if name not in names:
            raise ControlError("UNKNOWN_FIELD", name, f"one of: {', '.join(names)}")


def amount_given(value: object) -> Cents:
    try:
        return cents_from(value)
    except ValueError as error:
        raise ControlError("INVALID", "amount", str(error)) from error
