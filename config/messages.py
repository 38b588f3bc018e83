"""How messages leave: SMS_* and EMAIL_URL, read and checked once at start."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from embedded import env

SMS_BACKENDS: Final = ("console", "africastalking")
SMS_LIVE: Final = "https://api.africastalking.com"
SMS_SANDBOX: Final = "https://api.sandbox.africastalking.com"
_HOW: Final = "write console, smtp://user:password@host:587 or smtps://user:password@host:465"
_ADDRESS: Final = re.compile(r"[\w.+-]{1,64}@[\w-]+(\.[\w-]+)+")
#: `tls` of the address -> (STARTTLS, TLS from the first byte).
_TLS: Final = {"starttls": (True, False), "off": (False, False), "on": (False, True)}


@dataclass(frozen=True, repr=False)
class SmsAccount:
    """The backend and, for africastalking, the account there. The user `sandbox` is their test system."""

    backend: str
    username: str
    api_key: str
    sender: str

    @property
    def url(self) -> str:
        return SMS_SANDBOX if self.username == "sandbox" else SMS_LIVE


@dataclass(frozen=True, repr=False)
class MailServer:
    """An SMTP server; without a host e-mail goes to the console."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False
    sender: str = ""


def sms_account() -> SmsAccount:
    """SMS_BACKEND and its account. Raises ConfigurationError."""
    backend = env.text("SMS_BACKEND", "console").lower()
    if backend not in SMS_BACKENDS:
        raise env.ConfigurationError(f"SMS_BACKEND is unknown: write one of {', '.join(SMS_BACKENDS)}.")
    account = SmsAccount(
        backend, env.text("SMS_USERNAME", ""), env.text("SMS_API_KEY", ""), env.text("SMS_SENDER", "")
    )
    for name, value in (("SMS_USERNAME", account.username), ("SMS_API_KEY", account.api_key)):
        if backend == "africastalking" and not value:
            raise env.ConfigurationError(f"{name} is missing: SMS_BACKEND=africastalking needs an account.")
    return account


def mail_server(default_domain: str) -> MailServer:
    """EMAIL_URL. Raises ConfigurationError, which does not repeat the address: it holds a password.

    smtp:// speaks STARTTLS unless `?tls=off`, smtps:// TLS from the first byte. `?from=` is the sender.
    """
    given = env.text("EMAIL_URL", "console")
    if given == "console":
        return MailServer(sender=f"hesabu@{default_domain}")
    try:
        parts = urlsplit(given)
        query = {
            name: values[-1]
            for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()
        }
        tls = query.pop("tls", "on" if parts.scheme == "smtps" else "starttls")
        sender = query.pop("from", f"hesabu@{default_domain}")
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or query or "@" not in sender:
            raise ValueError
        starttls, implicit = _TLS[tls]
        port = parts.port or (465 if implicit else 587 if starttls else 25)
    except (ValueError, KeyError):
        raise env.ConfigurationError(f"EMAIL_URL cannot be read: {_HOW} (docs/operations.md).") from None
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, port, user, password, starttls, implicit, sender)


def addresses(name: str) -> list[str]:
    """A comma list of e-mail addresses. Raises ConfigurationError."""
    found = env.names(name, [])
    if not all(_ADDRESS.fullmatch(address) for address in found):
        raise env.ConfigurationError(f"{name} is a comma list of e-mail addresses, like name@example.com.")
    return found
