"""The general ledger: accounts between two days, with their lines and what each left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import strawberry
import strawberry_django

from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.ledger.below import RIGHT
from graphql_api.ledger.figures import shown_account
from graphql_api.ledger.running import Running
from graphql_api.ledger.types import Account, FromDay, JournalEntry, OfBusiness, Seal, ToDay
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Below, Figures, keep_together, together
from graphql_api.scalars import BigInt, Money
from ledger import models
from ledger.reads import general_ledger
from ledger.reads.general_ledger import Ledger
from ledger.reads.selectors import TrialBalanceRow


def _left(root: strawberry.Parent[models.Line]) -> Money:
    return Money(root.left)  # type: ignore[attr-defined]


@strawberry_django.type(models.Line, description="A line in the general ledger, with the balance it left.")
class GeneralLedgerLine:
    entry: JournalEntry = strawberry_django.field(description="The entry that it is part of.")
    debit: Money = strawberry_django.field(description="0.00 for a credit.")
    credit: Money = strawberry_django.field(description="0.00 for a debit.")
    balance: Money = strawberry_django.field(
        resolver=_left,
        only=["id"],
        description="Of the account after it; positive on the account's normal side.",
    )


@strawberry.type(description="One account between two days, without its sub-accounts.")
class AccountStatement:
    ledger: strawberry.Private[Ledger]
    row: strawberry.Private[TrialBalanceRow]

    @strawberry.field(description="The account.")
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

    @strawberry.field(description="After the last day; positive on the account's normal side.")
    def closing(self) -> Money:
        return Money(self.row.balance)


@strawberry.type(description="The accounts that moved or hold something, between two days.")
class GeneralLedger:
    from_day: date | None = strawberry.field(description="The first day; null: from the beginning.")
    to_day: date | None = strawberry.field(description="The last day; null: up to now.")
    seal: BigInt | None = strawberry.field(description="Up to this number; null: everything.")
    ledger: strawberry.Private[Ledger]


@listed(Page[GeneralLedgerLine], description="By day, then as they came into the books.")  # type: ignore[type-var]
def _lines(root: strawberry.Parent[AccountStatement]) -> Below[models.Line]:
    ledger = root.ledger
    return Running(root.row.account, "account", ledger.lines(), ledger.balances)


@listed(Page[AccountStatement], description="By code.")  # type: ignore[type-var]
def _accounts(root: strawberry.Parent[GeneralLedger]) -> Figures[AccountStatement]:
    rows = [AccountStatement(ledger=root.ledger, row=row) for row in root.ledger.rows]
    return Figures(rows, lambda each: each.row.account.code, lambda each: each.row.account)


def _statement(
    root: strawberry.Parent[models.Account],
    from_day: FromDay = None,
    to_day: ToDay = None,
    seal: Seal = None,
) -> AccountStatement:
    def read(keys: Sequence[int]) -> dict[int, AccountStatement]:
        ledger = general_ledger.account_statements(keys, from_day=from_day, to_day=to_day, seal=seal)
        keep_together([row.account for row in ledger.rows])
        return {row.account.pk: AccountStatement(ledger=ledger, row=row) for row in ledger.rows}

    return together(root, ("statement", str(from_day), str(to_day), str(seal)), read)  # type: ignore[no-any-return]


grow(AccountStatement, lines=_lines)
grow(GeneralLedger, accounts=_accounts)
grow(
    Account,
    statement=strawberry_django.field(
        resolver=_statement,
        only=["id"],
        description="What it had before, what moved it, and what it has then, without its sub-accounts.",
    ),
)


@strawberry.type
class GeneralLedgerQueries:
    @strawberry.field(description="The accounts that moved or hold something, each with its lines.")
    def general_ledger(
        self,
        info: Info,
        business: OfBusiness,
        from_day: FromDay = None,
        to_day: ToDay = None,
        seal: Seal = None,
    ) -> GeneralLedger:
        found = business_named(info, business, RIGHT)
        ledger = general_ledger.general_ledger(found.pk, from_day=from_day, to_day=to_day, seal=seal)
        return GeneralLedger(from_day=from_day, to_day=to_day, seal=seal, ledger=ledger)
