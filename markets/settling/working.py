"""What the queue of markets does when it is woken: post what is in force, and make void what is overdue."""

from __future__ import annotations

from markets.settling.posting import post_runs
from markets.settling.voiding import void_overdue


def settle_markets() -> int:
    """Drain of markets.settle; returns how much was done. Woken by approvals, and every minute by the sweep:
    so what a worker left is taken up, and what is overdue is found."""
    return void_overdue() + post_runs()
