"""Sending questions: claimed and committed, then asked outside any transaction, then recorded.

A question moves nothing, so it may be asked again: whatever is not answered is, at growing intervals.
Safaricom being away counts as no try. After the last one it is UNANSWERED, with an alert.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from datetime import timedelta
from functools import partial
from typing import Any, Final

from django.db import transaction

from core import days
from core.errors import DomainError
from core.machine.jobs import wake
from core.machine.killpoints import reach
from core.machine.turns import alone, work_through, worked
from core.rows.locks import lock_row
from mpesa.asking.enquiries import ASK_QUEUE, catch_up_with_receipts, settle, tell_unanswered
from mpesa.asking.initiators import initiator_of
from mpesa.daraja.answers import AsyncAck
from mpesa.daraja.client import DarajaClient
from mpesa.daraja.codes import NOT_FOUND
from mpesa.daraja.errors import DarajaUnknown
from mpesa.daraja.security import Initiator
from mpesa.models import (
    CallbackKind,
    Enquiry,
    EnquiryKind,
    EnquiryState,
    PayoutAttempt,
    Till,
    TillKind,
    Verdict,
)
from mpesa.models.payouts import LIVE
from mpesa.tills.addresses import hook_url
from mpesa.tills.connections import client_for

logger = logging.getLogger(__name__)

BATCH: Final = 16
#: Seconds from one question to the next, while nothing settles it: two days and a half in all.
INTERVALS: Final = {
    EnquiryKind.STATUS.value: (60, 300, 900, 3600, 4 * 3600, 12 * 3600, 24 * 3600, 24 * 3600),
    EnquiryKind.BALANCE.value: (60, 300, 900),
    # The first question is a minute after the order: so at 1, 5, 15 and 60 minutes, and on for three days.
    EnquiryKind.PAYOUT.value: (240, 600, 2700, 4 * 3600, 12 * 3600, 24 * 3600, 24 * 3600),
}
#: Until the next try when Safaricom did not take the question, and how long that goes on.
AWAY_FOR, GIVE_UP_AFTER = timedelta(seconds=60), timedelta(days=7)
_ASKED_OF: Final = (EnquiryState.ASKING, EnquiryState.ASKED)
_Call = Callable[[], AsyncAck | DomainError]


def result_ref(enquiry: Enquiry) -> str:
    """What stands behind result/ or timeout/ in a question's callback address: `status/<ref>`, `balance/`,
    `payout/`."""
    return f"{enquiry.kind.lower()}/{enquiry.ref}"


def ask_due() -> int:
    """Drain of mpesa.ask: ask one batch of questions whose time has come."""
    with transaction.atomic():
        catch_up_with_receipts()
    reach("ask.before_claim")
    due = _claim_due()
    reach("ask.after_claim")
    asked = [enquiry for enquiry in due if enquiry.state in _ASKED_OF and enquiry.due_at is not None]
    if asked:
        with ThreadPoolExecutor(max_workers=len(asked)) as pool:
            calls: dict[Future[AsyncAck | DomainError], Enquiry] = {}
            for enquiry in asked:
                call = alone(
                    partial(_prepared, enquiry),
                    what=ASK_QUEUE,
                    business_id=enquiry.business_id,
                    about=enquiry,
                )
                if call is not None:  # what cannot be prepared has its next time already
                    calls[pool.submit(call)] = enquiry
            for done in as_completed(calls):
                reach("ask.before_record")
                enquiry = calls[done]
                worked(
                    partial(record_ack, enquiry.pk, done.result()),
                    what=ASK_QUEUE,
                    business_id=enquiry.business_id,
                    about=enquiry,
                )
                reach("ask.after_record")
    return len(due)


def _claim_due() -> list[Enquiry]:
    """Due questions, their next time set ahead and committed: two drains do not ask the same at once."""
    due = Enquiry.objects.filter(due_at__lte=days.now())
    return work_through(
        due.select_related("till__data_key", "attempt").order_by("due_at", "pk"),
        _claim,
        what=ASK_QUEUE,
        limit=BATCH,
    )


def _claim(enquiry: Enquiry) -> None:
    intervals, now = INTERVALS[enquiry.kind], days.now()
    attempt = enquiry.attempt
    if attempt is not None and attempt.state not in LIVE and not _asks_of_later(enquiry, attempt):
        settle(enquiry, EnquiryState.ANSWERED, code=attempt.result_code)
    elif not enquiry.till.can_ask:
        is_balance = enquiry.kind == EnquiryKind.BALANCE
        settle(enquiry, EnquiryState.FAILED if is_balance else EnquiryState.WAITING)
    elif enquiry.tries >= len(intervals) or now - enquiry.begun_at > GIVE_UP_AFTER:
        _give_up(enquiry)
    else:
        enquiry.due_at = now + timedelta(seconds=intervals[enquiry.tries])
        enquiry.tries += 1
        enquiry.save(update_fields=["tries", "due_at"])
        wake(ASK_QUEUE, at=enquiry.due_at)


def _asks_of_later(enquiry: Enquiry, attempt: PayoutAttempt) -> bool:
    """Whether a question was begun after its order had come to its end: whether its money came back, or
    whether it was paid after all."""
    return attempt.settled_at is not None and enquiry.begun_at > attempt.settled_at


def _give_up(enquiry: Enquiry) -> None:
    """Safaricom knows no such receipt, all this time: that is an answer. Else nobody answered."""
    if enquiry.result_code in NOT_FOUND:
        code, text = enquiry.result_code, enquiry.result_text
        settle(enquiry, EnquiryState.ANSWERED, verdict=Verdict.NOT_FOUND, code=code, text=text)
        return
    settle(enquiry, EnquiryState.UNANSWERED, code=enquiry.result_code, text=enquiry.result_text)
    if enquiry.kind != EnquiryKind.PAYOUT:  # a payout that nobody knows has an alert of its own
        tell_unanswered(enquiry)


def _prepared(enquiry: Enquiry) -> _Call:
    """The call, with all that it needs: the threads of the pool do not touch the database.

    Raises Unreadable for credentials that cannot be read.
    """
    till, client = enquiry.till, client_for(enquiry.till)
    try:
        initiator = initiator_of(till)
    except DomainError as error:
        return partial(_said, error)
    return partial(_send, client, initiator, till, _about(enquiry), result_ref(enquiry))


def _about(enquiry: Enquiry) -> dict[str, Any]:
    """Which transaction is asked about, by its receipt or its order; none of a balance. A payout with a
    receipt that may be its own is asked about by either in turn; without an id, by its receipt alone."""
    order = enquiry.attempt.originator_id if enquiry.attempt is not None else ""
    if order and not (enquiry.number and enquiry.tries % 2):
        return {"originator_id": order}
    return {"receipt": enquiry.number} if enquiry.number else {}


def _said(error: DomainError) -> DomainError:
    return error


def _send(
    client: DarajaClient, initiator: Initiator, till: Till, about: dict[str, Any], ref: str
) -> AsyncAck | DomainError:
    """One call. A refusal or an unknown outcome is a value; nothing is decided here."""
    addresses: dict[str, Any] = {
        "kind": "till" if till.kind == TillKind.TILL else "paybill",
        "shortcode": till.shortcode,
        "result_url": hook_url(till, CallbackKind.RESULT, ref),
        "timeout_url": hook_url(till, CallbackKind.TIMEOUT, ref),
    }
    try:
        if about:
            return client.transaction_status(initiator=initiator, **about, **addresses)
        return client.account_balance(initiator=initiator, **addresses)
    except DomainError as error:
        return error
    except Exception:
        logger.exception("a question ended in an unforeseen way; it is asked again")
        return DarajaUnknown("DARAJA_UNDECIDED")


@transaction.atomic
def record_ack(pk: int, answer: AsyncAck | DomainError) -> None:
    """Write down whether Safaricom took the question. Its result may have been here first."""
    enquiry = lock_row(Enquiry.objects.filter(pk=pk))
    if enquiry is None:
        return
    if isinstance(answer, AsyncAck):
        enquiry.conversation_ids = [*enquiry.conversation_ids, answer.conversation_id][-20:]
        enquiry.asked_at = days.now()
        enquiry.save(update_fields=["conversation_ids", "asked_at"])
        if enquiry.state == EnquiryState.ASKING:
            settle(enquiry, EnquiryState.ASKED)
    elif enquiry.state in _ASKED_OF:
        if answer.code == "DARAJA_BAD_REQUEST":
            settle(enquiry, EnquiryState.FAILED, code=answer.code, text=answer.message)
            return
        if isinstance(answer, DarajaUnknown):  # it may have been taken, and its result is then of no known id
            enquiry.conversation_ids = [*enquiry.conversation_ids, ""][-20:]
        enquiry.tries = max(0, enquiry.tries - 1)
        enquiry.due_at = days.now() + AWAY_FOR
        enquiry.result_code, enquiry.result_text = answer.code[:40], answer.message[:200]
        enquiry.save(update_fields=["tries", "due_at", "result_code", "result_text", "conversation_ids"])
        wake(ASK_QUEUE, at=enquiry.due_at)
