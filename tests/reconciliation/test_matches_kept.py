"""The pairs of a run are rows: rule and evidence of each, once, for good."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from django.db import DatabaseError, transaction

from core.rows import copying
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from reconciliation.models import ReconciliationRun, RunMatch, StatementRow
from reconciliation.runs.keeping import keep_matches
from reconciliation.runs.matching import match
from reconciliation.runs.running import run_reconciliations, start_run
from reconciliation.verified.importing import import_statements, store_statement
from tests.reconciliation.test_matching_rules import paid, vouchers
from users.actors import SYSTEM

STATEMENT = Path(__file__).parent / "statements" / "statement_template_a.csv"
DAY = date(2026, 11, 20)


@pytest.fixture
def run(business) -> ReconciliationRun:
    """A run that waits to be carried out."""
    till = create_till(
        business=business,
        name="Vectors",
        kind="PAYBILL",
        shortcode="600984",
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )
    store_statement(till=till, file_name=STATEMENT.name, data=STATEMENT.read_bytes(), actor=SYSTEM)
    import_statements()
    return start_run(till=till, from_day=DAY, to_day=DAY, actor=SYSTEM)


def test_a_run_keeps_every_pair_with_its_rule_and_evidence(run):
    run_reconciliations()
    run.refresh_from_db()
    kept = list(RunMatch.objects.filter(run=run).order_by("pk"))
    assert (run.state, run.ruleset) == ("DONE", "2026-12")
    assert len(kept) == run.matched == len({pair.row_key for pair in kept}) > 5
    assert [(pair.rule, pair.evidence) for pair in kept if pair.rule != "RECEIPT_LEG_AMOUNT"] == [
        ("REVERSAL_OF_ORIGINAL", "linked to UKK1AA00C3")
    ]
    assert {pair.evidence for pair in kept[:-1]} == {"receipt"}
    rows = dict(StatementRow.objects.values_list("row_key", "receipt"))
    for pair in kept[:-1]:
        assert pair.reference.startswith(f"mpesa:600984:{rows[pair.row_key]}:")


def test_pairs_stay_as_they_were_kept(run):
    run_reconciliations()
    for change in (lambda pairs: pairs.update(rule="ALIAS"), lambda pairs: pairs.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(RunMatch.objects.all())


def test_a_sum_is_kept_pair_by_pair_and_batches_lose_none(run, monkeypatch):
    monkeypatch.setattr(copying, "BATCH", 2)
    odd = vouchers(550, 7).assign(reference=['voucher, "7"\n', "voucher\\N"])
    rows = paid(300, 250, 7, account_no=["INV7", "INV7", "INV9"])
    books = pd.concat([odd, paid_as_booked()], ignore_index=True)
    found = match(pd.concat([rows, other_rows()], ignore_index=True), books)
    assert keep_matches(run, found) == 5
    kept = RunMatch.objects.filter(run=run).order_by("pk").values_list("row_key", "reference", "rule")
    assert list(kept) == [
        *((f"other{at}", f"mpesa:600984:UKK1AB000{at}:pay:{at}", "RECEIPT_LEG_AMOUNT") for at in range(3)),
        ("key000", 'voucher, "7"\n', "SUM_OF_ROWS"),
        ("key001", 'voucher, "7"\n', "SUM_OF_ROWS"),
    ]


def other_rows() -> pd.DataFrame:
    rows = paid(11, 12, 13, payer_masked="", account_no="")
    return rows.assign(
        row_key=[f"other{at}" for at in range(3)],
        ordinal=[3, 4, 5],
        receipt=[f"UKK1AB000{at}" for at in range(3)],
    )


def paid_as_booked() -> pd.DataFrame:
    rows = other_rows()
    return vouchers(11, 12, 13, payer="", account_reference="").assign(
        receipt=rows["receipt"].tolist(),
        leg="pay",
        seal=[3, 4, 5],
        reference=[f"mpesa:600984:UKK1AB000{at}:pay:{at}" for at in range(3)],
    )
