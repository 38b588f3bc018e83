"""Wallets of players: what is in them, what moved it, where each cent came from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.ledger.enums import EntryKind
from graphql_api.ledger.running import Running
from graphql_api.nodes import register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Below, Figures, together
from graphql_api.scalars import BigInt, Money
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from ledger import models
from ledger.journal import wallets
from ledger.journal.wallets import BalancePart
from mpesa.collections.receipts import receipt_in
from users.access import Right

register_node("Wallet", wallets.wallet_for)


def _balance(root: strawberry.Parent[models.Wallet]) -> Money:
    return Money(wallets.wallet_balance(root))


def _player(root: strawberry.Parent[models.Wallet]) -> Person:
    return Person.of(root.player)


@strawberry_django.type(models.Wallet, description="What a business keeps for a player; never below zero.")
class Wallet(relay.Node):
    business: Business = strawberry_django.field(description="Who keeps it.")
    player: Person = strawberry_django.field(
        resolver=_player, select_related=["player"], description="Whose money it is."
    )
    opened_at: datetime = strawberry_django.field(description="In UTC.")
    balance: Money = strawberry_django.field(
        resolver=_balance,
        select_related=["account__floor"],
        description="What is in it; `spendable` says what of it may be spent.",
    )


def _number(root: strawberry.Parent[models.Line]) -> BigInt | None:
    seal = getattr(root.entry, "seal", None)
    return BigInt(seal.number) if seal else None


def _occurred_at(root: strawberry.Parent[models.Line]) -> datetime:
    return root.entry.occurred_at


def _kind(root: strawberry.Parent[models.Line]) -> EntryKind:
    return models.EntryKind(root.entry.kind)


def _description(root: strawberry.Parent[models.Line]) -> str:
    return root.entry.description


def _receipt_number(root: strawberry.Parent[models.Line]) -> str | None:
    return receipt_in(root.entry.reference) or None


def _amount(root: strawberry.Parent[models.Line]) -> Money:
    return Money(root.credit - root.debit)


def _left(root: strawberry.Parent[models.Line]) -> Money:
    return Money(root.left)  # type: ignore[attr-defined]


@strawberry_django.type(models.Line, description="One movement of a wallet.")
class WalletMovement:
    number: BigInt | None = strawberry_django.field(
        resolver=_number,
        select_related=["entry__seal"],
        description="The number of the entry in the books; null for a second or so.",
    )
    occurred_at: datetime = strawberry_django.field(
        resolver=_occurred_at, select_related=["entry"], description="When it happened, in UTC."
    )
    kind: EntryKind = strawberry_django.field(
        resolver=_kind, select_related=["entry"], description="What it is about."
    )
    description: str = strawberry_django.field(
        resolver=_description, select_related=["entry"], description="In words; may be empty."
    )
    receipt_number: str | None = strawberry_django.field(
        resolver=_receipt_number,
        select_related=["entry"],
        description="The number of the M-Pesa receipt that it came by, or went back by; null by none.",
    )
    amount: Money = strawberry_django.field(
        resolver=_amount, only=["debit", "credit"], description="Negative when it went out."
    )
    balance: Money = strawberry_django.field(
        resolver=_left, only=["id"], description="What was in the wallet after it."
    )


@strawberry.type(
    description="Money of a wallet's balance that one entry brought and nothing has spent since."
)
class BalanceOrigin:
    part: strawberry.Private[BalancePart]

    @strawberry.field(description="What is left of it.")
    def amount(self) -> Money:
        return Money(self.part.amount)

    @strawberry.field(description="The reference of the entry that brought it.")
    def reference(self) -> str:
        return self.part.entry.reference

    @strawberry.field(description="When it came, in UTC.")
    def occurred_at(self) -> datetime:
        return self.part.entry.occurred_at

    @strawberry.field(description="The number of the M-Pesa receipt that brought it; null when none did.")
    def receipt_number(self) -> str | None:
        return receipt_in(self.part.entry.reference) or None

    @strawberry.field(description="The codes of the accounts that it came from.")
    def account_codes(self) -> list[str]:
        return list(self.part.sources)


@listed(Page[WalletMovement], description="What moved it, newest first.")  # type: ignore[type-var]
def _movements(root: strawberry.Parent[models.Wallet]) -> Below[models.Line]:
    return Running(root, "account__wallet", models.Line.objects.order_by("-pk"), wallets.balances_after)


@listed(
    Page[BalanceOrigin],  # type: ignore[type-var]
    description="Where each cent of the balance came from, the oldest first: they sum to it. What goes out"
    " takes the oldest cents first.",
)
def _origins(root: strawberry.Parent[models.Wallet], info: Info) -> Figures[BalanceOrigin]:
    def read(keys: Sequence[int]) -> dict[int, list[BalancePart]]:
        return wallets.explain_balances(keys)

    parts = together(root, ("origins",), read)
    return Figures([BalanceOrigin(part=part) for part in parts], lambda row: row.part.entry.reference)


grow(Wallet, movements=_movements, origins=_origins)

_OnlyOwn = Annotated[
    bool, strawberry.argument(description="Only those whose player I am, whatever else I may read.")
]


@strawberry.type
class WalletQueries:
    @listed(
        Page[Wallet],
        description="Of one business or of all of mine, newest first. Who reads the books sees all, a player"
        " their own.",
    )
    def wallets(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        only_own: _OnlyOwn = False,
    ) -> QuerySet[models.Wallet]:
        where = businesses_asked(info, business, all_mine, Right.WALLET_READ)
        rows = wallets.wallets_of(info.context.user, where).order_by("-pk")
        return rows.filter(player=info.context.user) if only_own else rows
