"""Reading the books. Needs the right ledger.read."""

from __future__ import annotations

from datetime import date

import strawberry
import strawberry_django
from django.db.models import QuerySet

from graphql_api.context import Info
from graphql_api.ledger.types import Account, JournalEntry, LedgerIntegrity, TrialBalance
from graphql_api.nodes import found_by
from graphql_api.pages import Feed, Table
from ledger import models, selectors
from ledger.integrity import check_integrity
from users.access import business_for

found_by("Account")(selectors.account_for)
found_by("JournalEntry")(selectors.entry_for)


@strawberry.type
class LedgerQueries:
    @strawberry_django.connection(Table[Account], description="Of one business, or of all of mine; by code.")
    def accounts(self, info: Info, business: str | None = None) -> QuerySet[models.Account]:
        return selectors.accounts_for(info.context.user, business)

    @strawberry_django.connection(
        Feed[JournalEntry], description="Of one business, or of all of mine; newest first."
    )
    def journal_entries(
        self, info: Info, business: str | None = None, account: str | None = None
    ) -> QuerySet[models.Entry]:
        return selectors.entries_for(info.context.user, business, account)

    @strawberry.field(description="Up to an accounting day, or everything.")
    def trial_balance(self, info: Info, business: str, day: date | None = None) -> TrialBalance:
        found = business_for(info.context.user, business, "ledger.read")
        rows = selectors.trial_balance(found.pk, day=day)
        return TrialBalance(business_code=found.code, day=day, all_rows=rows)

    @strawberry.field(description="Verifies the books of a business now; takes a while on large ones.")
    def ledger_integrity(self, info: Info, business: str) -> LedgerIntegrity:
        return LedgerIntegrity(
            found=check_integrity(business_for(info.context.user, business, "ledger.read"))
        )
