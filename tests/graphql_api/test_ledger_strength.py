"""Integrity of the books over GraphQL."""

from __future__ import annotations

from ledger.posting import credit, debit, post_entry
from ledger.sealing import seal_business
from tests.graphql_api.conftest import House
from tests.graphql_api.seeds import AT
from users.models import Role

INTEGRITY = (
    '{ ledgerIntegrity(business: "maji") { isValid errors { code detail } headNumber unanchoredSince } }'
)


def sale(house: House, reference: str) -> None:
    post_entry(
        business_id=house.business.pk,
        kind="MANUAL",
        reference=reference,
        legs=[debit("1020", 5000), credit("4000", 5000)],
        occurred_at=AT,
    )


def test_the_books_are_verified_for_those_who_may_read_them(house: House):
    auditor = house.browser(Role.AUDITOR)
    fresh = {"isValid": True, "errors": [], "headNumber": "0", "unanchoredSince": None}
    assert auditor.data(INTEGRITY)["ledgerIntegrity"] == fresh
    sale(house, "a")
    seal_business(house.business.pk)
    found = auditor.data(INTEGRITY)["ledgerIntegrity"]
    assert (found["isValid"], found["errors"], found["headNumber"]) == (True, [], "1")
    assert found["unanchoredSince"] is not None
    assert house.browser(Role.CASHIER).refusal(INTEGRITY) == "NOT_ALLOWED"
