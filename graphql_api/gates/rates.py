"""How many operations one address may send: GRAPHQL_PER_MINUTE, evenly, with a minute's worth at once.

Counted in this process alone, with no question to anybody: it keeps a loop that went wild from taking all
that others need, and is no wall against many machines. What a secret is tried by is counted elsewhere, in the
database (users/signing_in/).
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from django.conf import settings

#: Addresses that are remembered; the one that was longest quiet is forgotten first.
MAX_ADDRESSES = 10_000


class Rates:
    """What is left to each address. Safe for threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, address: str, *, per_minute: int) -> int:
        """0 when the address may send one more, which then counts; else the seconds until it may."""
        if per_minute <= 0:
            return 0
        now, each = self._clock(), 60 / per_minute
        with self._lock:
            left, at = self._left.pop(address, (float(per_minute), now))
            left = min(float(per_minute), left + (now - at) / each)
            wait = 0 if left >= 1 else math.ceil((1 - left) * each)
            self._left[address] = (left if wait else left - 1, now)
            if len(self._left) > MAX_ADDRESSES:
                self._left.popitem(last=False)
        return wait


_rates = Rates()


def seconds_to_wait(address: str) -> int:
    """0, and one operation is counted, or in how many seconds the address may send the next."""
    return _rates.take(address, per_minute=settings.GRAPHQL_PER_MINUTE)
