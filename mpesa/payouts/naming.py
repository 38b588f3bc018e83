"""Whose phone it is: what M-Pesa said of a receiver when it paid, kept for the checks of later payouts."""

from __future__ import annotations

from collections.abc import Sequence

from core.machine.crypto import seal
from core.text import one_line
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.models import AttemptState, Payer, PayoutAttempt
from mpesa.payouts.checks import PAYER_NAME_PURPOSE, expected_name, known_name, names_differ
from mpesa.payouts.moves import Moves, lock_payouts


def note_receivers(named: Sequence[tuple[int, str]]) -> None:
    """Keep the names that came with payments, by attempt, and open a case where one is another than was
    expected. In the transaction that booked them, which holds the locks on their payouts."""
    if not named:
        return
    names = dict(named)
    paid = PayoutAttempt.objects.filter(pk__in=names, state=AttemptState.PAID)
    rows = list(paid.select_related("payout__payee__data_key", "payout__till"))
    for attempt in rows:
        payout = attempt.payout
        name = one_line(names[attempt.pk])[:100]
        if names_differ(expected_name(payout), name):
            note_discrepancy(
                till=payout.till,
                code="PAYOUT_NAME_DIFFERS",
                subject=f"payout {payout.ref}",
                detail="It was paid, and M-Pesa calls the receiver otherwise than who asked for it.",
            )
            _flag(payout.pk)
        if known_name(payout.payee) != name:
            _learn(payout.payee, name)


def _learn(payee: Payer, name: str) -> None:
    if payee.data_key is None:
        return  # erased
    payee.name_sealed = seal(payee.data_key, name, purpose=PAYER_NAME_PURPOSE)
    payee.save(update_fields=["name_sealed"])


def _flag(payout: int) -> None:
    row = lock_payouts([payout])[payout]
    row.flagged = True
    moves = Moves()
    moves.touch(row)
    moves.save()
