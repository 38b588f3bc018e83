"""Re-wrapping every data key after a new FIELD_ENCRYPTION_KEYS entry was put first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from core.machine.crypto import Unreadable, rewrap
from core.models import DataKey


@dataclass(frozen=True)
class Progress:
    """Data keys looked at, wrapped anew, and not readable with any configured key."""

    seen: int = 0
    rewrapped: int = 0
    unreadable: int = 0


def rewrap_all(*, batch: int = 500) -> Iterator[Progress]:
    """Wrap every data key under the newest key; yields the progress after each batch.

    Each key is its own committed UPDATE and says itself whether it is done: stopping at any moment, starting
    again and running two at once are all safe.
    """
    progress, last = Progress(), None
    while True:
        keys = DataKey.objects.order_by("pk")
        rows = list((keys if last is None else keys.filter(pk__gt=last))[:batch])
        if not rows:
            return
        for key in rows:
            progress = replace(progress, seen=progress.seen + 1)
            try:
                progress = replace(progress, rewrapped=progress.rewrapped + rewrap(key))
            except Unreadable:
                progress = replace(progress, unreadable=progress.unreadable + 1)
        last = rows[-1].pk
        yield progress
