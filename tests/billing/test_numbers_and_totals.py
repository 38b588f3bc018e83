"""What people type, and what a line comes to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.invoicing.totals import MAX_QUANTITY, line_cents
from billing.numbers import account_number, invoice_number, read_reference, read_references
from core.errors import InvalidInput
from core.money import MAX_CENTS

counts = st.integers(1, 9_999_999)


@given(counts)
def test_a_number_is_read_as_what_it_is(count: int):
    account, invoice = account_number(count), invoice_number(count)
    assert read_reference(account) == ("account", account)
    assert read_reference(invoice) == ("invoice", invoice)
    assert read_reference(f" {invoice.lower().replace('-', ' ')}. ") == ("invoice", invoice)
    assert len(invoice) <= 12  # Daraja's AccountReference


@given(counts, st.data())
def test_one_wrong_digit_or_two_swapped_name_nobody(count: int, data: st.DataObject):
    number = account_number(count)
    place = data.draw(st.integers(0, len(number) - 1))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    assert read_reference(number[:place] + digit + number[place + 1 :]) is None
    here = data.draw(st.integers(0, len(number) - 2))
    swapped = number[:here] + number[here + 1] + number[here] + number[here + 2 :]
    assert swapped == number or read_reference(swapped) is None


@pytest.mark.parametrize(
    "typed", ["", "INV", "INV-", "12345", "1" * 13, "INV-0000A1", "٠١٢٣٤٥", "INV-000018x"]
)
def test_what_is_no_number(typed: str):
    assert read_reference(typed) is None


ACCOUNT, INVOICE = account_number(1), invoice_number(3)
SHORT = INVOICE.removeprefix("INV-").lstrip("0")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (f"A/C {ACCOUNT}", [("account", ACCOUNT)]),
        (f"{ACCOUNT}/Nov", [("account", ACCOUNT)]),
        (f"acc. no: {ACCOUNT}, Amina", [("account", ACCOUNT)]),
        (ACCOUNT.replace("0", "O"), [("account", ACCOUNT)]),
        (f"#INV-{SHORT}", [("invoice", INVOICE)]),
        (f"inv{SHORT}", [("invoice", INVOICE)]),
        (f"Invoice no. {SHORT} for water", [("invoice", INVOICE)]),
        (INVOICE.removeprefix("INV-"), [("invoice", INVOICE)]),
        (f"{INVOICE} {ACCOUNT}", [("invoice", INVOICE), ("account", ACCOUNT)]),
        (f"X{ACCOUNT}", []),
        (f"{ACCOUNT}B", []),
        (SHORT, []),
        (f"House 0{SHORT}", []),
        (f"O{SHORT}", []),
        (f"KES 1,0{SHORT}", []),
        (f"Flat 00{SHORT}/Nov", []),
        ("OIL LOIL", []),
        ("", []),
    ],
)
def test_what_people_type_around_a_number(typed: str, found: list[tuple[str, str]]):
    assert read_references(typed) == found


@given(counts, st.sampled_from(["A/C {}", "{}/Nov", "rent {} house 4"]), st.data())
def test_a_slip_inside_other_words_names_nobody_either(count: int, words: str, data: st.DataObject):
    number = account_number(count)
    place = data.draw(st.integers(0, len(number) - 1))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    assert ("account", number) in read_references(words.format(number))
    wrong = number[:place] + digit + number[place + 1 :]
    assert not any(what == "account" for what, _ in read_references(words.format(wrong)))


def test_a_series_ends_before_its_numbers_are_too_long():
    with pytest.raises(InvalidInput) as refusal:
        invoice_number(100_000_000)
    assert refusal.value.code == "NUMBERS_USED_UP"


@pytest.mark.parametrize(
    ("quantity", "unit", "cents"),
    [
        ("1", 1, 1),
        ("2.5", 10_001, 25_003),
        ("0.5", 1, 1),
        ("0.333", 300, 100),
        ("0.005", 100, 1),
        ("1.005", 100, 101),
    ],
)
def test_a_line_is_rounded_once_half_up(quantity: str, unit: int, cents: int):
    assert line_cents(Decimal(quantity), unit) == cents


@given(st.integers(1, int(MAX_QUANTITY * 1000)), st.integers(1, MAX_CENTS))
def test_a_line_is_within_half_a_cent_or_refused(thousandths: int, unit: int):
    exact = Decimal(thousandths) * unit / 1000
    try:
        found = line_cents(Decimal(thousandths).scaleb(-3), unit)
    except InvalidInput:
        assert exact < Decimal("0.5") or exact >= MAX_CENTS + Decimal("0.5")
    else:
        assert abs(found - exact) <= Decimal("0.5")


@pytest.mark.parametrize("quantity", ["0", "-1", "1.0001", "1000000000", "NaN", "Infinity"])
def test_a_quantity_that_cannot_be(quantity: str):
    with pytest.raises(InvalidInput) as refusal:
        line_cents(Decimal(quantity), 100)
    assert refusal.value.code == "BAD_QUANTITY"
