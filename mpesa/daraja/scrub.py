"""Take secrets and personal data out of text that is about to be logged or shown.

Daraja repeats bearer tokens in error messages, a queue-timeout notice may echo the SecurityCredential, and a
CheckoutRequestID ends in the payer's phone digits (docs: Daraja error tables; id form derived from samples).
"""

from __future__ import annotations

import re

MASK = "****"

_SECRET_KEYS = (
    r"SecurityCredential|InitiatorPassword|Password|Passkey|access[_-]?token|"
    r"consumer[_-]?(?:key|secret)|client[_-]?secret|Authorization"
)
#: key: value, in JSON, in a Python repr, in a form body or in plain words. The value ends at its quote,
#: or at the next blank or separator when it has none.
_KEYED = re.compile(
    rf"""((?:{_SECRET_KEYS})\\?["']?\s*[:=]\s*)(?:\\?"[^"\\]*\\?"|'[^']*'|[^\s"',;&}}]+)""", re.IGNORECASE
)
_SCHEME = re.compile(r"\b(Bearer|Basic)[ \t]+[^\s\"',;]+", re.IGNORECASE)
_ECHOED_TOKEN = re.compile(r"(Invalid Access Token\s*-\s*)\S+", re.IGNORECASE)
_CHECKOUT_DATED = re.compile(r"(ws_CO_\d{14})\w+")
_CHECKOUT_OTHER = re.compile(r"(ws_CO_)(?!\d{14}\*)\w+")
_LONG_BASE64 = re.compile(r"[A-Za-z0-9+/]{88,}={0,2}")
_HEX64 = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{64}(?![0-9A-Fa-f])")
_PHONE = re.compile(r"(?<!\d)(\+?254[ -]?|0)([17])(?:[ -]?\d){5}[ -]?(\d)[ -]?(\d)[ -]?(\d)(?!\d)")


def scrub(text: str, *secrets: str) -> str:
    """The text with secrets and phone numbers masked.

    Masks bearer and basic tokens, values of keys such as SecurityCredential, Password and access_token, long
    base64 and 64-digit hex (credentials, passkeys, hashed numbers), phone numbers but for their ends, tails
    of CheckoutRequestIDs, and every one of `secrets` wherever it stands.
    """
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, MASK)
    text = _SCHEME.sub(rf"\1 {MASK}", text)
    text = _KEYED.sub(_mask_value, text)
    text = _ECHOED_TOKEN.sub(rf"\1{MASK}", text)
    text = _CHECKOUT_DATED.sub(rf"\1{MASK}", text)
    text = _CHECKOUT_OTHER.sub(rf"\1{MASK}", text)
    text = _LONG_BASE64.sub(MASK, text)
    text = _HEX64.sub(MASK, text)
    return _PHONE.sub(rf"\1\2{MASK}\3\4\5", text)


def _mask_value(match: re.Match[str]) -> str:
    key, value = match.group(1), match.group(0)[len(match.group(1)) :]
    if value.lower() in ("bearer", "basic"):  # the token after it is masked already
        return match.group(0)
    quote = value[-1] if value[-1] in "\"'" else ""
    escape = "\\" if value.startswith("\\") else ""
    return f"{key}{escape}{quote}{MASK}{escape}{quote}"


def printable(text: str, limit: int = 300) -> str:
    """One line of at most `limit` characters without control characters, for messages from outside."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[: limit * 4]).split())[:limit]
