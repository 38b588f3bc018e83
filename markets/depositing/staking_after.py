"""Stakes that follow their deposits: placed when the money is in the wallet, each once.

The money is in the wallet before: whatever keeps the stake from being placed leaves it there, and the deposit
says why. Rows are the truth: the queue is woken by receipts and by requests that end, and every minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from core import days
from core.errors import DomainError, InvalidState
from core.machine.jobs import wake
from core.machine.turns import is_temporary, work_through
from core.rows.events import record_events
from core.rows.states import take_step
from ledger.journal.wallet_numbers import read_number
from ledger.journal.wallets import news_of_wallets
from markets.depositing.queues import QUEUE
from markets.models import Deposit, DepositState
from markets.staking.placing import place_stake
from mpesa.collections.requests.failing import FAILED
from mpesa.models import PaymentRequest, RouteState

#: A stake is placed so long after it was wished: nobody stakes tomorrow on what was open today.
WORTH_STAKING: Final = timedelta(minutes=15)


def follow_requests(requests: Sequence[PaymentRequest]) -> None:
    """Tell of the wallets for which requests ask, and wake who places the stakes behind them. A listener of
    payment requests, registered in config/wiring; one query where any is for a wallet, else none."""
    ours = [request.pk for request in requests if read_number(request.account_reference)]
    if not ours:
        return
    rows = list(Deposit.objects.filter(request__in=ours).select_related("wallet"))
    record_events(news_of_wallets([row.wallet for row in rows]))
    if any(row.state == DepositState.WAITING for row in rows):
        wake(QUEUE)


def place_wished() -> int:
    """Drain of markets.deposit: place the stake of the oldest deposit that is due, or write down why there is
    none; how many. One in a transaction: it holds the locks of who stakes."""
    old = Q(created_at__lt=days.now() - WORTH_STAKING)
    paid = Q(request__receipt__route__state=RouteState.ROUTED)
    waiting = Deposit.objects.filter(paid | old | Q(request__state__in=FAILED), state=DepositState.WAITING)
    due = waiting.select_related(
        "request__receipt__route", "wallet__player", "outcome__market__business"
    ).order_by("pk")
    return len(work_through(due, _place, what=QUEUE, limit=1))


def _place(row: Deposit) -> None:
    """Raises what is only so for now: a lock, TRY_AGAIN."""
    assert row.outcome is not None and row.cents is not None, "a stake is wished"
    try:
        _require_paid_in_time(row)
        with transaction.atomic():
            row.stake = place_stake(
                outcome=row.outcome, amount=row.cents, key=f"deposit:{row.pk}", player=row.wallet.player
            )
        take_step(row, DepositState.STAKED)
    except DomainError as error:
        if is_temporary(error):
            raise
        take_step(row, DepositState.REFUSED)
        row.code, row.text = error.code, error.message[:200]
    row.ended_at = days.now()
    row.save(update_fields=["state", "stake", "code", "text", "ended_at"])
    record_events(news_of_wallets([row.wallet]))


def _require_paid_in_time(row: Deposit) -> None:
    """Raises InvalidState DEPOSIT_NOT_PAID / DEPOSIT_LATE."""
    receipt = row.request.receipt
    if receipt is None and row.request.state in FAILED:
        raise InvalidState("DEPOSIT_NOT_PAID", "", "It was not paid, so nothing was staked.")
    if days.now() - row.created_at > WORTH_STAKING:
        raise InvalidState(
            "DEPOSIT_LATE",
            "",
            "The money did not come in time for this stake. What is paid is in the wallet.",
        )
