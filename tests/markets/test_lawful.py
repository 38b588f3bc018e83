"""Whom the law keeps from staking: nothing moves, and taking money out stays possible."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from core.errors import DomainError
from ledger.models import Wallet
from markets.legal.bars import bar_of
from markets.locking import database_now
from markets.models import LegalKind, Market, Stake
from tests.clock import Clock
from tests.graphql_api.walk.users import hand_in
from tests.ledger.books import refusal
from tests.markets.bookmakers import Bookmaker, books, fresh_key, outcome, set_legal_rule
from users.kyc.submissions import refuse_kyc, request_upgrade
from users.models import KycSubmission, KycTier


def papers(bookmaker: Bookmaker, wallet: Wallet, **more: str) -> KycSubmission:
    return hand_in(bookmaker.house.business, wallet.player, key=fresh_key(), **more)


def approved(bookmaker: Bookmaker, wallet: Wallet, **more: str) -> None:
    submission = papers(bookmaker, wallet, **more)
    bookmaker.say_yes(request_upgrade(submission=submission, reviewer=bookmaker.owner, key=fresh_key()))


def refused(bookmaker: Bookmaker, market: Market, wallet: Wallet) -> str:
    before = books()
    code = refusal(lambda: bookmaker.stake(wallet, outcome(market, "Yes"), 100_00))
    assert books() == before, "nothing has moved"
    return code


def bar(bookmaker: Bookmaker, wallet: Wallet) -> LegalKind | None:
    return bar_of(bookmaker.house.business, wallet.player, database_now())


def test_nobody_is_kept_from_staking_without_a_rule(bookmaker: Bookmaker, clock: Clock):
    market, wallet = bookmaker.open(), bookmaker.player()
    assert bar(bookmaker, wallet) is None
    bookmaker.stake(wallet, outcome(market, "Yes"), 100_00)


def test_who_has_no_papers_is_not_known_to_be_of_age(bookmaker: Bookmaker, clock: Clock):
    set_legal_rule(bookmaker, clock, LegalKind.AGE, 18)
    market, wallet = bookmaker.open(), bookmaker.player()
    assert refused(bookmaker, market, wallet) == "AGE_UNPROVED"
    submission = papers(bookmaker, wallet)
    assert refused(bookmaker, market, wallet) == "AGE_UNPROVED", "nobody has looked at them"
    bookmaker.say_yes(request_upgrade(submission=submission, reviewer=bookmaker.owner, key=fresh_key()))
    assert bar(bookmaker, wallet) is None
    bookmaker.stake(wallet, outcome(market, "Yes"), 100_00)


def test_a_tier_has_to_be_reached(bookmaker: Bookmaker, clock: Clock):
    ranks = {tier.code: tier.rank for tier in KycTier.objects.all()}
    set_legal_rule(bookmaker, clock, LegalKind.TIER, ranks["standard"])
    market, wallet = bookmaker.open(), bookmaker.player()
    assert refused(bookmaker, market, wallet) == "TIER_TOO_LOW"
    approved(bookmaker, wallet)
    bookmaker.stake(wallet, outcome(market, "Yes"), 100_00)
    set_legal_rule(bookmaker, clock, LegalKind.TIER, ranks["full"])
    assert refused(bookmaker, market, wallet) == "TIER_TOO_LOW"
    set_legal_rule(bookmaker, clock, LegalKind.TIER, 0)
    bookmaker.stake(wallet, outcome(market, "Yes"), 100_00)


def test_one_id_number_stakes_as_one_player(bookmaker: Bookmaker, clock: Clock):
    set_legal_rule(bookmaker, clock, LegalKind.ONE_PERSON, 1)
    market, first, second = bookmaker.open(), bookmaker.player(), bookmaker.player()
    for wallet in (first, second):
        bookmaker.stake(wallet, outcome(market, "Yes"), 100_00)
    approved(bookmaker, first, id_number="12345678")
    submission = papers(bookmaker, second, id_number="12345678")
    with pytest.raises(DomainError, match="ID_TAKEN"):
        request_upgrade(submission=submission, reviewer=bookmaker.owner, key=fresh_key())
    assert refused(bookmaker, market, second) == "ANOTHER_PLAYER"
    refuse_kyc(submission=submission, reviewer=bookmaker.owner, reason="Somebody else's number")
    assert refused(bookmaker, market, second) == "ANOTHER_PLAYER"
    assert bar(bookmaker, first) is None
    bookmaker.stake(first, outcome(market, "No"), 100_00)
    papers(bookmaker, second, id_number="87654321")  # it was mistyped
    bookmaker.stake(second, outcome(market, "No"), 100_00)


def test_the_database_itself_refuses_such_a_stake(bookmaker: Bookmaker, clock: Clock):
    set_legal_rule(bookmaker, clock, LegalKind.AGE, 18)
    market, wallet = bookmaker.open(), bookmaker.player()
    with pytest.raises(DatabaseError, match="STAKE_REFUSED"), transaction.atomic():
        Stake.objects.create(
            market=market, sequence=0, outcome=outcome(market, "Yes"), wallet=wallet, cents=100_00,
            accepted_at=database_now(), key="key-1", key_hash=b"",
        )  # fmt: skip
