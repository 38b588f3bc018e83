"""What players are owed beside what is held at M-Pesa, with either sign."""

from __future__ import annotations

import pytest
from django.db import transaction

from graphql_api.ids import write_id
from ledger.journal.posting import credit, debit, post_entry
from markets.covering import player_cover
from markets.staking.placing import place_stake
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.models import Channel
from mpesa.tills.accounts import account_code
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.clock import Clock
from tests.graphql_api.conftest import House
from tests.markets.bookmakers import outcome
from tests.markets.depositors import Depositors
from users.actors import SYSTEM
from users.models import Role

COVER = """query ($business: ID!, $till: ID) { playerCover(business: $business, till: $till) {
    wallets pools carryOver inFlight owed held difference covered } }"""


@pytest.fixture(autouse=True)
def address(settings) -> None:
    settings.BASE_URL = "http://127.0.0.1:9"


def take_out(depositors: Depositors, cents: int) -> None:
    """The business spends out of its M-Pesa account."""
    post_entry(
        business_id=depositors.bookmaker.house.business.pk,
        kind="MANUAL",
        reference=f"spent:{cents}",
        legs=[debit("5500", cents), credit(account_code(depositors.till), cents)],
        occurred_at=depositors.bookmaker.open().opened_at,
    )


def test_what_comes_in_covers_what_is_owed_and_what_is_spent_does_not(depositors: Depositors, clock: Clock):
    bookmaker = depositors.bookmaker
    business = bookmaker.house.business
    wallet = bookmaker.player(0)
    receipt = depositors.pay(wallet, 100_00)
    place_stake(outcome=outcome(bookmaker.open(), "Yes"), amount=30_00, key="1", player=wallet.player)
    cover = player_cover(business)
    assert (cover.wallets, cover.pools, cover.held, cover.difference) == (70_00, 30_00, 100_00, 0)
    assert cover.is_covered
    depositors.pay("nobody", 5_00)
    assert player_cover(business).difference == 5_00, "Suspense is no player's"
    take_out(depositors, 5_01)
    cover = player_cover(business)
    assert (cover.difference, cover.is_covered) == (-1, False)
    with transaction.atomic():
        facts = ReversalFacts(receipt.number, None, receipt.occurred_at)
        record_reversals([ReversalReport(depositors.till, facts, Channel.STATUS)])
    cover = player_cover(business)
    assert (cover.wallets, cover.pools, cover.difference) == (0, 30_00, -30_01), "the stake is owed on 1210"


def test_who_reads_the_books_asks_for_all_or_for_one_till(
    house: House, other_house: House, depositors: Depositors, clock: Clock
):
    depositors.pay(depositors.bookmaker.player(0), 100_00)
    second = create_till(
        business=house.business, name="B", kind="PAYBILL", shortcode="600612",
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8), actor=SYSTEM,
    )  # fmt: skip
    accountant = house.browser(Role.ACCOUNTANT)
    whole = {
        "wallets": "100.00", "pools": "0.00", "carryOver": "0.00", "inFlight": "0.00", "owed": "100.00",
        "held": "100.00", "difference": "0.00", "covered": True,
    }  # fmt: skip
    assert accountant.data(COVER, business=house.id)["playerCover"] == whole
    first = write_id("Till", depositors.till.pk)
    assert accountant.data(COVER, business=house.id, till=first)["playerCover"] == whole
    other = accountant.data(COVER, business=house.id, till=write_id("Till", second.pk))["playerCover"]
    assert other == whole | {"held": "0.00", "difference": "-100.00", "covered": False}
    for role in (Role.PLAYER, Role.CASHIER, Role.MARKET_OPERATOR):
        assert house.browser(role).refusal(COVER, business=house.id) == "NOT_ALLOWED"
    assert other_house.browser().refusal(COVER, business=house.id) == "NOT_FOUND"
    assert other_house.browser().refusal(COVER, business=other_house.id, till=first) == "NOT_FOUND"
