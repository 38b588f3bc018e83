"""What an answer says to people, wherever in it that stands: an error comes in many shapes, and the words in
it are what helps who has to mend it. They decide nothing, and are scrubbed before they are kept.
"""

from __future__ import annotations

import html
import re
from typing import Final

#: Where Daraja, its gateway and the edge before it put their words; the first of these that holds some.
_KEYS: Final = (
    "errormessage",
    "faultstring",
    "message",
    "error_description",
    "errordescription",
    "description",
    "detail",
    "error",
    "title",
    "resultdesc",
    "responsedescription",
    "responsemessage",
)
_DEPTH: Final = 6
_AT_MOST: Final = 500
_TITLE: Final = re.compile(r"<(title|h1)\b[^>]*>(.*?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_NOT_SHOWN: Final = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.IGNORECASE | re.DOTALL)


def words_in_json(payload: object) -> str:
    """The text of the most telling key, on whatever level it stands; "" where no key is known to tell."""
    found: dict[str, str] = {}
    _gather(payload, found, _DEPTH)
    return next((found[key] for key in _KEYS if key in found), "")


def words_in_text(content: bytes) -> str:
    """The title and heading of a web page, else its text; of anything else, itself."""
    text = content[:20_000].decode("utf-8", "replace")
    if text.startswith("<"):
        titles = dict.fromkeys(_plain(match[2]) for match in _TITLE.finditer(text))
        text = ". ".join(filter(None, titles)) or _plain(text)
    return " ".join(text.split())[:_AT_MOST]


def _plain(markup: str) -> str:
    return " ".join(html.unescape(_NOT_SHOWN.sub(" ", markup)).split())


def _gather(value: object, found: dict[str, str], depth: int) -> None:
    """Note what each known key says; the outermost and first of a name counts."""
    if depth == 0:
        return
    if isinstance(value, list):
        for each in value[:10]:
            _gather(each, found, depth - 1)
    if isinstance(value, dict):
        for key, each in value.items():
            name = key.lower()
            if name in _KEYS and isinstance(each, str) and each.strip():
                found.setdefault(name, each.strip()[:_AT_MOST])
        for each in value.values():
            _gather(each, found, depth - 1)
