"""What a correction that waits for a yes would leave owed, as the wallets are now."""

from __future__ import annotations

import strawberry
import strawberry_django

from graphql_api.context import Info
from graphql_api.markets.stakes import phone_shown
from graphql_api.markets.types import Market, is_staff
from graphql_api.pages import grow
from graphql_api.reading import together
from graphql_api.scalars import Money, Phone
from graphql_api.users.person import Person
from ledger.journal.wallet_numbers import number_of
from markets import models
from markets.settling.changes import MOST_DEBTORS, Debtor, Debts, debts_of_corrections
from users.access import Right


@strawberry.type(description="A player who would owe the business by a correction.")
class CorrectionDebtor:
    debtor: strawberry.Private[Debtor]
    wallet_number: str = strawberry.field(description="The account number of the wallet.")
    taken_back: Money = strawberry.field(description="What is taken back, less what the player gets anew.")
    balance: Money = strawberry.field(description="What is in the wallet now.")
    owed: Money = strawberry.field(description="What is missing.")

    @strawberry.field(description="Whose wallet it is.")
    def player(self) -> Person:
        return Person.of(self.debtor.wallet.player)

    @strawberry.field(
        description="The player's, masked for readers without the right to see phones; null where none is"
        " known."
    )
    def phone(self, info: Info) -> Phone | None:
        wallet = self.debtor.wallet
        return phone_shown(wallet.player, whole=info.context.holds(wallet.business_id, Right.PHONE_READ))

    @classmethod
    def of(cls, debtor: Debtor) -> CorrectionDebtor:
        return cls(
            debtor=debtor,
            wallet_number=number_of(debtor.wallet.pk),
            taken_back=Money(debtor.taken_back),
            balance=Money(debtor.balance),
            owed=Money(debtor.owed),
        )


@strawberry.type(
    description="What would be owed, as the wallets are now: of what a correction takes back a part is spent."
)
class CorrectionDebts:
    player_count: int = strawberry.field(description="How many players would owe something.")
    owed: Money = strawberry.field(description="All of them together, on 1210.")
    first: list[CorrectionDebtor] | None = strawberry.field(
        description=f"Who would owe most, {MOST_DEBTORS} at most; null for who may not read players' wallets."
    )

    @classmethod
    def of(cls, found: Debts, *, reads_wallets: bool) -> CorrectionDebts:
        first = [CorrectionDebtor.of(each) for each in found.first] if reads_wallets else None
        return cls(player_count=found.players, owed=Money(found.owed), first=first)


@strawberry_django.field(
    only=["business_id"],
    description="Of the correction that waits for another person's yes. Null where none waits, and for"
    " players.",
)
def _correction_debts(root: strawberry.Parent[models.Market], info: Info) -> CorrectionDebts | None:
    if not is_staff(info, root.business_id):
        return None

    found = together(root, ("Market", "correction debts"), debts_of_corrections)
    if found is None:
        return None
    # As `wallets` is read: who runs markets asks for corrections, and sees no balances.
    return CorrectionDebts.of(found, reads_wallets=info.context.holds(root.business_id, Right.LEDGER_READ))


grow(Market, correction_debts=_correction_debts)
