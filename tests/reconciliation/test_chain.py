"""The balance chain: what it forgives (order inside a second or a receipt) and what it finds."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconciliation.statement_files.chain import ChainResult, Look, check_chain
from reconciliation.statement_files.reading import read_statement

A = Path(__file__).parent / "statements" / "statement_template_a.csv"
START = datetime(2026, 11, 20, 6, tzinfo=UTC)


def chained(nets: list[int], opening: int = 1000, *, seconds: list[int] | None = None) -> pd.DataFrame:
    """Rows whose balances chain; row i completes at second i unless told otherwise."""
    balance, rows = opening, []
    for position, net in enumerate(nets):
        balance += net
        rows.append(
            {
                "ordinal": position,
                "receipt": f"UKK1AA{position:04d}",
                "completed_at": START + timedelta(seconds=position if seconds is None else seconds[position]),
                "details": "Pay Bill",
                "paid_in": max(net, 0),
                "withdrawn": max(-net, 0),
                "balance": balance,
                "moves": True,
            }
        )
    return pd.DataFrame(rows).astype({"balance": "Int64", "paid_in": "int64", "withdrawn": "int64"})


def without(frame: pd.DataFrame, *positions: int) -> pd.DataFrame:
    return frame.drop(index=list(positions)).reset_index(drop=True)


def looks(result: ChainResult) -> list[tuple[str, Look, int]]:
    return [(one.receipt, one.looks_like, one.cents) for one in result.breaks]


NETS = [500, 700, -34, 900, 1100, -250, 330]


def test_an_honest_file() -> None:
    result = check_chain(chained(NETS), 1000, 1000 + sum(NETS), paid_in=3530, withdrawn=284)
    assert result.ok and result.breaks == () and (result.opening, result.closing) == (1000, 4246)


def test_totals_that_64_bits_cannot_hold() -> None:
    frame = chained([10**15, -(10**15)] * 5_000)
    result = check_chain(frame, 1000, 1000, paid_in=5 * 10**18, withdrawn=5 * 10**18)
    assert result.ok
    more = pd.concat([frame, frame]).reset_index(drop=True)
    assert check_chain(more, 1000, 1000).paid_in == 10**19


def test_opening_and_closing_are_computed_where_not_declared() -> None:
    result = check_chain(chained(NETS))
    assert result.ok and (result.opening, result.closing) == (1000, 4246)


def test_a_missing_row_is_found_with_its_amount() -> None:
    frame = without(chained(NETS), 3)
    result = check_chain(frame, 1000, 4246, paid_in=3530, withdrawn=284)
    assert not result.ok and not result.totals_agree
    assert looks(result) == [("UKK1AA0004", Look.MISSING_ROW, 900)]
    assert "KES 9.00" in result.breaks[0].message


@pytest.mark.parametrize(("gone", "receipt", "cents"), [(0, "UKK1AA0001", 500), (6, "", 330)])
def test_a_missing_first_or_last_row(gone: int, receipt: str, cents: int) -> None:
    result = check_chain(without(chained(NETS), gone), 1000, 4246)
    assert looks(result) == [(receipt, Look.MISSING_ROW, cents)]


def test_without_declarations_missing_or_edited_stays_open() -> None:
    result = check_chain(without(chained(NETS), 3))
    assert result.breaks[0].could_be == (Look.EDITED_AMOUNT,)


def test_an_edited_amount_is_told_by_the_totals() -> None:
    frame = chained(NETS)
    frame.loc[5, "withdrawn"] = 150
    result = check_chain(frame, 1000, 4246, paid_in=3530, withdrawn=284)
    assert looks(result) == [("UKK1AA0005", Look.EDITED_AMOUNT, -100)] or looks(result) == [
        ("UKK1AA0005", Look.MISSING_ROW, -100)
    ]
    frame = chained(NETS)
    frame.loc[4, "paid_in"] = 9999
    result = check_chain(frame, 1000, 4246, paid_in=3530, withdrawn=284)
    assert looks(result) == [("UKK1AA0004", Look.EDITED_AMOUNT, 1100 - 9999)]
    assert result.breaks[0].message == (
        "The amount of UKK1AA0004 is off by -KES 88.99: its row says KES 99.99, the balances KES 11.00."
    )


def test_an_edited_balance_is_one_break() -> None:
    frame = chained(NETS)
    frame.loc[3, "balance"] += 77
    assert looks(check_chain(frame, 1000, 4246)) == [("UKK1AA0003", Look.EDITED_BALANCE, 77)]


@pytest.mark.parametrize("where", [4, 6])
def test_a_duplicate_row(where: int) -> None:
    frame = chained(NETS)
    frame = pd.concat([frame[:where], frame[3:4], frame[where:]], ignore_index=True)
    frame["ordinal"] = range(len(frame))
    (found,) = check_chain(frame, 1000, 4246).breaks
    assert (found.receipt, found.looks_like) == ("UKK1AA0003", Look.DUPLICATE_ROW)


def test_rows_that_move_nothing_are_not_in_the_chain() -> None:
    frame = chained(NETS)
    failed = frame[2:3].assign(moves=False, balance=pd.array([None], dtype="Int64"), paid_in=99999)
    assert check_chain(pd.concat([frame[:2], failed, frame[2:]], ignore_index=True), 1000, 4246).ok


def test_no_rows() -> None:
    empty = chained(NETS)[:0]
    assert check_chain(empty, 1000, 1000).ok
    assert looks(check_chain(empty, 1000, 1500)) == [("", Look.MISSING_ROW, 500)]


def test_a_group_broken_inside() -> None:
    frame = without(chained([10, 20, 30, 40, 50], seconds=[0, 1, 1, 1, 2]), 2)
    assert looks(check_chain(frame, 1000, 1150)) == [("UKK1AA0003", Look.MISSING_ROW, 30)]


def test_a_payment_and_its_charge_in_either_order() -> None:
    frame = chained([1000, -10, 500])
    frame.loc[1, "receipt"] = "UKK1AA0000"
    turned = frame.iloc[[1, 0, 2]].reset_index(drop=True)
    assert check_chain(turned, 1000, 2490).ok
    assert check_chain(turned).opening == 1000


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-900, 900).filter(bool), st.integers(0, 2)), min_size=1, max_size=40),
    st.integers(0, 5000),
    st.randoms(use_true_random=False),
)
def test_any_order_within_a_second_is_honest(
    rows: list[tuple[int, int]], opening: int, shuffler: random.Random
) -> None:
    seconds, now = [], 0
    for _, gap in rows:
        now += gap
        seconds.append(now)
    nets = [net for net, _ in rows]
    frame = chained(nets, opening, seconds=seconds)
    order = sorted(range(len(rows)), key=lambda position: (seconds[position], shuffler.random()))
    shuffled = frame.iloc[order].reset_index(drop=True)
    shuffled["ordinal"] = range(len(rows))
    result = check_chain(shuffled, opening, opening + sum(nets))
    assert result.ok and (result.opening, result.closing) == (opening, opening + sum(nets))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(-900, 900).filter(bool), min_size=2, max_size=30),
    st.data(),
)
def test_a_removed_row_never_passes(nets: list[int], data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, len(nets) - 1))
    result = check_chain(without(chained(nets), gone), 1000, 1000 + sum(nets))
    assert not result.ok and nets[gone] in [one.cents for one in result.breaks]


def test_chaos_in_one_second_ends() -> None:
    shuffler = random.Random(7)
    frame = chained([shuffler.randint(1, 900) for _ in range(20_000)], seconds=[0] * 20_000)
    frame["balance"] = [shuffler.randint(0, 10**9) for _ in range(20_000)]
    result = check_chain(frame.astype({"balance": "Int64"}), 1000, 5)
    assert not result.ok and len(result.breaks) == 1000 and result.breaks_left_off > 0


def test_the_worked_day_with_a_row_cut_out() -> None:
    lines = A.read_text("utf-8-sig").splitlines()
    cut = [line for line in lines if not line.startswith("UKK1AA00C3")]
    found = read_statement("\n".join(cut).encode(), A.name)
    assert looks(found.chain) == [("UKK1AA00E5", Look.MISSING_ROW, 25000)]
