"""The queue of stakes that follow their deposits."""

from __future__ import annotations

from typing import Final

QUEUE: Final = "markets.deposit"
