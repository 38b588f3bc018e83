"""What the end of a payment request means: whether the same may be asked again, what to say to the customer,
and what to do next.

The classes follow Daraja's response-code tables as mpesa/daraja/codes.py has them; here each code gets its
words, in English and Swahili. A code in no table gets neutral ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from mpesa.models import PaymentRequest, RequestState


class Outcome(StrEnum):
    """What may be done after the end of a request."""

    PAID = "PAID"
    RETRYABLE = "RETRYABLE"
    FINAL = "FINAL"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Sentence:
    """The same in both languages."""

    en: str
    sw: str


@dataclass(frozen=True, slots=True)
class Words:
    """`message` is for the customer, `advice` for who asked."""

    outcome: Outcome | None
    message: Sentence
    advice: Sentence


_NOTHING: Final = Sentence("", "")
_AGAIN: Final = Sentence("Ask again when the customer is ready.", "Omba tena mteja akiwa tayari.")
_IN_A_MINUTE: Final = Sentence("Wait a minute, then ask again.", "Subiri dakika moja, kisha omba tena.")
_OTHER_WAY: Final = Sentence(
    "Asking again will not help. Agree on another amount, phone or way to pay.",
    "Kuomba tena hakutasaidia. Kubalianeni kiasi, simu au njia nyingine ya kulipa.",
)
_TELL_OWNER: Final = Sentence(
    "Do not ask again yet: the till is not set up rightly. Tell the owner Safaricom's words; the customer can"
    " pay from the M-Pesa menu meanwhile.",
    "Usiombe tena kwanza: tili haijawekwa sawasawa. Mwambie mmiliki maneno ya Safaricom; wakati huo mteja"
    " anaweza kulipa kwa menyu ya M-Pesa.",
)
_CORRECT: Final = Sentence(
    "Correct what Safaricom names, and ask anew. If you typed nothing wrong, tell the owner.",
    "Sahihisha kile Safaricom inataja, kisha omba upya. Kama hukukosea, mwambie mmiliki.",
)
_WAIT: Final = Sentence(
    "Do not ask again. It is being found out by itself; if it stays open, it becomes a case for a person.",
    "Usiombe tena. Inatafutwa yenyewe; ikibaki wazi, itakuwa suala la mtu kuangalia.",
)
_LOOK: Final = Sentence(
    "Look at the statement, or ask the customer for the M-Pesa message, before asking again.",
    "Angalia taarifa ya akaunti, au mwombe mteja ujumbe wa M-Pesa, kabla ya kuomba tena.",
)
_LATER: Final = Sentence(
    "Try again in a few minutes; the customer can pay from the M-Pesa menu meanwhile.",
    "Jaribu tena baada ya dakika chache; wakati huo mteja anaweza kulipa kwa menyu ya M-Pesa.",
)

_BUSY: Final = Sentence(
    "M-Pesa is busy just now. You have not paid anything.",
    "M-Pesa ina shughuli nyingi sasa. Hujalipa chochote.",
)
_NO_PROMPT: Final = Sentence(
    "M-Pesa could not reach your phone with the request. You have not paid anything.",
    "M-Pesa haikuweza kufikisha ombi kwenye simu yako. Hujalipa chochote.",
)
_DECLINED: Final = Sentence(
    "You declined the request on your phone. You have not paid anything.",
    "Ulikataa ombi kwenye simu yako. Hujalipa chochote.",
)
_NOT_SET_UP: Final = Sentence(
    "We cannot ask your phone for payments just now. You have not paid anything.",
    "Kwa sasa hatuwezi kuomba malipo kwenye simu yako. Hujalipa chochote.",
)
_NOT_KNOWN: Final = Sentence(
    "We do not know yet whether your payment went through. Please look at your M-Pesa messages, and do not"
    " pay again before we tell you.",
    "Bado hatujui kama malipo yako yamepita. Tafadhali angalia ujumbe wako wa M-Pesa, na usilipe tena kabla"
    " hatujakuambia.",
)
_NOT_PAID: Final = Sentence(
    "The payment did not go through. You have not paid anything.", "Malipo hayakupita. Hujalipa chochote."
)
_OVER_DAY: Final = Sentence(
    "This payment would go over what M-Pesa lets you pay in a day. You have not paid anything.",
    "Malipo haya yangepita kiwango ambacho M-Pesa hukuruhusu kulipa kwa siku. Hujalipa chochote.",
)
_HELD: Final = Sentence(
    "We have stopped asking phones for payments for the moment. You have not paid anything.",
    "Kwa muda tumeacha kuomba malipo kwa simu. Hujalipa chochote.",
)


def _again(en: str, sw: str, advice: Sentence = _AGAIN) -> Words:
    return Words(Outcome.RETRYABLE, Sentence(en, sw), advice)


def _final(en: str, sw: str, advice: Sentence = _OTHER_WAY) -> Words:
    return Words(Outcome.FINAL, Sentence(en, sw), advice)


_UNSURE: Final = Words(Outcome.UNKNOWN, _NOT_KNOWN, _WAIT)
_UNLISTED: Final = Words(Outcome.RETRYABLE, _NOT_PAID, _AGAIN)
_MISCONFIGURED: Final = Words(Outcome.FINAL, _NOT_SET_UP, _TELL_OWNER)

#: While it is open, whatever its code.
_BY_STATE: Final[Mapping[str, Words]] = {
    RequestState.INITIATED: Words(
        None,
        Sentence(
            "A request for payment is on its way to your phone.", "Ombi la malipo linakuja kwenye simu yako."
        ),
        _NOTHING,
    ),
    RequestState.PENDING: Words(
        None,
        Sentence(
            "Please look at your phone and enter your M-Pesa PIN.",
            "Tafadhali angalia simu yako na uweke PIN yako ya M-Pesa.",
        ),
        Sentence("Wait for the customer.", "Msubiri mteja."),
    ),
    RequestState.CONFIRMED: Words(
        None,
        Sentence(
            "M-Pesa says that your payment went through. We wait for its receipt; please do not pay again.",
            "M-Pesa inasema malipo yako yamepita. Tunasubiri risiti yake; tafadhali usilipe tena.",
        ),
        _WAIT,
    ),
    RequestState.PAID: Words(
        Outcome.PAID,
        Sentence("Thank you, we have received your payment.", "Asante, tumepokea malipo yako."),
        _NOTHING,
    ),
}

#: By our code of a refusal, or Safaricom's of a result.
BY_CODE: Final[Mapping[str, Words]] = {
    "1": _again(
        "There was not enough money in your M-Pesa. You have not paid anything.",
        "Salio lako la M-Pesa halikutosha. Hujalipa chochote.",
        Sentence("Ask again once the customer has topped up.", "Omba tena mteja akishaongeza salio."),
    ),
    "2": _final(
        "The amount is smaller than M-Pesa takes. You have not paid anything.",
        "Kiasi ni kidogo kuliko M-Pesa inachopokea. Hujalipa chochote.",
    ),
    "3": _final(
        "The amount is larger than M-Pesa takes at once. You have not paid anything.",
        "Kiasi ni kikubwa kuliko M-Pesa inachopokea kwa mara moja. Hujalipa chochote.",
    ),
    "4": Words(Outcome.FINAL, _OVER_DAY, _OTHER_WAY),
    "8": _final(
        "Our M-Pesa account cannot take this amount just now. You have not paid anything.",
        "Akaunti yetu ya M-Pesa haiwezi kupokea kiasi hiki kwa sasa. Hujalipa chochote.",
        _TELL_OWNER,
    ),
    "17": _UNSURE,
    "26": Words(Outcome.RETRYABLE, _BUSY, _IN_A_MINUTE),
    "1001": _again(
        "Another M-Pesa transaction is open on your phone. You have not paid anything.",
        "Kuna muamala mwingine wa M-Pesa kwenye simu yako. Hujalipa chochote.",
        _IN_A_MINUTE,
    ),
    "1019": _again(
        "The request on your phone ran out of time. You have not paid anything.",
        "Muda wa ombi kwenye simu yako uliisha. Hujalipa chochote.",
    ),
    "1025": Words(Outcome.RETRYABLE, _NO_PROMPT, _IN_A_MINUTE),
    "9999": Words(Outcome.RETRYABLE, _NO_PROMPT, _IN_A_MINUTE),
    "1031": Words(Outcome.RETRYABLE, _DECLINED, _AGAIN),
    "1032": Words(Outcome.RETRYABLE, _DECLINED, _AGAIN),
    "1036": Words(Outcome.RETRYABLE, _NO_PROMPT, _IN_A_MINUTE),
    "1037": _again(
        "There was no answer from your phone. Is it on, with a signal? You have not paid anything, unless"
        " M-Pesa sends you a receipt.",
        "Simu yako haikujibu. Je, imewashwa na ina mtandao? Hujalipa chochote, isipokuwa M-Pesa"
        " ikikutumia risiti.",
        _IN_A_MINUTE,
    ),
    "1101": Words(Outcome.FINAL, _NO_PROMPT, _CORRECT),
    "2001": _again(
        "The M-Pesa PIN was wrong. You have not paid anything.", "PIN ya M-Pesa ilikosewa. Hujalipa chochote."
    ),
    "2028": _MISCONFIGURED,
    "4999": _UNSURE,
    "8006": _final(
        "Your M-Pesa PIN is locked; Safaricom (dial 100) can open it. You have not paid anything.",
        "PIN yako ya M-Pesa imefungwa; Safaricom (piga 100) wanaweza kuifungua. Hujalipa chochote.",
    ),
    "SFC_IC0003": _MISCONFIGURED,
    "DARAJA_REFUSED": Words(Outcome.FINAL, _NOT_SET_UP, _CORRECT),
    "DARAJA_BAD_REQUEST": Words(Outcome.FINAL, _NOT_SET_UP, _CORRECT),
    "DARAJA_BAD_CREDENTIALS": _MISCONFIGURED,
    "DARAJA_TOKEN_REFUSED": _MISCONFIGURED,
    "DARAJA_NOT_PERMITTED": _MISCONFIGURED,
    "DARAJA_SUBSCRIBER_BUSY": _again(
        "Another M-Pesa transaction is open on your phone. Finish it first. You have not paid us anything.",
        "Kuna muamala mwingine wa M-Pesa kwenye simu yako. Umalize kwanza. Hujatulipa chochote.",
        _IN_A_MINUTE,
    ),
    "DARAJA_RATE_LIMITED": Words(Outcome.RETRYABLE, _BUSY, _IN_A_MINUTE),
    "DARAJA_UNREACHABLE": Words(Outcome.RETRYABLE, _BUSY, _LATER),
    "DARAJA_NO_TOKEN": Words(Outcome.RETRYABLE, _BUSY, _LATER),
    "DARAJA_TIMEOUT": _UNSURE,
    "DARAJA_CONNECTION_LOST": _UNSURE,
    "DARAJA_UNREADABLE": _UNSURE,
    "DARAJA_UNDECIDED": _UNSURE,
    "DARAJA_DUPLICATE": _UNSURE,
    "BAD_PHONE": Words(Outcome.FINAL, _NOT_SET_UP, _OTHER_WAY),
    "REQUESTS_PAUSED": Words(Outcome.RETRYABLE, _HELD, _LATER),
    "BOOKS_BROKEN": Words(Outcome.RETRYABLE, _HELD, _LATER),
    "PUSH_TOO_OLD": Words(Outcome.RETRYABLE, _BUSY, _AGAIN),
}


def words_of(state: str, code: str) -> Words:
    """What a request that has come to a state, for the reason of a code, means to people."""
    if state in _BY_STATE:
        return _BY_STATE[RequestState(state)]
    if state == RequestState.UNKNOWN:
        return _UNSURE
    if state == RequestState.EXPIRED:
        return Words(Outcome.UNKNOWN, _NOT_KNOWN, _LOOK)
    known = BY_CODE.get(code)
    return known if known is not None and known.outcome != Outcome.UNKNOWN else _UNLISTED


def words_of_request(request: PaymentRequest) -> Words:
    return words_of(request.state, request.result_code)
