"""The initiator of a till, in whose name Safaricom is asked, and the balances that it tells."""

from __future__ import annotations

from datetime import datetime
from typing import cast

import strawberry
import strawberry_django
from strawberry import relay

from graphql_api.context import Info
from graphql_api.mpesa.types import MpesaAccount, Till
from graphql_api.nodes import find
from graphql_api.pages import Page, grow, listed
from graphql_api.payloads import mutation
from graphql_api.reading import Below
from graphql_api.scalars import BigInt, Money
from mpesa import models
from mpesa.asking.balances import newest_balances, refresh_balances
from mpesa.asking.initiators import set_initiator


def _account(root: strawberry.Parent[models.BalanceSnapshot]) -> MpesaAccount | None:
    return models.MpesaAccount(root.account) if root.account else None


@strawberry_django.type(
    models.BalanceSnapshot,
    description="What Safaricom says is in one account of a till. It informs: the books stand on receipts.",
)
class TillBalance:
    account: MpesaAccount | None = strawberry_django.field(
        resolver=_account, only=["account"], description="Which account of ours; null when it mirrors none."
    )
    name: str = strawberry_django.field(description="As Safaricom calls it.")
    current: Money | None = strawberry_django.field(
        description="What is in it: available, reserved and not. Null when the answer does not say."
    )
    available: Money | None = strawberry_django.field(description="What can be moved; null as before.")
    reserved: Money | None = strawberry_django.field(description="What is set aside; null as before.")
    uncleared: Money | None = strawberry_django.field(description="What is not cleared; null as before.")
    taken_at: datetime = strawberry_django.field(description="The moment that it is of, in UTC.")
    stamp: BigInt = strawberry_django.field(
        description="BOCompletedTime as Safaricom sent it, for support; 0 when it sent none."
    )


@listed(
    Page[TillBalance],  # type: ignore[type-var]
    description="What Safaricom last said of each of its accounts; empty where it was never asked.",
)
def _balances_of_till(root: strawberry.Parent[models.Till]) -> Below[models.BalanceSnapshot]:
    return Below(root, "till", newest_balances().order_by("name", "pk"))


grow(Till, balances=_balances_of_till)


@strawberry.input(description="The API operator of an organisation at Safaricom.")
class SetTillInitiatorInput:
    till: relay.GlobalID = strawberry.field(description="Of this till.")
    name: str = strawberry.field(
        description="As in the organisation's portal. Empty, with an empty password: none any more."
    )
    password: str = strawberry.field(description="It is sealed, and can be replaced, never read back.")


@strawberry.input(description="A till whose balances Safaricom is asked for.")
class RefreshTillBalancesInput:
    till: relay.GlobalID = strawberry.field(description="This one.")


@strawberry.type
class AskingMutations:
    @mutation(
        description="Puts in the API operator in whose name Safaricom is asked; for the owner. Safe to"
        " repeat."
    )
    def set_till_initiator(self, info: Info, input: SetTillInitiatorInput) -> Till:
        till = set_initiator(
            till=_till(info, input.till), name=input.name, password=input.password, actor=info.context.user
        )
        return cast(Till, till)

    @mutation(
        description="Asks Safaricom what is in the accounts of a till. The answer comes within moments, as"
        " `balances`; of questions within half a minute only the first is sent."
    )
    def refresh_till_balances(self, info: Info, input: RefreshTillBalancesInput) -> Till:
        till = _till(info, input.till)
        refresh_balances(till=till, actor=info.context.user)
        return cast(Till, till)


def _till(info: Info, id: relay.GlobalID) -> models.Till:
    return cast(models.Till, find(info.context.user, id, "Till", field="till"))
