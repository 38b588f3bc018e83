"""What is owed KRA of a day: by entry, and as the accounts have it."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

import pytest

from core import days
from ledger.journal.posting import credit, debit, post_entry
from ledger.models import EntryKind
from markets.legal.excise import deposit_credits, excise_rate
from markets.legal.remitting import remittance_of
from markets.models import LegalKind
from mpesa.collections.owners import mirrored
from tests.clock import Clock
from tests.graphql_api.conftest import Browser, House
from tests.markets.bookmakers import Bookmaker, outcome, set_legal_rule
from users.models import Role

QUERY = """query ($id: ID!, $day: Date!) { remittance(business: $id, day: $day) { day taxes {
    tax accountCode entries charged takenBack due byHand booked agrees } } }"""


def post(bookmaker: Bookmaker, reference: str, *legs: Any, kind: str = EntryKind.ROUTE) -> None:
    post_entry(
        business_id=bookmaker.house.business.pk, kind=kind, reference=reference, legs=legs,
        occurred_at=days.now(),
    )  # fmt: skip


@pytest.fixture
def taxed(bookmaker: Bookmaker, clock: Clock) -> Bookmaker:
    """Two deposits of 100.00, one taken back; a fee of 15.00; and 1.00 paid to KRA."""
    set_legal_rule(bookmaker, clock, LegalKind.EXCISE, 500)
    set_legal_rule(bookmaker, clock, LegalKind.GGR, 1_500)
    market = bookmaker.open()
    bookmaker.stake(bookmaker.player(), outcome(market, "Yes"), 100_00)
    bookmaker.stake(bookmaker.player(), outcome(market, "No"), 200_00)
    bookmaker.settle(market, clock, "Yes")
    wallet = bookmaker.player(0)
    parts = deposit_credits(wallet, 100_00, excise_rate(wallet.business_id, days.today()))
    for each in ("one", "two"):
        post(bookmaker, each, debit("2890", 100_00), *parts)
    post(bookmaker, "back", *mirrored(parts), credit("2890", 100_00), kind=EntryKind.TAKEN_BACK)
    post(bookmaker, "paid", debit("2500", 1_00), credit("1100", 1_00), kind=EntryKind.MANUAL)
    return bookmaker


def test_the_entries_of_a_day_are_what_the_accounts_moved(taxed: Bookmaker, house: House):
    day = days.today().isoformat()
    browser, business = house.browser(Role.ACCOUNTANT), house.id
    shown = browser.data(QUERY, id=business, day=day)["remittance"]
    names = ("tax", "accountCode", "entries", "charged", "takenBack", "due", "byHand", "booked", "agrees")
    assert [tuple(each[name] for name in names) for each in shown["taxes"]] == [
        ("EXCISE", "2500", 4, "10.00", "5.00", "5.00", "-1.00", "4.00", True),
        ("WITHHOLDING", "2510", 0, "0.00", "0.00", "0.00", "0.00", "0.00", True),
        ("GGR", "2520", 1, "2.25", "0.00", "2.25", "0.00", "2.25", True),
    ]
    assert [taxed.balance(code) for code in ("2500", "2510", "2520")] == [4_00, 0, 2_25]
    before = remittance_of(house.business, days.today().replace(year=2020))
    assert [(each.due, each.booked, each.agrees) for each in before] == [(0, 0, True)] * 3


def test_the_file_has_every_entry_and_the_sums(taxed: Bookmaker, house: House):
    query = "query ($id: ID!, $day: Date!) { remittanceFile(business: $id, day: $day) { path } }"
    browser = house.browser(Role.ACCOUNTANT)
    day = days.today().isoformat()
    path = browser.data(query, id=house.id, day=day)["remittanceFile"]["path"]
    rows = list(csv.DictReader(StringIO(browser.client.get(path).content.decode())))
    assert [(row["tax"], row["charged"], row["taken_back"], row["by_hand"]) for row in rows] == [
        ("EXCISE", "5.00", "0.00", "0.00"),
        ("EXCISE", "5.00", "0.00", "0.00"),
        ("EXCISE", "0.00", "5.00", "0.00"),
        ("EXCISE", "0.00", "0.00", "-1.00"),
        ("EXCISE", "10.00", "5.00", "-1.00"),
        ("WITHHOLDING", "0.00", "0.00", "0.00"),
        ("GGR", "2.25", "0.00", "0.00"),
        ("GGR", "2.25", "0.00", "0.00"),
    ]
    assert rows[4]["kind"] == "TOTAL" and rows[2]["reference"] == "back"


def test_it_is_read_by_who_reads_the_books(house: House):
    day = days.today().isoformat()
    for role in (Role.CASHIER, Role.MARKET_OPERATOR, Role.PLAYER):
        assert house.browser(role).refusal(QUERY, id=house.id, day=day) == "NOT_ALLOWED"


def test_no_other_business_and_no_stranger_reads_it(house: House, other_house: House):
    file = "query ($id: ID!, $day: Date!) { remittanceFile(business: $id, day: $day) { path } }"
    rules = "query ($id: ID!) { node(id: $id) { ... on Business { legalRules { totalCount } } } }"
    day = days.today().isoformat()
    for query in (QUERY, file):
        assert other_house.browser(Role.OWNER).refusal(query, id=house.id, day=day) == "NOT_FOUND"
        assert Browser().refusal(query, id=house.id, day=day) == "SIGN_IN_REQUIRED"
    assert house.browser(Role.PLAYER).data(rules, id=house.id)["node"]["legalRules"] is None
    assert house.browser(Role.AUDITOR).data(rules, id=house.id)["node"]["legalRules"] == {"totalCount": 0}
