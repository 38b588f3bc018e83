"""HTTP as Daraja needs it: bounded in time and size, never retried, never redirected.

Whatever an answer looks like, it comes back as an `Answer` or as one of our errors. An error raised here says
whether bytes may have left; requests' own exceptions are not chained to it, since they hold the headers.
"""

from __future__ import annotations

import json
import os
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from http.cookiejar import DefaultCookiePolicy
from ssl import SSLCertVerificationError
from typing import Final
from urllib.parse import urlsplit

import requests
import urllib3.exceptions as urllib3_errors
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from mpesa.daraja.errors import DarajaUnknown, DarajaUnreachable
from mpesa.daraja.wording import words_in_json, words_in_text

MAX_ANSWER: Final = 256 * 1024
#: A firewall forgets quiet connections without telling us; a POST on such a one would end as UNKNOWN.
IDLE_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two pieces of an answer, and for the whole answer."""

    connect: float = 5.0
    read: float = 30.0
    total: float = 45.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: HTTP status and the JSON object in it, or None with the reason why there is none.

    `words` are what it says to people, wherever it says it; not scrubbed yet.
    """

    status: int
    payload: dict[str, object] | None = field(repr=False)
    trouble: str = ""
    words: str = field(default="", repr=False)

    @property
    def error(self) -> tuple[str, str] | None:
        """(errorCode, message) of Daraja's envelope or of an Apigee fault; None when it is no error body."""
        payload = self.payload or {}
        code, message = payload.get("errorCode"), payload.get("errorMessage")
        if code not in (None, "", 0, "0"):
            return str(code), str(message or "")
        fault = payload.get("fault") or _dig(payload, "Envelope", "Body", "Fault")
        if isinstance(fault, dict):
            code = _dig(fault, "detail", "errorcode") or fault.get("faultcode")
            return str(code or "fault"), str(fault.get("faultstring") or "")
        return ("", str(message)) if message else None

    @property
    def has_ids(self) -> bool:
        """Whether it names a request that M-PESA has taken."""
        payload = self.payload or {}
        return bool(payload.get("CheckoutRequestID") or payload.get("ConversationID"))


class HeaderAuth(AuthBase):
    """Sets Authorization itself, so that requests does not let a ~/.netrc overrule it."""

    def __init__(self, value: str) -> None:
        self._value = value

    @classmethod
    def bearer(cls, token: str) -> HeaderAuth:
        return cls(f"Bearer {token}")

    @classmethod
    def basic(cls, user: str, secret: str) -> HeaderAuth:
        return cls("Basic " + b64encode(f"{user}:{secret}".encode()).decode())

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._value
        return request


def new_session() -> requests.Session:
    """A keep-alive session for threads to share: no retries, no cookies (the edge protection sets some)."""
    session = requests.Session()
    for prefix in ("https://", "http://"):
        session.mount(prefix, HTTPAdapter(max_retries=0, pool_maxsize=32))
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


_sessions: dict[str, tuple[requests.Session, float]] = {}
_sessions_lock = threading.Lock()


def shared_session(base_url: str) -> requests.Session:
    """The session of this process for one Daraja host, a new one after `IDLE_SECONDS` without a call."""
    now = time.monotonic()
    with _sessions_lock:
        session, used = _sessions.get(base_url, (None, 0.0))
        if session is None or now - used > IDLE_SECONDS:
            session = new_session()
        _sessions[base_url] = (session, now)
    return session


def _forget_sessions() -> None:
    global _sessions_lock
    _sessions_lock = threading.Lock()
    _sessions.clear()


# A forked worker must not write into its parent's sockets.
os.register_at_fork(after_in_child=_forget_sessions)


