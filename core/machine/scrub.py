"""Masks what must never be read in a log or an error: phones, tokens, credentials, checkout ids.

Daraja repeats bearer tokens in error messages, a queue-timeout notice may echo the SecurityCredential, and a
CheckoutRequestID ends in the payer's phone digits (docs: Daraja error tables; id form derived from samples).
"""

from __future__ import annotations

import re

MASK = "****"

_GUARDED_NAMES = (
    r"security_?credential|(?:initiator_?)?pass(?:word|key|phrase)|consumer_?(?:key|secret)|client_?secret"
    r"|(?:access_?|refresh_?|id_?|csrf_?)?token|session_?(?:id|key)|authorization|pin|secret|pepper"
)
#: A quoted value, plainly or escaped as in JSON inside JSON; or one that ends at a blank or separator.
_VALUE = r"""\\"[^"\\]*\\"|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s"',;&})]+"""
_KEYED = re.compile(rf"""((?:{_GUARDED_NAMES})\\?["']?\s*[:=]\s*)({_VALUE})""", re.IGNORECASE)
_LONG_BASE64 = re.compile(r"[A-Za-z0-9+/]{88,}={0,2}")

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(Invalid Access Token\s*-\s*)\S+", re.IGNORECASE), rf"\1{MASK}"),
    (re.compile(r"(://)[^/@\s]*:[^/@\s]*@"), rf"\1{MASK}@"),
    (
        re.compile(r"(/hooks/)[0-9A-Za-z]+(/(?:stk|(?:result|timeout)/\w+)/)[^\s\"'?,;]+"),
        rf"\1{MASK}\2{MASK}",
    ),
    (re.compile(r"(/hooks/)[0-9A-Za-z]+"), rf"\1{MASK}"),
    (re.compile(r"(ws_CO_\d{14})\w+"), rf"\1{MASK}"),
    (re.compile(r"(ws_CO_)(?!\d{14}\*)\w+"), rf"\1{MASK}"),
    (_LONG_BASE64, MASK),
    (re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{64}(?![0-9A-Fa-f])"), MASK),
    (
        re.compile(r"(?<!\d)(\+?254)[ -]?([17]\d)(?:[ -]?\d){4}[ -]?(\d)[ -]?(\d)[ -]?(\d)(?!\d)"),
        rf"\1\2{MASK}\3\4\5",
    ),
    (re.compile(r"(?<!\d)(0[17])(?:[ -]?\d){5}[ -]?(\d)[ -]?(\d)[ -]?(\d)(?!\d)"), rf"\1{MASK}\2\3\4"),
)
#: What a text must hold, in whatever case, for any rule to change it. Most texts hold none of it, and are let
#: through at once.
SUSPECT = (
    r"://|/hooks/|ws_CO_|[A-Za-z0-9+/]{64}|[:=]|bearer|basic|invalid access token"
    r"|254[ -]?[17]\d[ -]?\d|0[17](?:[ -]?\d){3}"
)
_ANY = re.compile(SUSPECT, re.IGNORECASE)
#: Year, month and day as letters and digits, then seven more; a digit tells it from a word in capitals.
_RECEIPT = re.compile(r"\b(?=[A-Z]*[0-9])([A-Z][A-L][1-9A-V])[A-Z0-9]{5}([A-Z0-9]{2})\b")
_SCHEME = re.compile(r"\b(Bearer|Basic)[ \t]+[^\s\"',;]+", re.IGNORECASE)


def scrub(text: str, *secrets: str) -> str:
    """The text with secrets and phone numbers masked.

    Masks bearer and basic tokens, values of names such as SecurityCredential, password and access_token,
    credentials in addresses, tokens of callback addresses, long base64 and 64-digit hex (credentials,
    passkeys, hashed numbers), phone numbers but for their ends, tails of CheckoutRequestIDs, and every one
    of `secrets` wherever it stands.
    """
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, MASK)
    if not _ANY.search(text):
        return text
    text = scrub_secrets(text)
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def scrub_line(text: str) -> str:
    """The text for a log: as `scrub`, and of M-Pesa receipt numbers only the first three and the last two.

    People who may see a receipt need its whole number; whoever reads logs finds it in the books by the rest.
    """
    return _RECEIPT.sub(rf"\1{MASK}\2", scrub(text))


def scrub_secrets(text: str) -> str:
    """The text with credentials masked, and persons as they are: for who may see these."""
    text = _SCHEME.sub(rf"\1 {MASK}", text)
    return _LONG_BASE64.sub(MASK, _KEYED.sub(_mask_value, text))


def _mask_value(match: re.Match[str]) -> str:
    key, value = match.group(1), match.group(0)[len(match.group(1)) :]
    if value.lower() in ("bearer", "basic"):  # the token after it is masked already
        return match.group(0)
    quote = value[-1] if value[-1] in "\"'" else ""
    escape = "\\" if value.startswith("\\") else ""
    return f"{key}{escape}{quote}{MASK}{escape}{quote}"
