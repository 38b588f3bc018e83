"""The chart, the general ledger and the financial statements. Needs the right ledger.read.

Days are accounting days, inclusive; without a first day everything counts, without a last one up to now.
"""

from __future__ import annotations

from datetime import date

import strawberry

from graphql_api.context import Info
from graphql_api.ledger.statement_types import (
    AccountStatement,
    BalanceSheet,
    CashFlow,
    Chart,
    IncomeStatement,
)
from graphql_api.scalars import BigInt
from ledger.reads import account_tree, cash_flow, general_ledger, statements
from users.access import Right, business_for
from users.models import Business


def _read(info: Info, business: str) -> Business:
    return business_for(info.context.user, business, Right.LEDGER_READ)


@strawberry.type
class StatementQueries:
    @strawberry.field(description="The chart of accounts as a tree, up to a day and a seal.")
    def chart(self, info: Info, business: str, day: date | None = None, seal: BigInt | None = None) -> Chart:
        return Chart(nodes=account_tree.account_tree(_read(info, business).pk, day=day, seal=seal))

    @strawberry.field(
        description="The accounts that moved or hold something, by code, with their lines; at most 100."
    )
    def general_ledger(
        self,
        info: Info,
        business: str,
        from_day: date | None = None,
        to_day: date | None = None,
        seal: BigInt | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> list[AccountStatement]:
        page = general_ledger.general_ledger(
            _read(info, business).pk, from_day=from_day, to_day=to_day, seal=seal, limit=limit, offset=offset
        )
        return [AccountStatement(page=page, row=row) for row in page.rows]

    @strawberry.field(description="One account of the general ledger, by its code.")
    def account_statement(
        self,
        info: Info,
        business: str,
        code: str,
        from_day: date | None = None,
        to_day: date | None = None,
        seal: BigInt | None = None,
    ) -> AccountStatement:
        page = general_ledger.account_statement(
            _read(info, business).pk, code, from_day=from_day, to_day=to_day, seal=seal
        )
        return AccountStatement(page=page, row=page.rows[0])

    @strawberry.field(
        description="With `compare` beside the period before: whole months beside as many months, other"
        " periods beside as many days."
    )
    def income_statement(
        self,
        info: Info,
        business: str,
        from_day: date | None = None,
        to_day: date | None = None,
        compare: bool = False,
        seal: BigInt | None = None,
    ) -> IncomeStatement:
        found = _read(info, business)
        figures = statements.income_statement(
            found.pk, from_day=from_day, to_day=to_day, compare=compare, seal=seal
        )
        return IncomeStatement(figures=figures, business_code=found.code, from_day=from_day, to_day=to_day)

    @strawberry.field(description="At the end of a day, beside the end of another day if asked.")
    def balance_sheet(
        self,
        info: Info,
        business: str,
        day: date | None = None,
        compare_day: date | None = None,
        seal: BigInt | None = None,
    ) -> BalanceSheet:
        found = _read(info, business)
        figures = statements.balance_sheet(found.pk, day=day, compare_day=compare_day, seal=seal)
        return BalanceSheet(figures=figures, business_code=found.code, day=day, compare_day=compare_day)

    @strawberry.field(description="By the direct method: M-Pesa, cash and bank, by counter account.")
    def cash_flow(
        self,
        info: Info,
        business: str,
        from_day: date | None = None,
        to_day: date | None = None,
        seal: BigInt | None = None,
    ) -> CashFlow:
        found = _read(info, business)
        figures = cash_flow.cash_flow(found.pk, from_day=from_day, to_day=to_day, seal=seal)
        return CashFlow(figures=figures, business_code=found.code, from_day=from_day, to_day=to_day)
