"""What came to the addresses of tills, as the schema shows it. Bodies, tokens and refs are not among it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import strawberry
import strawberry_django
from strawberry import relay

from core.machine.traces import traces_of
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.mpesa.types import PaymentRequest, Receipt, Till
from graphql_api.reading import path_of, shown_rows, together
from mpesa import models
from users.operations import runs_machine

CallbackKind = described(
    models.CallbackKind,
    "CallbackKind",
    "What Safaricom tells us by itself, by the address that it calls.",
    STK="What became of a payment request.",
    C2B_VALIDATION="The question whether a payment may be made; answered at once.",
    C2B_CONFIRMATION="A payment that was made.",
    RESULT="The answer to a question of ours.",
    TIMEOUT="A question of ours that was not taken in time.",
)
CallbackState = described(
    models.WorkState,
    "CallbackState",
    "How far a callback is worked through.",
    DUE="It waits; after a failure until its next try.",
    DONE="Worked through.",
    MALFORMED="It holds no usable fact; it is kept, and a case is open.",
    DEAD="It failed too often and waits for somebody to have it replayed.",
)


def _traces(keys: Sequence[int]) -> dict[int, str]:
    rows = traces_of([f"callback:{key}" for key in keys])
    return {int(subject.partition(":")[2]): row.trace for subject, row in rows.items()}


def _trace(root: strawberry.Parent[models.Callback], info: Info) -> str | None:
    if not runs_machine(info.context.user):
        return None
    trace: str | None = together(root, (*path_of(info), "trace"), _traces)
    return trace


def _receipt(root: strawberry.Parent[models.Callback], info: Info) -> Receipt | None:
    def read(keys: Sequence[int]) -> dict[int, Any]:
        of = dict(models.Evidence.objects.filter(callback__in=keys).values_list("callback", "receipt"))
        rows = models.Receipt.objects.filter(pk__in=of.values())
        found = {row.pk: row for row in shown_rows(rows, info, type_name="Receipt")}
        return {callback: found[receipt] for callback, receipt in of.items() if receipt in found}

    return together(root, (*path_of(info), "receipt"), read)  # type: ignore[no-any-return]


def _request(root: strawberry.Parent[models.Callback], info: Info) -> PaymentRequest | None:
    def read(keys: Sequence[int]) -> dict[int, Any]:
        stk = models.Callback.objects.filter(pk__in=keys, kind=models.CallbackKind.STK)
        of = {pk: (till, ref) for pk, till, ref in stk.values_list("pk", "till", "ref")}
        asked = models.PaymentRequest.objects.filter(ref__in={ref for _, ref in of.values()})
        places = {pk: (till, ref) for pk, till, ref in asked.values_list("pk", "till", "ref")}
        rows = {places[row.pk]: row for row in shown_rows(asked, info, type_name="PaymentRequest")}
        return {callback: rows[place] for callback, place in of.items() if place in rows}

    return together(root, (*path_of(info), "request"), read)  # type: ignore[no-any-return]


@strawberry_django.type(models.CallbackWork, description="How far a callback was worked through.")
class CallbackWork:
    state: CallbackState = strawberry_django.field(description="How far it has come.")
    tries: int = strawberry_django.field(
        field_name="claims", description="How often it was tried since it was last put in line."
    )
    note: str = strawberry_django.field(
        description="What became of it, or the kind of error, for support; empty before that."
    )
    due_at: datetime = strawberry_django.field(
        description="While it waits: when it is tried, in UTC; else when that last was."
    )
    done_at: datetime | None = strawberry_django.field(
        description="When it was worked through, in UTC; null before that."
    )


@strawberry_django.type(
    models.Callback,
    only=["till_id"],
    description="What Safaricom, or whoever knows the address, sent to a till; kept as it came. Its body is"
    " read by readCallback.",
)
class Callback(relay.Node):
    till: Till = strawberry_django.field(description="To whose address it came.")
    kind: CallbackKind = strawberry_django.field(description="To which of its addresses.")
    received_at: datetime = strawberry_django.field(description="When it was kept, in UTC.")
    could_be_money: bool = strawberry_django.field(
        description="Whether it can be read as a report of a payment; what cannot is kept up to a bound."
    )
    work: CallbackWork | None = strawberry_django.field(
        description="How far it was worked through; null for a question, which is answered at once."
    )
    receipt: Receipt | None = strawberry_django.field(
        resolver=_receipt,
        description="The receipt that it reported; null when it reported none, or one that was known by the"
        " same channel.",
    )
    request: PaymentRequest | None = strawberry_django.field(
        resolver=_request, description="The payment request in whose address it came; null when in none."
    )
    trace: str | None = strawberry_django.field(
        resolver=_trace,
        description="Which lines of code led to its last failure, while it is not worked off; for superusers,"
        " null for everybody else.",
    )


@strawberry.type(description="How much of what came is not worked off.")
class InboxStanding:
    waiting: int = strawberry.field(description="In line, and not tried yet.")
    failing: int = strawberry.field(description="Failed, and tried again by themselves.")
    dead: int = strawberry.field(
        description="Failed too often; they wait for somebody to have them replayed."
    )
    malformed: int = strawberry.field(description="Without a usable fact; kept.")
    failing_routings: int = strawberry.field(
        description="Receipts that are booked and whose owner fails, tried again by themselves or not."
    )
