"""Text messages by Africa's Talking, or to the console.

The wire format is that of their bulk SMS page: a form is posted, the answer lists one status per recipient.
"""

from __future__ import annotations

from typing import Any

import requests
from django.conf import settings

from messaging.console import print_message
from messaging.outcomes import Outcome, Verdict, code_of

TIMEOUT = (5, 20)
#: Processed, Sent, Queued.
_TAKEN = frozenset({100, 101, 102})
#: InsufficientBalance, CouldNotRoute, InternalServerError, GatewayError, RejectedByGateway: these pass.
_PASSING = frozenset({405, 407, 500, 501, 502})
_PASSING_WORDS = frozenset({"InsufficientBalance", "CouldNotRoute", "InternalServerError", "GatewayError"})


def send_text(to: str, body: str) -> Outcome:
    """One attempt to send a text to a canonical phone by the backend of SMS_BACKEND."""
    if settings.SMS_BACKEND == "africastalking":
        return _by_africas_talking(to, body)
    return print_message("SMS", to, body)


def _by_africas_talking(to: str, body: str) -> Outcome:
    form = {"username": settings.SMS_USERNAME, "to": f"+{to}", "message": body}
    if settings.SMS_SENDER:
        form["from"] = settings.SMS_SENDER
    try:
        answer = requests.post(
            f"{settings.SMS_URL}/version1/messaging",
            data=form,
            headers={"apiKey": settings.SMS_API_KEY, "Accept": "application/json"},
            timeout=TIMEOUT,
            allow_redirects=False,
        )
    except requests.ConnectTimeout:
        return Outcome(Verdict.AGAIN, "UNREACHABLE")
    except requests.RequestException:
        return Outcome(Verdict.AGAIN, "NO_ANSWER")
    if answer.status_code == 400:
        return Outcome(Verdict.REFUSED, "HTTP_400")
    if answer.status_code not in (200, 201):
        return Outcome(Verdict.AGAIN, f"HTTP_{answer.status_code}")
    try:
        return _outcome(answer.json()["SMSMessageData"])
    except (ValueError, KeyError, TypeError):
        return Outcome(Verdict.AGAIN, "UNREADABLE_ANSWER")


def _outcome(data: dict[str, Any]) -> Outcome:
    recipients = data["Recipients"]
    if not recipients:  # refused as a whole, as for an unknown sender: the reason stands in Message
        word = code_of(data.get("Message"), "NOT_TAKEN")
        return Outcome(Verdict.AGAIN if word in _PASSING_WORDS else Verdict.REFUSED, word)
    status = int(recipients[0]["statusCode"])
    code = code_of(recipients[0].get("status"), f"STATUS_{status}")
    if status in _TAKEN:
        return Outcome(Verdict.SENT, code, str(recipients[0].get("messageId", ""))[:80])
    return Outcome(Verdict.AGAIN if status in _PASSING else Verdict.REFUSED, code)
