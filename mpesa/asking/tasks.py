"""What the schedules run: one line each."""

from __future__ import annotations

from mpesa.asking.balances import ask_for_balances


def ask_balances() -> int:
    return ask_for_balances()
