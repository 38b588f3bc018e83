"""What Daraja's synchronous answers say, and which of our errors they are when they say no."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from core.machine.scrub import scrub
from core.text import one_line
from mpesa.daraja.codes import Call, CodeClass, CodeFact, classify_stk, classify_sync
from mpesa.daraja.errors import DarajaRefused, DarajaUnknown
from mpesa.daraja.transport import Answer

_ID = re.compile(r"[!-~]{1,128}")
_ZEROS = re.compile(r"0+")


class StkState(StrEnum):
    SUCCESS = "SUCCESS"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"
    IN_FLIGHT = "IN_FLIGHT"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class StkAccepted:
    """Safaricom took the push. The checkout id ends in digits of the payer's phone: not for logs."""

    merchant_request_id: str
    checkout_request_id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StkOutcome:
    """What an STK query says. SUCCESS carries no receipt and no amount; FAILED may still be overtaken by a
    success when `classify_stk(code).confirm`; UNKNOWN proves nothing, ask again."""

    state: StkState
    code: str
    description: str


@dataclass(frozen=True, slots=True)
class AsyncAck:
    """Safaricom took a question or an order; its result comes to the ResultURL, perhaps before this."""

    conversation_id: str
    originator_conversation_id: str


@dataclass(frozen=True, slots=True)
class C2BAck:
    """Answer to registering addresses and to a simulated payment."""

    originator_conversation_id: str
    conversation_id: str
    description: str


_STATES: Final = {
    CodeClass.SUCCESS: StkState.SUCCESS,
    CodeClass.FAILED: StkState.FAILED,
    CodeClass.IN_FLIGHT: StkState.IN_FLIGHT,
}


def error_of(
    fact: CodeFact, answer: Answer, code: str, message: str, secrets: tuple[str, ...]
) -> DarajaRefused | DarajaUnknown:
    """The error for a classified refusal: DarajaRefused (a definite failure too) or DarajaUnknown."""
    text, said = scrub(message, *secrets), scrub(answer.words, *secrets)
    if fact.kind in (CodeClass.REFUSED, CodeClass.FAILED):
        return DarajaRefused(fact.reason or "DARAJA_REFUSED", text, answer.status, error_code=code, said=said)
    return DarajaUnknown(fact.reason or "DARAJA_UNDECIDED", text, answer.status, error_code=code, said=said)


def accepted(answer: Answer, call: Call, secrets: tuple[str, ...]) -> dict[str, object]:
    """The payload of an acceptance: HTTP 2xx, a JSON object, ResponseCode zero(s), no error beside it.

    Raises DarajaRefused where the refusal is known to be before acceptance, else DarajaUnknown.
    """
    payload = _object_of(answer, secrets)
    error = answer.error
    if error is not None:
        code, message = error
        fact = classify_sync(code, message, call)
        if answer.has_ids:  # accepted and refused at once
            fact = CodeFact(CodeClass.UNKNOWN, "Contradiction", reason="DARAJA_UNDECIDED")
        raise error_of(fact, answer, code, message, secrets)
    if not 200 <= answer.status < 300 or not _ZEROS.fullmatch(_text(payload, "ResponseCode")):
        words = scrub(answer.words, *secrets)
        raise DarajaUnknown("DARAJA_UNDECIDED", words, answer.status, said=words)
    return payload


def stk_accepted(answer: Answer, secrets: tuple[str, ...]) -> StkAccepted:
    payload = accepted(answer, Call.STK_PUSH, secrets)
    checkout = _text(payload, "CheckoutRequestID")
    if not _ID.fullmatch(checkout):
        raise DarajaUnknown("DARAJA_UNREADABLE", "Accepted without a CheckoutRequestID.", answer.status)
    merchant = _text(payload, "MerchantRequestID")
    return StkAccepted(merchant if _ID.fullmatch(merchant) else "", checkout)


def async_ack(answer: Answer, call: Call, secrets: tuple[str, ...]) -> AsyncAck:
    """The acceptance that all asynchronous APIs share; an id that cannot be read is ""."""
    payload = accepted(answer, call, secrets)
    ids = [_text(payload, key) for key in ("ConversationID", "OriginatorConversationID")]
    conversation, originator = (found if _ID.fullmatch(found) else "" for found in ids)
    return AsyncAck(conversation, originator)


def stk_outcome(answer: Answer, checkout_request_id: str, secrets: tuple[str, ...]) -> StkOutcome:
    """All documented and observed shapes of a query's answer, HTTP 200 with an errorCode among them.

    Raises DarajaRefused for refusals that say nothing about the payment (rate limit, credentials) and
    DarajaUnknown when there is no JSON to read.
    """
    payload = _object_of(answer, secrets)
    error = answer.error
    result = _text(payload, "ResultCode")
    if error is not None and not result:
        code, message = error
        fact = classify_sync(code, message, Call.STK_QUERY)
        if fact.kind is CodeClass.REFUSED:
            raise error_of(fact, answer, code, message, secrets)
        return StkOutcome(
            _STATES.get(fact.kind, StkState.UNKNOWN),
            _shown(code)[:60],
            _shown(scrub(message or answer.words, *secrets)),
        )
    about = _text(payload, "CheckoutRequestID")
    plain = (
        error is None
        and 200 <= answer.status < 300
        and about in ("", checkout_request_id)
        and _ZEROS.fullmatch(_text(payload, "ResponseCode") or "0")
    )
    fact = classify_stk(result)
    state = _STATES.get(fact.kind, StkState.UNKNOWN) if plain else StkState.UNKNOWN
    if state is StkState.FAILED and fact.cancelled:
        state = StkState.CANCELLED
    return StkOutcome(state, _shown(result)[:60], _shown(scrub(_text(payload, "ResultDesc"), *secrets)))


def c2b_ack(answer: Answer, call: Call, secrets: tuple[str, ...]) -> C2BAck:
    """Reads the documented misspelling `OriginatorCoversationID` and the right spelling."""
    payload = accepted(answer, call, secrets)
    originator = _text(payload, "OriginatorCoversationID") or _text(payload, "OriginatorConversationID")
    return C2BAck(
        _shown(originator)[:128],
        _shown(_text(payload, "ConversationID"))[:128],
        _shown(scrub(_text(payload, "ResponseDescription"), *secrets)),
    )


def _object_of(answer: Answer, secrets: tuple[str, ...]) -> dict[str, object]:
    if answer.payload is None:
        message = f"Safaricom answered HTTP {answer.status}, {answer.trouble}."
        said = scrub(answer.words, *secrets)
        raise DarajaUnknown("DARAJA_UNREADABLE", message, answer.status, said=said)
    return answer.payload


def _text(payload: dict[str, object], key: str) -> str:
    value = payload.get(key)
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _shown(text: str) -> str:
    return one_line(text)[:300]
