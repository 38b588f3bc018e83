"""What is done with results that come for payouts: of the orders themselves, and of questions about them.

A result belongs to the attempt, or to the question, whose ref is in its address. ResultCode 0 of a question
says that it was answered; only TransactionStatus Completed is money, and "not found" decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from django.db.models import Q

from core import days
from core.machine.jobs import wake
from core.rows.locks import lock_rows
from mpesa.asking.enquiries import ids_agree, settle
from mpesa.asking.initiators import note_refused
from mpesa.collections.refused import note_unexpected
from mpesa.daraja.codes import (
    INITIATOR_REFUSED,
    CodeClass,
    TransactionFate,
    classify_async,
)
from mpesa.daraja.errors import MalformedCallback
from mpesa.daraja.results import (
    AsyncResult,
    TransactionFacts,
    parse_result,
    payment_of,
    transaction_of,
    transfer_of,
)
from mpesa.models import (
    AttemptState,
    Callback,
    CallbackKind,
    Enquiry,
    EnquiryKind,
    EnquiryState,
    FactSource,
    PayoutAttempt,
    PayoutWay,
    Verdict,
)
from mpesa.models.asking import ASKED_ABOUT
from mpesa.payouts.attempts import EARLIER, WITHIN
from mpesa.payouts.naming import note_receivers
from mpesa.payouts.ordering import PLACES
from mpesa.payouts.outcomes import Told, record_told
from mpesa.payouts.queues import LOOK_QUEUE
from mpesa.payouts.taking_back import TakenBack, take_payouts_back
from mpesa.tills.addresses import is_named

#: What stands behind result/ and timeout/ in the addresses of orders, and of questions about them.
ORDERS, QUESTION = tuple(PLACES.values()), "payout"
#: A failure that only a question tells is believed of an order that is so old: a success may be on its way.
GRACE: Final = timedelta(minutes=4)
#: Code of what is told of an order when a receipt that might be its own is another's.
OTHER_PAYMENT: Final = "OTHER_PAYMENT"
_VERDICTS: Final = {
    AttemptState.PAID: Verdict.COMPLETED,
    AttemptState.FAILED: Verdict.NOT_COMPLETED,
}


@dataclass
class _Reading:
    callback: Callback
    result: AsyncResult | None = None
    error: MalformedCallback | None = None
    told: list[Told] = field(default_factory=list)
    enquiry: Enquiry | None = None
    receiver: str = field(default="", repr=False)
    note: str = ""
    back: TakenBack | None = None


def is_about_payouts(callback: Callback) -> bool:
    """Whether a callback is for this file to read."""
    is_answer = callback.kind in (CallbackKind.RESULT, CallbackKind.TIMEOUT)
    return is_answer and _place(callback)[0] in (*ORDERS, QUESTION)


def apply_results(bodies: Sequence[tuple[Callback, bytes]]) -> list[str | MalformedCallback]:
    """Interpret stored bodies, in their order, and do what follows; of each a short note, or its fault.

    Locks the questions, then payouts and attempts, by id. In the caller's transaction; safe to repeat, inside
    one call as well.
    """
    readings = [_Reading(callback) for callback, _ in bodies]
    for reading, (callback, body) in zip(readings, bodies, strict=True):
        try:
            # Whatever a notice of a queue timeout says: nobody knows what became of the order.
            is_notice = callback.kind == CallbackKind.TIMEOUT
            reading.result = (
                AsyncResult("", "", "", "", "", is_request=True) if is_notice else parse_result(body)
            )
        except MalformedCallback as error:
            reading.error = error
    _look_at_questions([reading for reading in readings if _is(reading, QUESTION)])
    _look_at_orders([reading for reading in readings if _is(reading, *ORDERS)])
    notes = iter(record_told([told for reading in readings for told in reading.told]))
    for reading in readings:
        said = [next(notes) for _ in reading.told]
        reading.note = reading.note or ", ".join(said)
        _end_question(reading)
    take_payouts_back([reading.back for reading in readings if reading.back])
    note_receivers(
        [
            (told.attempt, reading.receiver)
            for reading in readings
            for told in reading.told
            if reading.receiver and told.verdict == AttemptState.PAID
        ]
    )
    return [reading.error or reading.note for reading in readings]


def _is(reading: _Reading, *places: str) -> bool:
    return reading.result is not None and _place(reading.callback)[0] in places


def _place(callback: Callback) -> tuple[str, str]:
    what, _, ref = callback.ref.partition("/")
    return what, ref


def _look_at_orders(readings: Sequence[_Reading]) -> None:
    refs = {_place(reading.callback)[1] for reading in readings}
    found = {(row.till_id, row.ref): row for row in PayoutAttempt.objects.filter(ref__in=refs)}
    for reading in readings:
        attempt = found.get((reading.callback.till_id, _place(reading.callback)[1]))
        assert reading.result is not None
        if attempt is None or not _is_its_own(attempt, reading.result):
            _refuse(reading)
        else:
            reading.told = [_of_order(attempt, reading, reading.result)]


def _is_its_own(attempt: PayoutAttempt, result: AsyncResult) -> bool:
    """Whether the ids of a result, where it has them, are those of the order: of B2B, whose acknowledgement
    may be lost, as far as they are known."""
    ours = not attempt.originator_id or result.originator_conversation_id in ("", attempt.originator_id)
    return ours and (not attempt.conversation_id or result.conversation_id in ("", attempt.conversation_id))


def _of_order(attempt: PayoutAttempt, reading: _Reading, result: AsyncResult) -> Told:
    is_notice = reading.callback.kind == CallbackKind.TIMEOUT
    source = FactSource.TIMEOUT if is_notice else FactSource.RESULT
    if result.is_request:
        return Told(
            attempt=attempt.pk,
            source=source,
            verdict=AttemptState.UNKNOWN,
            code="QUEUE_TIMEOUT",
            text="Safaricom has not taken it from its queue in time; it may do so yet.",
            callback=reading.callback,
        )
    fact = classify_async(result.code)
    if fact.kind == CodeClass.SUCCESS:
        facts = payment_of(result) if attempt.way == PayoutWay.B2C else transfer_of(result)
        reading.receiver = facts.receiver.name
        return Told(
            attempt=attempt.pk,
            source=source,
            verdict=AttemptState.PAID,
            code=result.code,
            said=result.description,
            receipt=facts.receipt,
            amount=facts.amount_cents,
            charge=facts.charge_cents,
            funds=facts.funds_cents,
            occurred_at=facts.occurred_at,
            conversation_id=result.conversation_id,
            originator_id=result.originator_conversation_id,
            callback=reading.callback,
        )
    has_failed = fact.kind in (CodeClass.FAILED, CodeClass.REFUSED)
    return Told(
        attempt=attempt.pk,
        source=source,
        verdict=AttemptState.FAILED if has_failed else AttemptState.UNKNOWN,
        code=result.code,
        text=fact.meaning,
        said=result.description,
        conversation_id=result.conversation_id,
        originator_id=result.originator_conversation_id,
        callback=reading.callback,
    )


def _look_at_questions(readings: Sequence[_Reading]) -> None:
    """Find and lock the questions that results answer, by id, and say of each what follows."""
    refs = {_place(reading.callback)[1] for reading in readings}
    known = lock_rows(
        Enquiry.objects.filter(ref__in=refs, kind=EnquiryKind.PAYOUT).select_related(
            "till", "attempt__payout__payee"
        )
    )
    enquiries = {(enquiry.till_id, enquiry.ref): enquiry for enquiry in known}
    for reading in readings:
        enquiry = enquiries.get((reading.callback.till_id, _place(reading.callback)[1]))
        result = reading.result
        assert result is not None
        if enquiry is None or not ids_agree(enquiry, result):
            _refuse(reading)
        elif result.is_request:
            reading.note = "not taken from its queue in time"
        elif result.code != "0":
            reading.note = _take_refusal(enquiry, result)
        else:
            reading.enquiry = enquiry
            _FATES[transaction_of(result).fate](reading, enquiry, result)


def _take_refusal(enquiry: Enquiry, result: AsyncResult) -> str:
    """A result that is no answer: who asks is refused, or Safaricom does not know the order, or not yet."""
    if result.code in INITIATOR_REFUSED:
        note_refused(enquiry.till, result.code)
    elif enquiry.state in ASKED_ABOUT:
        enquiry.result_code = result.code[:40]
        enquiry.result_text = classify_async(result.code).meaning
        enquiry.save(update_fields=["result_code", "result_text"])
    return f"code {result.code}"


def _take_payment(reading: _Reading, enquiry: Enquiry, result: AsyncResult) -> None:
    """Completed. It pays the order whose id is in it; where none is, the one that was asked about by its id.

    A receipt that was asked for because of the statement may be of another order of ours, or of none.
    """
    asked, facts = enquiry.attempt, transaction_of(result)
    assert asked is not None
    paid: PayoutAttempt | None = asked
    if facts.originator_id and facts.originator_id != asked.originator_id:
        known = PayoutAttempt.objects.filter(till=enquiry.till_id, originator_id=facts.originator_id)
        paid = known.filter(Q(way=PayoutWay.B2C) | Q(way=PayoutWay.B2B)).first()  # an index for each
        if paid is None and _may_pay(asked, enquiry, facts):
            paid = asked
    elif not facts.originator_id and enquiry.number:
        paid = None
    if facts.payer.number and not is_named(enquiry.till, facts.payer.number):
        paid = None
    if paid is not None:
        reading.receiver = facts.receiver.name
        reading.told.append(_paid(paid, facts, reading.callback))
    if paid != asked and facts.receipt:
        _take_other(reading, asked, facts.receipt)


def _take_other(reading: _Reading, asked: PayoutAttempt, receipt: str) -> None:
    """A receipt that might have been an order's own is not: the statement may name others."""
    reading.told.append(
        Told(
            attempt=asked.pk,
            source=FactSource.QUERY,
            verdict=AttemptState.UNKNOWN,
            code=OTHER_PAYMENT,
            text="This receipt is of another payment.",
            receipt=receipt,
            callback=reading.callback,
        )
    )
    PayoutAttempt.objects.filter(pk=asked.pk).update(book_at=None)
    wake(LOOK_QUEUE)


