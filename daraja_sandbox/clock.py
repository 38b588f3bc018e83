"""The sandbox's clock: never runs backwards, can be advanced, prints in East Africa Time."""

import time
from datetime import UTC, datetime, timedelta, timezone

EAT = timezone(timedelta(hours=3), "EAT")
Milliseconds = int


class Clock:
    """Milliseconds since 1970 UTC, wall time plus an offset that control calls may grow.

    `not_before` is the newest moment already in the books, so that statement rows stay in
    order when the machine's clock was set back between two runs.
    """

    def __init__(self, *, offset: Milliseconds = 0, not_before: Milliseconds = 0) -> None:
        self._offset = offset
        self._last = not_before

    def now(self) -> Milliseconds:
        self._last = max(self._last, time.time_ns() // 1_000_000 + self._offset)
        return self._last

    def advance(self, step: Milliseconds) -> Milliseconds:
        """Move the clock forward; the caller keeps the returned offset."""
        if step < 0:
            raise ValueError("the clock only moves forward")
        self._offset += step
        return self._offset


def in_eat(moment: Milliseconds) -> datetime:
    return datetime.fromtimestamp(moment // 1000, tz=UTC).astimezone(EAT)


def daraja_stamp(moment: Milliseconds) -> str:
    """`yyyymmddHHMMSS` in EAT, as TransTime and TransactionDate carry it."""
    return in_eat(moment).strftime("%Y%m%d%H%M%S")


def iso_eat(moment: Milliseconds) -> str:
    return in_eat(moment).isoformat()


def from_eat(local: datetime) -> Milliseconds:
    """The first millisecond of a second given as naive EAT time."""
    return int(local.replace(tzinfo=EAT).timestamp()) * 1000
