"""What an entry is about: the journal knows neither receipts nor invoices, its references name them."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry
import strawberry_django
from django.db.models import Model, QuerySet

from billing.models import Invoice as InvoiceRow
from graphql_api.billing.types import Invoice
from graphql_api.context import Info
from graphql_api.ledger.types import JournalEntry
from graphql_api.mpesa.types import Receipt
from graphql_api.pages import grow
from graphql_api.reading import path_of, shown_rows, together
from ledger.models import Entry
from mpesa.models import Receipt as ReceiptRow
from users.access import Right

#: Of which business, and the reference of an entry without its last part, which says what happened.
_Cause = tuple[int, str]


def _receipt(root: strawberry.Parent[Entry], info: Info) -> Receipt | None:
    if not info.context.holds(root.business_id, Right.COLLECTIONS_READ):
        return None

    def read(entries: Sequence[int]) -> dict[int, Model]:
        causes = _causes(entries, "mpesa:")
        rows = ReceiptRow.objects.filter(
            business_id__in={business for business, _ in causes.values()},
            number__in={cause.rpartition(":")[2] for _, cause in causes.values()},
        ).values_list("pk", "business_id", "till__shortcode", "number")
        keys = {(business, f"mpesa:{code}:{number}"): pk for pk, business, code, number in rows}
        return _shown(causes, keys, ReceiptRow.objects.all(), info)

    return together(root, path_of(info), read)  # type: ignore[no-any-return]


def _invoice(root: strawberry.Parent[Entry], info: Info) -> Invoice | None:
    if not info.context.holds(root.business_id, Right.BILLING_READ):
        return None

    def read(entries: Sequence[int]) -> dict[int, Model]:
        causes = _causes(entries, "invoice:")
        rows = InvoiceRow.objects.filter(
            business_id__in={business for business, _ in causes.values()},
            number__in={cause.partition(":")[2] for _, cause in causes.values()},
        ).values_list("pk", "business_id", "number")
        keys = {(business, f"invoice:{number}"): pk for pk, business, number in rows}
        return _shown(causes, keys, InvoiceRow.objects.all(), info)

    return together(root, path_of(info), read)  # type: ignore[no-any-return]


def _causes(entries: Sequence[int], begin: str) -> dict[int, _Cause]:
    """What these entries are about, of those whose reference begins so."""
    rows = Entry.objects.filter(pk__in=entries, reference__startswith=begin)
    named = rows.values_list("pk", "business_id", "reference")
    return {pk: (business, reference.rpartition(":")[0]) for pk, business, reference in named}


def _shown(
    causes: dict[int, _Cause], keys: dict[_Cause, int], rows: QuerySet[Model], info: Info
) -> dict[int, Model]:
    """Entry's key -> the row it is about, with all that is asked of it: read at once for all entries."""
    found = {row.pk: row for row in shown_rows(rows.filter(pk__in=keys.values()), info)}
    return {pk: found[keys[cause]] for pk, cause in causes.items() if cause in keys}


grow(
    JournalEntry,
    receipt=strawberry_django.field(
        resolver=_receipt,
        only=["business_id"],
        description="The M-Pesa receipt that it is about; null when it is about none, and for who may not"
        " read collections.",
    ),
    invoice=strawberry_django.field(
        resolver=_invoice,
        only=["business_id"],
        description="The invoice that it is about; null when it is about none, and for who may not read"
        " bills.",
    ),
)
