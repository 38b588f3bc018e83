"""VAT: what an amount contains, and the figures of a month that tie to the books."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.money import split
from ledger.reads.selectors import balance_by_code
from ledger.vouchers.vat import split_inclusive, vat_return, withheld_from
from ledger.vouchers.writing import post_opening_balances, reverse_journal_entry
from tests.ledger.vouching import code, cr, dr, fresh_key, write

NOV, DEC = date(2024, 11, 1), date(2024, 12, 1)


@given(gross=st.integers(1, 10**15), rate=st.integers(0, 10_000))
@settings(max_examples=300, deadline=None)
def test_taxable_value_and_vat_sum_to_the_amount_and_are_a_cent_from_exact(gross, rate):
    net, vat = split(gross, [10_000, rate])
    assert net + vat == gross and net > 0 <= vat
    assert abs(vat * (10_000 + rate) - gross * rate) < 10_000 + rate


def test_rates_by_day(business):
    for day, vat in (
        (date(2013, 9, 2), 16_00),
        (date(2020, 3, 31), 16_00),
        (date(2020, 4, 1), 14_00),
        (date(2020, 12, 31), 14_00),
        (date(2021, 1, 1), 16_00),
    ):
        assert split_inclusive(100_00 + vat, code="STANDARD", day=day) == (100_00, vat)
    for other in ("ZERO_RATED", "EXEMPT"):
        assert split_inclusive(116_00, code=other, day=NOV) == (116_00, 0)
    assert code(split_inclusive, 116_00, code="STANDARD", day=date(2013, 9, 1)) == "NO_VAT_RATE"
    assert withheld_from(100_00, day=NOV) == 2_00
    assert code(withheld_from, 100_00, day=date(2019, 11, 6)) == "NO_VAT_RATE"


def test_a_line_that_includes_vat_becomes_two(business, clerk):
    voucher = write(business, clerk, dr("1020", 116_00), cr("4000", 116_00, "STANDARD"))
    lines = voucher.entry.lines.order_by("pk").values_list("account__code", "debit", "credit")
    assert list(lines) == [("1020", 116_00, 0), ("4000", 0, 100_00), ("2600-output", 0, 16_00)]
    tiny = write(business, clerk, dr("1020", 2), cr("4000", 2, "STANDARD"))
    assert tiny.entry.lines.count() == 2


@pytest.fixture
def month(business, clerk):
    """November 2024: sales of every code, a credit note, purchases, VAT withheld, a reversal, customs, KRA
    paid.
    """

    def on(day: int, *lines) -> object:
        return write(business, clerk, *lines, day=date(2024, 11, day))

    write(business, clerk, dr("1100", 116_00), cr("4000", 116_00, "STANDARD"), day=date(2024, 10, 31))
    post_opening_balances(
        business=business,
        day=date(2024, 11, 1),
        balances=[cr("2600-output", 50_00)],
        key=fresh_key(),
        actor=clerk,
    )
    on(2, dr("1200", 1_160_00), cr("4000", 1_160_00, "STANDARD"))
    on(3, dr("1020", 300_00), cr("4000", 300_00, "ZERO_RATED"))
    on(4, dr("1020", 200_00), cr("4000", 200_00, "EXEMPT"))
    on(5, dr("4010", 116_00, "STANDARD"), cr("1200", 116_00))
    on(6, dr("5900", 232_00, "STANDARD"), cr("1100", 232_00))
    on(7, dr("1300", 580_00, "STANDARD"), cr("1100", 580_00))
    on(8, dr("5900", 70_00, "EXEMPT"), cr("1100", 70_00))
    wrong = on(9, dr("1020", 1_160_00), cr("4000", 1_160_00, "STANDARD"))
    reverse_journal_entry(
        entry=wrong.entry, reason="twice", key=fresh_key(), actor=clerk, day=date(2024, 11, 30)
    )
    on(10, dr("1100", 1_024_00), dr("2600-withheld", 20_00), cr("1200", 1_044_00))
    on(11, dr("2600-input", 8_00), cr("1100", 8_00))
    on(20, dr("2600", 16_00), cr("1100", 16_00))
    write(business, clerk, dr("1100", 58_00), cr("4000", 58_00, "STANDARD"), day=DEC)
    return vat_return(business, NOV)


def test_the_figures_of_a_month(business, month):
    assert month.sales == {"STANDARD": 900_00, "ZERO_RATED": 300_00, "EXEMPT": 200_00}
    assert month.purchases == {"STANDARD": 700_00, "ZERO_RATED": 0, "EXEMPT": 70_00}
    assert (month.output_vat, month.other_output) == (144_00, 0)
    assert (month.input_vat, month.other_input) == (120_00, 8_00)
    assert (month.withheld_vat, month.payable) == (20_00, 4_00)
    assert (month.brought_forward, month.settled) == (16_00, 16_00 - 50_00)
    assert month.owed == balance_by_code(business.pk, "2600", day=date(2024, 11, 30)) == 54_00
    assert vat_return(business, date(2024, 11, 30)) == month
    december = vat_return(business, DEC)
    assert (december.brought_forward, december.output_vat, december.payable) == (54_00, 8_00, 8_00)


def test_a_month_without_anything(business):
    nothing = vat_return(business, NOV)
    for far in (date.min, date.max):
        assert code(vat_return, business, far) == "BAD_DAY"
    assert (nothing.payable, nothing.owed, nothing.settled, set(nothing.sales.values())) == (0, 0, 0, {0})
