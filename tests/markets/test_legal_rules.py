"""What the law says about markets: two people set it, and it counts from a day on."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from core import days
from core.errors import DomainError, Problems
from markets.legal.excise import deposit_credits, excise_rate
from markets.legal.rules import change_legal_rule, rules_on
from markets.models import LegalKind, LegalRule
from tests.clock import Clock
from tests.markets.bookmakers import Bookmaker, fresh_key, set_legal_rule
from users.approvals.approving import Proof, approve, refuse
from users.models import Approval, AuditEntry


def ask(bookmaker: Bookmaker, **more: Any) -> Approval:
    given: dict[str, Any] = {
        "business": bookmaker.house.business, "kind": LegalKind.EXCISE, "value": 500, "law": "The Act",
        "from_day": days.today() + timedelta(days=1), "key": fresh_key(), "actor": bookmaker.owner,
    }  # fmt: skip
    return change_legal_rule(**(given | more))


@pytest.mark.parametrize(
    ("odd", "expected"),
    [
        ({"value": -1}, "BAD_LIMIT"),
        ({"value": 10_000}, "BAD_LIMIT"),
        ({"kind": LegalKind.AGE, "value": 17}, "BAD_LIMIT"),
        ({"kind": LegalKind.AGE, "value": 21}, "BAD_LIMIT"),
        ({"kind": LegalKind.ONE_PERSON, "value": 2}, "BAD_LIMIT"),
        ({"kind": LegalKind.PRIZE_DAYS, "value": 367}, "BAD_LIMIT"),
        ({"kind": LegalKind.TIER, "value": 32_000}, "UNKNOWN_TIER"),
        ({"law": " "}, "NAME_MISSING"),
        ({"from_day": date(2020, 1, 1)}, "BAD_DAY"),
    ],
)
def test_what_is_no_rule_is_refused(bookmaker: Bookmaker, odd: dict[str, Any], expected: str):
    with pytest.raises(DomainError) as caught:
        ask(bookmaker, **odd)
    assert caught.value.code == expected
    assert not Approval.objects.exists()


def test_all_that_is_wrong_with_a_rule_is_told_at_once_in_the_unit_of_its_kind(bookmaker: Bookmaker):
    with pytest.raises(Problems) as caught:
        ask(bookmaker, value=15_000, from_day=days.today(), law="")
    said = {each.field: each.message for each in caught.value.each}
    assert said["value"] == "Use 0.01 % to 99.99 %, or 0 for no such rule."
    assert set(said) == {"value", "from_day", "law"}


def test_only_the_owner_asks_and_somebody_else_approves(bookmaker: Bookmaker):
    for person in (bookmaker.operator, bookmaker.approver):
        with pytest.raises(DomainError, match="NOT_ALLOWED"):
            ask(bookmaker, actor=person)
    asked = ask(bookmaker, key="rule-0001")
    assert ask(bookmaker, key="rule-0001") == asked
    tomorrow = days.today() + timedelta(days=1)
    assert json.loads(asked.content)["facts"] == {
        "legal_rule": "EXCISE", "law": "The Act", "value": {"from": "0.00 %", "to": "5.00 %"},
        "first_day": tomorrow.isoformat(),
    }  # fmt: skip
    with pytest.raises(DomainError, match="SAME_PERSON"):
        approve(approval=asked, checker=bookmaker.owner, digest=asked.digest, proof=Proof())
    assert not LegalRule.objects.exists()
    bookmaker.say_yes(asked)
    assert AuditEntry.objects.get(action="market.legal_rule").actor == bookmaker.approver


def test_a_rule_counts_from_its_day_on_until_the_next(bookmaker: Bookmaker, clock: Clock):
    business, today = bookmaker.house.business.pk, days.today()
    at = [today + timedelta(days=each) for each in range(4)]
    for day, value in ((1, 500), (1, 700), (3, 0)):
        bookmaker.say_yes(ask(bookmaker, from_day=at[day], value=value))
    late = ask(bookmaker)
    assert [rules_on(business, day)[LegalKind.EXCISE] for day in at] == [0, 700, 700, 0]
    assert all(not value for value in rules_on(business, today).values())
    clock.is_day(at[1])
    with pytest.raises(DomainError, match="BAD_DAY"):
        bookmaker.say_yes(late)
    refuse(approval=late, checker=bookmaker.approver, comment="too late")
    assert [rules_on(business, day)[LegalKind.EXCISE] for day in at] == [0, 700, 700, 0]


def test_the_database_keeps_rules_that_nobody_approved_out_and_the_others_in(bookmaker: Bookmaker):
    bookmaker.say_yes(ask(bookmaker))
    row = LegalRule.objects.get()
    for odd in ({"value": 600}, {"kind": LegalKind.GGR}, {"law": "Another"}, {"from_day": days.today()}):
        named = ("business", "kind", "value", "law", "from_day", "approval", "set_at")
        given = {name: getattr(row, name) for name in named}
        with pytest.raises(DatabaseError, match="LEGAL_RULE_NOT_APPROVED"), transaction.atomic():
            LegalRule.objects.create(**(given | odd))
    with pytest.raises(DatabaseError), transaction.atomic():
        LegalRule.objects.update(value=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        LegalRule.objects.all().delete()


@pytest.mark.parametrize(
    ("deposit", "excise"),
    [(100_00, 5_00), (1, 0), (9, 0), (10, 1), (30, 2), (99_99, 5_00), (20_10, 1_01), (250_000_00, 12_500_00)],
)
def test_excise_is_rounded_to_the_nearest_cent_and_the_rest_is_the_players(
    bookmaker: Bookmaker, clock: Clock, deposit: int, excise: int
):
    first = set_legal_rule(bookmaker, clock, LegalKind.EXCISE, 500)
    wallet = bookmaker.player(0)

    def credited(day: date) -> dict[str, int]:
        rate = excise_rate(wallet.business_id, day)
        return {leg.account: leg.credit for leg in deposit_credits(wallet, deposit, rate)}

    assert credited(days.today()).get("2500", 0) == excise
    assert credited(first - timedelta(days=1)) == {wallet.account.code: deposit}
    legs = credited(first)
    assert legs.pop(wallet.account.code) == deposit - excise
    assert legs == ({"2500": excise} if excise else {})
