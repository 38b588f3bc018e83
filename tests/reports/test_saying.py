"""What is said about a report, in the form in which it is kept."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date

import pytest

from core.errors import NotFound
from ledger.models import Account
from reports.kinds import THINGS, Compare, Things
from reports.saying import Said, said_facts, said_of
from tests.graphql_api.conftest import House

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def test_what_is_said_comes_back(house: House) -> None:
    cash = Account.objects.get(business=house.business, code="1020")
    said = Said(key="account_statement", first_day=FIRST, last_day=LAST, account=cash, seal=7)
    facts = said_facts(said)
    assert facts == {
        "key": "account_statement",
        "first_day": "2026-11-01",
        "last_day": "2026-11-30",
        "seal": 7,
        "account": cash.pk,
    }
    assert said_of(json.loads(json.dumps(facts))) == said


def test_the_same_wish_is_the_same_facts(house: House) -> None:
    cash = Account.objects.get(business=house.business, code="1020")
    plain = Said(key="trial_balance", first_day=FIRST, last_day=LAST)
    more = Said(key="trial_balance", first_day=FIRST, last_day=LAST, account=cash, compare=Compare.PREVIOUS)
    assert said_facts(plain) == said_facts(more)
    ageing = Said(key="receivables_ageing", first_day=FIRST, last_day=LAST, seal=3)
    assert said_facts(ageing) == {"key": "receivables_ageing"}
    with pytest.raises(NotFound):
        said_facts(Said(key="nothing"))


def test_what_is_gone_is_not_left_out(house: House) -> None:
    facts = said_facts(Said(key="collections", first_day=FIRST, last_day=LAST))
    with pytest.raises(NotFound):
        said_of(facts | {"till": 2**40})


def test_every_thing_has_its_field() -> None:
    assert {parameter.value.lower() for parameter in THINGS} == {field.name for field in fields(Things)}
