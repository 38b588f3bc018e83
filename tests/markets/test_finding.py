"""Markets are found by part of their question, by who may read them."""

from __future__ import annotations

from tests.graphql_api.conftest import House
from tests.markets.bookmakers import Bookmaker
from users.models import Role, User
from users.searching import search


def labels(house: House, user: User, text: str) -> list[tuple[str, str]]:
    hits = search(user, text, [house.business.pk], limit=20)
    return [(hit.type_name, hit.label) for hit in hits]


def test_by_part_of_the_title_as_far_as_it_may_be_read(
    house: House, bookmaker: Bookmaker, django_assert_max_num_queries
):
    bookmaker.open(title="Will it rain on Friday?")
    draft = bookmaker.draft(title="Will it rain on Sunday?")
    bookmaker.draft(title="Who wins the derby?")
    seen = [("Market", draft.title), ("Market", "Will it rain on Friday?")]
    for role in (Role.OWNER, Role.MARKET_OPERATOR, Role.APPROVER, Role.AUDITOR, Role.ACCOUNTANT):
        with django_assert_max_num_queries(20):
            assert labels(house, house.people[role], "IT RAIN") == seen, role
    assert labels(house, house.people[Role.PLAYER], "rain on") == seen[1:], "not what nobody may stake on yet"
    assert labels(house, house.people[Role.CASHIER], "rain on") == []
    for text in ("ra", "%%%", "snow"):
        assert labels(house, house.people[Role.OWNER], text) == [], text
