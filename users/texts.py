"""Texts that leave because of what people do here. The outbox lies above this app: it is put in by wiring."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from users.models import Business


class Writer(Protocol):
    """Writes a message into the running transaction; idempotent by `key` (messaging/outbox.py)."""

    def __call__(
        self,
        *,
        to: str,
        template: str,
        values: dict[str, str],
        key: str,
        business: Business | None = None,
        language: str = "",
        good_until: datetime | None = None,
    ) -> object: ...


#: "sms" and "email". Filled by config/wiring.py.
writers: dict[str, Writer] = {}
