"""What is done with the results of questions to Safaricom: money that it confirms is booked, questions end.

A result belongs to the question whose ref is in its address, and to one of the acknowledgements that this
question got. ResultCode 0 says that the question was answered; only TransactionStatus Completed is money, and
only where this till received it. All in the caller's transaction and safe to repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Exists

from core.errors import InvalidInput
from core.machine.crypto import blind_indexes
from core.money import Cents
from core.phone import canonical_phone, masks_agree
from core.rows.locks import lock_rows
from mpesa.asking.balances import record_balances
from mpesa.asking.enquiries import HELD, ids_agree, settle
from mpesa.asking.initiators import note_refused
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.collections.receipts import ReceiptFacts, Report
from mpesa.collections.refused import note_unexpected
from mpesa.collections.requests.deciding import note_denied
from mpesa.collections.requests.settling import (
    AWAITING_RECEIPT,
    MATCH_AFTER,
    Settlement,
    may_have_paid,
    settle_without_callbacks,
)
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.daraja.codes import (
    INITIATOR_REFUSED,
    NOT_FOUND,
    CodeClass,
    TransactionFate,
    classify_async,
)
from mpesa.daraja.results import AsyncResult, Party, TransactionFacts, transaction_of
from mpesa.models import (
    Callback,
    CallbackKind,
    Channel,
    Enquiry,
    EnquiryKind,
    EnquiryState,
    PaymentRequest,
    Receipt,
    Till,
    Verdict,
)
from mpesa.tills.addresses import is_named

#: What the notice of a queue timeout comes to, whatever its body.
NOTICE = AsyncResult("", "", "", "", "", is_request=True)
_WORDS = {
    Verdict.NOT_COMPLETED: "Safaricom says that no money moved: {status}.",
    Verdict.ELSEWHERE: "Safaricom says that this payment did not come to this till.",
    Verdict.REVERSED: "Safaricom says that this payment was reversed.",
    Verdict.UNREADABLE: "Safaricom says that it is completed, and not how much or to whom.",
}


@dataclass
class Answered:
    """A result on its way: the question it answers, what it reports, and what is noted of it."""

    callback: Callback
    result: AsyncResult
    enquiry: Enquiry | None = None
    note: str = ""
    reports: list[Report] = field(default_factory=list)
    payer: str = field(default="", repr=False)


def look_at_results(results: Sequence[tuple[Callback, AsyncResult]]) -> list[Answered]:
    """Find and lock the questions that results answer, by id, and say of each what may be booked."""
    answers = [Answered(callback, result) for callback, result in results]
    refs = {_place(answer.callback)[1] for answer in answers}
    known = lock_rows(
        Enquiry.objects.filter(ref__in=refs).select_related("till__business", "request__payer", "callback")
    )
    enquiries = {(enquiry.till_id, enquiry.kind.lower(), enquiry.ref): enquiry for enquiry in known}
    for answer in answers:
        enquiry = enquiries.get((answer.callback.till_id, *_place(answer.callback)))
        if enquiry is None or not ids_agree(enquiry, answer.result):
            _refuse(answer)
        elif answer.result.is_request:
            answer.note = "not taken from its queue in time"
        else:
            answer.enquiry = enquiry
            _KINDS[EnquiryKind(enquiry.kind)](answer, enquiry)
    return answers


def _place(callback: Callback) -> tuple[str, str]:
    kind, _, ref = callback.ref.partition("/")
    return kind, ref


def _refuse(answer: Answered) -> None:
    note_unexpected(answer.callback)
    answer.note, answer.enquiry = "not expected", None


def _take_balance(answer: Answered, enquiry: Enquiry) -> None:
    result = answer.result
    if result.code == "0":
        count = record_balances(enquiry, answer.callback, result)
        settle(enquiry, EnquiryState.ANSWERED, code=result.code)
        answer.note = f"{count} balances"
    else:
        answer.note = _take_refusal(enquiry, result)


def _take_status(answer: Answered, enquiry: Enquiry) -> None:
    result = answer.result
    if result.code != "0":
        answer.note = _take_refusal(enquiry, result)
        return
    facts = transaction_of(result)
    if facts.receipt not in ("", enquiry.number):
        _refuse(answer)
        return
    verdict = _verdict_of(facts, enquiry.till)
    if verdict is None:
        answer.note = f"not final: {facts.status}"
    elif verdict == Verdict.COMPLETED:
        answer.reports = _reports(answer, enquiry, facts)
        answer.payer = answer.reports[0].facts.payer
    else:
        text = _WORDS[verdict].format(status=facts.status)
        settle(enquiry, EnquiryState.ANSWERED, verdict=verdict, code=result.code, text=text)
        answer.note = verdict.lower()
        if verdict == Verdict.REVERSED:
            _take_back(answer, enquiry, facts)
        elif verdict in (Verdict.NOT_COMPLETED, Verdict.ELSEWHERE):
            note_denied(enquiry, text)
        elif verdict == Verdict.UNREADABLE:
            note_discrepancy(
                till=enquiry.till,
                code=f"STATUS_{verdict}",
                subject=f"receipt {enquiry.number}",
                detail=f"{text} Nothing is booked from it.",
                receipt=enquiry.receipt,
                request=enquiry.request,
            )


def _take_back(answer: Answered, enquiry: Enquiry, facts: TransactionFacts) -> None:
    """Record that the payment went back; of a receipt that is not booked it is kept for when it is."""
    at = facts.occurred_at or answer.callback.received_at.replace(microsecond=0)
    told = ReversalFacts(
        enquiry.number, None, at
    )  # the answer is about the payment: how much went is not said
    record_reversals([ReversalReport(enquiry.till, told, Channel.STATUS, answer.callback)])


def _verdict_of(facts: TransactionFacts, till: Till) -> Verdict | None:
    """What the answer comes to; None where it decides nothing."""
    if facts.fate == TransactionFate.NOT_MOVED:
        return Verdict.NOT_COMPLETED
    if facts.fate not in (TransactionFate.MOVED, TransactionFate.REVERSED):
        return None
    elsewhere = facts.receiver.number and not is_named(till, facts.receiver.number)
    if elsewhere or is_named(till, facts.payer.number):
        return Verdict.ELSEWHERE
    if facts.fate == TransactionFate.REVERSED:
        return Verdict.REVERSED
    if facts.amount_cents is None or not (facts.receiver.number or _is_phone(facts.payer)):
        return Verdict.UNREADABLE
    return Verdict.COMPLETED


def _is_phone(party: Party) -> bool:
    """Whether a customer paid: an organisation's number is shorter."""
    return len(party.number) >= 10


