"""Texts that leave because of what people do here. The outbox lies above this app: it is put in by wiring."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from core.registry import Registry
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


_writers: Registry[Writer] = Registry("writer of messages")


def register_message_writer(channel: str, writer: Writer) -> None:
    """Who writes for a channel, "sms" or "email". Called from config/wiring only."""
    _writers.register(channel, writer)


def writer_of(channel: str) -> Writer:
    """The writer of "sms" or "email"."""
    return _writers[channel]
