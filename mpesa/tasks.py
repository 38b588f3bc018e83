"""What Django-Q calls."""

from __future__ import annotations

from mpesa.pulling import windows


def begin_pulls() -> int:
    return windows.begin_pulls()
