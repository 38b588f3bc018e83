"""Finding markets by words of their question."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from core.days import display_moment
from markets.selectors import markets_of
from users.models import User
from users.searching import EACH, Hit

#: Fewer characters are in every title.
LEAST = 3


def search_markets(user: User, text: str, businesses: Collection[int]) -> Iterator[Hit]:
    """Markets by part of their title, those that the person may read, newest first: reads the titles
    of these businesses. A searcher (users/searching.py)."""
    if len(text) < LEAST:
        return
    found = markets_of(user, businesses).filter(title__icontains=text).order_by("-pk")
    for market in found[:EACH]:
        detail = f"{market.get_state_display().lower()}, closes {display_moment(market.closes_at)}"
        yield Hit("Market", market.pk, market.business_id, market.title, detail, 2)
