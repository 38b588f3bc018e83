"""Players withdraw from their wallets to their own phones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

import strawberry
import strawberry_django
from strawberry import relay

from core.money import Cents
from graphql_api.context import Info
from graphql_api.ledger.wallets import Wallet
from graphql_api.mpesa.payout_types import Payout, PayoutState
from graphql_api.nodes import find, row_id
from graphql_api.pages import Page, grow, listed
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.reading import Below, path_of, shown_rows, together
from graphql_api.scalars import Money
from ledger.journal.wallets import wallet_balance, wallets_of
from ledger.models import Wallet as WalletRow
from mpesa import models
from mpesa.payouts import withdrawing
from users.access import Right, businesses_of


def _id(root: strawberry.Parent[models.Payout]) -> relay.GlobalID:
    return relay.GlobalID("Withdrawal", str(root.pk))


def _text(root: strawberry.Parent[models.Payout]) -> str:
    """What M-Pesa says of a failure. Why it is held or was taken back are words of the business's people."""
    return root.text if root.state == models.PayoutState.FAILED else ""


@strawberry_django.type(
    models.Payout, description="Money that a player took out of a wallet, to the player's own phone."
)
class Withdrawal:
    id: relay.GlobalID = strawberry_django.field(
        resolver=_id, only=["id"], description="For `cancelWithdrawal`."
    )
    amount: Money = strawberry_django.field(description="What is paid: whole shillings.")
    tax: Money = strawberry_django.field(description="What is withheld by law.")
    residue: Money = strawberry_django.field(
        description="What was asked for besides: it stays in the wallet."
    )
    state: PayoutState = strawberry_django.field(description="How far it has come.")
    text: str = strawberry_django.field(
        resolver=_text,
        only=["state", "text"],
        description="Why it was not paid, in M-Pesa's words; empty else.",
    )
    created_at: datetime = strawberry_django.field(description="When it was asked for, in UTC.")
    settled_at: datetime | None = strawberry_django.field(
        description="When its end was known, in UTC; null before that."
    )


@listed(Page[Withdrawal], description="What was withdrawn from it, newest first.")  # type: ignore[type-var]
def _withdrawals(root: strawberry.Parent[WalletRow]) -> Below[models.Payout]:
    return Below(root, "source__wallet", models.Payout.objects.order_by("-pk"))


@strawberry_django.field(
    only=["id"],
    description="What was asked to be paid out of it, tax among it, and waits for somebody's yes: it is still"
    " in the balance, and is neither staked nor asked for twice.",
)
def _waiting(root: strawberry.Parent[WalletRow]) -> Money:
    return Money(_waiting_in(root))


def _waiting_in(root: WalletRow) -> Cents:
    return together(root, ("Wallet", "waiting"), withdrawing.waiting_in) or 0


@strawberry_django.field(
    only=["id", "account__floor__balance"],
    select_related=["account__floor"],
    description="What may be staked or withdrawn now: the balance without what waits to be paid out.",
)
def _spendable(root: strawberry.Parent[WalletRow]) -> Money:
    return Money(max(0, wallet_balance(root) - _waiting_in(root)))


@strawberry_django.field(
    only=["id"],
    description="The player's wallet that it leaves; null where it leaves another account, and for who may"
    " not read that wallet.",
)
def _wallet(root: strawberry.Parent[models.Payout], info: Info) -> Wallet | None:
    def read(keys: Sequence[int]) -> dict[int, WalletRow]:
        left = dict(
            models.Payout.objects.filter(pk__in=keys, source__wallet__isnull=False).values_list(
                "pk", "source__wallet"
            )
        )
        readable = businesses_of(info.context.user, Right.WALLET_READ)
        businesses = list(readable.values_list("pk", flat=True))
        mine = wallets_of(info.context.user, businesses).filter(pk__in=left.values())
        found = {row.pk: row for row in shown_rows(mine, info, type_name="Wallet")}
        return {payout: found[pk] for payout, pk in left.items() if pk in found}

    return together(root, (*path_of(info), "wallet"), read)  # type: ignore[no-any-return]


grow(Wallet, withdrawals=_withdrawals, withdrawals_waiting=_waiting, spendable=_spendable)
grow(Payout, wallet=_wallet)


@strawberry.input(description="Money to take out of one's wallet.")
class RequestWithdrawalInput:
    wallet: relay.GlobalID = strawberry.field(description="My wallet.")
    amount: Money = strawberry.field(
        description="How much shall leave it at most: tax is taken off, whole shillings are paid to my phone,"
        " and what is less stays."
    )
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A withdrawal to give up.")
class CancelWithdrawalInput:
    withdrawal: relay.GlobalID = strawberry.field(description="Which one, of mine.")


@strawberry.type
class WithdrawalMutations:
    @mutation(
        description="Withdraws from my wallet to my own phone. Up to the business's limit for a day it"
        " goes at once; else somebody approves it first. For the player alone. Safe to repeat.",
        gives="withdrawal",
    )
    def request_withdrawal(self, info: Info, input: RequestWithdrawalInput) -> Withdrawal:
        wallet = cast(WalletRow, find(info.context.user, input.wallet, "Wallet", field="wallet"))
        done = withdrawing.withdraw(
            wallet=wallet, amount=input.amount, key=input.idempotency_key, actor=info.context.user
        )
        return cast(Withdrawal, done)

    @mutation(
        description="Takes a withdrawal of mine back that still waits for somebody's yes; PAYOUT_MOVED_ON"
        " once there is one. For the player alone. Safe to repeat.",
    )
    def cancel_withdrawal(self, info: Info, input: CancelWithdrawalInput) -> Withdrawal:
        me = info.context.user
        row = withdrawing.withdrawal_for(me, row_id(input.withdrawal, "Withdrawal", field="withdrawal"))
        return cast(Withdrawal, withdrawing.take_withdrawal_back(payout=row, actor=me))
