"""What a bill, or a line of a customer's statement, has done in the books."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry
import strawberry_django

from billing.invoicing.booked import entries_of_invoices
from billing.models import Invoice as InvoiceRow
from billing.models import StatementLine
from graphql_api.billing.types import CustomerStatementLine, Invoice
from graphql_api.context import Info
from graphql_api.ledger.types import JournalEntry
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Figures, path_of, read_rows, shown_rows, together
from ledger.models import Entry
from users.access import Right


@listed(
    Page[JournalEntry] | None,
    description="What it did in the books, oldest first: that it was issued, what settled it, and what undid"
    " that. Null for who may not read the books.",
)
def _entries_of_invoice(root: strawberry.Parent[InvoiceRow], info: Info) -> Figures[Entry] | None:
    entries = together(root, path_of(info), lambda keys: _entries_of(keys, info))
    return None if entries is None else Figures(entries, lambda entry: str(entry.pk))


def _entries_of(keys: Sequence[int], info: Info) -> dict[int, list[Entry]]:
    """Invoice -> its entries, where the person may read them."""
    owners = InvoiceRow.objects.filter(pk__in=keys).values_list("pk", "business_id")
    readable = [pk for pk, business in owners if info.context.holds(business, Right.LEDGER_READ)]
    mine = entries_of_invoices(readable)
    wanted = {entry for entries in mine.values() for entry in entries}
    _, rows = read_rows(Entry.objects.filter(pk__in=wanted).order_by("pk"), info, None)
    known = {row.pk: row for row in rows}
    return {pk: [known[entry] for entry in mine.get(pk, ())] for pk in readable}


def _entry_of_line(root: strawberry.Parent[StatementLine], info: Info) -> JournalEntry | None:
    def read(keys: Sequence[int]) -> dict[int, Entry]:
        owners = Entry.objects.filter(pk__in=keys).values_list("pk", "business_id")
        readable = [pk for pk, business in owners if info.context.holds(business, Right.LEDGER_READ)]
        return {row.pk: row for row in shown_rows(Entry.objects.filter(pk__in=readable), info)}

    return together(root, path_of(info), read)  # type: ignore[no-any-return]


grow(Invoice, entries=_entries_of_invoice)
grow(
    CustomerStatementLine,
    entry=strawberry_django.field(
        resolver=_entry_of_line,
        only=["id"],
        description="The entry itself; null for who may not read the books.",
    ),
)
