"""What stands below accounts, entries and businesses in the books."""

from __future__ import annotations

import strawberry
from django.db.models import QuerySet

from graphql_api.context import Info
from graphql_api.ledger.filters import (
    AccountFilter,
    AccountLineFilter,
    AccountLineOrder,
    AccountOrder,
    JournalEntryFilter,
    JournalEntryOrder,
    chosen_accounts,
    chosen_entries,
    chosen_lines,
)
from graphql_api.ledger.types import Account, AccountLine, JournalEntry
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Below
from graphql_api.users.types import Business
from ledger import models
from users.access import Right
from users.models import Business as BusinessRow

RIGHT = Right.LEDGER_READ


@listed(Page[AccountLine], description="Its lines, in their order.")
def _lines_of_entry(root: strawberry.Parent[models.Entry]) -> Below[models.Line]:
    return Below(root, "entry", models.Line.objects.order_by("pk"))


@listed(
    Page[AccountLine],
    description="Its lines without those of its sub-accounts, newest first: in the order in which they came"
    " into the books.",
)
def _lines_of_account(
    root: strawberry.Parent[models.Account],
    filter: AccountLineFilter | None = None,
    order_by: AccountLineOrder | None = None,
) -> Below[models.Line]:
    return Below(root, "account", chosen_lines(models.Line.objects.all(), filter, order_by))


@listed(Page[Account], description="The accounts right below it, by code.")
def _children_of_account(
    root: strawberry.Parent[models.Account],
    filter: AccountFilter | None = None,
    order_by: AccountOrder | None = None,
) -> Below[models.Account]:
    return Below(root, "parent", chosen_accounts(models.Account.objects.all(), filter, order_by))


@listed(Page[Account] | None, description="Its accounts, by code; null for who may not read the books.")
def _accounts_of_business(
    root: strawberry.Parent[BusinessRow],
    info: Info,
    filter: AccountFilter | None = None,
    order_by: AccountOrder | None = None,
) -> Below[models.Account] | None:
    if not info.context.holds(root.pk, RIGHT):
        return None
    return Below(root, "business", chosen_accounts(models.Account.objects.all(), filter, order_by))


@listed(
    Page[JournalEntry] | None, description="Its entries, newest first; null for who may not read the books."
)
def _entries_of_business(
    root: strawberry.Parent[BusinessRow],
    info: Info,
    filter: JournalEntryFilter | None = None,
    order_by: JournalEntryOrder | None = None,
) -> Below[models.Entry] | None:
    if not info.context.holds(root.pk, RIGHT):
        return None
    rows: QuerySet[models.Entry] = models.Entry.objects.all()
    return Below(root, "business", chosen_entries(rows, filter, order_by, info))


grow(JournalEntry, lines=_lines_of_entry)
grow(Account, lines=_lines_of_account, children=_children_of_account)
grow(Business, accounts=_accounts_of_business, journal_entries=_entries_of_business)
