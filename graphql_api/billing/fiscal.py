"""Bills on their way through eTIMS: how far each has come, and sending one again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

import strawberry
import strawberry_django
from django.db.models import F, Model, QuerySet
from strawberry import relay

from billing import models
from billing.etims import reading
from billing.etims.queueing import connected, send_again
from graphql_api.billing.credit_notes import CreditNote
from graphql_api.billing.types import Invoice
from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.filters import DayRange, Direction, in_states, on_days, ordered
from graphql_api.nodes import find, register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.payloads import mutation
from graphql_api.reading import path_of, shown_rows, together
from graphql_api.users.types import Business
from users.models import Business as BusinessRow

FiscalState = described(
    models.FiscalState,
    "FiscalState",
    "How far a bill has come at the Kenya Revenue Authority.",
    QUEUED="It waits to be sent.",
    SENT="It is being sent.",
    UNKNOWN="It was sent, and nobody knows whether it was taken: it is asked for by the same number.",
    SIGNED="A control unit has signed it.",
    REFUSED="It is not taken as it is: `told` says why. Put it right and send it again.",
    CANCELLED="Its invoice became void before it was sent.",
)


class _Column(StrEnum):
    CREATED_AT = "pk"


FiscalDocumentOrderField = described(
    _Column,
    "FiscalDocumentOrderField",
    "By what fiscal documents are ordered.",
    CREATED_AT="When they were queued.",
)


def _invoice(root: strawberry.Parent[models.FiscalDocument]) -> Invoice:
    bill = root.invoice if root.credit_note is None else root.credit_note.invoice
    return cast(Invoice, bill)


def _next_try(root: strawberry.Parent[models.FiscalDocument]) -> datetime | None:
    waits = root.state in (models.FiscalState.QUEUED, models.FiscalState.UNKNOWN)
    return root.due_at if waits else None


@strawberry_django.type(
    models.FiscalDocument, description="An invoice or a credit note on its way through KRA's eTIMS."
)
class FiscalDocument(relay.Node):
    business: Business = strawberry_django.field(description="Whose bill it is.")
    invoice: Invoice = strawberry_django.field(
        resolver=_invoice,
        select_related=["invoice", "credit_note__invoice"],
        description="The invoice; of a credit note the one that it takes back of.",
    )
    credit_note: CreditNote | None = strawberry_django.field(
        description="The credit note; null of an invoice."
    )
    state: FiscalState = strawberry_django.field(description="How far it has come.")
    reason: str = strawberry_django.field(
        description="A code: why it was refused, waits or is not known; else empty."
    )
    told: str = strawberry_django.field(description="The control unit's own words; empty when it has none.")
    control_unit_number: str = strawberry_django.field(
        only=["control_unit", "receipt_number"],
        description="The CU invoice number as printed, `KRACU0400001074/9`; empty until it is signed.",
    )
    internal_data: str = strawberry_django.field(description="What the control unit gave along.")
    signature: str = strawberry_django.field(description="Its signature; empty until it is signed.")
    qr_text: str = strawberry_django.field(
        description="The address of KRA's page of it, for a QR code; empty until it is signed."
    )
    next_try_at: datetime | None = strawberry_django.field(
        resolver=_next_try,
        only=["state", "due_at"],
        description="When it is sent or asked for next, in UTC; null where it does not wait.",
    )
    created_at: datetime = strawberry_django.field(description="When it was queued, in UTC.")
    settled_at: datetime | None = strawberry_django.field(
        description="When it was signed or refused, in UTC; else null."
    )


_HOW_FAR = "How far it has come at KRA; null where it was never queued."
register_node("FiscalDocument", reading.fiscal_document_for)


@strawberry_django.field(only=["id"], description=_HOW_FAR)
def _fiscal_of_invoice(root: strawberry.Parent[models.Invoice], info: Info) -> FiscalDocument | None:
    return _fiscal(root, "invoice", info)


@strawberry_django.field(only=["id"], description=_HOW_FAR)
def _fiscal_of_note(root: strawberry.Parent[models.CreditNote], info: Info) -> FiscalDocument | None:
    return _fiscal(root, "credit_note", info)


def _fiscal(root: Model, by: str, info: Info) -> FiscalDocument | None:
    """Read at once for all bills that came together, with all that is asked of it."""

    def read(keys: Sequence[int]) -> dict[int, models.FiscalDocument]:
        # Annotated: what nobody asked for is deferred, and would be read one by one.
        rows = models.FiscalDocument.objects.filter(**{f"{by}__in": keys}).annotate(bill=F(by))
        return {row.bill: row for row in shown_rows(rows, info)}

    return cast("FiscalDocument | None", together(root, path_of(info), read))


def _connected(businesses: Sequence[int]) -> dict[int, bool]:
    return dict.fromkeys(connected(businesses), True)


@strawberry_django.field(
    only=["id"], description="Its bills go to KRA's eTIMS: there is a control unit, and its PIN is known."
)
def _connected_business(root: strawberry.Parent[BusinessRow]) -> bool:
    return bool(together(root, ("etims",), _connected))


grow(Invoice, fiscal=_fiscal_of_invoice)
grow(CreditNote, fiscal=_fiscal_of_note)
grow(Business, etims_connected=_connected_business)


@strawberry.input(description="Which fiscal documents; all that is given holds at once.")
class FiscalDocumentFilter:
    day: DayRange | None = strawberry.field(default=None, description="The day on which they were queued.")
    states: list[FiscalState] | None = strawberry.field(default=None, description="In one of these states.")

    def of(self, rows: QuerySet[models.FiscalDocument]) -> QuerySet[models.FiscalDocument]:
        """Raises InvalidInput BAD_FILTER."""
        return in_states(on_days(rows, "created_at", self.day), self.states)


@strawberry.input(description="The order of fiscal documents.")
class FiscalDocumentOrder:
    field: FiscalDocumentOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")


@strawberry.type
class FiscalQueries:
    @listed(Page[FiscalDocument], description="Bills on their way through eTIMS; newest first.")
    def fiscal_documents(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: FiscalDocumentFilter | None = None,
        order_by: FiscalDocumentOrder | None = None,
    ) -> QuerySet[Any]:
        where = businesses_asked(info, business, all_mine, reading.RIGHT)
        rows = reading.fiscal_documents_of(where)
        return ordered(filter.of(rows) if filter else rows, order_by)


@strawberry.input(description="A bill to send to KRA.")
class SendToEtimsInput:
    bill: relay.GlobalID = strawberry.field(description="An issued invoice, a paid sale, or a credit note.")


@strawberry.type
class FiscalMutations:
    @mutation(
        description="Has a bill sent to KRA's eTIMS now: one that was never queued, was refused and is put"
        " right, or waits. What is signed stays so. Audited. Safe to repeat."
    )
    def send_to_etims(self, info: Info, input: SendToEtimsInput) -> FiscalDocument:
        kind = "CreditNote" if input.bill.type_name == "CreditNote" else "Invoice"
        bill = find(info.context.user, input.bill, kind, field="bill")
        return cast(FiscalDocument, send_again(bill=bill, actor=info.context.user))