class Transport:
    """Sends one request to one Daraja host. Thread-safe."""

    def __init__(
        self, base_url: str, session: requests.Session | None = None, timeouts: Timeouts | None = None
    ) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in ("https", "http") or not parts.hostname or parts.username:
            raise ValueError("the base URL must be http(s)://host without a user name")
        self.base_url = base_url.rstrip("/")
        self.timeouts = timeouts or Timeouts()
        if session is not None:
            retries = getattr(session.get_adapter(self.base_url), "max_retries", None)
            if retries is None or retries.total != 0:
                raise ValueError("the session must not retry: a retried POST may charge twice")
        self._session = session

    def get(self, path: str, *, auth: HeaderAuth, timeouts: Timeouts | None = None) -> Answer:
        return self._send("GET", path, None, auth, timeouts or self.timeouts)

    def post(self, path: str, *, body: bytes, auth: HeaderAuth, most: int = MAX_ANSWER) -> Answer:
        """POST a JSON body; `most` bytes of the answer are read.

        Raises DarajaUnreachable (nothing left) or DarajaUnknown (it may have).
        """
        return self._send("POST", path, body, auth, self.timeouts, most)

    def _send(
        self,
        method: str,
        path: str,
        body: bytes | None,
        auth: HeaderAuth,
        timeouts: Timeouts,
        most: int = MAX_ANSWER,
    ) -> Answer:
        session = self._session or shared_session(self.base_url)
        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        deadline = time.monotonic() + timeouts.total
        failure: DarajaUnknown | DarajaUnreachable
        try:
            response = session.request(
                method,
                self.base_url + path,
                data=body,
                headers=headers,
                auth=auth,
                timeout=(timeouts.connect, timeouts.read),
                allow_redirects=False,
                stream=True,
            )
            try:
                return _read(response, deadline, most)
            finally:
                response.close()
        except (requests.RequestException, urllib3_errors.HTTPError, OSError) as error:
            failure = _failure_of(error)
        raise failure  # outside the handler: the original exception holds the Authorization header


def _read(response: requests.Response, deadline: float, most: int) -> Answer:
    content = bytearray()
    while piece := response.raw.read1(16384, decode_content=True):
        content += piece
        if len(content) > most:
            return Answer(response.status_code, None, "larger than any answer of Daraja")
        if time.monotonic() > deadline:
            raise urllib3_errors.TimeoutError
    if response.is_redirect or 300 <= response.status_code < 400:
        return Answer(response.status_code, None, "a redirect")
    text = bytes(content).lstrip(b"\xef\xbb\xbf \t\r\n")
    if not text:
        return Answer(response.status_code, None, "empty")
    try:
        payload = json.loads(text.decode(), parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, ArithmeticError, RecursionError):
        trouble = "a web page" if text.startswith(b"<") else "not JSON"
        return Answer(response.status_code, None, trouble, words_in_text(text))
    words = words_in_json(payload)
    if not isinstance(payload, dict):
        return Answer(response.status_code, None, "not a JSON object", words)
    return Answer(response.status_code, payload, words=words)


def _refuse(constant: str) -> object:
    raise ValueError(constant)


def _failure_of(error: Exception) -> DarajaUnknown | DarajaUnreachable:
    causes = list(_causes(error))
    unsent = (
        urllib3_errors.NewConnectionError,
        urllib3_errors.ConnectTimeoutError,
        SSLCertVerificationError,
        requests.exceptions.InvalidURL,
    )
    if any(isinstance(cause, unsent) for cause in causes):
        return DarajaUnreachable()
    timed_out = (TimeoutError, requests.Timeout, urllib3_errors.TimeoutError)
    if any(isinstance(cause, timed_out) for cause in causes):
        return DarajaUnknown("DARAJA_TIMEOUT")
    return DarajaUnknown("DARAJA_CONNECTION_LOST")


def _causes(error: object, depth: int = 0) -> Iterator[object]:
    """The exception and what it wraps, by arguments and `reason` only: contexts may be from elsewhere."""
    if isinstance(error, BaseException) and depth < 6:
        yield error
        for inner in (*error.args, getattr(error, "reason", None), getattr(error, "original_error", None)):
            yield from _causes(inner, depth + 1)


def _dig(value: object, *keys: str) -> object:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