def _reports(answer: Answered, enquiry: Enquiry, facts: TransactionFacts) -> list[Report]:
    """What Safaricom confirms, and after it what the doubtful callback said: evidence, or a difference."""
    assert facts.amount_cents is not None
    payer = facts.payer.number if _is_phone(facts.payer) else ""
    reference = enquiry.said_reference
    if enquiry.request is None and not reference:
        enquiry.request = _request_paid(enquiry, facts.amount_cents, payer)
    if enquiry.request is not None and _may_be(payer, enquiry.request):
        reference = enquiry.request.account_reference
    received_at = answer.callback.received_at
    occurred_at = facts.occurred_at or received_at.replace(microsecond=0)
    timed = facts.occurred_at is not None
    said = ReceiptFacts(enquiry.number, facts.amount_cents, occurred_at, reference, payer, is_timed=timed)
    reports = [Report(enquiry.till, said, Channel.STATUS, answer.callback)]
    if enquiry.callback is not None and enquiry.said_amount is not None:
        doubted = replace(said, amount=enquiry.said_amount)
        is_stk = enquiry.callback.kind == CallbackKind.STK
        channel = Channel.STK if is_stk else Channel.C2B
        reports.append(Report(enquiry.till, doubted, channel, enquiry.callback))
    return reports


