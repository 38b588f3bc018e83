"""Accounts of the books whose money is somebody's: refunds out of them are held there by who keeps its rows.

Filled by config/wiring: what customers have paid too much (2100) is billing's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from core.money import Cents
from core.registry import Registry
from mpesa.models import Payout


@dataclass(frozen=True)
class RefundSource:
    """`hold` keeps the money for a refund that is being written, in its transaction, for as long as its
    payout may pay; it raises where there is not enough. `left` says what refunds of receipts may take, of
    those that it knows."""

    hold: Callable[[Payout], None]
    left: Callable[[Collection[int]], dict[int, Cents]]


_sources: Registry[RefundSource] = Registry("source of refunds")


def register_refund_source(account_code: str, source: RefundSource) -> None:
    """Called from config/wiring only."""
    _sources.register(account_code, source)


def hold_refund(payout: Payout) -> None:
    """Have the source of a refund keep its money; nothing where nobody keeps rows of the account."""
    if payout.source.code in _sources:
        _sources[payout.source.code].hold(payout)


def left_in_source(account_code: str, receipts: Collection[int]) -> dict[int, Cents] | None:
    """Receipt's key -> what refunds of it may take from an account; None where nobody keeps its rows."""
    return _sources[account_code].left(receipts) if account_code in _sources else None
