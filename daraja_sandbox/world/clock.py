"""The sandbox's clock: can be advanced, never runs backwards once something is in the books, prints in East
Africa Time."""

import time
from datetime import UTC, datetime, timedelta, timezone

EAT = timezone(timedelta(hours=3), "EAT")
EAT_AHEAD = 3 * 3_600_000
Milliseconds = int


class Clock:
    """Milliseconds since 1970 UTC: wall time times a speed, plus what control calls advanced.

    `not_before` is the newest moment already in the books, so that statement rows stay in
    order when the machine's clock was set back between two runs.
    """

    def __init__(self, *, offset: Milliseconds = 0, speed: int = 1, not_before: Milliseconds = 0) -> None:
        self._offset = offset
        self._last = not_before
        self.speed = speed
        self._since = _wall()

    def now(self) -> Milliseconds:
        wall = _wall()
        moment = wall + (wall - self._since) * (self.speed - 1) + self._offset
        self._last = max(self._last, moment)
        return self._last

    def advance(self, step: Milliseconds) -> Milliseconds:
        """Move the clock forward; the caller keeps the returned offset."""
        if step < 0:
            raise ValueError("the clock only moves forward")
        self._offset += step
        return self._settle()

    def begin_at(self, moment: Milliseconds) -> Milliseconds:
        """Go on from a moment, be it of the past: only where nothing has happened yet. The caller keeps the
        offset."""
        self._since = _wall()
        self._offset, self._last = moment - self._since, moment
        return self._offset

    def run_at(self, speed: int) -> Milliseconds:
        """From now on each second of the machine is `speed` seconds here; the caller keeps the offset."""
        offset = self._settle()
        self.speed = speed
        return offset

    def _settle(self) -> Milliseconds:
        """What the speed has gained so far becomes part of the offset."""
        wall = _wall()
        self._offset += (wall - self._since) * (self.speed - 1)
        self._since = wall
        return self._offset


def _wall() -> Milliseconds:
    return time.time_ns() // 1_000_000


def start_of_day(moment: Milliseconds) -> Milliseconds:
    """Midnight in EAT before `moment`."""
    day = 86_400_000
    return (moment + EAT_AHEAD) // day * day - EAT_AHEAD


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


def from_iso(text: object) -> Milliseconds | None:
    """The moment of an ISO 8601 text with its zone; None for anything else."""
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return None if moment is None or moment.tzinfo is None else int(moment.timestamp() * 1000)
