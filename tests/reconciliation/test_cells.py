"""Cells: amounts and times in every form that people save them in."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.money import from_spreadsheet
from reconciliation.statement_files.cells import cents_column, moment_of, moments_column, text_column


@given(
    st.lists(
        st.sampled_from(["5", "1,250.50", "-0.05", "", "-", "1e3", "x", "12.345", "1,00", " 7.10 ", "+3"])
    )
)
def test_the_fast_amounts_agree_with_core_money(texts: list[str]) -> None:
    cents, bad = cents_column(pd.Series(texts, dtype="str"))
    for text, found, wrong in zip(texts, cents, bad, strict=True):
        try:
            assert (from_spreadsheet(text), False) == (found, wrong)
        except InvalidInput:
            assert wrong


@settings(deadline=None)
@given(st.lists(st.integers(-(10**13), 10**13), max_size=20))
def test_any_amount_survives_both_ways_of_writing_it(amounts: list[int]) -> None:
    texts = [f"{Decimal(cents).scaleb(-2):,.2f}" for cents in amounts]
    plain = [str(Decimal(cents).scaleb(-2)) for cents in amounts]
    for column in (
        pd.Series(texts, dtype="str"),
        pd.Series(plain, dtype="str"),
        pd.Series(plain, dtype=object),
    ):
        cents, bad = cents_column(column)
        assert cents.tolist() == amounts and not bad.any()


def test_an_amount_that_is_too_large_spoils_its_own_cell() -> None:
    texts = ["1", "999,999,999,999.99", "1,000,000,000,000,000,000.00", "9" * 40, "10000000000000.01"]
    cents, bad = cents_column(pd.Series(texts, dtype="str"))
    assert cents.tolist()[:2] == [100, 99_999_999_999_999] and bad.tolist() == [False] * 2 + [True] * 3


@pytest.mark.parametrize(
    "text",
    [
        "20-11-2026 10:30:00",
        "20/11/2026 10:30:00",
        "2026-11-20 10:30:00",
        "2026-11-20T10:30:00",
        "20-11-2026 10:30",
        "20/11/2026 10:30:00 AM",
        "46346.4375",
    ],
)
def test_every_form_of_a_time(text: str) -> None:
    assert moment_of(text) == datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
    micros, bad = moments_column(text_column(pd.Series([text], dtype="str")))
    assert not bad.any() and pd.Timestamp(int(micros[0]), unit="us", tz="UTC") == moment_of(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "31-02-2026 10:00:00", "20-13-2026 10:00:00", "20-11-26 10:00:00"),
        # No day that is kept: whatever the form, and by Arrow as one by one.
        *("31-12-1999 23:59:59", "01-01-2101 00:00:00", "0001-01-01 00:00:00", "20/11/9999 10:30", "36525.9"),
    ],
)
def test_no_time(text: str) -> None:
    assert moment_of(text) is None
    assert moments_column(text_column(pd.Series([text], dtype="str")))[1].all()
