"""Names are sealed, and found by the blind index of each of their words: the whole word, in any case."""

from __future__ import annotations

import re
import unicodedata

from django.db.models import Q

from core.machine.crypto import blind_index, blind_indexes

#: More words than a name has are not looked for.
MAX_WORDS = 8
_WORD = re.compile(r"[^\W_]{2,}")
_PURPOSE = "customer.name.word:"


def words_of(name: str) -> list[str]:
    """The words of a name, each once: `José Otieno-Wanjiku` -> jose, otieno, wanjiku."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    return list(dict.fromkeys(_WORD.findall(plain)))[:MAX_WORDS]


def word_indexes(name: str) -> list[bytes]:
    """What is kept beside a sealed name."""
    return [blind_index(_PURPOSE + word) for word in words_of(name)]


def named_like(text: str) -> Q | None:
    """Customers whose names have all words of a text; None when it has none."""
    asked = None
    for word in words_of(text):
        has_word = Q(name_words__overlap=blind_indexes(_PURPOSE + word))
        asked = has_word if asked is None else asked & has_word
    return asked
