"""The chain of balances is kept with each file and each proof, and shown step by step."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import DatabaseError, transaction

from core.days import day_bounds
from graphql_api.ids import write_id
from reconciliation.models import BalanceStep, ReconciliationRun, StatementRow
from reconciliation.verified.importing import ask_again, import_statements
from tests.graphql_api.conftest import House
from tests.reconciliation.exceptions.books import Books
from tests.reconciliation.verified.files import MONDAY, TUESDAY, WEDNESDAY, bring, file_of, moves, prove
from tests.reconciliation.verified.test_several_accounts import export
from users.models import Role

DAY = moves(MONDAY, 1000, 300, -5, 700, 50)
ASK = """query ($id: ID!) { node(id: $id) {
    ... on Statement { state balanceSteps(first: 100) { totalCount nodes { ...Step } } }
    ... on ReconciliationRun { balanceSteps(first: 100) { totalCount nodes { ...Step } } } } }
  fragment Step on BalanceStep { account kind fromAt untilAt before after rows paidIn withdrawn
    receiptNumber says }"""


def shown(house: House, kind: str, pk: int, role: str = Role.AUDITOR):
    return house.browser(role).data(ASK, id=write_id(kind, pk))["node"]


def brief(steps) -> list[tuple[str, str | None, str | None, int]]:
    return [(each["kind"], each["before"], each["after"], each["rows"]) for each in steps]


def test_a_file_that_does_not_count_shows_where_its_balances_break(house: House):
    till = Books(house).till
    file = bring(till, file_of([*DAY[:1], *DAY[2:]], MONDAY), "monday.csv")
    told = shown(house, "Statement", file.pk)
    assert told["state"] == "QUARANTINED"
    steps = told["balanceSteps"]["nodes"]
    assert brief(steps) == [
        ("MOVED", "1000.00", "1000.00", 0),
        ("MOVED", "1000.00", "1300.00", 1),
        ("GAP", "1300.00", "1295.00", 0),
        ("MOVED", "1295.00", "1995.00", 1),
        ("MOVED", "1995.00", "2045.00", 1),
        ("MOVED", "2045.00", "2045.00", 0),
    ]
    assert steps[2]["says"].startswith("A movement of -KES 5.00 is missing before")
    assert [each["receiptNumber"] for each in steps] == [
        "", DAY[0].receipt, "", DAY[2].receipt, DAY[3].receipt, "",
    ]  # fmt: skip
    assert not StatementRow.objects.exists()
    with transaction.atomic():
        ask_again([file])
    import_statements()
    assert shown(house, "Statement", file.pk)["balanceSteps"]["totalCount"] == 6
    assert house.browser(Role.CASHIER).data(ASK, id=write_id("Statement", file.pk))["node"] is None


def test_a_file_of_several_accounts_shows_each_by_itself(house: House):
    file = bring(Books(house).till, export().data(), "ORG_Statement_600984.csv")
    steps = shown(house, "Statement", file.pk)["balanceSteps"]["nodes"]
    accounts = list(dict.fromkeys(each["account"] for each in steps))
    assert len(accounts) > 1 and accounts == sorted(accounts)
    for one, following in pairwise(steps):
        if one["account"] == following["account"]:
            assert (one["untilAt"], one["after"]) == (following["fromAt"], following["before"])


def test_a_proof_shows_what_no_file_covers_and_by_how_much_the_balance_changes_there(house: House, drain):
    till = Books(house).till
    bring(till, file_of(DAY, MONDAY), "monday.csv")
    late = moves(WEDNESDAY, 2500, 40)
    bring(till, file_of(late, WEDNESDAY), "wednesday.csv")
    run = prove(till, drain, MONDAY, WEDNESDAY + timedelta(days=1))
    steps = shown(house, "ReconciliationRun", run.pk)["balanceSteps"]["nodes"]
    assert brief(steps)[4:] == [
        ("MOVED", "1995.00", "2045.00", 1),
        ("MOVED", "2045.00", "2045.00", 0),
        ("HOLE", "2045.00", "2500.00", 0),
        ("MOVED", "2500.00", "2500.00", 0),
        ("MOVED", "2500.00", "2540.00", 1),
        ("MOVED", "2540.00", "2540.00", 0),
        ("HOLE", "2540.00", None, 0),
    ]
    rows = BalanceStep.objects.filter(run=run).order_by("pk")
    assert rows[0].from_at == day_bounds(MONDAY)[0]
    assert (rows[6].from_at, rows[6].until_at) == (day_bounds(TUESDAY)[0], day_bounds(TUESDAY)[1])
    later = prove(till, drain, WEDNESDAY)
    assert BalanceStep.objects.filter(run=later).order_by("pk")[0].before == 2500_00


def test_steps_stay_as_they_are_and_add_up(house: House):
    bring(Books(house).till, file_of(DAY, MONDAY), "monday.csv")
    for change in (lambda rows: rows.update(rows=9), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(BalanceStep.objects.all())
    step = BalanceStep.objects.filter(rows=1).first()
    step.pk, step.after = None, step.after + 1
    with pytest.raises(DatabaseError), transaction.atomic():
        step.save(force_insert=True)
    assert not ReconciliationRun.objects.filter(state="FAILED").exists()
