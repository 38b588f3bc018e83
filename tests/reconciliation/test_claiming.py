"""Two workers on one claim: the lease of the first ran out, and it was alive after all."""

from __future__ import annotations

import copy
from datetime import date
from pathlib import Path

import pytest

from core.models import DataKey
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from reconciliation.models import ReconciliationRun, RunItem, Statement, StatementRow
from reconciliation.runs.running import carry_out, run_reconciliations, start_run
from reconciliation.verified import importing
from reconciliation.verified.importing import import_statement, import_statements, store_statement
from tests.core.threads import Running
from users.actors import SYSTEM
from users.models import AuditEntry

STATEMENT = Path(__file__).parent / "statements" / "statement_template_a.csv"


@pytest.fixture
def stored(business) -> Statement:
    till = create_till(
        business=business,
        name="Vectors",
        kind="PAYBILL",
        shortcode="600984",
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )
    return store_statement(till=till, file_name=STATEMENT.name, data=STATEMENT.read_bytes(), actor=SYSTEM)


@pytest.fixture
def late(monkeypatch):
    """Carries a claim out as whoever claimed it, and once more as somebody with an old picture of it."""

    def twice(module: str, name: str, verb, claim):
        seen = []
        monkeypatch.setattr(
            f"reconciliation.{module}.{name}", lambda work: seen.append(copy.copy(work)) or verb(work)
        )
        assert claim() == 1
        (stale,) = seen
        return verb(stale)

    return twice


def test_a_statement_that_was_imported_meanwhile_stays_so(stored, late):
    ended = late("verified.importing", "import_statement", import_statement, import_statements)
    rows = StatementRow.objects.count()
    assert ended.state == Statement.objects.get().state == "ADMITTED"
    assert rows == ended.rows_total > 0


def test_a_statement_that_was_refused_meanwhile_stays_so(stored, late, monkeypatch):
    def give_up(statement: Statement) -> Statement:
        Statement.objects.filter(pk=statement.pk).update(state="REFUSED", problems=["given up"])
        return statement

    late("verified.importing", "import_statement", give_up, import_statements)
    stale = Statement.objects.get()
    stale.state = "READING"
    assert import_statement(stale).state == "REFUSED"
    assert Statement.objects.get().problems == ["given up"]


def run_of(stored: Statement) -> ReconciliationRun:
    return start_run(till=stored.till, from_day=date(2026, 11, 20), to_day=date(2026, 11, 20), actor=SYSTEM)


def test_a_run_that_was_done_meanwhile_keeps_its_items_once(stored, late):
    import_statements()
    run_of(stored)
    ended = late("runs.running", "carry_out", carry_out, run_reconciliations)
    done = ReconciliationRun.objects.get()
    assert (ended.state, done.state) == ("DONE", "DONE")
    items = RunItem.objects.values_list("term", "receipt", "leg", "row_key", "cents")
    assert len(items) == len(set(items)) > 0


def test_a_run_that_failed_meanwhile_stays_failed(stored, late):
    import_statements()
    run_of(stored)

    def give_up(run: ReconciliationRun) -> ReconciliationRun:
        ReconciliationRun.objects.filter(pk=run.pk).update(state="FAILED", problem="given up")
        return run

    late("runs.running", "carry_out", give_up, run_reconciliations)
    stale = ReconciliationRun.objects.get()
    stale.state = "RUNNING"
    assert carry_out(stale).state == "FAILED"
    assert (ReconciliationRun.objects.get().state, RunItem.objects.count()) == ("FAILED", 0)


def test_the_same_file_from_two_at_once_is_audited_once(stored, monkeypatch):
    def bring() -> Statement:
        return store_statement(till=stored.till, file_name="x.csv", data=b"other", actor=SYSTEM)

    def another_is_faster():
        monkeypatch.undo()
        others.append(Running(bring).result())
        return importing.new_data_key()

    others: list[Statement] = []
    keys = DataKey.objects.count()
    monkeypatch.setattr(importing, "new_data_key", another_is_faster)
    assert bring() == others[0]
    assert Statement.objects.count() == 2 and DataKey.objects.count() == keys + 1
    assert AuditEntry.objects.filter(action="statement.upload").count() == 2
