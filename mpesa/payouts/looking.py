"""Orders from which nothing has come: UNKNOWN after a minute, and asked about until somebody says what became
of them. Their reserve stays, and they are never sent again. B2B whose acknowledgement was lost has no id to
ask for: its result, the statement or people decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import transaction

from core import days
from core.machine.killpoints import reach
from core.machine.turns import by_halves, is_gone, tell
from mpesa.asking.enquiries import ask_about_payouts
from mpesa.models import AttemptState, FactSource, PayoutAttempt
from mpesa.models.payouts import LIVE
from mpesa.payouts.moving import place_arrived
from mpesa.payouts.outcomes import Told, record_told
from mpesa.payouts.queues import LOOK_QUEUE
from mpesa.payouts.statements import judge_by_statements

BATCH: Final = 200
NO_RESULT: Final = "NO_RESULT"
ASKED: Final = "No result has come: Safaricom is asked."
#: Of B2B whose acknowledgement was lost.
NOTHING_TO_ASK: Final = "No result has come, and there is no id to ask for: the statement or people decide."


def look_at_due() -> int:
    """Drain of payouts.look: begin to ask about one batch of orders whose time has come, and judge what
    nobody knows by the statements that have come; receipts of top-ups that are paid by now leave Suspense."""
    due = PayoutAttempt.objects.filter(look_at__lte=days.now()).order_by("look_at", "pk")
    keys = list(due.values_list("pk", flat=True)[:BATCH])
    failures = by_halves(_look_at, keys, raises=is_gone)
    for key, error in failures:
        attempt = PayoutAttempt.objects.get(pk=key)
        tell(error, what=LOOK_QUEUE, business_id=attempt.business_id, about=attempt)
    return len(keys) - len(failures) + judge_by_statements() + place_arrived()


def _look_at(keys: Sequence[int]) -> None:
    asked = set(
        PayoutAttempt.objects.filter(pk__in=keys).exclude(originator_id="").values_list("pk", flat=True)
    )
    record_told(
        [
            Told(
                attempt=key,
                source=FactSource.SYSTEM,
                verdict=AttemptState.UNKNOWN,
                code=NO_RESULT,
                text=ASKED if key in asked else NOTHING_TO_ASK,
            )
            for key in keys
        ]
    )
    mine = PayoutAttempt.objects.filter(pk__in=keys)
    ask_about_payouts(list(mine.filter(state__in=LIVE).select_related("till").order_by("pk")))
    mine.update(look_at=None)
    reach("payout.before_look")


def look_now(attempt: PayoutAttempt) -> None:
    """Have an order that nobody knows asked about without waiting any longer."""
    with transaction.atomic():
        _look_at([attempt.pk])
