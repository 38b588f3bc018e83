"""Places for connections: so many in all, so many for one address that wait.

A connection waits while no complete request of it is here. Who only holds connections open makes room for
others, from the same address or from elsewhere: first who has never asked anything, then who is between two
requests, then who is in the middle of a body; of these, who has waited longest. Nobody is ended whose request
is being answered, or has come and is not read yet: after a restart hundreds of callbacks arrive at once, from
one address, and each of them is money.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import chain, islice
from typing import Final

from config.web.limits import Limits

#: How many are looked at before a newcomer is taken in, or refused, without an end to another.
_LOOKED_AT: Final = 8


class Waits(IntEnum):
    """What a connection waits for, in the order in which places are taken back."""

    HEAD = 0
    IDLE = 1
    BODY = 2


@dataclass(eq=False)
class Place:
    """One connection's. `end` closes it at once; `has_unread`: whether something came that is not read."""

    address: str
    end: Callable[[], None]
    has_unread: Callable[[], bool]
    waits: Waits | None = None
    since: float = 0.0
    held: bool = True
    is_socket: bool = False


@dataclass
class _Room:
    """The places of one address, or all; those who wait in the order in which they began to."""

    held: int = 0
    sockets: int = 0
    waiting: tuple[dict[Place, None], ...] = field(default_factory=lambda: tuple({} for _ in Waits))

    @property
    def waits(self) -> int:
        return sum(map(len, self.waiting))


class Places:
    """All places of one server. Used from its event loop alone; `clock` counts seconds."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._house = _Room()
        self._rooms: dict[str, _Room] = {}

    @property
    def held(self) -> int:
        return self._house.held

    def take(self, address: str, end: Callable[[], None], has_unread: Callable[[], bool]) -> Place | None:
        """A place for a new connection, taken back from another if need be; None when there is none.

        An address may have more waiting than its limit for as long as a request may be on its way.
        """
        room = self._rooms.get(address)
        if room is not None and 0 < self._limits.per_address <= room.waits:
            self._make_room(room, self._limits.grace_seconds)
        if self._house.held >= self._limits.connections and not self._make_room(self._house, 0.0):
            return None
        place = Place(address, end, has_unread)
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
        place.waits, place.since = waits, self._clock()

    def become_socket(self, place: Place) -> bool:
        """The connection becomes a WebSocket, unless its address has as many as it may."""
        room = self._rooms[place.address]
        if 0 < self._limits.per_address <= room.sockets:
            return False
        self.wait(place, None)
        place.is_socket = True
        room.sockets += 1
        return True

    def leave(self, place: Place) -> None:
        """The connection is gone, or has to go. Again is nothing."""
        if not place.held:
            return
        self.wait(place, None)
        place.held = False
        for room in self._rooms_of(place):
            room.held -= 1
        room = self._rooms[place.address]
        room.sockets -= place.is_socket
        if not room.held:
            del self._rooms[place.address]

    def _make_room(self, room: _Room, waited: float) -> bool:
        """End one who has waited so long, and of whom nothing has come since; whether there was one."""
        now = self._clock()
        for place in islice(chain(*room.waiting), _LOOKED_AT):
            if now - place.since >= waited and not place.has_unread():
                self.leave(place)
                place.end()
                return True
        return False

    def _rooms_of(self, place: Place) -> tuple[_Room, _Room]:
        return self._rooms.setdefault(place.address, _Room()), self._house
