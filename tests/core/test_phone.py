from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.phone import canonical_phone, is_canonical, is_hashed, is_phone, mask_phone, masks_agree

numbers = st.from_regex(r"254[17][0-9]{8}", fullmatch=True)


@pytest.mark.parametrize(
    "typed",
    [
        *("0712345678", "712345678", "254712345678", "+254712345678", "00254712345678", " 0712 345 678 "),
        *(
            "+254 712-345-678",
            "0712.345.678",
            "(0712) 345678",
            "+254 (0) 712 345678",
            "0712\u00a0345\u00a0678",
        ),
    ],
)
def test_usual_ways_to_type_one_number(typed):
    assert canonical_phone(typed) == "254712345678"


def test_the_newer_blocks():
    assert canonical_phone("0110 123 456") == "254110123456"
    assert canonical_phone("0199123456") == "254199123456"


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            "0",
            "07123",
            "07123456789",
            "020 1234567",
            "+44 7911 123456",
            "+1 254 712 345 678",
            "254",
            "phone",
        ),
        *(
            "john0712345678",
            "0712 FLOWER",
            "0712345678 ext 5",
            "tel:0712345678",
            "0712345678\x00",
            "\u0660712345678",
        ),
        *("25470****149", "2547123456789", "7" * 400),
    ],
)
def test_what_is_not_a_kenyan_mobile_number(typed):
    with pytest.raises(InvalidInput) as refusal:
        canonical_phone(typed, field="msisdn")
    assert (refusal.value.code, refusal.value.field) == ("BAD_PHONE", "msisdn")
    assert len(typed) < 4 or typed not in str(refusal.value)
    assert not is_phone(typed)


@given(numbers)
def test_every_number_of_the_right_shape_is_itself(number):
    assert (
        canonical_phone(number)
        == canonical_phone("0" + number[3:])
        == canonical_phone("+" + number)
        == number
    )
    assert is_canonical(number) and masks_agree(number, mask_phone(number))
    assert (
        number not in mask_phone(number)
        and number[5:9] not in mask_phone(number).replace(number[-3:], "")[5:]
    )


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        *(("254708374149", "25470****149"), ("0708374149", "25470****149"), ("25470****149", "25470****149")),
        *(
            ("2547 ***** 126", "2547****126"),
            ("a" * 64, "****"),
            ("", "****"),
            ("0708", "****"),
            ("12345678901", "****"),
        ),
    ],
)
def test_masks(given, shown):
    assert mask_phone(given) == shown


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        *(("254708374149", "25470****149", True), ("2547 ***** 149", "254708374149", True)),
        *(("2547 ***** 149", "25470****149", True), ("254718374149", "25470****149", False)),
        *(
            ("254708374148", "25470****149", False),
            ("****", "****", False),
            ("a" * 64, "254708374149", False),
        ),
    ],
)
def test_masked_numbers_are_a_suggestion(one, other, agree):
    assert masks_agree(one, other) is masks_agree(other, one) is agree


def test_hashed_numbers_are_known_by_their_shape():
    assert is_hashed("0" * 64) and is_hashed("AbCdEf01" * 8)
    assert not is_hashed("0" * 63) and not is_hashed("g" * 64) and not is_canonical("0" * 64)
