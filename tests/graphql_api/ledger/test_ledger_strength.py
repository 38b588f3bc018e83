"""Integrity of the books and wallets over GraphQL."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledger.journal.posting import credit, debit, post_entry
from ledger.journal.sealing import seal_business
from ledger.journal.wallets import credit_wallet, debit_wallet, open_wallet
from tests.graphql_api.conftest import House, signed_in
from tests.graphql_api.walk.rows import AT
from users.models import Membership, Role
from users.people import create_player

INTEGRITY = (
    "query ($business: ID!) {"
    " ledgerIntegrity(business: $business) { isValid errors { code detail } headNumber unanchoredSince } }"
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
    assert auditor.data(INTEGRITY, business=house.id)["ledgerIntegrity"] == fresh
    sale(house, "a")
    seal_business(house.business.pk)
    found = auditor.data(INTEGRITY, business=house.id)["ledgerIntegrity"]
    assert (found["isValid"], found["errors"], found["headNumber"]) == (True, [], "1")
    assert found["unanchoredSince"] is not None
    assert house.browser(Role.CASHIER).refusal(INTEGRITY, business=house.id) == "NOT_ALLOWED"


def test_a_player_sees_only_their_own_wallet(house: House):
    mine = house.people[Role.PLAYER]
    other = create_player(phone="0712345678", pin="279341", business=house.business, display_name="Other")
    wallets = [open_wallet(business=house.business, player=each) for each in (mine, other)]
    credit_wallet(wallet=wallets[0], amount=500, source="1020", key="topup-01", occurred_at=AT)
    debit_wallet(wallet=wallets[0], amount=125, target="1020", key="cash-001", occurred_at=AT)
    listed = """query ($b: ID!) { wallets(business: $b) {
        totalCount edges { node { id player { name } balance } } } }"""
    player = house.browser(Role.PLAYER)
    own = player.data(listed, b=house.id)["wallets"]
    assert [edge["node"]["balance"] for edge in own["edges"]] == ["3.75"] and own["totalCount"] == 1
    whole = house.browser(Role.AUDITOR).data(listed, b=house.id)["wallets"]
    assert [edge["node"]["player"]["name"] for edge in whole["edges"]] == ["Other", "PLAYER of maji"]
    assert house.browser(Role.CASHIER).refusal(listed, b=house.id) == "NOT_ALLOWED"
    Membership.objects.create(user=mine, business=house.business, role=Role.AUDITOR)
    both = player.data(listed, b=house.id)["wallets"]
    alone = player.data(listed.replace("$b)", "$b, onlyOwn: true)"), b=house.id)["wallets"]
    assert (both["totalCount"], alone) == (2, own)
    Membership.objects.get(user=mine, role=Role.AUDITOR).delete()
    inside = """query ($id: ID!, $after: String) { node(id: $id) { ... on Wallet {
        movements(first: 1, after: $after) { totalCount pageInfo { endCursor } nodes { amount balance kind } }
        origins { totalCount nodes { amount accountCodes receiptNumber reference } } } } }"""
    id = own["edges"][0]["node"]["id"]
    found = player.data(inside, id=id)["node"]
    assert found["movements"]["nodes"] == [{"amount": "-1.25", "balance": "3.75", "kind": "WALLET"}]
    rest = player.data(inside, id=id, after=found["movements"]["pageInfo"]["endCursor"])["node"]["movements"]
    assert (rest["nodes"][0]["amount"], rest["nodes"][0]["balance"], rest["totalCount"]) == (
        "5.00", "5.00", 2,
    )  # fmt: skip
    assert found["origins"]["nodes"] == [
        {
            "amount": "3.75",
            "accountCodes": ["1020"],
            "receiptNumber": None,
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
    origins = player.data(inside, id=id)["node"]["origins"]["nodes"]
    assert [each["receiptNumber"] for each in origins] == [None, "TKL123"]
    assert signed_in(other).data(inside, id=id) == {"node": None}


def test_more_wallets_take_no_more_queries(house: House):
    for number in range(4):
        phone = f"071234567{number}"
        player = create_player(phone=phone, pin="279341", business=house.business, display_name=phone)
        wallet = open_wallet(business=house.business, player=player)
        for turn in range(3):
            credit_wallet(wallet=wallet, amount=100 + turn, source="1020", key=f"key-{turn}", occurred_at=AT)
    query = """query ($b: ID!, $rows: Int!) { wallets(business: $b, first: $rows) { nodes {
        player { name } balance
        movements { nodes { number amount balance } } origins { nodes { amount accountCodes } } } } }"""
    browser, counts = house.browser(Role.AUDITOR), []
    for rows in (2, 4):
        with CaptureQueriesContext(connection) as queries:
            found = browser.data(query, b=house.id, rows=rows)["wallets"]["nodes"]
        counts.append(len(queries))
        assert [row["movements"]["nodes"][0]["balance"] for row in found] == ["3.03"] * rows
    assert counts[0] == counts[1], counts
