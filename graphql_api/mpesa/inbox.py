"""Seeing what came to the addresses of tills, reading a body, and having it worked through again."""

from __future__ import annotations

from datetime import datetime

import strawberry
from django.db.models import Count, Q, QuerySet
from strawberry import relay

from core.errors import InvalidInput
from graphql_api.businesses import AllMine, OneBusiness, business_named, businesses_asked
from graphql_api.context import Info
from graphql_api.filters import DayRange, in_states, on_days, ordered
from graphql_api.mpesa.filters import at_till
from graphql_api.mpesa.inbox_types import Callback, CallbackKind, CallbackState, InboxStanding
from graphql_api.nodes import find, register_node
from graphql_api.pages import Page, listed
from graphql_api.payloads import mutation
from mpesa import models, selectors
from mpesa.callbacks.bodies import look_at_body
from mpesa.callbacks.replaying import RIGHT, replay_callbacks

register_node("Callback", selectors.callback_for)
_MOST_NAMED = 100


@strawberry.input(description="Which callbacks; all that is given holds at once.")
class CallbackFilter:
    day: DayRange | None = strawberry.field(default=None, description="The day on which they came.")
    till: relay.GlobalID | None = strawberry.field(default=None, description="To this till.")
    kinds: list[CallbackKind] | None = strawberry.field(
        default=None, description="To one of these addresses."
    )
    states: list[CallbackState] | None = strawberry.field(
        default=None, description="In one of these states; questions, which have none, are left out."
    )
    failing: bool | None = strawberry.field(
        default=None, description="Those that wait after a failure, or those that did not fail."
    )
    could_be_money: bool | None = strawberry.field(
        default=None, description="Those that can be read as a report of a payment, or the others."
    )

    def of(self, rows: QuerySet[models.Callback], info: Info) -> QuerySet[models.Callback]:
        """Raises InvalidInput BAD_FILTER, NotFound of the till."""
        rows = at_till(on_days(rows, "received_at", self.day), self.till, info)
        rows = in_states(in_states(rows, self.kinds, "kind"), self.states, "work__state")
        if self.failing is not None:
            failing = Q(work__state=models.WorkState.DUE, work__claims__gt=0)
            rows = rows.filter(failing) if self.failing else rows.exclude(failing)
        if self.could_be_money is not None:
            rows = rows.filter(could_be_money=self.could_be_money)
        return rows


@strawberry.type
class InboxQueries:
    @listed(
        Page[Callback],
        description="What came to the tills of one business or of all of mine; newest first.",
    )
    def callbacks(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: CallbackFilter | None = None,
    ) -> QuerySet[models.Callback]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        rows = selectors.callbacks_of(where)
        return ordered(filter.of(rows, info) if filter else rows, None)

    @strawberry.field(
        description="How much of what came is not worked off, in one business or in all of mine."
    )
    def inbox(
        self,
        info: Info,
        business: OneBusiness = None,
        all_mine: AllMine = False,
    ) -> InboxStanding:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        due, failed = Q(state=models.WorkState.DUE), Q(claims__gt=0)
        open_ones = models.CallbackWork.objects.exclude(state=models.WorkState.DONE)
        routes = models.ReceiptRoute.objects.filter(state=models.RouteState.DUE, claims__gt=0)
        return InboxStanding(
            **open_ones.filter(callback__till__business__in=where).aggregate(
                waiting=Count("pk", filter=due & ~failed),
                failing=Count("pk", filter=due & failed),
                dead=Count("pk", filter=Q(state=models.WorkState.DEAD)),
                malformed=Count("pk", filter=Q(state=models.WorkState.MALFORMED)),
            ),
            failing_routings=routes.filter(receipt__business__in=where).count(),
        )


@strawberry.input(description="What is to be worked through again: exactly one of the last three is given.")
class ReplayCallbacksInput:
    business: relay.GlobalID = strawberry.field(description="Whose callbacks.")
    callbacks: list[relay.GlobalID] | None = strawberry.field(
        default=None,
        description=f"These, at most {_MOST_NAMED}; those that are not of the business are left out.",
    )
    since: datetime | None = strawberry.field(default=None, description="All that came since then.")
    unprocessed: bool = strawberry.field(
        default=False,
        description="All that is not worked off: dead, failing, waiting and malformed ones, and receipts"
        " whose owner failed.",
    )


@strawberry.type
class Replay:
    replayed: int = strawberry.field(
        description="How many callbacks were put in line; `inbox` tells what is left."
    )
    routings: int = strawberry.field(description="How many receipts are routed again.")
    left: int = strawberry.field(
        description="How many callbacks are left: 10,000 are put in line at once. Asking again takes others;"
        " after `since`, ask again with `nextSince`."
    )
    next_since: datetime | None = strawberry.field(
        description="Where `since` goes on; null when none is left, or no time was asked for."
    )


@strawberry.input(description="A callback to read.")
class ReadCallbackInput:
    callback: relay.GlobalID = strawberry.field(description="This one.")


@strawberry.type(description="What a callback said.")
class CallbackContent:
    body: str | None = strawberry.field(
        description="What came, without credentials; null where it was erased, or cannot be masked."
    )
    is_masked: bool = strawberry.field(
        description="Whether persons in it are masked: you may not see phones."
    )


@strawberry.type
class InboxMutations:
    @mutation(
        description="Has callbacks worked through again as they came; for the owner, audited. Books nothing"
        " twice. Safe to repeat.",
        facts=True,
    )
    def replay_callbacks(self, info: Info, input: ReplayCallbacksInput) -> Replay:
        if len(named := input.callbacks or []) > _MOST_NAMED:
            raise InvalidInput("BAD_PAGE", "callbacks", f"Name at most {_MOST_NAMED} at a time.")
        done = replay_callbacks(
            business=business_named(info, input.business, RIGHT),
            actor=info.context.user,
            callbacks=[int(each.node_id) for each in named if each.type_name == "Callback"],
            since=input.since,
            unprocessed=input.unprocessed,
        )
        return Replay(
            replayed=done.callbacks, routings=done.routings, left=done.left, next_since=done.next_since
        )

    @mutation(description="What a callback said. Every look is audited.", gives="content")
    def read_callback(self, info: Info, input: ReadCallbackInput) -> CallbackContent:
        callback = find(info.context.user, input.callback, "Callback", field="callback")
        body, is_masked = look_at_body(callback=callback, actor=info.context.user)
        return CallbackContent(body=body, is_masked=is_masked)
