"""The figures of a stretch of days, as dashboards draw them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, cast

import strawberry
from strawberry import relay

from core.days import EAT
from core.money import Cents
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.desk.today import Figure
from graphql_api.enums import described
from graphql_api.mpesa.types import RequestState, Sentence, Till
from graphql_api.nodes import find
from graphql_api.scalars import Money
from mpesa import selectors
from mpesa.collections.requests.words import words_of
from mpesa.measuring import requests, spans
from mpesa.measuring.payouts import Payouts
from reports.metrics.measuring import Measured, measure

MetricsBy = described(
    spans.By,
    "MetricsBy",
    "What figures are counted by.",
    DAY="The accounting day, of at most 400.",
    HOUR="The hour in East African Time, of at most 31 days.",
    TILL="The till, of at most 400 days.",
)


@strawberry.type(description="Payment requests that were made in a stretch of time, as they stand now.")
class MetricsRequests:
    asked: Figure = strawberry.field(description="All of them, and what they ask for.")
    succeeded: int = strawberry.field(description="Safaricom says that they are paid: PAID or CONFIRMED.")
    failed: int = strawberry.field(description="They ended otherwise: FAILED, CANCELLED or EXPIRED.")
    success_rate: Decimal | None = strawberry.field(
        description="Paid ones of those that ended, 1 for all; null where none has ended."
    )
    callbacks_due: int = strawberry.field(
        description="Of those that ended, the ones that Safaricom took: each is owed a callback."
    )
    callbacks_lost: int = strawberry.field(
        description="Of these, the ones without a callback by the end of the next day: found by asking, by"
        " another channel, or not at all."
    )
    callback_loss: Decimal | None = strawberry.field(
        description="Lost callbacks of those due, 1 for all; null where none was due."
    )
    mean_seconds: Decimal | None = strawberry.field(
        description="From asking until it is known to be paid, on average; null where none was paid."
    )
    p95_seconds: Decimal | None = strawberry.field(
        description="The same: within so much time 95 of 100 are known."
    )


@strawberry.type(description="The figures of a day, an hour or a till, or of all of them together.")
class MetricsSpan:
    day: date | None = strawberry.field(description="The day in Nairobi; null for a till and for all.")
    hour: int | None = strawberry.field(description="0 to 23 where counted by HOUR.")
    till: Till | None = strawberry.field(description="Where counted by TILL.")
    collected: Figure = strawberry.field(description="Receipts, when they were paid.")
    taken_back: Figure = strawberry.field(
        description="Reversals, when M-Pesa made them, and what they took back."
    )
    paid_out: Figure | None = strawberry.field(
        description="Payouts to others, when M-Pesa paid them; null without the right payout.read."
    )
    payouts_failed: Figure | None = strawberry.field(
        description="Payouts that failed, when that was known; null as before."
    )
    requests: MetricsRequests = strawberry.field(description="Requests on phones, when they were asked.")


@strawberry.type(description="Why requests were not paid.")
class MetricsFailure:
    state: RequestState = strawberry.field(description="How they ended.")
    code: str = strawberry.field(description="Safaricom's code, or ours; may be empty.")
    message: Sentence = strawberry.field(description="What it means, as customers are told.")
    requests: Figure = strawberry.field(description="How many, and what they asked for.")


@strawberry.type(description="What came in, what went out, and how well asking goes.")
class Metrics:
    at: datetime = strawberry.field(description="For when the figures hold, in UTC.")
    from_day: date = strawberry.field(description="The first accounting day.")
    to_day: date = strawberry.field(description="The last accounting day, which belongs to it.")
    success_target: Decimal = strawberry.field(description="What `successRate` should be at least.")
    loss_target: Decimal = strawberry.field(description="Below what `callbackLoss` should be.")
    total: MetricsSpan = strawberry.field(description="All of it together.")
    spans: list[MetricsSpan] = strawberry.field(
        description="Every day or hour of the period, zeros too, or every till in use or with figures."
    )
    failures: list[MetricsFailure] = strawberry.field(
        description="Why requests of the period were not paid, the most frequent first."
    )


@strawberry.type
class MetricsQueries:
    @strawberry.field(
        description="Figures of a business by day, hour or till. Needs the right collections.read."
    )
    def metrics(
        self,
        info: Info,
        business: Annotated[relay.GlobalID, strawberry.argument(description="Of which business.")],
        from_: Annotated[date, strawberry.argument(name="from", description="The first accounting day.")],
        to: Annotated[date, strawberry.argument(description="The last accounting day, which belongs to it.")],
        by: Annotated[MetricsBy, strawberry.argument(description="What to count by.")] = spans.By.DAY,
        till: Annotated[relay.GlobalID | None, strawberry.argument(description="Only of this till.")] = None,
    ) -> Metrics:
        user = info.context.user
        found = measure(
            business=business_named(info, business, selectors.RIGHT),
            actor=user,
            by=by,
            first_day=from_,
            last_day=to,
            till=find(user, till, "Till", field="till") if till else None,
        )
        return Metrics(
            at=found.at,
            from_day=found.first_day,
            to_day=found.last_day,
            success_target=requests.SUCCESS_TARGET,
            loss_target=requests.LOSS_TARGET,
            total=_shown(found.total),
            spans=[
                _shown(each, cast("Till | None", None if each.span is None else found.tills.get(each.span)))
                for each in found.spans
            ],
            failures=[
                MetricsFailure(
                    state=RequestState(each.state),
                    code=each.code,
                    message=cast(Sentence, words_of(each.state, each.code).message),
                    requests=_figure(each.requests, each.amount),
                )
                for each in found.failures
            ],
        )


def _shown(measured: Measured, till: Till | None = None) -> MetricsSpan:
    span, collected = measured.span, measured.collected
    hour = span.astimezone(EAT) if isinstance(span, datetime) else None
    paid, failed = _of_payouts(measured.payouts)
    return MetricsSpan(
        day=hour.date() if hour else span if isinstance(span, date) else None,
        hour=hour.hour if hour else None,
        till=till,
        collected=_figure(collected.receipts, collected.received),
        taken_back=_figure(collected.reversals, collected.taken_back),
        paid_out=paid,
        payouts_failed=failed,
        requests=_of_requests(measured.requests),
    )


def _of_payouts(payouts: Payouts | None) -> Sequence[Figure | None]:
    if payouts is None:
        return None, None
    return _figure(payouts.paid, payouts.paid_amount), _figure(payouts.failed, payouts.failed_amount)


def _of_requests(found: requests.Requests) -> MetricsRequests:
    return MetricsRequests(
        asked=_figure(found.count, found.amount),
        succeeded=found.paid,
        failed=found.failed,
        success_rate=found.success,
        callbacks_due=found.owed,
        callbacks_lost=found.lost,
        callback_loss=found.loss,
        mean_seconds=_seconds(found.mean_ms),
        p95_seconds=_seconds(found.p95_ms),
    )


def _seconds(milliseconds: int | None) -> Decimal | None:
    return None if milliseconds is None else Decimal(milliseconds).scaleb(-3)


def _figure(count: int, amount: Cents) -> Figure:
    return Figure(count=count, amount=Money(amount))
