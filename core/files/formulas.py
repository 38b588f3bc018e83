"""What a spreadsheet would take for a formula, in cells that we read and in cells that we write."""

from __future__ import annotations

import unicodedata

from core.text import one_line

#: Signs that begin a formula, a command or the name of an error in some spreadsheet. Source: OWASP, CSV
#: Injection. Dashes of every kind and the minus of mathematics are judged by their class.
_SIGNS = frozenset("=+-@|%#\u2212\u2795\u2796")
#: Characters that show nothing though Unicode counts them as letters or signs.
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def first_sign(text: str) -> str:
    """The first character of a text that can be seen, in its plain width; empty when there is none.

    Blanks, controls, marks and characters of no width in front of it count for nothing: programs drop some
    of them, each others, before they look for a formula.
    """
    for character in text:
        if character in _FILLERS or unicodedata.category(character)[0] in "CZM":
            continue
        return unicodedata.normalize("NFKC", character)[:1].strip() or character
    return ""


def computes(text: str) -> bool:
    """Whether a cell with this text could be taken for a formula, or begins a new cell."""
    if text[:1].isascii() and text[:1].isalnum():
        return False
    sign = first_sign(text)
    return (
        text[:1] in ("\t", "\r", "\n")
        or sign in _SIGNS
        or (sign != "" and unicodedata.category(sign) == "Pd")
    )


def harmless(text: str) -> str:
    """Text for a CSV cell that no spreadsheet takes for a formula: a quote goes in front of what could be
    one, also behind a semicolon, which begins the next cell where commas are for decimals.
    """
    return ";".join(f"'{part}" if computes(part) else part for part in one_line(text).split(";"))
