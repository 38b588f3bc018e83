"""Asynchronous requests: taken in with an acknowledgement, carried out a moment later, told by a result.

An operation is a row from its acceptance on. What it does to the books, its end and the result it
owes are one transaction; what a killed process left queued is carried out at the next start.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from daraja_sandbox.api.results import Done, failure_body, success_body, timeout_body
from daraja_sandbox.bank.books import Moment
from daraja_sandbox.bank.initiators import INVALID, judge_initiator
from daraja_sandbox.bank.organisations import find_organisation
from daraja_sandbox.bank.payments import Unpayable
from daraja_sandbox.gateway.gate import Ack
from daraja_sandbox.world.callbacks import Outbox
from daraja_sandbox.world.clock import Milliseconds
from daraja_sandbox.world.codes import result_text
from daraja_sandbox.world.errors import Refusal, invalid
from daraja_sandbox.world.faults import QUEUE_FAULTS, RESULT_FAULTS, draw_fault
from daraja_sandbox.world.fields import Payload, msisdn_of, shortcode_of, text_of, url_of
from daraja_sandbox.world.money import Cents
from daraja_sandbox.world.receipts import ag_conversation_id, conversation_id, issue_receipt, placeholder
from daraja_sandbox.world.store import Row, Tx
from daraja_sandbox.world.switches import milliseconds, read_switches
from daraja_sandbox.world.world import World

LARGEST = 250_000


@dataclass(frozen=True)
class Job:
    """An operation about to be carried out."""

    number: int
    app: str
    organisation: Row
    request: Payload
    when: Moment
    outbox: Outbox


Handler = Callable[[Tx, Job], Done]


@dataclass(frozen=True)
class Api:
    """One asynchronous API: how a request is checked, which role it needs, what it does."""

    kind: str
    initiator_field: str
    shortcode_field: str
    check: Callable[[Payload], None]
    role: Callable[[Payload], str]
    handle: Handler
    own_id: bool = False


def accept(api: Api, world: World, app: str, payload: Payload) -> Ack:
    """Check a request and queue it. Raises Refusal; then nothing was written."""
    for name in (api.initiator_field, "SecurityCredential"):
        if not text_of(payload.get(name)):
            raise invalid(name)
    api.check(payload)
    _check_urls(world, payload)
    with world.store.transaction() as tx:
        shortcode = shortcode_of(payload.get(api.shortcode_field))
        organisation = find_organisation(tx, shortcode) if shortcode else None
        if organisation is None or organisation["consumer_key"] != app:
            raise invalid(api.shortcode_field)
        row = _queue(tx, world, api, app, str(shortcode), payload)
    body = {
        "ConversationID": row["conversation_id"],
        "OriginatorConversationID": row["originator_id"],
        "ResponseCode": "0",
        "ResponseDescription": "Accept the service request successfully.",
    }
    return Ack(body, then=partial(_carry_out_soon, world))


def _queue(tx: Tx, world: World, api: Api, app: str, shortcode: str, payload: Payload) -> Row:
    now = world.clock.now()
    originator = conversation_id()
    if api.own_id:
        originator = str(payload["OriginatorConversationID"])
        if tx.execute(
            "SELECT 1 FROM operations WHERE consumer_key = ? AND originator_id = ?", (app, originator)
        ).fetchone():
            raise Refusal(500, "500.002.1001", "Duplicate OriginatorConversationID.")
    row: Row = tx.execute(
        "INSERT INTO operations (kind, consumer_key, shortcode, originator_id, conversation_id, request,"
        " result_url, timeout_url, state, accepted_at, due_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?) RETURNING *",
        (
            *(api.kind, app, shortcode, originator, ag_conversation_id(now)),
            json.dumps(payload, default=str),
            *(payload["ResultURL"], payload["QueueTimeOutURL"], now),
            now + milliseconds(read_switches(tx), "result_seconds"),
        ),
    ).fetchall()[0]
    return row


async def _carry_out_soon(world: World) -> None:
    world.carry_out()


def carry_out_due(apis: dict[str, Api], world: World) -> Milliseconds | None:
    """Carry out what is due; the moment of the next one, if any waits."""
    due = "SELECT id FROM operations WHERE state = 'queued' AND due_at <= ? ORDER BY due_at, id"
    for (number,) in world.store.reads.execute(due, (world.clock.now(),)).fetchall():
        _carry_out(apis, world, number)
    later = world.store.reads.execute("SELECT min(due_at) FROM operations WHERE state = 'queued'").fetchone()
    return None if later[0] is None else int(later[0])


def _carry_out(apis: dict[str, Api], world: World, number: int) -> None:
    with world.store.transaction("payment") as tx:
        row = tx.execute("SELECT * FROM operations WHERE id = ?", (number,)).fetchone()
        if row["state"] != "queued" or _time_out(tx, world, row):
            return
        api, now = apis[row["kind"]], world.clock.now()
        request = json.loads(row["request"])
        organisation = find_organisation(tx, row["shortcode"])
        assert organisation is not None
        when = Moment(row["accepted_at"], now)
        job = Job(number, row["consumer_key"], organisation, request, when, world.outbox)
        try:
            _judge(tx, world, api, job)
            tx.execute("SAVEPOINT work")
            try:
                done = api.handle(tx, job)
            except Unpayable:
                tx.execute("ROLLBACK TO work")
                raise
            body = success_body(tx, row, done, now)
            _end(tx, row, "0", done.receipt, now)
        except Unpayable as refused:
            text = result_text(refused.code, refused.parameter)
            # A refused operator's result carries a TransactionID that looks real (reference 2.6).
            shown = issue_receipt(tx, at=now) if refused.code == INVALID else placeholder(now)
            body = failure_body(tx, row, code=refused.code, text=text, transaction_id=shown, at=now)
            _end(tx, row, refused.code, None, now)
        world.outbox.enqueue(tx, kind=row["kind"], url=row["result_url"], body=body)


def _judge(tx: Tx, world: World, api: Api, job: Job) -> None:
    forced = draw_fault(tx, among=RESULT_FAULTS, call=api.kind)
    if forced is not None:
        raise Unpayable(forced["how"])
    code = judge_initiator(
        tx,
        safe=world.safe,
        shortcode=job.organisation["shortcode"],
        name=str(job.request[api.initiator_field]),
        credential=str(job.request["SecurityCredential"]),
        role=api.role(job.request),
    )
    if code is not None:
        raise Unpayable(code)


def _time_out(tx: Tx, world: World, row: Row) -> bool:
    """With the fault queue_timeout: tell so now, and carry it out later, or never."""
    fault = None if row["timed_out"] else draw_fault(tx, among=QUEUE_FAULTS, call=row["kind"])
    if fault is None:
        return False
    now = world.clock.now()
    body = timeout_body(tx, row, json.loads(row["request"]), now)
    world.outbox.enqueue(tx, kind=row["kind"], url=row["timeout_url"], body=body)
    tx.execute(
        "UPDATE operations SET timed_out = 1, due_at = ?, state = ? WHERE id = ?",
        (now + fault["milliseconds"], "dropped" if fault["how"] == "dropped" else "queued", row["id"]),
    )
    return True


def _end(tx: Tx, row: Row, code: str, receipt: str | None, now: Milliseconds) -> None:
    """The credential is of no use any more, and goes."""
    tx.execute(
        "UPDATE operations SET state = 'done', result_code = ?, receipt = ?, finished_at = ?,"
        " request = json_remove(request, '$.SecurityCredential') WHERE id = ?",
        (code, receipt, now, row["id"]),
    )


def check_text(payload: Payload, name: str, *, least: int = 0, most: int = 100) -> None:
    """Raises Refusal for a text outside these lengths; with `least` 0 it may be missing."""
    value = payload.get(name)
    if value is None and least == 0:
        return
    text = text_of(value)
    if text is None or not least <= len(text) <= most:
        raise invalid(name)


def check_command(payload: Payload, *commands: str) -> None:
    if payload.get("CommandID") not in commands:
        raise invalid("CommandID")


def check_amount(payload: Payload) -> None:
    """Whole shillings. What is outside the limits is taken in and refused by the result (2, 3)."""
    text = text_of(payload.get("Amount"))
    if not text or not text.isascii() or not text.isdecimal() or len(text) > 9 or int(text) == 0:
        raise invalid("Amount")


def amount_of(payload: Payload, *, least: int = 1) -> Cents:
    """Raises Unpayable 2 or 3 outside the limits, in shillings."""
    amount = int(str(payload["Amount"]))
    if amount < least:
        raise Unpayable("2")
    if amount > LARGEST:
        raise Unpayable("3")
    return amount * 100


def check_party(payload: Payload, name: str, *, phone: bool = False) -> None:
    value = payload.get(name)
    if (msisdn_of(value) if phone else shortcode_of(value)) is None:
        raise invalid(name)


def _check_urls(world: World, payload: Payload) -> None:
    switches = read_switches(world.store.reads)
    for name in ("ResultURL", "QueueTimeOutURL"):
        url = url_of(
            payload.get(name),
            words_allowed=not switches["forbidden_url_words"],
            https_only=switches["https_only"],
        )
        if url is None:
            raise invalid(name)
