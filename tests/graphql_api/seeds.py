"""Rows of every kind in one business, made by the apps' own verbs and named so that a leak is seen.

Everything of the house `duka` carries the word duka somewhere: a test may look for it in what members of
`maji` are given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.graphql_api.walk.rows import Seeds
from tests.graphql_api.walk.tables import DOMAINS

if TYPE_CHECKING:
    from tests.graphql_api.conftest import House


def fill(house: House, *, shortcode: str, times: int = 1) -> Seeds:
    """Books, collections, bills and proofs of a house; `times` rows of each kind that has a feed."""
    seeds = Seeds(house, shortcode, times)
    for domain in DOMAINS:
        domain.fill(seeds)
    return seeds
