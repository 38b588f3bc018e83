"""The financial statements. Needs the right ledger.read.

Days are accounting days, inclusive; without a first day everything counts, without a last one up to now.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.ledger.below import RIGHT
from graphql_api.ledger.statement_types import BalanceSheet, CashFlow, IncomeStatement
from graphql_api.ledger.types import Day, FromDay, OfBusiness, Seal, ToDay
from ledger.reads import cash_flow, statements


@strawberry.type
class StatementQueries:
    @strawberry.field(
        description="With `compare` beside the period before: whole months beside as many months, other"
        " periods beside as many days."
    )
    def income_statement(
        self,
        info: Info,
        business: OfBusiness,
        from_day: FromDay = None,
        to_day: ToDay = None,
        compare: Annotated[
            bool, strawberry.argument(description="Beside the period before; it needs both days.")
        ] = False,
        seal: Seal = None,
    ) -> IncomeStatement:
        found = business_named(info, business, RIGHT)
        figures = statements.income_statement(
            found.pk, from_day=from_day, to_day=to_day, compare=compare, seal=seal
        )
        return IncomeStatement(figures=figures, from_day=from_day, to_day=to_day)

    @strawberry.field(description="At the end of a day, beside the end of another day if asked.")
    def balance_sheet(
        self,
        info: Info,
        business: OfBusiness,
        day: Day = None,
        compare_day: Annotated[
            date | None, strawberry.argument(description="Beside the end of this accounting day.")
        ] = None,
        seal: Seal = None,
    ) -> BalanceSheet:
        found = business_named(info, business, RIGHT)
        figures = statements.balance_sheet(found.pk, day=day, compare_day=compare_day, seal=seal)
        return BalanceSheet(figures=figures, day=day, compare_day=compare_day)

    @strawberry.field(description="By the direct method: M-Pesa, cash and bank, by counter account.")
    def cash_flow(
        self,
        info: Info,
        business: OfBusiness,
        from_day: FromDay = None,
        to_day: ToDay = None,
        seal: Seal = None,
    ) -> CashFlow:
        found = business_named(info, business, RIGHT)
        figures = cash_flow.cash_flow(found.pk, from_day=from_day, to_day=to_day, seal=seal)
        return CashFlow(figures=figures, from_day=from_day, to_day=to_day)
