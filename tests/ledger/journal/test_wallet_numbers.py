"""The account numbers of wallets: a slip of the finger names no wallet, no customer and no invoice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from billing.numbers import read_references
from ledger.journal.wallet_numbers import number_of, read_number

KEYS = st.integers(1, 10**9)


@given(KEYS)
def test_a_number_is_read_as_it_is_typed(pk: int):
    number = number_of(pk)
    assert len(number) <= 12 and number.isalnum()
    spaced = f" {number[:1].lower()}-{number[1:4]} {number[4:]} "
    assert read_number(number) == read_number(spaced) == pk


@given(KEYS, st.data())
def test_no_single_slip_names_another_wallet(pk: int, data: st.DataObject):
    number = number_of(pk)
    place = data.draw(st.integers(1, len(number) - 1))
    other = data.draw(st.sampled_from([each for each in "0123456789" if each != number[place]]))
    assert read_number(number[:place] + other + number[place + 1 :]) is None
    if place + 1 < len(number) and number[place] != number[place + 1]:
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert read_number(swapped) is None


@given(KEYS)
def test_without_its_letter_it_is_nobody_elses(pk: int):
    digits = number_of(pk)[1:]
    assert read_number(digits) is None
    for typed in (digits, f"W {digits}", f"INV-{digits}"):
        assert read_references(typed) == [], typed


def test_other_texts_name_no_wallet():
    other_digits = "W\u0661\u0660\u0660\u0660\u0661\u0663"
    for typed in ("", "W", "W0", "W000000", "W99999999999999", "INV-000018", "W10001x", other_digits):
        assert read_number(typed) is None, typed
