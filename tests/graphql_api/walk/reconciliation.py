"""Statements and runs."""

from __future__ import annotations

from datetime import date

from core.machine.crypto import new_data_key, seal
from reconciliation.models import (
    PortalMove,
    ReconciliationDay,
    ReconciliationException,
    ReconciliationRun,
    Statement,
)
from reconciliation.runs.running import start_run
from tests.graphql_api.walk.rows import AT, Rows, Seeds
from users.models import Role

_ONE = 'exception: "{ReconciliationException}"'

ROWS = Rows(
    lists={
        "portalMoves": "payout.read",
        "statements": "reconciliation.read",
        "reconciliationRuns": "reconciliation.read",
        "reconciliationDays": "reconciliation.read",
        "reconciliationExceptions": "reconciliation.read",
    },
    lists_of_one_row={
        "portalMoves",
        "statements",
        "reconciliationRuns",
        "reconciliationDays",
        "reconciliationExceptions",
    },
    singles={"chargeTariffs": "reconciliation.read"},
    nodes={
        "PortalMove": "payout.read",
        "Statement": "reconciliation.read",
        "ReconciliationDay": "reconciliation.read",
        "ReconciliationException": "reconciliation.read",
        "ReconciliationRun": "reconciliation.read",
    },
    mutations={
        "recordPortalMove": (
            "payout.request",
            'recordPortalMove(input: {{till: "{Till}", source: UTILITY, target: UTILITY, amount: "10.00",'
            ' day: "2026-11-20", note: "x", idempotencyKey: "12345678"}})',
        ),
        "cancelPortalMove": (
            "payout.request",
            'cancelPortalMove(input: {{move: "{PortalMove}", reason: ""}})',
        ),
        "chooseRuleset": (
            "business.manage",
            'chooseRuleset(input: {{business: "{Business}", version: "none"}})',
        ),
        "chooseSettlementAccount": (
            "ledger.write",
            'chooseSettlementAccount(input: {{till: "{Till}", bankAccount: "{Account}"}})',
        ),
        "setTariff": (
            "business.manage",
            'setTariff(input: {{business: "{Business}", kind: B2C, fromDay: "1999-01-01", bands: []}})',
        ),
        **{
            f"{verb}Exception": ("reconciliation.write", f"{verb}Exception(input: {{{{{_ONE}{more}}}}})")
            for verb, more in (
                ("assign", ""),
                ("note", ', text: "x"'),
                ("carry", ', comment: "x"'),
                ("tie", ', entry: "{JournalEntry}", comment: "x"'),
                ("correct", ', comment: "x", idempotencyKey: "1"'),
                ("split", ', parts: [], comment: "x", idempotencyKey: "1"'),
                ("writeOff", ', comment: "x", idempotencyKey: "1"'),
            )
        },
        "investigateDay": (
            "reconciliation.write",
            'investigateDay(input: {{day: "{ReconciliationDay}", note: "x"}})',
        ),
        "clearDay": ("reconciliation.write", 'clearDay(input: {{day: "{ReconciliationDay}", reason: "x"}})'),
        "uploadStatement": (
            "reconciliation.write",
            'uploadStatement(input: {{till: "{Till}", fileName: "x.csv"}})',
        ),
        "releaseStatementReceipts": (
            "reconciliation.write",
            'releaseStatementReceipts(input: {{statement: "{Statement}", idempotencyKey: "12345678"}})',
        ),
        "acceptRestatement": (
            "reconciliation.write",
            'acceptRestatement(input: {{statement: "{Statement}", comment: "right",'
            ' idempotencyKey: "walk-000001"}})',
        ),
        "withdrawStatement": (
            "reconciliation.write",
            'withdrawStatement(input: {{statement: "{Statement}", comment: "",'
            ' idempotencyKey: "walk-000002"}})',
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
    seeds.nodes["ReconciliationException"] = ReconciliationException.objects.create(
        business=house.business,
        till=till,
        account="utility",
        kind="UNKNOWN_ROW",
        identity=house.code,
        term="DEBITS_NOT_BOOKED",
        why="NOT_BOOKED",
        receipt="UKK1AA00Z1",
        cents=7_00,
        occurred_at=AT,
        first_run=run,
        last_run=run,
        opened_at=AT,
    )
    seeds.nodes["ReconciliationDay"] = ReconciliationDay.objects.create(
        business=house.business,
        till=till,
        day=day,
        state="DISCREPANCY",
        provisional=True,
        expected=7_00,
        actual=0,
        discrepancy=-7_00,
        open_items=1,
        findings="0" * 64,
        judged_at=AT,
    )
    seeds.nodes["PortalMove"] = PortalMove.objects.create(
        business=house.business,
        till=till,
        key=f"{house.code}-move",
        key_hash=b"",
        source="utility",
        target="working",
        amount=50_00,
        day=day,
        note=house.code,
        recorded_by=house.people[Role.OWNER],
    )
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
