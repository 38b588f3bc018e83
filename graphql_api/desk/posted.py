"""What a receipt has done in the books."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry
from django.db.models import F

from graphql_api.context import Info
from graphql_api.ledger.types import JournalEntry
from graphql_api.mpesa.types import Receipt
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Figures, path_of, read_rows, together
from ledger.models import Entry
from mpesa.collections.receipts import LEGS, receipt_reference
from mpesa.models import Receipt as ReceiptRow
from users.access import Right


@listed(
    Page[JournalEntry] | None,
    description="What it did in the books, oldest first: that it came, where its money went, and what undid"
    " it. At most one entry of each; null for who may not read the books.",
)
def _entries(root: strawberry.Parent[ReceiptRow], info: Info) -> Figures[Entry] | None:
    entries = together(root, path_of(info), lambda keys: _entries_of(keys, info))
    return None if entries is None else Figures(entries, lambda entry: str(entry.pk))


def _entries_of(keys: Sequence[int], info: Info) -> dict[int, list[Entry]]:
    """Receipt -> its entries, by their references, where the person may read them: two queries for however
    many receipts."""
    receipts = [
        receipt
        for receipt in ReceiptRow.objects.filter(pk__in=keys).select_related("till")
        if info.context.holds(receipt.business_id, Right.LEDGER_READ)
    ]
    whose = {
        (receipt.business_id, receipt_reference(receipt.till, receipt.number, leg)): receipt.pk
        for receipt in receipts
        for leg in LEGS
    }
    # Annotated: what nobody asked for is deferred, and would be read one by one.
    rows = Entry.objects.filter(
        business_id__in={business_id for business_id, _ in whose},
        reference__in=[reference for _, reference in whose],
    ).annotate(in_books_of=F("business_id"), known_by=F("reference"))
    _, entries = read_rows(rows.order_by("pk"), info, None)
    found: dict[int, list[Entry]] = {receipt.pk: [] for receipt in receipts}
    for entry in entries:
        if pk := whose.get((entry.in_books_of, entry.known_by)):
            found[pk].append(entry)
    return found


grow(Receipt, entries=_entries)
