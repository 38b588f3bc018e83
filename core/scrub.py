"""Masks what must never be read in a log or an error: phones, tokens, credentials, checkout ids."""

from __future__ import annotations

import re

_GUARDED_NAMES = (
    r"security_?credential|(?:initiator_?)?pass(?:word|key|phrase)|consumer_?(?:key|secret)|client_?secret"
    r"|(?:access_?|refresh_?|id_?|csrf_?)?token|session_?(?:id|key)|pin|secret|pepper"
)
# A quote may be plain, or escaped as in JSON inside JSON.
_QUOTED = r"""\\"[^"\\]*\\"|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'"""

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?i)(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}"), r"\1 ***"),
    (re.compile(r"(Invalid Access Token\s*-\s*)\S+"), r"\1***"),
    (re.compile(r"(://)[^/@\s]*:[^/@\s]*@"), r"\1***@"),
    (re.compile(r"(/hooks/)[0-9A-Za-z]+"), r"\1***"),
    (re.compile(rf"(?i)((?:{_GUARDED_NAMES})\\?[\"']?\s*[:=]\s*)({_QUOTED}|[^\s,;}}&)]+)"), r"\1***"),
    (re.compile(r"(ws_CO_\d{6})\w+"), r"\1***"),
    (
        re.compile(r"(?<!\d)(\+?254)[ -]?([17]\d)(?:[ -]?\d){4}[ -]?(\d)[ -]?(\d)[ -]?(\d)(?!\d)"),
        r"\1\2****\3\4\5",
    ),
    (re.compile(r"(?<!\d)(0[17]\d)(?:[ -]?\d){5}[ -]?(\d)[ -]?(\d)(?!\d)"), r"\1****\2\3"),
)


def scrub(text: str) -> str:
    """The text with every secret and full phone number masked."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
