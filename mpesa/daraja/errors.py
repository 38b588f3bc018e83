"""What can go wrong between us and Daraja, told apart by the one question that matters: may money have moved?

    UpstreamFailed
    |-- DarajaRefused      no, Safaricom said no before acceptance (class R)   may be sent again once fixed
    |-- DarajaUnreachable  no, our request never reached the API              may be sent again
    `-- DarajaUnknown      nobody knows                                       never send again; find out
    InvalidInput
    `-- MalformedCallback  a body from outside that holds no usable fact

Messages and args are scrubbed: no token, password, SecurityCredential or full phone number gets in. `said`
are Safaricom's own words, scrubbed too; empty where it said nothing.
"""

from __future__ import annotations

from core.errors import InvalidInput, UpstreamFailed
from core.machine.scrub import scrub
from core.text import one_line

#: Every stable code raised here, with what it means to a person (material for docs/errors.md).
ERROR_CODES = {
    "DARAJA_REFUSED": "Safaricom refused the request before taking it; nothing happened.",
    "DARAJA_BAD_REQUEST": "Safaricom refused a field of the request; correct it and send again.",
    "DARAJA_BAD_CREDENTIALS": "Shortcode, passkey, consumer key or secret are wrong for this environment.",
    "DARAJA_TOKEN_REFUSED": "A fresh access token was refused: is the API product on the app?",
    "DARAJA_NOT_PERMITTED": "The app or shortcode may not use this API.",
    "DARAJA_SUBSCRIBER_BUSY": "The customer's phone has another payment open; wait a minute.",
    "DARAJA_RATE_LIMITED": "Safaricom asks us to slow down; wait and try again.",
    "DARAJA_URLS_REGISTERED": "Production C2B addresses are set already; remove them in the portal first.",
    "DARAJA_URLS_ELSEWHERE": "The shortcode is registered with another aggregator.",
    "DARAJA_UNREACHABLE": "Safaricom could not be reached; nothing was sent.",
    "DARAJA_NO_TOKEN": "Safaricom gave no access token; nothing was sent.",
    "DARAJA_TIMEOUT": "Safaricom did not answer in time; whether it acted is not known.",
    "DARAJA_CONNECTION_LOST": "The connection broke after sending; whether it acted is not known.",
    "DARAJA_UNREADABLE": "Safaricom's answer could not be understood; whether it acted is not known.",
    "DARAJA_UNDECIDED": "Safaricom answered with an error that does not say whether it acted.",
    "DARAJA_DUPLICATE": "Safaricom has already taken a request with this id; find out what became of it.",
    "CALLBACK_UNREADABLE": "The body is not JSON of the expected shape.",
    "CALLBACK_TOO_LARGE": "The body, a text or a number in it is too large.",
    "CALLBACK_MISSING": "A field without which the callback says nothing is missing.",
    "CALLBACK_BAD_VALUE": "A field holds something that it cannot hold.",
}


class DarajaRefused(UpstreamFailed):
    """Known to be before acceptance: nothing happened, the same request may be sent again once fixed.

    `code` is ours and stable, `error_code` is Safaricom's (`400.002.02`), `http_status` 0 when unknown.
    """

    def __init__(
        self, code: str, message: str, http_status: int = 0, *, error_code: str = "", said: str = ""
    ) -> None:
        super().__init__(code, "", _clean(message) or ERROR_CODES.get(code, ""))
        self.http_status = http_status
        self.error_code = _clean(error_code)[:60]
        self.said = _clean(said)


class DarajaUnreachable(UpstreamFailed):
    """Our request never reached the API: name or connection failed before bytes left, or no token was had."""

    def __init__(self, code: str = "DARAJA_UNREACHABLE", message: str = "") -> None:
        super().__init__(code, "", _clean(message) or ERROR_CODES.get(code, ""))


class DarajaUnknown(UpstreamFailed):
    """The outcome is not known: record UNKNOWN, never resend, ask or wait (after a read: just ask again)."""

    def __init__(
        self, code: str, message: str = "", http_status: int = 0, *, error_code: str = "", said: str = ""
    ) -> None:
        super().__init__(code, "", _clean(message) or ERROR_CODES.get(code, ""))
        self.http_status = http_status
        self.error_code = _clean(error_code)[:60]
        self.said = _clean(said)


class MalformedCallback(InvalidInput):
    """A callback body without usable facts. The message never repeats what was sent."""


def _clean(text: str) -> str:
    return one_line(scrub(text))[:300]
