"""Text that no spreadsheet computes, whatever stands in front of the sign and however wide it is."""

from __future__ import annotations

import pytest

from core.files.formulas import computes, first_sign, harmless

SIGNS = "=+-@|%\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212"
IN_FRONT = (
    "",
    " ",
    "\t",
    "\r\n",
    "\ufeff",
    "\u200b",
    "\u00a0",
    "\u2060",
    "\u202e",
    "\u3164",
    "\u0301",
    "\x01",
    "\U000e0041",
)


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_behind_anything_that_shows_nothing_gets_a_quote(sign: str) -> None:
    for front in IN_FRONT:
        for text in (f"{front}{sign}1+1", f" {front}{front}{sign}cmd|' /C calc'!A0"):
            assert computes(text) and harmless(text).startswith("'"), ascii(text)
            assert first_sign(text) in ("=", "+", "-", "@", "|", "%", "\u2212"), ascii(text)


def test_other_text_stays_as_it_is() -> None:
    for plain in (
        "Rent",
        "a=b",
        "12.50",
        "",
        "Müller & Söhne",
        "'=quoted",
        "Ünal",
        "½ kg",
        "*",
        "\u200bRent",
    ):
        assert harmless(plain) == plain


def test_text_that_begins_a_cell_of_its_own() -> None:
    assert computes("\tx") and computes("\nx")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d", " \u200b="])
def test_a_sign_behind_the_separator_of_another_country_gets_a_quote(sign: str) -> None:
    """A comma in our files; where commas are for decimals, a semicolon begins the next cell."""
    assert harmless(f"rent;{sign}HYPERLINK(1)") == f"rent;'{sign}HYPERLINK(1)"
    assert harmless(f"a;b;{sign}1;{sign}2").count("'") == 2
    for plain in ("rent; May", "a;b", "1;2", ";", "x;'=1"):
        assert harmless(plain) == plain
