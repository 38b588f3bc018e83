"""Lists of lines that say what each of them left."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from strawberry import Info

from core.money import Cents
from graphql_api.reading import Below, Cut
from ledger.models import Line

#: (keys of the parents, keys of lines) -> what each of the lines left.
Balances = Callable[[Collection[Any], Collection[int]], dict[int, Cents]]


@dataclass(frozen=True)
class Running(Below[Line]):
    """Lines below accounts or wallets, each with the balance after it: one query more for however many."""

    balances: Balances

    def pages(self, keys: Sequence[Any], info: Info, cut: Cut) -> dict[Any, tuple[Any, list[Any]]]:
        found = super().pages(keys, info, cut)
        lines = [line for _, rows in found.values() for line in rows]
        left = self.balances(keys, [line.pk for line in lines])
        for line in lines:
            line.left = left[line.pk]
        return found
