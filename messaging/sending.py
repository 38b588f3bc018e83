"""Sending what is in the outbox: claim, commit, call, record.

A message that is known to be sent is never sent again. One that was begun and whose outcome nobody knows (the
process died, the answer was lost) is tried again: a text may arrive twice, rather than not at all. Nothing
that is sent here moves money, and a code that arrives twice is one code.
"""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from core import days
from core.machine.crypto import Unreadable, unseal
from core.machine.jobs import wake
from core.machine.turns import work_through, worked
from core.rows.locks import lock_row
from core.rows.states import take_step
from messaging.email import send_mail
from messaging.models import FINAL_STATES, Channel, Message, MessageState
from messaging.outbox import CONTENT_PURPOSE, OUTBOX_QUEUE
from messaging.outcomes import Outcome, Verdict
from messaging.sms import send_text

logger = logging.getLogger(__name__)

BATCH = 8
MAX_CLAIMS = 8
#: 30 s, 1 min, 2 min ... up to an hour: eight attempts take about an hour.
FIRST_DELAY, MAX_DELAY = timedelta(seconds=30), timedelta(hours=1)
#: Longer than any call may take: who has not written down an outcome by then has died.
ABANDONED_AFTER = timedelta(minutes=3)


def send_messages() -> int:
    """Drain of messaging.outbox: one batch of what is due; each message is a transaction of its own."""
    now = days.now()
    abandoned = _give_back(now)
    claimed = _claim(now)
    if claimed:
        with ThreadPoolExecutor(max_workers=len(claimed)) as pool:
            calls = {pool.submit(_attempt, message): message for message in claimed}
            for call in as_completed(calls):
                _record(calls[call], call.result())
    return len(claimed) + abandoned


def _record(message: Message, outcome: Outcome) -> bool:
    return worked(
        partial(record_outcome, message.pk, message.claims, outcome),
        what=OUTBOX_QUEUE,
        business_id=message.business_id,
        about=message,
    )


def delay_after(claims: int) -> timedelta:
    """How long to wait after so many attempts."""
    return min(FIRST_DELAY * 2 ** max(claims - 1, 0), MAX_DELAY)


def _claim(now: datetime) -> list[Message]:
    """Due messages, marked as begun and committed before anything leaves."""

    def begin(message: Message) -> None:
        take_step(message, MessageState.SENDING)
        message.claims += 1
        message.begun_at = now
        message.save(update_fields=["state", "claims", "begun_at"])

    due = Message.objects.filter(state=MessageState.WAITING, due_at__lte=now).order_by("due_at", "pk")
    return work_through(due.select_related("data_key"), begin, what=OUTBOX_QUEUE, limit=BATCH)


def _attempt(message: Message) -> Outcome:
    """One call, in a thread that does not touch the database. Whatever goes wrong is an outcome."""
    if message.good_until is not None and message.good_until <= days.now():
        return Outcome(Verdict.REFUSED, "TOO_LATE")
    try:
        content = json.loads(unseal(message.data_key, message.content_sealed, purpose=CONTENT_PURPOSE))
        if message.channel == Channel.SMS:
            return send_text(content["to"], content["body"])
        return send_mail(
            content["to"], content["subject"], content["body"], message_id=f"hesabu-{message.pk}"
        )
    except Unreadable:
        return Outcome(Verdict.REFUSED, "ERASED")
    except Exception as error:  # its text may hold the recipient: only its kind is told
        logger.error("message %s: sending ended in %s", message.pk, type(error).__name__)
        return Outcome(Verdict.AGAIN, "CRASHED")


@transaction.atomic
def record_outcome(pk: int, claims: int, outcome: Outcome) -> None:
    """Write down what became of attempt number `claims`. Locks the message; idempotent.

    An attempt that is reported late still counts when it was sent; otherwise the newer attempt decides.
    """
    message = lock_row(Message.objects.filter(pk=pk).select_related("data_key"))
    if message is None or message.state in FINAL_STATES:
        return
    if outcome.verdict is Verdict.SENT:
        message.provider_id = outcome.provider_id
        _settle(message, MessageState.SENT, outcome.code)
    elif message.claims == claims and message.state == MessageState.SENDING:
        if outcome.verdict is Verdict.REFUSED or claims >= MAX_CLAIMS:
            logger.warning("message %s was given up: %s", pk, outcome.code)
            _settle(message, MessageState.FAILED, outcome.code)
        else:
            _wait(message, outcome.code)


def _settle(message: Message, state: MessageState, code: str) -> None:
    """The last word; recipient and text are forgotten with the data key."""
    data_key, message.data_key = message.data_key, None
    take_step(message, state)
    message.last_code, message.settled_at = code[:40], days.now()
    message.save(update_fields=["state", "data_key", "provider_id", "last_code", "settled_at"])
    if data_key is not None:
        data_key.delete()


def _wait(message: Message, code: str) -> None:
    take_step(message, MessageState.WAITING)
    message.last_code = code[:40]
    message.due_at = days.now() + delay_after(message.claims)
    message.save(update_fields=["state", "last_code", "due_at"])
    wake(OUTBOX_QUEUE, at=message.due_at)


def _give_back(now: datetime) -> int:
    """Messages whose sender died: their outcome is unknown, and they are tried again."""
    begun = Message.objects.filter(state=MessageState.SENDING, begun_at__lt=now - ABANDONED_AFTER)
    given = 0
    for message in begun.order_by("pk").only("pk", "claims", "business_id"):
        given += _record(message, Outcome(Verdict.AGAIN, "OUTCOME_UNKNOWN"))
        if given == BATCH:
            break
    return given
