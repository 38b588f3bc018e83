from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.money import (
    MAX_CENTS,
    Rounding,
    display,
    from_spreadsheet,
    round_to_shilling,
    share_of,
    split,
    to_cents,
    to_decimal,
    to_shillings,
    to_spreadsheet,
    whole_shillings,
)

cents = st.integers(-MAX_CENTS, MAX_CENTS)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("0", 0),
        ("1250", 125_000),
        ("1250.5", 125_050),
        (" 1,250.50 ", 125_050),
        ("-0.01", -1),
        ("+7.00", 700),
        ("2.5000", 250),
        (12, 1_200),
        (Decimal("402.5"), 40_250),
        (Decimal("1E+3"), 100_000),
        ("10000000000000.00", MAX_CENTS),
    ],
)
def test_shillings_become_cents(written, expected):
    assert to_cents(written) == expected


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            "abc",
            "1.005",
            "12,50",
            "1,0000",
            "1e5",
            "--1",
            "1 000",
            "0x10",
            "NaN",
            "Infinity",
            "10000000000000.01",
        ),
        *("\u0661\u0662", ".5", "5.", "1.2.3"),
        *(1.5, True, float("nan")),
        *(Decimal("0.001"), Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1E+999999")),
        # The default context would round these to whole cents behind its 28th digit.
        *(Decimal("0.0100000000000000000000000000000001"), Decimal("1.00999999999999999999999999999999999")),
        10**16,
    ],
)
def test_what_is_not_an_amount_is_refused(written):
    with pytest.raises(InvalidInput) as refusal:
        to_cents(written, field="price")
    assert (refusal.value.code, refusal.value.field) == ("BAD_AMOUNT", "price")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        *((None, 0), ("", 0), ("-", 0), (float("nan"), 0), ("\u00a01,200.00", 120_000)),
        *((0.1 + 0.2, 30), (1250.5, 125_050), (-3.0, -300), (999_999_999.99, 99_999_999_999), (7, 700)),
    ],
)
def test_spreadsheet_cells(cell, expected):
    assert from_spreadsheet(cell) == expected


@pytest.mark.parametrize(
    "cell", [0.001, 1.005, 1e9, 1e300, float("inf"), -float("inf"), "1.005", True, "1.250", "12.000"]
)
def test_spreadsheet_cells_that_are_not_exact_are_refused(cell):
    with pytest.raises(InvalidInput):
        from_spreadsheet(cell)


def test_a_float_of_numpy_is_read_like_any_other():
    numpy = pytest.importorskip("numpy")
    assert from_spreadsheet(numpy.float64(1250.5)) == 125_050


@given(cents)
def test_cents_survive_every_edge(amount):
    assert to_cents(to_shillings(amount)) == amount
    assert to_cents(to_decimal(amount)) == amount
    assert to_cents(display(amount).replace("KES ", "")) == amount


def test_a_cell_is_a_number_as_far_as_spreadsheets_keep_every_digit():
    """What they read back of a number has 15 digits."""
    assert to_spreadsheet(10**15 - 1) == Decimal("9999999999999.99")
    assert f"{float(to_spreadsheet(1 - 10**15)):.15g}" == "-9999999999999.99"
    assert to_spreadsheet(-(10**15)) == "-10000000000000.00"
    assert to_spreadsheet(18_800_000_000_000_000_001) == "188000000000000000.01"


@given(st.integers(-(10**11) + 1, 10**11 - 1))
def test_a_float_below_the_limit_tells_cents_apart(amount):
    assert from_spreadsheet(amount / 100) == amount


def test_what_people_read():
    assert (display(125_050), display(-5), to_shillings(-125_050)) == (
        "KES 1,250.50",
        "-KES 0.05",
        "-1250.50",
    )


@pytest.mark.parametrize(
    ("rounding", "amount", "expected"),
    [
        *((Rounding.NEAREST, 40_250, (40_300, 50)), (Rounding.NEAREST, 40_249, (40_200, -49))),
        *((Rounding.UP, 40_201, (40_300, 99)), (Rounding.DOWN, 40_299, (40_200, -99))),
        *((Rounding.NEAREST, -40_250, (-40_300, -50)), (Rounding.UP, 40_200, (40_200, 0))),
    ],
)
def test_rounding_to_shillings(rounding, amount, expected):
    assert round_to_shilling(amount, rounding) == expected


@given(cents, st.sampled_from(Rounding))
def test_rounding_says_what_it_added(amount, rounding):
    rounded, added = round_to_shilling(amount, rounding)
    assert rounded % 100 == 0 and rounded - added == amount and abs(added) < 100


def test_mpesa_moves_whole_shillings():
    assert whole_shillings(500) == 5
    with pytest.raises(InvalidInput) as refusal:
        whole_shillings(501)
    assert refusal.value.code == "NOT_WHOLE"


def test_largest_remainders_win_and_ties_go_to_the_first():
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(10, [6, 3, 1]) == [6, 3, 1]
    assert split(7, [3, 3, 1]) == [3, 3, 1]
    assert split(-100, [1, 1, 1]) == [-34, -33, -33]
    assert split(0, [0, 0]) == [0, 0] and split(0, []) == []


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_nobody_to_share_among(weights):
    with pytest.raises(InvalidInput) as refusal:
        split(1, weights)
    assert refusal.value.code == "BAD_WEIGHTS"


@given(cents, st.lists(st.integers(0, 10**12), min_size=1, max_size=30).filter(any))
def test_a_split_is_whole_fair_and_exact(total, weights):
    shares = split(total, weights)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        exact = abs(total) * weight
        assert exact // sum(weights) <= abs(share) <= math.ceil(exact / sum(weights)) + 1
        assert abs(abs(share) * sum(weights) - exact) < sum(weights)
        assert share == 0 or weight > 0


@given(st.integers(0, 10**6), st.lists(st.integers(0, 5), min_size=1, max_size=40).filter(any))
def test_cents_that_are_left_go_to_the_largest_remainders_and_of_equal_ones_to_the_first(total, weights):
    whole = sum(weights)
    expected = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-(total * weights[place] % whole), place))
    for place in order[: total - sum(expected)]:
        expected[place] += 1
    assert split(total, weights) == expected


@given(st.integers(0, 10**15), st.integers(0, 10**4), st.integers(1, 10**4))
def test_a_share_is_rounded_to_the_nearest_cent_or_the_way_it_is_told(total: int, part: int, whole: int):
    exact = Fraction(total * part, whole)
    down, up = share_of(total, part, whole, Rounding.DOWN), share_of(total, part, whole, Rounding.UP)
    assert (down, up) == (math.floor(exact), math.ceil(exact))
    assert share_of(total, part, whole) == math.floor(exact + Fraction(1, 2))
