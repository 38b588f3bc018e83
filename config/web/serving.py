"""What uvicorn's protocols lack: an end to every wait, a place for every connection, a polite goodbye.

uvicorn waits for ever for a head, a body or a reader, takes heads and trailers of any length, and takes any
number of connections. Callbacks must get through whatever other connections do, so each wait ends after a
time and each connection needs a place (config/web/places.py).

Told to stop, uvicorn closes every connection on which no request has begun: also one that was accepted an
instant ago and whose callback is on its way. Safaricom sends a callback once, so such a connection is given a
moment to ask, is answered, and is closed then.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
import logging
import select
import socket
import time
from asyncio.events import TimerHandle
from enum import Enum, auto
from typing import Any, Final, NoReturn

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from config.web.limits import Limits, limits_from_environment
from config.web.places import Place, Places, Waits
from graphql_api.gates.bodies import refused

_SAY_AGAIN_SECONDS: Final = 60.0
_USER_TIMEOUT: Final[int | None] = getattr(socket, "TCP_USER_TIMEOUT", None)  # Linux

logger = logging.getLogger(__name__)


class Door:
    """What the connections of one server share. Kept on uvicorn's Config, which every protocol is given."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.places = Places(limits, time.monotonic)
        self._said_at = -_SAY_AGAIN_SECONDS

    def say_full(self) -> None:
        """Log that callers are refused, now and then."""
        now = time.monotonic()
        if now - self._said_at > _SAY_AGAIN_SECONDS:
            self._said_at = now
            logger.warning("all %d connections are in use: a caller was refused", self.places.held)


def door_of(config: Config) -> Door:
    """The door of the server that has this configuration: as set, or with the limits of the environment."""
    door = getattr(config, "door", None)
    if door is None:
        door = Door(limits_from_environment())
        set_door(config, door)
    assert isinstance(door, Door)
    return door


def set_door(config: Config, door: Door) -> None:
    setattr(config, "door", door)  # noqa: B010  (uvicorn's class knows no such attribute)


class _Refused(Exception):
    """Ends a request from within the parser."""


class _Reading(Enum):
    """Where the parser is."""

    BETWEEN = auto()
    HEAD = auto()
    BODY = auto()


