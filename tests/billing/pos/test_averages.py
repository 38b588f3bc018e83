"""What goods cost on the average, to the cent and whatever comes first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from billing.pos.averages import Moved, Stock, brought, counted, taken

NOTHING = Stock(0, 0)


def test_the_average_moves_and_the_last_one_takes_what_is_left():
    stock = brought(NOTHING, 3_000, 100_00).after
    stock = brought(stock, 1_000, 50_00).after
    assert stock == Stock(4_000, 150_00)
    one = taken(stock, 1_000, last_cost=0)
    assert one == Moved(Stock(3_000, 112_50), -37_50)
    assert taken(one.after, 3_000, last_cost=0) == Moved(NOTHING, -112_50)


def test_goods_that_went_before_they_came_cost_what_they_really_cost():
    short = taken(NOTHING, 2_000, last_cost=1_00)
    assert short == Moved(Stock(-2_000, -2_00), -2_00)
    came = brought(short.after, 5_000, 7_50)
    # two of the five, at 1.50, had left for 1.00 each
    assert came == Moved(Stock(3_000, 4_50), 6_50, adjusted=-1_00)
    cheaper = brought(short.after, 2_000, 1_00)
    assert cheaper == Moved(NOTHING, 2_00, adjusted=1_00)


def test_a_count_moves_the_difference_at_the_average():
    stock = Stock(4_000, 10_00)
    assert counted(stock, 3_000, last_cost=9_99) == Moved(Stock(3_000, 7_50), -2_50)
    assert counted(stock, 5_000, last_cost=9_99) == Moved(Stock(5_000, 12_50), 2_50)
    assert counted(Stock(-1_000, -3_00), 2_000, last_cost=2_00) == Moved(Stock(2_000, 4_00), 7_00)
    assert counted(stock, 4_000, last_cost=9_99) == Moved(stock, 0)


_acts = st.lists(
    st.tuples(st.sampled_from(["bring", "take", "count"]), st.integers(0, 50_000), st.integers(0, 1_000_00)),
    max_size=40,
)


@given(_acts)
def test_whatever_comes_the_stock_is_the_sum_of_its_moves(acts: list[tuple[str, int, int]]):
    stock, sums = NOTHING, Stock(0, 0)
    for act, thousandths, cents in acts:
        if act == "count":
            moved = counted(stock, thousandths, last_cost=cents)
        elif not thousandths:
            continue
        else:
            moved = (
                brought(stock, thousandths, cents)
                if act == "bring"
                else taken(stock, thousandths, last_cost=cents)
            )
        sums = Stock(sums.on_hand + moved.after.on_hand - stock.on_hand, sums.cents + moved.cents)
        stock = moved.after
        assert stock == sums
        assert stock.cents == 0 if stock.on_hand == 0 else stock.cents * stock.on_hand >= 0
