"""Which letters the bytes of a text file are, decided for the whole file by one rule.

UTF-8 with or without a mark at its beginning, or UTF-16 (with its mark, or where the first two characters are
plainly of that width). What Excel for Windows calls "CSV" is cp1252: taken for that only when no character of
UTF-8 is in it and all that is not ASCII stands as letters and quotes stand in words. Otherwise a byte that is
none becomes LOST where it stands, and so does NUL: one bad byte changes no other character, and whoever reads
the cell that holds it refuses it with its line.
"""

from __future__ import annotations

import re

#: What stands for a character that cannot be known.
LOST = "\ufffd"

_TYPOGRAPHY = frozenset("\u00a0\u2018\u2019\u201a\u201c\u201d\u201e\u2013\u2014…€£©®™°·•§«»ºª\u00d7¿¡½¼¾")
#: An upper-case letter in the middle of a word is no letter that somebody wrote.
_TORN = re.compile("[a-zß-öø-ÿœšž][À-ÖØ-ÞŒŠŽŸ]")


def decode(data: bytes) -> str:
    """The text of a file, its mark left off; characters that cannot be known are LOST."""
    text = _decode(data)
    if "\x00" in text:
        text = text.replace("\x00", LOST)
    return text if "\n" in text else text.replace("\r", "\n")


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if len(data) >= 4:
        zeros = [byte == 0 for byte in data[:4]]
        if zeros == [False, True, False, True]:
            return data.decode("utf-16-le", errors="replace")
        if zeros == [True, False, True, False]:
            return data.decode("utf-16-be", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", errors="replace")
    western = _western(data) if set(text) - {LOST} <= _ASCII else None
    return text if western is None else western


_ASCII = frozenset(map(chr, range(128)))


def _western(data: bytes) -> str | None:
    """The text as cp1252, when all that is not ASCII reads as somebody's writing."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    odd = set(text) - _ASCII
    plain = all(letter.isalpha() or letter in _TYPOGRAPHY for letter in odd)
    return text if plain and not _TORN.search(text) else None
