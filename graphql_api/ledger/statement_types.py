"""The general ledger and the financial statements, as the schema shows them."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from graphql_api.ledger.types import AccountKind, EntryKind
from graphql_api.scalars import BigInt, Money
from ledger import models
from ledger.reads.account_tree import AccountNode
from ledger.reads.cash_flow import CashFlow as CashFlowFigures
from ledger.reads.cash_flow import Flow
from ledger.reads.general_ledger import LedgerLine, LedgerPage
from ledger.reads.selectors import TrialBalanceRow
from ledger.reads.statements import BalanceSheet as BalanceSheetFigures
from ledger.reads.statements import Figure, Section
from ledger.reads.statements import IncomeStatement as IncomeStatementFigures

MAX_ROWS = 100


def cut(limit: int, offset: int = 0) -> slice:
    """The rows that are given: at most MAX_ROWS."""
    start = max(0, offset)
    return slice(start, start + max(0, min(limit, MAX_ROWS)))


@strawberry.type(description="An account in its place in the chart.")
class ChartAccount:
    node: strawberry.Private[AccountNode]

    @strawberry.field
    def code(self) -> str:
        return self.node.account.code

    @strawberry.field
    def name(self) -> str:
        return self.node.account.name

    @strawberry.field
    def kind(self) -> AccountKind:
        return models.AccountKind(self.node.account.kind)

    @strawberry.field(description="0 is a top account; the one above stands before it with one less.")
    def depth(self) -> int:
        return self.node.depth

    @strawberry.field(description="Its own, positive on its normal side.")
    def balance(self) -> Money:
        return Money(self.node.balance)

    @strawberry.field(description="With all accounts below it.")
    def total(self) -> Money:
        return Money(self.node.with_all_below)


@strawberry.type(description="Every account, each before those below it, by code.")
class Chart:
    nodes: strawberry.Private[list[AccountNode]]

    @strawberry.field
    def total_accounts(self) -> int:
        return len(self.nodes)

    @strawberry.field(description=f"At most {MAX_ROWS} at a time.")
    def accounts(self, limit: int = MAX_ROWS, offset: int = 0) -> list[ChartAccount]:
        return [ChartAccount(node=node) for node in self.nodes[cut(limit, offset)]]


@strawberry.type(description="A line in the general ledger, with the balance that it left.")
class GeneralLedgerLine:
    row: strawberry.Private[LedgerLine]

    @strawberry.field(description="The seal number of the entry; null for a second or so.")
    def number(self) -> BigInt | None:
        seal = getattr(self.row.line.entry, "seal", None)
        return BigInt(seal.number) if seal else None

    @strawberry.field
    def effective_on(self) -> date:
        return self.row.line.entry.effective_on

    @strawberry.field
    def occurred_at(self) -> datetime:
        return self.row.line.entry.occurred_at

    @strawberry.field
    def is_late(self) -> bool:
        return self.row.line.entry.is_late

    @strawberry.field
    def kind(self) -> EntryKind:
        return models.EntryKind(self.row.line.entry.kind)

    @strawberry.field
    def reference(self) -> str:
        return self.row.line.entry.reference

    @strawberry.field
    def description(self) -> str:
        return self.row.line.entry.description

    @strawberry.field
    def debit(self) -> Money:
        return Money(self.row.line.debit)

    @strawberry.field
    def credit(self) -> Money:
        return Money(self.row.line.credit)

    @strawberry.field(description="Positive on the account's normal side.")
    def balance(self) -> Money:
        return Money(self.row.balance)


@strawberry.type(description="One account between two days, without its sub-accounts.")
class AccountStatement:
    page: strawberry.Private[LedgerPage]
    row: strawberry.Private[TrialBalanceRow]

    @strawberry.field
    def code(self) -> str:
        return self.row.account.code

    @strawberry.field
    def name(self) -> str:
        return self.row.account.name

    @strawberry.field
    def kind(self) -> AccountKind:
        return models.AccountKind(self.row.account.kind)

    @strawberry.field(description="Before the first day.")
    def opening(self) -> Money:
        return Money(self.row.opening)

    @strawberry.field
    def debit(self) -> Money:
        return Money(self.row.debit)

    @strawberry.field
    def credit(self) -> Money:
        return Money(self.row.credit)

    @strawberry.field(description="After the last day.")
    def closing(self) -> Money:
        return Money(self.row.balance)

    @strawberry.field(description=f"By day, then as posted; at most {MAX_ROWS} at a time.")
    def lines(self, limit: int = 20, offset: int = 0) -> list[GeneralLedgerLine]:
        found = self.page.lines(self.row.account, limit=limit, offset=offset)
        return [GeneralLedgerLine(row=row) for row in found]


@strawberry.type(description="A top account with all below it, positive on its normal side.")
class StatementFigure:
    figure: strawberry.Private[Figure]

    @strawberry.field
    def code(self) -> str:
        return self.figure.account.code

    @strawberry.field
    def name(self) -> str:
        return self.figure.account.name

    @strawberry.field
    def amount(self) -> Money:
        return Money(self.figure.amount)

    @strawberry.field(description="Of what it is compared with; null without a comparison.")
    def previous(self) -> Money | None:
        return None if self.figure.previous is None else Money(self.figure.previous)


@strawberry.type(description="Figures of one kind of account.")
class StatementSection:
    section: strawberry.Private[Section]

    @strawberry.field
    def total(self) -> Money:
        return Money(self.section.total)

    @strawberry.field(description="Zero without a comparison.")
    def previous_total(self) -> Money:
        return Money(self.section.previous_total)

    @strawberry.field(description=f"By code; at most {MAX_ROWS} at a time.")
    def figures(self, limit: int = MAX_ROWS, offset: int = 0) -> list[StatementFigure]:
        return [StatementFigure(figure=each) for each in self.section.figures[cut(limit, offset)]]


@strawberry.type(description="What was earned and spent. Year-end closing entries are left out.")
class IncomeStatement:
    figures: strawberry.Private[IncomeStatementFigures]
    business_code: str
    from_day: date | None
    to_day: date | None

    @strawberry.field
    def income(self) -> StatementSection:
        return StatementSection(section=self.figures.income)

    @strawberry.field
    def expenses(self) -> StatementSection:
        return StatementSection(section=self.figures.expenses)

    @strawberry.field(description="Positive: a profit.")
    def result(self) -> Money:
        return Money(self.figures.result)

    @strawberry.field
    def previous_result(self) -> Money | None:
        result = self.figures.previous_result
        return None if result is None else Money(result)

    @strawberry.field(description="First day of the period that it is compared with.")
    def previous_from_day(self) -> date | None:
        return self.figures.previous_days[0] if self.figures.previous_days else None

    @strawberry.field
    def previous_to_day(self) -> date | None:
        return self.figures.previous_days[1] if self.figures.previous_days else None


@strawberry.type(description="What is owned and owed: assets = liabilities + equity + current result.")
class BalanceSheet:
    figures: strawberry.Private[BalanceSheetFigures]
    business_code: str
    day: date | None
    compare_day: date | None

    @strawberry.field
    def assets(self) -> StatementSection:
        return StatementSection(section=self.figures.assets)

    @strawberry.field
    def liabilities(self) -> StatementSection:
        return StatementSection(section=self.figures.liabilities)

    @strawberry.field
    def equity(self) -> StatementSection:
        return StatementSection(section=self.figures.equity)

    @strawberry.field(description="Earned since the last year-end closing, not in 3100 yet.")
    def current_result(self) -> Money:
        return Money(self.figures.current_result)

    @strawberry.field
    def previous_result(self) -> Money | None:
        result = self.figures.previous_result
        return None if result is None else Money(result)

    @strawberry.field(description="Zero, or the books are broken.")
    def difference(self) -> Money:
        return Money(self.figures.difference)


@strawberry.type(description="What came in and went out against one top account.")
class CashFlowLine:
    flow: strawberry.Private[Flow]

    @strawberry.field
    def code(self) -> str:
        return self.flow.account.code

    @strawberry.field
    def name(self) -> str:
        return self.flow.account.name

    @strawberry.field
    def received(self) -> Money:
        return Money(self.flow.received)

    @strawberry.field
    def paid(self) -> Money:
        return Money(self.flow.paid)


@strawberry.type(
    description="M-Pesa, cash and bank by counter account: opening + received - paid = closing. Receipts are"
    " shown where they were routed to."
)
class CashFlow:
    figures: strawberry.Private[CashFlowFigures]
    business_code: str
    from_day: date | None
    to_day: date | None

    @strawberry.field
    def opening(self) -> Money:
        return Money(self.figures.opening)

    @strawberry.field
    def closing(self) -> Money:
        return Money(self.figures.closing)

    @strawberry.field
    def received(self) -> Money:
        return Money(self.figures.received)

    @strawberry.field
    def paid(self) -> Money:
        return Money(self.figures.paid)

    @strawberry.field(description=f"By code; at most {MAX_ROWS} at a time.")
    def lines(self, limit: int = MAX_ROWS, offset: int = 0) -> list[CashFlowLine]:
        return [CashFlowLine(flow=flow) for flow in self.figures.flows[cut(limit, offset)]]
