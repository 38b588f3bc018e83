"""What Django-Q calls."""

from __future__ import annotations

from mpesa.balances import holes
from mpesa.pulling import windows


def begin_pulls() -> int:
    return windows.begin_pulls()


def check_balances() -> int:
    return holes.check_balances()
