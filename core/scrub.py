"""Masks what must never be read in a log or an error: phones, tokens, credentials, checkout ids."""

from __future__ import annotations

import re

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?i)(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}"), r"\1 ***"),
    (re.compile(r"(Invalid Access Token\s*-\s*)\S+"), r"\1***"),
    (
        re.compile(
            r"(?i)(\"?(?:securitycredential|password|passkey|consumer_?key|consumer_?secret|access_token|pin|secret)"
            r"\"?\s*[:=]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;}&]+)"
        ),
        r"\1***",
    ),
    (re.compile(r"(ws_CO_\d{6})\w+"), r"\1***"),
    (re.compile(r"(?<!\d)(\+?254[17]\d{1})\d{5}(\d{3})(?!\d)"), r"\1****\2"),
    (re.compile(r"(?<!\d)(0[17]\d{2})\d{4}(\d{2})(?!\d)"), r"\1****\2"),
)


def scrub(text: str) -> str:
    """The text with every secret and full phone number masked."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
