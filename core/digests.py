"""Digests of facts: one text for one set of facts, whatever separators their own texts hold.

A hash over joined text takes two sets of facts for one as soon as a text holds the separator, so nothing in
this system hashes joined text: facts become canonical JSON first. Pure: without Django.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

#: None, bool, int, str, date, datetime with a zone, and lists, tuples and mappings (named by text) of them.
Facts: TypeAlias = Any

_encode = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False
).encode
_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def canonical_text(facts: Facts) -> str:
    """One JSON text for one set of facts: names sorted, no blanks, and no two types written alike.

    A tuple is a list; a moment is the same in every zone. Raises TypeError for what has no one form: floats
    and Decimals, bytes, moments without a zone, names that are not text or begin with "@".
    """
    return _encode(_exact(facts))


def digest(facts: Facts) -> bytes:
    """SHA-256 of the canonical text. Raises TypeError as canonical_text does."""
    return digest_of_text(canonical_text(facts))


def digest_of_plain(facts: Facts) -> bytes:
    """As `digest`, four times as fast, for lists of what the caller knows to be None, text and whole numbers.

    Nothing is looked at: a float or a date in it would be a fault that nobody hears of.
    """
    return digest_of_text(_encode(facts))


def digest_of_text(text: str) -> bytes:
    """SHA-256 of one text. Halves of characters, which UTF-8 refuses, count as they are."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _exact(value: Facts) -> Any:
    if type(value) in _AS_THEY_ARE or isinstance(value, int | str):
        return value
    if isinstance(value, list | tuple):
        return [_exact(item) for item in value]
    if isinstance(value, Mapping):
        for name in value:
            if not isinstance(name, str) or name.startswith("@"):
                raise TypeError('names of facts are text, and do not begin with "@"')
        return {name: _exact(item) for name, item in value.items()}
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("a moment without a zone has no one canonical form")
        return {"@moment": value.astimezone(UTC).isoformat(timespec="microseconds")}
    if isinstance(value, date):
        return {"@day": value.isoformat()}
    raise TypeError(f"{type(value).__name__} has no one canonical form: give text, whole numbers or lists")