class _Writer:
    """Ends a connection whose other side does not take what is written."""

    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    config: Config
    _full: TimerHandle | None = None

    def pause_writing(self) -> None:
        super().pause_writing()  # type: ignore[misc]
        self._full = self.loop.call_later(door_of(self.config).limits.send_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        self._forget_full()
        super().resume_writing()  # type: ignore[misc]

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_full()
        super().connection_lost(exc)  # type: ignore[misc]

    def _forget_full(self) -> None:
        if self._full is not None:
            self._full.cancel()
            self._full = None


class GuardedProtocol(_Writer, HttpToolsProtocol):
    """uvicorn's HTTP protocol with limits, and with patience for who is about to ask when it stops."""

    _leaving = False
    _timer: TimerHandle | None = None
    _place: Place | None = None
    _reading = _Reading.BETWEEN
    #: The answer to a request that the parser does not go on with.
    _refusal = 400
    #: Bytes of a head, or of what stands around a body.
    _around = 0
    _body = 0
    _began = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.door = door_of(self.config)
        self.limits = self.door.limits
        address = self.client[0] if self.client else ""
        self._place = self.door.places.take(address, transport.abort, self._has_unread)
        if self._place is None:
            self.door.say_full()
            self._answer(503)
            return
        self._wait(self.limits.head_seconds)
        wire = transport.get_extra_info("socket")
        with contextlib.suppress(OSError, AttributeError):
            # uvicorn takes an inherited socket for one of another family, and then asyncio does not do this:
            # head and body are two pieces, and the second would wait 40 ms for the first's acknowledgement.
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if _USER_TIMEOUT is not None:  # also ends the wait of a closed connection for its last reader
                wire.setsockopt(socket.IPPROTO_TCP, _USER_TIMEOUT, int(self.limits.send_seconds * 1000))

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_timer()
        if self._place is not None:
            place, self._place = self._place, None
            self.door.places.leave(place)
        super().connection_lost(exc)

    # What comes in

    def data_received(self, data: bytes) -> None:
        if self._place is None or self.transport.is_closing():
            return
        self._around += len(data)
        super().data_received(data)
        if self._leaving and self.cycle is not None:
            self.cycle.keep_alive = False
        if self._place is None or self.transport.is_closing():
            return
        if self._around > self.limits.head_bytes + (8 * self._body if self._reading is _Reading.BODY else 0):
            self._answer(431 if self._reading is _Reading.HEAD else 400)
        else:
            self._note()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._reading = _Reading.HEAD

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._reading is _Reading.BODY:
            return  # a trailer: who forwards those may have judged the headers only
        super().on_header(name, value)
        if len(self.headers) > self.limits.headers:
            self._refuse(431)

    def on_headers_complete(self) -> None:
        if len(self.url) + sum(len(n) + len(v) for n, v in self.headers) > self.limits.head_bytes:
            self._refuse(431)
        if len(self.pipeline) >= self.limits.pipelined:
            self._refuse(400)
        self._reading, self._around, self._body = _Reading.BODY, 0, 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._body += len(body)
        self._around -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._reading, self._around = _Reading.BETWEEN, 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self.transport.is_closing():
            self._note()

    def send_400_response(self, msg: str) -> None:
        """What uvicorn answers when its parser, or one of the methods above, does not go on."""
        self._answer(self._refusal)

    def _refuse(self, status: int) -> NoReturn:
        self._refusal = status
        raise _Refused

    def handle_websocket_upgrade(self) -> None:
        place = self._place
        if place is None or not self.door.places.become_socket(place):
            return self._answer(503)
        self._place = None
        self._forget_timer()
        self.ws_protocol_class = functools.partial(GuardedSocket, place=place)  # type: ignore[assignment]
        super().handle_websocket_upgrade()

    # Waiting

    def _note(self) -> None:
        """Keep the place's queue and the timer in step with what the connection waits for now."""
        place = self._place
        if place is None:
            return
        waits = self._waits()
        if waits is place.waits:
            return
        self.door.places.wait(place, waits)
        self._forget_timer()
        if waits is Waits.HEAD:
            self._wait(self.limits.head_seconds)
        elif waits is Waits.BODY:
            self._began = self.loop.time()
            self._wait(self.limits.body_seconds)
        elif waits is Waits.IDLE:
            self._wait(self.limits.idle_seconds)

    def _waits(self) -> Waits | None:
        """None while a request is being answered, whatever else has come already."""
        if self.cycle is None:
            return Waits.HEAD
        if self.pipeline:
            return None
        if self._reading is _Reading.BODY:
            return Waits.BODY
        if not self.cycle.response_complete:
            return None
        return Waits.HEAD if self._reading is _Reading.HEAD else Waits.IDLE

    def _wait(self, seconds: float) -> None:
        self._timer = self.loop.call_later(seconds, self._waited)

    def _waited(self) -> None:
        self._timer = None
        if self._place is None or self.transport.is_closing():
            return
        if self._has_unread():  # it is us who are late
            return self._wait(self.limits.grace_seconds)
        if self._place.waits is Waits.BODY:
            if self.flow.read_paused:  # it is us who do not read
                self._began = self.loop.time()
                return self._wait(self.limits.body_seconds)
            left = self._body_seconds_left()
            if left > 0:
                return self._wait(left)
        self._answer(408 if self._reading is not _Reading.BETWEEN else None)

    def _has_unread(self) -> bool:
        """Whether something came that is not read yet."""
        poll = select.poll()
        try:
            poll.register(self.transport.get_extra_info("socket").fileno(), select.POLLIN)
            return bool(poll.poll(0))
        except (OSError, ValueError, AttributeError):  # it is closed
            return False

    def _body_seconds_left(self) -> float:
        allowed = self.limits.body_seconds
        if not self.cycle.response_complete:  # what comes after the answer is of no use to anybody
            allowed += self._body / self.limits.body_bytes_per_second
        return allowed - (self.loop.time() - self._began)

    def _forget_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # Goodbyes

    def _answer(self, status: int | None) -> None:
        """Answer where no answer has begun, and close. The application hears that the caller is gone."""
        cycle = self.cycle
        if cycle is None or cycle.response_complete:
            may_answer = self._reading is not _Reading.BODY
        else:
            may_answer = self._reading is _Reading.BODY and not cycle.response_started and not self.pipeline
            cycle.disconnected = True
            cycle.message_event.set()
        if status is not None and may_answer:
            self.transport.write(STATUS_LINE[status] + self._rest_of_answer(status))
        self._forget_timer()
        self.transport.close()

    def _rest_of_answer(self, status: int) -> bytes:
        """GraphQL's JSON for who speaks it, and where no address has come yet: who does not need not read."""
        refusal = refused(status)
        headers = {**refusal.headers, "connection": "close"}
        body = b""
        if getattr(self, "url", b"").partition(b"?")[0] in (b"", b"/graphql"):
            body = json.dumps(refusal.answer()).encode()
            headers["content-type"] = "application/json"
        headers["content-length"] = str(len(body))
        lines = "".join(f"{name.lower()}: {value}\r\n" for name, value in headers.items())
        return lines.encode() + b"\r\n" + body

    def shutdown(self) -> None:
        if self._place is not None and self._place.waits in (Waits.HEAD, Waits.IDLE) and not self._leaving:
            self._leaving = True
            self.loop.call_later(self.limits.grace_seconds, super().shutdown)
        else:
            super().shutdown()


class GuardedSocket(_Writer, WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol: keeps the place, opens in time, reads no faster than it is read."""

    def __init__(self, *args: Any, place: Place | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self._place = place

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        seconds = door_of(self.config).limits.head_seconds
        self._opening = self.loop.call_later(seconds, self._opened_in_time)

    def connection_lost(self, exc: Exception | None) -> None:
        self._opening.cancel()
        if self._place is not None:
            place, self._place = self._place, None
            door_of(self.config).places.leave(place)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Pings are answered without a look at whether the answers are taken."""
        super().pause_writing()
        self.transport.pause_reading()

    def resume_writing(self) -> None:
        super().resume_writing()
        if not self.read_paused:
            self.transport.resume_reading()

    def _opened_in_time(self) -> None:
        if not self.handshake_complete:
            self.transport.abort()