def _may_pay(asked: PayoutAttempt, enquiry: Enquiry, facts: TransactionFacts) -> bool:
    """Whether the receipt that was asked for pays an order that has no id: it is of its amount, its receiver
    and its time. Whose row it stands in may have been written by anybody."""
    return (
        not asked.originator_id
        and facts.receipt == enquiry.number
        and facts.amount_cents == asked.amount
        and facts.receiver.number in ("", asked.payout.payee.shortcode)
        and facts.occurred_at is not None
        and asked.created_at - EARLIER <= facts.occurred_at < asked.created_at + WITHIN
    )


def _take_back(reading: _Reading, enquiry: Enquiry, result: AsyncResult) -> None:
    """It was paid, and the money came back; when, Safaricom does not say."""
    _take_payment(reading, enquiry, result)
    facts = transaction_of(result)
    if any(told.verdict == AttemptState.PAID for told in reading.told):
        reading.back = TakenBack(
            till=enquiry.till,
            receipt=facts.receipt,
            occurred_at=reading.callback.received_at,
            source=FactSource.QUERY,
            amount=facts.amount_cents,
        )


def _paid(attempt: PayoutAttempt, facts: TransactionFacts, callback: Callback) -> Told:
    return Told(
        attempt=attempt.pk,
        source=FactSource.QUERY,
        verdict=AttemptState.PAID,
        code="0",
        said=facts.status,
        receipt=facts.receipt,
        amount=facts.amount_cents,
        charge=facts.charge_cents,
        occurred_at=facts.occurred_at,
        originator_id=facts.originator_id,
        callback=callback,
    )


