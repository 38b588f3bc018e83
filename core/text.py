"""Text from people, before it is kept."""

from __future__ import annotations

import re

from core.errors import InvalidInput

_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")
KEY_LENGTHS = range(1, 101)
LEAST_COMMENT, MAX_COMMENT = 3, 500
MAX_REASON = 200


def is_text(text: str) -> bool:
    """Whether PostgreSQL and UTF-8 can hold it: neither NUL nor halves of characters."""
    return _NO_TEXT.search(text) is None


def as_text(text: str) -> str:
    """The same with U+FFFD in the place of what is no text."""
    return _NO_TEXT.sub("\ufffd", text)


def one_line(text: str) -> str:
    """The text on one line, without controls, marks that turn its direction, and halves of characters."""
    return " ".join(_ODD.sub(" ", text).split())


def counted(number: int, thing: str) -> str:
    """`1 account`, `2 accounts`."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def checked_key(key: str, what: str = "request") -> str:
    """An idempotency key. Raises InvalidInput BAD_KEY."""
    if len(key) not in KEY_LENGTHS or not key.isprintable():
        raise InvalidInput("BAD_KEY", "key", f"Give a key of 1 to 100 characters, a new one for each {what}.")
    return key


def checked_name(name: str, *, longest: int = 120, field: str = "name") -> str:
    """A name as it is stored. Raises InvalidInput NAME_MISSING."""
    name = one_line(name)
    if not 1 <= len(name) <= longest:
        raise InvalidInput("NAME_MISSING", field, f"Give a name of 1 to {longest} characters.")
    return name


def checked_comment(text: str, *, field: str = "comment") -> str:
    """What somebody says about an act, as it is stored; may be empty. Raises COMMENT_TOO_LONG."""
    comment = one_line(text)
    if len(comment) > MAX_COMMENT:
        raise InvalidInput("COMMENT_TOO_LONG", field, f"A comment has at most {MAX_COMMENT} characters.")
    return comment


def required_reason(text: str, missing: str, *, field: str = "reason") -> str:
    """Why somebody stops or takes something back, as it is stored; `missing` is said where they do not.

    Raises InvalidInput REASON_MISSING / REASON_TOO_LONG.
    """
    reason = one_line(text)
    if not reason:
        raise InvalidInput("REASON_MISSING", field, missing)
    if len(reason) > MAX_REASON:
        raise InvalidInput("REASON_TOO_LONG", field, f"Use at most {MAX_REASON} characters.")
    return reason


def required_comment(text: str, *, field: str = "comment") -> str:
    """What was found and done, as it is stored. Raises InvalidInput COMMENT_MISSING / COMMENT_TOO_LONG."""
    comment = checked_comment(text, field=field)
    if len(comment) < LEAST_COMMENT:
        what = f"Say in {LEAST_COMMENT} to {MAX_COMMENT} characters what was found and done."
        raise InvalidInput("COMMENT_MISSING", field, what)
    return comment
