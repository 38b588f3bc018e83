"""Writing a message: a row in the caller's transaction. Sending is another matter (messaging/sending.py)."""

from __future__ import annotations

import json
from datetime import datetime

from core import days
from core.email import canonical_email, mask_email
from core.machine.crypto import keyed_digests, new_data_key, seal
from core.machine.jobs import wake
from core.phone import canonical_phone, mask_phone
from core.rows.idempotency import first_or_conflict
from messaging.models import Channel, Message
from messaging.templates import render
from users.languages import language_for
from users.models import Business

OUTBOX_QUEUE = "messaging.outbox"
CONTENT_PURPOSE = "message.content"


def send_sms(
    *,
    to: str,
    template: str,
    values: dict[str, str],
    key: str,
    business: Business | None = None,
    language: str = "",
    good_until: datetime | None = None,
) -> Message:
    """Have a text message sent to a Kenyan phone once the running transaction commits.

    Refused outside a transaction. Idempotent by `key`: the same message returns the first row, another one
    raises Conflict KEY_REUSED. Without `language` the one of the business. After `good_until` it is not sent
    any more. Raises InvalidInput BAD_PHONE.
    """
    number = canonical_phone(to)
    return _write(
        channel=Channel.SMS,
        recipient=number,
        masked=mask_phone(number),
        template=template,
        values=values,
        key=key,
        business=business,
        language=language,
        good_until=good_until,
    )


def send_email(
    *,
    to: str,
    template: str,
    values: dict[str, str],
    key: str,
    business: Business | None = None,
    language: str = "",
    good_until: datetime | None = None,
) -> Message:
    """Have an e-mail sent; as send_sms. Raises InvalidInput BAD_EMAIL."""
    address = canonical_email(to)
    return _write(
        channel=Channel.EMAIL,
        recipient=address,
        masked=mask_email(address),
        template=template,
        values=values,
        key=key,
        business=business,
        language=language,
        good_until=good_until,
    )


def _write(
    *,
    channel: Channel,
    recipient: str,
    masked: str,
    template: str,
    values: dict[str, str],
    key: str,
    business: Business | None,
    language: str,
    good_until: datetime | None,
) -> Message:
    chosen = language or language_for(business=business)
    subject, body = render(template, chosen, values)
    # Keyed: without BLIND_INDEX_KEYS nobody can try out phones or codes on it.
    said = keyed_digests([channel, recipient, subject, body])
    wake(OUTBOX_QUEUE)

    def write() -> Message:
        data_key = new_data_key()
        content = json.dumps({"to": recipient, "subject": subject, "body": body})
        return Message.objects.create(
            key=key,
            content_hash=said[0],
            business=business,
            channel=channel,
            template=template,
            language=chosen,
            data_key=data_key,
            content_sealed=seal(data_key, content, purpose=CONTENT_PURPOSE),
            recipient_masked=masked,
            due_at=days.now(),
            good_until=good_until,
        )

    known = Message.objects.filter(key=key)
    return first_or_conflict(known, digests=said, write=write, what="message", column="content_hash")[0]
