"""What people may do with a payout as it stands: the board offers these and no others."""

from __future__ import annotations

from enum import StrEnum

from mpesa.models import AttemptState, Payout, PayoutState
from mpesa.payouts.requesting import CANCELLABLE


class Act(StrEnum):
    CANCEL = "CANCEL"
    RETRY = "RETRY"
    DECIDE = "DECIDE"
    RELEASE = "RELEASE"


def acts_of(payout: Payout) -> list[Act]:
    """The acts that would not be refused for the payout's own state; of an order that nobody knows the only
    one is to say by which receipt it was paid."""
    acts = [Act.CANCEL] if payout.state in CANCELLABLE else []
    if payout.state == PayoutState.FAILED:
        acts.append(Act.RETRY)
    if any(attempt.state == AttemptState.UNKNOWN for attempt in payout.attempts.all()):
        acts.append(Act.DECIDE)
    if payout.state == PayoutState.HELD:
        acts.append(Act.RELEASE)
    return acts
