from __future__ import annotations

import pytest

from core.registry import Registry


def test_a_name_is_registered_once_and_order_is_kept():
    things: Registry[int] = Registry("thing")
    for name, item in (("b", 1), ("a", 2)):
        things.register(name, item)
    with pytest.raises(ValueError, match="thing b is registered already"):
        things.register("b", 3)
    assert list(things.items()) == [("b", 1), ("a", 2)]


def test_a_name_that_nobody_registered_says_where_to_look():
    with pytest.raises(KeyError, match=r"thing c is registered nowhere; see config/wiring"):
        Registry[int]("thing")["c"]


def test_wiring_twice_is_refused():
    """Everything was registered once when Django started; a second time would be two of each."""
    from config import wiring

    with pytest.raises(ValueError, match="registered already"):
        wiring.wire()
