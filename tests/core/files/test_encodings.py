"""Which letters a file holds is decided once, for the whole file; a bad byte is lost alone."""

from __future__ import annotations

import pytest

from core.files.encodings import LOST, decode

TEXT = "code,name\r\n1,Café Müller\u2019s \u2013 \u201cbest\u201d\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings_that_people_save_in(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("1,Café\n2,Zo".encode() + b"\xff\n", f"1,Café\n2,Zo{LOST}\n"),  # UTF-8 with one bad byte stays UTF-8
        (b"1,Caf\xc3\n", f"1,Caf{LOST}\n"),  # half a character is none of cp1252
        (b"1,a\x81b\n", f"1,a{LOST}b\n"),
        (b"1,2\xb150\n", f"1,2{LOST}50\n"),
        (b"1,a\x00b\n", f"1,a{LOST}b\n"),
        ("1,é\n".encode("utf-16") + b"\x41", f"1,é\n{LOST}"),
        (b"a\rb\r", "a\nb\n"),
        (b"\xef\xbb\xbfcode\n", "code\n"),
        (b"", ""),
    ],
)
def test_a_bad_byte_is_lost_where_it_stands(data: bytes, text: str) -> None:
    assert decode(data) == text
