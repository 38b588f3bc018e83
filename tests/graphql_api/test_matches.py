"""What a proof matched, through the API: with its row, by rule, in as many queries for many as for few."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.machine.crypto import new_data_key, seal
from graphql_api.ids import write_id
from reconciliation.models import ReconciliationRun, RulesetChoice, RunMatch, Statement, StatementRow
from reconciliation.runs.running import start_run
from tests.billing.placing import Desk
from tests.graphql_api.conftest import House
from users.models import Role

NOON = datetime(2026, 11, 20, 9, tzinfo=UTC)
MATCHES = """query ($id: ID!, $first: Int, $filter: ReconciliationMatchFilter) { node(id: $id) {
    ... on ReconciliationRun { ruleset matches(first: $first, filter: $filter) { totalCount nodes {
    reference rule evidence row { receiptNumber paidIn statement { fileName } } } } } } }"""


@pytest.fixture
def run(house: House, drain) -> ReconciliationRun:
    till, day = Desk(house, drain).till, date(2026, 11, 20)
    run = start_run(till=till, from_day=day, to_day=day, actor=house.people[Role.OWNER])
    key = new_data_key()
    statement = Statement.objects.create(
        business=house.business,
        till=till,
        account=run.account,
        file_name="day.csv",
        sha256="0" * 64,
        data_key=key,
        file_sealed=seal(key, b"rows", purpose="statement.file"),
        state="REFUSED",
    )
    for number in range(6):
        StatementRow.objects.create(
            statement=statement,
            till=till,
            account=run.account,
            row_key=f"key{number}",
            ordinal=number,
            receipt=f"UKK1AA00A{number}",
            completed_at=NOON,
            status="Completed",
            paid_in=100 + number,
            withdrawn=0,
            moves=True,
            kind="CUSTOMER_PAYMENT",
        )
    RunMatch.objects.bulk_create(
        RunMatch(
            run=run,
            row_key=f"key{number}",
            reference=f"mpesa:{till.shortcode}:UKK1AA00A{number}:pay",
            rule="ALIAS" if number % 2 else "RECEIPT_LEG_AMOUNT",
            evidence="receipt",
        )
        for number in range(7)
    )
    return run


def test_matches_are_listed_with_their_rows_and_narrowed_by_rule(house, run):
    browser = house.browser(Role.AUDITOR)
    asked = {"id": write_id("ReconciliationRun", run.pk), "filter": {"rules": ["ALIAS"]}}
    shown = browser.data(MATCHES, **asked)["node"]
    assert (shown["ruleset"], shown["matches"]["totalCount"]) == ("2026-12", 3)
    assert shown["matches"]["nodes"][0] == {
        "reference": f"mpesa:{run.till.shortcode}:UKK1AA00A1:pay",
        "rule": "ALIAS",
        "evidence": "receipt",
        "row": {"receiptNumber": "UKK1AA00A1", "paidIn": "1.01", "statement": {"fileName": "day.csv"}},
    }
    asked["filter"]["rules"] = ["RECEIPT_LEG_AMOUNT"]
    nodes = browser.data(MATCHES, **asked)["node"]["matches"]["nodes"]
    assert [node["row"] and node["row"]["paidIn"] for node in nodes] == ["1.00", "1.02", "1.04", None]


def test_many_matches_take_no_more_queries_than_few(house, run):
    browser, counts = house.browser(Role.ACCOUNTANT), []
    for first in (2, 7):
        with CaptureQueriesContext(connection) as queries:
            asked = browser.data(MATCHES, id=write_id("ReconciliationRun", run.pk), first=first)
        assert len(asked["node"]["matches"]["nodes"]) == first
        counts.append(len(queries))
    assert counts[0] == counts[1], counts


def test_matches_are_for_who_may_read_proofs(house, other_house, run):
    for browser in (house.browser(Role.CASHIER), other_house.browser(Role.OWNER)):
        answer = browser.ask(MATCHES, id=write_id("ReconciliationRun", run.pk))
        assert not (answer.get("data") or {}).get("node")


RULESET = """query ($id: ID!) { node(id: $id) { ... on Business { ruleset } } }"""


def test_the_owner_chooses_the_rules_for_the_proofs_to_come(house, other_house, run):
    owner, auditor = house.browser(Role.OWNER), house.browser(Role.AUDITOR)
    assert auditor.data(RULESET, id=house.id)["node"]["ruleset"] == "2026-12"
    chosen = {"business": house.id, "version": "2026-12-ids"}
    for _ in range(2):
        done = owner.act("chooseRuleset", "business { ruleset }", **chosen)
        assert done["business"] == {"ruleset": "2026-12-ids"}
    assert RulesetChoice.objects.count() == 1
    assert other_house.browser(Role.OWNER).data(RULESET, id=other_house.id)["node"]["ruleset"] == "2026-12"
    assert house.browser(Role.CASHIER).data(RULESET, id=house.id)["node"]["ruleset"] is None
    later = start_run(till=run.till, from_day=run.from_day, to_day=run.to_day, actor=house.people[Role.OWNER])
    run.refresh_from_db()
    assert (run.ruleset, later.ruleset) == ("2026-12", "2026-12-ids")


def test_rules_that_are_none_and_people_who_may_not_choose(house):
    asked = {"business": house.id, "version": "2026-12-ids"}
    assert house.browser(Role.OWNER).act("chooseRuleset", **{**asked, "version": "x"})["code"] == "NOT_FOUND"
    assert house.browser(Role.ACCOUNTANT).act("chooseRuleset", **asked)["code"] == "NOT_ALLOWED"
    assert not RulesetChoice.objects.exists()
