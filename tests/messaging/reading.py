"""What stands in the outbox, as the recipient would read it."""

from __future__ import annotations

import json
import re

from core.machine.crypto import unseal
from messaging.models import Message
from messaging.outbox import CONTENT_PURPOSE


def contents() -> list[dict[str, str]]:
    """`to`, `subject` and `body` of every message that was not sent yet, oldest first."""
    rows = Message.objects.exclude(data_key=None).select_related("data_key").order_by("pk")
    return [json.loads(unseal(row.data_key, row.content_sealed, purpose=CONTENT_PURPOSE)) for row in rows]


def last_code() -> str:
    return re.search(r"\b\d{6}\b", contents()[-1]["body"])[0]  # type: ignore[index]


def last_token() -> str:
    return re.search(r"/join#([\w-]+) (?:is your invitation|ni mwaliko wako)", contents()[-1]["body"])[1]  # type: ignore[index]
