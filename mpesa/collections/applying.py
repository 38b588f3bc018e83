"""What is done with callbacks about collected money: read, looked at beside their requests, booked together.

All in the caller's transaction and safe to repeat. However many callbacks there are, the money takes a
handful of statements; what a person must look at takes its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from core.rows.locks import lock_rows
from mpesa.asking.enquiries import ask_about, who_decides
from mpesa.collections.answers import NOTICE, Answered, look_at_results, settle_answers
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.collections.receipts import ReceiptFacts, Report, record_receipts
from mpesa.collections.refused import believe_again, case_of, doubt_retired_address, refuse
from mpesa.collections.requests.deciding import DECISIVE, TIME_DOUBTED
from mpesa.collections.requests.settling import Settlement, settle_without_callbacks
from mpesa.collections.routing import route_at_once
from mpesa.collections.validated import VALIDATED, is_validated
from mpesa.daraja.callbacks import StkResult, parse_c2b, parse_stk_callback
from mpesa.daraja.codes import CodeClass, classify_stk
from mpesa.daraja.errors import MalformedCallback
from mpesa.daraja.results import AsyncResult, parse_result
from mpesa.models import (
    Callback,
    CallbackKind,
    Channel,
    Evidence,
    PaymentRequest,
    Receipt,
    RequestState,
    StepCause,
)
from mpesa.models.collections import OPEN
from mpesa.tills.addresses import is_named

#: Safaricom's clock may be so much before ours, and it announces a payment within so long.
AHEAD: Final = timedelta(hours=1)
LATE: Final = timedelta(days=3)
#: A time before that is no time: it would put money into books of years ago.
LONG_PAST: Final = timedelta(days=366)


@dataclass
class _Reading:
    """One callback on its way: what it reports, whose request it answers, and what is noted of it."""

    callback: Callback
    note: str = ""
    result: StkResult | None = None
    request: PaymentRequest | None = None
    report: Report | None = None
    answer: AsyncResult | None = None
    answered: Answered | None = None
    ask: Callable[[], object] | None = None
    error: MalformedCallback | None = None
    phone: str = field(default="", repr=False)
    doubts: list[str] = field(default_factory=list)
    time_doubt: str = ""


def apply_callbacks(bodies: Sequence[tuple[Callback, bytes]]) -> list[str | MalformedCallback]:
    """Interpret stored bodies, in their order, and book what they say; of each a short note, or its fault.

    Locks the requests that they answer, by id. Safe to repeat, inside one call as well.
    """
    readings = [_Reading(callback) for callback, _ in bodies]
    for reading, (_, body) in zip(readings, bodies, strict=True):
        try:
            _READERS[CallbackKind(reading.callback.kind)](reading, body)
        except MalformedCallback as error:
            reading.error = error
    _find_requests([reading for reading in readings if reading.result is not None])
    _find_questions([reading for reading in readings if reading.answer is not None])
    _book(readings)
    for reading in readings:
        if reading.ask is not None:
            reading.ask()
    return [reading.error or reading.note for reading in readings]


def _read_c2b(reading: _Reading, body: bytes) -> None:
    facts, till = parse_c2b(body), reading.callback.till
    if _came_to_a_retired_address(reading.callback):
        doubt_retired_address(reading.callback, facts.receipt)
        reading.note = "at a retired address"
        return
    if facts.shortcode and not is_named(till, facts.shortcode):
        note_discrepancy(
            till=till,
            code="SHORTCODE_DIFFERS",
            subject=f"{case_of(reading.callback)} receipt {facts.receipt}",
            detail="A confirmation at this till's address names another shortcode; it is not booked:"
            f" {who_decides(till)}.",
        )
        reading.ask = partial(
            ask_about,
            till=till,
            receipt=facts.receipt,
            why="SHORTCODE_DIFFERS",
            callback=reading.callback,
            said_amount=facts.amount_cents,
            said_reference=facts.account_reference,
        )
        reading.note = "another shortcode"
        return
    reading.phone = facts.payer
    reading.doubts = list(facts.doubts)
    validated = is_validated(till, facts)
    if validated is False:
        reading.doubts.append("ThirdPartyTransID")
    occurred_at = _moment(reading, facts.occurred_at)
    reading.report = Report(
        till,
        ReceiptFacts(
            facts.receipt,
            facts.amount_cents,
            occurred_at,
            facts.account_reference,
            facts.payer,
            is_timed=occurred_at == facts.occurred_at,
        ),
        Channel.C2B,
        reading.callback,
        balance=facts.org_balance_cents,
        source=VALIDATED if validated else "",
    )


def _came_to_a_retired_address(callback: Callback) -> bool:
    former = callback.former_token if callback.former_token_id else None
    return former is not None and former.retired_at is not None and former.retired_at <= callback.received_at


def _read_stk(reading: _Reading, body: bytes) -> None:
    reading.result = parse_stk_callback(body)
    reading.doubts = list(reading.result.doubts)


def _read_result(reading: _Reading, body: bytes) -> None:
    reading.answer = parse_result(body)


def _read_timeout(reading: _Reading, body: bytes) -> None:
    """Whatever it says: the question was not answered, and has its next time already."""
    reading.answer = NOTICE


def _keep(reading: _Reading, body: bytes) -> None:
    reading.note = "kept; nothing to do for this kind"


def _moment(reading: _Reading, said: datetime | None) -> datetime:
    """When the money was taken: what the body says, unless that is yet to come or years ago; else when the
    body came."""
    received_at = reading.callback.received_at
    if said is not None and said > received_at + AHEAD:
        reading.time_doubt = "names a time yet to come"
    elif said is not None and said < received_at - LATE:
        reading.time_doubt = f"came {(received_at - said).days} days after the time that it names"
    if said is None or not received_at - LONG_PAST <= said <= received_at + AHEAD:
        return received_at.replace(microsecond=0)
    return said


_READERS: Mapping[CallbackKind, Callable[[_Reading, bytes], None]] = {
    CallbackKind.STK: _read_stk,
    CallbackKind.C2B_CONFIRMATION: _read_c2b,
    CallbackKind.RESULT: _read_result,
    CallbackKind.TIMEOUT: _read_timeout,
    CallbackKind.C2B_VALIDATION: _keep,
}


def _find_questions(readings: Sequence[_Reading]) -> None:
    """Lock the questions that results answer, and find what may be booked from these."""
    results = [(reading.callback, reading.answer) for reading in readings if reading.answer is not None]
    for reading, answered in zip(readings, look_at_results(results) if results else [], strict=True):
        reading.note = answered.note
        if answered.reports:
            reading.answered, reading.report = answered, answered.reports[0]


def _find_requests(readings: Sequence[_Reading]) -> None:
    """Lock the requests that STK results answer, and find what may be booked from these."""
    if not readings:
        return
    asked = PaymentRequest.objects.filter(ref__in=[reading.callback.ref for reading in readings])
    requests = {
        (request.till_id, request.ref): request
        for request in lock_rows(asked.select_related("till", "payer"))
    }
    for reading in readings:
        callback = reading.callback
        request = requests.get((callback.till_id, callback.ref))
        assert reading.result is not None
        if request is None or not _ids_agree(request, reading.result):
            refuse(callback, request)
            _ask_about_result(reading, "CALLBACK_FOREIGN", None)
            reading.note = "not of this request"
            continue
        reading.request = request
        if classify_stk(reading.result.result_code).kind == CodeClass.SUCCESS:
            _look_at_success(reading, request, reading.result)
        elif reading.result.receipt is not None:
            _note_contradiction(reading, request, reading.result.receipt)


def _ids_agree(request: PaymentRequest, result: StkResult) -> bool:
    """Whether the checkout id is the request's own; a request whose answer was lost adopts it.

    Where it cannot be read, the address alone says whose result it is: nobody else knows that.
    """
    if not result.checkout_request_id:
        return True
    if request.checkout_request_id is None:
        if PaymentRequest.objects.filter(checkout_request_id=result.checkout_request_id).exists():
            return False
        request.checkout_request_id = result.checkout_request_id
        request.merchant_request_id = result.merchant_request_id
        request.save(update_fields=["checkout_request_id", "merchant_request_id"])
    return request.checkout_request_id == result.checkout_request_id


def _look_at_success(reading: _Reading, request: PaymentRequest, result: StkResult) -> None:
    assert result.amount_cents is not None and result.receipt is not None
    callback = reading.callback
    if result.amount_cents != request.amount:
        request.flagged = True
        request.save(update_fields=["flagged"])
        note_discrepancy(
            till=callback.till,
            code="AMOUNT_DIFFERS",
            subject=f"callback {callback.pk} receipt {result.receipt}",
            detail=f"The callback names another amount than was asked for; {who_decides(callback.till)}.",
            request=request,
        )
        _ask_about_result(reading, "AMOUNT_DIFFERS", request)
        reading.note = "amount differs; not booked"
        return
    occurred_at = _moment(reading, result.occurred_at)
    reading.report = Report(
        callback.till,
        ReceiptFacts(
            result.receipt,
            result.amount_cents,
            occurred_at,
            request.account_reference,
            result.phone,
            is_timed=occurred_at == result.occurred_at,
        ),
        Channel.STK,
        callback,
    )


def _note_contradiction(reading: _Reading, request: PaymentRequest, receipt: str) -> None:
    """Not paid, and yet a receipt: neither is believed, so that nobody is asked to pay again meanwhile."""
    note_discrepancy(
        till=reading.callback.till,
        code="RESULT_CONTRADICTS",
        subject=f"request {request.ref} receipt {receipt}",
        detail="The callback says that nothing was paid and names a receipt:"
        f" {who_decides(reading.callback.till)}.",
        request=request,
    )
    _ask_about_result(reading, "RESULT_CONTRADICTS", request)
    reading.note = "contradicts itself; decides nothing"


def _ask_about_result(reading: _Reading, why: str, request: PaymentRequest | None) -> None:
    """Ask Safaricom about the receipt that a doubtful result names, if it names one."""
    result = reading.result
    if result is None or result.receipt is None:
        return
    reading.ask = partial(
        ask_about,
        till=reading.callback.till,
        receipt=result.receipt,
        why=why,
        request=request,
        callback=reading.callback,
        said_amount=result.amount_cents,
    )


def _book(readings: Sequence[_Reading]) -> None:
    """Book what is reported, and take the steps of the requests in the order of their callbacks."""
    reporting = [reading for reading in readings if reading.report is not None]
    doubted = [each for reading in readings if reading.answered for each in reading.answered.reports[1:]]
    booked = record_receipts([*(reading.report for reading in reporting if reading.report), *doubted])
    booked = booked[: len(reporting)]
    answers: list[tuple[Answered, Receipt, bool]] = []
    receipts = dict(zip(map(id, reporting), booked, strict=True))
    settlement = Settlement([receipt for receipt, created in booked if not created])
    unasked: list[tuple[Receipt, str]] = []
    for reading in readings:
        if found := receipts.get(id(reading)):
            receipt, created = found
            reading.note = "booked" if created else "known"
            _note_doubts(reading, receipt)
            if reading.callback.former_token_id:
                believe_again(reading.callback, receipt)
            if created and reading.time_doubt:
                _doubt_time(reading, receipt)
            if reading.answered is not None:
                answers.append((reading.answered, receipt, created))
            elif reading.request is not None:
                settlement.settle(reading.request, receipt, reading.callback)
            elif created:
                unasked.append((receipt, reading.phone))
        elif reading.request is not None and reading.result is not None and not reading.note:
            reading.note = _take_failure(settlement, reading.request, reading.result, reading.callback)
    settlement.save()
    settle_without_callbacks(unasked)
    if answers:
        settle_answers(answers)
    route_at_once([receipt for receipt, created in booked if created])


def _note_doubts(reading: _Reading, receipt: Receipt) -> None:
    """What is wrong in a field that is not money stops no money; a person may want to know of it."""
    if reading.doubts:
        note_discrepancy(
            till=reading.callback.till,
            code="FIELD_UNREADABLE",
            subject=case_of(reading.callback),
            detail=f"The money is booked. What its message does not say: {', '.join(reading.doubts)}.",
            receipt=receipt,
        )


def _doubt_time(reading: _Reading, receipt: Receipt) -> None:
    """Have money that was just booked confirmed: what is announced out of its time may be made up, or sent
    again. A channel that is asked decides it, and closes the case (requests/deciding.py)."""
    if Evidence.objects.filter(receipt=receipt, channel__in=DECISIVE).exists():
        return
    till = reading.callback.till
    note_discrepancy(
        till=till,
        code=TIME_DOUBTED,
        subject=f"{case_of(reading.callback)} receipt {receipt.number}",
        detail=f"The money is booked. Its message {reading.time_doubt}: {who_decides(till)}.",
        receipt=receipt,
        request=reading.request,
    )
    reading.ask = partial(
        ask_about,
        till=till,
        receipt=receipt.number,
        why=TIME_DOUBTED,
        request=reading.request,
        callback=reading.callback,
    )


def _take_failure(
    settlement: Settlement, request: PaymentRequest, result: StkResult, callback: Callback
) -> str:
    verdict = classify_stk(result.result_code)
    state = RequestState.CANCELLED if verdict.cancelled else RequestState.FAILED
    if verdict.kind == CodeClass.FAILED and request.may_become(state):
        settlement.move(
            request,
            state,
            code=result.result_code,
            text=verdict.meaning,
            said=result.description,
            cause=StepCause.CALLBACK,
            callback=callback,
        )
        return state.lower()
    if request.state in OPEN and verdict.kind != CodeClass.SUCCESS:
        settlement.hear(request, result.description)
    return f"code {result.result_code}"
