"""Reading the books. Needs the right ledger.read."""

from __future__ import annotations

from datetime import datetime

import strawberry
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.businesses import business_named, businesses_asked
from graphql_api.context import Info
from graphql_api.ledger.below import RIGHT
from graphql_api.ledger.filters import (
    AccountFilter,
    AccountOrder,
    JournalEntryFilter,
    JournalEntryOrder,
    chosen_accounts,
    chosen_entries,
)
from graphql_api.ledger.types import Account, JournalEntry, OfBusiness
from graphql_api.nodes import register_node
from graphql_api.pages import Page, listed
from graphql_api.scalars import BigInt
from ledger import models
from ledger.integrity.answering import Integrity, check_integrity
from ledger.integrity.verifying import Break
from ledger.reads import searching, selectors

register_node("Account", selectors.account_for)
register_node("JournalEntry", selectors.entry_for)
register_node("AccountLine", searching.line_for)

MAX_ERRORS = 100


@strawberry.type(description="Something in the books that does not hold.")
class IntegrityError:
    code: str = strawberry.field(description="What kind it is; docs/accounting.md lists them.")
    detail: str = strawberry.field(description="Where it is, in words.")

    @classmethod
    def of(cls, found: Break) -> IntegrityError:
        return cls(code=found.code, detail=found.detail)


@strawberry.type(description="The books of one business, verified now.")
class LedgerIntegrity:
    found: strawberry.Private[Integrity]

    @strawberry.field(description="Whether the books hold.")
    def is_valid(self) -> bool:
        return self.found.is_valid

    @strawberry.field(description=f"What does not hold; empty when the books hold. The first {MAX_ERRORS}.")
    def errors(self) -> list[IntegrityError]:
        return [IntegrityError.of(each) for each in self.found.errors[:MAX_ERRORS]]

    @strawberry.field(description="The newest number in the books; 0 before the first entry.")
    def head_number(self) -> BigInt:
        return BigInt(self.found.head_number)

    @strawberry.field(
        description="Since when no head outside the database covers the seals, in UTC; null when all are"
        " covered."
    )
    def unanchored_since(self) -> datetime | None:
        return self.found.unanchored_since


@strawberry.type
class LedgerQueries:
    @listed(Page[Account], description="Accounts of one business or of all of mine; by code.")
    def accounts(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: AccountFilter | None = None,
        order_by: AccountOrder | None = None,
    ) -> QuerySet[models.Account]:
        where = businesses_asked(info, business, all_mine, RIGHT)
        return chosen_accounts(selectors.accounts_of(where), filter, order_by)

    @listed(Page[JournalEntry], description="Entries of one business or of all of mine; newest first.")
    def journal_entries(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: JournalEntryFilter | None = None,
        order_by: JournalEntryOrder | None = None,
    ) -> QuerySet[models.Entry]:
        where = businesses_asked(info, business, all_mine, RIGHT)
        return chosen_entries(searching.entries_of(where), filter, order_by, info)

    @strawberry.field(description="Verifies the books of a business now; takes a while on large ones.")
    def ledger_integrity(self, info: Info, business: OfBusiness) -> LedgerIntegrity:
        return LedgerIntegrity(found=check_integrity(business_named(info, business, RIGHT)))
