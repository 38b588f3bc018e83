"""The last requests and what they were answered, in memory; secrets are taken out before anybody looks."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from daraja_sandbox.world.clock import Milliseconds, iso_eat

KEPT = 500
SHOWN = 2000
SECRETS = re.compile(r'("(?:SecurityCredential|Password|access_token)"\s*:\s*)"[^"]*"')
ECHOED_TOKEN = re.compile(r"(Invalid Access Token - )[^\s\"]+")


@dataclass(frozen=True)
class Exchange:
    at: Milliseconds
    call: str
    method: str
    path: str
    asked: bytes
    status: int | None
    answered: bytes


class Traffic:
    def __init__(self) -> None:
        self._kept: deque[Exchange] = deque(maxlen=KEPT)
        #: How many have come since the start; the newest kept one has this number.
        self.count = 0

    def note(self, exchange: Exchange) -> None:
        self._kept.append(exchange)
        self.count += 1

    def numbered(self) -> Iterator[tuple[int, Exchange]]:
        """Newest first, with the number that each keeps until it is forgotten."""
        return zip(range(self.count, 0, -1), reversed(self._kept), strict=False)

    def shown(self) -> list[dict[str, Any]]:
        """Newest first. A status of null: the connection was cut without an answer."""
        return [
            {
                "at": iso_eat(one.at),
                "call": one.call,
                "method": one.method,
                "path": one.path,
                "request": scrub(one.asked),
                "status": one.status,
                "answer": scrub(one.answered),
            }
            for one in reversed(self._kept)
        ]


def scrub(body: bytes, *, whole: bool = False) -> str:
    """The text without credentials, passwords and tokens; cut off unless `whole`."""
    text = SECRETS.sub(r'\1"[secret]"', body.decode(errors="replace"))
    return ECHOED_TOKEN.sub(r"\1[secret]", text)[: None if whole else SHOWN]
