"""Asking Safaricom afterwards what was paid (Pull Transactions): registering, windows, what they brought."""

from __future__ import annotations

from datetime import datetime
from typing import cast

import strawberry
import strawberry_django
from strawberry import relay

from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.mpesa.till_mutations import till_named
from graphql_api.mpesa.types import Till
from graphql_api.nodes import register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.payloads import mutation
from graphql_api.reading import Below
from graphql_api.scalars import Money, Phone
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from mpesa import models, selectors
from mpesa.pulling.registering import register_pull, shown_number
from mpesa.pulling.windows import pull_now

PullState = described(
    models.PullState,
    "PullRunState",
    "How far the reading of a window has come.",
    DUE="It is being read; after a failure it is tried again by itself.",
    DONE="It was read to its end.",
    FAILED="Safaricom does not show it any more, and it was not read to its end: the statement will tell.",
)


def _requested_by(root: strawberry.Parent[models.PullRun]) -> Person | None:
    return Person.of(root.requested_by) if root.requested_by else None


@strawberry_django.type(
    models.PullRun, description="A window of time about which Safaricom is asked what was paid to a till."
)
class PullRun(relay.Node):
    business: Business = strawberry_django.field(description="Whose till it is.")
    till: Till = strawberry_django.field(description="What it asks about.")
    since: datetime = strawberry_django.field(field_name="from_at", description="Its beginning, in UTC.")
    until: datetime = strawberry_django.field(field_name="to_at", description="Its end, in UTC.")
    scheduled: bool = strawberry_django.field(description="By the clock; else somebody asked for it.")
    requested_by: Person | None = strawberry_django.field(
        resolver=_requested_by,
        select_related=["requested_by"],
        description="Who asked for it; null for the system.",
    )
    state: PullState = strawberry_django.field(description="How far it has come.")
    found: int = strawberry_django.field(description="How many payments it showed.")
    added: int = strawberry_django.field(
        description="How many of them nobody had reported before; they are booked."
    )
    tries: int = strawberry_django.field(description="How often it failed since it last brought a page.")
    error_code: str = strawberry_django.field(
        description="Why it failed last, of docs/errors.md; empty while it goes well."
    )
    created_at: datetime = strawberry_django.field(description="When it began, in UTC.")
    done_at: datetime | None = strawberry_django.field(description="When it ended, in UTC; null before that.")


def _nominated_number(root: strawberry.Parent[models.Till]) -> Phone | None:
    shown = shown_number(root)
    return Phone(shown) if shown else None


@strawberry_django.field(
    only=["pull_registered_at"],
    description="When it was registered for Pull Transactions, in UTC; null before.",
)
def _pull_registered_at(root: strawberry.Parent[models.Till]) -> datetime | None:
    return root.pull_registered_at


_nominated = strawberry_django.field(
    resolver=_nominated_number,
    select_related=["data_key"],
    only=["nominated_number_sealed", "data_key__wrapped"],
    description="The phone that it was registered with, masked for everybody; null before that.",
)


@listed(Page[PullRun], description="The windows that Safaricom was asked about, newest first.")
def _pull_runs_of_till(root: strawberry.Parent[models.Till]) -> Below[models.PullRun]:
    return Below(root, "till", models.PullRun.objects.order_by("-pk"))


@strawberry_django.type(
    models.BalanceHole,
    description="A step in what Safaricom says that a till's account held, which nothing known explains. It"
    " is asked about by itself, never booked, and goes when what was missing comes.",
)
class BalanceHole:
    since: datetime = strawberry_django.field(description="After the payment of this time, in UTC.")
    until: datetime = strawberry_django.field(description="Before the payment of this time, in UTC.")
    missing: Money = strawberry_django.field(
        description="What came in and nobody reported; below zero, what went out."
    )
    noticed_at: datetime = strawberry_django.field(description="When it was noticed, in UTC.")


@listed(Page[BalanceHole], description="Steps in its balance that nothing explains yet, newest first.")  # type: ignore[type-var]
def _balance_holes_of_till(root: strawberry.Parent[models.Till]) -> Below[models.BalanceHole]:
    return Below(root, "till", models.BalanceHole.objects.filter(filled_at=None).order_by("-pk"))


register_node("PullRun", selectors.pull_run_for)
grow(
    Till,
    pull_registered_at=_pull_registered_at,
    nominated_number=_nominated,
    pull_runs=_pull_runs_of_till,
    balance_holes=_balance_holes_of_till,
)


@strawberry.input(description="A till to register for Pull Transactions.")
class RegisterPullInput:
    till: relay.GlobalID = strawberry.field(description="This one.")
    nominated_number: Phone = strawberry.field(
        description="The phone that stands in the organisation's M-Pesa portal."
    )


@strawberry.input(description="A window of time to ask about now.")
class PullTransactionsInput:
    till: relay.GlobalID = strawberry.field(description="About this till.")
    since: datetime | None = strawberry.field(
        default=None, description="Its beginning, at most 48 hours ago; by default as far back as it goes."
    )
    until: datetime | None = strawberry.field(default=None, description="Its end; by default now.")


@strawberry.type
class PullMutations:
    @mutation(
        description="Has Safaricom answer what was paid to a till afterwards; for the owner. Safe to repeat."
    )
    def register_pull(self, info: Info, input: RegisterPullInput) -> Till:
        till = till_named(info, input.till)
        registered = register_pull(
            till=till, nominated_number=input.nominated_number, actor=info.context.user
        )
        return cast(Till, registered)

    @mutation(
        description="Asks Safaricom now what was paid to a till; what nobody had reported is booked. Safe to"
        " repeat."
    )
    def pull_transactions(self, info: Info, input: PullTransactionsInput) -> PullRun:
        run = pull_now(
            till=till_named(info, input.till),
            since=input.since,
            until=input.until,
            actor=info.context.user,
        )
        return cast(PullRun, run)
