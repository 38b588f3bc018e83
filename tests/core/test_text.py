from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from core.text import is_text, one_line


@given(st.text(st.characters(exclude_categories=())))
def test_one_line_is_one_line_of_text_whatever_comes(text):
    line = one_line(text)
    assert len(line.splitlines()) <= 1 and is_text(line) and line == line.strip() == one_line(line)
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in line)
    assert not any(unicodedata.bidirectional(char) in ("RLO", "LRO", "RLE", "LRE", "PDF") for char in line)


def test_what_is_written_stays_and_what_is_hidden_goes():
    assert one_line("  Wanjirũ \r\n of\tNyeri\u2028") == "Wanjirũ of Nyeri"
    assert one_line("a\x9b31mb\u202etxt.exe\u200f\ud800") == "a 31mb txt.exe"
