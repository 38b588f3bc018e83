"""What became of one attempt to send."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """SENT: the provider took it. AGAIN: it did not, or nobody knows. REFUSED: it never will."""

    SENT = "SENT"
    AGAIN = "AGAIN"
    REFUSED = "REFUSED"


@dataclass(frozen=True)
class Outcome:
    """The verdict with a short code: never the provider's own text, which repeats recipients."""

    verdict: Verdict
    code: str = ""
    provider_id: str = ""


def code_of(text: object, otherwise: str) -> str:
    """A provider's one-word status as a code; anything longer may hold personal data and is left out."""
    word = str(text)
    return word if re.fullmatch(r"[A-Za-z]{1,40}", word) else otherwise
