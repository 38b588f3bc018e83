"""What became of a claim, in words for people. The console says the same in its languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mpesa.daraja.codes import NOT_FOUND
from mpesa.models import Enquiry, EnquiryState, Verdict

_BY_VERDICT: Final[Mapping[str, str]] = {
    Verdict.NOT_COMPLETED: "Safaricom says that no money moved.",
    Verdict.ELSEWHERE: "Safaricom says that this payment did not come to this till.",
    Verdict.REVERSED: "Safaricom says that this payment was taken back.",
    Verdict.NOT_FOUND: "Safaricom does not know this receipt: compare the number with the SMS.",
    Verdict.UNREADABLE: "Safaricom says that it is completed, and not how much or to whom; the statement"
    " decides.",
}
_BY_STATE: Final[Mapping[str, str]] = {
    EnquiryState.WAITING: "This till cannot ask Safaricom: the claim waits until the statement or another"
    " report brings the receipt.",
    EnquiryState.ASKING: "Safaricom is being asked.",
    EnquiryState.ASKED: "Safaricom was asked; its answer is awaited.",
    EnquiryState.BOOKED: "The receipt is in the books.",
    EnquiryState.UNANSWERED: "Safaricom did not answer, however often it was asked; the statement decides.",
}
_NOT_YET: Final = (
    "Safaricom does not know this receipt, or not yet: compare it with the SMS. It is asked again."
)
_AWAY: Final = "Safaricom cannot be asked just now: it is tried again by itself. Nothing is booked yet."


def words_of(claim: Enquiry) -> str:
    """How a claim stands."""
    if claim.state == EnquiryState.ASKED and claim.result_code in NOT_FOUND:
        return _NOT_YET
    if claim.state == EnquiryState.ASKING and claim.result_code:
        return _AWAY
    if claim.state == EnquiryState.ANSWERED:
        return claim.result_text or _BY_VERDICT.get(claim.verdict, "")
    if claim.state == EnquiryState.FAILED:
        return f"Safaricom refused the question: {claim.result_text or claim.result_code}"
    return _BY_STATE[claim.state]
