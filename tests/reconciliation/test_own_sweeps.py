"""Money between own accounts, on both statements: never income, whatever the words of either."""

from __future__ import annotations

from datetime import date

import pytest

from mpesa.models import MpesaAccount, Receipt
from mpesa.tills.accounts import account_code
from reconciliation.models import ReconciliationRun, RunMatch
from reconciliation.runs.running import compute, run_reconciliations, start_run
from reconciliation.verified.importing import import_statements, store_statement
from tests.graphql_api.conftest import House
from tests.reconciliation.exceptions.books import PAYMENT, Books, a_week_ago, leave_unproved
from users.actors import SYSTEM

DAY = a_week_ago()
SWEEP = ("Utility Account to Organization Settlement Account", "Utility Account to Organization Settlement")
LIKE_INCOME = ("Business to Business Transfer", "Business to Business Transfer")


@pytest.fixture
def books(house: House) -> Books:
    books = Books(house)
    books.show(DAY, 8, "UKK1AA00A1", PAYMENT, 1000)
    books.show(DAY, 9, "UKK1AA00H8", SWEEP, -700)
    return books


def bring_settlement(books: Books, shillings: int, day: date = DAY) -> None:
    kept, books.rows = books.rows, [(day, 9, "UKK1AA00H8", LIKE_INCOME, shillings)]
    data = books.statement(day, day).replace(b"Utility Account", b"Organization Settlement Account")
    books.rows = kept
    store_statement(till=books.till, file_name="settlement.csv", data=data, actor=SYSTEM)
    import_statements()
    leave_unproved()


def prove_settlement(books: Books) -> ReconciliationRun:
    run = start_run(till=books.till, from_day=DAY, to_day=DAY, account="settlement", actor=SYSTEM)
    run_reconciliations()
    run.refresh_from_db()
    assert (run.state, run.unexplained) == ("DONE", 0), run.problem
    return run


def test_a_sweep_that_reads_like_income_is_found_by_its_other_side(books):
    books.close(DAY, DAY)
    bring_settlement(books, 700)
    run = prove_settlement(books)
    (pair,) = RunMatch.objects.filter(run=run)
    assert (pair.rule, pair.reference) == ("OWN_SWEEP", "mpesa:600984:UKK1AA00H8:sweep")
    assert [receipt.number for receipt in Receipt.objects.all()] == ["UKK1AA00A1"]
    assert books.balance(account_code(books.till, MpesaAccount.SETTLEMENT)) == 700_00
    (sweep,) = compute(run)[0].sweeps.itertuples()
    assert (sweep.settled, sweep.other_account, sweep.cents) == (True, "utility", 700_00)


def test_it_is_not_booked_as_income_before_its_other_side_is(books):
    data = books.statement(DAY, DAY)
    store_statement(till=books.till, file_name="utility.csv", data=data, actor=SYSTEM)
    import_statements()
    leave_unproved()
    bring_settlement(books, 700)
    run = prove_settlement(books)
    assert (run.booked_rows, run.credits_not_booked) == (0, 700_00) and not Receipt.objects.exists()
    books.close(DAY, DAY, fresh=False)
    again = prove_settlement(books)
    assert (again.matched, again.credits_not_booked) == (1, 0)


def test_a_run_sees_the_other_statement_as_it_was(books):
    books.close(DAY, DAY)
    first = ReconciliationRun.objects.latest("pk")
    (sweep,) = compute(first)[0].sweeps.itertuples()
    assert (sweep.settled, sweep.other_account) == (False, "")
    bring_settlement(books, 700)
    assert compute(first)[0].sweeps["settled"].tolist() == [False]
    again = books.close(DAY, DAY, fresh=False)
    assert compute(again)[0].sweeps["settled"].tolist() == [True]
