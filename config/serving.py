"""How the web process takes its leave: a connection that was accepted gets its answer.

uvicorn, told to stop, closes every connection on which no request has begun: also one that was accepted an
instant ago and whose callback is on its way. Safaricom sends a callback once, so such a connection is given a
moment to ask, is answered, and is closed then.
"""

from __future__ import annotations

from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: Longer than a packet travels; short enough for a stop (config.programs.WEB_GRACE_SECONDS).
FIRST_REQUEST_SECONDS: Final = 2.0


class FinishingProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol that waits for a fresh connection's first request before it says goodbye."""

    _leaving = False

    def shutdown(self) -> None:
        if self.cycle is None and not self._leaving:
            self._leaving = True
            self.loop.call_later(FIRST_REQUEST_SECONDS, super().shutdown)
        else:
            super().shutdown()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._leaving and self.cycle is not None:
            self.cycle.keep_alive = False
