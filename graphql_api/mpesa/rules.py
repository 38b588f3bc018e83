"""The rules for asking phones for money: limits and the pause switch."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

import strawberry
import strawberry_django
from strawberry import relay

from core.errors import Findings
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.mpesa.types import Till
from graphql_api.nodes import find
from graphql_api.pages import grow
from graphql_api.payloads import good, mutation
from graphql_api.reading import together
from graphql_api.scalars import Money
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from mpesa import models, selectors
from mpesa.collections.requests import pausing, rules
from mpesa.models.rules import BOUNDS
from users.access import Right, require_right
from users.models import Business as BusinessRow


@strawberry.type(description="That no phone is asked for money now, and why.")
class RequestPause:
    at: datetime = strawberry.field(description="Since when, in UTC.")
    by: Person | None = strawberry.field(description="Who paused it; null for the system.")
    reason: str = strawberry.field(description="Why, in their words.")

    @classmethod
    def of(cls, row: models.Till | models.RequestRules) -> RequestPause | None:
        if row.paused_at is None:
            return None
        by = Person.of(row.paused_by) if row.paused_by else None
        return cls(at=row.paused_at, by=by, reason=row.pause_reason)


@strawberry.type(
    description="What a business lets be asked for on phones. The limits refuse requests, and payments that"
    " M-Pesa asks about before it takes them; never money that has arrived."
)
class RequestRules:
    transaction_limit: Money = strawberry.field(description="So much at a time.")
    customer_day_limit: Money = strawberry.field(
        description="So much of one customer in a day: what was paid, and what is asked for and open."
    )
    phone_minute: int = strawberry.field(description="So many requests to one phone in any minute.")
    business_minute: int = strawberry.field(description="So many requests in any minute.")
    business_day: int = strawberry.field(description="So many requests in an accounting day.")
    pause: RequestPause | None = strawberry.field(
        description="That all tills are paused; null while they are not."
    )

    @classmethod
    def of(cls, row: models.RequestRules) -> RequestRules:
        return cls(
            transaction_limit=Money(row.transaction_limit),
            customer_day_limit=Money(row.customer_day_limit),
            phone_minute=row.phone_minute,
            business_minute=row.business_minute,
            business_day=row.business_day,
            pause=RequestPause.of(row),
        )


def _rules_by_business(keys: Sequence[int]) -> dict[int, models.RequestRules]:
    rows = models.RequestRules.objects.filter(business__in=keys).select_related("paused_by")
    return {row.business_id: row for row in rows}


@strawberry_django.field(
    only=["id"], description="Its rules for asking phones; null for who may not read collections."
)
def _rules_of_business(root: strawberry.Parent[BusinessRow], info: Info) -> RequestRules | None:
    if not info.context.holds(root.pk, selectors.RIGHT):
        return None
    known = together(root, ("request_rules",), _rules_by_business)
    return RequestRules.of(known or models.RequestRules(business_id=root.pk))


@strawberry_django.field(
    only=["paused_at", "pause_reason", "paused_by"],
    select_related=["paused_by"],
    description="That this till is paused; null while it is not. Its business may be paused as a whole.",
)
def _pause_of_till(root: strawberry.Parent[models.Till]) -> RequestPause | None:
    return RequestPause.of(root)


grow(Business, request_rules=_rules_of_business)
grow(Till, pause=_pause_of_till)


@strawberry.input(description="Limits to change; what is left out stays.")
class SetRequestLimitsInput:
    business: relay.GlobalID = strawberry.field(description="Whose.")
    transaction_limit: Money | None = strawberry.field(
        default=None, description="So much at a time: 1 to 250,000 shillings."
    )
    customer_day_limit: Money | None = strawberry.field(
        default=None, description="So much of one customer in a day: 1 to 100,000,000 shillings."
    )
    phone_minute: int | None = strawberry.field(
        default=None, description="So many requests to one phone in any minute: 1 to 1,000."
    )
    business_minute: int | None = strawberry.field(
        default=None, description="So many requests in any minute: 1 to 100,000."
    )
    business_day: int | None = strawberry.field(
        default=None, description="So many requests in an accounting day: 1 to 1,000,000."
    )

    def limits(self) -> dict[str, int]:
        """Those that are given and readable."""
        given = {name: good(getattr(self, name)) for name in BOUNDS}
        return {name: int(value) for name, value in given.items() if value is not None}


def _look_at_limits(input: SetRequestLimitsInput, found: Findings) -> None:
    rules.note_limits(found, input.limits())


@strawberry.input(description="What to pause: one till, or all of a business.")
class PauseRequestsInput:
    business: relay.GlobalID = strawberry.field(description="Whose.")
    till: relay.GlobalID | None = strawberry.field(default=None, description="Only this one; null for all.")
    reason: str = strawberry.field(description="Why, in up to 200 characters: whoever asks a phone is told.")


@strawberry.input(description="What to let ring again: one till, or what is paused of the whole business.")
class ResumeRequestsInput:
    business: relay.GlobalID = strawberry.field(description="Whose.")
    till: relay.GlobalID | None = strawberry.field(
        default=None, description="Only this one; null for the switch of the business."
    )


@strawberry.type
class RulesMutations:
    @mutation(
        description="Changes limits on what is asked for on phones; for the owner. Safe to repeat.",
        look=_look_at_limits,
    )
    def set_request_limits(self, info: Info, input: SetRequestLimitsInput) -> Business:
        where = business_named(info, input.business, Right.BUSINESS_MANAGE)
        rules.set_request_limits(business=where, limits=input.limits(), actor=info.context.user)
        return cast(Business, where)

    @mutation(
        description="Asks no phone for money until that is taken back; what waits to be sent waits, and is"
        " given up after five minutes. Money that arrives is booked. For the owner. Safe to repeat."
    )
    def pause_requests(self, info: Info, input: PauseRequestsInput) -> Business:
        where, till = _named(info, input)
        pausing.pause_requests(business=where, till=till, reason=input.reason, actor=info.context.user)
        return cast(Business, where)

    @mutation(description="Takes a pause back: phones are asked again. For the owner. Safe to repeat.")
    def resume_requests(self, info: Info, input: ResumeRequestsInput) -> Business:
        where, till = _named(info, input)
        pausing.resume_requests(business=where, till=till, actor=info.context.user)
        return cast(Business, where)


def _named(
    info: Info, input: PauseRequestsInput | ResumeRequestsInput
) -> tuple[BusinessRow, models.Till | None]:
    """The business, and the till of it."""
    where = business_named(info, input.business, Right.TILL_MANAGE)
    if input.till is None:
        return where, None
    till = cast(models.Till, find(info.context.user, input.till, "Till", field="till"))
    require_right(info.context.user, till.business, Right.TILL_MANAGE)
    return where, till