def _may_be(payer: str, request: PaymentRequest) -> bool:
    """Whether who paid does not contradict whom was asked."""
    return not payer or masks_agree(payer, request.payer.phone_masked)


def _request_paid(enquiry: Enquiry, amount: Cents, payer: str) -> PaymentRequest | None:
    """The one request from which no callback is expected any more, of this payer and amount, of these days.

    The answer does not say what the payer typed; a receipt that is booked already has its place.
    """
    known = Receipt.objects.filter(till=enquiry.till_id, number=enquiry.number)
    try:
        indexes = blind_indexes(canonical_phone(payer))
    except InvalidInput:
        return None
    asked = PaymentRequest.objects.filter(
        ~Exists(known),
        till=enquiry.till_id,
        amount=amount,
        payer__phone_index__in=indexes,
        state__in=AWAITING_RECEIPT,
        receipt=None,
        created_at__gte=enquiry.begun_at - MATCH_AFTER,
    )
    found = list(asked.select_related("payer")[:2])
    return found[0] if len(found) == 1 else None


def _take_refusal(enquiry: Enquiry, result: AsyncResult) -> str:
    """A result that is no answer: who asks is refused, the receipt is not there, or nobody may ask so."""
    fact = classify_async(result.code)
    if result.code in INITIATOR_REFUSED:
        note_refused(enquiry.till, result.code)
    elif enquiry.kind == EnquiryKind.STATUS and result.code in NOT_FOUND:
        says = "Safaricom does not know this receipt, or not yet."
        _note_code(enquiry, result.code, says)
        if enquiry.why == HELD:  # a file alone says that it was paid
            note_denied(enquiry, says)
    elif fact.kind in (CodeClass.FAILED, CodeClass.REFUSED):
        settle(enquiry, EnquiryState.FAILED, code=result.code, text=fact.meaning)
    else:
        _note_code(enquiry, result.code, fact.meaning)
    return f"code {result.code}"


def _note_code(enquiry: Enquiry, code: str, text: str) -> None:
    """It is asked again; what was said so far is shown."""
    if enquiry.state in (EnquiryState.ASKING, EnquiryState.ASKED):
        settle(enquiry, EnquiryState.ASKED, code=code, text=text)


_KINDS: dict[EnquiryKind, Callable[[Answered, Enquiry], None]] = {
    EnquiryKind.STATUS: _take_status,
    EnquiryKind.BALANCE: _take_balance,
}


def settle_answers(answers: Sequence[tuple[Answered, Receipt, bool]]) -> None:
    """End the questions whose receipts are booked now, and their payment requests with them.

    Locks the requests, by id. Each answer comes with its receipt, and whether that is new.
    """
    asked = (answer.enquiry.request_id for answer, _, _ in answers if answer.enquiry is not None)
    wanted = [request for request in asked if request is not None]
    rows = lock_rows(PaymentRequest.objects.filter(pk__in=wanted).select_related("till", "payer"))
    requests = {request.pk: request for request in rows}
    settlement = Settlement([receipt for _, receipt, created in answers if not created])
    unasked: list[tuple[Receipt, str]] = []
    for answer, receipt, created in answers:
        enquiry = answer.enquiry
        assert enquiry is not None
        settle(enquiry, EnquiryState.BOOKED, verdict=Verdict.COMPLETED, code="0", receipt=receipt)
        request = requests.get(enquiry.request_id or 0)
        if request is not None and not created and enquiry.callback_id is None:  # a person named it
            request = request if may_have_paid(receipt, request) else None
        if request is not None and _may_be(answer.payer, request):
            settlement.settle(request, receipt)
        elif created:
            unasked.append((receipt, answer.payer))
    settlement.save()
    settle_without_callbacks(unasked)
