"""Payouts at a glance: totals by state, what nobody knows, float against forecast."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, cast

import strawberry

from graphql_api.businesses import AllMine, OneBusiness, businesses_asked
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.mpesa.payout_queries import PayoutFilter
from graphql_api.mpesa.payout_types import PayoutState, PayoutWay
from graphql_api.mpesa.types import Till
from graphql_api.scalars import Money
from mpesa import models, selectors
from mpesa.payouts import board, funds

FundsSource = described(
    funds.FundsSource,
    "FundsSource",
    "Who said what a paying account holds.",
    RESULT="Safaricom, with the result of a payout.",
    BALANCE="Safaricom, asked for the balance.",
    STATEMENT="The verified statement, by its closing balance.",
    BOOKS="The books, as Safaricom has said nothing yet.",
)


@strawberry.type(description="So many payouts, and how much together.")
class PayoutFigure:
    count: int = strawberry.field(description="How many.")
    amount: Money = strawberry.field(description="Together.")

    @classmethod
    def of(cls, figure: board.Figure) -> PayoutFigure:
        return cls(count=figure.count, amount=Money(figure.amount))


@strawberry.type(description="The payouts in one state.")
class PayoutStateFigure:
    state: PayoutState = strawberry.field(description="Which state.")
    count: int = strawberry.field(description="How many.")
    amount: Money = strawberry.field(description="Together.")


@strawberry.type(description="Orders that nobody knows.")
class PayoutsUnknown:
    count: int = strawberry.field(description="How many.")
    amount: Money = strawberry.field(description="Together; their money stays set aside.")
    oldest_at: datetime | None = strawberry.field(
        description="When the oldest was ordered, in UTC; null when there is none."
    )


@strawberry.type(
    description="What a till holds for paying against what it is to pay. Waiting, charges and buffer taken"
    " off what it holds is what is left."
)
class PayoutForecast:
    till: Till = strawberry.field(description="Which till.")
    way: PayoutWay = strawberry.field(description="Of payouts that go this way.")
    holds: Money = strawberry.field(
        description="In its paying account, as last told and as money came and went since, less what is on"
        " the way."
    )
    holds_by: FundsSource = strawberry.field(description="Who said what it holds; money since is counted.")
    holds_since: datetime | None = strawberry.field(
        description="When that was so, in UTC; null where the books say it, as they are now."
    )
    on_the_way: PayoutFigure = strawberry.field(
        description="Ordered and not known to have ended, with the charges."
    )
    waiting: PayoutFigure = strawberry.field(description="Set aside and not ordered yet.")
    fees: Money = strawberry.field(description="What Safaricom will take for what waits, by its tariff.")
    held: PayoutFigure = strawberry.field(
        description="Held by limits and checks, with the charges; not taken off."
    )
    buffer: Money = strawberry.field(description="What the business leaves in the account.")
    left: Money = strawberry.field(description="What is left; below zero so much is missing.")

    @classmethod
    def of(cls, row: board.Forecast) -> PayoutForecast:
        return cls(
            till=cast(Till, row.till),
            way=PayoutWay(row.way),
            holds=Money(row.funds.free),
            holds_by=FundsSource(row.funds.source),
            holds_since=row.funds.since,
            on_the_way=PayoutFigure.of(row.on_the_way),
            waiting=PayoutFigure.of(row.waiting),
            fees=Money(row.fees),
            held=PayoutFigure.of(row.held),
            buffer=Money(row.buffer),
            left=Money(row.left),
        )


@strawberry.type(description="Payouts at a glance.")
class PayoutBoard:
    businesses: strawberry.Private[list[int]]

    @strawberry.field(description="The payouts in each state that has some, in the order of their way.")
    def states(
        self,
        info: Info,
        filter: Annotated[
            PayoutFilter | None, strawberry.argument(description="Of which; all that is given holds at once.")
        ] = None,
    ) -> list[PayoutStateFigure]:
        rows = selectors.payouts_of(self.businesses)
        figures = board.figures_by_state(filter.of(rows, info) if filter else rows)
        return [
            PayoutStateFigure(state=state, count=figures[state].count, amount=Money(figures[state].amount))
            for state in models.PayoutState
            if state in figures
        ]

    @strawberry.field(description="Orders that nobody knows.")
    def unknown(self) -> PayoutsUnknown:
        found = board.unknown_of(self.businesses)
        return PayoutsUnknown(
            count=found.figure.count, amount=Money(found.figure.amount), oldest_at=found.oldest_at
        )

    @strawberry.field(
        description="Each till that may pay, with its forecast; of paying businesses where that was begun or"
        f" waits. {board.MOST_TILLS} tills at most."
    )
    def forecasts(self) -> list[PayoutForecast]:
        return [PayoutForecast.of(row) for row in board.forecasts_of(self.businesses)]


@strawberry.type
class PayoutBoardQueries:
    @strawberry.field(
        description="Payouts at a glance, of one business or of all of mine. Needs the right payout.read."
    )
    def payout_board(
        self, info: Info, business: OneBusiness = None, all_mine: AllMine = False
    ) -> PayoutBoard:
        return PayoutBoard(businesses=businesses_asked(info, business, all_mine, selectors.PAYOUT_RIGHT))
