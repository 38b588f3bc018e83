"""The rules of paying out: limits, the kill switch, and the line of each till."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
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
from graphql_api.scalars import Money, money_or_none
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from mpesa import models, selectors
from mpesa.models.payout_rules import PAYOUT_BOUNDS
from mpesa.payouts import pausing, rules
from users.access import Right
from users.models import Business as BusinessRow


@strawberry.type(description="That nothing is paid out now, and why.")
class PayoutPause:
    at: datetime = strawberry.field(description="Since when, in UTC.")
    by: Person | None = strawberry.field(description="Who paused it; null for the system.")
    reason: str = strawberry.field(description="Why, in their words.")

    @classmethod
    def of(cls, row: models.PayoutRules) -> PayoutPause | None:
        if row.paused_at is None:
            return None
        by = Person.of(row.paused_by) if row.paused_by else None
        return cls(at=row.paused_at, by=by, reason=row.pause_reason)


@strawberry.type(description="What a business lets be paid out.")
class PayoutRules:
    transaction_limit: Money = strawberry.field(description="So much at a time.")
    payee_day_limit: Money = strawberry.field(
        description="So much to one receiver in a day; what is more is held until the next."
    )
    day_limit: Money = strawberry.field(
        description="So much in an accounting day; what is more is held until the next."
    )
    batch_limit: Money = strawberry.field(description="So much in a batch.")
    withdrawal_limit: Money = strawberry.field(
        description="Up to so much in a day a player's withdrawals need nobody's yes."
    )
    cooling_off_hours: int = strawberry.field(
        description="So long the first payout to a phone is held; 0: not at all."
    )
    float_buffer: Money = strawberry.field(description="What stays in the paying account.")
    tells_receivers: bool = strawberry.field(
        description="Whether receivers are told by SMS that a payout is on its way, paid or not paid."
    )
    pause: PayoutPause | None = strawberry.field(
        description="That nothing is paid out; null while that is not so."
    )

    @classmethod
    def of(cls, row: models.PayoutRules) -> PayoutRules:
        return cls(
            transaction_limit=Money(row.transaction_limit),
            payee_day_limit=Money(row.payee_day_limit),
            day_limit=Money(row.day_limit),
            batch_limit=Money(row.batch_limit),
            withdrawal_limit=Money(row.withdrawal_limit),
            cooling_off_hours=row.cooling_off_hours,
            float_buffer=Money(row.float_buffer),
            tells_receivers=row.tells_receivers,
            pause=PayoutPause.of(row),
        )


@strawberry.type(description="How a till pays.")
class PayoutLine:
    stopped_at: datetime | None = strawberry.field(
        description="Since when, in UTC, nothing is sent, as Safaricom refuses whoever asks; null: it pays."
    )
    stopped_code: str = strawberry.field(description="Safaricom's code of that; empty while it pays.")
    short_since: datetime | None = strawberry.field(
        description="Since when, in UTC, its account holds less than what waits; null: it holds enough."
    )
    funds: Money | None = strawberry.field(
        description="What Safaricom last said is in the paying account, by a result; null before that."
    )
    funds_at: datetime | None = strawberry.field(description="When that was so, in UTC.")

    @classmethod
    def of(cls, row: models.PayoutLine) -> PayoutLine:
        return cls(
            stopped_at=row.stopped_at,
            stopped_code=row.stopped_code,
            short_since=row.short_since,
            funds=money_or_none(row.funds),
            funds_at=row.funds_at,
        )


def _rules_by_business(keys: Sequence[int]) -> dict[int, models.PayoutRules]:
    rows = models.PayoutRules.objects.filter(business__in=keys).select_related("paused_by")
    return {row.business_id: row for row in rows}


def _lines_by_till(keys: Sequence[int], way: models.PayoutWay) -> dict[int, models.PayoutLine]:
    return {row.till_id: row for row in models.PayoutLine.objects.filter(till__in=keys, way=way)}


@strawberry_django.field(
    only=["id"], description="Its rules for paying out; null for who may not read payouts."
)
def _rules_of_business(root: strawberry.Parent[BusinessRow], info: Info) -> PayoutRules | None:
    if not info.context.holds(root.pk, selectors.PAYOUT_RIGHT):
        return None
    known = together(root, ("payout_rules",), _rules_by_business)
    return PayoutRules.of(known or models.PayoutRules(business_id=root.pk))


@strawberry_django.field(
    only=["id", "business_id"],
    description="How it pays phones; null before it has paid, and for who may not read payouts.",
)
def _line_of_till(root: strawberry.Parent[models.Till], info: Info) -> PayoutLine | None:
    return _line(root, info, models.PayoutWay.B2C)


@strawberry_django.field(
    only=["id", "business_id"],
    description="How it pays businesses and moves float, out of Working; null before it has, and for who may"
    " not read payouts.",
)
def _business_line_of_till(root: strawberry.Parent[models.Till], info: Info) -> PayoutLine | None:
    return _line(root, info, models.PayoutWay.B2B)


def _line(till: models.Till, info: Info, way: models.PayoutWay) -> PayoutLine | None:
    if not info.context.holds(till.business_id, selectors.PAYOUT_RIGHT):
        return None
    known = together(till, ("payout_line", way), partial(_lines_by_till, way=way))
    return PayoutLine.of(known) if known else None


grow(Business, payout_rules=_rules_of_business)
grow(Till, payout_line=_line_of_till, business_payout_line=_business_line_of_till)


@strawberry.input(description="Limits to change; what is left out stays.")
class SetPayoutLimitsInput:
    business: relay.GlobalID = strawberry.field(description="Whose.")
    transaction_limit: Money | None = strawberry.field(
        default=None, description="So much at a time: 10 to 250,000 shillings."
    )
    payee_day_limit: Money | None = strawberry.field(
        default=None, description="So much to one receiver in a day: 10 to 100,000,000 shillings."
    )
    day_limit: Money | None = strawberry.field(
        default=None, description="So much in a day: 10 to 10,000,000,000 shillings."
    )
    batch_limit: Money | None = strawberry.field(
        default=None, description="So much in a batch: 10 to 10,000,000,000 shillings."
    )
    withdrawal_limit: Money | None = strawberry.field(
        default=None,
        description="Up to so much in a day a player's withdrawals need nobody's yes: 0 to 250,000"
        " shillings.",
    )
    cooling_off_hours: int | None = strawberry.field(
        default=None, description="So long the first payout to a phone is held: 0 to 720 hours."
    )
    tells_receivers: bool | None = strawberry.field(
        default=None, description="Whether receivers are told by SMS."
    )
    float_buffer: Money | None = strawberry.field(
        default=None, description="What stays in the paying account: 0 to 100,000,000 shillings."
    )

    def limits(self) -> dict[str, int]:
        """Those that are given and readable."""
        given = {name: good(getattr(self, name)) for name in PAYOUT_BOUNDS}
        limits = {name: int(value) for name, value in given.items() if value is not None}
        if self.tells_receivers is not None:
            limits[rules.SWITCH] = self.tells_receivers
        return limits


def _look_at_limits(input: SetPayoutLimitsInput, found: Findings) -> None:
    rules.note_limits(found, input.limits())


@strawberry.input(description="Whose payouts to pause.")
class PausePayoutsInput:
    business: relay.GlobalID = strawberry.field(description="Whose.")
    reason: str = strawberry.field(description="Why, in up to 200 characters.")


@strawberry.input(description="Whose payouts to let go on.")
class ResumePayoutsInput:
    business: relay.GlobalID = strawberry.field(description="Whose.")


@strawberry.input(description="Which till pays again.")
class ResumePayoutLineInput:
    till: relay.GlobalID = strawberry.field(description="This one.")


@strawberry.type
class PayoutRulesMutations:
    @mutation(
        description="Changes limits on what is paid out; for the owner. Safe to repeat.",
        look=_look_at_limits,
    )
    def set_payout_limits(self, info: Info, input: SetPayoutLimitsInput) -> Business:
        where = business_named(info, input.business, Right.PAYOUT_MANAGE)
        rules.set_payout_limits(business=where, limits=input.limits(), actor=info.context.user)
        return cast(Business, where)

    @mutation(
        description="Sends nothing more until that is taken back. What is with Safaricom goes on, and is"
        " booked. Needs the right payout.request. Safe to repeat."
    )
    def pause_payouts(self, info: Info, input: PausePayoutsInput) -> Business:
        where = business_named(info, input.business, Right.PAYOUT_REQUEST)
        pausing.pause_payouts(business=where, reason=input.reason, actor=info.context.user)
        return cast(Business, where)

    @mutation(description="Takes a pause back: what waits is sent. For the owner. Safe to repeat.")
    def resume_payouts(self, info: Info, input: ResumePayoutsInput) -> Business:
        where = business_named(info, input.business, Right.PAYOUT_MANAGE)
        pausing.resume_payouts(business=where, actor=info.context.user)
        return cast(Business, where)

    @mutation(
        description="What Safaricom refused is mended: the till pays again, one payout first. For the owner."
        " Safe to repeat."
    )
    def resume_payout_line(self, info: Info, input: ResumePayoutLineInput) -> Till:
        till = cast(models.Till, find(info.context.user, input.till, "Till", field="till"))
        pausing.resume_line(till=till, actor=info.context.user)
        return cast(Till, till)
