"""What may stand in no line of a log: the secrets and people of a run, found however they are written.

Two nets. The first knows what this run really used: phones by their last nine digits in any writing (inside a
CheckoutRequestID too), whole receipt numbers, tokens, credentials, names. The second knows what such things
look like, whoever's they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

SPOKEN = 9  # digits of a Kenyan number that say whose it is

_DIGITS = re.compile(r"\d(?:[ -]?\d)+")
_WORDS = re.compile(r"[0-9A-Za-z]+")
_SHAPES: dict[str, re.Pattern[str]] = {
    "phone": re.compile(r"(?<!\d)(?:\+?254|0)[ -]?[17]\d(?:[ -]?\d){7}(?!\d)"),
    "checkout id": re.compile(r"ws_CO_\d{14}\d"),
    "callback address": re.compile(r"/hooks/[0-9A-Za-z]"),
    "bearer token": re.compile(r"\b(?:Bearer|Basic)\s+[^\s*]", re.IGNORECASE),
    "credential": re.compile(r"[A-Za-z0-9+/]{88,}"),
    "receipt": re.compile(r"\b(?=[A-Z0-9]*\d)[S-W][A-L][1-9A-V][A-Z0-9]{7}\b"),
}


@dataclass
class Secrets:
    """What a run used. `words` are told apart by letters and digits alone; `phones` canonical."""

    phones: set[str] = field(default_factory=set, repr=False)
    receipts: set[str] = field(default_factory=set, repr=False)
    words: set[str] = field(default_factory=set, repr=False)
    texts: set[str] = field(default_factory=set, repr=False)

    def leaks(self, lines: Iterable[tuple[str, str]]) -> list[str]:
        """Of each kind and program how often it leaked, with the first line: `phone, web, 3 times: ...`."""
        tails = {phone[-SPOKEN:] for phone in self.phones}
        found: Counter[tuple[str, str]] = Counter()
        firsts: dict[tuple[str, str], str] = {}
        for program, line in lines:
            for kind in self._kinds_in(line, tails):
                found[kind, program] += 1
                firsts.setdefault((kind, program), line)
        return [
            f"{kind}, {program}, {count} times: {firsts[kind, program]}"
            for (kind, program), count in found.items()
        ]

    def _kinds_in(self, line: str, tails: set[str]) -> set[str]:
        kinds = {kind for kind, shape in _SHAPES.items() if shape.search(line)}
        for run in _DIGITS.findall(line):
            digits = run.replace(" ", "").replace("-", "")
            windows = (digits[at : at + SPOKEN] for at in range(len(digits) - SPOKEN + 1))
            if any(window in tails for window in windows):
                kinds.add("phone")
        words = set(_WORDS.findall(line))
        if words & self.receipts:
            kinds.add("receipt")
        if words & self.words or any(text in line for text in self.texts):
            kinds.add("secret")
        return kinds
