"""Attempts: one order to Safaricom each, begun only where every one before it has definitely failed.
B2C is ordered under an id of its own; B2B takes none."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.db.models import Max

from core import days
from core.machine.jobs import wake
from mpesa.models import Payout, PayoutAttempt, PayoutState, PayoutWay
from mpesa.payouts.moves import Moves
from mpesa.payouts.queues import LOOK_QUEUE
from mpesa.payouts.tariff import Fees, fees_today

#: When an attempt is asked about, if nothing has come by then.
LOOK_AFTER: Final = timedelta(minutes=1)
#: Safaricom pays within this of the order, or not at all.
WITHIN: Final = timedelta(hours=24)
#: Its clock may be so much before ours.
EARLIER: Final = timedelta(minutes=10)


def begin_attempts(payouts: Sequence[Payout], fees: Fees | None = None) -> list[PayoutAttempt]:
    """Begin to send locked payouts, whose money is set aside: RESERVED -> IN_FLIGHT, each with an attempt of
    its own id, claimed by this process. In the caller's transaction; the order leaves after its commit.

    The database refuses a second attempt of a payout while one is not definitely failed. They are of one
    business and one way; `fees` are those of its tariff, read here where they are not given.
    """
    if not payouts:
        return []
    way = payouts[0].way
    charged = fees or fees_today(payouts[0].business_id, way)
    assert all(payout.state == PayoutState.RESERVED for payout in payouts), "only what is set aside is sent"
    assert all(payout.way == way for payout in payouts), "one call for all"
    moves = Moves()
    for payout in payouts:
        moves.move(payout, PayoutState.IN_FLIGHT)
    moves.save()
    counted = PayoutAttempt.objects.filter(payout__in=[payout.pk for payout in payouts])
    numbers = dict(counted.values_list("payout").annotate(last=Max("number")))
    now = days.now()
    wake(LOOK_QUEUE, at=now + LOOK_AFTER)
    return PayoutAttempt.objects.bulk_create(
        PayoutAttempt(
            payout=payout,
            business_id=payout.business_id,
            till_id=payout.till_id,
            way=way,
            number=numbers.get(payout.pk, 0) + 1,
            ref=secrets.token_hex(16),
            originator_id=str(uuid.uuid4()) if way == PayoutWay.B2C else "",
            amount=payout.amount,
            fee=charged.of(payout.amount),
            look_at=now + LOOK_AFTER,
        )
        for payout in payouts
    )
