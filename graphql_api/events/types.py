"""An event as subscribers see it: where it stands, what it is about, and ids to fetch it by."""

from __future__ import annotations

from datetime import datetime
from typing import Self

import strawberry
from strawberry import relay

from core.models import PublishedEvent
from graphql_api.scalars import BigInt

#: Names of ids in the event log -> node types. Other names carry codes and are handed out as they are.
NODE_TYPES = {
    "request": "PaymentRequest",
    "receipt": "Receipt",
    "till": "Till",
    "customer": "Customer",
    "invoice": "Invoice",
    "entry": "JournalEntry",
    "period": "Period",
    "run": "ReconciliationRun",
    "statement": "Statement",
    "alert": "Alert",
    "voucher": "Voucher",
    "recurring": "RecurringVoucher",
}


@strawberry.type(description="What an event is about. The id of a thing can be asked for with `node`.")
class EventId:
    name: str
    id: str


@strawberry.type(
    description="Something happened in a business. Fetch the things it names with your own rights."
)
class Event:
    number: BigInt
    topic: str
    business_code: str
    at: datetime
    ids: list[EventId]

    @classmethod
    def of(cls, row: PublishedEvent, business_code: str) -> Self:
        return cls(
            number=BigInt(row.number),
            topic=row.event.topic,
            business_code=business_code,
            at=row.event.created_at,
            ids=[
                EventId(name=name, id=_public_id(name, value))
                for name, value in sorted(row.event.ids.items())
            ],
        )


def _public_id(name: str, value: object) -> str:
    type_name = NODE_TYPES.get(name)
    return relay.to_base64(type_name, value) if type_name else str(value)
