"""The queue of runs that are in force."""

from __future__ import annotations

from typing import Final

QUEUE: Final = "markets.settle"
#: Wallets that are posted to in one transaction.
BATCH: Final = 2000
