"""What Daraja's codes mean for money. A code that is in no table is UNKNOWN.

Sources: the response-code tables of the Daraja documentation (2025 and 2026 pages) and, where they are
silent, observations of operators. Decide by code, never by text: the texts of one code differ between
callback and query. The exceptions are the synchronous 500.*.1001 and 500.003.02, which mean many things.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class CodeClass(StrEnum):
    SUCCESS = "S"
    FAILED = "F"
    IN_FLIGHT = "P"
    UNKNOWN = "U"
    REFUSED = "R"


class Call(StrEnum):
    """The API being called; money calls treat doubtful errors as UNKNOWN where reads may just ask again."""

    STK_PUSH = "STK_PUSH"
    STK_QUERY = "STK_QUERY"
    C2B_REGISTER = "C2B_REGISTER"
    C2B_SIMULATE = "C2B_SIMULATE"
    B2C = "B2C"
    B2B = "B2B"
    REVERSAL = "REVERSAL"
    STATUS = "STATUS"
    BALANCE = "BALANCE"
    PULL = "PULL"
    QR = "QR"

    @property
    def moves_money(self) -> bool:
        return self in (Call.STK_PUSH, Call.C2B_SIMULATE, Call.B2C, Call.B2B, Call.REVERSAL)


@dataclass(frozen=True, slots=True)
class CodeFact:
    """`confirm`: a failure to be confirmed by a query or a grace window; later success evidence beats it.
    `cancelled`: the customer said no. `reason`: our stable error code, for synchronous errors."""

    kind: CodeClass
    meaning: str
    confirm: bool = False
    cancelled: bool = False
    reason: str = ""


_S, _F, _P, _U, _R = CodeClass
_UNLISTED: Final = CodeFact(_U, "Code is in no table", reason="DARAJA_UNDECIDED")

#: Result codes of STK push, from callback and query alike (final for that CheckoutRequestID only).
STK_RESULTS: Final[Mapping[str, CodeFact]] = {
    "0": CodeFact(_S, "Paid"),
    "1": CodeFact(_F, "Insufficient balance"),
    "2": CodeFact(_F, "Below the minimum amount"),
    "3": CodeFact(_F, "Above the maximum amount"),
    "4": CodeFact(_F, "Daily limit would be exceeded"),
    "8": CodeFact(_F, "Receiving account's maximum exceeded"),
    "17": CodeFact(_U, "Same amount from the same customer too soon, or an internal failure"),
    "26": CodeFact(_F, "System busy", confirm=True),
    "1001": CodeFact(_F, "Subscriber busy with another session"),
    "1019": CodeFact(_F, "Expired before processing"),
    "1025": CodeFact(_F, "The prompt could not be sent"),
    "9999": CodeFact(_F, "The prompt could not be sent", confirm=True),
    "1031": CodeFact(_F, "Cancelled", cancelled=True),
    "1032": CodeFact(_F, "Cancelled by the customer", cancelled=True),
    "1036": CodeFact(_F, "SMSC acknowledgement timeout", confirm=True),
    "1037": CodeFact(_F, "No answer from the phone", confirm=True),
    "1101": CodeFact(_F, "Prompt text too long"),
    "2001": CodeFact(_F, "Wrong PIN"),
    "2028": CodeFact(_F, "Transaction type does not fit the receiving shortcode"),
    "4999": CodeFact(_P, "Still being processed"),
    "8006": CodeFact(_F, "The customer's PIN is locked"),
    "SFC_IC0003": CodeFact(_F, "Receiving shortcode does not exist"),
}

#: Result codes of B2C, B2B, Transaction Status, Account Balance and Reversal.
ASYNC_RESULTS: Final[Mapping[str, CodeFact]] = {
    "0": CodeFact(_S, "Processed"),
    "1": CodeFact(_F, "Insufficient funds in the paying account"),
    "2": CodeFact(_F, "Below the minimum amount"),
    "3": CodeFact(_F, "Above the maximum amount"),
    "4": CodeFact(_F, "Daily limit would be exceeded"),
    "8": CodeFact(_F, "Receiver's maximum balance would be exceeded"),
    "11": CodeFact(_F, "Paying party is in an invalid state"),
    "14": CodeFact(_F, "Receiving party is in an invalid state"),
    "15": CodeFact(_U, "Duplicate originator id: the first request stands"),
    "17": CodeFact(_U, "Internal failure"),
    "18": CodeFact(_F, "Initiator's credential check failed"),
    "19": CodeFact(_U, "Message sequencing failure"),
    "20": CodeFact(_F, "Initiator could not be resolved"),
    "21": CodeFact(_F, "Initiator may not do this"),
    "22": CodeFact(_F, "Initiator does not belong to the paying party"),
    "24": CodeFact(_F, "A mandatory field is missing"),
    "25": CodeFact(_F, "A parameter is invalid"),
    "26": CodeFact(_U, "System too busy"),
    "29": CodeFact(_F, "Invalid command"),
    "2001": CodeFact(_F, "Initiator's name, password or certificate is wrong: stop the batch"),
    "2006": CodeFact(_F, "Account status or rule forbids"),
    "2028": CodeFact(_F, "Not permitted for the product assigned"),
    "2033": CodeFact(_U, "Receipt not found"),
    "2040": CodeFact(_F, "Recipient's customer type is not supported"),
    "2051": CodeFact(_F, "Phone number invalid"),
    "8006": CodeFact(_F, "The API user's credential is locked"),
    "SFC_IC0003": CodeFact(_F, "Receiving party does not exist"),
    "R000001": CodeFact(_F, "Already reversed"),
    "R000002": CodeFact(_F, "Original transaction id is invalid"),
    "TP40153": CodeFact(_F, "Operator lacks permission"),
    # Gateway family: only those whose text puts them before M-PESA; the rest stay unknown.
    "100000001": CodeFact(_R, "Gateway overloaded"),
    "100000002": CodeFact(_R, "Gateway throttled the request"),
    "100000004": CodeFact(_R, "Invalid input"),
    "100000007": CodeFact(_R, "Insufficient permission"),
    "100000008": CodeFact(_R, "Access rate exceeded"),
}

#: In answer to Transaction Status: this receipt is not there, or not there yet.
NOT_FOUND: Final = frozenset({"2033", "R000002"})
#: Who asks is refused, whatever is asked: asking on would lock the operator (8006).
INITIATOR_REFUSED: Final = frozenset({"18", "20", "2001", "8006"})


class TransactionFate(StrEnum):
    """What became of a transaction. Only MOVED is money moved; WAITING and UNKNOWN decide nothing."""

    MOVED = "MOVED"
    WAITING = "WAITING"
    NOT_MOVED = "NOT_MOVED"
    REVERSED = "REVERSED"
    UNKNOWN = "UNKNOWN"


#: TransactionStatus of a Transaction Status result. The list is open (reference 2.8).
TRANSACTION_STATES: Final[Mapping[str, TransactionFate]] = {
    "completed": TransactionFate.MOVED,
    "initiated": TransactionFate.WAITING,
    "authorized": TransactionFate.WAITING,
    "pending": TransactionFate.WAITING,
    "pending authorized": TransactionFate.WAITING,
    "cancelled": TransactionFate.NOT_MOVED,
    "declined": TransactionFate.NOT_MOVED,
    "expired": TransactionFate.NOT_MOVED,
    "failed": TransactionFate.NOT_MOVED,
    "rejected": TransactionFate.NOT_MOVED,
    "reversed": TransactionFate.REVERSED,
}


def fate_of(status: str) -> TransactionFate:
    """What a TransactionStatus says of the money; case and blanks do not count."""
    return TRANSACTION_STATES.get(" ".join(status.lower().split()), TransactionFate.UNKNOWN)


#: Synchronous error codes that mean one thing. All of them are refusals at the gateway.
SYNC_ERRORS: Final[Mapping[str, CodeFact]] = {
    "400.001": CodeFact(_R, "Shortcode refused", reason="DARAJA_BAD_REQUEST"),
    "400.002.02": CodeFact(_R, "Bad request", reason="DARAJA_BAD_REQUEST"),
    "400.002.05": CodeFact(_R, "Invalid request payload", reason="DARAJA_BAD_REQUEST"),
    "400.003.01": CodeFact(_R, "Invalid access token", reason="DARAJA_TOKEN_REFUSED"),
    "400.003.02": CodeFact(_R, "Bad request", reason="DARAJA_BAD_REQUEST"),
    "400.008.01": CodeFact(_R, "Invalid consumer key or secret", reason="DARAJA_BAD_CREDENTIALS"),
    "400.008.02": CodeFact(_R, "Invalid grant type", reason="DARAJA_BAD_REQUEST"),
    "401.001": CodeFact(_R, "Invalid access token", reason="DARAJA_TOKEN_REFUSED"),
    "401.002.01": CodeFact(_R, "Invalid access token", reason="DARAJA_TOKEN_REFUSED"),
    "401.003.01": CodeFact(_R, "Invalid access token or product", reason="DARAJA_TOKEN_REFUSED"),
    "403.002.1001": CodeFact(_R, "Not authorised to initiate", reason="DARAJA_NOT_PERMITTED"),
    "404.001.01": CodeFact(_R, "Resource not found", reason="DARAJA_BAD_REQUEST"),
    "404.002.01": CodeFact(_R, "Resource not found", reason="DARAJA_BAD_REQUEST"),
    "404.003.01": CodeFact(_R, "Resource not found", reason="DARAJA_BAD_REQUEST"),
    "404.001.03": CodeFact(_R, "Invalid access token", reason="DARAJA_TOKEN_REFUSED"),
    "404.001.04": CodeFact(_R, "Invalid authentication header", reason="DARAJA_TOKEN_REFUSED"),
    "405.001": CodeFact(_R, "Method not allowed", reason="DARAJA_BAD_REQUEST"),
    "500.003.03": CodeFact(_R, "Quota used up", reason="DARAJA_RATE_LIMITED"),
}
_GATEWAY_PREFIXES: Final = (  # Apigee's own fault codes (its runtime error catalogue)
    ("oauth.v2.", CodeFact(_R, "Invalid access token", reason="DARAJA_TOKEN_REFUSED")),
    ("keymanagement.service.", CodeFact(_R, "Invalid access token", reason="DARAJA_TOKEN_REFUSED")),
    ("policies.ratelimit.", CodeFact(_R, "Rate limit", reason="DARAJA_RATE_LIMITED")),
)
_SERVER_ERRORS: Final = {"500.001.1001", "500.002.1001", "00.002.1001", "500.003.1001", "500.003.02"}


def classify_stk(code: str | int) -> CodeFact:
    """Class of an STK result code, integer from a callback or text from a query."""
    return STK_RESULTS.get(str(code).strip(), _UNLISTED)


def classify_async(code: str | int) -> CodeFact:
    """Class of the result code of an asynchronous API; "receipt not found" never decides."""
    return ASYNC_RESULTS.get(str(code).strip(), _UNLISTED)


def classify_sync(error_code: str, message: str, call: Call) -> CodeFact:
    """Class of a synchronous errorCode, as an answer to `call`."""
    code, text = error_code.strip(), message.strip().lower()
    if code in _SERVER_ERRORS:
        return _classify_server_error(code, text, call)
    for prefix, fact in _GATEWAY_PREFIXES:
        if code.startswith((prefix, "steps." + prefix)):
            return fact
    return SYNC_ERRORS.get(code, _UNLISTED)


def is_token_refusal(error_code: str, message: str, http_status: int) -> bool:
    """Whether the gateway refused the bearer token (each API family has its own code) or its products.

    Nothing reached M-PESA: get a fresh token once and send the same body again.
    """
    if http_status == 401 and "apiproduct" in message.lower():
        return True
    return classify_sync(error_code, message, Call.STATUS).reason == "DARAJA_TOKEN_REFUSED"


def _classify_server_error(code: str, text: str, call: Call) -> CodeFact:
    undecided = CodeFact(_U, "Server error", reason="DARAJA_UNDECIDED")
    try_later = CodeFact(_R, "System busy", reason="DARAJA_RATE_LIMITED")
    if code == "500.001.1001":
        return _classify_stk_error(text, call) if call in (Call.STK_PUSH, Call.STK_QUERY) else undecided
    if code == "500.003.02":
        # Where a "busy" request stopped is documented nowhere; a spike arrest stops at the gateway.
        return try_later if "spike" in text or not call.moves_money else undecided
    if code == "500.003.1001":
        if call is Call.C2B_REGISTER and "already registered" in text:
            return CodeFact(_F, "Addresses are registered already", reason="DARAJA_URLS_REGISTERED")
        if call is Call.C2B_REGISTER and "duplicate notification" in text:
            return CodeFact(_F, "Registered with another aggregator", reason="DARAJA_URLS_ELSEWHERE")
        return undecided
    if "duplicate" in text:
        return CodeFact(_U, "An earlier request with this id was accepted", reason="DARAJA_DUPLICATE")
    return undecided if call.moves_money else try_later


def _classify_stk_error(text: str, call: Call) -> CodeFact:
    if "wrong credentials" in text or "merchant does not exist" in text:
        return CodeFact(_R, "Shortcode or passkey is wrong", reason="DARAJA_BAD_CREDENTIALS")
    if call is Call.STK_PUSH and "unable to lock subscriber" in text:
        return CodeFact(_R, "The customer has another payment open", reason="DARAJA_SUBSCRIBER_BUSY")
    if call is Call.STK_QUERY and (not text or "being processed" in text):
        return CodeFact(_P, "Still being processed")
    return CodeFact(_U, "Server error", reason="DARAJA_UNDECIDED")
