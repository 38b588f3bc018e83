"""Places for connections: so many in all, so many for one address.

When all are taken, somebody who waits without a complete request makes room: first who has never asked
anything, then who is between two requests, then who is in the middle of a body; of these, who has waited
longest. So callers who only hold connections open cannot keep others out, from their own address or from
elsewhere. A connection whose request is being answered is never ended; if there are only such, the newcomer
is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from config.limits import Limits


class Waits(IntEnum):
    """What a connection waits for, in the order in which places are taken back."""

    HEAD = 0
    IDLE = 1
    BODY = 2


@dataclass(eq=False)
class Place:
    """One connection's. `end` closes it at once."""

    address: str
    end: Callable[[], None]
    waits: Waits | None = None
    held: bool = False


@dataclass
class _Room:
    """As many places as `limit` says (0: no limit); those who wait, in the order in which they began to."""

    limit: int
    held: int = 0
    waiting: tuple[dict[Place, None], ...] = field(default_factory=lambda: tuple({} for _ in Waits))

    def oldest_waiting(self) -> Place | None:
        return next((place for queue in self.waiting for place in queue), None)

    @property
    def is_full(self) -> bool:
        return bool(self.limit) and self.held >= self.limit


class Places:
    """All places of one server. Used from its event loop alone."""

    def __init__(self, limits: Limits) -> None:
        self._per_address = limits.per_address
        self._house = _Room(limits.connections)
        self._rooms: dict[str, _Room] = {}

    @property
    def held(self) -> int:
        return self._house.held

    def take(self, address: str, end: Callable[[], None]) -> Place | None:
        """A place for a new connection, taken back from another if need be; None when there is none."""
        for room in (self._rooms.get(address), self._house):
            if room is not None and room.is_full:
                oldest = room.oldest_waiting()
                if oldest is None:
                    return None
                self.leave(oldest)
                oldest.end()
        place = Place(address, end, held=True)
        for room in self._rooms_of(place):
            room.held += 1
        self.wait(place, Waits.HEAD)
        return place

    def wait(self, place: Place, waits: Waits | None) -> None:
        """The connection waits for something else now; None: it is being answered."""
        if waits is place.waits or not place.held:
            return
        for room in self._rooms_of(place):
            if place.waits is not None:
                room.waiting[place.waits].pop(place, None)
            if waits is not None:
                room.waiting[waits][place] = None
        place.waits = waits

    def leave(self, place: Place) -> None:
        """The connection is gone, or has to go. Again is nothing."""
        if not place.held:
            return
        self.wait(place, None)
        place.held = False
        for room in self._rooms_of(place):
            room.held -= 1
        if not self._rooms[place.address].held:
            del self._rooms[place.address]

    def _rooms_of(self, place: Place) -> tuple[_Room, Any]:
        room = self._rooms.get(place.address)
        if room is None:
            room = self._rooms[place.address] = _Room(self._per_address)
        return room, self._house