def _take_failure(reading: _Reading, enquiry: Enquiry, result: AsyncResult) -> None:
    """Declined, cancelled, expired: no money moved, once the order is old enough for that to be the end.

    Only of the order whose id is in it: what is said of a receipt that a statement named is said of that.
    """
    attempt, facts = enquiry.attempt, transaction_of(result)
    assert attempt is not None
    by_its_id = bool(attempt.originator_id) and facts.originator_id == attempt.originator_id
    is_old = days.now() - attempt.created_at >= GRACE
    if not by_its_id and enquiry.number:
        _take_other(reading, attempt, enquiry.number)
        return
    if not by_its_id or not is_old:
        reading.note = f"not believed yet: {facts.status}"
        return
    reading.told.append(
        Told(
            attempt=attempt.pk,
            source=FactSource.QUERY,
            verdict=AttemptState.FAILED,
            code=facts.status.upper().replace(" ", "_")[:40],
            text=f"Safaricom says that no money moved: {facts.status}.",
            said=facts.status,
            callback=reading.callback,
        )
    )


def _wait(reading: _Reading, enquiry: Enquiry, result: AsyncResult) -> None:
    reading.note = f"not final: {transaction_of(result).status}"


_FATES: Final[dict[TransactionFate, Callable[[_Reading, Enquiry, AsyncResult], None]]] = {
    TransactionFate.MOVED: _take_payment,
    TransactionFate.REVERSED: _take_back,
    TransactionFate.NOT_MOVED: _take_failure,
    TransactionFate.WAITING: _wait,
    TransactionFate.UNKNOWN: _wait,
}


def _end_question(reading: _Reading) -> None:
    """A question whose order has come to its end is answered."""
    enquiry = reading.enquiry
    if enquiry is None or not reading.told or enquiry.state not in ASKED_ABOUT:
        return
    state = PayoutAttempt.objects.values_list("state", flat=True).get(enquiry=enquiry.pk)
    if state in _VERDICTS:
        verdict = _VERDICTS[AttemptState(state)]
        settle(enquiry, EnquiryState.ANSWERED, verdict=verdict, code=reading.told[0].code)


def _refuse(reading: _Reading) -> None:
    note_unexpected(reading.callback)
    reading.note = "not expected"
