"""Integrity of the books and wallets over GraphQL."""

from __future__ import annotations

from ledger.journal.posting import credit, debit, post_entry
from ledger.journal.sealing import seal_business
from ledger.journal.wallets import credit_wallet, debit_wallet, open_wallet
from tests.graphql_api.conftest import House, signed_in
from tests.graphql_api.walk.rows import AT
from users.models import Role
from users.people import create_player

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


def test_a_player_sees_only_their_own_wallet(house: House):
    mine = house.people[Role.PLAYER]
    other = create_player(phone="0712345678", pin="279341", business=house.business, display_name="Other")
    wallets = [open_wallet(business=house.business, player=each) for each in (mine, other)]
    credit_wallet(wallet=wallets[0], amount=500, source="1020", key="topup-01", occurred_at=AT)
    debit_wallet(wallet=wallets[0], amount=125, target="1020", key="cash-001", occurred_at=AT)
    listed = '{ wallets(business: "maji") { totalCount edges { node { id player balance } } } }'
    player = house.browser(Role.PLAYER)
    own = player.data(listed)["wallets"]
    assert [edge["node"]["balance"] for edge in own["edges"]] == ["3.75"] and own["totalCount"] == 1
    whole = house.browser(Role.AUDITOR).data(listed)["wallets"]
    assert [edge["node"]["player"] for edge in whole["edges"]] == ["PLAYER of maji", "Other"]
    assert house.browser(Role.CASHIER).refusal(listed) == "NOT_ALLOWED"
    statement = "query ($id: ID!) { walletStatement(wallet: $id) { amount balance } }"
    id = own["edges"][0]["node"]["id"]
    assert player.data(statement, id=id)["walletStatement"] == [
        {"amount": "-1.25", "balance": "3.75"},
        {"amount": "5.00", "balance": "5.00"},
    ]
    explain = "query ($id: ID!) { explainBalance(wallet: $id) { amount source receipt reference } }"
    assert player.data(explain, id=id)["explainBalance"] == [
        {
            "amount": "3.75",
            "source": "1020",
            "receipt": "",
            "reference": f"wallet:{wallets[0].pk}:topup-01",
        }
    ]
    post_entry(
        business_id=house.business.pk,
        kind="ROUTE",
        reference="mpesa:600100:TKL123:route",
        occurred_at=AT,
        legs=[debit("2890", 100), credit(wallets[0].account.code, 100)],
    )
    assert [each["receipt"] for each in player.data(explain, id=id)["explainBalance"]] == ["", "TKL123"]
    for asked in (statement, explain):
        assert signed_in(other).refusal(asked, id=id) == "NOT_FOUND"
