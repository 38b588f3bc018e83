"""What a receipt or a payout has done in the books."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry
from django.db.models import F

from graphql_api.context import Info
from graphql_api.ledger.types import JournalEntry
from graphql_api.mpesa.payout_types import Payout
from graphql_api.mpesa.types import Receipt
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Figures, path_of, read_rows, together
from ledger.models import Entry
from mpesa.collections.receipts import LEGS, receipt_reference
from mpesa.models import Payout as PayoutRow
from mpesa.models import Receipt as ReceiptRow
from mpesa.payouts.booked import entries_of_payouts
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


@listed(
    Page[JournalEntry] | None,
    description="What it did in the books, oldest first: its money set aside, given back, paid, and what"
    " Safaricom took. Null for who may not read the books.",
)
def _entries_of_payout(root: strawberry.Parent[PayoutRow], info: Info) -> Figures[Entry] | None:
    entries = together(root, path_of(info), lambda keys: _entries_of_payouts(keys, info))
    return None if entries is None else Figures(entries, lambda entry: str(entry.pk))


def _entries_of_payouts(keys: Sequence[int], info: Info) -> dict[int, list[Entry]]:
    """Payout -> its entries, where the person may read them."""
    owners = PayoutRow.objects.filter(pk__in=keys).values_list("pk", "business_id")
    readable = [pk for pk, business in owners if info.context.holds(business, Right.LEDGER_READ)]
    mine = entries_of_payouts(readable)
    wanted = [entry for entries in mine.values() for entry in entries]
    _, rows = read_rows(Entry.objects.filter(pk__in=wanted).order_by("pk"), info, None)
    known = {row.pk: row for row in rows}
    return {pk: [known[entry] for entry in mine.get(pk, ())] for pk in readable}


grow(Receipt, entries=_entries)
grow(Payout, entries=_entries_of_payout)
