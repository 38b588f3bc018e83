"""Opening and naming accounts. Needs the right ledger.write."""

from __future__ import annotations

from typing import cast

import strawberry
from strawberry import relay

from core.errors import NotFound
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.ledger.enums import AccountKind, MoneyAccount
from graphql_api.ledger.types import Account
from graphql_api.nodes import find
from graphql_api.payloads import mutation
from ledger import models
from ledger.chart import accounts
from users.access import Right

RIGHT = Right.LEDGER_WRITE
_NAME = "What people call it, in 1 to 120 characters."


@strawberry.input(description="An account to open.")
class OpenAccountInput:
    business: relay.GlobalID = strawberry.field(description="In whose books.")
    code: str = strawberry.field(description="Like 6000: 1 to 40 letters, digits, dots and dashes.")
    name: str = strawberry.field(description=_NAME)
    kind: AccountKind = strawberry.field(description="That of the account above it, where there is one.")
    parent: relay.GlobalID | None = strawberry.field(
        default=None, description="The account that it lies below; without one it is at the top."
    )


@strawberry.input(description="A bank account or a cash box to open.")
class OpenMoneyAccountInput:
    business: relay.GlobalID = strawberry.field(description="In whose books.")
    within: MoneyAccount = strawberry.field(description="What the money lies in.")
    name: str = strawberry.field(description=_NAME)


@strawberry.input(description="Another name for an account.")
class RenameAccountInput:
    account: relay.GlobalID = strawberry.field(description="Which account.")
    name: str = strawberry.field(description=_NAME)


def _parent(info: Info, input: OpenAccountInput, business: int) -> str | None:
    if input.parent is None:
        return None
    found: models.Account = find(info.context.user, input.parent, "Account", field="parent")
    if found.business_id != business:
        raise NotFound("account", "parent")
    return found.code


@strawberry.type
class AccountMutations:
    @mutation(description="Opens an account. Safe to repeat with the same code, name and parent.")
    def open_account(self, info: Info, input: OpenAccountInput) -> Account:
        business = business_named(info, input.business, RIGHT)
        opened = accounts.open_account(
            business=business,
            code=input.code,
            name=input.name,
            kind=input.kind.value,
            parent=_parent(info, input, business.pk),
            actor=info.context.user,
        )
        return cast(Account, opened)

    @mutation(
        description="Opens a bank account below 1100, or a cash box below 1020, under the next free code."
        " Safe to repeat: one for each name."
    )
    def open_money_account(self, info: Info, input: OpenMoneyAccountInput) -> Account:
        opened = accounts.open_money_account(
            business=business_named(info, input.business, RIGHT),
            parent=input.within.value,
            name=input.name,
            actor=info.context.user,
        )
        return cast(Account, opened)

    @mutation(description="Gives an account another name; its code stays. Safe to repeat.")
    def rename_account(self, info: Info, input: RenameAccountInput) -> Account:
        found = find(info.context.user, input.account, "Account", field="account")
        renamed = accounts.rename_account(account=found, name=input.name, actor=info.context.user)
        return cast(Account, renamed)
