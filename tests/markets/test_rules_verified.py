"""Verification works fees and taxes out anew, by the rules of their day: whatever was touched is named."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from core import days
from ledger.integrity.verifying import broken_books
from ledger.journal.wallets import open_wallet
from ledger.models import Wallet
from markets.models import LegalKind, LegalRule
from markets.settling.correcting import request_correction
from markets.settling.posting import post_runs
from mpesa.models import Withholding
from mpesa.payouts.rules import set_payout_limits
from mpesa.payouts.withdrawing import withdraw
from mpesa.payouts.withholding import change_withholding
from tests.clock import Clock
from tests.markets.bookmakers import Bookmaker, again, fresh_key, has, outcome, set_legal_rule
from tests.markets.depositors import Depositors
from tests.mpesa.payouts.offices import Office
from users.people import create_player


class Touching:
    """Rows changed behind the guards' back, and what verification says of them."""

    def __init__(self, database: Any, business_id: int) -> None:
        self.database, self.business_id = database, business_id

    def __call__(self, table: str, change: str, where: str = "true") -> set[str]:
        self.database.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        self.database.execute(f"UPDATE {table} SET {change} WHERE {where}")
        return {each.code for each in broken_books(self.business_id)}


def set_withholding(bookmaker: Bookmaker, clock: Clock, rate: int) -> None:
    """As set_legal_rule: it counts already."""
    clock.at -= timedelta(days=2)
    asked = change_withholding(
        business=bookmaker.house.business, name="The Act", rate=rate,
        from_day=days.today() + timedelta(days=1), key=fresh_key(), actor=bookmaker.owner,
    )  # fmt: skip
    bookmaker.say_yes(asked)
    clock.at += timedelta(days=2)


@pytest.fixture
def taxed(depositors: Depositors, office: Office, clock: Clock) -> Wallet:
    """Somebody who paid 300.00 in and took 100.00 out, with 5 % excise and 5 % withheld."""
    bookmaker = depositors.bookmaker
    set_legal_rule(bookmaker, clock, LegalKind.EXCISE, 500)
    set_withholding(bookmaker, clock, 500)
    business = bookmaker.house.business
    set_payout_limits(business=business, limits={"withdrawal_limit": 1_000_00}, actor=bookmaker.owner)
    player = create_player(phone="254712345679", pin="274913", business=business)
    wallet = open_wallet(business=business, player=player)
    depositors.pay(wallet, 300_00)
    payout = withdraw(wallet=wallet, amount=100_00, key="out-0001", actor=player)
    assert (payout.amount, payout.tax, has(wallet)) == (95_00, 5_00, 185_00)
    return wallet


@pytest.mark.tampers
def test_a_tax_on_money_that_came_or_went_is_that_of_its_day(taxed: Wallet, superuser_database):
    touched = Touching(superuser_database, taxed.business_id)
    assert broken_books(taxed.business_id) == []
    assert touched("markets_legalrule", "value = value + 1") == {"EXCISE_DIFFERS"}
    assert touched("markets_legalrule", "value = value - 1, from_day = from_day + 30") == {"EXCISE_DIFFERS"}
    assert touched("markets_legalrule", "from_day = from_day - 30") == set()
    assert touched("mpesa_withholding", "rate = rate + 1") == {"WITHHOLDING_DIFFERS"}
    assert touched("mpesa_withholding", "rate = 0") == {"WITHHOLDING_DIFFERS"}
    assert touched("mpesa_withholding", "rate = 500") == set()
    of = "account_id IN (SELECT id FROM ledger_account WHERE code IN ('{}'))".format
    assert "EXCISE_DIFFERS" in touched("ledger_line", "credit = credit - 100", of("2500"))
    assert "EXCISE_DIFFERS" not in touched("ledger_line", "credit = credit + 100", of("2500"))
    assert "WITHHOLDING_DIFFERS" in touched("ledger_line", "credit = credit - 100", of("2510"))


@pytest.mark.tampers
def test_the_house_has_what_the_rates_of_the_first_day_give(
    bookmaker: Bookmaker, clock: Clock, superuser_database
):
    set_legal_rule(bookmaker, clock, LegalKind.GGR, 1_505)
    market = bookmaker.open()
    bookmaker.stake(bookmaker.player(1_000_00), outcome(market, "Yes"), 100_00)
    bookmaker.stake(bookmaker.player(1_000_00), outcome(market, "No"), 200_10)
    bookmaker.settle(market, clock, "Yes")
    asked = request_correction(
        market=again(market), result=bookmaker.result(market, "No"), reason="Misread", key=fresh_key(),
        actor=bookmaker.operator,
    )  # fmt: skip
    bookmaker.say_yes(asked)
    assert broken_books() == [], "while it is posted too"
    while post_runs():
        pass
    assert broken_books() == []
    touched = Touching(superuser_database, market.business_id)
    assert touched("markets_legalrule", "value = value + 10") == {"HOUSE_PART_DIFFERS"}
    assert touched("markets_legalrule", "value = value - 10") == set()
    assert touched("markets_market", "fee_bps = fee_bps + 1") == {"FEE_DIFFERS"}
    assert touched("markets_market", "fee_bps = fee_bps - 1") == set()
    assert touched("markets_settlementrun", "fee = fee - 1, breakage = breakage + 1", "state = 'DONE'") == {
        "FEE_DIFFERS", "HOUSE_PART_DIFFERS",
    }  # fmt: skip
    assert touched("markets_settlementrun", "fee = fee + 1, breakage = 0", "state = 'DONE'") == set()
    for code in ("4100", "2520"):
        mine = f"account_id IN (SELECT id FROM ledger_account WHERE code = '{code}') AND credit > 0"
        assert "HOUSE_PART_DIFFERS" in touched("ledger_line", "credit = credit + 1", mine)
        assert "HOUSE_PART_DIFFERS" not in touched("ledger_line", "credit = credit - 1", mine)


def test_a_rule_comes_once_by_its_approval(taxed: Wallet):
    """Written again it would be the newest of its day, and count instead of what was approved after it."""
    for rule in (LegalRule.objects.get(), Withholding.objects.get()):
        rule.pk = None
        with pytest.raises(DatabaseError, match="once_by_approval"), transaction.atomic():
            rule.save(force_insert=True)
    assert (LegalRule.objects.count(), Withholding.objects.count()) == (1, 1)
