"""Opening and naming accounts. Needs the right ledger.write."""

from __future__ import annotations

from typing import Annotated, TypeAlias, cast

import strawberry
from strawberry import relay

from graphql_api.context import Info
from graphql_api.ledger.types import Account, AccountKind
from graphql_api.nodes import row_id
from graphql_api.problems import Problem
from ledger.chart import accounts
from ledger.reads import selectors
from users.access import Right, business_for

RIGHT = Right.LEDGER_WRITE

AccountResult: TypeAlias = Annotated[Account | Problem, strawberry.union("AccountResult")]


@strawberry.input
class OpenAccountInput:
    business: str
    code: str = strawberry.field(description="Like 6000; letters, digits, dots and dashes.")
    name: str
    kind: AccountKind
    parent: str | None = strawberry.field(
        default=None, description="The code of an account of the same kind."
    )


@strawberry.type
class AccountMutations:
    @strawberry.mutation(description="Opens an account. Safe to repeat with the same code, name and parent.")
    def open_account(self, info: Info, input: OpenAccountInput) -> AccountResult | None:
        actor = info.context.user
        opened = accounts.open_account(
            business=business_for(actor, input.business, RIGHT),
            code=input.code,
            name=input.name,
            kind=input.kind.value,
            parent=input.parent,
            actor=actor,
        )
        return cast(Account, opened)

    @strawberry.mutation(
        description="Opens a bank account below 1100, or a cash box below 1020, under the next free code."
        " Safe to repeat: one for each name."
    )
    def open_money_account(self, info: Info, business: str, parent: str, name: str) -> AccountResult | None:
        actor = info.context.user
        where = business_for(actor, business, RIGHT)
        opened = accounts.open_money_account(business=where, parent=parent, name=name, actor=actor)
        return cast(Account, opened)

    @strawberry.mutation(description="Gives an account another name; its code stays. Safe to repeat.")
    def rename_account(self, info: Info, account: relay.GlobalID, name: str) -> AccountResult | None:
        actor = info.context.user
        found = selectors.account_for(actor, row_id(account, "Account", field="account"))
        return cast(Account, accounts.rename_account(account=found, name=name, actor=actor))
