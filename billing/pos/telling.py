"""Telling: a paid sale as a text message to who paid it, through the outbox."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from billing.models import InvoiceState, Sale
from core.errors import Findings, InvalidState
from core.money import display
from core.phone import canonical_phone
from core.rows.locks import lock_row
from core.text import checked_key
from messaging.models import Message
from messaging.outbox import send_sms
from users.access import Right, require_right
from users.actors import Actor

RIGHT = Right.POS_SELL
#: So often at most the receipt of one sale is sent.
MOST: Final = 3


def tell_sale(*, sale: Sale, phone: str, key: str, actor: Actor) -> Sale:
    """Send what was paid, when its bill is paid, to a phone. Needs the right pos.sell. Idempotent by (sale,
    key). Locks the sale. Raises InvalidInput BAD_PHONE / BAD_KEY, InvalidState NOT_PAID / TOLD_ENOUGH,
    Conflict KEY_REUSED."""
    require_right(actor, sale.business, RIGHT)
    found = Findings()
    number = ""
    with found.noting():
        number = canonical_phone(phone)
    with found.noting():
        checked_key(key, "message")
    found.settle()
    with transaction.atomic():
        row = lock_row(Sale.objects.filter(pk=sale.pk).select_related("invoice", "business"))
        assert row is not None, "sales are never deleted"
        if row.invoice.state != InvoiceState.PAID:
            raise InvalidState("NOT_PAID", "sale", "It is not paid yet.")
        begins = f"sale:{row.pk}:"
        sent = Message.objects.filter(key__startswith=begins).values_list("key", flat=True)
        if f"{begins}{key}" not in sent and len(sent) >= MOST:
            raise InvalidState("TOLD_ENOUGH", "sale", f"Its receipt was sent {MOST} times.")
        send_sms(
            to=number,
            template="sale_receipt",
            values={
                "business": row.business.name,
                "amount": display(row.invoice.total),
                "number": row.invoice.serial_number,
            },
            key=f"{begins}{key}",
            business=row.business,
        )
    return row
