"""Statements and runs."""

from __future__ import annotations

from datetime import date

from core.machine.crypto import new_data_key, seal
from reconciliation.models import ReconciliationRun, Statement
from reconciliation.runs.running import start_run
from tests.graphql_api.walk.rows import Rows, Seeds
from users.models import Role

ROWS = Rows(
    lists={
        "statements": "reconciliation.read",
        "reconciliationRuns": "reconciliation.read",
    },
    lists_of_one_row={"statements", "reconciliationRuns"},
    nodes={
        "Statement": "reconciliation.read",
        "ReconciliationRun": "reconciliation.read",
    },
    mutations={
        "uploadStatement": (
            "reconciliation.write",
            'uploadStatement(input: {{till: "{Till}", fileName: "x.csv"}})',
        ),
        "reconcile": (
            "reconciliation.write",
            'reconcile(input: {{till: "{Till}", fromDay: "2026-11-21", toDay: "2026-11-20"}})',
        ),
    },
)


def fill(seeds: Seeds) -> None:
    house, till = seeds.house, seeds.till
    day = date(2026, 11, 20)
    run = start_run(till=till, from_day=day, to_day=day, actor=house.people[Role.OWNER])
    key = new_data_key()
    seeds.nodes["ReconciliationRun"] = ReconciliationRun.objects.get(pk=run.pk)
    seeds.nodes["Statement"] = Statement.objects.create(
        business=house.business,
        till=till,
        file_name=f"statement of {house.code}.csv",
        sha256=house.code.ljust(64, "0"),
        data_key=key,
        file_sealed=seal(key, b"rows", purpose="statement.file"),
        state="REFUSED",
    )
