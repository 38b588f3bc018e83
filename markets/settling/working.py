"""What the queue of markets does when it is woken: make void what is overdue, post what is in force, and send
what was won."""

from __future__ import annotations

from markets.settling.paying_out import send_winnings
from markets.settling.posting import post_runs
from markets.settling.voiding import void_overdue


def settle_markets() -> int:
    """Drain of markets.settle; returns how much was done. Woken by approvals, and every minute by the sweep:
    so what a worker left is taken up, and what is overdue is found."""
    return void_overdue() + post_runs() + send_winnings()
