"""What is won goes on to the winners' phones, where the market was opened so: after the settlement is in the
books, through payouts with their checks. What cannot be sent stays in the wallet, and it is written down why.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import F

from core.errors import DomainError
from core.machine.crypto import keyed_digests
from core.machine.killpoints import reach
from core.machine.turns import alone, is_temporary
from core.rows.locks import lock_free_rows
from markets.locking import tell_changed
from markets.models import RunPayment, RunPayout, RunState, SettlementRun
from markets.settling import queues
from mpesa.payouts.withdrawing import pay_out_won
from users.models import Approval

#: Payouts that are made in one transaction.
BATCH: Final = 50


def send_winnings() -> int:
    """Make the withdrawals of a batch of each run that is done; returns how many payments were looked at.
    Idempotent by payment."""
    handled = 0
    waiting = SettlementRun.objects.filter(state=RunState.DONE, sent__lt=F("posted")).order_by("pk")
    for run in waiting.select_related("market"):
        batch = partial(_send_batch, run)
        handled += alone(batch, what=queues.QUEUE, business_id=run.market.business_id, about=run) or 0
    return handled


def _send_batch(run: SettlementRun) -> int:
    handled = 0
    with transaction.atomic():
        mine = SettlementRun.objects.filter(pk=run.pk, state=RunState.DONE, sent__lt=F("posted"))
        for row in lock_free_rows(mine.select_related("approval").order_by("pk"), limit=1):
            due = row.of_wallets.filter(position__gt=row.sent).order_by("position")
            payments = list(
                due.select_related("wallet__account", "wallet__business", "wallet__player__data_key")[:BATCH]
            )
            assert row.approval is not None, "two people have approved what is paid out"
            for payment in payments:
                _send(row, payment, row.approval)
            row.sent += len(payments)
            row.save(update_fields=["sent"])
            if row.sent == row.posted:
                tell_changed(run.market)
            handled = len(payments)
        reach("winnings.before_commit")
    reach("winnings.after_commit")
    return handled


def _send(run: SettlementRun, payment: RunPayment, approval: Approval) -> None:
    """One withdrawal, or why there is none. What is only not possible just now is raised."""
    won = payment.cents - payment.taken_back
    if won <= 0:
        return
    try:
        with transaction.atomic():
            payout = pay_out_won(
                wallet=payment.wallet,
                amount=won,
                key=_key(run, payment),
                approval=approval,
            )
            RunPayout.objects.create(payment=payment, payout=payout)
    except DomainError as error:
        if is_temporary(error):
            raise
        RunPayout.objects.create(payment=payment, code=error.code)


def _key(run: SettlementRun, payment: RunPayment) -> str:
    """Nobody can guess it, so nobody has asked for a payout under it before."""
    guarded = keyed_digests(["winnings", run.pk, payment.wallet_id])[0].hex()
    return f"market:{run.pk}:{payment.wallet_id}:{guarded[:32]}"
