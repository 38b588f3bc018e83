"""What the clock runs (config/schedules.py)."""

from __future__ import annotations

from reports import delivering


def send_packs() -> int:
    return delivering.send_packs()
