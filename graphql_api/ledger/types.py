"""The books, as the schema shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.scalars import BigInt, Money
from graphql_api.users.types import Business
from ledger import models
from ledger.integrity.answering import Integrity
from ledger.integrity.verifying import Break
from ledger.journal.wallets import BalancePart, StatementRow, wallet_balance
from ledger.models import AccountKind as AccountKindChoice
from ledger.models import EntryKind as EntryKindChoice
from ledger.reads.searching import EntryFilter as Matching
from ledger.reads.selectors import TrialBalanceRow, account_balance
from mpesa.collections.receipts import receipt_in, references_of

AccountKind = strawberry.enum(AccountKindChoice, name="AccountKind")
EntryKind = strawberry.enum(EntryKindChoice, name="EntryKind")

MAX_TRIAL_ROWS = 500


def _balance(
    root: strawberry.Parent[models.Account], day: date | None = None, seal: BigInt | None = None
) -> Money:
    return Money(account_balance(root, day=day, seal=seal))


def _parent_code(root: strawberry.Parent[models.Account]) -> str | None:
    return root.parent.code if root.parent else None


def _seal_number(root: strawberry.Parent[models.Entry]) -> BigInt | None:
    seal = getattr(root, "seal", None)
    return BigInt(seal.number) if seal else None


def _actor(root: strawberry.Parent[models.Entry]) -> str:
    return str(root.actor) if root.actor else ""


@strawberry_django.type(models.Account, description="An account of one business.")
class Account(relay.Node):
    business: Business
    code: str
    name: str
    kind: AccountKind
    has_floor: bool
    parent_code: str | None = strawberry_django.field(resolver=_parent_code, select_related=["parent"])
    balance: Money = strawberry_django.field(
        resolver=_balance,
        description="Up to an accounting day, up to a seal, or everything. Positive on the account's normal"
        " side; sub-accounts are not included.",
    )

    @classmethod
    def get_queryset(
        cls, queryset: QuerySet[models.Account], info: Any, **kwargs: Any
    ) -> QuerySet[models.Account]:
        """Unchanged. That it is here makes the optimizer read accounts in lists, not inside other rows: a
        balance is read once for a list."""
        return queryset


@strawberry_django.type(models.Line, description="One side of an entry.")
class EntryLine:
    account: Account
    debit: Money
    credit: Money

    @classmethod
    def get_queryset(cls, queryset: QuerySet[models.Line], info: Any, **kwargs: Any) -> QuerySet[models.Line]:
        return queryset.order_by("pk")


@strawberry_django.type(models.Entry, description="A journal entry; posted once, never changed.")
class JournalEntry(relay.Node):
    business: Business
    number: BigInt | None = strawberry_django.field(
        resolver=_seal_number,
        select_related=["seal"],
        description="The seal number; null for a second or so.",
    )
    effective_on: date
    is_late: bool = strawberry_django.field(
        only=["effective_on", "occurred_at"],
        description="It counts for a later day than it happened on, whose books were closed when it came.",
    )
    occurred_at: datetime
    posted_at: datetime
    kind: EntryKind
    description: str
    reference: str
    actor: str = strawberry_django.field(
        resolver=_actor, select_related=["actor"], description="A name, or empty."
    )
    lines: list[EntryLine] = strawberry_django.field(
        pagination=True, description="In order; at most 100 at a time."
    )


@strawberry_django.type(models.Line, description="A line of an account, with its entry.")
class AccountLine(relay.Node):
    entry: JournalEntry
    account: Account
    debit: Money
    credit: Money


@strawberry.input(description="What entries must have; everything that is given holds at once.")
class EntryFilter:
    from_day: date | None = strawberry.field(default=None, description="First accounting day.")
    to_day: date | None = strawberry.field(default=None, description="Last accounting day.")
    account: str | None = strawberry.field(
        default=None, description="A code; accounts below it are included."
    )
    min_amount: Money | None = strawberry.field(default=None, description="Of any line of the entry.")
    max_amount: Money | None = strawberry.field(default=None, description="Of the same line.")
    text: str | None = strawberry.field(
        default=None, description="Anywhere in the description or the reference, in either case."
    )
    kind: EntryKind | None = None
    reference: str | None = strawberry.field(
        default=None, description='How the reference begins, like "invoice:".'
    )
    receipt: str | None = strawberry.field(default=None, description="An M-Pesa receipt number.")

    def matching(self) -> Matching:
        wanted = dict(vars(self))
        receipt = wanted.pop("receipt")
        return Matching(**wanted, reference_pattern=None if receipt is None else references_of(receipt))


@strawberry.type(description="One account of a trial balance.")
class TrialBalanceLine:
    row: strawberry.Private[TrialBalanceRow]

    @strawberry.field
    def code(self) -> str:
        return self.row.account.code

    @strawberry.field
    def name(self) -> str:
        return self.row.account.name

    @strawberry.field
    def kind(self) -> AccountKind:
        return AccountKindChoice(self.row.account.kind)

    @strawberry.field(description="Before the first day; positive on the account's normal side.")
    def opening(self) -> Money:
        return Money(self.row.opening)

    @strawberry.field
    def debit(self) -> Money:
        return Money(self.row.debit)

    @strawberry.field
    def credit(self) -> Money:
        return Money(self.row.credit)

    @strawberry.field(description="In the end; positive on the account's normal side.")
    def balance(self) -> Money:
        return Money(self.row.balance)


@strawberry.type(description="Every account with its turnover; the two totals are equal.")
class TrialBalance:
    business_code: str
    from_day: date | None
    day: date | None
    seal: BigInt | None
    all_rows: strawberry.Private[list[TrialBalanceRow]]

    @strawberry.field
    def total_debit(self) -> Money:
        return Money(sum(row.debit for row in self.all_rows))

    @strawberry.field
    def total_credit(self) -> Money:
        return Money(sum(row.credit for row in self.all_rows))

    @strawberry.field
    def total_rows(self) -> int:
        return len(self.all_rows)

    @strawberry.field(description=f"By code; at most {MAX_TRIAL_ROWS} at a time.")
    def rows(self, limit: int = 100, offset: int = 0) -> list[TrialBalanceLine]:
        cut = self.all_rows[max(offset, 0) :][: max(0, min(limit, MAX_TRIAL_ROWS))]
        return [TrialBalanceLine(row=row) for row in cut]


@strawberry.type(
    description="Something in the books that does not hold; the codes are in docs/accounting.md."
)
class IntegrityError:
    code: str
    detail: str

    @classmethod
    def of(cls, found: Break) -> IntegrityError:
        return cls(code=found.code, detail=found.detail)


@strawberry.type(description="The books of one business, verified now.")
class LedgerIntegrity:
    found: strawberry.Private[Integrity]

    @strawberry.field
    def is_valid(self) -> bool:
        return self.found.is_valid

    @strawberry.field(description="Each broken invariant; empty when the books hold. At most 100 at a time.")
    def errors(self, limit: int = 100) -> list[IntegrityError]:
        return [IntegrityError.of(each) for each in self.found.errors[: max(0, min(limit, 100))]]

    @strawberry.field(description="The newest seal number.")
    def head_number(self) -> BigInt:
        return BigInt(self.found.head_number)

    @strawberry.field(
        description="Since when no head outside the database covers the seals; null when all are covered."
    )
    def unanchored_since(self) -> datetime | None:
        return self.found.unanchored_since


def _wallet_balance(root: strawberry.Parent[models.Wallet]) -> Money:
    return Money(wallet_balance(root))


def _player(root: strawberry.Parent[models.Wallet]) -> str:
    return str(root.player)


@strawberry_django.type(models.Wallet, description="What a business keeps for a player; never below zero.")
class Wallet(relay.Node):
    business: Business
    player: str = strawberry_django.field(
        resolver=_player, select_related=["player"], description="The player's name."
    )
    opened_at: datetime
    balance: Money = strawberry_django.field(resolver=_wallet_balance, select_related=["account__floor"])


@strawberry.type(description="One movement of a wallet.")
class WalletMovement:
    row: strawberry.Private[StatementRow]

    @strawberry.field(description="Give it as `before` to read on.")
    def cursor(self) -> BigInt:
        return BigInt(self.row.line.pk)

    @strawberry.field(description="The seal number of the entry; null for a second or so.")
    def number(self) -> BigInt | None:
        seal = getattr(self.row.line.entry, "seal", None)
        return BigInt(seal.number) if seal else None

    @strawberry.field
    def occurred_at(self) -> datetime:
        return self.row.line.entry.occurred_at

    @strawberry.field
    def kind(self) -> EntryKind:
        return EntryKindChoice(self.row.line.entry.kind)

    @strawberry.field
    def description(self) -> str:
        return self.row.line.entry.description

    @strawberry.field(description="Negative when it went out.")
    def amount(self) -> Money:
        return Money(self.row.amount)

    @strawberry.field(description="What was in the wallet after it.")
    def balance(self) -> Money:
        return Money(self.row.balance)


@strawberry.type(
    description="Money of a wallet's balance that one entry brought and nothing has spent since."
)
class BalanceOrigin:
    part: strawberry.Private[BalancePart]

    @strawberry.field
    def amount(self) -> Money:
        return Money(self.part.amount)

    @strawberry.field
    def reference(self) -> str:
        return self.part.entry.reference

    @strawberry.field
    def occurred_at(self) -> datetime:
        return self.part.entry.occurred_at

    @strawberry.field(description="The M-Pesa receipt that brought it, or empty.")
    def receipt(self) -> str:
        return receipt_in(self.part.entry.reference)

    @strawberry.field(description="The codes of the accounts it came from, with commas.")
    def source(self) -> str:
        return ", ".join(self.part.sources)
