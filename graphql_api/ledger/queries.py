"""Reading the books. Needs the right ledger.read; a player reads their own wallet."""

from __future__ import annotations

from datetime import date

import strawberry
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.context import Info
from graphql_api.ledger.types import (
    Account,
    AccountLine,
    BalanceOrigin,
    EntryFilter,
    JournalEntry,
    LedgerIntegrity,
    TrialBalance,
    Wallet,
    WalletMovement,
)
from graphql_api.nodes import register_node, row_id
from graphql_api.pages import Page, listed
from graphql_api.scalars import BigInt
from ledger import models
from ledger.integrity.answering import check_integrity
from ledger.journal import wallets
from ledger.reads import searching, selectors
from users.access import Right, business_for

register_node("Account", selectors.account_for)
register_node("JournalEntry", selectors.entry_for)
register_node("AccountLine", searching.line_for)
register_node("Wallet", wallets.wallet_for)


@strawberry.type
class LedgerQueries:
    @listed(Page[Account], description="Of one business, or of all of mine; by code.")
    def accounts(self, info: Info, business: str | None = None) -> QuerySet[models.Account]:
        return selectors.accounts_for(info.context.user, business)

    @listed(Page[JournalEntry], description="Of one business, or of all of mine; newest first.")
    def journal_entries(
        self, info: Info, business: str | None = None, filter: EntryFilter | None = None
    ) -> QuerySet[models.Entry]:
        matching = filter.matching() if filter else None
        return searching.entries_for(info.context.user, business, matching)

    @listed(
        Page[AccountLine],
        description="The lines of one account without its sub-accounts, in the order in which they were"
        " posted; days are inclusive.",
    )
    def account_lines(
        self,
        info: Info,
        account: relay.GlobalID,
        from_day: date | None = None,
        to_day: date | None = None,
        oldest_first: bool = False,
    ) -> QuerySet[models.Line]:
        return searching.account_lines_for(
            info.context.user,
            row_id(account, "Account", field="account"),
            from_day=from_day,
            to_day=to_day,
            oldest_first=oldest_first,
        )

    @strawberry.field(
        description="Up to an accounting day, up to a seal, or everything; from a day on, with what was there"
        " before."
    )
    def trial_balance(
        self,
        info: Info,
        business: str,
        day: date | None = None,
        seal: BigInt | None = None,
        from_day: date | None = None,
    ) -> TrialBalance:
        found = business_for(info.context.user, business, Right.LEDGER_READ)
        rows = selectors.trial_balance(found.pk, from_day=from_day, day=day, seal=seal)
        return TrialBalance(business_code=found.code, from_day=from_day, day=day, seal=seal, all_rows=rows)

    @strawberry.field(description="Verifies the books of a business now; takes a while on large ones.")
    def ledger_integrity(self, info: Info, business: str) -> LedgerIntegrity:
        return LedgerIntegrity(
            found=check_integrity(business_for(info.context.user, business, Right.LEDGER_READ))
        )

    @listed(Page[Wallet], description="Of one business, or of all of mine; a player sees their own.")
    def wallets(self, info: Info, business: str | None = None) -> QuerySet[models.Wallet]:
        return wallets.wallets_for(info.context.user, business)

    @strawberry.field(description="The movements of a wallet, newest first; at most 100 at a time.")
    def wallet_statement(
        self, info: Info, wallet: relay.GlobalID, limit: int = 50, before: BigInt | None = None
    ) -> list[WalletMovement]:
        found = wallets.wallet_for(info.context.user, row_id(wallet, "Wallet", field="wallet"))
        rows = wallets.wallet_statement(found, limit=limit, before=before)
        return [WalletMovement(row=row) for row in rows]

    @strawberry.field(description="Where each cent of a wallet's balance came from; the oldest first.")
    def explain_balance(self, info: Info, wallet: relay.GlobalID, limit: int = 100) -> list[BalanceOrigin]:
        found = wallets.wallet_for(info.context.user, row_id(wallet, "Wallet", field="wallet"))
        parts = wallets.explain_balance(found)[: max(0, min(limit, 100))]
        return [BalanceOrigin(part=part) for part in parts]
