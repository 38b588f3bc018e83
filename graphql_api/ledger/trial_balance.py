"""The trial balance and the chart, as the schema shows them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.ledger.below import RIGHT
from graphql_api.ledger.figures import shown_account
from graphql_api.ledger.filters import AccountFilter
from graphql_api.ledger.types import Account, Day, FromDay, OfBusiness, Seal
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Figures
from graphql_api.scalars import BigInt, Money
from ledger import models
from ledger.reads import account_tree, selectors
from ledger.reads.account_tree import AccountNode
from ledger.reads.selectors import TrialBalanceRow


@strawberry.type(description="One account of a trial balance.")
class TrialBalanceLine:
    row: strawberry.Private[TrialBalanceRow]

    @strawberry.field(description="The account, without its sub-accounts.")
    def account(self, info: Info) -> Account:
        return shown_account(self.row.account, info)

    @strawberry.field(description="Before the first day; positive on the account's normal side.")
    def opening(self) -> Money:
        return Money(self.row.opening)

    @strawberry.field(description="The sum of its debits.")
    def debit(self) -> Money:
        return Money(self.row.debit)

    @strawberry.field(description="The sum of its credits.")
    def credit(self) -> Money:
        return Money(self.row.credit)

    @strawberry.field(description="In the end; positive on the account's normal side.")
    def balance(self) -> Money:
        return Money(self.row.balance)


@strawberry.type(description="Every account with its turnover; the two totals are equal.")
class TrialBalance:
    from_day: date | None = strawberry.field(description="The first day; null: from the beginning.")
    day: date | None = strawberry.field(description="The last day; null: up to now.")
    seal: BigInt | None = strawberry.field(description="Up to this number; null: everything.")
    all_rows: strawberry.Private[list[TrialBalanceRow]]

    @strawberry.field(description="The sum of all debits.")
    def total_debit(self) -> Money:
        return Money(sum(row.debit for row in self.all_rows))

    @strawberry.field(description="The sum of all credits.")
    def total_credit(self) -> Money:
        return Money(sum(row.credit for row in self.all_rows))

    @strawberry.field(description="The sum of all balances that are debits in the end.")
    def debit_balances(self) -> Money:
        return Money(sum(max(row.net, 0) for row in self.all_rows))

    @strawberry.field(description="The sum of all balances that are credits in the end.")
    def credit_balances(self) -> Money:
        return Money(sum(max(-row.net, 0) for row in self.all_rows))


@strawberry.type(description="An account in its place in the chart.")
class ChartAccount:
    node: strawberry.Private[AccountNode]

    @strawberry.field(description="The account.")
    def account(self, info: Info) -> Account:
        return shown_account(self.node.account, info)

    @strawberry.field(description="0 is a top account; the one above stands before it with one less.")
    def depth(self) -> int:
        return self.node.depth

    @strawberry.field(description="Its own, positive on its normal side.")
    def balance(self) -> Money:
        return Money(self.node.balance)

    @strawberry.field(description="With all accounts below it.")
    def total(self) -> Money:
        return Money(self.node.with_all_below)


@strawberry.type(description="The accounts of a business as a tree, with what is on them.")
class Chart:
    day: date | None = strawberry.field(description="As of the end of this day; null: now.")
    seal: BigInt | None = strawberry.field(description="Up to this number; null: everything.")
    nodes: strawberry.Private[list[AccountNode]]


@listed(Page[TrialBalanceLine], description="The accounts, by code.")  # type: ignore[type-var]
def _rows(
    root: strawberry.Parent[TrialBalance],
    filter: AccountFilter | None = None,
    only_used: Annotated[
        bool, strawberry.argument(description="Without accounts that had, moved and hold nothing.")
    ] = False,
) -> Figures[TrialBalanceLine]:
    found = [row for row in root.all_rows if row.is_used or not only_used]
    if filter is not None:
        wanted = models.Account.objects.filter(pk__in=[row.account.pk for row in found])
        fit = set(filter.of(wanted).values_list("pk", flat=True))
        found = [row for row in found if row.account.pk in fit]
    rows = [TrialBalanceLine(row=row) for row in found]
    return Figures(rows, lambda each: each.row.account.code, lambda each: each.row.account)


@listed(Page[ChartAccount], description="Every account, each before those below it, by code.")  # type: ignore[type-var]
def _accounts(root: strawberry.Parent[Chart]) -> Figures[ChartAccount]:
    rows = [ChartAccount(node=node) for node in root.nodes]
    return Figures(rows, lambda each: each.node.account.code, lambda each: each.node.account)


grow(TrialBalance, rows=_rows)
grow(Chart, accounts=_accounts)


@strawberry.type
class TrialBalanceQueries:
    @strawberry.field(
        description="Up to an accounting day, up to a seal, or everything; from a day on, with what was there"
        " before."
    )
    def trial_balance(
        self, info: Info, business: OfBusiness, day: Day = None, seal: Seal = None, from_day: FromDay = None
    ) -> TrialBalance:
        found = business_named(info, business, RIGHT)
        rows = selectors.trial_balance(found.pk, from_day=from_day, day=day, seal=seal)
        return TrialBalance(from_day=from_day, day=day, seal=seal, all_rows=rows)

    @strawberry.field(description="The chart of accounts as a tree, up to a day and a seal.")
    def chart(self, info: Info, business: OfBusiness, day: Day = None, seal: Seal = None) -> Chart:
        found = business_named(info, business, RIGHT)
        nodes = account_tree.account_tree(found.pk, day=day, seal=seal)
        return Chart(day=day, seal=seal, nodes=nodes)
