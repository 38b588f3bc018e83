"""The financial statements, as the schema shows them."""

from __future__ import annotations

from datetime import date

import strawberry

from graphql_api.context import Info
from graphql_api.ledger.figures import shown_account
from graphql_api.ledger.types import Account
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Figures
from graphql_api.scalars import Money, money_or_none
from ledger.reads.cash_flow import CashFlow as CashFlowFigures
from ledger.reads.cash_flow import Flow
from ledger.reads.statements import BalanceSheet as BalanceSheetFigures
from ledger.reads.statements import Figure, Section
from ledger.reads.statements import IncomeStatement as IncomeStatementFigures

_FROM = "The first day; null: from the beginning."
_TO = "The last day; null: up to now."


@strawberry.type(description="A top account with all below it, positive on its normal side.")
class StatementFigure:
    figure: strawberry.Private[Figure]

    @strawberry.field(description="The account.")
    def account(self, info: Info) -> Account:
        return shown_account(self.figure.account, info)

    @strawberry.field(description="With all accounts below it.")
    def amount(self) -> Money:
        return Money(self.figure.amount)

    @strawberry.field(description="Of what it is compared with; null without a comparison.")
    def previous(self) -> Money | None:
        return money_or_none(self.figure.previous)


@strawberry.type(description="Figures of one kind of account.")
class StatementSection:
    section: strawberry.Private[Section]

    @strawberry.field(description="Of all figures.")
    def total(self) -> Money:
        return Money(self.section.total)

    @strawberry.field(description="Of what it is compared with; zero without a comparison.")
    def previous_total(self) -> Money:
        return Money(self.section.previous_total)


@strawberry.type(description="What was earned and spent. Year-end closing entries are left out.")
class IncomeStatement:
    figures: strawberry.Private[IncomeStatementFigures]
    from_day: date | None = strawberry.field(description=_FROM)
    to_day: date | None = strawberry.field(description=_TO)

    @strawberry.field(description="What was earned.")
    def income(self) -> StatementSection:
        return StatementSection(section=self.figures.income)

    @strawberry.field(description="What was spent.")
    def expenses(self) -> StatementSection:
        return StatementSection(section=self.figures.expenses)

    @strawberry.field(description="Income less expenses: positive is a profit.")
    def result(self) -> Money:
        return Money(self.figures.result)

    @strawberry.field(description="Of the period it is compared with; null without a comparison.")
    def previous_result(self) -> Money | None:
        return money_or_none(self.figures.previous_result)

    @strawberry.field(
        description="First day of the period that it is compared with; null without a comparison."
    )
    def previous_from_day(self) -> date | None:
        return self.figures.previous_days[0] if self.figures.previous_days else None

    @strawberry.field(description="Its last day; null without a comparison.")
    def previous_to_day(self) -> date | None:
        return self.figures.previous_days[1] if self.figures.previous_days else None


@strawberry.type(description="What is owned and owed: assets = liabilities + equity + current result.")
class BalanceSheet:
    figures: strawberry.Private[BalanceSheetFigures]
    day: date | None = strawberry.field(description="At the end of this day; null: now.")
    compare_day: date | None = strawberry.field(
        description="Beside the end of this day; null without a comparison."
    )

    @strawberry.field(description="What is owned.")
    def assets(self) -> StatementSection:
        return StatementSection(section=self.figures.assets)

    @strawberry.field(description="What is owed to others.")
    def liabilities(self) -> StatementSection:
        return StatementSection(section=self.figures.liabilities)

    @strawberry.field(description="What belongs to the owners.")
    def equity(self) -> StatementSection:
        return StatementSection(section=self.figures.equity)

    @strawberry.field(description="Earned since the last year-end closing, not in 3100 yet.")
    def current_result(self) -> Money:
        return Money(self.figures.current_result)

    @strawberry.field(description="Of the day it is compared with; null without a comparison.")
    def previous_result(self) -> Money | None:
        return money_or_none(self.figures.previous_result)

    @strawberry.field(description="Zero, or the books are broken.")
    def difference(self) -> Money:
        return Money(self.figures.difference)


@strawberry.type(description="What came in and went out against one top account.")
class CashFlowLine:
    flow: strawberry.Private[Flow]

    @strawberry.field(description="The account on the other side.")
    def account(self, info: Info) -> Account:
        return shown_account(self.flow.account, info)

    @strawberry.field(description="What came in against it.")
    def received(self) -> Money:
        return Money(self.flow.received)

    @strawberry.field(description="What went out against it.")
    def paid(self) -> Money:
        return Money(self.flow.paid)


@strawberry.type(
    description="M-Pesa, cash and bank by counter account: opening + received - paid = closing. Receipts are"
    " shown where they were routed to."
)
class CashFlow:
    figures: strawberry.Private[CashFlowFigures]
    from_day: date | None = strawberry.field(description=_FROM)
    to_day: date | None = strawberry.field(description=_TO)

    @strawberry.field(description="What there was before the first day.")
    def opening(self) -> Money:
        return Money(self.figures.opening)

    @strawberry.field(description="What there is after the last day.")
    def closing(self) -> Money:
        return Money(self.figures.closing)

    @strawberry.field(description="All that came in.")
    def received(self) -> Money:
        return Money(self.figures.received)

    @strawberry.field(description="All that went out.")
    def paid(self) -> Money:
        return Money(self.figures.paid)


@listed(Page[StatementFigure], description="By code.")  # type: ignore[type-var]
def _figures(root: strawberry.Parent[StatementSection]) -> Figures[StatementFigure]:
    rows = [StatementFigure(figure=each) for each in root.section.figures]
    return Figures(rows, lambda each: each.figure.account.code, lambda each: each.figure.account)


@listed(Page[CashFlowLine], description="By code.")  # type: ignore[type-var]
def _lines(root: strawberry.Parent[CashFlow]) -> Figures[CashFlowLine]:
    rows = [CashFlowLine(flow=flow) for flow in root.figures.flows]
    return Figures(rows, lambda each: each.flow.account.code, lambda each: each.flow.account)


grow(StatementSection, figures=_figures)
grow(CashFlow, lines=_lines)
