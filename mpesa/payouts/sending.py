"""Sending: claim and commit, call outside any transaction, record. Calls overlap; claims keep them single.

A process that dies in between leaves its attempts SENDING; after a while they are UNKNOWN and asked about,
and never sent again. A refusal that is known to be before acceptance is a definite failure: the payout goes
again, under a new id, where the refusal was not its own.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta
from functools import partial
from typing import Final

from django.db import transaction

from core import days
from core.errors import CODES, DomainError, InvalidState
from core.machine.killpoints import reach
from core.machine.turns import alone, by_halves, is_gone, tell, work_through
from mpesa.asking.initiators import initiator_of
from mpesa.daraja.answers import AsyncAck
from mpesa.daraja.client import DarajaClient
from mpesa.daraja.errors import DarajaUnknown, DarajaUnreachable
from mpesa.daraja.security import Initiator
from mpesa.models import (
    AttemptState,
    FactSource,
    Payout,
    PayoutAttempt,
    PayoutState,
    PayoutWay,
    Till,
)
from mpesa.payouts.claiming import claim_payouts
from mpesa.payouts.lines import doubt_line
from mpesa.payouts.moves import Moves
from mpesa.payouts.ordering import Order, order_of
from mpesa.payouts.outcomes import Told, record_told
from mpesa.payouts.queues import SEND_QUEUE
from mpesa.tills.apps import wake_when_not_slow
from mpesa.tills.connections import client_for

logger = logging.getLogger(__name__)

#: Calls that overlap, and how many are claimed at most: what a process that dies leaves UNKNOWN.
THREADS: Final = 32
CLAIMED: Final = 64
#: Seconds for which answers are gathered to be recorded together.
GATHER: Final = 0.05
#: How long one drain goes on claiming; a job has its time.
CLAIM_FOR: Final = 20.0
#: An attempt that nobody recorded after this was sent by a process that died.
ABANDONED_AFTER: Final = timedelta(seconds=90)
BATCH: Final = 100
_Answer = AsyncAck | DomainError
_UNREADABLE: Final = InvalidState(
    "DARAJA_BAD_CREDENTIALS", "till", "The credentials of the till cannot be read: register them again."
)


def send_payouts() -> int:
    """Drain of payouts.send: order all that may be ordered, until nothing is left or CLAIM_FOR is over.

    What was held until now goes on; what a dead process left behind becomes UNKNOWN.
    """
    handled = let_due_go() + _give_up_abandoned()
    ends = time.monotonic() + CLAIM_FOR
    more = True
    calls: dict[Future[_Answer], PayoutAttempt] = {}
    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        while True:
            if more and len(calls) <= CLAIMED - THREADS and time.monotonic() < ends:
                begun, held = claim_payouts(CLAIMED - len(calls))
                reach("payout.after_claim")
                handled += len(begun) + held
                more = bool(begun)
                calls |= _call(pool, begun)
            if not calls:
                break
            wait(calls, return_when=FIRST_COMPLETED)
            done, _ = wait(calls, timeout=GATHER)
            reach("payout.before_record")
            _record_answers([(calls.pop(call), call.result()) for call in done])
            reach("payout.after_record")
    wake_when_not_slow(SEND_QUEUE, Payout.objects.filter(state=PayoutState.RESERVED))
    return handled


def _call(
    pool: ThreadPoolExecutor, attempts: Iterable[PayoutAttempt]
) -> dict[Future[_Answer], PayoutAttempt]:
    """The calls of attempts on their way; one that cannot be prepared has its refusal as its answer."""
    ways: dict[int, tuple[DarajaClient, Initiator] | DomainError] = {}
    calls: dict[Future[_Answer], PayoutAttempt] = {}
    for attempt in attempts:
        till = attempt.till
        if till.pk not in ways:
            ways[till.pk] = alone(
                partial(_way_of, till), what=SEND_QUEUE, business_id=till.business_id, about=till
            ) or _UNREADABLE  # fmt: skip
        way = ways[till.pk]
        order = way if isinstance(way, DomainError) else order_of(attempt, *way)
        calls[pool.submit(_send, order)] = attempt
    return calls


def _way_of(till: Till) -> tuple[DarajaClient, Initiator]:
    return client_for(till), initiator_of(till)


def _send(order: Order | DomainError) -> _Answer:
    """One call. A refusal or an unknown outcome is a value; nothing is decided here."""
    if isinstance(order, DomainError):
        return order
    try:
        return order.call()
    except DomainError as error:
        return error
    except Exception:
        logger.exception("an order ended in an unforeseen way; its outcome is unknown")
        return DarajaUnknown("DARAJA_UNDECIDED")


def _record_answers(answers: list[tuple[PayoutAttempt, _Answer]]) -> None:
    """Record what has been answered, together; what cannot be, alone. What raises stays SENDING, and becomes
    UNKNOWN with what dead processes leave."""
    failures = by_halves(record_answers, answers, raises=is_gone)
    for (attempt, _), error in failures:
        tell(error, what=SEND_QUEUE, business_id=attempt.business_id, about=attempt)


@transaction.atomic
def record_answers(answers: Iterable[tuple[PayoutAttempt, _Answer]]) -> None:
    """Write down what Safaricom answered to orders. A result may have been here first."""
    answers = list(answers)
    record_told([_told(attempt, answer) for attempt, answer in answers])
    unreached = {
        (attempt.till_id, attempt.way): attempt.till
        for attempt, answer in answers
        if isinstance(answer, DarajaUnreachable)
    }
    for (_, way), till in sorted(unreached.items(), key=lambda each: each[0]):
        doubt_line(till, PayoutWay(way))


def _told(attempt: PayoutAttempt, answer: _Answer) -> Told:
    if isinstance(answer, AsyncAck):
        return Told(
            attempt=attempt.pk,
            source=FactSource.ANSWER,
            verdict=AttemptState.SENT,
            conversation_id=answer.conversation_id,
            # Of B2B this is the only id by which it can be asked about; of B2C it repeats ours.
            originator_id=answer.originator_conversation_id,
        )
    unknown = isinstance(answer, DarajaUnknown)
    said = getattr(answer, "said", "")
    return Told(
        attempt=attempt.pk,
        source=FactSource.ANSWER,
        verdict=AttemptState.UNKNOWN if unknown else AttemptState.FAILED,
        code=answer.code,
        text=CODES.get(answer.code, answer.message) if said else answer.message,
        said=said,
    )


def let_due_go() -> int:
    """What a limit or a check held until now."""

    def let_go(payout: Payout) -> None:
        moves = Moves()
        moves.move(payout, PayoutState.RESERVED)
        payout.due_at = None
        moves.save()

    due = Payout.objects.filter(state=PayoutState.HELD, due_at__lte=days.now())
    return len(work_through(due.order_by("due_at", "pk"), let_go, what=SEND_QUEUE, limit=BATCH))


def _give_up_abandoned() -> int:
    """Attempts that were claimed and never recorded: whoever sent them died."""
    old = PayoutAttempt.objects.filter(
        state=AttemptState.SENDING, created_at__lt=days.now() - ABANDONED_AFTER
    )
    keys = list(old.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if not keys:
        return 0
    lost = DarajaUnknown("DARAJA_CONNECTION_LOST")
    _record_answers([(attempt, lost) for attempt in old.filter(pk__in=keys).select_related("till")])
    return len(keys)
